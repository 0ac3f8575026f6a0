"""Writes what a refresh has found: facts by upsert, spells, and their tiers at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, literal_column, select, update

from outreach.lapse.history import Facts
from outreach.lapse.records.past import FACTS
from outreach.lapse.spell import Closed, Opened
from outreach.lapse.tier import Cuts
from outreach.store.dialect import insert_into
from outreach.store.tables import client_facts, lapses
from outreach.store.words import Tier

UNDECIDED = ""  # tier of a spell inside the transaction, before the cuts are known

_values = attrgetter(*FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSpell:
    client_id: int
    opened: Opened
    value_year: int
    reason: str | None


def write_facts(connection: Connection, found: Iterable[Facts], *, today: date) -> None:
    """Adds or replaces the facts of these clients."""
    rows = [dict(zip(FACTS, _values(facts), strict=True)) | {"computed_on": today} for facts in found]
    if not rows:
        return
    adding = insert_into(connection, client_facts)
    fresh = {column.name: adding.excluded[column.name] for column in client_facts.c if not column.primary_key}
    adding = adding.on_conflict_do_update(index_elements=["client_id"], set_=fresh)
    _execute_many(connection, adding, client_facts.c.client_id, rows)


def drop_facts(connection: Connection, client_ids: Sequence[int]) -> None:
    """Forgets the facts of clients who were merged into others."""
    if client_ids:
        connection.execute(delete(client_facts).where(client_facts.c.client_id.in_(client_ids)))


def open_spells(connection: Connection, found: Iterable[NewSpell], *, now: datetime) -> None:
    """Adds spells whose tier is decided at the end of the refresh."""
    rows = [
        {
            "client_id": new.client_id,
            "lost_on": new.opened.lost_on,
            "noticed_at": now,
            "tier": UNDECIDED,
            "value_year": new.value_year,
            "reason": new.reason,
            "ended_on": new.opened.ended_on,
            "ended_by_order": new.opened.ended_by_order,
        }
        for new in found
    ]
    if rows:
        _execute_many(connection, insert(lapses), lapses.c.id, rows)


def close_spells(connection: Connection, found: Iterable[tuple[Closed, str | None]]) -> None:
    """Ends spells, once; the reason known by then is kept with them."""
    for closed, reason in found:
        connection.execute(
            update(lapses)
            .where(lapses.c.id == closed.spell_id, lapses.c.ended_on.is_(None))
            .values(
                ended_on=closed.ended_on,
                ended_by_order=closed.ended_by_order,
                reason=func.coalesce(lapses.c.reason, reason),
            )
        )


def decide_tiers(connection: Connection, cuts: Cuts) -> None:
    """Gives the spells of this refresh the tier that their clients have now."""
    revenue = select(client_facts.c.revenue).where(client_facts.c.client_id == lapses.c.client_id).scalar_subquery()
    tier = tier_column(revenue, cuts)
    connection.execute(update(lapses).where(lapses.c.tier == UNDECIDED).values(tier=tier))


def tier_column(revenue: ColumnElement[int], cuts: Cuts) -> ColumnElement[str]:
    """What `tier_of` says, as SQL; figures are written out so that it may be grouped by."""
    copper: ColumnElement[str] = literal_column(f"'{Tier.COPPER.value}'")
    never: ColumnElement[bool] = literal_column("1 = 0")  # CASE needs a first branch; PostgreSQL groups by no constant
    whens: list[tuple[ColumnElement[bool], ColumnElement[str]]] = [(never, copper)]
    if cuts.gold_from is not None:
        whens.append((revenue >= literal_column(str(int(cuts.gold_from))), literal_column(f"'{Tier.GOLD.value}'")))
    if cuts.silver_from is not None:
        whens.append((revenue >= literal_column(str(int(cuts.silver_from))), literal_column(f"'{Tier.SILVER.value}'")))
    return case(*whens, else_=copper)


def _execute_many(connection: Connection, adding: Any, key: ColumnElement[int], rows: list[dict[str, Any]]) -> None:
    # pg8000 sends one statement a row; asking for an answer makes SQLAlchemy write many rows in one statement.
    connection.execute(adding if connection.dialect.name == "sqlite" else adding.returning(key), rows)
