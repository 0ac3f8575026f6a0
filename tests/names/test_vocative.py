"""Ukrainian vocatives that every school book agrees on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.names.firstnames import known_genders
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

WOMEN = """
Ганна Ганно, Анна Анно, Олена Олено, Ольга Ольго, Оксана Оксано, Ірина Ірино, Тетяна Тетяно, Світлана Світлано,
Людмила Людмило, Катерина Катерино, Галина Галино, Лариса Ларисо, Марина Марино, Валентина Валентино, Ніна Ніно,
Інна Інно, Алла Алло, Тамара Тамаро, Віра Віро, Любов Любове, Надія Надіє, Марія Маріє, Юлія Юліє, Наталія Наталіє,
Вікторія Вікторіє, Анастасія Анастасіє, Софія Софіє, Євгенія Євгеніє, Лідія Лідіє, Лілія Ліліє, Валерія Валеріє,
Соломія Соломіє, Ксенія Ксеніє, Таїсія Таїсіє, Дарія Даріє, Дар'я Дар'є, Дар’я Дар’є, Зоя Зоє, Майя Майє, Наталя Наталю,
Леся Лесю, Олеся Олесю, Оля Олю, Галя Галю, Катя Катю, Таня Таню, Настя Настю, Неля Нелю, Неллі Неллі, Уляна Уляно,
Аліна Аліно, Яна Яно, Діана Діано, Христина Христино, Кристина Кристино, Вероніка Вероніко, Поліна Поліно,
Мар'яна Мар'яно, Мар’яна Мар’яно, Богдана Богдано, Роксолана Роксолано, Ярослава Ярославо, Мирослава Мирославо,
Владислава Владиславо, Олександра Олександро, Єлизавета Єлизавето, Злата Злато, Дарина Дарино, Раїса Раїсо,
Зінаїда Зінаїдо, Антоніна Антоніно, Стефанія Стефаніє, Єва Єво, Емілія Еміліє, Ангеліна Ангеліно, Маргарита Маргарито,
Нінель Нінеле, Анна-Марія Анно-Маріє, Іванна Іванно, Меланія Меланіє, Жанна Жанно, Регіна Регіно
"""
MEN = """
Іван Іване, Петро Петре, Микола Миколо, Олександр Олександре, Сергій Сергію, Андрій Андрію, Олексій Олексію,
Дмитро Дмитре, Михайло Михайле, Павло Павле, Данило Даниле, Кирило Кириле, Гаврило Гавриле, Володимир Володимире,
Віктор Вікторе, Юрій Юрію, Анатолій Анатолію, Василь Василю, Григорій Григорію, Ігор Ігорю, Олег Олеже, Ілля Ілле,
Євген Євгене, Валерій Валерію, Віталій Віталію, Геннадій Геннадію, Георгій Георгію, Богдан Богдане, Тарас Тарасе,
Роман Романе, Степан Степане, Борис Борисе, Максим Максиме, Артем Артеме, Денис Денисе, Руслан Руслане, Назар Назаре,
Антон Антоне, Остап Остапе, Костянтин Костянтине, Валентин Валентине, В'ячеслав В'ячеславе, В’ячеслав В’ячеславе,
Станіслав Станіславе, Владислав Владиславе, Ярослав Ярославе, Мирослав Мирославе, Ростислав Ростиславе,
Святослав Святославе, Едуард Едуарде, Роберт Роберте, Альберт Альберте, Леонід Леоніде, Давид Давиде, Федір Федоре,
Яків Якове, Тиміш Тимоше, Микита Микито, Лука Луко, Кузьма Кузьмо, Хома Хомо, Сава Саво, Марко Марку, Сашко Сашку,
Левко Левку, Лев Леве, Гліб Глібе, Матвій Матвію, Тимофій Тимофію, Арсен Арсене, Аркадій Аркадію, Артур Артуре,
Тимур Тимуре, Захар Захаре, Макар Макаре, Нестор Несторе, Лук'ян Лук'яне, Мар'ян Мар'яне, Дем'ян Дем'яне,
Лесь Лесю, Олесь Олесю, Філіп Філіпе, Пилип Пилипе, Орест Оресте, Семен Семене, Марк Марку, Йосип Йосипе, Яким Якиме,
Омелян Омеляне, Вадим Вадиме, Всеволод Всеволоде, Лазар Лазарю, Отто Отто
"""
PATRONYMICS = """
Петрович Петровичу, Іванович Івановичу, Миколайович Миколайовичу, Сергійович Сергійовичу, Олексійович Олексійовичу,
Андрійович Андрійовичу, Васильович Васильовичу, Ілліч Іллічу, Кузьмич Кузьмичу, Лукич Лукичу, Юрійович Юрійовичу,
В'ячеславович В'ячеславовичу, Григорович Григоровичу, Якович Яковичу, Хомич Хомичу, Микитович Микитовичу,
Петрівна Петрівно, Іванівна Іванівно, Миколаївна Миколаївно, Сергіївна Сергіївно, Олексіївна Олексіївно,
Андріївна Андріївно, Василівна Василівно, Іллівна Іллівно, Кузьмівна Кузьмівно, Юріївна Юріївно, Лук’янівна Лук’янівно,
Григорівна Григорівно, Яківна Яківно, Ігорівна Ігорівно
"""


def pairs(text: str) -> list[tuple[str, str]]:
    return [(words[0], words[1]) for words in (pair.split() for pair in text.replace("\n", " ").split(","))]


def test_the_list_of_names_is_long_enough_to_mean_something() -> None:
    assert len(pairs(WOMEN)) + len(pairs(MEN)) >= 120


@pytest.mark.parametrize(("name", "called"), pairs(WOMEN))
def test_women_are_called(name: str, called: str) -> None:
    assert vocative_of_given(name, gender="f") == called


@pytest.mark.parametrize(("name", "called"), pairs(MEN))
def test_men_are_called(name: str, called: str) -> None:
    assert vocative_of_given(name, gender="m") == called


@pytest.mark.parametrize(("name", "called"), pairs(PATRONYMICS))
def test_patronymics_are_called(name: str, called: str) -> None:
    assert vocative_of_patronymic(name) == called


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
