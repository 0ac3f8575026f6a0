"""How people are addressed, as the firm chose it and as a client wishes it."""

from pathlib import Path

import pytest

from outreach.letter.content import content_inputs
from outreach.names.doubt import Doubt
from outreach.names.form import form_for
from outreach.names.person import Person
from outreach.names.salutation import salute
from outreach.settings import Letters
from outreach.store.engine import Store
from tests.shop import GREETING, open_shop

ANDRII = Person(given="Андрій", patronymic="Петрович")
ANNA = Person(given="Анна", patronymic="Петровна")


def opening(person: Person, language: str, chosen: Letters) -> str:
    called = salute(person, language=language, form=form_for(chosen, language))
    assert not isinstance(called, Doubt)
    return called.opening


@pytest.mark.parametrize(("chosen", "ukrainian", "russian"), [
    (Letters(), "Шановний Андрію Петровичу", "Уважаемая Анна Петровна"),
    (Letters(address_uk="pan", address_ru="name"), "Шановний пане Андрію", "Уважаемая Анна"),
    (Letters(address_uk="name"), "Шановний Андрію", "Уважаемая Анна Петровна"),
])  # fmt: skip
def test_the_firm_chooses_how_its_letters_address(chosen: Letters, ukrainian: str, russian: str) -> None:
    assert opening(ANDRII, "uk", chosen) == ukrainian
    assert opening(ANNA, "ru", chosen) == russian


def test_a_clients_own_addressing_comes_before_the_firms() -> None:
    wishes = Person(given="Андрій", patronymic="Петрович", addressing="full")
    assert opening(wishes, "uk", Letters(address_uk="pan")) == "Шановний Андрію Петровичу"


def test_another_form_is_another_content_to_approve(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path, sqlite_store, greeting=GREETING)
    content = next(iter(shop.files.contents.values()))
    campaign = content.campaign

    def input_of(chosen: Letters) -> bytes:
        settings = shop.firm.settings.model_copy(update={"letters": chosen})
        return content_inputs(campaign, folder=shop.files.folder, settings=settings, compiled=content.templates)[
            "addresses"
        ]

    assert input_of(Letters()) != input_of(Letters(address_uk="pan"))


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(name="Mr John Smith"), "en", "Dear Mr Smith"),
    (Person(name="Mr. Smith"), "en", "Dear Mr Smith"),
    (Person(name="Dr Anna Weiss"), "en", "Dear Dr Weiss"),
    (Person(given="John", family="SMITH", addressing="mr"), "en", "Dear Mr Smith"),
    (Person(given="Mrs Anna", family="Weiss"), "en", "Dear Mrs Weiss"),
    (Person(name="Prof. Weiss"), "en", "Dear Professor Weiss"),
    (Person(given="John", family="Smith", gender="m"), "en", "Dear John"),
    (Person(name="Mr John Smith", addressing="name"), "en", "Dear John"),
    (Person(name="Smith, John"), "en", "Dear John"),
    (Person(name="Smith John"), "en", "Dear John"),
    (Person(name="John Smith"), "en", "Dear John"),
    (Person(name="Anna Maria Weiss"), "en", "Dear Anna"),
    (Person(name="Frau Anna Schmidt"), "de", "Sehr geehrte Frau Schmidt"),
    (Person(given="Jörg", family="Schmidt", addressing="herr"), "de", "Sehr geehrter Herr Schmidt"),
    (Person(name="Anna Schmidt"), "de", "Guten Tag, Anna Schmidt"),
    (Person(name="Schmidt, Anna"), "de", "Guten Tag, Anna Schmidt"),
    (Person(given="Anna"), "de", "Guten Tag, Anna"),
    (Person(name="Pani Anna Kowalska"), "pl", "Szanowna Pani"),
    (Person(given="Jan", family="Kowalski", addressing="pan"), "pl", "Szanowny Panie"),
    (Person(given="Jan", family="Kowalski"), "pl", "Dzień dobry, Jan Kowalski"),
    (Person(given="Айгүл", patronymic="Серікқызы"), "kk", "Құрметті Айгүл Серікқызы"),
    (Person(given="Ганна", patronymic="Пятроўна"), "be", "Паважаная Ганна Пятроўна"),
    (Person(given="Янка", gender="m"), "be", "Паважаны Янка"),
    (Person(given="Marie", family="Martin"), "fr", "Bonjour Marie Martin"),
    (Person(given="Anna", vocative="Annie"), "de", "Guten Tag, Annie"),
    (Person(vocative="Ганна", gender="f"), "be", "Паважаная Ганна"),
    (Person(given="Ганна", patronymic="Пятроўна", gender="m"), "be", "Паважаны Ганна Пятроўна"),
    # his own gender comes before a title in his name, and his own form of address before both
    (Person(name="Mr John Smith", gender="f"), "en", "Dear John"),
    (Person(name="Frau Anna Schmidt", gender="m"), "de", "Guten Tag, Anna Schmidt"),
    (Person(name="Pan Jan Kowalski", gender="f"), "pl", "Dzień dobry, Jan Kowalski"),
    (Person(name="Mr John Smith", gender="f", addressing="ms"), "en", "Dear Ms Smith"),
    (Person(given="John", family="Smith", gender="f", addressing="mr"), "en", "Dear Mr Smith"),
])  # fmt: skip
def test_other_languages_go_by_a_title_that_is_said_or_by_the_name(
    person: Person, language: str, expected: str
) -> None:
    assert opening(person, language, Letters()) == expected


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(given="John", addressing="mr"), "en", "name.missing"),
    (Person(given="John", family="Smith", addressing="pan"), "en", "addressing.unknown"),
    (Person(given="John", family="test", addressing="mr"), "en", "name.missing"),
    (Person(name="Mr director"), "en", "name.missing"),
    (Person(name="Xyl Smythe"), "en", "name.unsplit"),
    (Person(name="Anna Maria"), "en", "name.unsplit"),
    (Person(name="Anna"), "en", "name.unsplit"),
    (Person(name="Anna Maria von Weiss"), "en", "name.unsplit"),
    (Person(given="Ганна"), "be", "gender.unknown"),
    (Person(name="Mr Smith", gender="f"), "en", "name.unsplit"),
    (Person(vocative="Ганна"), "be", "gender.unknown"),
    (Person(given="Anna"), "kk", "name.script-mismatch"),
    (Person(given="Анна"), "de", "name.script-mismatch"),
])  # fmt: skip
def test_who_is_doubtful_abroad_waits(person: Person, language: str, expected: str) -> None:
    doubted = salute(person, language=language)
    assert isinstance(doubted, Doubt)
    assert doubted.code == expected


def test_within_a_sentence_the_title_stands_alone_before_the_surname() -> None:
    for person, language, expected in (
        (Person(name="Mr John Smith"), "en", "Mr Smith"),
        (Person(name="Frau Schmidt"), "de", "Frau Schmidt"),
        (Person(name="Pan Kowalski"), "pl", "Panie"),
        (Person(given="Anna", family="Schmidt"), "de", "Anna Schmidt"),
    ):
        called = salute(person, language=language)
        assert not isinstance(called, Doubt)
        assert called.addressed == expected
