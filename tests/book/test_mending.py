"""Cells are put right before they are read, where the file shows that they need it."""

from pathlib import Path

import pytest

from outreach.book.mending import name_and_addresses
from outreach.book.plan import ImportPlan, plan_import
from outreach.book.value import without_point


def planned(folder: Path, text: str) -> ImportPlan:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return plan_import(path)


def cells(plan: ImportPlan) -> list[tuple[str, ...]]:
    return [row.cells for row in plan.rows()]


@pytest.mark.parametrize(
    ("cell", "name", "addresses"),
    [
        ("Анна Липа, anna@x.example", "Анна Липа", "anna@x.example"),
        ("anna@x.example (Анна О'Ніл-Дуб)", "Анна О'Ніл-Дуб", "anna@x.example"),
        ("Anna <a@x.example>; b@x.example", "Anna", "a@x.example; b@x.example"),
        ("Липа А. В. a@x.example", "Липа А. В.", "a@x.example"),
        ("a@x.example", "", "a@x.example"),
        ("писать на a@x.example", "", ""),
        ("Анна a@@x", "", ""),
        ("b at x, a@x.example", "", ""),
    ],
)
def test_a_name_and_addresses_are_parted_where_all_of_the_cell_is_either(cell: str, name: str, addresses: str) -> None:
    assert name_and_addresses(cell) == (name, addresses)


@pytest.mark.parametrize(("text", "mended"), [("123.0", "123"), ("0123,0", "0123"), ("1.05", "1.05"), ("a.0", "a.0")])
def test_a_number_loses_what_a_program_put_behind_it(text: str, mended: str) -> None:
    assert without_point(text) == mended


def test_what_needs_no_mending_is_left_alone(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Код;ФИО;E-mail;ИНН;Сумма покупок\n007;Анна;a@x.example;77;12\n")
    assert (plan.table.mend, cells(plan)) == (None, [("007", "Анна", "a@x.example", "77", "12")])


def test_a_state_number_gets_its_zeroes_back_and_is_said_to(tmp_path: Path) -> None:
    plan = planned(tmp_path, "ЄДРПОУ;Назва\n123458;А\n1234562.0;Б\n12345;В\n12345678;Г\nUA-1;Д\n;Е\n1234563;Є\n")
    assert [row[0] for row in cells(plan)] == ["00123458", "01234562", "12345", "12345678", "UA-1", "", "1234563"]
    assert any("zeroes" in warning for warning in plan.warnings)


def test_a_name_beside_an_address_joins_the_column_of_names(tmp_path: Path) -> None:
    plan = planned(
        tmp_path, "ФИО;E-mail\nАнна;Анна Липа <a@x.example>\n;Борис b@x.example\nВера;писать на v@x.example\n"
    )
    assert cells(plan) == [("Анна", "a@x.example"), ("Борис", "b@x.example"), ("Вера", "писать на v@x.example")]
    assert any("parted" in warning for warning in plan.warnings)


def test_an_address_beside_a_name_joins_the_column_of_addresses(tmp_path: Path) -> None:
    plan = planned(tmp_path, "ФИО;E-mail\nАнна a@x.example;\nБорис b@x.example;c@x.example\nВера\n")
    assert cells(plan) == [("Анна", "a@x.example"), ("Борис", "c@x.example"), ("Вера",)]


def test_a_firm_with_an_address_beside_it(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Компания\nЛипа, a@x.example\nДуб\n")
    assert [(mapped.column.value) for mapped in plan.mapping.columns] == ["company", "email"]
    assert cells(plan) == [("Липа", "a@x.example"), ("Дуб", "")]


def test_a_person_beside_his_firm_may_hold_the_address(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Контрагент;Контактное лицо\nЛипа;Анна a@x.example\n")
    assert cells(plan) == [("Липа", "Анна", "a@x.example")]


def test_sums_in_thousands_are_multiplied_once(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Код;Дата;Сумма, млн\n1;01.02.2025;2\n2;01.02.2025;300 тыс.\n3;01.02.2025;\n4\n")
    assert cells(plan) == [
        ("1", "01.02.2025", "2 млн"), ("2", "01.02.2025", "300 тыс."), ("3", "01.02.2025", ""), ("4",),
    ]  # fmt: skip
    assert any("1000000" in warning for warning in plan.warnings)
