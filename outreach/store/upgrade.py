"""Brings a database to this version's tables, and copies it while it is at work. Imports Alembic; only `db` asks."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, make_url

from outreach.errors import RefusedForSafety
from outreach.locale import say
from outreach.store.engine import Store
from outreach.store.schema import seed

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store) -> None:
    """Runs every migration that is missing; a database that is current stays as it is. One transaction."""
    with store.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        seed(connection)


def revision_of(store: Store) -> str | None:
    """The version the database is at; None if it is empty."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found)


def backup(store: Store, target: Path) -> int:
    """A consistent copy of a SQLite database while others work with it; its size in bytes.

    PostgreSQL has pg_dump, which does this better; the error says so. An existing target is refused.
    """
    if not store.is_sqlite:
        raise RefusedForSafety(say("for PostgreSQL use pg_dump: it makes a consistent copy while others work"))
    if target.exists():
        raise RefusedForSafety(say("{file} exists already", file=target))
    target.touch(mode=0o600)
    own = str(make_url(store.url).database)
    with closing(sqlite3.connect(own)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target.stat().st_size
