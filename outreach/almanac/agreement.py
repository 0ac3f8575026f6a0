"""Whether each rule of the almanac gives the days on which it was seen kept: a decree that moved a day shows here.

What may be wrong with the form of a row is in `row`.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.almanac.holiday import EVERYWHERE, NATIONAL
from outreach.almanac.observed import ON_RECORD, observed
from outreach.almanac.public import feasts, knows_country
from outreach.almanac.row import OBSERVED
from outreach.almanac.rule import NotARule, day_of, parse_rule
from outreach.almanac.table import SHIPPED, rows_of
from outreach.locale import say, say_n
from outreach.problems import Place, Problem, Severity

_SHOWN = 5  # keys that a warning names


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a table was found to be: its mistakes, how many rules were held against days of how many years."""

    problems: tuple[Problem, ...] = ()
    rules: int = 0  # that have a day on record
    days: int = 0


def agreement(file: Path = SHIPPED, *, today: date, but: Collection[str] = ()) -> Agreement:
    """Every rule of a table held against the days on record, but for some keys: those that the firm's own rows replace.

    The days are those of `date_YEAR`, and for the shipped rows those of observed_days.csv. A file that cannot be read
    has other problems, none here.

    H011: the rule gives another day. H014: a national day on which its country has no day off. H015: rows that somebody
    should have looked through by now.
    """
    try:
        rows = [row for row in rows_of(file) if row[1].get("key", "").strip().casefold() not in but]
    except (OSError, UnicodeDecodeError, csv.Error):
        return Agreement()
    told = [(line, cells, tuple(_told(cells, shipped=file == SHIPPED))) for line, cells in rows]
    problems = [
        problem for line, cells, days in told for problem in _of_row(cells, days, place=Place(file=file, line=line))
    ]
    return Agreement(
        problems=(*problems, *_overdue(rows, file=file, today=today)),
        rules=sum(bool(days) for _, _, days in told),
        days=sum(len(days) for _, _, days in told),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A day on record, and the column or file it stands in."""

    where: str
    day: date


def _told(cells: dict[str, str], *, shipped: bool) -> Iterator[_Told]:
    if not _has_rule(cells):
        return
    for column, text in cells.items():
        if OBSERVED.fullmatch(column) and (day := _date(text)):
            yield _Told(where=column, day=day)
    if shipped:
        for one in observed().get(cells["key"], ()):
            yield _Told(where=ON_RECORD.name, day=one.day)


def _of_row(cells: dict[str, str], told: Sequence[_Told], *, place: Place) -> Iterator[Problem]:
    key = cells.get("key", "").strip()
    for one in told:
        found = day_of(_rule(cells), one.day.year)
        if found != one.day:
            wrong = say("“{key}” should be on {told}, but its rule gives {found}.", key=key, told=one.day, found=found)
            mend = say("Mend the rule, or the day in {column}.", column=one.where)
            yield Problem(rule="H011", place=place, text=wrong, mend=mend, severity=Severity.WARNING)
        elif day_off := _should_be_off(cells, one):
            text = say("“{key}” is a national day, but {country} has no day off on {day}.", key=key, **day_off)
            mend = say("Mend the rule, or set status to observance.")
            yield Problem(rule="H014", place=place, text=text, mend=mend, severity=Severity.WARNING)


def _should_be_off(cells: dict[str, str], told: _Told) -> dict[str, object]:
    """Country and day where the law knows no day off, of a national day that was seen; else nothing."""
    country = cells.get("countries", "").strip().upper()
    if cells.get("status", "").strip() != NATIONAL or country == EVERYWHERE:
        return {}
    if not knows_country(country) or told.day in feasts(country, told.day.year):
        return {}
    return {"country": country, "day": told.day}


def _overdue(rows: Sequence[tuple[int, dict[str, str]]], *, file: Path, today: date) -> Iterator[Problem]:
    late: dict[date, list[str]] = defaultdict(list)
    for _, cells in rows:
        day = _date(cells.get("review_on", ""))
        if day and day < today:
            late[day].append(cells.get("key", "").strip())
    for day, keys in sorted(late.items()):
        shown = ", ".join(keys[:_SHOWN]) + (", …" if len(keys) > _SHOWN else "")
        text = say_n(
            "{n} day was to be looked through by {day}: {keys}.",
            "{n} days were to be looked through by {day}: {keys}.",
            len(keys),
            day=day,
            keys=shown,
        )
        mend = say("See whether a decree moved them, then set review_on anew.")
        yield Problem(rule="H015", place=Place(file=file), text=text, mend=mend, severity=Severity.WARNING)


def _has_rule(cells: dict[str, str]) -> bool:
    try:
        parse_rule(_rule(cells))
    except NotARule:
        return False
    return True


def _rule(cells: dict[str, str]) -> str:
    return " ".join(cells.get("rule", "").casefold().split())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
