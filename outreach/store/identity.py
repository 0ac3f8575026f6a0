"""Which database this is and when it was last seen at work: what tells a copy, a restore and a wrong clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from outreach.store.schema import machine_name
from outreach.store.tables import identity

STEPPED_BACK = timedelta(minutes=5)
LONG_GAP = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`store_id` is made with the database; `clock_argued` means that its moments may not be the world's."""

    store_id: str
    machine: str
    last_seen_at: datetime | None
    clock_argued: bool


def identity_of(connection: Connection) -> Identity:
    """The one row."""
    row = connection.execute(select(identity)).one()
    return Identity(
        store_id=row.store_id, machine=row.machine, last_seen_at=row.last_seen_at, clock_argued=row.clock_argued
    )


def be_seen(connection: Connection, *, now: datetime) -> str:
    """Notes that work is done now on this machine; gives the reason to stand still first, or an empty text.

    A copy on another machine, a clock that stepped back and a long silence all may mean letters that went already.
    """
    known = identity_of(connection)
    here = machine_name()
    connection.execute(update(identity).values(machine=here, last_seen_at=now))
    if known.last_seen_at is None:
        return ""
    if known.machine != here:
        return "this database was last at work on another machine"
    if now < known.last_seen_at - STEPPED_BACK:
        return f"the clock stepped back: last seen at {known.last_seen_at:%Y-%m-%d %H:%M} UTC"
    if now > known.last_seen_at + LONG_GAP:
        return f"nothing was done since {known.last_seen_at:%Y-%m-%d %H:%M} UTC"
    return ""


def argue_clock(connection: Connection) -> None:
    """Remembers for ever that moments in this database were given by an argument (rehearsals and demonstrations)."""
    connection.execute(update(identity).values(clock_argued=True))
