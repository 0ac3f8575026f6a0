"""Writes the rows that an import refused, with line and reason, so that they can be mended and imported again.

The same rows stand in a CSV and, beside it, in a workbook.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Protocol

from outreach.locale import said_in_any, say

_RECKONED = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula
_MOST_ROWS = 1_048_575  # of a sheet, below its headings
_MOST_LETTERS = 32_767  # of a cell of a sheet
_WIDTHS = (8, 60)  # of the line and of the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A refused row: `line` of the file, `reason` in the reader's language, `raw` cells as they stood."""

    line: int
    reason: str
    raw: tuple[str, ...]


class WriteReject(Protocol):
    """Takes one refused row after another."""

    def __call__(self, reject: Reject, /) -> None: ...


@contextmanager
def rejects_file(path: Path, *, headings: Sequence[str]) -> Iterator[WriteReject]:
    """A CSV at `path` and an .xlsx beside it, made when the first row is refused; neither is left if the work fails."""
    opened: list[_Files] = []

    def write(reject: Reject, /) -> None:
        if not opened:
            opened.append(_Files(path, headings=headings))
        opened[0].write(reject)

    try:
        yield write
    except BaseException:
        for files in opened:
            files.close()
            path.unlink(missing_ok=True)
            workbook_beside(path).unlink(missing_ok=True)
        raise
    for files in opened:
        files.close()


def place_of_reasons(headings: Sequence[str]) -> int | None:
    """Where a file that we wrote says why its rows were refused; None in all others."""
    ours = said_in_any("Why it was refused")
    return next((at for at, heading in enumerate(headings) if heading in ours), None)


def is_ours(heading: str) -> bool:
    """Whether we put it before the rows that were refused, in whichever language."""
    return heading in said_in_any("Line in the file") | said_in_any("Why it was refused")


def workbook_beside(path: Path) -> Path:
    """Where the same rows stand as a workbook."""
    return path.with_suffix(".xlsx")


class _Files:
    """Both files, open."""

    def __init__(self, path: Path, *, headings: Sequence[str]) -> None:
        from xlsxwriter import Workbook

        ours = [say("Line in the file"), say("Why it was refused")]
        # Rows that were refused before have the two columns already.
        self._kept = [at for at, heading in enumerate(headings) if not is_ours(heading)]
        self._text: TextIOWrapper = path.open("w", encoding="utf-8-sig", newline="")  # the sign is for Excel's sake
        self._csv = csv.writer(self._text)
        self._book = Workbook(str(workbook_beside(path)), {"constant_memory": True, "strings_to_urls": False})
        self._sheet = self._book.add_worksheet()
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._rows = 0
        for place, width in enumerate(_WIDTHS):
            self._sheet.set_column(place, place, width)
        named = [headings[at] for at in self._kept]
        self._csv.writerow([*ours, *map(guarded, named)])
        self._put([*ours, *named], self._book.add_format({"bold": True}))

    def write(self, reject: Reject) -> None:
        """One row into both."""
        cells = [reject.raw[at] for at in self._kept if at < len(reject.raw)]
        more = [cell for cell in reject.raw[max(self._kept, default=-1) + 1 :] if cell]  # beyond the headings
        self._csv.writerow([reject.line, reject.reason, *map(guarded, [*cells, *more])])
        if self._rows <= _MOST_ROWS:
            self._put([str(reject.line), reject.reason, *cells, *more], None)

    def close(self) -> None:
        self._text.close()
        self._book.close()

    def _put(self, cells: Sequence[str], style: Any) -> None:
        """Every cell a text, so that no code loses its zeroes and nothing is reckoned."""
        for place, cell in enumerate(cells):
            plain = self._quoted if cell.startswith(_RECKONED) else style
            self._sheet.write_string(self._rows, place, cell[:_MOST_LETTERS], plain)
        self._rows += 1


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would reckon; the import takes it off again."""
    return f"'{cell}" if cell.startswith(_RECKONED) else cell
