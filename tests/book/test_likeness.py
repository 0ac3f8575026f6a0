"""What makes two rows of one client alike, and what does not."""

from itertools import combinations

import pytest

from outreach.book.likeness import address_form, person_form, phone_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna.petrova@gmail.com", "annapetrova@gmail.com"),
        ("anna@googlemail.com", "anna@gmail.com"),
        ("anna+work@firm.ua", "anna@firm.ua"),
        ("a.b@yandex.ru", "a-b@ya.ru"),
        ("a@yandex.ua", "a@yandex.com"),
    ],
)
def test_one_box_in_two_spellings(one: str, other: str) -> None:
    assert address_form(one) == address_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("anna.petrova@firm.ua", "annapetrova@firm.ua"), ("a@mail.ru", "a@bk.ru"), ("+1@firm.ua", "+2@firm.ua")],
)
def test_two_boxes(one: str, other: str) -> None:
    assert address_form(one) != address_form(other)


@pytest.mark.parametrize(
    ("country", "written"),
    [
        (
            "UA",
            ["+380 67 123-45-67", "067 123 45 67", "8 (067) 123-45-67", "00380671234567", "671234567"],
        ),
        ("RU", ["+7 (495) 123-45-67", "8 495 1234567", "84951234567", "7 495 123 45 67", "4951234567"]),
        ("KZ", ["+7 701 123 45 67", "8 (701) 123-45-67", "7011234567", "+7 701 123 45 67 доб. 12"]),
    ],
)
def test_one_telephone_as_people_write_it(country: str, written: list[str]) -> None:
    forms = [phone_forms(text, country=country) for text in written]
    assert all(len(form) == 1 for form in forms)
    assert all(one == other for one, other in combinations(forms, 2))


@pytest.mark.parametrize("text", ["", "нет", "12-34-56", "0000000000", "+111 111 111 111"])
def test_what_is_no_telephone_of_one_firm(text: str) -> None:
    assert phone_forms(text, country="UA") == ()


def test_several_telephones_of_one_cell() -> None:
    assert phone_forms("067 123 45 67; +380 50 765 43 21", country="UA") == ("380671234567", "380507654321")


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Алёна Петровна Киселёва", "ООО «Маяк»"),
        ("КИСЕЛЕВА Алена", "Маяк"),
        ("Киселева Алена Петровна", "маяк, ООО"),
    ],
)
def test_one_person_at_one_firm(name: str, company: str) -> None:
    assert person_form(name, company=company) == person_form("Киселёва Алёна", company="ЗАО Маяк")


def test_russian_and_ukrainian_spellings_are_alike() -> None:
    assert person_form("Дмитрій Ківін", company="Світ") == person_form("Дмитрий Кивин", company="Свит")


@pytest.mark.parametrize(
    ("name", "company"), [("Анна Ильина", ""), ("Ильина", "Маяк"), ("А. Ильина", "Маяк"), ("Анна Ильина", "ООО")]
)
def test_a_name_alone_proves_nothing(name: str, company: str) -> None:
    assert person_form(name, company=company) == ""
