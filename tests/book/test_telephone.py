"""Telephones and state numbers that a spreadsheet took for numbers get back what they lost, where that is certain."""

from pathlib import Path

import pytest

from outreach.book.plan import ImportPlan, plan_import
from outreach.book.state_number import is_edrpou, is_inn_of_ten, is_inn_of_twelve, with_zeroes
from outreach.book.telephone import countries_shown, is_short, whole_phone


def planned(folder: Path, text: str, *, country: str = "") -> ImportPlan:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return plan_import(path, country=country)


def phones(plan: ImportPlan) -> list[str]:
    return [row.cells[1] for row in plan.rows()]


@pytest.mark.parametrize(
    ("text", "countries", "whole"),
    [
        ("501234567", "UA", "+380501234567"),
        ("380501234567", "UA", "+380501234567"),
        ("0501234567", "UA", "0501234567"),
        ("101234567", "UA", "101234567"),
        ("4951234567", "RU", "+74951234567"),
        ("74951234567", "RU", "+74951234567"),
        ("84951234567", "RU", "84951234567"),
        ("7011234567", "KZ", "+77011234567"),
        ("501234567", "RU PL", "501234567"),
        ("501234567", "", "501234567"),
        ("+380501234567", "UA", "+380501234567"),
    ],
)
def test_a_telephone_is_made_whole_by_its_country(text: str, countries: str, whole: str) -> None:
    assert whole_phone(text, countries=countries.split()) == whole


def test_whole_telephones_show_their_country_and_short_ones_are_seen() -> None:
    assert countries_shown(["+380 (50) 123-45-67", "x", "1"]) == {"UA"}
    assert countries_shown(["8 (495) 123-45-67", "+7 701 123 45 67"]) == {"RU", "KZ"}
    assert countries_shown(["501234567"]) == set()
    assert is_short("501234567")
    assert not is_short("0501234567")


def test_the_firms_own_country_tells_where_the_file_does_not(tmp_path: Path) -> None:
    text = "Код;Телефон\n1;501234567\n2\n3;\n"
    assert phones(planned(tmp_path, text.replace("2\n", ""), country="UA")) == ["+380501234567", ""]
    plan = planned(tmp_path, text.replace("2\n", ""))
    assert phones(plan) == ["501234567", ""]
    assert any("501234567" in warning and "lack" in warning for warning in plan.warnings)


def test_telephones_of_people_at_firms_are_made_whole_too(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Сотрудник;Телефон;Код\nАнна;501234567.0;1\nБорис;0671112233;1\nВера;;1\n")
    assert phones(plan) == ["+380501234567", "0671112233", ""]
    assert any("get back the +" in warning for warning in plan.warnings)


def test_a_country_that_is_none_and_a_row_that_is_short(tmp_path: Path) -> None:
    plan = planned(tmp_path, "Код;Телефон;Страна\n1;501234567;Нигде\n2;0671112233;\n3;671112233\n4\n")
    assert [row.cells[1:2] for row in plan.rows()] == [("+380501234567",), ("0671112233",), ("+380671112233",), ()]


@pytest.mark.parametrize("number", ["14360570", "00032129", "21560766", "00123458"])
def test_numbers_of_ukrainian_firms_are_right(number: str) -> None:
    assert is_edrpou(number)
    assert not is_edrpou(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_rest_of_ten_is_weighed_again() -> None:
    both = [number for number in range(30_000_000, 30_000_400) if is_edrpou(f"{number}")]
    assert len(both) == 40


def test_numbers_of_russian_firms_and_people_and_of_ukrainian_people_are_right() -> None:
    assert is_inn_of_ten("7707083893")
    assert is_inn_of_ten("2245134075")
    assert not is_inn_of_ten("7707083892")
    assert is_inn_of_twelve("500100732259")
    assert not is_inn_of_twelve("500100732258")
    assert not is_inn_of_twelve("500100732249")


@pytest.mark.parametrize(
    ("digits", "lengths", "whole"),
    [
        ("32129", (8,), "32129"),
        ("123458", (8,), "00123458"),
        ("1234562", (8,), "01234562"),
        ("1234563", (8,), "1234563"),
        ("701234561", (10, 12), "0701234561"),
        ("50012345611", (10, 12), "050012345611"),
        ("50012345612", (10, 12), "50012345612"),
        ("7707083893", (10, 12), "7707083893"),
        ("123", (), "123"),
    ],
)
def test_zeroes_come_back_where_the_number_is_right_with_them(
    digits: str, lengths: tuple[int, ...], whole: str
) -> None:
    assert with_zeroes(digits, lengths=lengths) == whole
