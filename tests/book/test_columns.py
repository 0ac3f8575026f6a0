"""Headings in three languages, and what a person says about them."""

from pathlib import Path

import pytest

from outreach.book.columns import Mapping, guess_columns, said_pair
from outreach.book.headings import COMMON, HEADINGS, WHO, Column, Kind, folded
from outreach.errors import FilesAreWrong

FILE = Path("file.csv")


def guessed(text: str, *, kind: Kind | None = None, said: tuple[tuple[str, str], ...] = ()) -> Mapping:
    return guess_columns(tuple(text.split(";")), path=FILE, kind=kind, said=said)


def refused(text: str, *, kind: Kind | None = None, said: tuple[tuple[str, str], ...] = ()) -> str:
    with pytest.raises(FilesAreWrong) as wrong:
        guessed(text, kind=kind, said=said)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("headings", "kind", "columns"),
    [
        (
            "Код;ФИО;E-mail;Город;Регион;Отрасль;Менеджер;Дата рождения;Согласие;Отписка",
            Kind.CLIENTS,
            "code name email city territory industry manager birthday consent opt_out",
        ),
        (
            "ЄДРПОУ;Прізвище;Ім'я;По батькові;Пошта;Місто;Країна;Мова;Відмова",
            Kind.CLIENTS,
            "code family_name given_name patronymic email city country language opt_out",
        ),
        ("Last name;First name;E-mail address;Phone", Kind.CLIENTS, "family_name given_name email phone"),
        ("Клиент;Последний заказ;Количество заказов;Выручка", Kind.CLIENTS,
         "name opening_last_order_on opening_orders opening_revenue"),
        ("№ заказа;Код клиента;Дата заказа;Сумма, грн", Kind.ORDERS, "number code day amount"),
        ("customer_id;date;amount", Kind.ORDERS, "code day amount"),
        ("Номер замовлення;Пошта;Дата;Сума;Валюта;Товар", Kind.ORDERS, "number email day amount currency what"),
        ("Код;Дата запиту;Запит;Дата відповіді;№ замовлення", Kind.INQUIRIES, "code day what answered_on order_number"),
        ("E-mail;Date;Request", Kind.INQUIRIES, "email day what"),
        ("Код;№ заказа;Проблема;Дата;Решено", Kind.PROBLEM_ORDERS, "code order_number what day settled_on"),
        ("Код;Дата звонка;Канал;Ответил;Результат;Менеджер", Kind.CONTACTS, "code day channel answered what by"),
        ("Код;Причина;Статус;Источник;Дата;Что случилось", Kind.REASONS, "code reason standing source day event"),
        ("E-mail;Факт;Тип;Язык;Можно использовать", Kind.FACTS, "email fact_value fact_key language usable"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_headings(headings: str, kind: Kind, columns: str) -> None:
    mapping = guessed(headings)
    assert (mapping.kind, [column for _, column in mapping.named]) == (kind, columns.split())
    assert mapping.unknown == ()


def test_a_client_is_a_firm_where_a_person_stands_beside_it() -> None:
    assert guessed("Клиент;Контактное лицо").named == (("Клиент", "company"), ("Контактное лицо", "name"))
    assert guessed("Клиент;Компания").named == (("Клиент", "name"), ("Компания", "company"))
    assert guessed("Клиент;ФИО;Компания").unknown == ("Клиент",)


def test_a_first_name_alone_is_the_whole_name() -> None:
    assert guessed("Имя;E-mail").named == (("Имя", "name"), ("E-mail", "email"))
    assert guessed("Имя;Фамилия").named == (("Имя", "given_name"), ("Фамилия", "family_name"))


def test_several_headings_may_hold_addresses_and_nothing_else() -> None:
    mapping = guessed("E-mail;E-mail 2;Телефон;Моб.")
    assert mapping.named == (("E-mail", "email"), ("E-mail 2", "email"), ("Телефон", "phone"))
    assert mapping.unknown == ("Моб.",)


def test_what_a_person_says_wins() -> None:
    said = (("Foo", "city"), ("Город", ""), ("bar", "fact.project"))
    mapping = guessed("E-mail;Foo;Город;Bar", said=said)
    assert mapping.named == (("E-mail", "email"), ("Foo", "city"), ("Bar", "fact.project"))
    assert mapping.unknown == ("Город",)
    again = guessed("E-mail;Foo;Город;Bar", said=(*mapping.named, ("Город", "")))
    assert again == mapping


def test_a_kind_that_is_named_is_believed_or_says_what_it_lacks() -> None:
    assert guessed("Код;Дата;Сумма", kind=Kind.ORDERS).kind is Kind.ORDERS
    assert "amount" in refused("Код;Дата", kind=Kind.ORDERS)
    assert guessed("Код;X", kind=Kind.FACTS, said=(("X", "fact_value"),)).kind is Kind.FACTS


def test_mistakes_say_what_was_meant() -> None:
    assert "Город" in refused("E-mail;Город", said=(("Горд", "city"),))
    assert "city" in refused("E-mail;Foo", said=(("Foo", "citty"),))
    assert "there is no column" in refused("E-mail;Foo", said=(("Foo", "fact"),))
    assert "there is no column" in refused("E-mail;Foo", said=(("Foo", "city.x"),))
    assert "cannot be told" in refused("Foo;Bar")


def test_a_pair_is_read_from_a_command_line() -> None:
    assert said_pair("Сумма = итого=amount") == ("Сумма = итого", "amount")


def test_every_heading_is_reachable() -> None:
    assert folded("№ Заказа") == folded("номер заказа")
    assert folded("Ф.И.О.") == "фио"
    for table in (WHO, COMMON, *HEADINGS.values()):
        assert all(word and word == folded(word) for word in table)


def test_no_heading_of_a_client_means_two_things() -> None:
    assert not {word for word in WHO.keys() & COMMON.keys() if WHO[word] is not COMMON[word]}


def test_has_says_whether_a_column_is_there() -> None:
    mapping = guessed("E-mail;Город")
    assert mapping.has(Column.CITY)
    assert not mapping.has(Column.CODE)


def test_a_number_below_a_heading_of_two_rows_may_be_the_key_too() -> None:
    mapping = guess_columns(("Код", "Клиент", "Реквизиты / ИНН", "Реквизиты / КПП"), path=Path("a.csv"))
    assert mapping.keys == ("Код", "Реквизиты / ИНН")
    assert mapping.unknown == ("Реквизиты / ИНН", "Реквизиты / КПП")
    headings = ("Код", "Клиент", "Реквизиты / ИНН", "Реквизиты / КПП")
    said = (("Код", "code"), ("кпп", "notes"))
    mapping = guess_columns(headings, path=Path("a.csv"), key="инн", said=said)
    assert dict(mapping.named) == {"Клиент": "name", "Реквизиты / ИНН": "code", "Реквизиты / КПП": "notes"}
    with pytest.raises(FilesAreWrong) as wrong:
        guess_columns(headings, path=Path("a.csv"), key="паспорт")
    assert wrong.value.problems[0].mend == "There are: Код, Клиент, Реквизиты / ИНН, Реквизиты / КПП"


def test_the_lower_of_two_headings_tells_nothing_where_another_has_it_too() -> None:
    headings = ("Код", "Договор / ИНН", "Реквизиты / ИНН")
    mapping = guess_columns(headings, path=Path("a.csv"), kind=Kind.CLIENTS)
    assert mapping.keys == ("Код",)
    with pytest.raises(FilesAreWrong):
        guess_columns(headings, path=Path("a.csv"), key="ИНН")
