"""Imports on both databases: who is new, what changed, what is refused; and that a second time changes nothing."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from outreach.book.day import DateOrder
from outreach.book.headings import Kind
from outreach.book.history import Numbers
from outreach.book.importing import ConsentRow, ImportReport, OptOutRow, run_import
from outreach.book.plan import plan_import
from outreach.book.records import clear_touched, last_import_at, touched_clients
from outreach.book.rejects import Reject, rejects_file
from outreach.errors import FilesAreWrong
from outreach.settings import Book
from outreach.store import tables
from outreach.store.engine import Store, open_store
from outreach.store.words import AddressState, ConsentBasis, Event, LetterKind, ReasonStanding, SuppressionReason

NOW = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
BOOK = Book(currency="UAH", country="UA", language="uk")

CLIENTS = """Код;ФИО;E-mail;Город;Дата рождения
1;Иванова Анна Петровна;anna@x.ua; Київ;05.03.1980
2;Петров Борис;boris@x.ua, b.petrov@y.ua;Львів;
3;Дина;;Одеса;1900-01-01
"""


class Bench:
    """A store and a folder in which files are written and imported."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    def take(self, content: str, *, now: datetime = NOW, **more: Any) -> ImportReport:
        path = self.folder / "file.csv"
        path.write_text(content, encoding="utf-8")
        opening = {key: more.pop(key) for key in ("kind", "said") if key in more}
        with self.store.write() as connection:
            return run_import(connection, plan_import(path, **opening), book=BOOK, now=now, **more)

    def all(self, table: str, *columns: str) -> list[Any]:
        wanted = tables.metadata.tables[table]
        query = select(*(wanted.c[name] for name in columns)).order_by(wanted.c.id)
        with self.store.read() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def touched(self) -> dict[int, int]:
        with self.store.read() as connection:
            return {row.client_id: row.touch for row in touched_clients(connection, limit=100)}


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    return Bench(store, tmp_path)


@pytest.fixture
def quick(sqlite_store: Store, tmp_path: Path) -> Bench:
    return Bench(sqlite_store, tmp_path)


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.same, report.refused


# -- clients -----------------------------------------------------------------------------------------------------


def test_clients_are_written_as_the_file_says(bench: Bench) -> None:
    report = bench.take(CLIENTS)
    assert figures(report) == (3, 0, 0, 0)
    assert bench.all("clients", "code", "name", "city", "birthday", "country", "language") == [
        ("1", "Иванова Анна Петровна", "Київ", date(1980, 3, 5), "UA", "uk"),
        ("2", "Петров Борис", "Львів", None, "UA", "uk"),
        ("3", "Дина", "Одеса", None, "UA", "uk"),
    ]
    assert bench.all("addresses", "client_id", "email", "rank") == [
        (1, "anna@x.ua", 0),
        (2, "boris@x.ua", 0),
        (2, "b.petrov@y.ua", 1),
    ]
    assert bench.touched() == {1: 1, 2: 1, 3: 1}
    assert any("placeholder" in warning for warning in report.warnings)


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


def test_a_later_file_overwrites_only_the_columns_it_has_and_no_cell_by_an_empty_one(bench: Bench) -> None:
    bench.take(CLIENTS)
    report = bench.take("Код;Город;Отрасль\n1;;медицина\n2;Харків;\n3;Одеса;\n", now=LATER)
    assert figures(report) == (0, 2, 1, 0)
    assert bench.all("clients", "city", "industry", "birthday") == [
        ("Київ", "медицина", date(1980, 3, 5)),
        ("Харків", None, None),
        ("Одеса", None, None),
    ]
    assert bench.all("clients", "named_at", "changed_at") == [(NOW, LATER), (NOW, LATER), (NOW, NOW)]
    assert bench.touched() == {1: 2, 2: 2, 3: 1}


def test_an_empty_cell_erases_when_it_is_told_to(quick: Bench) -> None:
    quick.take(CLIENTS)
    quick.take("Код;ФИО;Город\n1;;\n", erase=True)
    assert quick.all("clients", "name", "city")[0] == ("", None)


