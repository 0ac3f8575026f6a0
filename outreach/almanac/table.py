"""The table of holidays: the shipped one, the firm's own `holidays.csv` over it, and how a campaign's word finds a day.

Rows are facts with a source; days move by decree, so a firm can override any row by its key.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from outreach.almanac.holiday import Holiday, plain_trade
from outreach.almanac.line import Line, lines_of
from outreach.almanac.row import KNOWN_COLUMNS, NEEDED_COLUMNS, OBSERVED, Row, holiday_of
from outreach.locale import say
from outreach.problems import Place, Problem, Severity, errors_in, nearest

SHIPPED = Path(__file__).parent.parent / "data" / "professional_holidays.csv"
OWN_NAME = "holidays.csv"

# A campaign may name a day by those whom it honours. Beside these, "medics" finds "medic" by itself.
ALIASES = {
    "accountants": ("accountant", "accounting"),
    "eid": ("eid_al_fitr",),
    "kurban-bayram": ("eid_al_adha",),
    "passover": ("pesach",),
    "ramadan-bayram": ("eid_al_fitr",),
    "artisans": ("crafts", "folk_crafts"),
    "athletes": ("sportsman",),
    "attorneys": ("advocate",),
    "bank-workers": ("banker",),
    "bookkeepers": ("accountant", "accounting"),
    "cooks": ("chef",),
    "craftsmen": ("crafts", "folk_crafts"),
    "developers": ("programmer",),
    "doctors": ("medic",),
    "entrepreneurs": ("entrepreneur",),
    "farmers": ("farmer", "agriculture"),
    "firefighters": ("fire", "firefighter"),
    "fishermen": ("fisher",),
    "foresters": ("forest",),
    "independence-day": ("independence",),
    "journalists": ("journalist", "press", "media"),
    "librarians": ("library",),
    "march-8": ("womens_day",),
    "new-years-day": ("new_year",),
    "notaries": ("notary",),
    "nurses": ("nurse",),
    "oil-workers": ("oil_gas",),
    "pharmacists": ("pharma", "pharmacist"),
    "post-workers": ("post",),
    "power-engineers": ("energy",),
    "railwaymen": ("railway",),
    "road-workers": ("road_builder", "driver"),
    "sailors": ("fleet", "seafarer"),
    "salespeople": ("trade",),
    "scientists": ("science",),
    "secretaries": ("secretary", "admin"),
    "social-workers": ("social",),
    "statisticians": ("statistics",),
    "surveyors": ("geodesy",),
    "vets": ("vet",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All holidays in force for a firm, in the order of the files; keys are unique."""

    holidays: tuple[Holiday, ...]
    professional: tuple[Holiday, ...] = field(init=False, repr=False)  # those of a trade
    quiet: tuple[Holiday, ...] = field(init=False, repr=False)  # those on which letters wait
    of_trade: Mapping[str, Sequence[tuple[int, Holiday]]] = field(
        init=False, repr=False, compare=False
    )  # with its place

    def __post_init__(self) -> None:
        object.__setattr__(self, "professional", tuple(day for day in self.holidays if day.professions))
        object.__setattr__(self, "quiet", tuple(day for day in self.holidays if day.is_silent))
        of_trade: dict[str, list[tuple[int, Holiday]]] = defaultdict(list)
        for day in self.professional:
            for place, trade in enumerate(day.professions):
                of_trade[plain_trade(trade)].append((place, day))
        object.__setattr__(self, "of_trade", MappingProxyType(dict(of_trade)))


@lru_cache
def shipped() -> Table:
    """The table that comes with the package; a mistake in it is a bug."""
    holidays, problems = _read(SHIPPED.read_bytes(), file=SHIPPED)
    assert not problems, problems
    return Table(holidays=tuple(holidays))


def read_table(own: Path | None = None) -> tuple[Table, tuple[Problem, ...]]:
    """The shipped table with the firm's own file over it, by key, and every mistake found in that file.

    Rows with a mistake are left out; a file that does not exist adds nothing.
    """
    if own is None or not own.exists():
        return shipped(), ()
    rows, problems = _read(own.read_bytes(), file=own)
    by_key = {holiday.key: holiday for holiday in (*shipped().holidays, *rows)}
    return Table(holidays=tuple(by_key.values())), tuple(problems)


