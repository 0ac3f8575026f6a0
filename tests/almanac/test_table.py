"""The shipped table, the firm's own over it, and finding a client's day by the word of a campaign."""

from datetime import date
from pathlib import Path

import pytest

from outreach.almanac.agreement import Agreement, agreement
from outreach.almanac.holiday import Holiday, Words
from outreach.almanac.table import ALIASES, OWN_NAME, day_words, find_day, for_client, read_table, shipped
from outreach.problems import Severity

TABLE = shipped()


def own(folder: Path, text: str) -> Path:
    file = folder / OWN_NAME
    file.write_text(text, encoding="utf-8")
    return file


def key_for(word: str, country: str, year: int = 2026) -> str:
    holiday = for_client(find_day(TABLE, word), country=country, year=year)
    return holiday.key if holiday else ""


def test_keys_are_unique() -> None:
    keys = [holiday.key for holiday in TABLE.holidays]
    assert len(keys) == len(set(keys)) > 224


GREETED = [day for day in TABLE.holidays if not day.is_silent]


@pytest.mark.parametrize("holiday", TABLE.holidays, ids=lambda holiday: holiday.key)
def test_every_day_that_is_celebrated_has_its_name_and_phrase_in_all_three_languages(holiday: Holiday) -> None:
    names, phrases = holiday.names, holiday.greetings
    assert all((names.ru, names.uk, names.en))
    if not holiday.is_silent:
        assert all((phrases.ru, phrases.uk, phrases.en))
    else:
        assert phrases == Words()


@pytest.mark.parametrize("holiday", GREETED, ids=lambda day: day.key)
def test_phrases_stand_in_the_case_that_follows_the_wish(holiday: Holiday) -> None:
    russian, ukrainian, english = holiday.greetings.ru, holiday.greetings.uk, holiday.greetings.en
    assert russian.startswith(("с ", "со Все"))
    assert " день" not in russian.lower()
    assert any(word in russian for word in (" Днём ", " днём", "Новым годом", "раздник", "Рождеством"))
    assert ukrainian.startswith(("з ", "зі Все", "зі Свят", "зі свят"))
    assert " день" not in ukrainian.lower()
    assert any(word in ukrainian for word in (" Днем ", " днем", "Новим роком", "вятом", "Різдвом"))
    assert english[0].isupper(), "“Happy the Day of the Seafarer” is no English"
    assert not any(sign in russian + ukrainian + english for sign in "()[]{};")
    assert not set(russian.lower()) & set("іїєґ")
    assert not set(ukrainian.lower()) & set("ыэёъ")


@pytest.mark.parametrize("holiday", GREETED, ids=lambda day: day.key)
def test_some_days_early_the_phrase_says_so(holiday: Holiday) -> None:
    russian, ukrainian = (holiday.greetings.before_the_day(language) for language in ("ru", "uk"))
    assert russian.startswith("с наступающим ")
    assert ukrainian.startswith("з прийдешнім ")
    assert russian.removeprefix("с наступающим ") in holiday.greetings.ru
    assert ukrainian.removeprefix("з прийдешнім ") in holiday.greetings.uk
    assert holiday.greetings.before_the_day("en") == holiday.greetings.en


def test_a_feast_is_coming_in_its_own_gender_and_number() -> None:
    own = Words(ru="со светлой Пасхой", uk="зі світлою Пасхою", en="Easter")
    assert own.before_the_day("ru") == "с наступающей светлой Пасхой"
    assert own.before_the_day("uk") == "з прийдешньою світлою Пасхою"
    holidays = Words(ru="с майскими праздниками", uk="зі святами")
    assert holidays.before_the_day("ru") == "с наступающими майскими праздниками"
    assert holidays.before_the_day("uk") == "з прийдешніми святами"
    assert Words(ru="наш праздник").before_the_day("ru") == "наш праздник"
    assert own.before_the_day("de") == ""


def test_the_medics_of_each_country_have_their_own_day() -> None:
    assert [key_for("medics", country) for country in ("RU", "UA", "KZ", "BY")] == [
        "medic.ru", "medic.ua", "medic.kz", "medic.by",
    ]  # fmt: skip
    days = find_day(TABLE, "medics")
    ukrainian = for_client(days, country="UA", year=2026)
    assert ukrainian
    assert ukrainian.day_in(2026) == date(2026, 7, 27)
    assert ukrainian.greetings.in_language("uk") == "з Днем медичних працівників"
    assert ukrainian.greetings.in_language("de") == ""


