"""Pauses: sending stands still for everybody, a campaign, a country or a place in it, a relay, until it is resumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, false, func, insert, or_, select, update

from outreach.almanac.city import plain_place, spellings_of
from outreach.journal import Entry, record
from outreach.policy.records.stops import stop_the_gate
from outreach.store.tables import clients, pauses
from outreach.store.words import Event, PauseScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """`key` is a campaign's key, a country, "UA Харків" or a relay's name; empty for everything."""

    scope: PauseScope
    key: str = ""
    reason: str
    since: datetime | None = None
    until: datetime | None = None


def pause(connection: Connection, wanted: Pause, *, now: datetime, by: str) -> bool:
    """Stops sending from this commit on; True unless one of the same stood already, for as long."""
    stop_the_gate(connection)
    if any(_covers(standing, wanted) for standing in standing_pauses(connection, now=now)):
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


def paused_clients(connection: Connection, paused: Sequence[Pause]) -> ColumnElement[bool]:
    """Whether a client lives where sending stands still, as his row says now: country, city and region."""
    countries = [one.key for one in paused if one.scope is PauseScope.COUNTRY]
    places = [_in_a_place(connection, one) for one in paused if one.scope in _COLUMN]
    return or_(func.coalesce(clients.c.country, "").in_(countries), *places) if countries or places else false()


def _covers(standing: Pause, wanted: Pause) -> bool:
    """Whether the same stands still already, and no less long: a mourning may be made longer."""
    if (standing.scope, standing.key) != (wanted.scope, wanted.key):
        return False
    return standing.until is None or (wanted.until is not None and wanted.until <= standing.until)


def count_paused(connection: Connection, wanted: Pause) -> int:
    """How many clients of the book live where it says."""
    here = select(func.count()).where(paused_clients(connection, [wanted]), clients.c.merged_into.is_(None))
    return connection.execute(here).scalar_one()


_COLUMN = {PauseScope.CITY: clients.c.city, PauseScope.REGION: clients.c.territory}


def _in_a_place(connection: Connection, paused: Pause) -> ColumnElement[bool]:
    """Every spelling of the place that the book has: a database folds no Cyrillic case by itself."""
    country, _, place = paused.key.partition(" ")
    column = _COLUMN[paused.scope]
    wanted = spellings_of(place, country=country)
    query = select(column).where(clients.c.country == country, column.is_not(None)).distinct()
    meant = [word for word in connection.scalars(query) if plain_place(word) in wanted]
    return and_(clients.c.country == country, column.in_(meant))
