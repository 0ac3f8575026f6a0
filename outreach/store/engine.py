"""Opens the database: one engine that writes, one that reads, the same promises on SQLite and PostgreSQL.

Schema changes live in `migrations`; what the tables promise stands in `tables`.
"""

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from outreach.errors import OutOfReach
from outreach.locale import say
from outreach.store.turn import in_line, place_in_line

__all__ = ["Connection", "Store", "open_store"]  # Connection: for rooms that hand one on and know no SQL

BUSY_SECONDS = 30  # how long a writer waits for another before it gives up


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A database that is open. `write()` gives one transaction that commits at the end or leaves nothing behind."""

    url: str
    writer: Engine
    reader: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction (SQLite: BEGIN IMMEDIATE). None may stay open across network I/O."""
        with _reachable(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; what is written here is refused (SQLite) or rolled back."""
        with _reachable(), self.reader.connect() as connection:
            yield connection

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def open_store(url: str) -> Store:
    """Opens without looking at the schema; a database that cannot be reached shows at the first transaction."""
    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        backend = ""
    if backend not in {"sqlite", "postgresql", "postgres"}:  # the URL itself may hold a password and is not repeated
        raise OutOfReach(say("`database` is no URL of SQLite or PostgreSQL; write postgresql://user@host/name"))
    if backend == "sqlite":
        return Store(url=url, writer=_sqlite(url, writes=True), reader=_sqlite(url, writes=False))
    try:
        engine = _postgresql(url)
    except (ModuleNotFoundError, NoSuchModuleError) as missing:
        text = say("the driver for PostgreSQL is not installed; run: pip install 'outreach[postgres]'")
        raise OutOfReach(text) from missing
    return Store(url=url, writer=engine, reader=engine)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as problem:
        raise OutOfReach(say("the database does not answer: {why}", why=problem.orig)) from problem
    except DBAPIError as problem:
        if problem.connection_invalidated:
            raise OutOfReach(say("the database went away: {why}", why=problem.orig)) from problem
        if _is_damaged(problem.orig):
            text = say("the file of the database is damaged: {why}; put a backup in its place", why=problem.orig)
            raise OutOfReach(text) from problem
        raise


def _is_damaged(problem: BaseException | None) -> bool:
    """No database at all, or pages of it that cannot be read (SQLite's primary result codes)."""
    code = getattr(problem, "sqlite_errorcode", 0)
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _sqlite(url: str, *, writes: bool) -> Engine:
    path = make_url(url).database
    in_file = Path(path) if path and path != ":memory:" else None
    if in_file and writes:
        _make_private(in_file)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is ours, below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # the going mark must survive a power cut
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        elif in_file:
            record.info["place"] = place_in_line(in_file)
        cursor.close()

    @event.listens_for(engine, "close")
    def _on_close(_connection: Any, record: ConnectionPoolEntry) -> None:
        if (place := record.info.pop("place", None)) is not None:
            os.close(place)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if not writes:
            connection.exec_driver_sql("BEGIN")
            return
        # A deferred transaction that turns to writing fails at once when another writes; IMMEDIATE waits its turn.
        place = connection.info.get("place")
        with in_line(place) if place is not None else nullcontext():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.info["changes"] = _changes(connection)

    return engine


def has_written(connection: Connection) -> bool:
    """Whether this writing transaction of SQLite has changed any row so far."""
    before: int = connection.info["changes"]
    return before != _changes(connection)


def _changes(connection: Connection) -> int:
    driver: Any = connection.connection.dbapi_connection
    changes: int = driver.total_changes
    return changes


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as refused:
        why = f"{refused.filename}: {refused.strerror}"
        raise OutOfReach(say("the database cannot be opened: {why}", why=why)) from refused


def _postgresql(url: str) -> Engine:
    engine = create_engine(driver_url(url), pool_pre_ping=True)

    @event.listens_for(engine, "handle_error")
    def _on_error(context: ExceptionContext) -> None:
        # An error that is not the database's (a text the driver cannot encode, say) leaves the wire out of step.
        if context.sqlalchemy_exception is None:
            context.is_disconnect = True

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET statement_timeout = '600s'")
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        cursor.close()
        connection.commit()

    return engine


def driver_url(url: str) -> URL:
    """The URL for the driver we ship with (pg8000, BSD); another driver that is named is taken as it stands."""
    given = make_url(url)
    if given.drivername not in {"postgresql", "postgres", "postgresql+pg8000"}:
        return given
    made = given.set(drivername="postgresql+pg8000", username=given.username or _account())
    folder = made.query.get("host")
    if isinstance(folder, str) and folder.startswith("/"):  # as libpq writes a socket's folder
        socket = f"{folder}/.s.PGSQL.{made.port or 5432}"
        made = made.difference_update_query(["host"]).update_query_dict({"unix_sock": socket})
    return made


def _account() -> str | None:
    """Who runs us, as libpq takes him where the URL names nobody."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no account for this uid, as in some containers
        return None
