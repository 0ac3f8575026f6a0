"""Whether each rule of the almanac gives the days that its row names: a decree that moved a day shows here.

What may be wrong with the form of a row is in `row`.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from outreach.almanac.rule import NotARule, day_of
from outreach.almanac.table import SHIPPED, rows_of
from outreach.locale import say
from outreach.problems import Place, Problem, Severity

_YEAR = re.compile(r"date_(\d{4})")


def disagreements(file: Path = SHIPPED) -> tuple[Problem, ...]:
    """A problem (H011) for each day in `check_date` or `date_YEAR` of a table that its rule does not fall on.

    A file that cannot be read has other problems, and none here.
    """
    try:
        rows = list(rows_of(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        return ()
    return tuple(problem for line, cells in rows for problem in _of_row(cells, place=Place(file=file, line=line)))


def from_memory(file: Path = SHIPPED) -> int:
    """How many rows of a table were written from memory and seen in no source yet."""
    return sum(cells.get("verified", "").strip() == "memory" for _, cells in rows_of(file))


def _of_row(cells: dict[str, str], *, place: Place) -> Iterator[Problem]:
    for column, text in cells.items():
        named = _YEAR.fullmatch(column)
        if not text.strip() or not (named or column == "check_date"):
            continue
        try:
            told = date.fromisoformat(text.strip())
            found = day_of(" ".join(cells.get("rule", "").casefold().split()), told.year)
        except (ValueError, NotARule):
            continue
        if found != told:
            key = cells.get("key", "").strip()
            wrong = say("“{key}” should be on {told}, but its rule gives {found}.", key=key, told=told, found=found)
            mend = say("Mend the rule, or the day in {column}.", column=column)
            yield Problem(rule="H011", place=place, text=wrong, mend=mend, severity=Severity.WARNING)
