"""Thousands of rows in a few statements, on SQLite and PostgreSQL alike; which rows, the rooms know.

SQLAlchemy's own insert of dicts is four to seven times slower than the driver, so the statements are built here and
the values are bound by the driver. Table and column names come from `store.tables`, never from a file.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, cast, func, literal, select

_AT_ONCE = 5_000  # rows a statement on PostgreSQL

Bind = Callable[[Any], Any]
T = TypeVar("T")


def chunks(rows: Iterable[T], *, size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield chunk


def among(connection: Connection, column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """A condition that the column is one of any number of texts or numbers, bound as one value."""
    # JSON, not an array: pg8000 makes NULL of the text "null" in an array.
    listed = literal(json.dumps(list(values)), String())
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(listed).table_valued("value").c.value))
    elements = func.json_array_elements_text(cast(listed, JSON())).table_valued("value")
    return column.in_(select(cast(elements.c.value, column.type)))


def insert_many(
    connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Plain rows; a key that stands already raises IntegrityError."""
    _execute(connection, table, columns=columns, rows=rows, tail="")


def upsert_many(
    connection: Connection,
    table: Table,
    *,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    key: Sequence[str],
    update: Sequence[str],
) -> None:
    """Rows that are written over `update` where `key` stands already; no key twice in one call."""
    setting = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in update)
    tail = f" ON CONFLICT ({', '.join(map(_quoted, key))}) DO UPDATE SET {setting}"
    _execute(connection, table, columns=columns, rows=rows, tail=tail)


def _execute(
    connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], tail: str
) -> None:
    if not rows:
        return
    typed = [table.c[name] for name in columns]
    bound = _bound(connection, typed, rows)
    head = f"INSERT INTO {table.name} ({', '.join(map(_quoted, columns))})"
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"{head} VALUES ({', '.join('?' for _ in columns)}){tail}", bound)
        return
    # pg8000's executemany is a round trip a row, and a parameter a cell costs more than the row itself.
    typed_as = ", ".join(f"{_quoted(column.name)} {column.type.compile(connection.dialect)}" for column in typed)
    said = f"{head} SELECT * FROM json_to_recordset(CAST(%s AS JSON)) AS said({typed_as}){tail}"  # noqa: S608 names of ours
    for chunk in chunks(bound, size=_AT_ONCE):
        listed = [dict(zip(columns, row, strict=True)) for row in chunk]
        connection.exec_driver_sql(said, (json.dumps(listed, default=_as_text),))


def _as_text(value: date) -> str:
    return value.isoformat()  # days, and moments with their zone


def _bound(
    connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them: days and moments as SQLite's texts, words as texts."""
    binds = {
        place: _remembering(bind)
        for place, column in enumerate(columns)
        if (bind := column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
    }
    if not binds:
        return list(rows)
    by_column = [
        map(binds[place], values) if place in binds else values for place, values in enumerate(zip(*rows, strict=True))
    ]
    return list(zip(*by_column, strict=True))


def _remembering(bind: Bind) -> Bind:
    # The same few days and moments come again and again.
    return lru_cache(maxsize=4096)(bind)


def _quoted(name: str) -> str:
    return f'"{name}"'  # contacts.by is a reserved word
