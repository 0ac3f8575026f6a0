"""Imports on both databases: all or nothing, on record, what is refused; and that a second time changes nothing."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from outreach.book.day import DateOrder
from outreach.book.headings import Kind
from outreach.book.history import Numbers
from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.book.records import clear_touched, last_import_at, touched_clients
from outreach.book.rejects import Reject, rejects_file
from outreach.errors import FilesAreWrong
from outreach.store import tables
from outreach.store.engine import Store, open_store
from outreach.store.words import Event
from tests.book.bench import BOOK, CLIENTS, LATER, NOW, Bench, figures


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    return Bench(store, tmp_path)


@pytest.fixture
def quick(sqlite_store: Store, tmp_path: Path) -> Bench:
    return Bench(sqlite_store, tmp_path)


def test_the_same_file_again_changes_nothing(bench: Bench) -> None:
    bench.take(CLIENTS)
    before = bench.all("clients", *tables.clients.c.keys())
    assert figures(bench.take(CLIENTS, now=LATER)) == (0, 0, 3, 0)
    assert bench.all("clients", *tables.clients.c.keys()) == before
    assert bench.touched() == {1: 1, 2: 1, 3: 1}


def test_every_import_is_on_record(bench: Bench) -> None:
    with bench.store.read() as connection:
        assert last_import_at(connection) is None
    report = bench.take(CLIENTS)
    bench.take("Код;Дата;Сумма\n1;2025-01-01;5\n", now=LATER)
    assert bench.all("imports", "file", "what", "counts")[0] == (
        "file.csv",
        "clients",
        {"new": 3, "changed": 0, "same": 0, "refused": 0},
    )
    assert bench.all("imports", "mapping")[0][:2] == [["Код", "code"], ["ФИО", "name"]]
    assert all(len(digest) == 64 for digest in bench.all("imports", "sha256"))
    assert bench.all("journal", "event", "by")[0] == (Event.IMPORTED, "import")
    assert bench.all("journal", "detail")[0]["import"] == report.import_id
    with bench.store.read() as connection:
        assert last_import_at(connection) == LATER
        assert last_import_at(connection, what=Kind.CLIENTS) == NOW


def test_a_dry_run_counts_and_leaves_nothing(bench: Bench) -> None:
    report = bench.take(CLIENTS, dry_run=True)
    assert (figures(report), report.dry_run, report.import_id) == ((3, 0, 0, 0), True, None)
    assert [bench.all(name, "id") for name in ("clients", "addresses", "imports", "journal")] == [[], [], [], []]
    assert figures(bench.take(CLIENTS)) == (3, 0, 0, 0)


def test_bad_rows_are_refused_with_line_and_reason_and_the_rest_is_imported(bench: Bench) -> None:
    bench.take(CLIENTS)
    report = bench.take(
        "Код;Дата;Сумма\n1;31.02.2025;5\n1;2025-01-01;пять\n1;2025-01-01;5 + ?\n9;2025-01-01;5\n;2025-01-01;5\n"
        "1;2025-01-01\n1;2025-01-01;5;6\n1;;5\n1;2025-01-01;\n1;2026-01-01;5\n1;1900-01-01;5\n1;2025-01-01;99999999999\n"
        "1;2025-01-01;5\n"
    )
    assert figures(report) == (1, 0, 0, 12)
    assert report.rows == 13
    assert [reject.line for reject in report.rejects] == list(range(2, 14))
    for reject, part in zip(
        report.rejects,
        ("no such day", "“пять” is not", "“?” is not", "no client “9”", "whom", "2 cells", "4 cells", "“Дата” is empty",
         "“Сумма” is empty", "not come yet", "placeholder", "more than"),
        strict=True,
    ):  # fmt: skip
        assert part in reject.reason


@pytest.mark.parametrize("total", ["Итого;;;", "ИТОГО:;;;", ";Всего;;", ";;;Разом"])
def test_a_line_of_totals_is_no_client(quick: Bench, total: str) -> None:
    report = quick.take(f"Код;ФИО;E-mail;Компания\n1;Анна;;\n{total}\n")
    assert figures(report) == (1, 0, 0, 0)
    assert "1 line of totals is left out" in report.warnings


def test_a_firm_of_that_name_may_be_a_client(quick: Bench) -> None:
    assert figures(quick.take("Код;ФИО;E-mail;Компания\n1;;;Total\n;;gas@total.example;Total\n")) == (2, 0, 0, 0)


def test_slashed_days_are_read_as_told_and_mentioned(quick: Bench) -> None:
    quick.take(CLIENTS)
    report = quick.take("Код;Дата;Сумма\n1;03/04/2025;5\n", dates=DateOrder.MDY)
    assert quick.all("orders", "ordered_on") == [date(2025, 3, 4)]
    assert any("4 March" in warning for warning in report.warnings)
    report = quick.take("Код;Дата;Сумма\n1;03/04/2025;6\n")
    assert any("3 April" in warning for warning in report.warnings)


def test_today_is_the_firms_own_day(quick: Bench) -> None:
    quick.take(CLIENTS)
    order = "Код;Дата;Сумма\n1;2025-10-03;5\n"
    late = datetime(2025, 10, 1, 23, 0, tzinfo=UTC)
    assert quick.take(order, now=late).refused == 1
    assert quick.take(order, now=late, zone="Europe/Kyiv").refused == 0


def test_what_is_left_alone_is_said(quick: Bench) -> None:
    report = quick.take("Код;ФИО;Foo\n1;Анна;x\n")
    assert any("Foo" in warning for warning in report.warnings)
    path = quick.folder / "old.csv"
    path.write_bytes("Код;ФИО\n1;Анна Иванова\n2;Борис Щукин\n".encode("cp1251"))
    plan = plan_import(path)
    assert plan.first[0].cells == ("1", "Анна Иванова")
    assert any("cp1251" in warning for warning in plan.warnings)


# -- rejects -----------------------------------------------------------------------------------------------------


def test_refused_rows_can_be_mended_and_imported_again(quick: Bench) -> None:
    path = quick.folder / "rejects.csv"
    people = "Код;ФИО;Телефон;Дата рождения\n" + "".join(f"{n};Анна;+380{n};вчера\n" for n in range(1, 151))
    with rejects_file(path, headings=("Код", "ФИО", "Телефон", "Дата рождения")) as write:
        report = quick.take(people, each_reject=write)
    assert (report.refused, len(report.rejects)) == (150, 100)
    text = path.read_text("utf-8-sig")
    assert text.count("\n") == 151
    assert "'+3801," in text
    assert figures(quick.take(text.replace("вчера", "1980-01-01", 1).replace(",вчера", ",1980-01-01"))) == (
        150,
        0,
        0,
        0,
    )
    assert quick.all("clients", "phone")[0] == "+3801"


def test_a_rejects_file_is_made_only_when_there_is_something_to_mend(tmp_path: Path) -> None:
    with rejects_file(tmp_path / "rejects.csv", headings=("a",)):
        pass
    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+380", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_the_rejects_is_a_formula(tmp_path: Path, cell: str) -> None:
    with rejects_file(tmp_path / "rejects.csv", headings=("=a",)) as write:
        write(Reject(line=2, reason="no", raw=(cell,)))
    assert f"'{cell[0]}" in (tmp_path / "rejects.csv").read_bytes().decode("utf-8-sig")


# -- all or nothing ----------------------------------------------------------------------------------------------


def test_a_damaged_file_writes_nothing(bench: Bench) -> None:
    with pytest.raises(FilesAreWrong):
        bench.take(CLIENTS + '4;"Глеб;;;\n')
    assert bench.all("clients", "id") == []


def test_an_import_that_is_killed_leaves_nothing_and_can_be_run_again(sqlite_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("Код;Дата рождения\n" + "".join(f"{n};{'вчера' if n == 12_000 else ''}\n" for n in range(15_000)))
    killed = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from outreach.book.history import Numbers
from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.settings import Book
from outreach.store.engine import open_store
store = open_store({sqlite_store.url!r})
with store.write() as connection:
    run_import(connection, plan_import(Path({str(path)!r})), book=Book(), now=datetime(2025, 10, 1, tzinfo=UTC),
               each_reject=lambda reject: os.kill(os.getpid(), signal.SIGKILL))
"""
    done = subprocess.run([sys.executable, "-c", killed], check=False, cwd=Path(__file__).parents[2], env=os.environ)
    assert done.returncode == -signal.SIGKILL
    store = open_store(sqlite_store.url)
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.clients)).scalar_one() == 0
    with store.write() as connection:
        report = run_import(connection, plan_import(path), book=BOOK, now=NOW)
    assert figures(report) == (14_999, 0, 0, 1)
    with store.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    store.close()


