"""What every kind of file gives: rows of texts with the line each begins at, as often as they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol

from outreach.errors import FilesAreWrong
from outreach.problems import Place, Problem

LONGEST_CELL = 131_072  # characters; csv's own limit
Record = tuple[int, list[str]]


@dataclass(slots=True, kw_only=True)  # not frozen: made by the million, and freezing triples the price
class Row:
    """`line` is where the row begins in the file, counted from 1; `cells` are stripped of blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook, or one table of a page; `rows` are those that are not empty."""

    name: str
    rows: int


class Source(Protocol):
    """A file of rows. `expect` tells where the headings end and how wide they are; text is judged by it."""

    def records(self) -> Iterator[Record]:
        """Every row with its line, from the beginning."""

    def expect(self, line: int, *, width: int) -> None:
        """What comes below `line` should have `width` cells."""


def refuse(path: Path, *, line: int, rule: str, text: str, mend: str = "") -> NoReturn:
    """FilesAreWrong with one problem."""
    raise FilesAreWrong((Problem(rule=rule, place=Place(file=path, line=line, column=1), text=text, mend=mend),))
