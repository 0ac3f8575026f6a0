"""A copy, a restored backup, a clock that is wrong: sending pauses until a person has looked."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from outreach.daemon import PassReport, one_pass
from outreach.policy.records import resume, standing_pauses
from outreach.store import tables
from outreach.store.engine import Store, open_store
from outreach.store.identity import argue_clock
from outreach.store.words import PauseScope
from tests.shop import GREETING, MONDAY, Shop, add_people, open_shop


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Shop:
    """One letter is ready and due; the daemon was at work a moment ago. The clock counts as the world's."""
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=GREETING)
    add_people(shop.store, 1)
    work(shop)
    shop.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)
    return shop


def work(shop: Shop) -> PassReport:
    return one_pass(shop.firm, clock=shop.clock, by="daemon")


def pauses(shop: Shop) -> list[str]:
    with shop.store.read() as connection:
        return [one.reason for one in standing_pauses(connection, now=shop.clock())]


def go_on(shop: Shop) -> None:
    with shop.store.write() as connection:
        resume(connection, scope=PauseScope.ALL, key="", now=shop.clock(), by="Anna")


def test_all_is_well_and_the_letter_goes(shop: Shop) -> None:
    assert work(shop).held == []
    assert shop.states() == ["sent"]


def test_a_copy_on_another_machine_sends_nothing(shop: Shop) -> None:
    with shop.store.write() as connection:
        connection.execute(update(tables.identity).values(machine="the old server"))
    assert work(shop).held == ["this database was last at work on another machine"]
    assert shop.states() == ["ready"]
    assert pauses(shop) == ["this database was last at work on another machine"]
    work(shop)  # it is this machine's by now, and still nothing leaves
    assert shop.states() == ["ready"]
    go_on(shop)
    work(shop)
    assert shop.states() == ["sent"]


def test_a_clock_that_stepped_back_stops_sending(shop: Shop) -> None:
    shop.clock.now = MONDAY - dt.timedelta(minutes=6)
    assert work(shop).held == ["the clock stepped back: last seen at 2026-01-12 06:00 UTC"]
    shop.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)
    work(shop)
    assert shop.states() == ["ready"]


def test_a_clock_set_right_by_a_minute_is_no_cause(shop: Shop) -> None:
    shop.clock.now = MONDAY - dt.timedelta(minutes=1)
    assert work(shop).held == []


def test_two_days_of_silence_are_asked_about(shop: Shop) -> None:
    shop.clock.now = MONDAY + dt.timedelta(hours=57, minutes=15)
    assert work(shop).held == ["nothing was done since 2026-01-12 06:00 UTC"]
    assert shop.states() == ["ready"]
    go_on(shop)
    assert work(shop).held == []


def test_a_night_without_the_daemon_is_no_cause(shop: Shop) -> None:
    shop.clock.move(hours=24)
    assert work(shop).held == []


def test_an_argued_clock_may_jump(shop: Shop) -> None:
    with shop.store.write() as connection:
        argue_clock(connection)
    shop.clock.move(days=30)
    assert work(shop).held == []
    shop.clock.move(days=-60)
    assert work(shop).held == []


def test_a_pause_is_made_once_however_often_the_daemon_looks(shop: Shop) -> None:
    shop.clock.move(days=-30)
    work(shop)
    shop.clock.move(days=-30)
    work(shop)
    assert len(pauses(shop)) == 1


def test_after_a_restore_letters_that_went_are_in_doubt_and_nothing_leaves(shop: Shop, tmp_path: Path) -> None:
    """The backup is of before sending; the ledger beside the database knows better."""
    shop.clock.now = MONDAY + dt.timedelta(minutes=1)
    work(shop)
    backup = tmp_path / "backup.sqlite"
    database = Path(shop.store.url.removeprefix("sqlite:///"))
    shop.store.close()
    shutil.copyfile(database, backup)
    reopened = reopen(shop, database)
    reopened.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)
    work(reopened)
    assert reopened.states() == ["sent"]
    reopened.store.close()
    for file in database.parent.glob("outreach.sqlite*"):
        file.unlink()
    shutil.copyfile(backup, database)

    restored = reopen(shop, database)
    for file in (shop.folder / "outgoing").glob("*.eml"):
        file.unlink()
    report = work(restored)
    assert report.held[0].startswith("the database was restored: 1 letters")
    assert restored.states() == ["in_doubt"]
    assert pauses(restored)
    go_on(restored)
    assert work(restored).held == []
    assert restored.states() == ["in_doubt"]
    assert list((shop.folder / "outgoing").glob("*.eml")) == []
    restored.store.close()


def reopen(shop: Shop, database: Path) -> Shop:
    store = open_store(f"sqlite:///{database}")
    return replace(shop, firm=replace(shop.firm, store=store))
