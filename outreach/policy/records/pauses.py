"""Pauses: sending stands still for everybody, a campaign, a country or a relay until somebody resumes it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from outreach.journal import Entry, record
from outreach.policy.records.stops import stop_the_gate
from outreach.store.tables import pauses
from outreach.store.words import Event, PauseScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """`key` is a campaign's key, a country or a relay's name; empty for everything."""

    scope: PauseScope
    key: str = ""
    reason: str
    since: datetime | None = None
    until: datetime | None = None


def pause(connection: Connection, wanted: Pause, *, now: datetime, by: str) -> bool:
    """Stops sending from this commit on; True unless the same pause stood already."""
    stop_the_gate(connection)
    if any(
        standing.scope is wanted.scope and standing.key == wanted.key
        for standing in standing_pauses(connection, now=now)
    ):
        return False
    connection.execute(
        insert(pauses).values(scope=wanted.scope, key=wanted.key, reason=wanted.reason, since=now, until=wanted.until)
    )
    detail: dict[str, object] = {"scope": wanted.scope, "key": wanted.key, "reason": wanted.reason}
    record(connection, [Entry(event=Event.PAUSED, by=by, detail=detail)], now=now)
    return True


def resume(connection: Connection, *, scope: PauseScope, key: str = "", now: datetime, by: str) -> int:
    """Ends the pauses of this scope and key; how many there were."""
    ended = connection.execute(
        update(pauses)
        .where(pauses.c.scope == scope, pauses.c.key == key, pauses.c.ended_at.is_(None))
        .values(ended_at=now)
    ).rowcount
    if ended:
        record(connection, [Entry(event=Event.RESUMED, by=by, detail={"scope": scope, "key": key})], now=now)
    return ended


def standing_pauses(connection: Connection, *, now: datetime) -> tuple[Pause, ...]:
    """The pauses in force at `now`, oldest first."""
    running = pauses.c.ended_at.is_(None) & (pauses.c.until.is_(None) | (pauses.c.until > now))
    rows = connection.execute(select(pauses).where(running).order_by(pauses.c.id))
    return tuple(
        Pause(scope=row.scope, key=row.key, reason=row.reason, since=row.since, until=row.until) for row in rows
    )
