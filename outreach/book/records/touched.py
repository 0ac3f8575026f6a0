"""Whose facts must be worked out anew, and what was imported when."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, literal, select, text, true, update

from outreach.book.headings import Kind
from outreach.book.records.identity import highest_id
from outreach.store import tables
from outreach.store.bulk import among, chunks, listed
from outreach.store.dialect import insert_into
from outreach.store.tables import imports, source_marks, touched

_AT_ONCE = 50_000  # clients a statement
_LOOKED_BACK = 500  # imports

IMPORTED = (
    tables.clients,
    tables.addresses,
    tables.orders,
    tables.inquiries,
    tables.contacts,
    tables.personal_facts,
    tables.reasons,
    tables.problem_orders,
    tables.people,
)  # what a file may add rows to


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A client, and how often he was touched when that was read."""

    client_id: int
    touch: int


def touch(connection: Connection, clients: Iterable[int]) -> None:
    """Marks clients, each given once and in ascending order, so that two writers cannot lock each other out."""
    for chunk in chunks(clients, size=_AT_ONCE):
        whom = listed(connection, chunk, as_=touched.c.client_id.type)
        rows = insert_into(connection, touched).from_select(
            ["client_id", "touch"], select(whom, literal(1)).where(true())
        )
        connection.execute(
            rows.on_conflict_do_update(index_elements=["client_id"], set_={"touch": touched.c.touch + 1})
        )


def touched_clients(connection: Connection, *, limit: int) -> tuple[Touched, ...]:
    """At most `limit` of those who wait, the lowest numbers first."""
    query = select(touched.c.client_id, touched.c.touch).order_by(touched.c.client_id).limit(limit)
    return tuple(Touched(client_id=client, touch=times) for client, times in connection.execute(query))


def clear_touched(connection: Connection, rows: Sequence[Touched]) -> None:
    """Takes away those who were not touched again since they were read."""
    by_touch: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_touch[row.touch].append(row.client_id)
    for times, whose in by_touch.items():
        connection.execute(
            delete(touched).where(touched.c.touch == times, among(connection, touched.c.client_id, whose))
        )


def hold_imports(connection: Connection) -> None:
    """One import at a time: another waits here until this transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE"))


def begin_import(
    connection: Connection, *, file: str, sha256: str, what: str, mapping: Sequence[tuple[str, str]], now: datetime
) -> int:
    """The number of the new row in `imports`; it is the newest, and what changed rows held is kept under it."""
    row = insert(imports).values(
        file=file, sha256=sha256, what=what, mapping=[list(pair) for pair in mapping], counts={}, at=now
    )
    row = row.values(spans={table.name: [highest_id(connection, table)] for table in IMPORTED})
    return int(connection.execute(row.returning(imports.c.id)).scalar_one())


def was_left_out(connection: Connection, heading: str, *, file: str) -> bool:
    """Whether the last import of clients from this file left out a column that it has, as the pair (heading, "") says.

    A file of the same name but for its digits is the same: an export often bears its day.
    """
    of_clients = select(imports.c.file, imports.c.mapping).where(imports.c.what == Kind.CLIENTS)
    newest = connection.execute(of_clients.order_by(imports.c.id.desc()).limit(_LOOKED_BACK)).all()
    last = next((row for row in newest if _series(row.file) == _series(file)), None)
    return last is not None and [heading, ""] in last.mapping


def _series(file: str) -> str:
    return re.sub(r"\d+", "0", file)


def end_import(connection: Connection, import_id: int, *, counts: dict[str, int]) -> None:
    """What became of its rows, and between which numbers the added ones lie, so that it can be taken back."""
    before = connection.execute(select(imports.c.spans).where(imports.c.id == import_id)).scalar_one()
    spans = {table.name: [*before[table.name], highest_id(connection, table)] for table in IMPORTED}
    connection.execute(update(imports).where(imports.c.id == import_id).values(counts=counts, spans=spans))


def last_import_at(connection: Connection, *, what: str | None = None) -> datetime | None:
    """When a file or a source was last read, of one kind or of any; None if none ever was."""
    moments: list[datetime | None] = []
    for table, at in ((imports, imports.c.at), (source_marks, source_marks.c.read_at)):
        query = select(func.max(at))
        moments.append(connection.execute(query.where(table.c.what == what) if what else query).scalar())
    return max(filter(None, moments), default=None)