def test_a_rule_that_moved_is_taken_as_it_was_in_that_year() -> None:
    assert key_for("medics", "UA", 2022) == "medic_old.ua"
    assert [key_for("defenders", "UA", year) for year in (2022, 2026)] == ["defender_old.ua", "defender.ua"]
    now = for_client(find_day(TABLE, "medics"), country="UA")
    assert now
    assert now.key == "medic.ua"


def test_the_day_of_a_country_comes_before_that_of_the_world() -> None:
    assert key_for("teachers", "RU") == "teacher.ru"
    assert key_for("teachers", "PL") == "teacher.int"
    assert key_for("teachers", "") == "teacher.int"
    assert key_for("builders", "ua") == "builder.ua"


def test_ukraine_never_has_the_256th_day() -> None:
    assert key_for("programmers", "UA", 2025) == ""
    assert key_for("programmers", "PL", 2025) == "programmer.int"


def test_whose_country_is_unknown_has_no_national_day() -> None:
    assert for_client(find_day(TABLE, "builders"), country="") is None
    assert for_client(find_day(TABLE, "builders"), country="DE") is None


def test_a_whole_key_means_that_row_alone() -> None:
    assert [holiday.key for holiday in find_day(TABLE, "Medic.RU")] == ["medic.ru"]
    assert [holiday.key for holiday in find_day(TABLE, "programmer_old.ua")] == ["programmer_old.ua"]


@pytest.mark.parametrize("word", ["medic", "medics", "builders", "programmers", "teachers", "accountants", "new-year"])
def test_words_that_campaigns_use(word: str) -> None:
    assert find_day(TABLE, word)


def test_every_alias_names_a_day() -> None:
    for alias in ALIASES:
        assert find_day(TABLE, alias), alias
    assert set(ALIASES) < set(day_words(TABLE))
    assert "medic" in day_words(TABLE)


def test_a_word_that_names_no_day_finds_nothing() -> None:
    assert find_day(TABLE, "medicks") == ()
    assert for_client((), country="RU") is None


def test_without_a_file_of_its_own_the_firm_has_the_shipped_table(tmp_path: Path) -> None:
    assert read_table() == (TABLE, ())
    assert read_table(tmp_path / OWN_NAME) == (TABLE, ())


def test_the_firms_row_overrides_the_shipped_one_by_key_and_adds_days_of_its_own(tmp_path: Path) -> None:
    file = own(tmp_path, (
        "key,name_ru,greet_ru,rule,countries,professions,valid_from\n"
        "medic.ua,День медика,с Днём медика,07-28,UA,medicine,2026\n"
        "\n"
        "founder,День фирмы,с нашим Днём,03-15,*,,\n"
    ))  # fmt: skip
    table, problems = read_table(file)
    assert problems == ()
    assert len(table.holidays) == len(TABLE.holidays) + 1
    medic = for_client(find_day(table, "medics"), country="UA", year=2026)
    assert medic
    assert medic.day_in(2026) == date(2026, 7, 28)
    assert medic.day_in(2025) is None
    assert [holiday.greetings.ru for holiday in find_day(table, "founder")] == ["с нашим Днём"]


def test_a_spreadsheet_with_semicolons_and_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / OWN_NAME
    file.write_bytes("key;rule;countries;greet_en\r\nfounder;03-15;RU|UA;our Day\r\n".encode("utf-8-sig"))
    table, problems = read_table(file)
    assert problems == ()
    assert find_day(table, "founder")[0].countries == ("RU", "UA")


def test_all_mistakes_are_found_at_once_each_with_its_line(tmp_path: Path) -> None:
    file = own(tmp_path, (
        "key,rule,countries,valid_from,valid_until,greet_en,colour\n"
        "a,09-31,RU,,,x,\n"
        "b,03-15,Russia,,,x,\n"
        "c!,03-15,RU,,,x,\n"
        "d,03-15,RU,soon,,x,\n"
        "e,03-15,RU,,31.12.2026,x,\n"
        "f,03-15,,,,x,\n"
        "g,03-15,-UA,,,x,\n"
        "h,03-15,RU,,,x,,,\n"
        "i,03-15,RU,,,,\n"
        "j,03-15,RU,,,x,\n"
        "j,03-16,RU,,,x,\n"
        '"k\n",03-16,RU,,,x,\n'
        "l,nonsense,RU,,,x,\n"
    ))  # fmt: skip
    table, problems = read_table(file)
    assert [(problem.rule, problem.place.line) for problem in problems] == [
        ("H003", 1), ("H006", 2), ("H007", 3), ("H005", 4), ("H010", 5), ("H010", 6), ("H007", 7), ("H007", 8),
        ("H004", 9), ("H009", 10), ("H008", 12), ("H006", 15),
    ]  # fmt: skip
    assert all(problem.text and problem.place.file == file for problem in problems)
    assert {holiday.key for holiday in table.holidays} - {holiday.key for holiday in TABLE.holidays} == {"i", "j", "k"}


