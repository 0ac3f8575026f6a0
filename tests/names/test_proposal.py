"""What a doubtful name was probably meant to be, in which language he is written to, whose address it is."""

import pytest

from outreach.names.doubt import Doubt, DoubtCode
from outreach.names.language import language_of, likely_language, spoken_in
from outreach.names.mailbox import disagreement
from outreach.names.person import Person
from outreach.names.proposal import proposal_for
from outreach.names.salutation import salute


def proposed(person: Person, language: str) -> dict[str, str]:
    found = salute(person, language=language)
    assert isinstance(found, Doubt)
    return dict(proposal_for(person, found, language=language))


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(given="Николай", patronymic="Сергеевич"), "uk", {"given_name": "Микола", "patronymic": "Сергійович"}),
    (Person(name="Бойко Николай Сергеевич"), "uk",
     {"given_name": "Микола", "patronymic": "Сергійович", "family_name": "Бойко"}),
    (Person(given="Николай Сергеевич"), "uk", {"given_name": "Микола", "patronymic": "Сергійович"}),
    (Person(given="ЕЛЕНА", family="Бойко"), "uk", {"given_name": "Олена"}),
    (Person(given="Анна", patronymic="Петровна"), "uk", {"patronymic": "Петрівна"}),
    (Person(given="Микола", patronymic="Сергійович"), "ru", {"given_name": "Николай", "patronymic": "Сергеевич"}),
    (Person(name="ИП Иванов Иван Иванович"), "ru",
     {"given_name": "Иван", "patronymic": "Иванович", "family_name": "Иванов"}),
    (Person(name="бухгалтер Анна Петровна"), "ru", {"given_name": "Анна", "patronymic": "Петровна"}),
    (Person(name="Anna Petrovna Ivanova"), "ru",
     {"given_name": "Анна", "patronymic": "Петровна", "family_name": "Ivanova"}),
    (Person(given="Sergey", family="Ivanov"), "ru", {"given_name": "Сергей"}),
    (Person(name="Анна"), "ru", {"given_name": "Анна"}),
    (Person(name="Светлана"), "uk", {"given_name": "Світлана"}),
    (Person(given="Артём", family="Петренко"), "uk", {"given_name": "Артем"}),
    (Person(name="Анна Петровна (бухгалтер)"), "ru", {"given_name": "Анна", "patronymic": "Петровна"}),
    (Person(given="Иванов", family="Анна"), "ru", {"given_name": "Анна", "family_name": "Иванов", "gender": "f"}),
    (Person(name="Кукуйя Хабибуллина"), "ru",
     {"given_name": "Кукуйя", "family_name": "Хабибуллина", "gender": "f", "vocative": "Кукуйя"}),
    (Person(given="Кукуй", gender="m"), "ru", {"vocative": "Кукуй"}),
    (Person(given="Кукуй", family="Коваленкова"), "uk", {"gender": "f", "vocative": "Кукуй"}),
    (Person(given="Кукуй", gender="m"), "uk", {"vocative": "Кукую"}),
    (Person(given="Кукуй", patronymic="Петрович"), "uk", {"vocative": "Кукую Петровичу"}),
    (Person(given="Анна", family="Иванов"), "ru", {"gender": "f"}),
    (Person(name="Анна Иванов"), "ru", {"gender": "f"}),
    (Person(given="Кукуй", family="Иванова"), "ru", {"gender": "f", "vocative": "Кукуй"}),
])  # fmt: skip
def test_what_was_probably_meant(person: Person, language: str, expected: dict[str, str]) -> None:
    assert proposed(person, language) == expected


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(name="Ивaнова Oльга Петровна"), "ru",  # with Latin a and O
     {"given_name": "Ольга", "patronymic": "Петровна", "family_name": "Иванова"}),
    (Person(given="Юлiя", family="Бойко"), "uk", {"given_name": "Юлія"}),
    (Person(given="Юлiя", gender="f"), "uk", {"given_name": "Юлія"}),
    (Person(name="Bdfyjd Bdfy Bdfyjdbx"), "ru",
     {"given_name": "Иван", "patronymic": "Иванович", "family_name": "Иванов"}),
    (Person(name="Jktyf Itdxtyrj"), "uk", {"given_name": "Олена", "family_name": "Шевченко"}),
    (Person(name="Мельник Марян"), "uk", {"given_name": "Мар’ян", "family_name": "Мельник"}),
    (Person(given="Лукян", patronymic="Петрович"), "uk", {"given_name": "Лук’ян"}),
    (Person(name="Oльга"), "ru", {"given_name": "Ольга"}), (Person(name="Иvан"), "ru", {}),
    (Person(name="Мoроз Ветер"), "ru", {}),
])  # fmt: skip
def test_a_slip_of_the_hand_is_proposed_mended(person: Person, language: str, expected: dict[str, str]) -> None:
    assert proposed(person, language) == expected


