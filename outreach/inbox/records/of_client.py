"""What came back from one client, for a screen that shows him."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from outreach.store.tables import incoming
from outreach.store.words import IncomingKind, IncomingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A message; `read_at` None: no person has read it."""

    id: int
    fetched_at: datetime
    kind: IncomingKind
    subject: str | None
    read_at: datetime | None


def came_from(connection: Connection, client_id: int, *, last: int = 10) -> tuple[Came, ...]:
    """His last messages, bounces and reports about him among them, the newest first."""
    columns = [incoming.c[name] for name in ("id", "fetched_at", "kind", "subject", "read_at")]
    query = (
        select(*columns)
        .where(incoming.c.client_id == client_id, incoming.c.state == IncomingState.APPLIED)
        .order_by(incoming.c.id.desc())
        .limit(last)
    )
    return tuple(Came(**row) for row in connection.execute(query).mappings())
