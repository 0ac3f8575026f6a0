"""Whose facts must be worked out anew, and what was imported when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from outreach.book.records.bulk import chunks
from outreach.store.tables import imports, touched

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A client, and how often he was touched when that was read."""

    client_id: int
    touch: int


def touch(connection: Connection, clients: Iterable[int]) -> None:
    """Marks clients: what `lapse` knows of them is no longer true."""
    into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for chunk in chunks(sorted(set(clients)), size=_AT_ONCE):  # in one order, so that two writers cannot deadlock
        rows = into(touched).values([{"client_id": client, "touch": 1} for client in chunk])
        connection.execute(
            rows.on_conflict_do_update(index_elements=["client_id"], set_={"touch": touched.c.touch + 1})
        )


def touched_clients(connection: Connection, *, limit: int) -> tuple[Touched, ...]:
    """At most `limit` of those who wait, the lowest numbers first."""
    query = select(touched.c.client_id, touched.c.touch).order_by(touched.c.client_id).limit(limit)
    return tuple(Touched(client_id=client, touch=times) for client, times in connection.execute(query))


def clear_touched(connection: Connection, rows: Sequence[Touched]) -> None:
    """Takes away those who were not touched again since they were read."""
    for chunk in chunks(rows, size=_AT_ONCE // 2):  # SQLite's expressions are at most 1000 deep
        same = [and_(touched.c.client_id == row.client_id, touched.c.touch == row.touch) for row in chunk]
        connection.execute(delete(touched).where(or_(*same)))


def note_import(
    connection: Connection,
    *,
    file: str,
    sha256: str,
    what: str,
    mapping: Sequence[tuple[str, str]],
    counts: dict[str, int],
    now: datetime,
) -> int:
    """The number of the new row in `imports`."""
    row = insert(imports).values(
        file=file, sha256=sha256, what=what, mapping=[list(pair) for pair in mapping], counts=counts, at=now
    )
    return int(connection.execute(row.returning(imports.c.id)).scalar_one())


def last_import_at(connection: Connection, *, what: str | None = None) -> datetime | None:
    """When a file was last imported, of one kind or of any; None if none ever was."""
    query = select(func.max(imports.c.at))
    found: datetime | None = connection.execute(query.where(imports.c.what == what) if what else query).scalar()
    return found
