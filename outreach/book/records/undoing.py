"""Takes the rows of an import back: what it added goes unless later rows refer to it, what it changed is as before.

Which rows an import added is known by their numbers and their moment; what policy and lapse hold of them is theirs.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, DateTime, Table, and_, delete, exists, or_, select, update

from outreach.book.records.touched import touch
from outreach.errors import NotFound
from outreach.locale import say
from outreach.store import tables
from outreach.store.bulk import among, chunks
from outreach.store.columns import Moment
from outreach.store.tables import clients, import_changes, imports

SHOWN = 100  # rows that were left, in a report
_AT_ONCE = 1_000
_NAMING = {"name", "family_name", "given_name", "patronymic", "gender", "salutation", "vocative", "addressing"}
_STAMPS = {"orders": "imported_at", "inquiries": "imported_at", "personal_facts": "added_at", "reasons": "added_at",
           "addresses": "added_at", "people": "added_at", "clients": "created_at"}  # fmt: skip
_ROWS = (
    tables.orders,
    tables.inquiries,
    tables.contacts,
    tables.personal_facts,
    tables.reasons,
    tables.problem_orders,
    tables.people,
    tables.addresses,
)
_WORKED_OUT = {"touched", "client_facts", "client_signs", "managers"}  # follows from the rest, and goes with him
_HISTORY = {"journal", "lapses", "consents", "clients"}  # speaks of him for good, but gives him no life of his own


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An import that may be taken back; `spans` are the numbers between which its rows lie, per table."""

    id: int
    file: str
    what: str
    at: datetime
    spans: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A row that stays because a later one refers to it."""

    table: str
    id: int


def last_import(connection: Connection, file: str) -> Imported:
    """The last import of a file of this name that stands; NotFound if there is none, or it kept no account."""
    query = select(imports).where(imports.c.file == file, imports.c.undone_at.is_(None))
    row = connection.execute(query.order_by(imports.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound(say("No import of {file} stands in the book.", file=file))
    if not row.spans:
        raise NotFound(say("The import of {file} kept no account of its rows; it cannot be taken back.", file=file))
    spans = {name: (span[0], span[-1]) for name, span in row.spans.items()}
    return Imported(id=row.id, file=row.file, what=row.what, at=row.at, spans=spans)


def restore_changed(connection: Connection, undone: Imported, *, now: datetime) -> tuple[int, int]:
    """Earlier values come back where nobody changed them since: how many rows, and how many values were left."""
    restored = left = 0
    newest_first = (
        select(import_changes).where(import_changes.c.import_id == undone.id).order_by(import_changes.c.id.desc())
    )
    for part in chunks(connection.execute(newest_first).all(), size=_AT_ONCE):
        by_table: dict[str, list[tuple[int, dict[str, list[Any]]]]] = defaultdict(list)
        for row in part:
            by_table[row.table].append((row.row_id, json.loads(row.values)))
        for name, changes in by_table.items():
            done, kept = _restore(connection, tables.metadata.tables[name], changes, now=now)
            restored, left = restored + done, left + kept
    return restored, left


def take_back(connection: Connection, undone: Imported) -> tuple[dict[str, int], list[Left]]:
    """The rows it added to every table but the clients: how many went, and which stay."""
    gone: dict[str, int] = {}
    left: list[Left] = []
    for table in _ROWS:
        mine = _added(table, undone)
        whose = select(table.c.client_id).where(mine).distinct().order_by(table.c.client_id)
        touch(connection, list(connection.scalars(whose)))
        held = _held(table)
        if held is not None:
            stay = connection.scalars(select(table.c.id).where(mine, held).order_by(table.c.id).limit(SHOWN))
            left += [Left(table=table.name, id=number) for number in stay]
            mine = and_(mine, ~held)
        gone[table.name] = connection.execute(delete(table).where(mine)).rowcount
    return {name: count for name, count in gone.items() if count}, left


def fresh_clients(connection: Connection, undone: Imported) -> tuple[list[int], list[Left]]:
    """Clients whom it added and of whom nothing later speaks, and those of whom something does."""
    mine, lives = _added(clients, undone), _spoken_of()
    free = connection.scalars(select(clients.c.id).where(mine, ~lives).order_by(clients.c.id))
    stay = connection.scalars(select(clients.c.id).where(mine, lives).order_by(clients.c.id).limit(SHOWN))
    return list(free), [Left(table="clients", id=number) for number in stay]


def remove_clients(connection: Connection, ids: Sequence[int], *, now: datetime) -> int:
    """They go; of whom only history speaks, an empty row stays that nobody sees and no letter reaches. How many."""
    for part in chunks(ids, size=_AT_ONCE):
        for table in (tables.touched, tables.managers):
            connection.execute(delete(table).where(table.c.client_id.in_(part)))
        told = exists().where(tables.journal.c.client_id == clients.c.id)
        lost = exists().where(tables.lapses.c.client_id == clients.c.id)
        hidden = list(connection.scalars(select(clients.c.id).where(clients.c.id.in_(part), or_(told, lost))))
        connection.execute(delete(clients).where(clients.c.id.in_(set(part).difference(hidden))))
        for number in hidden:
            connection.execute(update(clients).where(clients.c.id == number).values(_emptied(number, now=now)))
        touch(connection, hidden)
    return len(ids)


def close_import(connection: Connection, undone: Imported, *, now: datetime) -> None:
    """It was taken back; what it kept of earlier values is not needed any more."""
    connection.execute(delete(import_changes).where(import_changes.c.import_id == undone.id))
    connection.execute(update(imports).where(imports.c.id == undone.id).values(undone_at=now))


def _added(table: Table, undone: Imported) -> ColumnElement[bool]:
    first, last = undone.spans.get(table.name, (0, 0))
    mine = and_(table.c.id > first, table.c.id <= last)
    if stamp := _STAMPS.get(table.name):
        return and_(mine, table.c[stamp] == undone.at)
    return and_(mine, ~table.c.source_key.startswith("note|")) if "source_key" in table.c else mine


def _held(table: Table) -> ColumnElement[bool] | None:
    """Whether a later row refers to this one."""
    if table is tables.orders:
        ended = exists().where(tables.lapses.c.ended_by_order == table.c.id)
        return or_(ended, exists().where(tables.returns.c.order_id == table.c.id))
    if table is tables.addresses:
        letters = tables.letters
        return exists().where(letters.c.client_id == table.c.client_id, letters.c.address_key == table.c.address_key)
    return None


def _spoken_of() -> ColumnElement[bool]:
    """Whether anything speaks of the client that is neither worked out nor history."""
    found = [
        exists().where(key.parent == clients.c.id)
        for table in tables.metadata.tables.values()
        if table.name not in _WORKED_OUT | _HISTORY
        for key in table.foreign_keys
        if key.column is clients.c.id
    ]
    merged = clients.alias()
    return or_(*found, clients.c.merged_into.is_not(None), exists().where(merged.c.merged_into == clients.c.id))


def _emptied(number: int, *, now: datetime) -> dict[str, Any]:
    kept = {"id", "created_at"}
    nothing: dict[str, Any] = {column.name: None for column in clients.c if column.name not in kept}
    return nothing | {
        "code": f"~undone:{number}",
        "name": "",
        "merged_into": number,  # himself: nobody who reads the book sees him
        "named_at": now,
        "changed_at": now,
    }


def _restore(
    connection: Connection, table: Table, changes: Sequence[tuple[int, dict[str, list[Any]]]], *, now: datetime
) -> tuple[int, int]:
    ids = [number for number, _ in changes]
    present = {
        row["id"]: row for row in connection.execute(select(table).where(among(connection, table.c.id, ids))).mappings()
    }
    restored = left = 0
    whose: set[int] = set()
    for number, differs in changes:
        row = present.get(number)
        if row is None:
            continue
        back = {name: before for name, before, after in _typed(table, differs) if row[name] == after}
        left += len(differs) - len(back)
        if not back:
            continue
        stamps = _stamps(table, back, now=now)
        connection.execute(update(table).where(table.c.id == number).values({**back, **stamps}))
        whose.add(number if table is clients else row["client_id"])
        restored += 1
    touch(connection, sorted(whose))
    return restored, left


def _typed(table: Table, differs: dict[str, list[Any]]) -> Iterator[tuple[str, Any, Any]]:
    for name, (before, after) in differs.items():
        yield name, _value(table.c[name].type, before), _value(table.c[name].type, after)


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, (Moment, DateTime)):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _stamps(table: Table, back: dict[str, Any], *, now: datetime) -> dict[str, datetime]:
    if table is not clients:
        return {}
    return {"changed_at": now} | ({"named_at": now} if _NAMING & back.keys() else {})
