"""What happened. Rows are only added, in the same transaction as what they tell of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert

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
