"""When a campaign is due, and on which day for whom."""

import datetime as dt
from pathlib import Path

import pytest

from outreach.almanac.table import Table, read_table
from outreach.almanac.window import add_months, quarter_bounds
from outreach.almanac.working import WeekendRule
from outreach.campaign.campaign import Approve, Campaign, CareTaken, When
from outreach.campaign.occasion import Occasion, Who, day_for, due_occasions, theme_of
from outreach.segment.who import Segment
from outreach.store.words import LetterKind

WEEK = ("mon", "tue", "wed", "thu", "fri")
NONE = read_table(Path("nowhere.csv"))[0]


def campaign(kind: LetterKind = LetterKind.GREETING, *, late: int = 0, spread: int = 1,
             weekend: WeekendRule = WeekendRule.AFTER, day: str = "", on: dt.date | None = None,
             every: str = "") -> Campaign:  # fmt: skip
    return Campaign(
        key="x", path=Path("x.toml"), title="X", kind=kind, template="t", sender="manager", segment=Segment(),
        call_segment=None, content=b"", when=When(day=day, on=on, every=every, weekend=weekend, late_days=late,
                                                 spread_days=spread),
        care=CareTaken(approve=Approve.NOBODY, first_wave=0, control=0, call="", repeat=False),
    )  # fmt: skip


def keys(one: Campaign, today: dt.date, *, ahead: int = 7, almanac: Table = NONE) -> list[str]:
    return [found.key for found in due_occasions(one, almanac=almanac, today=today, ahead=ahead)]


def test_a_date_is_due_from_its_lead_to_its_last_day() -> None:
    one = campaign(on=dt.date(2026, 3, 10), late=2)
    days = [dt.date(2026, 3, 2), dt.date(2026, 3, 3), dt.date(2026, 3, 12), dt.date(2026, 3, 13)]
    assert [keys(one, day) for day in days] == [[], ["2026-03-10"], ["2026-03-10"], []]
    early = campaign(on=dt.date(2026, 3, 10), weekend=WeekendRule.BEFORE)
    assert keys(early, dt.date(2026, 2, 27)) == ["2026-03-10"]  # it may leave four days before


def test_a_quarter_is_due_while_it_lasts_and_the_next_one_shortly_before() -> None:
    one = campaign(LetterKind.NEWSLETTER, every="quarter")
    assert keys(one, dt.date(2026, 2, 1)) == ["2026Q1"]
    assert keys(one, dt.date(2026, 3, 28)) == ["2026Q1", "2026Q2"]
    assert keys(one, dt.date(2026, 1, 1), ahead=400) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"]
    assert keys(one, dt.date(2026, 1, 1), ahead=0) == ["2026Q1"]


def test_birthdays_have_an_occasion_a_day_and_are_never_early() -> None:
    one = campaign(day="birthday", late=2)
    assert keys(one, dt.date(2026, 3, 2), ahead=1) == ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]
    (first, *_) = due_occasions(one, almanac=NONE, today=dt.date(2026, 3, 2), ahead=1)
    assert first.starts_on == first.day


def test_a_holiday_comes_every_year_and_one_of_last_year_may_still_be_due() -> None:
    one = campaign(day="medic", late=3)
    found = due_occasions(one, almanac=NONE, today=dt.date(2026, 6, 18), ahead=20)
    assert found
    assert all(occasion.is_professional and occasion.holidays for occasion in found)
    assert keys(one, dt.date(2026, 1, 10)) == []


def test_a_theme_is_the_letter_and_not_its_file() -> None:
    assert theme_of(campaign(on=dt.date(2026, 1, 1))) == theme_of(campaign(on=dt.date(2026, 5, 1))) == "greeting|on|t"
    assert theme_of(campaign(day="medic"), professional=True) == "professional|greeting|medic|t"
    assert theme_of(campaign(every="quarter"), quarter="2026Q1") != theme_of(
        campaign(every="quarter"), quarter="2026Q2"
    )


def day(occasion: Occasion, one: Campaign, *, not_before: dt.date, fraction: float = 0.0) -> dt.date | None:
    return day_for(occasion, one, country="UA", days=WEEK, fraction=fraction, not_before=not_before)


SATURDAY = dt.date(2026, 3, 14)


@pytest.mark.parametrize(
    ("weekend", "late", "wanted"),
    [
        (WeekendRule.BEFORE, 0, dt.date(2026, 3, 13)),
        (WeekendRule.AFTER, 3, dt.date(2026, 3, 16)),
        (WeekendRule.AFTER, 0, None),
        (WeekendRule.SAME_DAY, 0, SATURDAY),
    ],
)
def test_a_weekend_is_handled_as_the_file_says(weekend: WeekendRule, late: int, wanted: dt.date | None) -> None:
    one = campaign(on=SATURDAY, weekend=weekend, late=late)
    (occasion,) = due_occasions(one, almanac=NONE, today=dt.date(2026, 3, 9), ahead=7)
    assert day(occasion, one, not_before=dt.date(2026, 3, 9)) == wanted


def test_no_day_is_found_behind_the_last_one_or_before_the_first() -> None:
    one = campaign(on=SATURDAY, weekend=WeekendRule.BEFORE)
    (occasion,) = due_occasions(one, almanac=NONE, today=dt.date(2026, 3, 9), ahead=7)
    assert day(occasion, one, not_before=dt.date(2026, 3, 20)) is None
    assert day(occasion, one, not_before=SATURDAY) is None


