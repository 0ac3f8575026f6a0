"""A text file of comma-, semicolon-, tab- or bar-separated rows; one whose rows cannot be trusted is refused."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NoReturn

from outreach.book.table.source import LONGEST_CELL, Record, refuse
from outreach.locale import say

DELIMITERS = (";", "\t", ",", "|")
LONGEST_LINE = 4 * LONGEST_CELL
_LOOKED_AT = 50  # rows that decide what the delimiter is


class Delimited:
    """Rows of a text file in a codec, parted by a delimiter."""

    def __init__(self, path: Path, *, codec: str, delimiter: str | None) -> None:
        self._path = path
        self._codec = codec
        self.delimiter = delimiter or _sniffed(path, codec)
        self._below, self._width = 0, 0

    def expect(self, line: int, *, width: int) -> None:
        """Rows over several lines below `line` must have `width` cells."""
        self._below, self._width = line, width

    def records(self) -> Iterator[Record]:
        """Each record with the line it begins at. A record over several lines must not have swallowed other rows."""
        with self._path.open(encoding=self._codec, newline="") as file:
            reader = csv.reader(_lines(file, self._path), delimiter=self.delimiter, strict=True)
            begins = 1
            try:
                for cells in reader:
                    if reader.line_num > begins > self._below:
                        self._expect_notes(cells, line=begins)
                    if begins > 1 or not _said(self.delimiter.join(cells)):
                        yield begins, cells
                    begins = reader.line_num + 1
            except csv.Error as error:
                _refuse_csv(self._path, error, line=begins)

    def ends_its_last_line(self) -> bool:
        """Whether a line's end is the last thing in the file."""
        with self._path.open("rb") as file:
            file.seek(0, io.SEEK_END)
            file.seek(max(0, file.tell() - 8))
            tail = file.read()
        return tail.decode(self._codec.removesuffix("-sig"), errors="ignore").endswith(("\n", "\r"))

    def _expect_notes(self, cells: list[str], *, line: int) -> None:
        """A quoted cell may hold a note of several lines; rows of the table inside it mean that a quote was not closed.

        One unclosed quote has been seen to turn a thousand rows into eleven without any error.
        """
        width = self._width or len(cells)
        inner = [part for cell in cells if "\n" in cell or "\r" in cell for part in cell.splitlines()[1:]]
        swallowed = width > 1 and any(part.count(self.delimiter) >= width - 1 for part in inner)
        if swallowed or len(cells) < width or any(map(str.strip, cells[width:])):
            text = say("a quote that opens here is not closed in its row: the rows below it would be lost")
            mend = say("Close the quote, or double it if it is part of the text.")
            refuse(self._path, line=line, rule="B008", text=text, mend=mend)


def _lines(file: io.TextIOWrapper, path: Path) -> Iterator[str]:
    """The physical lines of a file, refusing what csv would let pass."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if "\0" in line:
            refuse(path, line=number, rule="B006", text=say("there is a NUL character in this line"))
        if len(line) >= LONGEST_LINE:
            refuse(path, line=number, rule="B007", text=say("this line is far too long for a table"))
        yield line


def _sniffed(path: Path, codec: str) -> str:
    """The delimiter that cuts the rows into most pieces and into equally many; `sep=;` says it itself."""
    with path.open(encoding=codec, newline="") as file:
        start = [line[:LONGEST_CELL] for line in islice(file, 4 * _LOOKED_AT)]
    if start and (said := _said(start[0])):
        return said
    return max(DELIMITERS, key=lambda mark: _fitness(start, mark))


def _said(line: str) -> str | None:
    text = line.strip().strip('"')
    return text[4] if len(text) == len("sep=;") and text.lower().startswith("sep=") else None


def _fitness(start: list[str], mark: str) -> float:
    try:
        widths = [len(row) for row in islice(csv.reader(start, delimiter=mark, strict=True), _LOOKED_AT) if any(row)]
    except csv.Error:
        widths = [len(line.split(mark)) for line in start if line.strip()]
    if not widths:
        return 0
    # Titles above a table have no delimiter of their own: the commonest width tells, not the first.
    usual = widths[0] if widths[0] > 1 else max(set(widths), key=lambda width: (widths.count(width), width))
    return usual * widths.count(usual) / len(widths) if usual > 1 else 0


def _refuse_csv(path: Path, error: csv.Error, *, line: int) -> NoReturn:
    if "field larger" in str(error):
        text = say("a cell of this row is longer than {n} characters", n=LONGEST_CELL)
        refuse(path, line=line, rule="B007", text=text)
    text = say("the quotes of the row that begins here do not match")
    mend = say("Close the quote, or double it if it is part of the text.")
    refuse(path, line=line, rule="B008", text=text, mend=mend)