def test_a_change_of_name_is_dated(bench: Bench) -> None:
    bench.take("Код;Фамилия;Имя;Город\n1;Иванова;Анна;Київ\n2;Петров;Борис;Львів\n")
    assert bench.all("clients", "name") == ["Иванова Анна", "Петров Борис"]
    bench.take("Код;Фамилия;Имя;Город\n1;Сидорова;;Київ\n2;Петров;Борис;Одеса\n", now=LATER)
    assert bench.all("clients", "name", "named_at") == [("Сидорова Анна", LATER), ("Петров Борис", NOW)]
    bench.take("Код;Фамилия\n2;Павлов\n", now=LATER)
    assert bench.all("clients", "name", "given_name", "named_at")[1] == ("Павлов Борис", "Борис", LATER)


def test_a_whole_name_is_not_replaced_by_a_piece_of_one(quick: Bench) -> None:
    quick.take("Код;ФИО\n1;Анна Иванова\n")
    quick.take("Код;Фамилия\n1;Иванова\n2;Петров\n")
    assert quick.all("clients", "name", "family_name") == [("Анна Иванова", "Иванова"), ("Петров", "Петров")]


def test_without_a_code_a_client_is_known_by_his_address(bench: Bench) -> None:
    bench.take("ФИО;E-mail\nАнна;Anna@X.ua\n")
    assert figures(bench.take("E-mail;Город\nanna@x.ua;Київ\n")) == (0, 1, 0, 0)
    assert bench.all("clients", "name", "city") == [("Анна", "Київ")]
    assert bench.all("addresses", "email") == ["Anna@x.ua"]


def test_without_code_and_address_by_name_firm_and_telephone(bench: Bench) -> None:
    people = "ФИО;Компания;Телефон\nАнна;Ромашка;+380 44 1\nАнна;Ромашка;+380 44 2\nАННА;ромашка;380441\n"
    assert figures(bench.take(people)) == (2, 0, 0, 1)
    assert figures(bench.take(people)) == (0, 0, 2, 1)


def test_a_code_that_comes_later_takes_the_place_of_ours(bench: Bench) -> None:
    bench.take("ФИО;E-mail\nАнна;anna@x.ua\n")
    assert figures(bench.take("Код;E-mail\n77;anna@x.ua\n")) == (0, 1, 0, 0)
    assert bench.all("clients", "code") == ["77"]
    assert figures(bench.take("Код;E-mail\n77;anna@x.ua\n")) == (0, 0, 1, 0)
    bench.take("ФИО;Телефон\nБорис;044\n")
    bench.take("Код;ФИО;Телефон\n78;Борис;044\n")
    assert bench.all("clients", "code") == ["77", "78"]


def test_two_codes_at_one_address_are_two_clients_and_the_address_alone_is_neither(bench: Bench) -> None:
    assert figures(bench.take("Код;E-mail\n1;info@x.ua\n2;info@x.ua\n")) == (2, 0, 0, 0)
    report = bench.take("E-mail;Город\ninfo@x.ua;Київ\n")
    assert figures(report) == (0, 0, 0, 1)
    assert "1, 2" in report.rejects[0].reason


def test_a_client_on_two_lines_is_taken_once_and_the_other_line_is_refused(bench: Bench) -> None:
    lines = "Код;ФИО;E-mail\n1;Анна;a@x.ua\n1;Анна;b@x.ua\n1;Ганна;a@x.ua\n"
    assert figures(bench.take(lines)) == (1, 1, 0, 1)
    assert bench.all("addresses", "email", "rank") == [("a@x.ua", 0), ("b@x.ua", 1)]
    assert figures(bench.take(lines)) == (0, 0, 2, 1)
    assert bench.all("clients", "name") == ["Анна"]


def test_the_address_that_the_file_names_now_is_written_to_first_and_a_dead_one_stays_dead(bench: Bench) -> None:
    bench.take("Код;E-mail\n1;old@x.ua\n")
    with bench.store.write() as connection:
        connection.execute(update(tables.addresses).values(state=AddressState.DEAD))
    bench.take("Код;E-mail\n1;new@x.ua\n", now=LATER)
    assert sorted(bench.all("addresses", "rank", "email", "state")) == [
        (0, "new@x.ua", AddressState.LIVE),
        (1, "old@x.ua", AddressState.DEAD),
    ]
    bench.take("Код;E-mail\n1;old@x.ua\n", now=LATER)
    assert min(bench.all("addresses", "rank", "email", "state")) == (0, "old@x.ua", AddressState.DEAD)
    assert bench.all("addresses", "added_at") == [NOW, LATER]


