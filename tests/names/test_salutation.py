"""How a letter begins, and when it must wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.names.person import Person
from outreach.names.salutation import Doubt, DoubtCode, Salutation, salute


def opening(person: Person, language: str) -> str:
    saluted = salute(person, language=language)
    assert isinstance(saluted, Salutation), saluted
    return saluted.opening


def code(person: Person, language: str) -> str:
    doubted = salute(person, language=language)
    assert isinstance(doubted, Doubt), doubted
    return doubted.code.value


@pytest.mark.parametrize(("person", "expected"), [
    (Person(given="Анна", patronymic="Петровна"), "Уважаемая Анна Петровна"),
    (Person(name="Иванова Анна Петровна,"), "Уважаемая Анна Петровна"),
    (Person(name="Анна Петровна."), "Уважаемая Анна Петровна"),
    (Person(name="Малина Олег"), "Уважаемый Олег"), (Person(name="Святополк Иванов"), "Уважаемый Святополк"),
    (Person(name="Нинель Левина"), "Уважаемая Нинель"),
    (Person(given="АННА", patronymic="ПЕТРОВНА", family="ИВАНОВА"), "Уважаемая Анна Петровна"),
    (Person(given="иван", patronymic="ильич"), "Уважаемый Иван Ильич"),
    (Person(given="Фёкла", patronymic="Кузьминична"), "Уважаемая Фёкла Кузьминична"),
    (Person(given="Вера", patronymic="Ильинична"), "Уважаемая Вера Ильинична"),
    (Person(given="Гульчачак", patronymic="Рашидовна"), "Уважаемая Гульчачак Рашидовна"),
    (Person(given="Зулькарнай", patronymic="Рашидович"), "Уважаемый Зулькарнай Рашидович"),
    (Person(given="Ильхам", patronymic="Гейдар оглы"), "Уважаемый Ильхам Гейдар оглы"),
    (Person(given="ЛЕЙЛА", patronymic="АЛИ КЫЗЫ"), "Уважаемая Лейла Али кызы"),
    (Person(given="АННА-МАРИЯ", gender="f"), "Уважаемая Анна-Мария"),
    (Person(given="Анна"), "Уважаемая Анна"),
    (Person(given="Анна", family="Иванова"), "Уважаемая Анна"),
    (Person(given="Анна", family="Ким"), "Уважаемая Анна"),
    (Person(given="Саша", gender="f"), "Уважаемая Саша"),
    (Person(given="Ляйсан", gender="f"), "Уважаемая Ляйсан"),
    (Person(given="Анна", patronymic="Петровна", addressing="name"), "Уважаемая Анна"),
    (Person(given="Анна", patronymic="-"), "Уважаемая Анна"),
    (Person(given="Анна Петровна"), "Уважаемая Анна Петровна"),
    (Person(given="\u00a0Анна  ", patronymic=" Петровна "), "Уважаемая Анна Петровна"),
])  # fmt: skip
def test_russian(person: Person, expected: str) -> None:
    assert opening(person, "ru") == expected


@pytest.mark.parametrize(("person", "expected"), [
    (Person(given="Ганна", patronymic="Петрівна"), "Шановна Ганно Петрівно"),
    (Person(given="МИКОЛА", patronymic="ІЛЛІЧ"), "Шановний Миколо Іллічу"),
    (Person(given="В'ЯЧЕСЛАВ", patronymic="Сергійович"), "Шановний В'ячеславе Сергійовичу"),
    (Person(given="Ганна"), "Шановна Ганно"),
    (Person(given="Ганна", addressing="pan"), "Шановна пані Ганно"),
    (Person(given="Петро", addressing="pan"), "Шановний пане Петре"),
    (Person(given="Ганна", patronymic="Петрівна", addressing="pan"), "Шановна пані Ганно"),
    (Person(given="Ганна", patronymic="Петрівна", addressing="name"), "Шановна Ганно"),
    (Person(given="Ганна", family="Ковальська"), "Шановна Ганно"),
    (Person(given="Анна", family="Шевченко"), "Шановна Анно"),
    (Person(given="Алі", patronymic="Гасан огли"), "Шановний Алі Гасан огли"),
    (Person(given="Саша", gender="m"), "Шановний Сашо"),
    (Person(name="Шевченко Ганна Петрівна"), "Шановна Ганно Петрівно"),
])  # fmt: skip
def test_ukrainian(person: Person, expected: str) -> None:
    assert opening(person, "uk") == expected


@pytest.mark.parametrize(("person", "expected"), [
    (Person(given="Anna", family="Smith"), "Dear Anna"),
    (Person(given="ANNA"), "Dear Anna"),
    (Person(given="Anna Maria"), "Dear Anna Maria"),
    (Person(given="o'brien"), "Dear O'Brien"),
    (Person(given="Anna", patronymic="Petrovna"), "Dear Anna"),
    (Person(vocative="Annie", given="Anna"), "Dear Annie"),
    (Person(salutation="Dear Ms Smith,", given="Anna"), "Dear Ms Smith"),
])  # fmt: skip
def test_english(person: Person, expected: str) -> None:
    assert opening(person, "en") == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("Иванова Анна Петровна", "Уважаемая Анна Петровна"),
    ("ИВАНОВА АННА ПЕТРОВНА", "Уважаемая Анна Петровна"),
    ("Анна Петровна Иванова", "Уважаемая Анна Петровна"),
    ("Иванова, Анна Петровна", "Уважаемая Анна Петровна"),
    ("Анна Петровна", "Уважаемая Анна Петровна"),
    ("Ли Анна Петровна", "Уважаемая Анна Петровна"),
    ("Абрамович Роман Аркадьевич", "Уважаемый Роман Аркадьевич"),
    ("Роман Антонович", "Уважаемый Роман Антонович"),
    ("Абрамович Роман", "Уважаемый Роман"),
    ("Анна Абрамович", "Уважаемая Анна"),
    ("Иванов Иван", "Уважаемый Иван"),
    ("Иван Иванов", "Уважаемый Иван"),
    ("Петровна Анна", "Уважаемая Анна Петровна"),
    ("Петрович Иван Сидоров", "Уважаемый Иван Петрович"),
    ("Ким Ирина", "Уважаемая Ирина"),
    ("Алиев Али Гасан оглы", "Уважаемый Али Гасан оглы"),
    ("Али Гасан оглы", "Уважаемый Али Гасан оглы"),
    ("Хабибуллин Зулькарнай Рашидович", "Уважаемый Зулькарнай Рашидович"),
    ("Мамин Сибиряк Дмитрий Наркисович", "Уважаемый Дмитрий Наркисович"),
    ("Саша Иванова", "Уважаемая Саша"),
])  # fmt: skip
def test_one_cell_is_split_where_patronymic_and_known_name_decide(name: str, expected: str) -> None:
    assert opening(Person(name=name), "ru") == expected


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(), "ru", "name.missing"),
    (Person(family="Иванов"), "ru", "name.missing"),
    (Person(patronymic="Петрович"), "ru", "name.missing"),
    (Person(name="Анна"), "ru", "name.unsplit"),
    (Person(name="Роман Абрамович"), "ru", "name.unsplit"),
    (Person(name="Роман Войнович"), "ru", "name.unsplit"),
    (Person(name="Гнат Юра"), "uk", "name.unsplit"),
    (Person(name="Петров И. С."), "ru", "name.initial"),
    (Person(name="Петров И С"), "ru", "name.initial"),
    (Person(name="бухгалтер Анна Петровна"), "ru", "name.role"),
    (Person(name="Анна Петровна (бухгалтер)"), "ru", "name.role"),
    (Person(name="Анна (12)"), "ru", "name.junk"),
    (Person(name="Иванов Пётр Сидоров Иванович"), "ru", "name.unsplit"),
    (Person(name="Кукуев Кукуй Кукуевич"), "ru", "name.unknown-first"),
    (Person(name="Anna Petrovna"), "ru", "name.script-mismatch"),
    (Person(name="Анна Петровна"), "en", "name.script-mismatch"),
    (Person(name="Ганна Петрівна"), "ru", "name.other-language"),
    (Person(given="Anna", gender="f"), "ru", "name.script-mismatch"),
    (Person(given="Анна", gender="f"), "en", "name.script-mismatch"),
    (Person(given="Ａｎｎａ"), "en", "name.script-mismatch"),
    (Person(given="И.", patronymic="Петрович"), "ru", "name.initial"),
    (Person(given="Иван", patronymic="П."), "ru", "name.initial"),
    (Person(given="J. Robert"), "en", "name.initial"),
    (Person(given="Иван", patronymic="Петров"), "ru", "name.unknown-patronymic"),
    (Person(given="Иван", patronymic="Петров Сидорович Младший"), "ru", "name.unknown-patronymic"),
    (Person(given="Иванов", family="Анна"), "ru", "name.unsplit"),
    (Person(given="Мрозек", family="Анна"), "ru", "name.unsplit"),
    (Person(given="Саша"), "ru", "gender.unknown"),
    (Person(given="Кукуй"), "ru", "gender.unknown"),
    (Person(given="Анна", family="Иванов"), "ru", "gender.unknown"),
    (Person(given="Иван", family="Петрова"), "ru", "gender.unknown"),
    (Person(given="Анна", patronymic="Петрович"), "ru", "gender.conflict"),
    (Person(name="Ветров Анна Петрович"), "ru", "gender.conflict"),
    (Person(name="Иванова, Анна Петрович"), "ru", "gender.conflict"),
    (Person(name="Иван Петровна"), "ru", "gender.conflict"), (Person(name="Петровна Иван"), "ru", "gender.conflict"),
    (Person(given="Ганна", patronymic="Петрович"), "uk", "gender.conflict"),
    (Person(given="Анна", gender="woman", family="Иванов"), "ru", "gender.unknown"),
    (Person(given="Xyl,Smythe"), "en", "name.junk"),
    (Person(given="Кукуй", gender="m"), "uk", "name.unknown-first"),
    (Person(given="Анна", addressing="sir"), "ru", "addressing.unknown"),
    (Person(given="Anna"), "ja", "language.unknown"),
    (Person(given="Иван", salutation="Dear Ivan", language="en"), "ru", "name.other-language"),
    (Person(given="Иван", vocative="Ivan", language="en"), "ru", "name.other-language"),
    (Person(vocative="Анечка"), "ru", "gender.unknown"),
    (Person(given="Саша", vocative="Сашенька"), "ru", "gender.unknown"),
    (Person(vocative="NULL", given="Анна"), "ru", "name.junk"),
    (Person(vocative="NULL", salutation="Уважаемая Анна"), "ru", "name.junk"),
])  # fmt: skip
def test_whoever_is_doubtful_waits(person: Person, language: str, expected: str) -> None:
    assert code(person, language) == expected


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(given="Анна", patronymic="Петровна", gender="m"), "ru", "Уважаемый Анна Петровна"),
    (Person(name="Иванова Анна Петровна", gender="m"), "ru", "Уважаемый Анна Петровна"),
    (Person(given="Ганна", patronymic="Петрівна", gender="m"), "uk", "Шановний Ганно Петрівно"),
    (Person(given="Анна", patronymic="Петрович", gender="m"), "ru", "Уважаемый Анна Петрович"),
    (Person(name="Ветров Анна Петрович", gender="m"), "ru", "Уважаемый Анна Петрович"),
    (Person(name="Иванова, Анна Петрович", gender="m"), "ru", "Уважаемый Анна Петрович"),
    # whose gender and given name agree is called without the patronymic that both deny
    (Person(given="Анна", patronymic="Петрович", gender="f"), "ru", "Уважаемая Анна"),
    (Person(name="Иванова Анна Абрамович", gender="f"), "ru", "Уважаемая Анна"),
    (Person(name="Иван Петровна", gender="m"), "ru", "Уважаемый Иван"),
    (Person(name="Петровна Иван", gender="f"), "ru", "Уважаемая Иван Петровна"),
    (Person(given="Ганна", patronymic="Петрович", gender="f", addressing="pan"), "uk", "Шановна пані Ганно"),
    (Person(given="Анна", patronymic="Петровна", gender="m", vocative="Анна"), "ru", "Уважаемый Анна"),
])  # fmt: skip
def test_the_clients_own_gender_comes_before_every_sign_of_his_name(
    person: Person, language: str, expected: str
) -> None:
    assert opening(person, language) == expected


RUSSIAN_IN_UKRAINIAN = [
    "Николай", "Сергей", "Алексей", "Дмитрий", "Елена", "Андрей", "Александр", "Наталья", "Татьяна", "Пётр", "Эдуард",
    "Ирина", "Виктор", "Екатерина", "Юрий", "Михаил", "Владимир", "Евгений", "Павел", "Мария", "Илья",
]  # fmt: skip


@pytest.mark.parametrize("name", RUSSIAN_IN_UKRAINIAN)
def test_a_russian_spelling_waits_in_a_ukrainian_letter(name: str) -> None:
    assert code(Person(given=name, patronymic="Петрович"), "uk") == "name.other-language"


@pytest.mark.parametrize("name", ["Микола", "Олександр", "Олена", "Дмитро", "Сергій", "Юлія", "Михайло", "Мар'яна"])
def test_a_ukrainian_spelling_waits_in_a_russian_letter(name: str) -> None:
    assert code(Person(given=name, gender="m"), "ru") == "name.other-language"


@pytest.mark.parametrize("patronymic", ["Сергеевич", "Викторович", "Александровна", "Николаевна", "Ильич", "Ильинична"])
def test_a_russian_patronymic_waits_in_a_ukrainian_letter(patronymic: str) -> None:
    gender = "f" if patronymic.endswith("а") else "m"
    given_name = {"f": "Анна", "m": "Богдан"}[gender]
    assert code(Person(given=given_name, patronymic=patronymic), "uk") == "name.other-language"


@pytest.mark.parametrize("patronymic", ["Миколайович", "Васильович", "Олександрович", "Іванович"])
def test_a_ukrainian_patronymic_waits_in_a_russian_letter(patronymic: str) -> None:
    assert code(Person(given="Богдан", patronymic=patronymic), "ru") == "name.other-language"


def test_the_form_that_was_probably_meant_is_said() -> None:
    doubted = salute(Person(given="Николай", patronymic="Петрович"), language="uk")
    assert isinstance(doubted, Doubt)
    assert dict(doubted.text_args) == {"name": "Николай", "form": "Микола"}


def test_the_clients_own_salutation_comes_before_every_rule() -> None:
    person = Person(given="Анна", gender="m", salutation="Дорогая Анечка!", language="ru")
    assert salute(person, language="ru") == Salutation(opening="Дорогая Анечка", addressed="Анечка", gender="m")


def test_a_salutation_without_a_greeting_word_is_also_the_address() -> None:
    assert salute(Person(salutation="Коллеги!"), language="ru") == Salutation(opening="Коллеги", addressed="Коллеги")


def test_a_salutation_and_a_vocative_go_together() -> None:
    saluted = salute(Person(salutation="Добрый день, Анна", vocative="Анна Петровна"), language="ru")
    assert saluted == Salutation(opening="Добрый день, Анна", addressed="Анна Петровна")


def test_a_language_without_rules_is_served_by_the_clients_own_salutation() -> None:
    assert opening(Person(salutation="Sehr geehrte Frau Schmidt,", language="de"), "de") == "Sehr geehrte Frau Schmidt"


@pytest.mark.parametrize(("person", "language", "expected"), [
    (Person(vocative="Анечка", gender="f"), "ru", "Уважаемая Анечка"),
    (Person(vocative="Анна свет Петровна", patronymic="Петровна"), "ru", "Уважаемая Анна свет Петровна"),
    (Person(vocative="Сашо", given="Олександр"), "uk", "Шановний Сашо"),
    (Person(vocative="Катре", gender="f", addressing="pan"), "uk", "Шановна пані Катре"),
    (Person(vocative="Катре Петрівно", gender="f", addressing="pan"), "uk", "Шановна Катре Петрівно"),
])  # fmt: skip
def test_the_clients_own_vocative_comes_before_the_rule(person: Person, language: str, expected: str) -> None:
    assert opening(person, language) == expected


def test_the_address_within_a_sentence_is_the_form_of_the_language() -> None:
    for person, language, addressed in (
        (Person(given="Анна", patronymic="Петровна"), "ru", "Анна Петровна"),
        (Person(given="Ганна", patronymic="Петрівна"), "uk", "Ганно Петрівно"),
        (Person(given="Ганна", addressing="pan"), "uk", "пані Ганно"),
        (Person(given="Anna"), "en", "Anna"),
    ):
        saluted = salute(person, language=language)
        assert isinstance(saluted, Salutation)
        assert saluted.addressed == addressed


def test_both_kinds_of_apostrophe_are_one_and_stay_as_given() -> None:
    assert opening(Person(given="Лук’ян", patronymic="Петрович"), "uk") == "Шановний Лук’яне Петровичу"
    assert opening(Person(given="Лук'ян", patronymic="Петрович"), "uk") == "Шановний Лук'яне Петровичу"


def test_yo_is_kept_as_given() -> None:
    assert opening(Person(given="Фёдор", patronymic="Петрович"), "ru") == "Уважаемый Фёдор Петрович"
    assert opening(Person(given="Федор", patronymic="Петрович"), "ru") == "Уважаемый Федор Петрович"


@given(
    text=st.text(max_size=30),
    patronymic=st.sampled_from(["", "Петрович", "Петрівна"]),
    language=st.sampled_from(["ru", "uk", "en"]),
)
def test_whatever_stands_in_the_cells_a_greeting_holds_letters_only(text: str, patronymic: str, language: str) -> None:
    for person in (Person(name=text), Person(given=text, patronymic=patronymic, gender="m")):
        saluted = salute(person, language=language)
        if isinstance(saluted, Salutation):
            assert saluted.addressed
            assert all(letter.isalpha() or letter in "'’ʼ‘- " for letter in saluted.opening)


@given(st.text(alphabet="абвгАБВГ{}@\x00\u202e№ ", max_size=12))
def test_a_wish_of_the_client_never_carries_controls_or_braces(text: str) -> None:
    saluted = salute(Person(salutation=text), language="ru")
    if isinstance(saluted, Salutation):
        assert not set(saluted.opening) & set("{}@\x00\u202e")


def test_codes_are_words_a_queue_can_group_by() -> None:
    assert len({code.value for code in DoubtCode}) == len(DoubtCode)