def test_a_quarter_is_spread_over_its_first_days_and_never_before_the_permitted_one() -> None:
    one = campaign(LetterKind.NEWSLETTER, every="quarter", spread=10)
    (occasion,) = due_occasions(one, almanac=NONE, today=dt.date(2026, 4, 1), ahead=7)
    first = day(occasion, one, not_before=occasion.starts_on)
    last = day(occasion, one, not_before=occasion.starts_on, fraction=0.99)
    assert (first, last) == (dt.date(2026, 4, 1), dt.date(2026, 4, 10))
    assert day(occasion, one, not_before=dt.date(2026, 5, 4)) == dt.date(2026, 5, 4)
    assert day(occasion, one, not_before=dt.date(2026, 6, 30)) == dt.date(2026, 6, 30)


def test_whom_an_occasion_concerns() -> None:
    plain = Occasion(key="x", theme="t", starts_on=SATURDAY, ends_on=SATURDAY)
    assert plain.concerns("")
    assert plain.holiday_of(Who(country="UA")) is None
    medics = due_occasions(campaign(day="medic"), almanac=NONE, today=dt.date(2026, 6, 1), ahead=300)
    ours = [occasion for occasion in medics if occasion.concerns("UA")]
    assert ours
    assert ours[0].holiday_of(Who(country="UA"))
    assert not any(occasion.concerns("ZZ") for occasion in medics if not occasion.concerns(""))


@pytest.mark.parametrize("spread", [1, 30, 90])
@pytest.mark.parametrize("country", ["RU", "UA", "KZ", "BY", "DE"])
def test_a_rhythm_stays_three_months_apart_and_loses_no_quarter_in_ten_years(country: str, spread: int) -> None:
    one = campaign(LetterKind.NEWSLETTER, every="quarter", spread=spread)
    for fraction in (0.0, 0.3, 0.6, 0.99):
        free = dt.date(2026, 1, 1)
        for label in (f"{year}Q{number}" for year in range(2026, 2036) for number in (1, 2, 3, 4)):
            first, last = quarter_bounds(label)
            (occasion,) = due_occasions(one, almanac=NONE, today=first, ahead=0)
            found = day_for(occasion, one, country=country, days=WEEK, fraction=fraction, not_before=max(first, free))
            assert found, (label, fraction)
            assert max(first, free) <= found <= last
            free = add_months(found, 3)


# -- whose day it is ---------------------------------------------------------------------------------------------


def on(one: Campaign, day: dt.date) -> Occasion:
    found = due_occasions(one, almanac=NONE, today=day, ahead=0)
    return next(occasion for occasion in found if occasion.day == day)


def key_of(occasion: Occasion, **who: str) -> str:
    found = occasion.holiday_of(Who(**who))
    return found.key if found else ""


def test_the_professional_day_is_that_of_each_clients_own_trade() -> None:
    one = campaign(day="professional", weekend=WeekendRule.BEFORE)
    found = on(one, dt.date(2027, 7, 27))
    assert found.is_professional
    assert key_of(found, country="UA", profession="врач") == "medic.ua"
    assert key_of(found, country="UA", industry="medicine") == "medic.ua"
    assert key_of(found, country="RU", profession="врач") == ""  # in June
    assert key_of(found, country="UA", profession="it") == ""
    assert found.may_be_his(Who(profession="врач"))  # a person is asked for his country
    assert not found.may_be_his(Who(profession="it"))
    assert not found.may_be_his(Who(profession="врач", country="PL"))


def test_of_two_days_of_one_name_a_client_keeps_his_countrys() -> None:
    one = campaign(day="teachers", weekend=WeekendRule.BEFORE)
    world = on(one, dt.date(2027, 10, 5))  # Ukraine keeps the first Sunday, two days before
    assert key_of(world, country="RU") == "teacher.ru"
    assert key_of(world, country="PL") == "teacher.int"
    assert key_of(world, country="UA") == ""
    assert key_of(on(one, dt.date(2027, 10, 3)), country="UA") == "teacher.ua"


def test_easter_is_that_of_his_faith_and_of_nobody_whose_faith_is_not_recorded() -> None:
    one = campaign(day="easter", weekend=WeekendRule.BEFORE)
    orthodox, western = on(one, dt.date(2027, 5, 2)), on(one, dt.date(2027, 3, 28))
    assert orthodox.is_religious
    assert key_of(orthodox, country="UA", faith="orthodox") == "easter.orthodox"
    assert key_of(western, country="DE", faith="catholic") == "easter.western"
    assert key_of(orthodox, country="DE", faith="catholic") == ""
    assert key_of(orthodox, country="UA") == ""


def test_what_is_no_holiday_is_nobodys() -> None:
    assert Occasion(key="2026Q1", theme="t", starts_on=SATURDAY, ends_on=SATURDAY).holiday_of(Who()) is None


def test_a_holiday_on_the_day_itself_is_due_from_that_day() -> None:
    one = campaign(day="medic.ua", weekend=WeekendRule.SAME_DAY)
    assert on(one, dt.date(2027, 7, 27)).starts_on == dt.date(2027, 7, 27)
