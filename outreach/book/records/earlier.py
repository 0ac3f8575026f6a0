"""What rows held before an import changed them, so that it can be taken back; only what differs is kept."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select

from outreach.store.bulk import insert_many
from outreach.store.tables import import_changes, imports

Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]  # number of the row, what it held, what it holds now


def keep_earlier(connection: Connection, table: Table, changes: Sequence[Change]) -> None:
    """Kept under the import that is under way, which has the highest number as long as it holds the others off."""
    told = []
    for row_id, before, after in changes:
        differs = {name: [plain(before[name]), plain(value)] for name, value in after.items() if before[name] != value}
        if differs:
            told.append((row_id, json.dumps(differs, ensure_ascii=False)))
    if not told:
        return
    import_id = connection.execute(select(func.max(imports.c.id))).scalar_one_or_none()
    if import_id is None:
        return  # a writer that keeps no account of itself cannot be taken back
    columns = ("import_id", "table", "row_id", "values")
    insert_many(connection, import_changes, columns=columns, rows=[(import_id, table.name, *one) for one in told])


def plain(value: Any) -> Any:
    """As JSON keeps it: days and moments as texts."""
    return value.isoformat() if isinstance(value, date) else value
