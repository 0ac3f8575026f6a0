"""Working days, and the day on which a greeting leaves."""

import os
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.almanac.public import _calendar, public_holidays
from outreach.almanac.rule import WEEK_DAYS
from outreach.almanac.table import shipped
from outreach.almanac.working import (
    WORKING_WEEK,
    WeekendRule,
    day_after,
    day_before,
    is_working_day,
    permitted_day,
)

FAR = timedelta(days=14)


def permitted(wanted: date, rule: WeekendRule, *, country: str = "RU", back: int = 14, ahead: int = 14) -> date | None:
    return permitted_day(
        wanted, country=country, days=WORKING_WEEK, rule=rule,
        not_before=wanted - timedelta(days=back), not_after=wanted + timedelta(days=ahead),
    )  # fmt: skip


@pytest.mark.parametrize(("day", "country", "works"), [
    (date(2026, 6, 19), "RU", True),
    (date(2026, 6, 20), "RU", False),  # Saturday
    (date(2026, 6, 12), "RU", False),  # Russia Day
    (date(2026, 5, 11), "RU", False),  # Monday instead of Saturday the 9th
    (date(2026, 8, 24), "UA", False),  # a holiday by name, a working day by martial law: nothing leaves
    (date(2026, 1, 7), "UA", True),  # Christmas is on 25 December now
    (date(2026, 12, 25), "UA", False),
    (date(2026, 7, 3), "US", False),  # Friday instead of Saturday the 4th
    (date(2026, 1, 1), "", True),
    (date(2026, 1, 1), "ZZ", True),
    (date(2026, 1, 1), "RUS", True),
    (date(2026, 8, 24), "ua", False),
    (date(2026, 3, 22), "KZ", False),
])  # fmt: skip
def test_working_days(day: date, country: str, *, works: bool) -> None:
    assert is_working_day(day, country=country) is works


def test_ukraine_has_holidays_although_the_law_suspends_them() -> None:
    assert all(len(public_holidays("UA", year)) >= 11 for year in (2023, 2026, 2027))


def test_the_week_is_the_firms_own() -> None:
    saturday = date(2026, 6, 20)
    assert is_working_day(saturday, country="RU", days=("sat",))
    assert not is_working_day(saturday - timedelta(days=1), country="RU", days=("sat",))


def test_the_language_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _calendar.cache_clear()
    english = public_holidays("RU", 2026)
    monkeypatch.setitem(os.environ, "LANG", "ru_RU.UTF-8")
    _calendar.cache_clear()
    assert public_holidays("RU", 2026) == english


def test_a_professional_day_on_a_sunday_is_greeted_on_the_friday() -> None:
    assert permitted(date(2026, 8, 9), WeekendRule.BEFORE) == date(2026, 8, 7)


def test_a_professional_day_on_a_working_day_is_greeted_on_it() -> None:
    assert permitted(date(2026, 7, 27), WeekendRule.BEFORE, country="UA") == date(2026, 7, 27)


def test_new_year_is_greeted_before_the_days_off() -> None:
    assert permitted(date(2027, 1, 1), WeekendRule.BEFORE) == date(2026, 12, 30)


def test_a_birthday_is_never_greeted_early() -> None:
    assert permitted(date(2026, 6, 20), WeekendRule.AFTER) == date(2026, 6, 22)
    assert permitted(date(2026, 1, 1), WeekendRule.AFTER) == date(2026, 1, 12)


def test_on_the_day_itself_whatever_day_it_is() -> None:
    assert permitted(date(2026, 6, 20), WeekendRule.SAME_DAY) == date(2026, 6, 20)
    assert permitted(date(2026, 6, 20), WeekendRule.SAME_DAY, back=-1) is None


def test_no_day_within_the_bounds_is_no_day() -> None:
    assert permitted(date(2026, 1, 8), WeekendRule.BEFORE, back=7) is None
    assert permitted(date(2026, 1, 1), WeekendRule.AFTER, ahead=9) is None


def test_the_bounds_move_the_search() -> None:
    wanted, today = date(2026, 6, 10), date(2026, 6, 12)
    late = permitted_day(
        wanted, country="", days=WORKING_WEEK, rule=WeekendRule.AFTER, not_before=today, not_after=today + FAR
    )
    early = permitted_day(
        today, country="", days=WORKING_WEEK, rule=WeekendRule.BEFORE, not_before=wanted - FAR, not_after=wanted
    )
    assert (late, early) == (today, wanted)


@given(
    wanted=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    country=st.sampled_from(["RU", "UA", "KZ", "BY", "US", "", "XX"]),
    rule=st.sampled_from(list(WeekendRule)),
)
def test_the_day_found_is_permitted_and_nothing_nearer_is(wanted: date, country: str, rule: WeekendRule) -> None:
    found = permitted(wanted, rule, country=country)
    if rule is WeekendRule.SAME_DAY:
        assert found == wanted
        return
    assert found
    assert is_working_day(found, country=country)
    between = [min(found, wanted) + timedelta(days=n) for n in range(abs((found - wanted).days) + 1)]
    assert [day for day in between if is_working_day(day, country=country)] == [found]
    assert found <= wanted if rule is WeekendRule.BEFORE else found >= wanted


@pytest.mark.parametrize("country", ["RU", "UA"])
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_in_a_simulated_year_every_professional_day_lands_on_a_permitted_day_or_says_why_not(
    country: str, year: int
) -> None:
    shifts: Counter[int] = Counter()
    for holiday in shipped().holidays:
        if not holiday.is_national(country) or not holiday.professions:
            continue
        wanted = holiday.day_in(year)
        if wanted is None:  # because the rule was not in force
            assert not holiday.is_valid_on(date(year, 7, 1)) or holiday.valid_from or holiday.valid_until
            continue
        sent = day_before(wanted, country=country, not_before=wanted - timedelta(days=4))
        if sent is None:  # because four days back are all off
            assert all(not is_working_day(wanted - timedelta(days=n), country=country) for n in range(5))
            shifts[-1] += 1
            continue
        assert WEEK_DAYS[sent.weekday()] in WORKING_WEEK
        assert sent not in public_holidays(country, year)
        shifts[(wanted - sent).days] += 1
    assert shifts[-1] == 0
    assert shifts[0] > sum(shifts.values()) * 0.3
    assert sum(shifts.values()) > 50


def test_the_search_ahead_stops_at_its_bound() -> None:
    assert day_after(date(2026, 1, 1), country="RU", not_after=date(2026, 1, 11)) is None
    assert day_after(date(2026, 1, 1), country="RU", not_after=date(2026, 1, 12)) == date(2026, 1, 12)


def test_on_a_quiet_day_nothing_leaves_whatever_the_rule() -> None:
    quiet = {date(2026, 6, 22)}  # a Monday
    bounds = {"country": "DE", "days": WORKING_WEEK, "not_before": date(2026, 6, 15), "not_after": date(2026, 6, 30)}

    def found(rule: WeekendRule) -> date | None:
        return permitted_day(date(2026, 6, 22), rule=rule, quiet=quiet, **bounds)  # type: ignore[arg-type]

    assert found(WeekendRule.BEFORE) == date(2026, 6, 19)
    assert found(WeekendRule.AFTER) == date(2026, 6, 23)
    assert found(WeekendRule.SAME_DAY) is None
