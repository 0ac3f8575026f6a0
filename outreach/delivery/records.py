"""The only SQL of delivery: how long a relay that does not answer is left in peace."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from outreach.store.dialect import insert_into
from outreach.store.tables import relays

LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A relay that rests after failures; letters are untouched meanwhile."""

    relay: str
    failures: int
    until: datetime
    because: str


def resting(connection: Connection, relay: str, *, now: datetime) -> Rest | None:
    """The rest in force, if any."""
    row = connection.execute(select(relays).where(relays.c.name == relay)).first()
    if row is None or row.held_until is None or row.held_until <= now:
        return None
    return Rest(relay=row.name, failures=row.failures, until=row.held_until, because=row.because or "")


def let_rest(connection: Connection, relay: str, *, because: str, now: datetime) -> Rest:
    """One more failure: one minute of rest, then twice as long each time, an hour at most."""
    known = connection.execute(select(relays.c.failures).where(relays.c.name == relay)).scalar()
    failures = (known or 0) + 1
    until = now + min(timedelta(minutes=2 ** min(failures - 1, 10)), LONGEST_REST)
    values = {"failures": failures, "held_until": until, "because": because[:300]}
    connection.execute(
        insert_into(connection, relays)
        .values(name=relay, **values)
        .on_conflict_do_update(index_elements=[relays.c.name], set_=values)
    )
    return Rest(relay=relay, failures=failures, until=until, because=because)


def has_answered(connection: Connection, relay: str) -> None:
    """The relay works: its failures are forgotten."""
    connection.execute(delete(relays).where(relays.c.name == relay))
