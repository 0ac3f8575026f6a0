"""Two rows of one client become one: what was written to the gone one follows the kept one, and can be given back.

Letters, decisions, spells and the journal stay where they are: they are history. Consents, stops and caps are policy's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Row, Table, func, insert, select, update

from outreach.book.records.earlier import plain
from outreach.book.records.touched import touch
from outreach.errors import NotFound
from outreach.journal import Entry, record
from outreach.locale import say
from outreach.store import tables
from outreach.store.bulk import among
from outreach.store.tables import addresses, clients, merges
from outreach.store.words import Event

FOLLOWS: Mapping[Table, tuple[str, ...]] = {
    tables.addresses: ("address_key",),
    tables.orders: (),
    tables.inquiries: (),
    tables.contacts: (),
    tables.personal_facts: ("key", "value"),
    tables.reasons: ("reason", "standing"),
    tables.problem_orders: ("order_number",),
    tables.people: ("name",),
    tables.managers: (),
}  # and what may stand once a client: a row that the kept one has already stays behind
_NEVER = {"id", "code", "cleared", "merged_into", "named_at", "created_at", "changed_at"}
_NAMING = {"name", "family_name", "given_name", "patronymic", "gender", "salutation", "vocative", "addressing"}
_SUMS = {"opening_orders", "opening_revenue", "debt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merge that stands; `moved` is what it carried over: rows by table, columns, clients merged before."""

    id: int
    gone_id: int
    kept_id: int
    at: datetime
    moved: Mapping[str, Any]


def merge_rows(
    connection: Connection, *, kept: int, gone: int, consents: Sequence[int], now: datetime, by: str
) -> Mapping[str, int]:
    """Carries everything over in the caller's transaction; how many rows of each table moved."""
    into, out_of = _row(connection, kept), _row(connection, gone)
    rows = {table.name: _move(connection, table, once, kept=kept, gone=gone) for table, once in FOLLOWS.items()}
    columns = _filled(into, out_of)
    _write(connection, kept, {name: after for name, (_, after) in columns.items()}, now=now)
    before = list(connection.scalars(select(clients.c.id).where(clients.c.merged_into == gone)))
    connection.execute(
        update(clients).where(clients.c.id.in_([gone, *before])).values(merged_into=kept, changed_at=now)
    )
    said = {name: [plain(value) for value in pair] for name, pair in columns.items()}
    moved = {"rows": rows, "columns": said, "clients": before, "consents": list(consents)}
    connection.execute(insert(merges).values(gone_id=gone, kept_id=kept, at=now, moved=moved))
    _tell(connection, Event.MERGED, kept=kept, gone=gone, now=now, by=by)
    return {name: len(ids) for name, ids in rows.items()}


def unmerge_rows(connection: Connection, merge: Merge, *, now: datetime, by: str) -> None:
    """Gives the rows back that it carried over and that still stand with the kept one; what came since stays there."""
    lives = _row(connection, merge.gone_id).merged_into
    for table in FOLLOWS:
        ids = merge.moved["rows"].get(table.name, [])
        mine = among(connection, table.c.id, ids)
        connection.execute(update(table).where(mine, table.c.client_id == lives).values(client_id=merge.gone_id))
    kept = _row(connection, merge.kept_id)
    columns = {name: _typed(name, pair) for name, pair in merge.moved["columns"].items()}
    back = {name: before for name, (before, after) in columns.items() if getattr(kept, name) == after}
    _write(connection, merge.kept_id, back, now=now)
    again = merge.moved["clients"]
    connection.execute(update(clients).where(clients.c.id == merge.gone_id).values(merged_into=None, changed_at=now))
    connection.execute(update(clients).where(clients.c.id.in_(again)).values(merged_into=merge.gone_id))
    connection.execute(update(merges).where(merges.c.id == merge.id).values(undone_at=now))
    _tell(connection, Event.UNMERGED, kept=merge.kept_id, gone=merge.gone_id, now=now, by=by)


def standing_merge(connection: Connection, gone: int) -> Merge | None:
    """The merge by which this client went into another, unless it was undone."""
    query = select(merges).where(merges.c.gone_id == gone, merges.c.undone_at.is_(None)).order_by(merges.c.id.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    return Merge(id=row.id, gone_id=row.gone_id, kept_id=row.kept_id, at=row.at, moved=row.moved)


def living(connection: Connection, client_id: int) -> int:
    """The client himself, or the one he was merged into."""
    return int(_row(connection, client_id).merged_into or client_id)


def _row(connection: Connection, client_id: int) -> Row[Any]:
    row = connection.execute(select(clients).where(clients.c.id == client_id)).one_or_none()
    if row is None:
        raise NotFound(say("There is no client {number}.", number=client_id))
    return row


def _move(connection: Connection, table: Table, once: Sequence[str], *, kept: int, gone: int) -> list[int]:
    his = select(table.c.id, *(table.c[name] for name in once)).where(table.c.client_id == gone).order_by(table.c.id)
    there = select(*(table.c[name] for name in once)).where(table.c.client_id == kept)
    taken = {tuple(row) for row in connection.execute(there)} if once else set()
    ids = [row[0] for row in connection.execute(his) if not once or tuple(row[1:]) not in taken]
    values: dict[str, Any] = {"client_id": kept}
    if table is addresses:
        last = connection.execute(select(func.max(addresses.c.rank)).where(addresses.c.client_id == kept)).scalar()
        values["rank"] = addresses.c.rank + (-1 if last is None else last) + 1
    if ids:
        connection.execute(update(table).where(among(connection, table.c.id, ids)).values(values))
    return ids


def _filled(kept: Row[Any], gone: Row[Any]) -> dict[str, tuple[Any, Any]]:
    """What the kept one will have: (before, after) of the columns that change; his own word is never replaced."""
    found = {}
    for column in clients.c:
        name = column.name
        mine, his = getattr(kept, name), getattr(gone, name)
        if name in _NEVER or his in {None, ""} or (name == "gender" and kept.given_name):
            continue
        after = _joined(name, mine, his)
        if after != mine:
            found[name] = (mine, after)
    return found


def _joined(name: str, mine: Any, his: Any) -> Any:
    if mine in {None, ""}:
        return his
    if name in _SUMS:
        return mine + his
    if name in {"away_until", "opening_last_order_on"}:
        return max(mine, his)
    if name == "first_seen_on":
        return min(mine, his)
    if name == "notes" and his not in mine:
        return f"{mine}\n{his}"
    return mine


def _typed(name: str, pair: Iterable[Any]) -> tuple[Any, Any]:
    is_day = isinstance(clients.c[name].type, Date)
    before, after = (date.fromisoformat(value) if is_day and value else value for value in pair)
    return before, after


def _write(connection: Connection, client_id: int, values: Mapping[str, Any], *, now: datetime) -> None:
    named = {"named_at": now} if _NAMING & values.keys() else {}
    connection.execute(update(clients).where(clients.c.id == client_id).values(**values, **named, changed_at=now))


def _tell(connection: Connection, event: Event, *, kept: int, gone: int, now: datetime, by: str) -> None:
    touch(connection, sorted((kept, gone)))
    detail: dict[str, object] = {"kept": kept, "gone": gone}
    entries = [Entry(event=event, by=by, client_id=number, detail=detail) for number in (kept, gone)]
    record(connection, entries, now=now)
