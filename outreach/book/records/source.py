"""Other people's databases, which are only read, and how far each has been read."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.types import NullType

from outreach.book.headings import Kind
from outreach.errors import OutOfReach
from outreach.locale import say
from outreach.store.dialect import insert_into
from outreach.store.engine import driver_url
from outreach.store.tables import source_marks

AT_ONCE = 5_000  # rows fetched at once
PATIENCE = 600  # seconds for one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What a SELECT gives: the names of its columns, and its rows, a few thousand at a time."""

    headings: tuple[str, ...]
    rows: Iterator[Sequence[Sequence[Any]]]


@contextmanager
def open_source(url: str, *, name: str, folder: Path) -> Iterator[Connection]:
    """One consistent view of a foreign database, in which nothing can be written; OutOfReach, without the URL."""
    engine = _engine(url, name=name, folder=folder)
    try:
        with engine.connect() as connection:
            yield connection
            connection.rollback()
    except DBAPIError as problem:
        raise OutOfReach(say("source {name}: {why}", name=name, why=_why(problem))) from problem
    finally:
        engine.dispose()


def select_rows(connection: Connection, statement: str, *, since: object) -> Selected:
    """Streams a SELECT; `since` stands where it speaks of `:since`."""
    asked = text(statement)
    if "since" in asked._bindparams:  # noqa: SLF001 text() tells in no other way which names it binds
        # without a type the database itself reads the text as whatever it is compared with
        asked = asked.bindparams(bindparam("since", since, type_=NullType()))
    found = connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE).execute(asked)
    return Selected(headings=tuple(found.keys()), rows=found.partitions(AT_ONCE))


def speaks_of_since(statement: str) -> bool:
    """Whether a SELECT is to be given a mark."""
    return "since" in text(statement)._bindparams  # noqa: SLF001


def marks_of(connection: Connection, source: str, *, statements: Mapping[Kind, str]) -> dict[str, str]:
    """By what is read, how far it was read; nothing for a SELECT that was changed since."""
    query = select(source_marks.c.what, source_marks.c.digest, source_marks.c.mark)
    rows = connection.execute(query.where(source_marks.c.source == source)).all()
    digests = {what.value: _digest(statement) for what, statement in statements.items()}
    return {row.what: row.mark for row in rows if row.mark is not None and digests.get(row.what) == row.digest}


def keep_mark(
    connection: Connection, source: str, what: str, *, statement: str, mark: str | None, now: datetime
) -> None:
    """How far it has been read now; a mark of None leaves the one that stands."""
    row = insert_into(connection, source_marks).values(
        source=source, what=what, digest=_digest(statement), mark=mark, read_at=now
    )
    said = {"digest": row.excluded.digest, "read_at": row.excluded.read_at}
    kept = func.coalesce(row.excluded.mark, source_marks.c.mark)
    connection.execute(row.on_conflict_do_update(index_elements=["source", "what"], set_={**said, "mark": kept}))


def last_read_at(connection: Connection, source: str) -> datetime | None:
    """When it was read last, None if never."""
    query = select(func.max(source_marks.c.read_at)).where(source_marks.c.source == source)
    found: datetime | None = connection.execute(query).scalar()
    return found


def _engine(url: str, *, name: str, folder: Path) -> Engine:
    try:
        given = driver_url(url)
        if given.get_backend_name() == "sqlite":
            given = given.set(database=str(_existing(folder / (given.database or ""), name=name)))
        # what the view is of does not change while it is read, whoever writes there
        isolated = {} if given.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        engine = create_engine(given, **isolated)
    except (ArgumentError, ValueError, ModuleNotFoundError, NoSuchModuleError) as wrong:
        why = str(wrong) if isinstance(wrong, ModuleNotFoundError | NoSuchModuleError) else say("its URL is none")
        raise OutOfReach(say("source {name}: {why}", name=name, why=why)) from wrong
    _never_write(engine)
    return engine


def _existing(path: Path, *, name: str) -> Path:
    if not path.is_file():  # SQLite would make an empty one
        raise OutOfReach(say("source {name}: there is no file {path}", name=name, path=path))
    return path


def _never_write(engine: Engine) -> None:
    forbids = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "mysql": "SET SESSION TRANSACTION READ ONLY",
        "mariadb": "SET SESSION TRANSACTION READ ONLY",
    }.get(engine.dialect.name)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        if forbids:
            cursor = connection.cursor()
            cursor.execute(forbids)
            cursor.close()
            connection.commit()


def _why(problem: BaseException) -> str:
    while isinstance(problem.__context__, DBAPIError):  # closing what failed may fail too, and would be told instead
        problem = problem.__context__
    said = getattr(problem, "orig", None) or problem
    told = said.args[0] if said.args else said
    return str(told.get("M", told)) if isinstance(told, dict) else str(told)


def _digest(statement: str) -> str:
    return hashlib.sha256(" ".join(statement.split()).encode()).hexdigest()


def with_password(url: str, *, password: str | None) -> str:
    """The URL with a secret put into it."""
    return make_url(url).set(password=password).render_as_string(hide_password=False) if password else url
