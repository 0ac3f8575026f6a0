"""One row of a table of holidays: its columns, what may be wrong with it, and the holiday it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from outreach.almanac.holiday import EVERYWHERE, FAITHS, STATUSES, Holiday, Words
from outreach.almanac.rule import NotARule, parse_rule
from outreach.locale import say
from outreach.problems import Place, Problem, Severity, nearest

NEEDED_COLUMNS = ("key", "rule", "countries")
KNOWN_COLUMNS = (
    "key", "name_ru", "name_uk", "name_en", "greet_ru", "greet_uk", "greet_en", "rule", "countries", "places",
    "professions", "faiths", "status", "valid_from", "valid_until", "review_on", "note", "source",
)  # fmt: skip
OBSERVED = re.compile(r"date_(\d{4})")  # the day on which somebody saw it kept in a year

_KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z]+)?")
_COUNTRY = re.compile(r"-?[A-Z]{2}|\*")
_LIST = re.compile(r"[;,| ]+")
_PLACES = re.compile(r"[;|]")  # a city may have blanks in its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the file by column; `overlong` if it has more cells than the header."""

    cells: Mapping[str, str]
    place: Place
    places: Mapping[str, Place]
    overlong: bool = False

    def cell(self, column: str) -> str:
        """The cell without spaces around it; "" where the row is short or the column absent."""
        return self.cells.get(column, "").strip()

    def at(self, column: str) -> Place:
        """Where the cell stands; the line itself for a column that the file has not."""
        return self.places.get(column, self.place)


def holiday_of(row: Row, *, problems: list[Problem]) -> Holiday | None:
    """The holiday a row says, or None and every mistake of the row added to `problems`."""
    before = len(problems)
    valid_from = _day(row, "valid_from", problems=problems, end=False)
    valid_until = _day(row, "valid_until", problems=problems, end=True)
    review_on = _day(row, "review_on", problems=problems, end=True)
    countries = tuple(code.upper() for code in _listed(row, "countries"))
    problems += _mistakes(row, countries)
    if len(problems) > before:
        return None
    holiday = Holiday(
        key=row.cell("key").casefold(),
        rule=_rule(row),
        names=_words(row, "name"),
        greetings=_words(row, "greet"),
        countries=countries,
        professions=_listed(row, "professions"),
        faiths=_listed(row, "faiths"),
        places=tuple(filter(None, (place.strip() for place in _PLACES.split(row.cell("places"))))),
        status=row.cell("status").casefold(),
        valid_from=valid_from,
        valid_until=valid_until,
        review_on=review_on,
        source=row.cell("source"),
    )
    problems += _warnings(row, holiday)
    return holiday


def _warnings(row: Row, holiday: Holiday) -> list[Problem]:
    found = []
    if not holiday.is_silent and holiday.greetings == Words():
        text = say("No greeting: nobody can be congratulated on this day.")
        mend = say("Fill in greet_ru, greet_uk or greet_en, or set status to memorial.")
        found.append(("H009", "key", text, mend))
    if holiday.status and holiday.status not in STATUSES:
        text = say("“{status}” is no status; known are {known}.", status=holiday.status, known=", ".join(STATUSES))
        meant = nearest(holiday.status, STATUSES)
        found.append(("H012", "status", text, say("Did you mean “{guess}”?", guess=meant) if meant else ""))
    found += [
        ("H010", column, _no_day(row.cell(column), column=column), "")
        for column in filter(OBSERVED.fullmatch, row.cells)
        if row.cell(column) and _date(row.cell(column)) is None
    ]
    return [
        Problem(rule=rule, place=row.at(column), text=text, mend=mend, severity=Severity.WARNING)
        for rule, column, text, mend in found
    ]


def _mistakes(row: Row, countries: tuple[str, ...]) -> list[Problem]:
    found = []
    if row.overlong:
        found.append(("H004", "", say("This row has more cells than the header.")))
    if not _KEY.fullmatch(row.cell("key").casefold()):
        text = say("“{key}” is no key: small letters and _, a dot, the country.", key=row.cell("key"))
        found.append(("H005", "key", text))
    if not _is_rule(_rule(row)):
        example = "08-24, 2 sun aug, last fri jul, day 256, last sat apr -3, orthodox easter, 2027-03-14"
        text = say("“{rule}” is no rule; examples: {example}.", rule=row.cell("rule"), example=example)
        found.append(("H006", "rule", text))
    strange = [code for code in countries if not _COUNTRY.fullmatch(code)]
    if strange or not countries or all(code.startswith("-") for code in countries):
        text = say(
            "“{codes}” are no countries: two letters each, or {all}.", codes=row.cell("countries"), all=EVERYWHERE
        )
        found.append(("H007", "countries", text))
    if unknown := [faith for faith in _listed(row, "faiths") if faith not in FAITHS]:
        faiths = ", ".join(FAITHS)
        text = say("“{unknown}” is no faith of the almanac; known are {faiths}.", unknown=unknown[0], faiths=faiths)
        found.append(("H013", "faiths", text))
    return [Problem(rule=rule, place=row.at(column), text=text) for rule, column, text in found]


def _day(row: Row, column: str, *, problems: list[Problem], end: bool) -> date | None:
    """A day, or a year alone, which means its first or last day."""
    text = row.cell(column)
    if not text:
        return None
    whole = f"{text}-12-31" if end else f"{text}-01-01"
    day = _date(whole if re.fullmatch(r"\d{4}", text) else text)
    if day is None:
        problems.append(Problem(rule="H010", place=row.at(column), text=_no_day(text, column=column)))
    return day


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _no_day(text: str, *, column: str) -> str:
    return say("“{text}” in {column} is neither a year nor a day such as 2026-01-31.", text=text, column=column)


def _listed(row: Row, column: str) -> tuple[str, ...]:
    return tuple(part for part in _LIST.split(row.cell(column)) if part)


def _rule(row: Row) -> str:
    return " ".join(row.cell("rule").casefold().split())


def _is_rule(text: str) -> bool:
    try:
        parse_rule(text)
    except NotARule:
        return False
    return True


def _words(row: Row, column: str) -> Words:
    return Words(ru=row.cell(f"{column}_ru"), uk=row.cell(f"{column}_uk"), en=row.cell(f"{column}_en"))
