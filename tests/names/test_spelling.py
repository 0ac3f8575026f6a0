"""Letters, capitals and the look-up key of a name; doubts as sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.names.doubt import DoubtCode, doubt, explain
from outreach.names.family import gender_of_family
from outreach.names.firstnames import counterpart, gender_of_given, is_given, known_genders
from outreach.names.patronymic import gender_of_patronymic, is_foreign_patronymic
from outreach.names.remedy import remedies
from outreach.names.spelling import Script, folded, recased, script_of, tidy


@pytest.mark.parametrize(("word", "expected"), [
    ("АННА", "Анна"), ("анна", "Анна"), ("Анна", "Анна"), ("АННА-МАРИЯ", "Анна-Мария"), ("В'ЯЧЕСЛАВ", "В'ячеслав"),
    ("МАР’ЯНА", "Мар’яна"), ("O'BRIEN", "O'Brien"), ("О'КОННОР", "О'Коннор"), ("McDonald", "McDonald"),
    ("ГЕЙДАР ОГЛЫ", "Гейдар оглы"), ("Ли", "Ли"),
])  # fmt: skip
def test_only_words_of_one_case_are_recased(word: str, expected: str) -> None:
    assert recased(word) == expected


@given(st.text(max_size=20))
def test_recasing_and_tidying_twice_is_the_same_as_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert recased(recased("анна " + "б" * (len(text) % 5))) == recased("анна " + "б" * (len(text) % 5))


def test_the_look_up_key_ignores_case_yo_and_the_kind_of_apostrophe() -> None:
    assert folded("ФЁКЛА") == folded("Фекла")
    assert folded("Лук’ян") == folded("ЛУК'ЯН") == folded("Лукʼян")


def test_odd_apostrophes_and_hyphens_are_made_plain() -> None:
    assert tidy("Лук`ян") == "Лук’ян"
    assert tidy("Анна\u2011Мария") == "Анна-Мария"


@pytest.mark.parametrize(("text", "expected"), [
    ("Анна", Script.CYRILLIC), ("Anna", Script.LATIN), ("Aнна", Script.MIXED), ("12", Script.NONE),
    ("安娜", Script.OTHER),
])  # fmt: skip
def test_the_alphabet_of_a_name(text: str, expected: Script) -> None:
    assert script_of(text) is expected


@pytest.mark.parametrize("code", list(DoubtCode))
def test_every_doubt_can_be_said(code: DoubtCode) -> None:
    assert explain(doubt(code, "Николай")).endswith(".")


def test_every_reason_to_wait_has_a_remedy() -> None:
    assert set(remedies()) == set(DoubtCode)
    assert all(text.endswith(".") for text in remedies().values())


def test_a_doubt_says_what_was_probably_meant() -> None:
    assert "Микола" in explain(doubt(DoubtCode.OTHER_LANGUAGE, "Николай", form="Микола"))
    assert "Анна" in explain(doubt(DoubtCode.SCRIPT_MISMATCH, "Anna", form="Анна"))
    assert "column language" in explain(doubt(DoubtCode.LANGUAGE_UNKNOWN, ""))


def test_the_tables_hold_names_and_no_slips() -> None:
    for language in ("ru", "uk"):
        known = known_genders(language)
        assert len(known) > 900
        assert set(known.values()) == {"m", "f", "mf"}
        assert not any(name.endswith(("ович", "овна")) for name in known)
    assert not is_given("Алексанр", language="ru")


def test_a_double_name_has_the_gender_of_both_parts() -> None:
    assert gender_of_given("Анна-Мария", language="ru") == "f"
    assert gender_of_given("Анна-Иван", language="ru") == ""
    assert gender_of_given("Саша", language="ru") == "mf"


def test_a_name_right_in_both_languages_has_no_counterpart() -> None:
    assert counterpart("Катерина", language="ru") == ""
    assert counterpart("Дмитро", language="ru") == "Дмитрий"
    assert counterpart("Дмитрий", language="uk") == "Дмитро"


@pytest.mark.parametrize(("name", "language", "expected"), [
    ("Иванов", "ru", "m"), ("Иванова", "ru", "f"), ("Достоевский", "ru", "m"), ("Ильина", "ru", "f"),
    ("Шевченко", "ru", ""),
    ("Ковальська", "uk", "f"), ("Ковальський", "uk", "m"), ("Литвин", "uk", ""), ("Мамина-Сибиряк", "ru", ""),
])  # fmt: skip
def test_a_surname_tells_the_gender_only_where_it_must(name: str, language: str, expected: str) -> None:
    assert gender_of_family(name, language=language) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Петрович", "m"), ("Сергеевич", "m"), ("Ильич", "m"), ("Фомич", "m"), ("Никитич", "m"),
    ("Миколайович", "m"), ("Ілліч", "m"),
    ("Петровна", "f"), ("Сергеевна", "f"), ("Ильинична", "f"),
    ("Никитична", "f"), ("Лукинична", "f"), ("Саввична", "f"), ("Фоминична", "f"),
    ("Петрівна", "f"), ("Сергіївна", "f"), ("Гейдар оглы", "m"), ("Али кызы", "f"),
    ("Али-оглы", "m"), ("Гасан-кызы", "f"), ("Гасан-гызы", "f"),
    ("Бабич", ""), ("Петров", ""), ("", ""),
    ("Ван Дер Ович", ""), ("Али Гасан", ""),
])  # fmt: skip
def test_the_suffix_of_a_patronymic_tells_the_gender(text: str, expected: str) -> None:
    assert gender_of_patronymic(text) == expected


def test_a_turkic_patronymic_is_foreign_to_no_one() -> None:
    assert not is_foreign_patronymic("Александр оглы", language="uk")
