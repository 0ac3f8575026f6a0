"""Rules of holidays: the day that each gives in a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.almanac.rule import MONTHS, WEEK_DAYS, NotARule, day_of


@pytest.mark.parametrize(("rule", "year", "expected"), [
    ("08-24", 2026, date(2026, 8, 24)),
    ("02-29", 2028, date(2028, 2, 29)),
    ("02-29", 2026, None),
    ("2 sun aug", 2026, date(2026, 8, 9)),
    ("last fri jul", 2026, date(2026, 7, 31)),
    ("5 mon feb", 2026, None),
    ("5 mon mar", 2026, date(2026, 3, 30)),
    ("day 256", 2027, date(2027, 9, 13)),
    ("day 256", 2028, date(2028, 9, 12)),
    ("day 366", 2028, date(2028, 12, 31)),
    ("day 366", 2027, None),
    ("last sat apr -3", 2026, date(2026, 4, 22)),
    ("1 sun may +2", 2026, date(2026, 5, 5)),
    ("12-31 +1", 2026, date(2027, 1, 1)),
    ("02-29 +1", 2026, None),
])  # fmt: skip
def test_a_rule_gives_the_day_of_a_year(rule: str, year: int, expected: date | None) -> None:
    assert day_of(rule, year) == expected


@pytest.mark.parametrize("rule", [
    "", "8-24", "13-01", "02-30", "00-10", "6 sun aug", "2 sunday aug", "first sun aug", "day 0", "day 367", "day 1000",
    "2 sun aug +", "2 sun aug 3", "easter", "last fri jul -3 -3",
])  # fmt: skip
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(NotARule):
        day_of(rule, 2026)


@given(
    nth=st.sampled_from(["1", "2", "3", "4", "5", "last"]),
    week_day=st.sampled_from(WEEK_DAYS),
    month=st.sampled_from(MONTHS),
    year=st.integers(1900, 2200),
    offset=st.integers(-99, 99),
)
def test_a_week_day_rule_gives_that_week_day_of_that_month(
    nth: str, week_day: str, month: str, year: int, offset: int
) -> None:
    day = day_of(f"{nth} {week_day} {month}", year)
    if day is None:
        assert nth == "5"
        return
    assert (WEEK_DAYS[day.weekday()], MONTHS[day.month - 1]) == (week_day, month)
    assert (day + timedelta(days=7)).month != day.month if nth == "last" else (day.day - 1) // 7 + 1 == int(nth)
    assert day_of(f"{nth} {week_day} {month} {offset:+}", year) == day + timedelta(days=offset)


LIKE_RULES = st.from_regex(r"(\d\d-\d\d|day \d{1,4}|[0-9] sun aug|last sun aug)( [+-]\d{1,4})?", fullmatch=True)


@given(st.text(alphabet="0123456789-+ lastsundayug", max_size=16) | LIKE_RULES)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        day = day_of(text, 2026)
    except NotARule:
        with pytest.raises(NotARule):  # in whatever year
            day_of(text, 2028)
        return
    furthest = timedelta(days=999)
    assert day is None or date(2026, 1, 1) - furthest <= day <= date(2026, 12, 31) + furthest


@pytest.mark.parametrize(("rule", "days"), [
    ("orthodox easter", ["2026-04-12", "2027-05-02"]),
    ("western easter", ["2026-04-05", "2027-03-28"]),
    ("orthodox easter +49", ["2026-05-31", "2027-06-20"]),
    ("public kz eid al-adha", ["2026-05-27", "2027-05-16"]),
    ("public tr eid al-fitr -1", ["2026-03-19", "2027-03-08"]),
    ("public il pesach", ["2026-04-02", "2027-04-22"]),
    ("public ua independence day", ["2026-08-24", "2027-08-24"]),
    ("public tr no such day", ["None", "None"]),
    ("2027-03-14", ["None", "2027-03-14"]),
])  # fmt: skip
def test_days_that_move_with_another_calendar_and_days_that_come_once(rule: str, days: list[str]) -> None:
    assert [str(day_of(rule, year)) for year in (2026, 2027)] == days


@pytest.mark.parametrize("text", ["public zz new year", "public new year", "2027-02-30", "eastern easter", "easter"])
def test_what_moves_with_no_calendar_is_no_rule(text: str) -> None:
    with pytest.raises(NotARule):
        day_of(text, 2027)
