"""The rule a holiday's day is worked out by: `08-24`, `2 sun aug`, `day 256`, `orthodox easter`, each with an offset.

`2027-03-14` is that one day; `public kz eid al-adha` is the first day off of that name in a country's calendar.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, assert_never

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter  # type: ignore[import-untyped]

from outreach.almanac.public import knows_country, named_day

WEEK_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_FIXED = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)")
_NTH = re.compile(rf"(?P<nth>[1-5]|last) (?P<week_day>{'|'.join(WEEK_DAYS)}) (?P<month>{'|'.join(MONTHS)})")
_ONCE = re.compile(r"\d{4}-\d\d-\d\d")
_EASTER = re.compile(r"(?P<church>orthodox|western) easter")
_PUBLIC = re.compile(r"public (?P<country>[a-z]{2}) (?P<name>\S.*)")
_DAY = re.compile(r"day (?P<number>\d{1,3})")
_OFFSET = re.compile(r"(?P<rule>.+?) (?P<offset>[+-]\d{1,3})")
LAST = -1
_LONGEST_YEAR = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDay:
    """The same day of the same month every year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NthWeekDay:
    """The nth (or LAST) Monday (0) to Sunday (6) of a month."""

    nth: int
    week_day: int
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfYear:
    """The nth day of the year, 1 January being the first."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneDay:
    """A day that comes once: a mourning that was declared, an anniversary of the firm."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Easter:
    """Easter Sunday of the orthodox or of the western churches."""

    church: Literal["orthodox", "western"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDay:
    """The first day off of this name (small letters, English) in a country's calendar; other calendars move with it."""

    country: str
    name: str


Rule = FixedDay | NthWeekDay | DayOfYear | OneDay | Easter | PublicDay


class NotARule(ValueError):
    """The text is not in the grammar of rules."""


def parse_rule(text: str) -> tuple[Rule, int]:
    """The rule and its offset in days; NotARule for anything else, also for a day that no year has."""
    if found := _OFFSET.fullmatch(text):
        return _parse_base(found["rule"]), int(found["offset"])
    return _parse_base(text), 0


def day_of(rule: str, year: int) -> date | None:
    """The holiday's day in a year; None in a year without it (29 February, a fifth Monday). NotARule if malformed."""
    parsed, offset = parse_rule(rule)
    day = _base_day(parsed, year)
    return day and day + timedelta(days=offset)


def _parse_base(text: str) -> Rule:
    if found := _FIXED.fullmatch(text):
        return _fixed(int(found["month"]), int(found["day"]), text)
    if found := _NTH.fullmatch(text):
        nth = LAST if found["nth"] == "last" else int(found["nth"])
        return NthWeekDay(nth=nth, week_day=WEEK_DAYS.index(found["week_day"]), month=MONTHS.index(found["month"]) + 1)
    if (found := _DAY.fullmatch(text)) and 1 <= int(found["number"]) <= _LONGEST_YEAR:
        return DayOfYear(number=int(found["number"]))
    return _parse_moving(text)


def _parse_moving(text: str) -> Rule:
    if found := _EASTER.fullmatch(text):
        return Easter(church="orthodox" if found["church"] == "orthodox" else "western")
    if (found := _PUBLIC.fullmatch(text)) and knows_country(found["country"].upper()):
        return PublicDay(country=found["country"].upper(), name=found["name"])
    if _ONCE.fullmatch(text):
        try:
            return OneDay(day=date.fromisoformat(text))
        except ValueError:
            raise NotARule(text) from None
    raise NotARule(text)


def _fixed(month: int, day: int, text: str) -> FixedDay:
    leap_year = 2024
    if not 1 <= month <= len(MONTHS) or not 1 <= day <= monthrange(leap_year, month)[1]:
        raise NotARule(text)
    return FixedDay(month=month, day=day)


def _base_day(rule: Rule, year: int) -> date | None:
    match rule:
        case FixedDay():
            return date(year, rule.month, rule.day) if rule.day <= monthrange(year, rule.month)[1] else None
        case NthWeekDay():
            return _nth_week_day(rule, year)
        case DayOfYear():
            day = date(year, 1, 1) + timedelta(days=rule.number - 1)
            return day if day.year == year else None
        case OneDay():
            return rule.day if rule.day.year == year else None
        case Easter():
            found: date = easter(year, EASTER_ORTHODOX if rule.church == "orthodox" else EASTER_WESTERN)
            return found
        case PublicDay():
            return named_day(rule.country, rule.name, year=year)
    assert_never(rule)


def _nth_week_day(rule: NthWeekDay, year: int) -> date | None:
    if rule.nth == LAST:
        last = date(year, rule.month, monthrange(year, rule.month)[1])
        return last - timedelta(days=(last.weekday() - rule.week_day) % 7)
    first = date(year, rule.month, 1)
    day = first + timedelta(days=(rule.week_day - first.weekday()) % 7 + 7 * (rule.nth - 1))
    return day if day.month == rule.month else None