def find_day(table: Table, word: str) -> tuple[Holiday, ...]:
    """Every row that a campaign's `day = "..."` means: a whole key, the part before its dot, a plural or an alias."""
    wanted = word.strip().casefold()
    if whole := tuple(holiday for holiday in table.holidays if holiday.key == wanted):
        return whole
    by_word: dict[str, list[Holiday]] = {}
    for holiday in table.holidays:
        by_word.setdefault(holiday.word, []).append(holiday)
    meant = _meant(wanted, known=by_word)
    return tuple(holiday for name in meant for holiday in by_word.get(name, ()))


def day_words(table: Table) -> tuple[str, ...]:
    """All words that `find_day` knows, sorted, for "did you mean"."""
    known = {name for holiday in table.holidays for name in (holiday.key, holiday.word)}
    return tuple(sorted(known | set(ALIASES)))


def for_client(days: Sequence[Holiday], *, country: str, faith: str = "", year: int | None = None) -> Holiday | None:
    """The one of `days` that is kept where the client lives: his country's own before one of everywhere.

    `country` "" is unknown: only a day of everywhere fits. `faith` "" is unknown: no religious day fits. With a `year`,
    only those that exist in it; without, rules still in force come before those that are not.
    """
    country = country.upper()
    fitting = [
        day
        for day in days
        if day.concerns_country(country) and day.concerns_faith(faith) and (year is None or day.day_in(year))
    ]
    ranked = sorted(fitting, key=lambda day: (not day.is_national(country), day.valid_until or date.min))
    return ranked[0] if ranked else None


def rows_of(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells by column of every row as it stands, whatever is wrong with it; raises what csv and UTF-8 do."""
    lines = list(lines_of(file.read_text(encoding="utf-8-sig")))
    columns = [column.strip().casefold() for column in lines[0].cells] if lines else []
    for line in lines[1:]:
        yield line.number, dict(zip(columns, line.cells, strict=False))


def _meant(wanted: str, *, known: Iterable[str]) -> tuple[str, ...]:
    """Thus "new-year" is new_year; "medics" is medic where there is one."""
    if wanted in ALIASES:
        return ALIASES[wanted]
    plain = wanted.replace("-", "_").replace(" ", "_")
    return (plain,) if plain in known else (plain.removesuffix("s"),)


def _read(content: bytes, *, file: Path) -> tuple[list[Holiday], list[Problem]]:
    try:
        lines = list(lines_of(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        wrong = say("This file is not UTF-8.")
        return [], [Problem(rule="H001", place=Place(file=file), text=wrong, mend=say("Save it as CSV UTF-8."))]
    except csv.Error as error:
        return [], [Problem(rule="H001", place=Place(file=file), text=say("This is no CSV: {error}", error=error))]
    header = lines[0] if lines else Line(number=1, cells=(), source="", delimiter=",")
    columns = [column.strip().casefold() for column in header.cells]
    problems = _header_problems(columns, header, file=file)
    if errors_in(problems):
        return [], problems
    return _read_rows(lines[1:], columns, file=file, problems=problems)


def _read_rows(
    lines: Iterable[Line], columns: list[str], *, file: Path, problems: list[Problem]
) -> tuple[list[Holiday], list[Problem]]:
    found: dict[str, Holiday] = {}
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        places = {column: line.place(nth, file=file) for nth, column in enumerate(columns)}
        row = Row(
            cells=dict(zip(columns, line.cells, strict=False)),
            place=line.place(file=file),
            places=places,
            overlong=len(line.cells) > len(columns),
        )
        holiday = holiday_of(row, problems=problems)
        if holiday and holiday.key in found:
            again = say("The key “{key}” stands twice in this file.", key=holiday.key)
            problems.append(Problem(rule="H008", place=row.at("key"), text=again))
        elif holiday:
            found[holiday.key] = holiday
    return list(found.values()), problems


def _header_problems(columns: list[str], header: Line, *, file: Path) -> list[Problem]:
    place = Place(file=file, line=1)
    problems = [
        Problem(rule="H002", place=place, text=say("The column “{column}” is missing.", column=column))
        for column in NEEDED_COLUMNS
        if column not in columns
    ]
    for nth, column in enumerate(columns):
        if column not in KNOWN_COLUMNS and not OBSERVED.fullmatch(column):
            guess = nearest(column, KNOWN_COLUMNS)
            mend = say("Did you mean “{guess}”?", guess=guess) if guess else ""
            text = say("The column “{column}” is not known and is not read.", column=column)
            place = header.place(nth, file=file)
            problems.append(Problem(rule="H003", place=place, text=text, mend=mend, severity=Severity.WARNING))
    return problems