def test_an_unknown_column_is_only_a_warning_and_says_what_was_meant(tmp_path: Path) -> None:
    _, problems = read_table(own(tmp_path, "key,rule,countries,greeting_ru,greet_en,zzz\nfounder,03-15,RU,,x,\n"))
    assert [problem.severity for problem in problems] == [Severity.WARNING, Severity.WARNING]
    assert "greet_ru" in problems[0].mend
    assert problems[1].mend == ""


@pytest.mark.parametrize("text", ["", "key,rule\nfounder,03-15\n", "name\n"])
def test_a_file_without_the_needed_columns_is_not_read(tmp_path: Path, text: str) -> None:
    table, problems = read_table(own(tmp_path, text))
    assert table.holidays == TABLE.holidays
    assert "H002" in {problem.rule for problem in problems}


def test_a_file_that_is_no_csv_in_utf8_is_a_problem_not_an_error(tmp_path: Path) -> None:
    file = tmp_path / OWN_NAME
    file.write_bytes("key,rule,countries\nфирма".encode("cp1251"))
    assert [problem.rule for problem in read_table(file)[1]] == ["H001"]
    file.write_text("key,rule,countries\n" + "x" * 200_000, encoding="utf-8")
    assert [problem.rule for problem in read_table(file)[1]] == ["H001"]


def test_a_day_is_valid_from_its_first_to_its_last_day() -> None:
    day = Holiday(
        key="x", rule="01-07", names=Words(), greetings=Words(), countries=("UA",),
        valid_from=date(2026, 1, 7), valid_until=date(2027, 1, 6),
    )  # fmt: skip
    assert [day.day_in(year) is not None for year in (2025, 2026, 2027)] == [False, True, False]


def test_a_table_that_cannot_be_read_has_other_problems(tmp_path: Path) -> None:
    assert agreement(tmp_path / "none.csv", today=date(2026, 1, 1)) == Agreement()


def test_a_religious_day_is_that_of_the_faith_that_is_recorded() -> None:
    easter = find_day(TABLE, "easter")
    for faith, key in (("orthodox", "easter.orthodox"), ("catholic", "easter.western"), ("", ""), ("jewish", "")):
        found = for_client(easter, country="UA", faith=faith, year=2026)
        assert (found.key if found else "") == key
    christmas = find_day(TABLE, "christmas")
    days = [
        for_client(christmas, country=country, faith=faith, year=2026)
        for country, faith in (("RU", "orthodox"), ("UA", "orthodox"), ("PL", "catholic"), ("PL", "orthodox"))
    ]
    assert [day and day.key for day in days] == ["christmas.ru", "christmas.ua", "christmas.western", None]
    muslim = for_client(find_day(TABLE, "kurban-bayram"), country="KZ", faith="muslim", year=2026)
    assert muslim
    assert muslim.day_in(2026) == date(2026, 5, 27)


def test_a_faith_or_a_status_that_is_none_is_found(tmp_path: Path) -> None:
    head = "key,rule,countries,greet_en,faiths,status,date_2031\n"
    text = head + "a,03-01,*,x,ortodox,,\nb,03-02,*,x,,memorail,\nc,03-03,*,x,,zzz,\n"
    table, problems = read_table(own(tmp_path, text))
    assert [(one.rule, one.severity) for one in problems] == [
        ("H013", Severity.ERROR), ("H012", Severity.WARNING), ("H012", Severity.WARNING),
    ]  # fmt: skip
    assert "memorial" in problems[1].mend
    assert problems[2].mend == ""
    assert {day.key for day in table.holidays if day.key in {"a", "b", "c"}} == {"b", "c"}


def test_a_date_to_look_a_row_through_by_is_read(tmp_path: Path) -> None:
    table, problems = read_table(
        own(tmp_path, "key,rule,countries,greet_en,review_on\na,03-01,*,x,2027\nb,03-01,*,x,soon\n")
    )
    assert [one.rule for one in problems] == ["H010"]
    assert [day.review_on for day in table.holidays if day.key == "a"] == [date(2027, 12, 31)]


def test_the_example_of_the_docs_is_read_without_a_mistake(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "almanac.md").read_text(encoding="utf-8")
    table, problems = read_table(own(tmp_path, text.partition("```csv\n")[2].partition("```")[0]))
    assert problems == ()
    assert {"founder", "flood"} <= {day.key for day in table.holidays}