@pytest.mark.parametrize(("person", "language"), [
    (Person(name="Иванов И.И."), "ru"), (Person(name="test"), "ru"), (Person(), "ru"),
    (Person(given="Анна", patronymic="Петрович"), "ru"), (Person(name="Мороз Ветер"), "ru"),
    (Person(name="ООО Ромашка"), "ru"), (Person(name="менеджер"), "ru"), (Person(name="Xyl Smythe"), "ru"),
    (Person(name="Anna Maria"), "ru"), (Person(name="Anna Petrovna Olga"), "ru"), (Person(name="Анна"), "en"),
    (Person(given="Саша"), "ru"), (Person(name="Ветров Николай Мороз Снег"), "uk"), (Person(name="Petrovna"), "ru"),
    (Person(name="Иваненко Рингольд"), "uk"), (Person(given="Кукуй"), "ru"), (Person(given="Кукуй"), "uk"),
    (Person(given="Сергеевич Ольгович"), "uk"), (Person(given="Ёлкаы", gender="f"), "uk"),
    (Person(given="Алёна Мария", patronymic="Петровна"), "uk"),
])  # fmt: skip
def test_nothing_is_proposed_where_nothing_would_help(person: Person, language: str) -> None:
    assert proposed(person, language) == {}


@pytest.mark.parametrize(("person", "country", "expected"), [
    (Person(name="Анна Петровна", language="uk"), "RU", "uk"),
    (Person(name="Анна Петровна"), "UA", "uk"), (Person(name="Анна Петровна"), "RU", "ru"),
    (Person(name="Анна Петровна"), "KZ", "ru"), (Person(given="Айгүл"), "KZ", "kk"),
    (Person(given="Ганна", patronymic="Пятроўна"), "BY", "be"), (Person(name="Анна Петровна"), "BY", "ru"),
    (Person(name="Anna Smith"), "US", "en"), (Person(name="Anna Schmidt"), "DE", "de"),
    (Person(name="Anna Smith"), "UA", ""), (Person(name="Anna Smith"), "CH", ""), (Person(name="Анна"), "", ""),
    (Person(name="Анна"), "DE", ""), (Person(), "UA", ""), (Person(name="Иринa Белова"), "RU", "ru"),  # a Latin a
])  # fmt: skip
def test_the_language_is_his_own_else_what_country_and_alphabet_leave(
    person: Person, country: str, expected: str
) -> None:
    assert language_of(person, country=country) == expected
    assert spoken_in(country) in {"", "ru", "uk"}


@pytest.mark.parametrize(("name", "expected"), [
    ("Шевченко Ганна Петрівна", "uk"), ("Рыбаков Иван", "ru"), ("Белов Иван Сергеевич", "ru"), ("Иванов Иван", ""),
    ("Айгүл", "kk"), ("Пятроўна", "be"), ("Anna", ""),
])  # fmt: skip
def test_letters_make_a_language_likely(name: str, expected: str) -> None:
    assert likely_language(Person(name=name)) == expected


ANNA = Person(given="Анна", patronymic="Петровна", family="Иванова")


@pytest.mark.parametrize("email", ["sergey.petrov@x.example", "dmitriy@x.example", "nikolay-77@x.example"])
def test_an_address_called_after_somebody_else_is_a_doubt(email: str) -> None:
    called = salute(ANNA, language="ru")
    assert not isinstance(called, Doubt)
    found = disagreement(called, email=email)
    assert found
    assert found.code is DoubtCode.ADDRESS_DISAGREES
    assert dict(found.text_args)["name"] == "Анна Иванова"


@pytest.mark.parametrize("email", [
    "anna@x.example", "a.ivanova@x.example", "lena@x.example", "olga.petrova@x.example", "info@x.example", "",
    "ivanova.sergey@x.example", "sasha.valya@x.example", "max@x.example", "ann.smirnova@x.example",
])  # fmt: skip
def test_any_other_address_is_none(email: str) -> None:
    called = salute(ANNA, language="ru")
    assert not isinstance(called, Doubt)
    assert disagreement(called, email=email) is None


def test_a_name_of_both_spellings_is_himself() -> None:
    for person, language, email in (
        (Person(given="Микола", patronymic="Петрович"), "uk", "nikolay@x.example"),
        (Person(given="John", family="Smith", gender="m"), "en", "maria.smith@x.example"),
        (Person(given="John", family="Smith"), "en", "maria@x.example"),
        (Person(given="Анна", gender="f", vocative="Анечка"), "ru", "sergey@x.example"),
    ):
        called = salute(person, language=language)
        assert not isinstance(called, Doubt)
        assert disagreement(called, email=email) is None
