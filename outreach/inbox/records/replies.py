"""What people are shown of the inbox: messages, newest first, and their counts."""

from datetime import datetime

from sqlalchemy import Connection, case, func, select, update

from outreach.inbox.received import Count, Received
from outreach.journal import Entry, record
from outreach.store.tables import incoming
from outreach.store.words import Event, IncomingKind, IncomingState

_COLUMNS = [column for column in incoming.c if column.name != "raw"]


def read_replies(
    connection: Connection, *, limit: int, kind: IncomingKind | None = None, unread: bool = False
) -> tuple[Received, ...]:
    """Applied messages of a kind, or of every kind; `unread` leaves only those that wait for a person."""
    query = select(*_COLUMNS).where(incoming.c.state == IncomingState.APPLIED)
    if kind is not None:
        query = query.where(incoming.c.kind == kind)
    if unread:
        query = query.where(incoming.c.kind == IncomingKind.REPLY, incoming.c.read_at.is_(None))
    return tuple(
        Received(
            incoming_id=row.id,
            fetched_at=row.fetched_at,
            kind=row.kind,
            bounce=row.bounce,
            status=row.status,
            evidence=row.evidence,
            effect=row.effect,
            letter_id=row.letter_id,
            client_id=row.client_id,
            sender=row.sender,
            subject=row.subject,
            excerpt=row.excerpt,
            read_at=row.read_at,
        )
        for row in connection.execute(query.order_by(incoming.c.id.desc()).limit(limit))
    )


def count_incoming(connection: Connection) -> tuple[Count, ...]:
    """How many there are by state, kind and bounce class; quarantined ones are among them."""
    unread = case((incoming.c.kind == IncomingKind.REPLY, case((incoming.c.read_at.is_(None), 1), else_=0)), else_=0)
    key = (incoming.c.state, incoming.c.kind, incoming.c.bounce)
    rows = connection.execute(
        select(*key, func.count().label("number"), func.sum(unread).label("unread")).group_by(*key).order_by(*key)
    )
    return tuple(
        Count(state=row.state, kind=row.kind, bounce=row.bounce, number=row.number, unread=row.unread) for row in rows
    )


def mark_read(connection: Connection, incoming_id: int, *, now: datetime, by: str) -> bool:
    """A person has seen the reply, so letters to the client may go on; False if he had, or if it is no reply."""
    row = connection.execute(
        update(incoming)
        .where(incoming.c.id == incoming_id, incoming.c.kind == IncomingKind.REPLY, incoming.c.read_at.is_(None))
        .values(read_at=now)
        .returning(incoming.c.client_id, incoming.c.letter_id)
    ).first()
    if row is None:
        return False
    detail: dict[str, object] = {"incoming": incoming_id}
    entry = Entry(event=Event.REPLY_READ, by=by, client_id=row.client_id, letter_id=row.letter_id, detail=detail)
    record(connection, [entry], now=now)
    return True
