"""What every transaction may rely on, on both databases."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, text
from sqlalchemy.exc import OperationalError

from outreach.errors import OutOfReach
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything
from outreach.store.tables import identity, pauses
from outreach.store.words import PauseScope
from tests.cast import MORNING

A_WHILE = """UPDATE gate SET turn =
(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT max(i) FROM n)"""


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    def half_of_it() -> None:
        with store.write() as connection:
            connection.execute(insert(pauses).values(scope=PauseScope.ALL, reason="x", since=MORNING))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_of_it()
    with store.read() as connection:
        assert connection.execute(select(pauses)).all() == []


def test_a_text_the_driver_cannot_write_does_not_spoil_the_next_transaction(store: Store) -> None:
    with pytest.raises(UnicodeEncodeError), store.write() as connection:
        connection.execute(insert(pauses).values(scope=PauseScope.ALL, reason="\ud800", since=MORNING))
    for _ in range(3):
        with store.write() as connection:
            assert connection.execute(select(identity.c.id)).scalar_one() == 1


def test_moments_come_back_as_they_went_and_a_naive_one_is_refused(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(pauses).values(scope=PauseScope.ALL, reason="x", since=MORNING))
        assert connection.execute(select(pauses.c.since)).scalar_one() == MORNING
    with pytest.raises(Exception, match="zone"), store.write() as connection:
        connection.execute(insert(pauses).values(scope=PauseScope.ALL, reason="x", since=MORNING.replace(tzinfo=None)))


def test_sqlite_writes_ahead_syncs_fully_and_minds_its_references(sqlite_url: str, tmp_path: Path) -> None:
    store = open_store(sqlite_url)  # not the fixture: that one hurries
    create_everything(store)
    with store.write() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with store.reader.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(text("DELETE FROM gate"))
    store.close()
    assert (tmp_path / "outreach.sqlite").stat().st_mode & 0o077 == 0


def test_who_writes_batch_after_batch_keeps_nobody_waiting(sqlite_store: Store) -> None:
    """As a long plan does, while a person says stop."""
    written, stopped = 0, threading.Event()

    def stop() -> None:
        with sqlite_store.write() as connection:
            connection.execute(insert(pauses).values(scope=PauseScope.ALL, reason="x", since=MORNING))
        stopped.set()

    other = threading.Thread(target=stop)
    while not stopped.is_set() and written < 100:
        with sqlite_store.write() as connection:
            connection.execute(text(A_WHILE))
            if not written:
                other.start()
        written += 1
    other.join()
    assert written <= 5


def test_a_place_in_line_is_given_back(tmp_path: Path, sqlite_url: str) -> None:
    line = tmp_path / "outreach.sqlite-turn"
    store = open_store(sqlite_url)
    create_everything(store)
    assert open_descriptors(line)
    store.close()
    assert not open_descriptors(line)
    assert line.stat().st_mode & 0o077 == 0


def open_descriptors(path: Path) -> list[str]:
    return [one.name for one in Path("/proc/self/fd").iterdir() if one.resolve() == path]


def test_a_database_that_does_not_answer_is_out_of_reach(tmp_path: Path) -> None:
    closed = open_store("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises((OutOfReach, Exception)) as caught, closed.read():
        pass
    assert caught.value.exit_code == 4  # type: ignore[attr-defined]
    closed.close()


def test_a_socket_is_found_as_libpq_writes_it(postgresql_url: str) -> None:
    socket = make_url(postgresql_url).query["unix_sock"]
    assert isinstance(socket, str)
    name = make_url(postgresql_url).database
    store = open_store(f"postgresql://postgres@/{name}?host={Path(socket).parent}")
    create_everything(store)
    with store.read() as connection:
        assert connection.execute(select(identity.c.id)).scalar_one() == 1
    store.close()


@pytest.mark.parametrize("content", [b"garbage, no database at all" * 40, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_a_state_of_the_world_and_says_what_helps(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "outreach.sqlite").write_bytes(content)
    store = open_store(f"sqlite:///{tmp_path}/outreach.sqlite")
    with pytest.raises(OutOfReach, match=r"damaged.*backup"), store.read() as connection:
        connection.exec_driver_sql("SELECT 1 FROM letters")
    store.close()
