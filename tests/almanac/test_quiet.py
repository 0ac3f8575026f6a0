"""Days on which letters wait: mourning by country, what a firm adds by city or region, alarms for cheerful letters."""

from datetime import date
from pathlib import Path

import pytest

from outreach.almanac.city import place_name, plain_place, spellings_of
from outreach.almanac.quiet import Place, quiet_days
from outreach.almanac.table import OWN_NAME, Table, read_table, shipped

OWN = """key,name_en,rule,countries,places,status
mine,Day of the flood,2027-03-10,UA,Харків|Харківська область,quiet
alarm,The accident,03-12,*,,alarm
mourning,Declared,2027-03-15,RU;KZ,,memorial
"""


@pytest.fixture
def table(tmp_path: Path) -> Table:
    (tmp_path / OWN_NAME).write_text(OWN, encoding="utf-8")
    table, problems = read_table(tmp_path / OWN_NAME)
    assert problems == ()
    return table


def quiet(table: Table, country: str, *, city: str = "", region: str = "", cheerful: bool = True) -> list[str]:
    found = quiet_days(
        table.quiet, Place(country=country, city=city, region=region), cheerful=cheerful,
        first=date(2027, 3, 1), last=date(2027, 3, 31),
    )  # fmt: skip
    return [f"{day:%d} {row.key}" for day, row in sorted(found.items())]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"city": "м. Харків"}, ["10 mine", "12 alarm"]),
        ({"city": "Kharkiv"}, ["10 mine", "12 alarm"]),
        ({"city": "Богодухів", "region": "харківська обл."}, ["10 mine", "12 alarm"]),
        ({"city": "Львів", "region": "Львівська область"}, ["12 alarm"]),
        ({"city": "Харків", "cheerful": False}, ["10 mine"]),
        ({}, ["12 alarm"]),
    ],
)
def test_a_quiet_day_may_be_that_of_a_city_or_a_region(
    table: Table, place: dict[str, str], expected: list[str]
) -> None:
    assert quiet(table, "UA", **place) == expected  # type: ignore[arg-type]


def test_a_day_that_comes_once_is_quiet_that_once(table: Table) -> None:
    assert quiet(table, "kz") == ["12 alarm", "15 mourning"]
    assert quiet(table, "DE") == ["12 alarm"]
    assert quiet(table, "") == ["12 alarm"]
    later = quiet_days(table.quiet, Place(country="KZ"), cheerful=False, first=date(2028, 3, 1), last=date(2028, 3, 31))
    assert later == {}


def test_the_turn_of_the_year_is_looked_over(table: Table) -> None:
    found = quiet_days(
        table.quiet, Place(country="RU"), cheerful=True, first=date(2026, 10, 30), last=date(2027, 3, 12)
    )
    assert sorted(found) == [date(2026, 10, 30), date(2027, 3, 12)]


def test_the_shipped_days_of_mourning() -> None:
    place = Place(country="UA")
    found = quiet_days(shipped().quiet, place, cheerful=False, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert [f"{day:%m-%d}" for day in sorted(found)] == ["02-20", "04-26", "05-08", "05-18", "08-29", "11-28"]


def test_a_city_is_one_in_every_spelling() -> None:
    assert spellings_of("Kharkov", country="ua") == ("харків", "харьков", "kharkiv", "kharkov")
    assert spellings_of("Селище", country="UA") == ("селище",)
    assert place_name("г. харьков", country="UA") == "Харків"
    assert place_name(" Мала  Данилівка ", country="UA") == "Мала Данилівка"
    assert plain_place("Харківська обл.") == plain_place("харківська область")
