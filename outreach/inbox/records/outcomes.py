"""What became of each message, written beside it in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from outreach.inbox.classify import Found
from outreach.inbox.consequence import Consequence
from outreach.store.tables import incoming
from outreach.store.words import IncomingEffect, IncomingState


def lock_new(connection: Connection, incoming_ids: Sequence[int]) -> set[int]:
    """Those that nobody has applied meanwhile; they are ours until the transaction ends."""
    rows = connection.execute(
        select(incoming.c.id)
        .where(incoming.c.id.in_(incoming_ids), incoming.c.state == IncomingState.NEW)
        .order_by(incoming.c.id)
        .with_for_update()
    )
    return {row.id for row in rows}


def set_outcomes(connection: Connection, outcomes: Mapping[int, tuple[Found, Consequence]], *, now: datetime) -> None:
    """Turns messages to applied, with all that was found and done."""
    rows = [
        {
            "of": incoming_id,
            "state": IncomingState.APPLIED,
            "kind": consequence.kind,
            "bounce": found.bounce,
            "status": found.status,
            "evidence": consequence.evidence,
            "letter_id": consequence.letter_id,
            "client_id": consequence.client_id,
            "sender": found.sender,
            "subject": found.subject,
            "excerpt": found.excerpt,
            "message_id": found.message_id,
            "effect": consequence.effect,
            "applied_at": now,
            # whoever reads the first copy of a reply has read it
            "read_at": now if consequence.effect is IncomingEffect.REPEATED else None,
        }
        for incoming_id, (found, consequence) in outcomes.items()
    ]
    if rows:
        connection.execute(update(incoming).where(incoming.c.id == bindparam("of")), rows)
