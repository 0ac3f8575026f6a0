"""The next contact that is planned with each client, read and written for many at once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from outreach.book.records.earlier import keep_earlier
from outreach.store.bulk import among, update_many
from outreach.store.tables import clients

NAMES = ("contact_on", "contact_by", "contact_about")


class Planned(NamedTuple):
    """When, by whom (None: his manager), and about what."""

    on: date | None
    by: str | None
    about: str | None


def planned_with(connection: Connection, ids: Collection[int]) -> dict[int, Planned]:
    """What is planned with these clients at present; nothing planned is three times None."""
    query = select(clients.c.id, *(clients.c[name] for name in NAMES)).where(among(connection, clients.c.id, ids))
    return {row[0]: Planned(*row[1:]) for row in connection.execute(query)}


def plan_contacts(connection: Connection, changes: Mapping[int, tuple[Planned, Planned]], *, now: datetime) -> None:
    """Writes the second of each pair over the first, which is kept so that the import can be taken back."""
    told = [
        (number, dict(zip(NAMES, before, strict=True)), dict(zip(NAMES, after, strict=True)))
        for number, (before, after) in changes.items()
    ]
    keep_earlier(connection, clients, told)
    rows = [(*after, now, number) for number, (_, after) in changes.items()]
    update_many(connection, clients, columns=(*NAMES, "changed_at"), rows=rows, key="id")
