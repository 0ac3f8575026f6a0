"""People at firms and planned contacts, from files: guessed, written once, refused with a reason, taken back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from outreach import steps_clients
from outreach.book.columns import guess_columns
from outreach.book.headings import Kind
from outreach.book.importing import ImportReport, run_import
from outreach.book.plan import plan_import
from outreach.book.records.card import client_card
from outreach.book.records.desk import set_columns, set_person
from outreach.settings import Book
from outreach.store import tables
from outreach.store.engine import Store
from tests.cast import add_client
from tests.shop import MONDAY, Shop, open_shop

LATER = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    shop = open_shop(tmp_path / "firm", store)
    for name in ("Маяк", "Волна"):
        add_client(store, company=name, name="")
    return shop


def take(
    shop: Shop, text: str, *, kind: Kind | None = None, dry_run: bool = False, now: dt.datetime = MONDAY
) -> ImportReport:
    path = shop.folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    plan = plan_import(path, kind=kind)
    with shop.store.write() as connection:
        return run_import(connection, plan, book=Book(), now=now, dry_run=dry_run)


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.same, report.refused


def people(shop: Shop) -> list[tuple[Any, ...]]:
    table = tables.people
    query = select(table.c.client_id, table.c.name, table.c.post, table.c.phone, table.c.email).order_by(table.c.id)
    with shop.store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def planned(shop: Shop, client_id: int = 1) -> tuple[Any, ...]:
    with shop.store.read() as connection:
        client = client_card(connection, client_id).client
    return client.contact_on, client.contact_by, client.contact_about


@pytest.mark.parametrize(
    ("headings", "kind", "columns"),
    [
        ("Код клиента;Сотрудник;Должность;Телефон;E-mail;Комментарий", Kind.PEOPLE,
         "code person post person_phone person_email notes"),
        ("Компанія;ПІБ співробітника;Посада;Телефон співробітника;Пошта", Kind.PEOPLE,
         "company person post person_phone person_email"),
        ("Company;Employee;Role;Direct phone;Email", Kind.PEOPLE, "company person post person_phone person_email"),
        ("Клиент;ЛПР;Должность ЛПР;Телефон ЛПР", Kind.PEOPLE, "company person post person_phone"),
        ("Код;Компания;ФИО контактного лица;Должность;Телефон", Kind.CLIENTS, "code company name post phone"),
        ("Код;Следующий контакт;Кто;О чем", Kind.CONTACT_PLAN, "code contact_on contact_by contact_about"),
        ("Клієнт;Дата наступного контакту;Відповідальний;Тема", Kind.CONTACT_PLAN,
         "name contact_on contact_by contact_about"),
        ("Customer;Next contact;Assigned to;Purpose", Kind.CONTACT_PLAN, "code contact_on contact_by contact_about"),
        ("Код;Дата;Тема;Менеджер", Kind.INQUIRIES, "code day what"),
        ("Код;ФИО;Город;E-mail;Следующий контакт", Kind.CLIENTS, "code name city email contact_on"),
    ],
)  # fmt: skip
def test_a_list_of_people_or_a_plan_is_known_by_its_headings(headings: str, kind: Kind, columns: str) -> None:
    mapping = guess_columns(tuple(headings.split(";")), path=Path("list.csv"))
    assert (mapping.kind, [column for _, column in mapping.named]) == (kind, columns.split())


def test_a_plain_date_is_the_planned_one_where_a_person_says_so() -> None:
    mapping = guess_columns(("Клиент", "Дата", "Что", "Кто"), path=Path("plan.csv"), kind=Kind.CONTACT_PLAN)
    assert [column for _, column in mapping.named] == ["name", "contact_on", "contact_about", "contact_by"]


PEOPLE = """Код;Сотрудник;Должность;Телефон;E-mail
C1;Иван Ильин;бухгалтер;+380 67 111 22 33;ivan@mayak.example
C1;Ольга Гай;директор;;
C2;Иван Ильин;;;
C9;Никто;;;
C1;;;;
"""


def test_people_are_written_once_and_what_is_said_anew_is_written_over(shop: Shop) -> None:
    assert figures(take(shop, PEOPLE, dry_run=True)) == (3, 0, 0, 2)
    assert people(shop) == []
    report = take(shop, PEOPLE)
    assert figures(report) == (3, 0, 0, 2)
    assert [reject.line for reject in report.rejects] == [5, 6]
    assert people(shop)[0] == (1, "Иван Ильин", "бухгалтер", "+380 67 111 22 33", "ivan@mayak.example")
    assert figures(take(shop, PEOPLE)) == (0, 0, 3, 2)
    changed = PEOPLE.replace("бухгалтер;+380 67 111 22 33", "главный бухгалтер;")
    assert figures(take(shop, changed)) == (0, 1, 2, 2)
    assert people(shop)[0][2:4] == ("главный бухгалтер", "+380 67 111 22 33")
    with shop.store.write() as connection:
        said = {"post": "главный бухгалтер"}
        assert not set_person(connection, 1, "Иван Ильин", said=said, now=LATER, by="Olena")


def test_a_name_in_three_cells_is_one_name(shop: Shop) -> None:
    take(shop, "Код;Фамилия;Имя;Отчество;Телефон\nC1;Ильин;Иван;;067\nC1;Гай;Ольга;Ивановна;068\n", kind=Kind.PEOPLE)
    assert [row[1] for row in people(shop)] == ["Ильин Иван", "Гай Ольга Ивановна"]


def test_one_code_beside_several_names_again_and_again_is_people_at_firms(shop: Shop) -> None:
    rows = "Код;Компания;Контактное лицо;Должность\nC1;Маяк;Иван Ильин;бухгалтер\nC1;Маяк;Ольга Гай;директор\n"
    path = shop.folder / "list.csv"
    path.write_text(rows + "C2;Волна;Петр Ким;\nC2;Волна;Анна Ли;\n", encoding="utf-8")
    plan = plan_import(path)
    assert plan.mapping.kind is Kind.PEOPLE
    assert any("--as clients" in warning for warning in plan.warnings)
    assert plan_import(path, kind=Kind.CLIENTS).mapping.kind is Kind.CLIENTS
    path.write_text(rows + "C2;Волна;Петр Ким;\nC3;Сад;Анна Ли;\nC4;Сад 2;Яна Ли;\n", encoding="utf-8")
    assert plan_import(path).mapping.kind is Kind.CLIENTS


def test_people_of_a_wrong_file_go_and_those_written_by_hand_stay(shop: Shop) -> None:
    with shop.store.write() as connection:
        set_person(connection, 1, "Яна Кац", said={"post": "повар"}, now=MONDAY, by="Olena")
    take(shop, "Код;Сотрудник;Должность\nC1;Яна Кац;шеф\nC2;Иван Ильин;\n", now=LATER)
    undone = steps_clients.undo_import(shop.firm, "list.csv", now=LATER, by="test")
    assert (dict(undone.taken), undone.restored) == ({"people": 1}, 1)
    assert people(shop) == [(1, "Яна Кац", "повар", None, None)]


PLAN = """Код;Следующий контакт;Кто;О чем
C1;10.02.2026;Olena;каталог
C2;2026-03-01;;
C9;2026-03-01;;
C2;31.02.2026;;
C1;11.02.2026;Olena;скидка
C1;10.02.2026;Olena;каталог
"""


def test_a_contact_plan_is_written_as_a_person_would_say_it(shop: Shop) -> None:
    assert figures(take(shop, PLAN, dry_run=True)) == (0, 2, 1, 3)
    assert planned(shop) == (None, None, None)
    report = take(shop, PLAN)
    assert figures(report) == (0, 2, 1, 3)
    assert [reject.line for reject in report.rejects] == [4, 5, 6]
    assert "plans another contact" in report.rejects[2].reason
    assert planned(shop) == (dt.date(2026, 2, 10), "Olena", "каталог")
    assert planned(shop, 2) == (dt.date(2026, 3, 1), None, None)
    assert figures(take(shop, PLAN)) == (0, 0, 3, 3)
    with shop.store.write() as connection:
        values = dict(zip(("contact_on", "contact_by", "contact_about"), planned(shop), strict=True))
        assert not set_columns(connection, 1, values, now=LATER, today=LATER.date(), by="Olena")


def test_another_day_is_another_contact_and_an_empty_cell_takes_nothing_away(shop: Shop) -> None:
    take(shop, PLAN)
    take(shop, "Код;Следующий контакт;О чем\nC1;10.02.2026;\n")
    assert planned(shop) == (dt.date(2026, 2, 10), "Olena", "каталог")
    take(shop, "Код;Следующий контакт;О чем\nC1;20.02.2026;\n")
    assert planned(shop) == (dt.date(2026, 2, 20), None, None)


def test_a_wrong_contact_plan_is_taken_back(shop: Shop) -> None:
    take(shop, PLAN)
    take(shop, "Код;Следующий контакт;О чем\nC1;20.02.2026;ошибка\n", now=LATER)
    steps_clients.undo_import(shop.firm, "list.csv", now=LATER, by="test")
    assert planned(shop) == (dt.date(2026, 2, 10), "Olena", "каталог")
    steps_clients.undo_import(shop.firm, "list.csv", now=LATER, by="test")
    assert planned(shop) == (None, None, None)
