"""Writes what a refresh has found: facts by upsert, spells, and their tiers at the end."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, FromClause, and_, delete, func, select, update

from outreach.lapse.day import Day, date_of
from outreach.lapse.history import Facts
from outreach.lapse.records.firm import tier_column
from outreach.lapse.records.past import FACTS, PLACES_OF_DAYS
from outreach.lapse.spell import Closed, Opened
from outreach.lapse.tier import Cuts
from outreach.store.bulk import among, filling, insert_many, update_many, upsert_many
from outreach.store.tables import client_facts, client_signs, clients, lapses, orders
from outreach.store.words import Tier

_SPELL = ("client_id", "lost_on", "noticed_at", "tier", "value_year", "reason", "ended_on", "ended_by_order")


class NewSpell(NamedTuple):
    client_id: int
    opened: Opened
    value_year: int
    reason: str | None
    order_id: int | None  # the order that ended it


class ClosedSpell(NamedTuple):
    """A spell that has ended: whose, by which order if one on record did it, and the reason known by then."""

    client_id: int
    closed: Closed
    order_id: int | None
    reason: str | None


FactsRow = tuple[object, ...]  # as `_FACTS` has the columns
ScoreRow = tuple[int | None, int | None, int]  # the chance, the priority, whose

_FACTS = (*FACTS, "computed_on")


def rows_of(found: Iterable[Facts], *, today: date) -> list[FactsRow]:
    """Facts with dates in the place of their numbers."""
    dates = _Dates()
    rows = []
    for facts in found:
        row: list[object] = [*facts, today]
        for place in PLACES_OF_DAYS:
            row[place] = dates[facts[place]]
        rows.append(tuple(row))
    return rows


def filling_up(connection: Connection) -> AbstractContextManager[None]:
    """Around the first refresh of a book, which writes a row or more for each client."""
    return filling(connection, client_facts, client_signs, lapses)


def write_facts(connection: Connection, rows: Sequence[FactsRow]) -> None:
    """Adds or replaces the facts of these clients."""
    upsert_many(connection, client_facts, columns=_FACTS, rows=rows, key=["client_id"], update=_FACTS[1:])


def write_scores(connection: Connection, found: Sequence[ScoreRow]) -> None:
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
    """Adds spells; copper, as most clients are, until `give_tiers` knows the cuts."""
    rows = [
        (
            new.client_id,
            date_of(new.opened.lost_on),
            now,
            Tier.COPPER,
            new.value_year,
            new.reason,
            date_of(new.opened.ended_on),
            new.order_id,
        )
        for new in found
    ]
    insert_many(connection, lapses, columns=_SPELL, rows=rows)


def close_spells(connection: Connection, found: Iterable[ClosedSpell]) -> None:
    """Ends spells, once, by the order named if there is one; the reason known by then is kept with them."""
    for _, closed, order_id, reason in found:
        connection.execute(
            update(lapses)
            .where(lapses.c.id == closed.spell_id, lapses.c.ended_on.is_(None))
            .values(
                ended_on=date_of(closed.ended_on),
                ended_by_order=order_id,
                reason=func.coalesce(lapses.c.reason, reason),
            )
        )


def give_tiers(connection: Connection, cuts: Cuts, *, after: int) -> None:
    """Gives the spells above this number the tier that their clients have now."""
    if cuts.silver_from is None:
        return
    facts = select(client_facts.c.client_id, client_facts.c.revenue)
    above = facts.where(client_facts.c.revenue >= cuts.silver_from).subquery()
    connection.execute(
        update(lapses)
        .where(lapses.c.id > after, lapses.c.client_id == above.c.client_id)
        .values(tier=tier_column(above.c.revenue, cuts))
    )