def test_a_client_merged_into_another_lives_on_there(bench: Bench) -> None:
    bench.take("Код;ФИО\n1;Анна\n2;Ганна\n")
    with bench.store.write() as connection:
        connection.execute(update(tables.clients).where(tables.clients.c.code == "2").values(merged_into=1))
    assert figures(bench.take("Код;ФИО;Отписка\n2;Ганнуся;да\n")) == (0, 0, 1, 0)
    assert bench.all("clients", "name") == ["Анна", "Ганна"]
    report = bench.take("Код;Дата;Сумма\n2;2025-01-01;5\n")
    assert (figures(report), bench.all("orders", "client_id")) == ((1, 0, 0, 0), [1])
    assert figures(bench.take("Код;Дата;Сумма\n2;2025-01-01;5\n")) == (0, 0, 1, 0)


def test_opening_balances_personal_facts_and_reasons_may_stand_in_the_client_list(bench: Bench) -> None:
    lines = (
        "Код;Последний заказ;Количество заказов;Выручка;Проект;Причина ухода\n1;05.03.2024;7;12 345,67;склад;дорого\n"
    )
    said = [("Проект", "fact.project")]
    assert figures(bench.take(lines, said=said)) == (1, 0, 0, 0)
    assert bench.all("clients", "opening_last_order_on", "opening_orders", "opening_revenue") == [
        (date(2024, 3, 5), 7, 1_234_567)
    ]
    assert bench.all("personal_facts", "key", "value", "usable") == [("project", "склад", True)]
    assert bench.all("reasons", "reason", "standing") == [("price", ReasonStanding.STATED)]
    assert figures(bench.take(lines, said=said)) == (0, 0, 1, 0)
    assert figures(bench.take(lines.replace("склад", "цех"), said=said)) == (0, 1, 0, 0)
    assert bench.touched() == {1: 2}


# -- consent and opt-outs ----------------------------------------------------------------------------------------


def test_consents_and_opt_outs_are_given_back_and_not_written(bench: Bench) -> None:
    report = bench.take(
        "Код;E-mail;Согласие;Согласие на что;Дата согласия;Согласие до;Источник согласия;Отписка\n"
        "1;a@x.ua;да;новости, поздравления;01.02.2025;01.02.2027;анкета;\n"
        "2;b@x.ua, c@x.ua;договор;;;;;отписался 12.03\n"
        "3;;нет;;;;;да\n"
        "4;d@x.ua;;;05.05.2025;;;нет\n"
    )
    said = {"given_on": date(2025, 2, 1), "expires_on": date(2027, 2, 1), "proof": "анкета"}
    assert report.consents == (
        ConsentRow(client_id=1, basis=ConsentBasis.CONSENT, covers=LetterKind.NEWSLETTER, **said),  # type: ignore[arg-type]
        ConsentRow(client_id=1, basis=ConsentBasis.CONSENT, covers=LetterKind.GREETING, **said),  # type: ignore[arg-type]
        ConsentRow(client_id=2, basis=ConsentBasis.CONTRACT, covers=None, given_on=None, expires_on=None, proof=None),
        ConsentRow(
            client_id=4, basis=ConsentBasis.CONSENT, covers=None, given_on=date(2025, 5, 5), expires_on=None, proof=None
        ),
    )
    asked = [(row.client_id, row.address_key, row.reason) for row in report.opt_outs]
    refused = SuppressionReason.REFUSED_CONTACT
    assert asked == [(2, "b@x.ua", refused), (2, "c@x.ua", refused), (3, None, refused)]
    assert report.opt_outs[0].said == "отписался 12.03"
    assert bench.all("consents", "id") == []
    assert bench.all("suppressions", "id") == []


def test_an_opt_out_is_heard_even_when_its_row_is_refused(bench: Bench) -> None:
    bench.take("Код;E-mail\n1;a@x.ua\n")
    report = bench.take(
        "Код;E-mail;Дата рождения;Отписка\n1;b@x.ua;31.02.1980;да\n1;broken;;да\n;z@x.ua;вчера;да\n;;;да\n9;;вчера;да\n"
    )
    refused = SuppressionReason.REFUSED_CONTACT
    assert figures(report) == (0, 0, 0, 5)
    assert report.opt_outs == (
        OptOutRow(client_id=1, address_key="b@x.ua", reason=refused, said="да"),
        OptOutRow(client_id=1, address_key=None, reason=refused, said="да"),
        OptOutRow(client_id=None, address_key="z@x.ua", reason=refused, said="да"),
    )


