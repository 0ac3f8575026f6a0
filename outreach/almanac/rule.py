"""The rule a holiday's day is worked out by: `08-24`, `2 sun aug`, `last fri jul`, `day 256`, each with an offset."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

WEEK_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_FIXED = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)")
_NTH = re.compile(rf"(?P<nth>[1-5]|last) (?P<week_day>{'|'.join(WEEK_DAYS)}) (?P<month>{'|'.join(MONTHS)})")
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


Rule = FixedDay | NthWeekDay | DayOfYear


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
    assert_never(rule)


def _nth_week_day(rule: NthWeekDay, year: int) -> date | None:
    if rule.nth == LAST:
        last = date(year, rule.month, monthrange(year, rule.month)[1])
        return last - timedelta(days=(last.weekday() - rule.week_day) % 7)
    first = date(year, rule.month, 1)
    day = first + timedelta(days=(rule.week_day - first.weekday()) % 7 + 7 * (rule.nth - 1))
    return day if day.month == rule.month else None
