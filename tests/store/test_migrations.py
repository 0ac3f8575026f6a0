"""Migrated and fresh databases are the same, and an old or empty one is told what to do."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SAWarning

from outreach.errors import RefusedForSafety, SchemaIsOld
from outreach.store.engine import Store, open_store
from outreach.store.schema import REVISION, create_everything, ensure_current
from outreach.store.tables import metadata
from outreach.store.upgrade import MIGRATIONS, backup, revision_of, upgrade


@pytest.fixture
def empty(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.close()


def shape(connection: Connection) -> dict[str, Any]:
    """Everything a database says of its tables, in an order that does not depend on how they were made."""
    look = inspect(connection)
    # SQLite's reflection cannot read an index on an expression; `indexes` compares those.
    warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
    return {
        name: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"], _plain(column["default"]))
                for column in look.get_columns(name)
            ),
            "primary": sorted(look.get_pk_constraint(name)["constrained_columns"]),
            "foreign": sorted(
                (tuple(key["constrained_columns"]), key["referred_table"]) for key in look.get_foreign_keys(name)
            ),
            "unique": sorted(tuple(key["column_names"]) for key in look.get_unique_constraints(name)),
            "checks": sorted(str(check["name"]) for check in look.get_check_constraints(name)),
        }
        for name in sorted(set(look.get_table_names()) - {"alembic_version"})
    }


def indexes(connection: Connection) -> list[str]:
    """The definitions of all indexes, as the database keeps them."""
    if connection.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    else:
        query = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    return sorted(" ".join(str(row[0]).split()) for row in connection.exec_driver_sql(query))


def _plain(default: Any) -> str:
    return str(default or "").replace("'", "").split("::")[0]


def test_a_migrated_database_equals_a_fresh_one(empty: Store) -> None:
    upgrade(empty)
    with empty.read() as connection:
        migrated, of_migrated = shape(connection), indexes(connection)
    with empty.write() as connection:
        metadata.drop_all(connection)
    create_everything(empty)
    with empty.read() as connection:
        assert shape(connection) == migrated
        assert indexes(connection) == of_migrated


def test_upgrading_twice_changes_nothing(empty: Store) -> None:
    upgrade(empty)
    with empty.read() as connection:
        first = connection.exec_driver_sql("SELECT store_id, erased_secret FROM identity").all()
    upgrade(empty)
    with empty.read() as connection:
        assert connection.exec_driver_sql("SELECT store_id, erased_secret FROM identity").all() == first
    assert revision_of(empty) == REVISION


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert names[-1].startswith(f"{REVISION}_")


def test_an_empty_database_says_how_to_begin(empty: Store) -> None:
    assert revision_of(empty) is None
    with pytest.raises(SchemaIsOld, match="outreach db upgrade"):
        ensure_current(empty)
    upgrade(empty)
    ensure_current(empty)


def test_another_version_is_refused(empty: Store) -> None:
    upgrade(empty)
    with empty.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(SchemaIsOld, match="0000"):
        ensure_current(empty)


def test_a_backup_is_a_whole_database_of_its_own(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)
    upgrade(store)
    target = tmp_path / "copy.sqlite"
    assert backup(store, target) > 0
    assert target.stat().st_mode & 0o077 == 0
    copy = open_store(f"sqlite:///{target}")
    ensure_current(copy)
    with pytest.raises(RefusedForSafety, match="exists"):
        backup(store, target)
    copy.close()
    store.close()
