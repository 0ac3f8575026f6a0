"""Who falls into a segment or out of it by the passing of time alone: the same segment as of a later day.

Nothing is foreseen: no order, letter or answer is reckoned with, so this is what comes about if nobody does anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from outreach.segment.compiler.audience import belongs, sources_of
from outreach.segment.compiler.comparison import never
from outreach.segment.field import PASSING
from outreach.segment.meaning import resolved
from outreach.segment.syntax import FromToday, Term
from outreach.segment.who import Segment, comparisons_in, conditions_of, ordering_of
from outreach.store.tables import clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A client and the day from which he is in, or out."""

    client_id: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """So many clients, and the first of them by their number."""

    clients: int
    first: tuple[Crossing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Who is out today and in on the last of `days`, and the other way round."""

    days: int
    falling_in: Side
    falling_out: Side


_NOBODY = Side(clients=0, first=())


def edge(connection: Connection, segment: Segment, *, today: date, days: int = 30, n: int = 10) -> Edge:
    """Compares today with `days` later, and says the day of the first `n` of each side."""
    if not changes_with_time(segment):
        return Edge(days=days, falling_in=_NOBODY, falling_out=_NOBODY)
    now, later = belongs(segment, today=today), belongs(segment, today=today + timedelta(days=days))
    return Edge(
        days=days,
        falling_in=_side(connection, segment, and_(later, never(now)), today=today, days=days, n=n, inside=True),
        falling_out=_side(connection, segment, and_(now, never(later)), today=today, days=days, n=n, inside=False),
    )


def changes_with_time(segment: Segment) -> bool:
    """Whether passing time alone may change who is in."""
    ordering = ordering_of(segment) if segment.limit is not None else None
    tests = [test for condition in conditions_of(segment) for test in comparisons_in(condition)]
    terms = [*(test.term for test in tests), *([ordering.term] if ordering else [])]
    return (
        any(_passes(term) for term in terms)
        or any(isinstance(given.value, FromToday) for test in tests for given in test.values)
        or any(changes_with_time(named) for named in (*segment.segment, *segment.exclude, *segment.mentioned))
    )


def _passes(term: Term) -> bool:
    return resolved(term).source in PASSING


def _side(
    connection: Connection,
    segment: Segment,
    crossed: ColumnElement[bool],
    *,
    today: date,
    days: int,
    n: int,
    inside: bool,
) -> Side:
    living = clients.c.merged_into.is_(None)
    found = select(clients.c.id).select_from(sources_of(segment)).where(living, crossed)
    number = int(connection.execute(select(func.count()).select_from(found.subquery())).scalar_one())
    ids = list(connection.execute(found.order_by(clients.c.id).limit(n)).scalars()) if number and n else []
    crossings = _crossings(connection, segment, ids, today=today, days=days, inside=inside)
    return Side(clients=number, first=tuple(sorted(crossings, key=lambda one: (one.on, one.client_id))))


def _crossings(
    connection: Connection, segment: Segment, ids: Sequence[int], *, today: date, days: int, inside: bool
) -> Iterator[Crossing]:
    """The first day on which each of them stands on the other side."""
    waiting = set(ids)
    for ahead in range(1, days + 1):
        if not waiting:
            return
        day = today + timedelta(days=ahead)
        held = select(clients.c.id).select_from(sources_of(segment)).where(
            clients.c.id.in_(waiting), belongs(segment, today=day)
        )  # fmt: skip
        within = set(connection.execute(held).scalars())
        crossed = waiting & within if inside else waiting - within
        yield from (Crossing(client_id=number, on=day) for number in sorted(crossed))
        waiting -= crossed
