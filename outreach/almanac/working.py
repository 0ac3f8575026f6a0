"""Working days of a country, and the day on which a greeting may leave. Hours are not here but in `window`."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from outreach.almanac.public import public_holidays
from outreach.almanac.rule import WEEK_DAYS

WORKING_WEEK = WEEK_DAYS[:5]


class WeekendRule(StrEnum):
    """What happens to a letter whose day is no working day: `weekend` in a campaign file."""

    BEFORE = "working day before"  # professional and national days: teachers are congratulated on the Friday
    AFTER = "working day after"  # birthdays: never early
    SAME_DAY = "same day"  # on the day itself, whatever it is


def is_working_day(day: date, *, country: str, days: Collection[str] = WORKING_WEEK) -> bool:
    """Whether it is one of the week days `days` ("mon" to "sun") and no public holiday, also no substitute day off.

    For a country that is unknown only the week days count.
    """
    return WEEK_DAYS[day.weekday()] in days and day not in public_holidays(country.upper(), day.year)


def permitted_day(
    wanted: date,
    *,
    country: str,
    days: Collection[str],
    rule: WeekendRule,
    not_before: date,
    not_after: date,
    quiet: Collection[date] = (),
) -> date | None:
    """The day nearest to `wanted` on which the letter may leave under `rule`, within both bounds, or None.

    On the days in `quiet` nothing leaves, whatever the rule.
    """
    match rule:
        case WeekendRule.SAME_DAY:
            return wanted if not_before <= wanted <= not_after and wanted not in quiet else None
        case WeekendRule.BEFORE:
            first = min(wanted, not_after)
            return day_before(first, country=country, days=days, not_before=not_before, quiet=quiet)
        case WeekendRule.AFTER:
            first = max(wanted, not_before)
            return day_after(first, country=country, days=days, not_after=not_after, quiet=quiet)
    assert_never(rule)


def day_before(
    day: date, *, country: str, days: Collection[str] = WORKING_WEEK, not_before: date, quiet: Collection[date] = ()
) -> date | None:
    """`day` itself or the last working day before it, but not before the bound."""
    while day >= not_before:
        if day not in quiet and is_working_day(day, country=country, days=days):
            return day
        day -= timedelta(days=1)
    return None


def day_after(
    day: date, *, country: str, days: Collection[str] = WORKING_WEEK, not_after: date, quiet: Collection[date] = ()
) -> date | None:
    """`day` itself or the next working day, but not after the bound."""
    while day <= not_after:
        if day not in quiet and is_working_day(day, country=country, days=days):
            return day
        day += timedelta(days=1)
    return None
