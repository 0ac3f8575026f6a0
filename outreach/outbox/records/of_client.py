"""The letters of one client, for a screen that shows him."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from outreach.store.tables import campaigns, letters
from outreach.store.words import LetterKind, State


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """A letter; `settled_at` is when it came to its end, None while it is open."""

    id: int
    campaign: str
    occasion: str
    kind: LetterKind
    state: State
    subject: str
    due_at: datetime
    settled_at: datetime | None


def letters_of(connection: Connection, client_id: int, *, last: int = 10) -> tuple[LetterShown, ...]:
    """His last letters, the newest first."""
    names = ("id", "occasion", "kind", "state", "subject", "due_at", "settled_at")
    query = (
        select(*(letters.c[name] for name in names), campaigns.c.key.label("campaign"))
        .join_from(letters, campaigns, letters.c.campaign_id == campaigns.c.id)
        .where(letters.c.client_id == client_id)
        .order_by(letters.c.id.desc())
        .limit(last)
    )
    return tuple(LetterShown(**row) for row in connection.execute(query).mappings())


def waiting_of(connection: Connection, client_id: int) -> list[int]:
    """The numbers of his letters that have not begun to leave."""
    waiting = letters.c.state.in_((State.DRAFT, State.READY))
    return list(connection.scalars(select(letters.c.id).where(letters.c.client_id == client_id, waiting)))
