"""Imported orders, inquiries, contacts, facts and reasons: each is one, however often it comes."""

from datetime import date
from pathlib import Path

import pytest

from outreach.store.engine import Store
from outreach.store.words import ReasonStanding
from tests.book.bench import CLIENTS, LATER, NOW, Bench, figures


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    return Bench(store, tmp_path)


@pytest.fixture
def quick(sqlite_store: Store, tmp_path: Path) -> Bench:
    return Bench(sqlite_store, tmp_path)


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


def test_a_name_with_other_quotes_blanks_or_capitals_is_the_same_name(bench: Bench) -> None:
    bench.take('Код;Имя;Компания\n1;Вера Клен;ООО «Липа»\n2;;ТОВ "Дуб"\n3;;ИП Ель\n4;;ЗАО Липа\n5;;ИП «Ель»\n')
    said = ('ООО "Липа"', "ООО  „Липа”", "ТОВ «Дуб»", "вера клён", "ВЕРА КЛЁН", "Липа", "ООО Дуб", "ИП Ель", 'ИП "Ель"')
    report = bench.take("Клиент;Дата;Сумма\n" + "".join(f"{name};2025-01-01;5\n" for name in said))
    assert bench.all("orders", "client_id") == [1, 1, 2, 1, 1, 3]
    assert [(reject.line, "fits clients" in reject.reason) for reject in report.rejects] == [
        (7, False), (8, False), (10, True),
    ]  # fmt: skip


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
