"""Counts the spells of being lost that stood, began and ended in a quarter, by tier and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, or_, select

from outreach.store.tables import client_facts, lapses, orders


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellRow:
    """Clients and the value of their last year, in minor units: at the start, newly lost, returned, off the list."""

    tier: str
    reason: str  # "" where nobody knows it
    at_start: int
    newly_lost: int
    returned: int
    taken_off: int
    value_at_start: int
    value_lost: int
    value_returned: int
    value_taken_off: int


def flows(connection: Connection, *, start: date, end: date) -> Iterator[SpellRow]:
    """Rows for every tier and reason that has a spell standing on any day from `start` to `end`.

    The reason is the one kept with the spell; for a spell still open, what has been learnt since.
    """
    learnt = func.coalesce(client_facts.c.verified_reason, client_facts.c.stated_reason)
    open_still = lapses.c.ended_on.is_(None)
    reason: ColumnElement[str] = func.coalesce(lapses.c.reason, case((open_still, learnt)), literal_column("''"))
    ends = lapses.c.ended_on.between(start, end)
    parts = (
        lapses.c.lost_on < start,
        lapses.c.lost_on.between(start, end),
        and_(ends, lapses.c.ended_by_order.is_not(None)),
        and_(ends, lapses.c.ended_by_order.is_(None)),
    )
    one: ColumnElement[int] = literal_column("1")
    value = lapses.c.value_year
    query = (
        select(lapses.c.tier, reason, *(_sum(part, one) for part in parts), *(_sum(part, value) for part in parts))
        .select_from(lapses.outerjoin(client_facts, client_facts.c.client_id == lapses.c.client_id))
        .where(lapses.c.lost_on <= end, or_(open_still, lapses.c.ended_on >= start))
        .group_by(lapses.c.tier, reason)
        .order_by(lapses.c.tier, reason)
    )
    for row in connection.execute(query).all():
        yield SpellRow(
            tier=row[0],
            reason=row[1],
            at_start=int(row[2]),
            newly_lost=int(row[3]),
            returned=int(row[4]),
            taken_off=int(row[5]),
            value_at_start=int(row[6]),
            value_lost=int(row[7]),
            value_returned=int(row[8]),
            value_taken_off=int(row[9]),
        )


def currency(connection: Connection) -> str | None:
    """That of the newest order; None before the first. Goods that came back may have been paid for otherwise."""
    newest = select(orders.c.currency).where(orders.c.amount >= 0).order_by(orders.c.id.desc()).limit(1)
    return connection.execute(newest).scalar()


def first_lost_on(connection: Connection) -> date | None:
    """The first day on which anybody was lost."""
    return connection.execute(select(func.min(lapses.c.lost_on))).scalar()


def _sum(part: ColumnElement[bool], value: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((part, value), else_=literal_column("0"))), 0)
