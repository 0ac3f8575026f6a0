"""A word in a column of given names: greeted if it is a name that we know, or is made as names are, and else waits."""

import pytest

from outreach.names.doubt import Doubt, DoubtCode
from outreach.names.person import Person
from outreach.names.salutation import Salutation, salute
from tests.names.operators_words import OPERATORS_WORDS, RARE_NAMES


@pytest.mark.parametrize("language", ["ru", "uk", "be", "kk", "en", "de", "pl"])
def test_no_word_of_an_operator_is_greeted_though_a_gender_stands_beside_it(language: str) -> None:
    assert len(set(OPERATORS_WORDS)) >= 400
    greeted = [
        (written, gender)
        for word in OPERATORS_WORDS
        for written in (word, word[:1].upper() + word[1:], word.upper())
        for gender in "mf"
        if isinstance(salute(Person(given=written, gender=gender), language=language), Salutation)
        and word != "новая Петрова"
    ]
    assert greeted == []


@pytest.mark.parametrize(("language", "name"), [(each, name) for each, names in RARE_NAMES.items() for name in names])
def test_a_rare_name_is_greeted(language: str, name: str) -> None:
    for gender in "mf":
        assert isinstance(salute(Person(given=name, gender=gender), language=language), Salutation)


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(given="Старый", gender="m"), "ru", "name.junk"),
    (Person(given="Старый", patronymic="Петрович"), "ru", "name.junk"),
    (Person(given="Кукуй", gender="m"), "ru", "name.unknown-first"),
    (Person(given="Кукуй", family="Иванов", gender="m"), "ru", "name.unknown-first"),
    (Person(given="Кукуй", gender="m"), "be", "name.unknown-first"),
    (Person(given="Кукуй", gender="m"), "kk", "name.unknown-first"),
    (Person(given="Xyliana"), "en", "name.unknown-first"),
    (Person(given="xyliana", family="Smith"), "en", "name.unknown-first"),
    (Person(given="AB", family="Smith"), "en", "name.unknown-first"),
    (Person(given="QAB", family="Smith"), "en", "name.unknown-first"),
    (Person(given="JohnKowal", family="Smith"), "en", "name.unknown-first"),
    (Person(given="Annakowalska", family="Smith"), "pl", "name.unknown-first"),
    (Person(given="Paulanna", family="Smith"), "pl", "name.unknown-first"),
    (Person(given="Xyliana", family="Sales"), "en", "name.unknown-first"),
    (Person(given="Old Anna"), "en", "name.junk"),
])  # fmt: skip
def test_what_no_list_knows_waits_for_a_person(person: Person, language: str, expected: str) -> None:
    doubted = salute(person, language=language)
    assert isinstance(doubted, Doubt)
    assert doubted.code is DoubtCode(expected)


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(given="Зулькарнай", patronymic="Рашидович"), "ru", "Уважаемый Зулькарнай Рашидович"),
    (Person(given="Кукуй", patronymic="Серікұлы"), "kk", "Құрметті Кукуй Серікұлы"),
    (Person(given="Кукуй", gender="m", vocative="Кукуй"), "ru", "Уважаемый Кукуй"),
    (Person(given="Xyliana", family="Smith"), "en", "Dear Xyliana"),
    (Person(given="Xyliana", family="Long"), "en", "Dear Xyliana"),
    (Person(given="Annaxyliana", family="Smith"), "en", "Dear Annaxyliana"),
    (Person(given="Żytomira", family="Kowalska"), "pl", "Dzień dobry, Żytomira Kowalska"),
])  # fmt: skip
def test_a_patronymic_a_surname_or_his_own_word_bears_it_out(person: Person, language: str, expected: str) -> None:
    saluted = salute(person, language=language)
    assert isinstance(saluted, Salutation)
    assert saluted.opening == expected
