"""Two rows that look alike and were said to be different people: remembered, so that nobody is asked again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from outreach.journal import Entry, record
from outreach.store.dialect import insert_into
from outreach.store.tables import apart, clients
from outreach.store.words import Event

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Two clients who were said to be different; who was merged since stands as the one he lives on in."""

    id: int
    one: int
    other: int
    by: str
    at: datetime


def say_apart(connection: Connection, pairs: Iterable[Pair], *, now: datetime, by: str) -> int:
    """Keeps each pair, once, whatever the order of the two; how many are new."""
    new = []
    for one, other in _ordered(pairs):
        row = {"one_id": one, "other_id": other, "by": by, "at": now}
        made = insert_into(connection, apart).values(row).on_conflict_do_nothing().returning(apart.c.id)
        if connection.execute(made).first():
            new.append((one, other))
    _tell(connection, Event.APART, new, now=now, by=by)
    return len(new)


def unsay_apart(connection: Connection, numbers: Collection[int], *, now: datetime, by: str) -> int:
    """Takes back what was said of any two of these: they may be proposed again. How many pairs that were."""
    ended = [said for said in who_is_apart(connection) if {said.one, said.other} <= set(numbers)]
    connection.execute(update(apart).where(apart.c.id.in_([said.id for said in ended])).values(ended_at=now))
    _tell(connection, Event.APART_UNDONE, [(said.one, said.other) for said in ended], now=now, by=by)
    return len(ended)


def who_is_apart(connection: Connection) -> tuple[Apart, ...]:
    """All that stands, the oldest first; what was said of a merged client holds for the one he lives on in."""
    one, other = clients.alias(), clients.alias()
    lives = [func.coalesce(who.c.merged_into, who.c.id) for who in (one, other)]
    rows = connection.execute(
        select(apart.c.id, *lives, apart.c.by, apart.c.at)
        .join_from(apart, one, one.c.id == apart.c.one_id)
        .join(other, other.c.id == apart.c.other_id)
        .where(apart.c.ended_at.is_(None))
        .order_by(apart.c.id)
    )
    return tuple(Apart(id=row[0], one=row[1], other=row[2], by=row[3], at=row[4]) for row in rows)


def _ordered(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted({(min(pair), max(pair)) for pair in pairs})


def _tell(connection: Connection, event: Event, pairs: Iterable[Pair], *, now: datetime, by: str) -> None:
    entries = [
        Entry(event=event, by=by, client_id=number, detail={"one": one, "other": other})
        for one, other in pairs
        for number in (one, other)
    ]
    record(connection, entries, now=now)
