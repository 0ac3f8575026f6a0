"""A great book is refreshed by several processes, and what stands there afterwards is what one would have written."""

import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from benchmarks.book import LAST_DAY, Size, fill
from outreach.lapse import refresh as room
from outreach.lapse.records import firm
from outreach.settings import Lapse
from outreach.store.engine import Store, open_store
from outreach.store.readers import readers
from outreach.store.tables import client_facts, client_signs, clients, journal, lapses
from tests.cast import add_order
from tests.lapse.refreshed import refresh_on

FIRST = LAST_DAY + timedelta(days=1)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firm, "CHUNK", 30)


@pytest.mark.usefixtures("small_chunks")
def test_several_processes_write_what_one_does(
    sqlite_store: Store, sqlite_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = played(sqlite_store)
    monkeypatch.setattr(room, "GREAT", 1)
    monkeypatch.setattr(room, "readers", partial(readers, many=2))
    shutil.copyfile(sqlite_model, tmp_path / "other.sqlite")
    with closing(open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")) as other:
        assert played(other) == alone


def played(store: Store) -> list[list[tuple[Any, ...]]]:
    """The first refresh, one a week and many orders later, and one under another rule."""
    fill(store, Size(clients=120, orders=1_200, inquiries=360))
    refresh_on(store, today=FIRST)
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == 7).values(merged_into=8))
    gone = FIRST + timedelta(days=3)
    late = [add_order(store, client_id, on=gone) for client_id in (8, 40, 41, 90)]
    assert late
    refresh_on(store, 7, 8, 40, 41, 90, today=FIRST + timedelta(days=7))
    refresh_on(store, today=FIRST + timedelta(days=8), settings=Lapse(floor_days=91))
    return [standing(store, table) for table in (client_facts, client_signs, lapses, journal)]


def standing(store: Store, table: Any) -> list[tuple[Any, ...]]:
    with store.read() as connection:
        found: Sequence[Any] = connection.execute(select(table).order_by(*table.primary_key)).all()
    assert found
    return [tuple(row) for row in found]


@pytest.mark.usefixtures("small_chunks")
def test_the_first_refresh_leaves_every_index_that_there_was(sqlite_store: Store) -> None:
    before = indexes(sqlite_store)
    fill(sqlite_store, Size(clients=40, orders=400, inquiries=120))
    refresh_on(sqlite_store, today=FIRST)
    assert indexes(sqlite_store) == before


def indexes(store: Store) -> set[tuple[str, str]]:
    with store.read() as connection:
        said = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type = 'index'"
        return {(name, text) for name, text in connection.exec_driver_sql(said)}
