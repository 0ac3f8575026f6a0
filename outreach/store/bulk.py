"""Thousands of rows in a few statements, on SQLite and PostgreSQL alike; which rows, the rooms know.

SQLAlchemy's own insert of dicts is four to seven times slower than the driver, so the statements are built here and
the values are bound by the driver. Table and column names come from `store.tables`, never from a file.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, cast, func, literal, select, type_coerce
from sqlalchemy.types import TypeEngine

CHUNK = 1_000  # rows a statement; ten parameters each stay far below SQLite's 32,766
_AT_ONCE = 5_000  # rows a statement on PostgreSQL
_ROOM = -98_304  # kibibytes
_UNIQUE_VIOLATION = "23505"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Bind = Callable[[Any], Any]
T = TypeVar("T")


def chunks(rows: Iterable[T], *, size: int = CHUNK) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, size)):
        yield chunk


def among(connection: Connection, column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """A condition that the column is one of any number of texts or numbers, bound as one value."""
    return column.in_(select(listed(connection, values, as_=column.type)))


def listed(connection: Connection, values: Iterable[Any], *, as_: TypeEngine[Any]) -> ColumnElement[Any]:
    """Any number of texts or numbers as a column to select from, bound as one value."""
    # JSON, not an array: pg8000 makes NULL of the text "null" in an array.
    said = literal(json.dumps(list(values)), String())
    if connection.dialect.name == "sqlite":
        return type_coerce(func.json_each(said).table_valued("value").c.value, as_)
    elements = func.json_array_elements_text(cast(said, JSON())).table_valued("value")
    return cast(elements.c.value, as_)


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Room in memory for the pages that many rows touch, which SQLite would else write and read again and again."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = {_ROOM}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


@contextmanager
def filling(connection: Connection, *tables: Table) -> Iterator[None]:
    """Those of the tables that are empty get their indexes afterwards: sorting once beats a place for every row.

    On SQLite only, where nobody else writes meanwhile.
    """
    empty = [
        table
        for table in tables
        if connection.dialect.name == "sqlite" and connection.execute(select(table).limit(1)).first() is None
    ]
    indexes = [index for table in empty for index in sorted(table.indexes, key=str)]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def insert_many(
    connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Plain rows; a key that stands already raises IntegrityError."""
    _execute(connection, table, columns=columns, rows=rows, tail="")


def insert_new(
    connection: Connection,
    table: Table,
    *,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    key: Sequence[str],
) -> int:
    """How many rows went in. Fewer than all mean that keys stood already: take them back to your savepoint."""
    if rows and _copies(connection):
        return _copy(connection, table, columns=columns, rows=rows)
    return _execute(
        connection, table, columns=columns, rows=rows, tail=f" ON CONFLICT ({', '.join(map(_quoted, key))}) DO NOTHING"
    )


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


def update_many(
    connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], key: str
) -> None:
    """Writes `columns` of rows that stand already; each row gives them in order, and the key last."""
    if not rows:
        return
    typed = [table.c[name] for name in (*columns, key)]
    bound = _bound(connection, typed, rows)
    if connection.dialect.name == "sqlite":
        setting = ", ".join(f"{_quoted(name)} = ?" for name in columns)
        connection.exec_driver_sql(f"UPDATE {table.name} SET {setting} WHERE {_quoted(key)} = ?", bound)  # noqa: S608
        return
    setting = ", ".join(f"{_quoted(name)} = said.{_quoted(name)}" for name in columns)
    typed_as = ", ".join(f"{_quoted(column.name)} {column.type.compile(connection.dialect)}" for column in typed)
    said = (
        f"UPDATE {table.name} SET {setting} FROM json_to_recordset(CAST(%s AS JSON)) AS said({typed_as}) "  # noqa: S608
        f"WHERE {table.name}.{_quoted(key)} = said.{_quoted(key)}"
    )
    for chunk in chunks(bound, size=_AT_ONCE):
        listed_rows = [dict(zip((*columns, key), row, strict=True)) for row in chunk]
        connection.exec_driver_sql(said, (json.dumps(listed_rows, default=_as_text),))


def _execute(
    connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], tail: str
) -> int:
    if not rows:
        return 0
    typed = [table.c[name] for name in columns]
    bound = _bound(connection, typed, rows)
    head = f"INSERT INTO {table.name} ({', '.join(map(_quoted, columns))})"
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(f"{head} VALUES ({', '.join('?' for _ in columns)}){tail}", bound).rowcount
    # pg8000's executemany is a round trip a row, and a parameter a cell costs more than the row itself.
    typed_as = ", ".join(f"{_quoted(column.name)} {column.type.compile(connection.dialect)}" for column in typed)
    said = f"{head} SELECT * FROM json_to_recordset(CAST(%s AS JSON)) AS said({typed_as}){tail}"  # noqa: S608 names of ours
    written = 0
    for chunk in chunks(bound, size=_AT_ONCE):
        listed = [dict(zip(columns, row, strict=True)) for row in chunk]
        written += connection.exec_driver_sql(said, (json.dumps(listed, default=_as_text),)).rowcount
    return written


# -- PostgreSQL's COPY ---------------------------------------------------------------------------------------------


def _copies(connection: Connection) -> bool:
    return connection.dialect.driver == "pg8000"


def _copy(connection: Connection, table: Table, *, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> int:
    """All rows or, where a key stands already, none: then the transaction waits for its savepoint."""
    typed = [table.c[name] for name in columns]
    texts = [_copied(values) for values in zip(*_bound(connection, typed, rows), strict=True)]
    lines = "\n".join(map("\t".join, zip(*texts, strict=True))).encode() + b"\n"
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(f"COPY {table.name} ({', '.join(map(_quoted, columns))}) FROM STDIN", stream=[lines])
    except connection.dialect.loaded_dbapi.DatabaseError as refused:
        if not _stood_already(refused):
            raise
        return 0
    finally:
        cursor.close()
    return len(rows)


def _stood_already(refused: Exception) -> bool:
    said = refused.args[0] if refused.args else None
    return isinstance(said, dict) and said.get("C") == _UNIQUE_VIOLATION


def _copied(values: Sequence[Any]) -> Sequence[str]:
    """A column as COPY's text format takes it."""
    texts = [value if type(value) is str else _said(value) for value in values]
    joined = "".join(filter(None, texts))
    if any(mark in joined for mark in "\\\t\n\r"):
        texts = [text and text.translate(_ESCAPED) for text in texts]
    return ["\\N" if text is None else text for text in texts]


@lru_cache(maxsize=16_384, typed=True)
def _said(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_text(value: date) -> str:
    return value.isoformat()  # days, and moments with their zone


def _bound(
    connection: Connection, columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them: days and moments as SQLite's texts, words as texts."""
    on_sqlite = connection.dialect.name == "sqlite"
    binds = {
        place: bind if isinstance(column.type, JSON) else _remembering(bind)
        for place, column in enumerate(columns)
        if (bind := column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
        and (on_sqlite or not isinstance(column.type, JSON))  # within JSON, JSON stands as it is
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
