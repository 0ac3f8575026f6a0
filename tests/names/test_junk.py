"""What stands in client lists instead of names is never greeted, in whatever column it stands."""

import pytest

from outreach.names.junk import flaw_in, flaw_in_family, is_wounded
from outreach.names.person import Person
from outreach.names.salutation import Doubt, DoubtCode, salute
from tests.names.further_junk import FURTHER_JUNK

JUNK = [
    "test", "TEST", "Test Test", "тест", "Тестов Тест Тестович", "NULL", "null", "None", "nan", "N/A", "n/a", "н/д",
    "undefined", "нет", "Не указано", "неизвестно", "невідомо", "Без имени", "имя", "Фамилия Имя Отчество", "ПІБ",
    "-", "--", "—", ".", "...", "?", "???", "!!!", "123", "Анна2", "+380501234567", "8-800-555-35-35",
    "anna@firm.example", "info@firm.example", "www.firm.example", "https://firm.example", "@anna",
    "{{ client.name }}", "{{name}}", "*|FNAME|*", "%NAME%", "[Имя]", "<b>Анна</b>", "Анна\x00", "Анна\nBcc: x",
    "Анна\u202e", "Анна\u200b", "Ан�а", "РђРЅРЅР°", "РРіРѕСЂСЊ", "РџРµС‚СЂРѕРІРёС‡", "ÐÐ½Ð½Ð°", "Àííà", "áÎÎÁ",
    "бООБ", "аННА", "Aнна", "Иvан", "😀", "Анна 😀", "Анна ❤", "директор", "Главный бухгалтер", "Отдел закупок",
    "менеджер Иван", "Приёмная", "Admin", "sales", "Клиент", "Покупатель", "покупець", "ООО «Ромашка»",
    "ООО Ромашка", "ТОВ Ромашка", "ИП Иванов Иван Иванович", "ФОП Петренко", "АО Вектор", "Vector LLC",
    "Vector Ltd.", "Siemens AG", "«Ромашка»", "Компания Вектор", "Магазин на Садовой", "Павел, Ирина", "Анна и Пётр",
    "Иван/Мария", "Анна & Co", "ааа", "Аннннна", "qwerty", "фывапр", "йцукен", "asdfgh", "xxx", "бвг", "тесттест",
    "И.", "И. И.", "И.И.", "А", "иван ив.", "Анна (бухгалтерия)", "Mr. Director", "г-н Иванов", "жена Ивана",
    "удалить", "Анна--Мария", "'", "Тест Тест", "тестовый клиент", "Тестовая Анна", "test test test", "Test User",
    "John Doe test", "demo", "Demo Demo", "example", "sample name", "foo bar", "lorem@ipsum", "NaN", "nil", "#N/A",
    "#ССЫЛКА!", "=A1", "-нет-", "нет данных", "Нет имени", "не знаю", "не указан", "неизвестный", "без отчества",
    "аноним", "Anonymous", "noname", "пусто", "порожньо", "невідомий", "видалено?", "удалён", "deleted user",
    "Фамилия", "Отчество", "ФИО", "Имя клиента", "firstname", "First Last 1", "{name}", "${name}", "%s", "<name>",
    "[[name]]", "%%NAME%%", "{{ first_name }}", "{% name %}", "Анна1985", "Анна_Петровна", "anna.petrova", "user123",
    "id 4512", "№ 15", "12.05.1980", "тел. 2-12-85", "+7 (495) 123-45-67", "Иван тел 5551234", "ivan [at] firm",
    "mailto:anna@firm.example", "http://vk.example/anna", "Отдел продаж", "отдел кадров", "Бухгалтерия ООО",
    "главбух", "гендиректор", "Зам. директора", "секретарь Анна", "менеджер по закупкам", "Sales Department",
    "office manager", "HR Anna dept.", "Reception desk", "support team", "ТОО Алатау", "ЧП Иванова", "ПП Коваль",
    "ПрАТ Зоря", "ОсОО Бишкек", "ОДО Минск", "ЗАО «Заря»", "АТ Банк", "ФГУП Почта", "GmbH Schmidt",
    "Smith & Sons Ltd", "Acme Inc", "Студия Анна", "Салон «Анна»", "Кафе Ромашка", "Аптека № 5", "Школа 12",
    "Детсад Ромашка", "ТСЖ Уют", "ОСББ Дружба", "Гостиница Москва", "Анна, Борис, Вера", "Анна + Борис",
    "Иван | Мария", "Петр; Павел", "Анна и Борис Петровы", "Олег та Ірина", "Anna and Peter", "Anna & Peter Smith",
    "Иванов И.И., Петров П.П.", "ПеТя", "иВАН", "ИВАн", "ИванИванов", "Ivaн", "Аnna", "Анnа", "ІИван1", "бббббб",
    "ввв", "дддд Анна", "лалалала", "абвабв", "qazwsx1", "фыва", "zxcvb", "ячсмить", "12345", "---", "===", "***",
    "//", "\\", "|", "«»", "()", "[]", "ÐÐ²Ð°Ð½", "Èâàí", "Р\x98РІР°РЅ", "?????", "Ан?а", "Анна\t\x07", "\u200eАнна",
    "\ufeffАнна\u200d", "💐 Анна", "Анна ☎", "☺", "Анна (Аня)", "Анна [vip]", "VIP Анна 2", "дочь Петровых",
    "муж Анны", "мама Саши", "хозяин", "сосед", "Уважаемый клиент", "Шановний покупець", "Dear Customer",
    "дорогой друг", "коллеги", "контактное лицо", "охрана", "склад № 3", "касса 2", "Ан" * 40,
]  # fmt: skip