# -- orders and the rest -----------------------------------------------------------------------------------------


def test_an_order_with_a_number_is_one_order_however_often_it_comes(bench: Bench) -> None:
    bench.take(CLIENTS)
    orders = "№ заказа;E-mail;Дата;Сумма, грн\nA1;anna@x.ua;05.03.2025;100\nA2;b.petrov@y.ua;2025-03-06;1 200,50\n"
    assert figures(bench.take(orders)) == (2, 0, 0, 0)
    assert bench.all("orders", "client_id", "source_key", "ordered_on", "amount", "currency") == [
        (1, "A1", date(2025, 3, 5), 10_000, "UAH"),
        (2, "A2", date(2025, 3, 6), 120_050, "UAH"),
    ]
    assert figures(bench.take(orders, now=LATER)) == (0, 0, 2, 0)
    assert figures(bench.take(orders.replace(";100", ";150"), now=LATER)) == (0, 1, 1, 0)
    assert bench.all("orders", "amount", "imported_at") == [(15_000, NOW), (120_050, NOW)]
    assert bench.touched() == {1: 3, 2: 2, 3: 1}


def test_numbers_may_stand_in_some_rows_and_not_in_others(bench: Bench) -> None:
    bench.take(CLIENTS)
    orders = "Код;№ заказа;Дата;Сумма\n1;A1;2025-03-05;100\n1;;2025-03-06;100\n1;;2025-03-06;100\n"
    assert figures(bench.take(orders)) == (3, 0, 0, 0)
    assert figures(bench.take(orders)) == (0, 0, 3, 0)
    assert bench.all("orders", "source_key")[0] == "A1"
    assert len(set(bench.all("orders", "source_key"))) == 3


def test_an_order_without_a_number_is_counted_within_the_file(bench: Bench) -> None:
    """CDNOW has 255 rows that stand there twice and are two orders."""
    bench.take(CLIENTS)
    orders = "Код;Дата;Сумма\n" + "1;2025-03-05;100\n" * 3 + "1;2025-03-06;100\n2;2025-03-05;100\n"
    assert figures(bench.take(orders)) == (5, 0, 0, 0)
    assert figures(bench.take(orders)) == (0, 0, 5, 0)
    assert figures(bench.take(orders + "1;2025-03-05;100\n")) == (1, 0, 5, 0)
    assert len(set(bench.all("orders", "source_key"))) == 6


def test_equal_orders_in_different_batches_are_counted_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.book.importing.BATCH", 2)
    bench.take(CLIENTS)
    orders = "Код;Дата;Сумма\n" + "1;2025-03-05;100\n" * 7
    assert figures(bench.take(orders)) == (7, 0, 0, 0)
    assert figures(bench.take(orders)) == (0, 0, 7, 0)
    numbered = "Код;№ заказа;Дата;Сумма\n" + "1;A;2025-03-05;100\n" * 3 + "1;A;2025-03-05;200\n"
    assert figures(bench.take(numbered)) == (1, 0, 2, 1)
    assert figures(bench.take(numbered)) == (0, 0, 3, 1)
    clients = "Код;Город\n" + "1;Київ\n" * 3 + "1;Львів\n7;Львів\n7;Львів\n7;Одеса\n"
    assert figures(bench.take(clients)) == (1, 0, 4, 2)
    assert figures(bench.take(clients)) == (0, 0, 5, 2)


def test_a_number_that_another_client_has_is_not_taken_over(bench: Bench) -> None:
    bench.take(CLIENTS)
    bench.take("Код;№ заказа;Дата;Сумма\n1;15;2024-03-05;100\n")
    report = bench.take("Код;№ заказа;Дата;Сумма\n2;15;2025-03-05;100\n")
    assert figures(report) == (0, 0, 0, 1)
    assert "client 1" in report.rejects[0].reason


