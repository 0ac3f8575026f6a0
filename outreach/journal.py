"""What happened. Rows are only added, in the same transaction as what they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from outreach.store.tables import journal
from outreach.store.words import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened; `by` is a person, a command or the daemon; `detail` is codes and figures."""

    event: Event
    by: str
    client_id: int | None = None
    letter_id: int | None = None
    campaign_id: int | None = None
    decision_id: int | None = None
    detail: dict[str, object] = field(default_factory=dict)


def record(connection: Connection, entries: Iterable[Entry], *, now: datetime) -> None:
    """Adds the entries to the caller's transaction; nothing is written if the caller rolls back."""
    rows = [
        {
            "at": now,
            "event": entry.event,
            "by": entry.by,
            "client_id": entry.client_id,
            "letter_id": entry.letter_id,
            "campaign_id": entry.campaign_id,
            "decision_id": entry.decision_id,
            "detail": entry.detail,
        }
        for entry in entries
    ]
    if rows:
        connection.execute(insert(journal), rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row of the journal as it is shown."""

    at: datetime
    event: Event
    by: str
    letter_id: int | None
    campaign_id: int | None
    detail: dict[str, object]


def story_of(connection: Connection, client_id: int, *, campaign_id: int | None = None) -> tuple[Told, ...]:
    """Everything that happened to a client (in one campaign, if it is named), oldest first."""
    query = select(journal).where(journal.c.client_id == client_id)
    if campaign_id is not None:
        query = query.where(journal.c.campaign_id == campaign_id)
    return tuple(
        Told(
            at=row.at,
            event=row.event,
            by=row.by,
            letter_id=row.letter_id,
            campaign_id=row.campaign_id,
            detail=row.detail,
        )
        for row in connection.execute(query.order_by(journal.c.at, journal.c.id))
    )
