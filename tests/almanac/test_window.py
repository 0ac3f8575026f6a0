"""Hours, zones, months, quarters, birthdays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.almanac.window import (
    Hours,
    LeapDay,
    add_months,
    birthday_in,
    day_bounds,
    earlier_days,
    is_real_birthday,
    moment_of,
    parse_hours,
    quarter_bounds,
    quarter_of,
    slot,
    zone_of,
)

WORK = Hours(opens=time(9, 30), closes=time(17, 30))
ZONES = [
    "Europe/Kyiv",
    "Europe/Moscow",
    "Asia/Almaty",
    "America/New_York",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "UTC",
]


def test_hours_are_read_and_written() -> None:
    assert parse_hours("09:30-17:30") == WORK
    assert str(WORK) == "09:30-17:30"


@pytest.mark.parametrize("text", ["", "9:30-17:30", "09:30", "17:30-09:30", "09:30-09:30", "24:00-25:00", "09:30–17"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_hours(text)


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("09:30-17:30", "09:00-12:00", "09:30-12:00"),
    ("09:30-17:30", "10:00-11:00", "10:00-11:00"),
    ("09:30-17:30", "17:30-19:00", "None"),
    ("09:30-17:30", "18:00-19:00", "None"),
])  # fmt: skip
def test_two_hours_have_what_is_in_both(one: str, other: str, expected: str) -> None:
    assert str(parse_hours(one).intersect(parse_hours(other))) == expected
    assert str(parse_hours(other).intersect(parse_hours(one))) == expected


def test_a_draw_is_stable_per_client_and_differs_between_clients_and_keys() -> None:
    assert slot(b"key", salt="medics|2026|107") == slot(b"key", salt="medics|2026|107")
    assert slot(b"key", salt="medics|2026|107") != slot(b"key", salt="medics|2026|108")
    assert slot(b"key", salt="medics|2026|107") != slot(b"other", salt="medics|2026|107")


def test_draws_are_spread_over_the_whole_window() -> None:
    tenths = {int(slot(b"key", salt=str(client)) * 10) for client in range(200)}
    assert tenths == set(range(10))


@given(st.binary(max_size=80), st.text(max_size=20))
def test_a_draw_is_at_least_nothing_and_less_than_one(key: bytes, salt: str) -> None:
    assert 0 <= slot(key, salt=salt) < 1


def test_hours_are_the_clients_own() -> None:
    day = date(2026, 7, 27)
    assert day_bounds(day, WORK, zone="Europe/Kyiv")[0] == datetime(2026, 7, 27, 6, 30, tzinfo=UTC)
    assert day_bounds(day, WORK, zone="Asia/Almaty")[0] == datetime(2026, 7, 27, 4, 30, tzinfo=UTC)
    assert day_bounds(date(2026, 1, 12), WORK, zone="Europe/Kyiv")[0] == datetime(2026, 1, 12, 7, 30, tzinfo=UTC)


def test_a_civil_time_that_the_clocks_skip_is_the_first_that_exists() -> None:
    """On 29 March 2026 Kyiv goes from 03:00 to 04:00 at 01:00 UTC."""
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    for opens in (time(3, 0), time(3, 30), time(3, 59)):
        bounds = day_bounds(date(2026, 3, 29), Hours(opens=opens, closes=time(5, 0)), zone="Europe/Kyiv")
        assert bounds == (jump, jump + timedelta(hours=1))
    inside = Hours(opens=time(3, 10), closes=time(3, 50))
    assert day_bounds(date(2026, 3, 29), inside, zone="Europe/Kyiv") == (jump, jump)
    assert moment_of(date(2026, 3, 29), inside, zone="Europe/Kyiv", fraction=0.9) == jump


def test_of_a_civil_time_that_comes_twice_the_first_counts() -> None:
    """On 25 October 2026 Kyiv goes from 04:00 back to 03:00 at 01:00 UTC."""
    hours = Hours(opens=time(3, 30), closes=time(5, 0))
    opens_at, closes_at = day_bounds(date(2026, 10, 25), hours, zone="Europe/Kyiv")
    assert opens_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert closes_at - opens_at == timedelta(hours=2, minutes=30)


def test_a_day_that_an_island_skipped_is_the_next_one() -> None:
    """Samoa had no 30 December 2011."""
    opens_at, _ = day_bounds(date(2011, 12, 30), WORK, zone="Pacific/Apia")
    assert opens_at.astimezone(ZoneInfo("Pacific/Apia")).date() == date(2011, 12, 31)


@given(
    day=st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    zone=st.sampled_from(ZONES),
    fraction=st.floats(0, 1, exclude_max=True),
    minutes=st.tuples(st.integers(0, 1438), st.integers(1, 1439)).filter(lambda pair: pair[0] < pair[1]),
)
def test_a_letter_leaves_within_the_hours_on_every_day_of_the_clocks(
    day: date, zone: str, fraction: float, minutes: tuple[int, int]
) -> None:
    opens, closes = (time(minute // 60, minute % 60) for minute in minutes)
    hours = Hours(opens=opens, closes=closes)
    opens_at, closes_at = day_bounds(day, hours, zone=zone)
    moment = moment_of(day, hours, zone=zone, fraction=fraction)
    assert opens_at <= moment <= closes_at
    assert moment.tzinfo is UTC
    local = opens_at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) >= (day, opens)


@pytest.mark.parametrize(("time_zone", "country", "city", "expected"), [
    ("Europe/Berlin", "UA", "", "Europe/Berlin"),
    ("", "UA", "", "Europe/Kyiv"),
    ("Mars/Base", "UA", "", "Europe/Kyiv"),
    ("Europe", "ua", "", "Europe/Kyiv"),
    ("../../etc/passwd", "", "", None),
    ("localtime", "", "", None),
    ("", "UA", "Львів", "Europe/Kyiv"),
    ("", "RU", "", None),
    ("", "RU", "г. Екатеринбург", "Asia/Yekaterinburg"),
    ("", "RU", "Єкатеринбург", "Asia/Yekaterinburg"),
    ("", "RU", "YEKATERINBURG", "Asia/Yekaterinburg"),
    ("", "RU", "орёл", "Europe/Moscow"),
    ("", "RU", "Ростов на Дону", "Europe/Moscow"),
    ("", "RU", "Урюпинск", None),
    ("", "KZ", "Алматы", "Asia/Almaty"),
    ("", "KZ", "Петропавловск", "Asia/Almaty"),
    ("", "US", "New York", "America/New_York"),
    ("", "US", "Лос-Анджелес", "America/Los_Angeles"),
    ("", "US", "", None),
    ("", "", "Москва", None),
    ("", "ZZ", "Москва", None),
])  # fmt: skip
def test_a_clients_zone_is_his_own_or_certain_or_unknown(
    time_zone: str, country: str, city: str, expected: str | None
) -> None:
    assert zone_of(time_zone=time_zone, country=country, city=city) == expected


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2025, 11, 30), 3, date(2026, 2, 28)),
    (date(2027, 11, 30), 3, date(2028, 2, 29)),
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2026, 10, 15), 3, date(2027, 1, 15)),
    (date(2026, 3, 31), -1, date(2026, 2, 28)),
    (date(2026, 1, 1), -1, date(2025, 12, 1)),
    (date(2026, 5, 5), 0, date(2026, 5, 5)),
])  # fmt: skip
def test_months_are_added_with_the_day_clamped(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_within_its_quarter(day: date) -> None:
    first, last = quarter_bounds(quarter_of(day))
    assert first <= day <= last
    assert quarter_of(last + timedelta(days=1)) != quarter_of(last)
    assert first.day == 1


def test_quarters_have_labels() -> None:
    assert quarter_of(date(2025, 12, 31)) == "2025Q4"
    assert quarter_bounds("2025Q4") == (date(2025, 10, 1), date(2025, 12, 31))
    with pytest.raises(ValueError, match="2025Q5"):
        quarter_bounds("2025Q5")


def test_who_was_born_on_29_february_is_congratulated_every_year() -> None:
    born = date(1984, 2, 29)
    assert birthday_in(2028, born=born) == date(2028, 2, 29)
    assert birthday_in(2027, born=born) == date(2027, 2, 28)
    assert birthday_in(2027, born=born, leap_day="03-01") == date(2027, 3, 1)
    assert birthday_in(2027, born=date(1984, 5, 1)) == date(2027, 5, 1)


@pytest.mark.parametrize(("born", "real"), [
    (date(1984, 5, 1), True),
    (date(1970, 1, 2), True),
    (date(1970, 1, 1), False),
    (date(1900, 1, 1), False),
    (date(1, 1, 1), False),
    (date(2026, 6, 1), False),
    (date(2030, 1, 1), False),
    (date(1916, 6, 1), True),
    (date(1916, 5, 31), False),
])  # fmt: skip
def test_a_placeholder_is_no_birthday(born: date, *, real: bool) -> None:
    assert is_real_birthday(born, today=date(2026, 6, 1)) is real


@pytest.mark.parametrize(("day", "leap_day", "expected"), [
    (date(2027, 2, 28), "02-28", ["2026-02-28", "2025-02-28", "2024-02-28", "2024-02-29", "2023-02-28"]),
    (date(2027, 2, 28), "03-01", ["2026-02-28", "2025-02-28", "2024-02-28", "2023-02-28"]),
    (date(2027, 3, 1), "03-01", ["2026-03-01", "2025-03-01", "2024-03-01", "2024-02-29", "2023-03-01"]),
    (date(2028, 2, 29), "02-28", ["2024-02-29"]),
    (date(2028, 2, 28), "02-28", ["2027-02-28", "2026-02-28", "2025-02-28", "2024-02-28"]),
    (date(2, 3, 1), "02-28", ["0001-03-01"]),
])  # fmt: skip
def test_the_days_that_return_on_a_day(day: date, leap_day: LeapDay, expected: list[str]) -> None:
    assert list(map(str, earlier_days(day, years=range(1, 5), leap_day=leap_day))) == expected


@given(st.dates(date(1950, 1, 1), date(2020, 12, 31)), st.integers(2021, 2060), st.sampled_from(["02-28", "03-01"]))
def test_a_day_returns_where_it_is_greeted(born: date, year: int, leap_day: LeapDay) -> None:
    day = birthday_in(year, born=born, leap_day=leap_day)
    assert born in earlier_days(day, years=range(1, 111), leap_day=leap_day)