def test_bad_rows_are_refused_with_line_and_reason_and_the_rest_is_imported(bench: Bench) -> None:
    bench.take(CLIENTS)
    report = bench.take(
        "Код;Дата;Сумма\n1;31.02.2025;5\n1;2025-01-01;пять\n1;2025-01-01;-5\n9;2025-01-01;5\n;2025-01-01;5\n"
        "1;2025-01-01\n1;2025-01-01;5;6\n1;;5\n1;2025-01-01;\n1;2026-01-01;5\n1;1900-01-01;5\n1;2025-01-01;99999999999\n"
        "1;2025-01-01;5\n"
    )
    assert figures(report) == (1, 0, 0, 12)
    assert report.rows == 13
    assert [reject.line for reject in report.rejects] == list(range(2, 14))
    for reject, part in zip(
        report.rejects,
        ("no such day", "not an amount", "negative", "no client “9”", "whom", "2 cells", "4 cells", "“Дата” is empty",
         "“Сумма” is empty", "not come yet", "placeholder", "more than"),
        strict=True,
    ):  # fmt: skip
        assert part in reject.reason


def test_a_client_may_be_named_by_name_where_only_one_is_called_so(bench: Bench) -> None:
    bench.take("Код;ФИО;Компания\n1;Анна;Ромашка\n2;Борис;Ромашка\n3;Вера;Лютик\n")
    report = bench.take(
        "Клиент;Дата;Сумма\nЛютик;2025-01-01;5\nАнна;2025-01-01;5\nРомашка;2025-01-01;5\nГлеб;2025-01-01;5\n"
    )
    assert figures(report) == (2, 0, 0, 2)
    assert bench.all("orders", "client_id") == [3, 1]
    assert "1, 2" in report.rejects[0].reason
    both = bench.take("ФИО;Компания;Дата;Сумма\nБорис;Ромашка;2025-01-01;5\n")
    assert figures(both) == (1, 0, 0, 0)


def test_a_row_may_name_its_own_currency(bench: Bench) -> None:
    bench.take(CLIENTS)
    bench.take("Код;Дата;Сумма;Валюта\n1;2025-01-01;5;JPY\n1;2025-01-02;5;евро\n1;2025-01-03;5;\n1;2025-01-04;$5;\n")
    assert bench.all("orders", "amount", "currency") == [(5, "JPY"), (500, "EUR"), (500, "UAH"), (500, "USD")]


def test_amounts_in_another_currency_than_the_firms_are_mentioned(quick: Bench) -> None:
    quick.take(CLIENTS)
    report = quick.take("Код;Дата;Сумма;Валюта\n1;2025-01-01;5;руб.\n1;2025-01-02;5;RUB\n1;2025-01-03;5;UAH\n")
    assert [warning for warning in report.warnings if "RUB" in warning and "UAH" in warning and "2" in warning]
    same = quick.take("Код;Дата;Сумма;Валюта\n1;2025-01-04;5;UAH\n1;2025-01-05;5;\n")
    assert same.warnings == ()


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


def test_inquiries(bench: Bench) -> None:
    bench.take(CLIENTS)
    lines = (
        "Код;Дата запроса;Запрос;Дата ответа;№ заказа\n1;2025-01-01;цена кабеля;;\n1;2025-01-01;сроки;2025-01-02;A1\n"
    )
    assert figures(bench.take(lines)) == (2, 0, 0, 0)
    assert bench.all("inquiries", "client_id", "asked_on", "what", "answered_on", "order_number") == [
        (1, date(2025, 1, 1), "цена кабеля", None, None),
        (1, date(2025, 1, 1), "сроки", date(2025, 1, 2), "A1"),
    ]
    assert figures(bench.take(lines)) == (0, 0, 2, 0)
    assert figures(bench.take(lines.replace("кабеля;;", "кабеля;2025-01-05;"))) == (0, 1, 1, 0)


def test_contacts(bench: Bench) -> None:
    bench.take(CLIENTS)
    lines = "Код;Дата звонка;Канал;Ответил;Результат;Менеджер\n1;2025-01-01;Звонок;да;перезвонить;Олег\n"
    assert figures(bench.take(lines)) == (1, 0, 0, 0)
    assert bench.all("contacts", "channel", "answered", "what", "by") == [("call", True, "перезвонить", "Олег")]
    assert figures(bench.take(lines)) == (0, 0, 1, 0)


