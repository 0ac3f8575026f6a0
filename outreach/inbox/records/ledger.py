"""The ledger of everything that came in: each message once, whatever becomes of it (I6, I12)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from sqlalchemy import Connection, func, select, update

from outreach.inbox.received import Pending
from outreach.inbox.source import Raw
from outreach.store.dialect import insert_into
from outreach.store.tables import cursors, incoming
from outreach.store.words import IncomingState

WHOLE = ""  # the folder of a source that has none


def take_in(connection: Connection, raws: Sequence[Raw], *, source: str, now: datetime) -> int:
    """Adds what is not known yet and notes that the source was read; how many were new. In the caller's transaction."""
    rows = {
        digest: {"sha256": digest, "source": source, "raw": raw.content, "fetched_at": now, "state": IncomingState.NEW}
        for raw in raws
        for digest in [hashlib.sha256(raw.content).hexdigest()]
    }
    new = 0
    for row in rows.values():  # one at a time: each may be megabytes
        made = insert_into(connection, incoming).values(row).on_conflict_do_nothing(index_elements=[incoming.c.sha256])
        new += connection.execute(made.returning(incoming.c.id)).first() is not None
    _note_reading(connection, source, now=now)
    return new


def unapplied(connection: Connection, *, limit: int, most_bytes: int, after: int = 0) -> tuple[Pending, ...]:
    """Messages that have brought nothing about yet, in the order they came, past the number `after`.

    As many as fit into `most_bytes`, but one at least if there is any.
    """
    sizes = connection.execute(
        select(incoming.c.id, func.length(incoming.c.raw).label("size"))
        .where(incoming.c.state == IncomingState.NEW, incoming.c.id > after)
        .order_by(incoming.c.id)
        .limit(limit)
    ).all()
    totals = accumulate(row.size for row in sizes)
    ids = [row.id for row, total in zip(sizes, totals, strict=True) if total <= most_bytes or row is sizes[0]]
    columns = (incoming.c.id, incoming.c.raw, incoming.c.fetched_at)
    rows = connection.execute(select(*columns).where(incoming.c.id.in_(ids)).order_by(incoming.c.id))
    return tuple(Pending(incoming_id=row.id, content=row.raw, fetched_at=row.fetched_at) for row in rows)


def quarantine(connection: Connection, incoming_id: int, *, now: datetime) -> bool:
    """Sets a message aside that could not be read or applied; it stays in the ledger whole. False if it was not new."""
    changed = connection.execute(
        update(incoming)
        .where(incoming.c.id == incoming_id, incoming.c.state == IncomingState.NEW)
        .values(state=IncomingState.QUARANTINED, applied_at=now)
    ).rowcount
    return changed == 1


def _note_reading(connection: Connection, source: str, *, now: datetime) -> None:
    row = {"source": source, "folder": WHOLE, "uidvalidity": 0, "uid": 0, "read_at": now}
    made = insert_into(connection, cursors).values(row)
    connection.execute(
        made.on_conflict_do_update(
            index_elements=[cursors.c.source, cursors.c.folder], set_={"read_at": made.excluded.read_at}
        )
    )


def last_read_at(connection: Connection) -> datetime | None:
    """When a source was last read to its end; None if none ever was."""
    found: datetime | None = connection.execute(select(func.max(cursors.c.read_at))).scalar()
    return found