def test_the_list_of_junk_is_long_enough_to_mean_something() -> None:
    assert len(set(JUNK)) >= 150


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_never_greeted(junk: str, language: str) -> None:
    for person in (
        Person(name=junk, gender="f"),
        Person(given=junk, gender="f"),
        Person(given=junk, patronymic="Петрович"),
        Person(given="Анна", patronymic=junk, gender="f") if junk.strip("-—. ") else Person(),
        Person(vocative=junk, gender="f") if is_wounded(junk) else Person(),
        Person(salutation=junk) if is_wounded(junk) else Person(),
    ):
        assert isinstance(salute(person, language=language), Doubt), person


@pytest.mark.parametrize("language", ["ru", "uk", "be", "kk", "en", "de"])
def test_junk_of_other_kinds_is_not_greeted_either(language: str) -> None:
    assert len(set(FURTHER_JUNK)) >= 500
    greeted = [
        person
        for junk in FURTHER_JUNK
        for person in (Person(name=junk), Person(name=junk, gender="f"), Person(given=junk),
                       Person(given=junk, family="Иванов", gender="m"), Person(given=junk, patronymic="Петрович"))
        if not isinstance(salute(person, language=language), Doubt)
    ]  # fmt: skip
    assert greeted == []


@pytest.mark.parametrize(("person", "language", "code"), [
    (Person(given="Иванов", gender="m"), "ru", "name.unsplit"),
    (Person(given="Торговый дом", patronymic="Петрович"), "ru", "name.junk"),
    (Person(given="Петровна", gender="f"), "ru", "name.unsplit"),
    (Person(given="Петрівна", family="Бойко", gender="f"), "uk", "name.unsplit"),
    (Person(given="Bird Watch"), "en", "name.unsplit"),
    (Person(given="Müller und Schmidt"), "de", "name.two-people"),
    (Person(given="Anna", family="Иванова"), "de", "name.script-mismatch"),
    (Person(given="Николай", gender="m"), "be", "name.other-language"),
    (Person(given="Ганна", patronymic="Иванова"), "kk", "name.unknown-patronymic"),
    (Person(name="Иван Иваныч"), "ru", "name.unknown-patronymic"),
    (Person(given="Ал-др", gender="m"), "ru", "name.initial"),
    (Person(name="Bdfy Bdfyjd"), "ru", "name.junk"),
])  # fmt: skip
def test_what_stands_in_a_column_of_its_own_is_looked_at_too(person: Person, language: str, code: str) -> None:
    doubted = salute(person, language=language)
    assert isinstance(doubted, Doubt)
    assert doubted.code == code


@pytest.mark.parametrize(
    "text", ["NULL", "{{ salutation }}", "anna@firm.example", "Уважаемый\x00", "123", "!!!", "тест"]
)
def test_a_wish_of_the_client_that_is_wounded_is_not_obeyed(text: str) -> None:
    doubted = salute(Person(given="Анна", salutation=text), language="ru")
    assert isinstance(doubted, Doubt)
    assert doubted.code is DoubtCode.JUNK
    assert is_wounded(text)


@pytest.mark.parametrize("text", ["Дорогие коллеги", "Dear Ms O’Brien", "Шановна пані Ганно", "Dr. Smith"])
def test_a_wish_in_words_is_whole(text: str) -> None:
    assert not is_wounded(text)


@pytest.mark.parametrize("name", [
    "Анна", "Пётр", "О'Коннор", "Лук’ян", "Мар'яна", "Анна-Мария", "Ли", "Ян", "Ия", "Ёлка", "McDonald", "DeShawn",
    "Zoë", "José", "Éva", "Åsa", "Bjørn", "Әсел", "Łukasz", "Лев", "Пак", "Ng",
])  # fmt: skip
def test_a_rare_name_is_no_junk(name: str) -> None:
    assert flaw_in(name) is None


def test_a_surname_may_be_the_word_for_a_post() -> None:
    assert flaw_in_family("Guest") is None
    assert flaw_in("Guest") is DoubtCode.ROLE
    assert flaw_in_family("NULL") is DoubtCode.JUNK


def test_a_row_whose_surname_is_a_placeholder_is_not_greeted() -> None:
    doubted = salute(Person(given="Анна", family="test"), language="ru")
    assert isinstance(doubted, Doubt)
    assert doubted.code is DoubtCode.JUNK


def test_whoever_is_called_as_his_firm_is_a_firm() -> None:
    for person in (
        Person(name="Ромашка", company="Ромашка"),
        Person(given="Ромашка", company="РОМАШКА"),
        Person(given="Анна", family="Сервис", company="Анна Сервис"),
    ):
        doubted = salute(person, language="ru")
        assert isinstance(doubted, Doubt)
        assert doubted.code is DoubtCode.COMPANY
