"""Days off of a country by its own law, as the library `holidays` keeps them. Whom one greets is in `table`, not here.

The whole calendar is never greeted on: days of mourning and substitute days off stand in it beside the feasts.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

# Since March 2022 Ukraine's holidays are working days by martial law, and the library keeps them in a category of
# their own. Offices keep quiet on them all the same, so no letter leaves.
_CATEGORIES = {"UA": ("public", "workday")}
_DOUBTFUL = " (estimated)"  # a lunar day that is not proclaimed yet


def public_holidays(country: str, year: int) -> frozenset[date]:
    """Days off of a country in a year, substitute days included; none for a country nobody knows."""
    return frozenset(_calendar(country, year, observed=True))


def named_day(country: str, name: str, *, year: int) -> date | None:
    """The first day of a year that the country's calendar calls so in English (small letters); no substitute days."""
    for day, names in sorted(_calendar(country, year, observed=False).items()):
        if name in names:
            return day
    return None


def feasts(country: str, year: int) -> frozenset[date]:
    """The days off themselves, without the days that stand in for those on a weekend."""
    return frozenset(_calendar(country, year, observed=False))


def knows_country(country: str) -> bool:
    """Whether there is a calendar of this country (two capital letters)."""
    return _is_code(country) and country in holidays.list_supported_countries()


@lru_cache(maxsize=1024)
def _calendar(country: str, year: int, *, observed: bool) -> Mapping[date, tuple[str, ...]]:
    if not _is_code(country):
        return {}
    try:
        found = holidays.country_holidays(
            country,
            years=year,
            observed=observed,
            language="en_US",  # else the process's LANG decides
            categories=_CATEGORIES.get(country),
        )
    except NotImplementedError:
        return {}
    return {day: tuple(name.removesuffix(_DOUBTFUL).casefold() for name in found.get_list(day)) for day in found}


def _is_code(country: str) -> bool:
    return len(country) == 2 and country.isascii() and country.isupper()  # noqa: PLR2004  ISO 3166-1 alpha-2
