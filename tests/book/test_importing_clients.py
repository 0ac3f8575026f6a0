"""Imported clients: who is new, who is known by what, what changed, what a cell may say."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import update

from outreach.book.headings import Column, Kind
from outreach.book.importing import ConsentRow, OptOutRow
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import AddressState, ClientColumn, ConsentBasis, LetterKind, ReasonStanding, SuppressionReason
from tests.book.bench import CLIENTS, LATER, NOW, Bench, figures


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    return Bench(store, tmp_path)


@pytest.fixture
def quick(sqlite_store: Store, tmp_path: Path) -> Bench:
    return Bench(sqlite_store, tmp_path)


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


def test_days_that_programs_write_for_none_are_empty_cells(quick: Bench) -> None:
    """1C writes the first day of all for a client who never bought, a spreadsheet its day 0, MySQL zeroes."""
    head = "Код;Дата рождения;Последняя отгрузка;Клиент с;Следующий контакт\n"
    rows = (
        "1;01.01.0001;01.01.0001 0:00:00;1899-12-30;\n2;00.00.0000;0000-00-00;1753-01-01;01.01.0001\n3;;01.02.2025;;\n"
    )
    report = quick.take(head + rows, kind=Kind.CLIENTS)
    assert figures(report) == (3, 0, 0, 0)
    assert quick.all("clients", "birthday", "opening_last_order_on", "first_seen_on", "contact_on") == [
        (None, None, None, None), (None, None, None, None), (None, date(2025, 2, 1), None, None),
    ]  # fmt: skip
    assert "7 days were placeholders and are left out" in report.warnings


def test_who_gets_a_code_leaves_his_own_to_another_in_the_same_file(bench: Bench) -> None:
    bench.take("Код;Компания\n;Липа\n")
    assert figures(bench.take("Код;Компания\n7;Липа\n;Липа\n")) == (1, 1, 0, 0)
    assert [code if code == "7" else "" for code in bench.all("clients", "code")] == ["7", ""]


def test_a_gap_between_ranks_is_no_change(quick: Bench) -> None:
    """As an undone merge leaves one; another order of the same addresses is one."""
    quick.take(CLIENTS)
    with quick.store.write() as connection:
        connection.execute(update(tables.addresses).values(rank=tables.addresses.c.rank + 2))
    assert figures(quick.take(CLIENTS)) == (0, 0, 3, 0)
    assert figures(quick.take(CLIENTS.replace("boris@x.ua, b.petrov@y.ua", "b.petrov@y.ua, boris@x.ua"))) == (
        0,
        1,
        2,
        0,
    )


def test_each_column_is_merged_by_its_rule(quick: Bench) -> None:
    quick.take("Код;Фамилия;Имя;Город;Менеджер;Долг;Потенциал\n1;Иванова;Анна;Київ;olena;70;0\n2;Дуб;;;;;\n")
    merge = {"manager": "keep", "potential": "keep", "name": "keep", "debt": "mirror"}
    text = "Код;Фамилия;Имя;Город;Менеджер;Долг;Потенциал\n1;Сидорова;Анна;;maksym;;9\n2;Дуб;Борис;Львів;maksym;5;7\n"
    report = quick.take(text, merge=merge)
    assert figures(report) == (0, 2, 0, 0)
    assert quick.all("clients", "name", "city", "manager", "debt", "potential") == [
        ("Иванова Анна", "Київ", "olena", None, 0),
        ("Дуб", "Львів", "maksym", 500, 7),
    ]
    assert [line for line in report.warnings if "[book] merge" in line] == [
        "Only filled where nothing is known, as [book] merge says: Менеджер, Потенциал",
        "Emptied where the file is empty, as [book] merge says: Долг",
    ]
    assert figures(quick.take(text, merge=merge)) == (0, 0, 2, 0)
    assert not any("merge" in line for line in quick.take("Код;Дата;Сумма\n1;2025-01-01;5\n", merge=merge).warnings)
    assert set(get_args(ClientColumn)) <= {str(column) for column in Column} & set(tables.clients.c.keys())


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
        ("Клиент с", "1850-01-01", "placeholder"),
    ],
)
def test_a_cell_that_cannot_be_true_refuses_its_row(quick: Bench, heading: str, cell: str, part: str) -> None:
    report = quick.take(
        f"Код;{heading};Согласие\n1;{cell};да\n" if "на что" in heading else f"Код;{heading}\n1;{cell}\n"
    )
    assert figures(report) == (0, 0, 0, 1)
    assert part in report.rejects[0].reason


@pytest.mark.parametrize(
    ("cell", "faith"),
    [
        ("Православная", "orthodox"),
        ("греко-католик", "greek-catholic"),
        ("Іслам", "muslim"),
        ("catholic", "catholic"),
        ("атеист", "атеист"),  # kept as it stands: no day of the almanac is his
        ("", None),
    ],
)
def test_a_faith_is_taken_from_its_own_column_and_never_inferred(quick: Bench, cell: str, faith: str | None) -> None:
    quick.take(f"Код;ФИО;Вероисповедание\n1;Анна Петровна;{cell}\n")
    assert quick.all("clients", "faith") == [faith]


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