def test_facts(bench: Bench) -> None:
    bench.take(CLIENTS)
    lines = "Код;Факт;Тип;Можно использовать\n1;рыбак;trait;да\n1;развод;;нет\n2;рыбак;trait;\n"
    assert figures(bench.take(lines)) == (3, 0, 0, 0)
    assert bench.all("personal_facts", "client_id", "key", "value", "usable") == [
        (1, "trait", "рыбак", True),
        (1, "note", "развод", False),
        (2, "trait", "рыбак", True),
    ]
    assert figures(bench.take(lines)) == (0, 0, 3, 0)
    assert figures(bench.take(lines.replace("рыбак;trait;да", "рыбак;trait;нет"))) == (0, 1, 2, 0)
    assert figures(bench.take("Код;Факт\n1;развод\n")) == (0, 0, 1, 0)
    assert bench.take("Код;Факт\n1;" + "x" * 1001 + "\n").refused == 1


def test_reasons_stated_and_verified_stand_side_by_side(bench: Bench) -> None:
    bench.take(CLIENTS)
    lines = "Код;Причина;Статус;Что случилось\n1;Дорого;;\n1;хамство;проверена;кричали\n1;дорого;названа;\n"
    assert figures(bench.take(lines)) == (2, 0, 1, 0)
    assert bench.all("reasons", "reason", "standing", "event") == [
        ("price", ReasonStanding.STATED, None),
        ("service", ReasonStanding.VERIFIED, "кричали"),
    ]
    assert figures(bench.take(lines)) == (0, 0, 3, 0)
    assert bench.take("Код;Причина;Статус\n1;дорого;кто знает\n").refused == 1


def test_problem_orders(bench: Bench) -> None:
    bench.take(CLIENTS)
    lines = "Код;№ заказа;Проблема;Дата;Решено\n1;A1;опоздали;2025-01-01;\n"
    assert figures(bench.take(lines)) == (1, 0, 0, 0)
    assert figures(bench.take(lines.replace(";\n", ";2025-02-01\n"))) == (0, 1, 0, 0)
    assert bench.all("problem_orders", "what", "settled_on") == [("опоздали", date(2025, 2, 1))]
    assert bench.touched()[1] == 3


# -- clients' odd values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "part"),
    [
        ("Дата рождения", "2030-01-01", "cannot be a birthday"),
        ("Дата рождения", "1850-01-01", "cannot be a birthday"),
        ("Пол", "оно", "gender"),
        ("Страна", "Атлантида", "no country"),
        ("Город", "x" * 501, "longer than 500"),
        ("E-mail", "a@x", "after the @"),
        ("Согласие на что", "стихи", "no kind of letter"),
        ("Согласие", "может быть", "neither yes nor no"),
        ("Клиент с", "1900-01-01", "placeholder"),
    ],
)
def test_a_cell_that_cannot_be_true_refuses_its_row(quick: Bench, heading: str, cell: str, part: str) -> None:
    report = quick.take(
        f"Код;{heading};Согласие\n1;{cell};да\n" if "на что" in heading else f"Код;{heading}\n1;{cell}\n"
    )
    assert figures(report) == (0, 0, 0, 1)
    assert part in report.rejects[0].reason


def test_texts_lose_control_characters_and_needless_blanks(quick: Bench) -> None:
    quick.take('Код;ФИО;Примечание\n1;Анна\u00a0 \x07Петровна;"звонить \nпосле  обеда"\n')
    assert quick.all("clients", "name", "notes") == [("Анна Петровна", "звонить\nпосле обеда")]


@pytest.mark.parametrize("odd", ["null", "NULL", "{a,b}", "a\\b", "%s", "?", "x'--", "$1"])
def test_texts_that_a_database_might_mistake_are_kept(bench: Bench, odd: str) -> None:
    lines = f"Код;ФИО;Город\n{odd};{odd};{odd}\n"
    assert figures(bench.take(lines)) == (1, 0, 0, 0)
    assert figures(bench.take(lines)) == (0, 0, 1, 0)
    assert bench.all("clients", "code", "name", "city") == [(odd, odd, odd)]
    assert figures(bench.take(f"Код;№ заказа;Дата;Сумма\n{odd};{odd};2025-01-01;5\n")) == (1, 0, 0, 0)


def test_our_own_codes_cannot_be_given_by_a_file(quick: Bench) -> None:
    assert "cannot begin" in quick.take("Код;ФИО\n~1;Анна\n").rejects[0].reason


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
