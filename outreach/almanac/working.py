"""Working days of a country, and the day on which a greeting may leave. Hours are not here but in `window`."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

import holidays

from outreach.almanac.rule import WEEK_DAYS

WORKING_WEEK = WEEK_DAYS[:5]

# Since March 2022 Ukraine's holidays are working days by martial law, and the library keeps them in a category of
# their own. Offices keep quiet on them all the same, so no letter leaves.
_CATEGORIES = {"UA": ("public", "workday")}


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
    wanted: date, *, country: str, days: Collection[str], rule: WeekendRule, not_before: date, not_after: date
) -> date | None:
    """The day nearest to `wanted` on which the letter may leave under `rule`, within both bounds, or None."""
    match rule:
        case WeekendRule.SAME_DAY:
            return wanted if not_before <= wanted <= not_after else None
        case WeekendRule.BEFORE:
            return day_before(min(wanted, not_after), country=country, days=days, not_before=not_before)
        case WeekendRule.AFTER:
            return day_after(max(wanted, not_before), country=country, days=days, not_after=not_after)
    assert_never(rule)


def day_before(day: date, *, country: str, days: Collection[str] = WORKING_WEEK, not_before: date) -> date | None:
    """`day` itself or the last working day before it, but not before the bound."""
    while day >= not_before:
        if is_working_day(day, country=country, days=days):
            return day
        day -= timedelta(days=1)
    return None


def day_after(day: date, *, country: str, days: Collection[str] = WORKING_WEEK, not_after: date) -> date | None:
    """`day` itself or the next working day, but not after the bound."""
    while day <= not_after:
        if is_working_day(day, country=country, days=days):
            return day
        day += timedelta(days=1)
    return None


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Days off of a country in a year, substitute days included; none for a country nobody knows."""
    if not (len(country) == 2 and country.isascii() and country.isupper()):  # noqa: PLR2004  ISO 3166-1 alpha-2
        return frozenset()
    try:
        found = holidays.country_holidays(
            country,
            years=year,
            observed=True,
            language="en_US",  # else the process's LANG decides
            categories=_CATEGORIES.get(country),
        )
    except NotImplementedError:
        return frozenset()
    return frozenset(found)
