"""After a restore: what the ledger knows to have gone is in doubt, and nothing else."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from outreach.delivery.answer import Answer, Fault, Refused, Verdict
from outreach.delivery.ledger import Ledger
from outreach.outbox.records import (
    doubt_restored,
    take_numbers,
)
from outreach.store import tables
from outreach.store.engine import Store
from tests.delivery.due import CARE, NOON, a_shop, clean, held, no
from tests.shop import Shop, Sink


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    return a_shop(tmp_path, store)


def test_after_a_restore_what_the_ledger_knows_is_in_doubt_and_nothing_else(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=5)
    ledger = Ledger(shop.folder / "ledger.log")
    backup = [dict(row._mapping) for row in rows(shop, "letters")], [dict(row._mapping) for row in rows(shop, "caps")]
    shop.send(Sink(says=lambda parcel: no(450) if parcel.letter_id == 2 else None))
    assert ledger.numbers_gone() == {1, 3, 4, 5}
    with store.write() as connection:
        for row in backup[0]:
            connection.execute(update(tables.letters).where(tables.letters.c.id == row["id"]).values(**row))
        connection.execute(tables.caps.delete())
        connection.execute(insert(tables.caps), backup[1])
        gone_ids = sorted(ledger.numbers_gone())
        assert doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") == 4
        assert doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") == 0
    assert shop.states() == ["in_doubt", "ready", "in_doubt", "in_doubt", "in_doubt"]
    assert held(shop) == {(dt.date(2026, 4, 12), False), (None, True)}
    assert shop.send(sink := Sink()) == {"sent": 1}
    assert sink.letter_ids == [2]
    clean(shop)


def rows(shop: Shop, table: str) -> Any:
    with shop.store.read() as connection:
        return connection.execute(select(tables.metadata.tables[table])).all()


def test_a_running_database_is_never_taken_for_a_restored_one(tmp_path: Path, sqlite_store: Store) -> None:
    """Letters that are going, that were deferred, released or refused are no business of the ledger's."""
    shop = a_shop(tmp_path, sqlite_store, people=4)
    ledger = Ledger(shop.folder / "ledger.log")
    found: list[int] = []

    def look() -> None:
        with sqlite_store.write() as connection:
            gone_ids = sorted(ledger.numbers_gone())
            found.append(doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") if gone_ids else 0)

    answers: list[Verdict] = [
        no(450),
        no(421, fault=Fault.RELAY),
        Refused(answer=Answer(code=550), address_is_dead=False),
    ]
    sink = Sink(says=lambda _parcel: answers.pop() if answers else None, before_dot=lambda _parcel: look())
    shop.send(sink)
    look()
    assert set(found) == {0}


def test_numbers_of_letters_lost_with_a_restore_are_not_given_again(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=2)
    with store.write() as connection:
        assert doubt_restored(connection, [700], care=CARE, now=NOON, by="test") == 1
        assert doubt_restored(connection, [700], care=CARE, now=NOON, by="test") == 0
        assert take_numbers(connection, 2) == [701, 702]
    assert shop.states() == ["ready", "ready"]


# -- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_knows_what_went_and_what_stayed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.log")
    assert ledger.numbers_gone() == set()
    ledger.went([])
    ledger.went([(1, "a", "<1@x>"), (2, "a", "<2@x>")])
    ledger.stayed([(1, "a")])
    ledger.went([(1, "b", "<1@x>")])
    ledger.stayed([(2, "another")])
    assert ledger.numbers_gone() == {1, 2}
    assert (tmp_path / "ledger.log").stat().st_mode & 0o777 == 0o600


def test_a_torn_line_is_not_believed_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "ledger.log"
    path.write_text("W 1 a <1@x>\nW 2")
    ledger = Ledger(path)
    assert ledger.numbers_gone() == {1}
    ledger.went([(3, "a", "<3@x>")])
    assert ledger.numbers_gone() == {1, 3}


def test_a_ledger_line_that_did_not_fit_on_the_disk_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.delivery.ledger.os.write", lambda _file, data: len(data) - 1)
    with pytest.raises(OSError, match="No space"):
        Ledger(tmp_path / "ledger.log").went([(3, "a", "<3@x>")])
