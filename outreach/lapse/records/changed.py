"""Writes what a refresh has found: facts by upsert, spells, and their tiers at the end."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, FromClause, and_, case, delete, func, select, update

from outreach.lapse.day import Day, date_of
from outreach.lapse.history import Facts
from outreach.lapse.records.firm import tier_column
from outreach.lapse.records.past import FACTS, PLACES_OF_DAYS
from outreach.lapse.spell import Closed, Opened
from outreach.lapse.tier import Cuts
from outreach.store.bulk import among, insert_many, update_many, upsert_many
from outreach.store.tables import client_facts, client_signs, clients, lapses, orders

UNDECIDED = ""  # tier of a spell inside the transaction, before the cuts are known

_SPELL = ("client_id", "lost_on", "noticed_at", "tier", "value_year", "reason", "ended_on")


class NewSpell(NamedTuple):
    client_id: int
    opened: Opened
    value_year: int
    reason: str | None


def write_facts(connection: Connection, found: Iterable[Facts], *, today: date) -> None:
    """Adds or replaces the facts of these clients."""
    dates = _Dates()
    rows = []
    for facts in found:
        row: list[object] = [*facts, today]
        for place in PLACES_OF_DAYS:
            row[place] = dates[facts[place]]
        rows.append(tuple(row))
    columns = (*FACTS, "computed_on")
    upsert_many(connection, client_facts, columns=columns, rows=rows, key=["client_id"], update=columns[1:])


def write_scores(connection: Connection, found: Sequence[tuple[int | None, int | None, int]]) -> None:
    """The chance and the priority of clients of whom nothing else has changed, each with his number behind."""
    update_many(connection, client_facts, columns=("silent_90", "priority"), rows=found, key="client_id")


class _Dates(dict[object, date | None]):
    """Dates by their numbers, each made once."""

    def __missing__(self, day: object) -> date | None:
        assert day is None or isinstance(day, int)
        self[day] = made = date_of(day)
        return made


def drop_facts(connection: Connection, client_ids: Sequence[int]) -> None:
    """Forgets the facts and signs of clients who were merged into others, or are no clients any more."""
    if client_ids:
        connection.execute(delete(client_facts).where(among(connection, client_facts.c.client_id, client_ids)))
        connection.execute(delete(client_signs).where(among(connection, client_signs.c.client_id, client_ids)))


def first_orders(connection: Connection, found: Sequence[tuple[int, Day]]) -> dict[tuple[int, Day], int]:
    """The first order on the day named with each of these clients: his own, else that of a firm of his group."""
    own = _first_orders(connection, set(found), orders.c.client_id, orders)
    me, other = clients.alias(), clients.alias()
    in_group = me.join(other, and_(other.c.group_code == me.c.group_code, other.c.merged_into.is_(None))).join(
        orders, orders.c.client_id == other.c.id
    )
    return _first_orders(connection, set(found) - own.keys(), me.c.id, in_group) | own


def _first_orders(
    connection: Connection, wanted: Collection[tuple[int, Day]], client: Column[int], source: FromClause
) -> dict[tuple[int, Day], int]:
    if not wanted:
        return {}
    query = (
        select(client, orders.c.ordered_on, func.min(orders.c.id))
        .select_from(source)
        .where(
            among(connection, client, sorted({client_id for client_id, _ in wanted})),
            orders.c.ordered_on >= date_of(min(day for _, day in wanted)),
            orders.c.amount >= 0,
        )
        .group_by(client, orders.c.ordered_on)
    )
    rows = ((row[0], row[1].toordinal(), row[2]) for row in connection.execute(query))
    return {(client_id, day): order_id for client_id, day, order_id in rows if (client_id, day) in wanted}


def latest_spell(connection: Connection) -> int:
    """The number of the latest spell there is, 0 for none; those of this refresh are above it."""
    return connection.execute(select(func.max(lapses.c.id))).scalar_one() or 0


def open_spells(connection: Connection, found: Iterable[NewSpell], *, now: datetime) -> None:
    """Adds spells; their tier, and the orders that ended them, are filled in by `complete_spells`."""
    rows = [
        (
            new.client_id,
            date_of(new.opened.lost_on),
            now,
            UNDECIDED,
            new.value_year,
            new.reason,
            date_of(new.opened.ended_on),
        )
        for new in found
    ]
    insert_many(connection, lapses, columns=_SPELL, rows=rows)


def close_spells(connection: Connection, found: Iterable[tuple[Closed, int | None, str | None]]) -> None:
    """Ends spells, once, by the order named if there is one; the reason known by then is kept with them."""
    for closed, order_id, reason in found:
        connection.execute(
            update(lapses)
            .where(lapses.c.id == closed.spell_id, lapses.c.ended_on.is_(None))
            .values(
                ended_on=date_of(closed.ended_on),
                ended_by_order=order_id,
                reason=func.coalesce(lapses.c.reason, reason),
            )
        )


def complete_spells(connection: Connection, cuts: Cuts, *, after: int) -> None:
    """Gives the spells above this number the tier that their clients have now, and the orders that ended them."""
    revenue = select(client_facts.c.revenue).where(client_facts.c.client_id == lapses.c.client_id).scalar_subquery()
    that_day = and_(orders.c.ordered_on == lapses.c.ended_on, orders.c.amount >= 0)
    own = select(func.min(orders.c.id)).where(orders.c.client_id == lapses.c.client_id, that_day)
    me, other = clients.alias(), clients.alias()
    group = select(func.min(orders.c.id)).where(
        me.c.id == lapses.c.client_id,
        other.c.group_code == me.c.group_code,
        other.c.merged_into.is_(None),
        orders.c.client_id == other.c.id,
        that_day,
    )
    its_order = func.coalesce(own.scalar_subquery(), group.correlate(lapses).scalar_subquery())
    fresh = update(lapses).where(lapses.c.id > after, lapses.c.tier == UNDECIDED)
    ended = case((lapses.c.ended_on.is_not(None), its_order))
    connection.execute(fresh.values(tier=tier_column(revenue, cuts), ended_by_order=ended))
