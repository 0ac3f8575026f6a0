"""Words of one cell in any order: which is the given name, and where nobody could say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.names import agrees, made_up, outcome, read, tell
from benchmarks.people import FORMATS, records
from benchmarks.strangers import strangers
from outreach.names.crowd import are_several
from outreach.names.derivation import counterpart_patronymic, fathers, patronymics_of
from outreach.names.doubt import DoubtCode
from outreach.names.family import looks_like_family
from outreach.names.latin import in_latin_order, proposed_form
from outreach.names.reading import Certainty, Reading, joined, read_words

SURE, GOOD = Certainty.SURE, Certainty.GOOD


@pytest.mark.parametrize(("text", "expected", "certainty"), [
    ("Иванов Иван Иванович", "Иван Иванович", SURE),
    ("Иван Иванович Иванов", "Иван Иванович", SURE),
    ("Иванович Иван Иванов", "Иван Иванович", GOOD),
    ("Иванович Иванов Иван", "Иван Иванович", GOOD),
    ("Иван Сидоров Петрович", "Иван Петрович", GOOD),
    ("Абрамович Роман Аркадьевич", "Роман Аркадьевич", SURE),
    ("Роман Аркадьевич Абрамович", "Роман Аркадьевич", SURE),
    ("Роман Иван Петрович", "Иван Петрович", SURE),
    ("Ли Анна Петровна", "Анна Петровна", SURE),
    ("Хабибуллин Зулькарнайхан Рашидович", "Зулькарнайхан Рашидович", GOOD),
    ("Мамин Сибиряк Дмитрий Наркисович", "Дмитрий Наркисович", SURE),
    ("Дмитрий Наркисович Мамин Сибиряк", "Дмитрий Наркисович", SURE),
    ("Алиев Али Гасан оглы", "Али Гасан оглы", SURE),
    ("Анна Петровна", "Анна Петровна", SURE),
    ("Зулькарнайхан Рашидович", "Зулькарнайхан Рашидович", GOOD),
    ("Анна Абрамович", "Анна", GOOD), ("Абрамович Анна", "Анна", GOOD), ("Абрамович Роман", "Роман", GOOD),
    ("Петровна Анна", "Анна Петровна", GOOD),
    ("Анна Мороз", "Анна", GOOD), ("Мороз Анна", "Анна", GOOD), ("Иванов Роман", "Роман", GOOD),
    ("Ким Ирина", "Ирина", GOOD), ("Ирина Ким", "Ирина", GOOD), ("Анна Роман", "Анна", GOOD),
    ("Пётр Роман", "Пётр", GOOD), ("Борис Вячеславич", "Борис Вячеславич", SURE),
    ("Осман Юрьевич Ярош", "Осман Юрьевич", SURE),
    ("Тимур Оразбаевич", "Тимур Оразбаевич", SURE), ("Януш Коваль", "Януш", GOOD), ("Олег Малина", "Олег", GOOD),
])  # fmt: skip
def test_one_reading_is_left(text: str, expected: str, certainty: Certainty) -> None:
    found = read_words(text.split(), language="ru")
    assert isinstance(found, Reading)
    assert (f"{found.given} {found.patronymic}".strip(), found.certainty) == (expected, certainty)


@pytest.mark.parametrize(("text", "expected"), [
    ("Анна", "name.unsplit"), ("Мороз", "name.unknown-first"), ("Мороз Ветров", "name.unknown-first"),
    ("Роман Мартин", "name.unsplit"), ("Роман Мрозек", "name.unsplit"), ("Анна Мария", "name.unsplit"),
    ("Анна Пётр", "name.two-people"), ("Роман Абрамович", "name.unsplit"), ("Роман Войнович", "name.unsplit"),
    ("Ветров Петрович", "name.unknown-first"), ("Петрович Ветров", "name.unknown-first"),
    ("Кукуй Кукуевич", "name.unknown-first"), ("Кукуев Кукуй Кукуевич", "name.unknown-first"),
    ("Кукуй Ветров Петрович", "name.unknown-first"),
    ("Анна Мария Ветрова", "name.unsplit"), ("Мороз Ветер Снег", "name.unknown-first"),
    ("Петрович Роман Иван", "name.unsplit"), ("Петрович Мороз Ветер", "name.unknown-first"),
    ("Иванов Пётр Сидоров Иванович", "name.unsplit"), ("Анна Петровна Вера Ивановна", "name.unsplit"),
    ("Рустам Рушлания", "name.unsplit"), ("Фаилия Иванович", "name.unknown-first"), ("Глеб Богданович", "name.unsplit"),
    ("Януш Мрозек", "name.unsplit"), ("Фома Януш", "name.unsplit"), ("Иван Сергеич", "name.unknown-patronymic"),
    ("Анна Мария Петровна", "name.unsplit"), ("Адель Иванович", "name.unsplit"),
    ("Ветрова Анна Мария Петровна", "name.unsplit"), ("Иван Пётр Сергеевич", "name.unsplit"),
    ("Станиславович Анвар Вукович", "name.unsplit"), ("Лукашевич Петрович Януш", "name.unsplit"),
    ("а б в г д", "name.unsplit"), ("Рашидович Рашидович Рашидович", "name.unknown-first"),
])  # fmt: skip
def test_nobody_could_say(text: str, expected: str) -> None:
    assert read_words(text.split(), language="ru") == DoubtCode(expected)


@pytest.mark.parametrize(("words", "family", "expected"), [
    ("Анна Петровна", "Иванова", "Анна Петровна"), ("Анна", "Иванова", "Анна"),
    ("Кукуй Петрович", "Ветров", "Кукуй Петрович"),
    ("Анна", "Вера", "name.unsplit"), ("Киев", "Мороз", "name.unknown-first"), ("", "Мороз", "name.unknown-first"),
    ("Анна Вера Мария", "Иванова", "name.unsplit"),
])  # fmt: skip
def test_a_surname_before_a_comma(words: str, family: str, expected: str) -> None:
    found = read_words(words.split(), language="ru", family=family)
    said = f"{found.given} {found.patronymic}".strip() if isinstance(found, Reading) else found.value
    assert said == expected


@pytest.mark.parametrize(("words", "family", "expected"), [
    ("Иван Петровна", "", "Иван Петровна"), ("Петровна Иван", "", "Иван Петровна"),
    ("Ветров Анна Петрович", "", "Анна Петрович"), ("Анна Петрович", "Иванова", "Анна Петрович"),
])  # fmt: skip
def test_a_name_of_two_genders_is_read_and_said_to_be_mixed(words: str, family: str, expected: str) -> None:
    found = read_words(words.split(), language="ru", family=family)
    assert isinstance(found, Reading)
    assert (f"{found.given} {found.patronymic}", found.is_mixed) == (expected, True)


def test_a_particle_belongs_to_the_word_before_it() -> None:
    assert joined(["Али", "Гасан", "ОГЛЫ", "Алиев"]) == ["Али", "Гасан ОГЛЫ", "Алиев"]
    assert joined(["оглы", "Али"]) == ["оглы", "Али"]


def test_surnames_by_their_endings() -> None:
    assert all(map(looks_like_family, ("Иванова", "Коваленко", "Черных", "Мамина-Сибиряк", "Саакян")))
    assert not any(map(looks_like_family, ("Кукуй", "Мрозек", "Зулькарнай")))


@given(st.permutations(["Иванов", "Иван", "Иванович"]))
def test_three_words_mean_the_same_in_any_order(words: list[str]) -> None:
    found = read_words(words, language="ru")
    assert isinstance(found, Reading)
    assert (found.given, found.patronymic, found.family) == ("Иван", "Иванович", "Иванов")


@pytest.mark.parametrize(("text", "several"), [
    ("Павел, Ирина", True), ("Анна и Пётр Петровы", True), ("Иванов И.И. и Петров П.П.", True),
    ("Иванова Анна; Петров Пётр", True), ("Анна\nПётр", True), ("Anna and Peter", True), ("Anna/Peter Smith", True),
    ("Роман, Иван Петрович", False), ("Martin, John", False), ("Иванова, Анна", False), ("Анна", False),
    ("Клавдия", False), ("Анна, Киев", False), ("Петров, А. Б.", False), ("Роман, Иван Сидоров", True),
])  # fmt: skip
def test_two_people_in_one_cell(text: str, *, several: bool) -> None:
    assert are_several(text) is several


@pytest.mark.parametrize(("text", "family", "expected"), [
    ("John Smith", "", ("John", "Smith")), ("Smith John", "", ("John", "Smith")), ("John", "Smith", ("John", "Smith")),
    ("Anna Maria Weiss", "", ("Anna", "Weiss")), ("Ivanov Ivan", "", ("Ivan", "Ivanov")), ("Xyl Smythe", "", None),
    ("Anna Maria", "", None), ("Anna", "", None), ("", "", None), ("Anna de la Cruz", "", None),
    ("Weiss Anna Maria", "", None), ("Xyl Anna", "", ("Anna", "Xyl")), ("Anna Maria Rose", "", ("Anna", "Rose")),
])  # fmt: skip
def test_names_in_latin_letters(text: str, family: str, expected: tuple[str, str] | None) -> None:
    assert in_latin_order(text.split(), family=family) == expected


@pytest.mark.parametrize(("text", "language", "expected"), [
    ("Anna Petrovna", "ru", "Анна Петровна"), ("Aleksandr", "ru", "Александр"),
    ("Yulia Sergeevna", "ru", "Юлия Сергеевна"),
    ("Serhii", "uk", "Сергій"), ("Oleksandr Ivanovych", "uk", "Олександр Іванович"), ("Xyl", "ru", ""),
    ("Анна", "ru", ""), ("Anna", "en", ""),
])  # fmt: skip
def test_a_transliteration_is_proposed(text: str, language: str, expected: str) -> None:
    assert proposed_form(text, language=language) == expected


@pytest.mark.parametrize(("name", "language", "man", "woman"), [
    ("Анатолий", "ru", "анатольевич", "анатольевна"), ("Сергей", "ru", "сергеевич", "сергеевна"),
    ("Игорь", "ru", "игоревич", "игоревна"), ("Пётр", "ru", "петрович", "петровна"),
    ("Илья", "ru", "ильич", "ильинична"),
    ("Али", "ru", "алиевич", "алиевна"),
    ("Мустафа", "ru", "мустафович", "мустафовна"), ("Данило", "ru", "данилович", "даниловна"),
    ("Януш", "ru", "янушевич", "янушевна"),
    ("Иван", "ru", "иванович", "ивановна"),
    ("Сергій", "uk", "сергійович", "сергіївна"), ("Василь", "uk", "васильович", "василівна"),
    ("Петро", "uk", "петрович", "петрівна"), ("Микола", "uk", "миколайович", "миколаївна"),
    ("Алі", "uk", "алійович", "аліївна"), ("Іван", "uk", "іванович", "іванівна"),
    ("Григорій", "uk", "григорович", "григорівна"),
])  # fmt: skip
def test_a_patronymic_is_made_of_the_fathers_name(name: str, language: str, man: str, woman: str) -> None:
    assert patronymics_of(name, language=language)[0] == (man, woman)


@pytest.mark.parametrize(("patronymic", "language", "expected"), [
    ("Сергеевич", "uk", "Сергійович"), ("Николаевна", "uk", "Миколаївна"), ("Ильинична", "uk", "Іллівна"),
    ("Петровна", "uk", "Петрівна"), ("Дмитриевич", "uk", "Дмитрович"), ("Григорьевна", "uk", "Григорівна"),
    ("Сергійович", "ru", "Сергеевич"), ("Іллівна", "ru", "Ильинична"), ("Дмитрівна", "ru", "Дмитриевна"),
    ("Кукуевич", "uk", ""), ("Павлович", "uk", ""), ("Гасанович", "uk", ""), ("Айдаровна", "uk", "Айдарівна"),
    ("Куанышевна", "uk", ""),
])  # fmt: skip
def test_a_patronymic_crosses_the_border(patronymic: str, language: str, expected: str) -> None:
    assert counterpart_patronymic(patronymic, language=language) == expected


def test_every_usual_patronymic_has_a_father() -> None:
    assert {"сергеевич", "ильинична", "рашидович"} <= set(fathers("ru"))
    assert {"сергійович", "іллівна", "григорівна"} <= set(fathers("uk"))


def test_the_bench_finds_at_most_one_wrong_in_a_thousand_and_decides_nearly_all() -> None:
    for language, count, most in (("ru", 1_600, 1), ("uk", 800, 1)):
        outcomes = list(made_up(records(count, language=language, seed=7)))
        complete = [one for one in outcomes if one.truth]
        assert sum(one.is_wrong for one in outcomes) <= most
        assert sum(bool(one.greeting) for one in complete) >= 0.95 * len(complete)
        assert not any(one.greeting for one in outcomes if one.group == FORMATS[-1]), "initials wait"


def test_strangers_with_rare_names_badly_typed_are_greeted_rightly_or_not_at_all() -> None:
    for language, count, most in (("ru", 1_600, 2), ("uk", 800, 1)):
        outcomes = list(made_up(strangers(count, language=language, seed=7)))
        complete = [one for one in outcomes if one.truth]
        assert sum(one.is_wrong for one in outcomes) <= most
        assert sum(bool(one.greeting) for one in complete) >= 0.95 * len(complete)


def test_the_bench_sees_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    tell("x", [
        outcome("Иванова Анна Петровна", language="ru", truth="Уважаемый Пётр"),
        outcome("Иванова Анна Петровна", language="ru", truth=""),
        outcome("Иванова Анна Петровна", language="ru", truth="анна петровна"),
        outcome("test", language="ru", truth=""),
    ])  # fmt: skip
    told = capsys.readouterr().out
    assert "wrong 2 (50.00 %)" in told
    assert "right: nobody" in told
    assert "name.junk 1" in told
    assert not agrees("Dear Anna", "")
    assert agrees("Шановний Олеже", "Шановний Олегу/Шановний Олеже")


def test_the_bench_reads_a_file_with_languages(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("text,country,language\nШевченко Ганна Петрівна,UA,\nJohn Smith,,en\nАнна Петровна,,\n", "utf-8")
    assert [one.greeting for one in read(path, language="ru")] == [
        "Шановна Ганно Петрівно", "Dear John", "Уважаемая Анна Петровна",
    ]  # fmt: skip


def test_a_file_that_names_no_language_is_read_in_the_one_of_most_names(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("text\nШевченко Олексій\nКоваль Ігор\nБойко Оксана\n", "utf-8")
    assert [one.greeting for one in read(path, language="")] == ["Шановний Олексію", "Шановний Ігорю", "Шановна Оксано"]
    path.write_text("text\nПетрова Анна\n", "utf-8")
    assert [one.greeting for one in read(path, language="")] == ["Уважаемая Анна"]


@pytest.mark.parametrize("text", [
    "text\nИванова, Анна Петровна\n", 'text\n"Иванова, Анна Петровна"\n',
    "text;truth\nИванова, Анна Петровна;Анна Петровна\n", "truth\ttext\nАнна Петровна\tИванова, Анна Петровна\n",
])  # fmt: skip
def test_a_comma_within_a_name_does_not_part_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text, "utf-8-sig")
    assert [one.greeting for one in read(path, language="ru")] == ["Уважаемая Анна Петровна"]