def test_whom_it_met_long_ago_it_looks_up_again(quick: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.book.importing.BATCH", 4)
    monkeypatch.setattr("outreach.book.row._REMEMBERED", 3)
    monkeypatch.setattr("outreach.book.acquaintance._REMEMBERED", 5)
    quick.take("ФИО;Телефон\n" + "".join(f"Client {n};04{n}\n" for n in range(10)))
    orders = "ФИО;Телефон;Дата;Сумма\n" + "".join(f"Client {n % 10};04{n % 10};2025-01-01;{n}\n" for n in range(40))
    assert figures(quick.take(orders)) == (40, 0, 0, 0)
    assert quick.touched() == dict.fromkeys(range(1, 11), 2)


@pytest.mark.parametrize("numbers", [[], [0], [7, 8, 9], [100_000, 3, 3]])
def test_numbers_are_given_back_in_order_and_once(numbers: list[int]) -> None:
    kept = Numbers()
    kept.add(numbers)
    assert list(kept) == sorted(set(numbers))


def test_thousands_of_rows_fit_both_databases(bench: Bench) -> None:
    people = "Код;ФИО;E-mail\n" + "".join(f"{n};Client {n};c{n}@x.ua\n" for n in range(6000))
    assert figures(bench.take(people)) == (6000, 0, 0, 0)
    orders = "Код;№ заказа;Дата;Сумма\n" + "".join(f"{n % 6000};N{n};2025-01-01;5\n" for n in range(12_000))
    assert figures(bench.take(orders)) == (12_000, 0, 0, 0)
    assert figures(bench.take(orders)) == (0, 0, 12_000, 0)
    with bench.store.write() as connection:
        waiting = touched_clients(connection, limit=10_000)
        assert len(waiting) == 6000
        clear_touched(connection, waiting[:5000])
    assert len(bench.touched()) == 100
    with bench.store.read() as connection:
        assert len(touched_clients(connection, limit=10_000)) == 1000


def test_who_is_touched_again_is_not_cleared(bench: Bench) -> None:
    bench.take(CLIENTS)
    with bench.store.read() as connection:
        waiting = touched_clients(connection, limit=10)
    bench.take("Код;Город\n2;Одеса\n")
    with bench.store.write() as connection:
        clear_touched(connection, waiting)
    assert bench.touched() == {2: 2}
