"""Ukrainian vocatives that every school book agrees on."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.vocative import called, read, wrong_of
from outreach.names.firstnames import known_genders
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

EVERYDAY = read(Path(__file__).with_name("everyday_vocatives.csv"))


def test_the_everyday_list_is_long_enough_to_mean_something() -> None:
    patronymics = [name for name, _, _ in EVERYDAY if gender_of_patronymic(name)]
    assert len(EVERYDAY) - len(patronymics) >= 200
    assert len(patronymics) >= 40


@pytest.mark.parametrize(("name", "gender", "expected"), EVERYDAY)
def test_everybody_is_called_rightly(name: str, gender: str, expected: str) -> None:
    assert called(name, gender=gender) == expected


def test_rarer_names_are_called_rightly_too() -> None:
    rarer = read(Path(__file__).with_name("further_vocatives.csv"))
    assert len(rarer) >= 350
    assert wrong_of(rarer) == []


def test_a_form_that_is_wrong_is_listed() -> None:
    wrong = ("Іван", "m", "Івану")
    assert wrong_of([wrong, ("Катря", "f", "Катрю/Катре"), ("Ганна Петрівна", "f", "Ганно Петрівно")]) == [
        (wrong, "Іване")
    ]


def test_a_turkic_patronymic_stays_as_it_is() -> None:
    assert vocative_of_patronymic("Гасан огли") == "Гасан огли"


def test_a_name_in_small_letters_stays_in_small_letters() -> None:
    assert vocative_of_given("дар’я", gender="f") == "дар’є"


@pytest.mark.parametrize(("name", "gender"), [pair.split() for pair in ("Федір m", "Сидір m", "Антін m", "Прокіп m")])
def test_vowels_alternate_where_they_must(name: str, gender: str) -> None:
    assert vocative_of_given(name, gender=gender) in {"Федоре", "Сидоре", "Антоне", "Прокопе"}


def test_every_known_name_of_a_man_changes_or_has_an_ending_that_ukrainian_leaves_alone() -> None:
    unchanged = {
        name for name, gender in known_genders("uk").items()
        if "m" in gender and vocative_of_given(name, gender="m") == name
    }  # fmt: skip
    assert {name[-1] for name in unchanged} <= set("оіеує")


@given(st.sampled_from(sorted(known_genders("uk").items())))
def test_the_capital_and_the_beginning_of_a_name_never_change(pair: tuple[str, str]) -> None:
    name, gender = pair[0].capitalize(), pair[1][0]
    called = vocative_of_given(name, gender=gender)
    kept = min(2, len(name) - 1)  # of Ія only the first letter stays
    assert called[:kept] == name[:kept]
    assert abs(len(called) - len(name)) <= 1
