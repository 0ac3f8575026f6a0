"""Lists of clients as files for a spreadsheet, in which no text of a stranger's is ever reckoned as a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from outreach.book.rejects import guarded

Cell: TypeAlias = str | int | Decimal | date | None
MOST_ROWS = 1_048_575  # of a sheet, below its headings; the rest stand on the next
MOST_LETTERS = 32_767  # of a cell


def write_csv(path: Path, rows: Iterable[Sequence[Cell]], *, headings: Sequence[str]) -> int:
    """UTF-8 with its sign, for Excel's sake; gives how many rows it wrote."""
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
            written += 1
    return written


def write_xlsx(path: Path, rows: Iterable[Sequence[Cell]], *, headings: Sequence[str], now: datetime) -> int:
    """Row by row, so that a million take little memory; gives how many it wrote."""
    from xlsxwriter import Workbook

    with path.open("wb") as file, Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": now})
        sheets = _Sheets(book, headings)
        for row in rows:
            sheets.write(row)
    return sheets.written


class _Sheets:
    """The workbook's sheets, one after another; each cell is written as what it is."""

    def __init__(self, book: Any, headings: Sequence[str]) -> None:
        self.book = book
        self.headings = headings
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.sum = book.add_format({"num_format": "0.00"})
        self.quoted = book.add_format({"quote_prefix": True})  # the mark by which a spreadsheet keeps a text a text
        self.written = 0
        self.begin()

    def begin(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self.headings):
            self.sheet.write_string(0, column, heading, self.bold)

    def write(self, row: Sequence[Cell]) -> None:
        if self.written and self.written % MOST_ROWS == 0:
            self.begin()
        line = self.written % MOST_ROWS + 1
        for column, cell in enumerate(row):
            self.put(line, column, cell)
        self.written += 1

    def put(self, line: int, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case str():
                style = self.quoted if guarded(cell) != cell else None
                self.sheet.write_string(line, column, cell[:MOST_LETTERS], style)
            case date():
                self.sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), self.day)  # noqa: DTZ001 a day
            case Decimal():
                self.sheet.write_number(line, column, float(cell), self.sum)
            case _:
                self.sheet.write_number(line, column, cell)
