"""The daemon reads other people's databases when their minutes are over, and takes in what is dropped."""

import datetime as dt
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.daemon import Memory, PassReport, one_pass
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.identity import argue_clock
from tests.shop import MONDAY, Shop, open_shop

SOURCE = """
[sources.crm]
url = "sqlite:///crm.sqlite"
every_minutes = 30
clients = "SELECT code, name FROM people"
"""


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Shop:
    with sqlite_store.write() as connection:
        argue_clock(connection)
    return open_shop(tmp_path / "firm", sqlite_store, config=SOURCE)


@pytest.fixture
def memory() -> Memory:
    return Memory()


def work(shop: Shop, memory: Memory, *, minutes: int = 0) -> PassReport:
    shop.clock.now = MONDAY + dt.timedelta(minutes=minutes)
    return one_pass(shop.firm, clock=shop.clock, by="daemon", memory=memory, sends=False)


def fill_crm(shop: Shop, *names: str) -> None:
    with closing(sqlite3.connect(shop.folder / "crm.sqlite")) as there:
        there.execute("CREATE TABLE IF NOT EXISTS people (code INTEGER PRIMARY KEY, name)")
        there.executemany("INSERT INTO people (name) VALUES (?)", [(name,) for name in names])
        there.commit()


def clients(shop: Shop) -> int:
    with shop.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.clients)).scalar_one())


def test_a_source_is_read_when_its_minutes_are_over(shop: Shop, memory: Memory) -> None:
    fill_crm(shop, "Анна", "Борис")
    assert work(shop, memory).counts["rows changed from crm.clients"] == 2
    fill_crm(shop, "Вера")
    assert work(shop, memory, minutes=29).counts["rows changed from crm.clients"] == 0
    assert work(shop, memory, minutes=30).counts["rows changed from crm.clients"] == 1
    assert clients(shop) == 3


def test_a_source_that_is_away_is_told_once_and_tried_again_in_its_time(
    shop: Shop, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    first = work(shop, memory)
    assert [reason for reason in first.held if "source crm" in reason]
    for minutes in (1, 30, 60):
        assert work(shop, memory, minutes=minutes).held == []
    fill_crm(shop, "Анна")
    assert work(shop, memory, minutes=61).counts["rows changed from crm.clients"] == 0
    with caplog.at_level(logging.INFO, logger="outreach.daemon"):
        assert work(shop, memory, minutes=90).counts["rows changed from crm.clients"] == 1
    assert "source crm is there again" in caplog.text
    (shop.folder / "crm.sqlite").unlink()
    assert len(work(shop, memory, minutes=120).held) == 1


def test_a_pass_that_remembers_nothing_does_the_same_work(shop: Shop) -> None:
    fill_crm(shop, "Анна")
    assert work(shop, Memory()).counts["rows changed from crm.clients"] == 1
    assert work(shop, Memory(), minutes=1).counts["rows changed from crm.clients"] == 0


def test_dropped_files_are_taken_in_by_a_later_pass(shop: Shop, memory: Memory) -> None:
    fill_crm(shop)
    shop.write("incoming/clients.csv", "Код;ФИО\n7;Вера\n")
    shop.write("incoming/strange.csv", "Ширина;Высота\n7;8\n")
    assert clients(shop) == 0
    work(shop, memory)
    report = work(shop, memory, minutes=1)
    assert (report.counts["files taken in"], report.counts["files refused"]) == (1, 1)
    assert clients(shop) == 1
    assert work(shop, memory, minutes=2).counts["files taken in"] == 0


def test_a_drop_folder_that_cannot_be_used_holds_nothing_else_up(shop: Shop, memory: Memory) -> None:
    fill_crm(shop, "Анна")
    shop.write("incoming/clients.csv", "Код;ФИО\n7;Вера\n")
    (shop.folder / "incoming" / ".looks.json").mkdir()
    report = work(shop, memory)
    assert [reason for reason in report.held if ".looks.json" in reason]
    assert report.counts["rows changed from crm.clients"] == 1
