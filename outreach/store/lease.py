"""One leader among several processes and hosts: a row that must be renewed, and the heartbeat that it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select

from outreach.store.dialect import insert_into
from outreach.store.tables import leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who leads, until when, and what he said last."""

    name: str
    holder: str
    until: datetime
    beat_at: datetime
    note: str


def take_lease(
    connection: Connection, name: str, *, holder: str, lasts: timedelta, now: datetime, note: str = ""
) -> bool:
    """Takes or renews; False while another holds it."""
    values = {"holder": holder, "until": now + lasts, "beat_at": now, "note": note}
    free = or_(leases.c.until <= now, leases.c.holder == holder)
    taken = connection.execute(
        insert_into(connection, leases)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=[leases.c.name], set_=values, where=free)
        .returning(leases.c.holder)
    ).first()
    return taken is not None


def give_up_lease(connection: Connection, name: str, *, holder: str) -> None:
    """Lets the next one lead at once."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def standing_leases(connection: Connection) -> tuple[Lease, ...]:
    """All of them, also those that have run out: a missing heartbeat is worth seeing."""
    rows = connection.execute(select(leases).order_by(leases.c.name))
    return tuple(
        Lease(name=row.name, holder=row.holder, until=row.until, beat_at=row.beat_at, note=row.note or "")
        for row in rows
    )
