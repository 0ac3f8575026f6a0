"""Where a letter goes whose day is over."""

import datetime as dt
from dataclasses import dataclass

import pytest

from outreach.outbox.slot import next_slot
from outreach.settings import Care


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Due on Friday, 16 January 2026, at 10:15 in Kyiv; its hours end at 17:30."""

    id: int = 1
    country: str | None = "UA"
    time_zone: str = "Europe/Kyiv"
    first_due_at: dt.datetime = dt.datetime(2026, 1, 16, 8, 15, tzinfo=dt.UTC)
    day_ends_at: dt.datetime = dt.datetime(2026, 1, 16, 15, 30, tzinfo=dt.UTC)
    expires_at: dt.datetime = dt.datetime(2026, 1, 22, 15, 30, tzinfo=dt.UTC)


def moved(letter: Letter, now: dt.datetime, **care: object) -> tuple[str, str] | None:
    found = next_slot(letter, care=Care.model_validate(care), now=now)
    return (f"{found.due_at:%d %H:%M}", f"{found.day_ends_at:%d %H:%M}") if found else None


FRIDAY = dt.datetime(2026, 1, 16, 16, 0, tzinfo=dt.UTC)


def test_it_goes_at_its_own_hour_on_the_next_working_day() -> None:
    assert moved(Letter(), FRIDAY) == ("19 08:15", "19 15:30")
    assert moved(Letter(), FRIDAY, days=["sat"]) == ("17 08:15", "17 15:30")


def test_after_a_long_silence_today_is_still_good_while_its_hours_last() -> None:
    tuesday = dt.datetime(2026, 1, 20, 12, 0, tzinfo=dt.UTC)
    assert moved(Letter(), tuesday) == ("20 08:15", "20 15:30")
    assert moved(Letter(), tuesday.replace(hour=16)) == ("21 08:15", "21 15:30")


@pytest.mark.parametrize(
    "letter",
    [
        Letter(expires_at=dt.datetime(2026, 1, 18, 15, 30, tzinfo=dt.UTC)),
        Letter(first_due_at=dt.datetime(2026, 1, 16, 15, 30, tzinfo=dt.UTC)),
    ],
)
def test_without_a_day_or_an_hour_left_it_stays_and_will_expire(letter: Letter) -> None:
    assert moved(letter, FRIDAY) is None


def test_the_hour_is_that_of_the_clients_clock_also_when_the_clocks_change() -> None:
    march = Letter(
        first_due_at=dt.datetime(2026, 3, 27, 8, 15, tzinfo=dt.UTC),
        day_ends_at=dt.datetime(2026, 3, 27, 15, 30, tzinfo=dt.UTC),
        expires_at=dt.datetime(2026, 4, 3, 15, 30, tzinfo=dt.UTC),
    )
    assert moved(march, dt.datetime(2026, 3, 27, 16, 0, tzinfo=dt.UTC)) == ("30 07:15", "30 14:30")
