"""The trade that a word of the client list means, and the one professional day of a client."""

import csv
from pathlib import Path

import pytest

from outreach.almanac.holiday import plain_trade
from outreach.almanac.table import OWN_NAME, find_day, read_table, shipped
from outreach.almanac.trade import _TRADES, known_trades, may_be_his_trade, trade_day, trade_of

TABLE = shipped()
with _TRADES.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def his_day(profession: str, country: str, *, industry: str = "", year: int = 2027) -> str:
    found = trade_day(TABLE, country=country, profession=profession, industry=industry, year=year)
    return found.key if found else ""


def test_every_word_means_one_trade() -> None:
    words = [plain_trade(word) for row in ROWS for word in row["words"].split("|") if word]
    twice = {word for word in words if len({row["trade"] for row in ROWS if word in _plain_words(row)}) > 1}
    assert twice == set()


def _plain_words(row: dict[str, str]) -> set[str]:
    return {plain_trade(word) for word in row["words"].split("|")}


def test_every_trade_of_the_table_of_days_is_known_and_every_wider_one_is_a_trade() -> None:
    trades = {row["trade"] for row in ROWS}
    assert {trade for day in TABLE.professional for trade in day.professions} <= trades
    assert {row["wider"] for row in ROWS} - {""} <= trades


@pytest.mark.parametrize(
    ("word", "trade"),
    [
        ("Врач", "medicine"),
        ("лікар", "medicine"),
        ("Охорона  здоров’я", "medicine"),
        ("Чёрная металлургия", "metals"),
        ("oil_gas", "oil-gas"),
        ("IT", "it"),
        ("Stadtverwaltung", ""),
        ("правительство", ""),  # begins as «право»
        ("итальянский", ""),
        ("", ""),
    ],
)
def test_a_word_is_a_trade_only_as_a_whole(word: str, trade: str) -> None:
    found = trade_of(word)
    assert (found.key if found else "") == trade


@pytest.mark.parametrize(
    ("profession", "country", "key"),
    [
        ("medicine", "RU", "medic.ru"),
        ("врач", "UA", "medic.ua"),
        ("medicine", "kz", "medic.kz"),
        ("medicine", "DE", ""),
        ("медсестра", "UA", "nurse.ua"),  # her own day, not the doctors'
        ("медсестра", "BY", "nurse.int"),
        ("стоматолог", "BY", "medic.by"),  # the wider trade, where his own has no day
        ("it", "UA", ""),  # 7 January was kept once so far, and the 256th day is no longer
        ("it", "RU", "programmer.ru"),
        ("программист", "KZ", "programmer.int"),
        ("it", "DE", "programmer.int"),
        ("it", "", "programmer.int"),
        ("педагог", "RU", "teacher.ru"),  # not the world's day, which comes on the same date
        ("education", "BY", "teacher.by"),
        ("банк", "RU", "banker.ru"),
        ("architecture", "UA", "architect.ua"),
        ("architecture", "KZ", "architect.int"),
        ("логистика", "UA", ""),  # he is no railwayman
        ("falconry", "RU", ""),
    ],
)
def test_a_trade_has_its_day_by_country_and_the_nations_own_comes_first(
    profession: str, country: str, key: str
) -> None:
    assert his_day(profession, country) == key


def test_the_industry_counts_where_the_profession_says_nothing() -> None:
    assert his_day("", "UA", industry="строительство") == "builder.ua"
    assert his_day("директор", "UA", industry="строительство") == "builder.ua"
    assert his_day("юрист", "UA", industry="строительство") == "lawyer.ua"


@pytest.mark.parametrize(
    ("profession", "industry", "may_be"),
    [
        ("", "", True),
        ("врач", "", True),
        ("стоматолог", "", True),  # the wider trade
        ("главный по тарелочкам", "", True),  # nobody knows what that is; the firm that chose him does
        ("", "медицина", True),
        ("юрист", "медицина", True),  # the lawyer of a hospital
        ("директор", "медицина", True),
        ("юрист", "", False),
        ("директор", "строительство", False),
        ("юрист", "строительство", False),
    ],
)
def test_a_day_of_a_trade_is_not_that_of_another(profession: str, industry: str, *, may_be: bool) -> None:
    (medic, *_) = find_day(TABLE, "medics")
    assert may_be_his_trade(medic, profession=profession, industry=industry) is may_be
    (new_year, *_) = find_day(TABLE, "new-year")
    assert may_be_his_trade(new_year, profession=profession, industry=industry)


def test_a_day_is_that_of_its_year() -> None:
    assert his_day("medicine", "UA", year=2022) == "medic_old.ua"
    assert his_day("it", "UA", year=2025) == ""


def test_a_firm_may_have_a_day_for_a_trade_that_only_it_knows(tmp_path: Path) -> None:
    own = tmp_path / OWN_NAME
    own.write_text("key,greet_en,rule,countries,professions,status\nfalcon,x,09-12,*,falconry,own\n", encoding="utf-8")
    table, problems = read_table(own)
    found = trade_day(table, country="UA", profession="Falconry", year=2027)
    assert problems == ()
    assert found
    assert found.key == "falcon"


def test_all_words_are_told_for_the_approval() -> None:
    assert len(known_trades()) > 700
    assert dict(known_trades())["врач"].key == "medicine"
