"""Writes the rows that an import refused, with line and reason, so that they can be mended and imported again."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol

from outreach.locale import say

_RECKONED = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula


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
    """A CSV at `path`, made when the first row is refused; UTF-8 with its sign, for Excel's sake."""
    opened: list[TextIOWrapper] = []

    def write(reject: Reject, /) -> None:
        if not opened:
            opened.append(path.open("w", encoding="utf-8-sig", newline=""))
            csv.writer(opened[0]).writerow(
                [say("Line in the file"), say("Why it was refused"), *map(guarded, headings)]
            )
        csv.writer(opened[0]).writerow([reject.line, reject.reason, *map(guarded, reject.raw)])

    try:
        yield write
    finally:
        for file in opened:
            file.close()


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would reckon; the import takes it off again."""
    return f"'{cell}" if cell.startswith(_RECKONED) else cell
