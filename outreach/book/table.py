"""Opens a file of comma-, semicolon- or tab-separated rows, and refuses one whose rows cannot be trusted.

What the columns mean is not known here. Other kinds of file give the same `Table`.
"""

import csv
import hashlib
import io
import unicodedata
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn

from outreach.book.charset import BLOCK, check_charset, find_charset
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.problems import Place, Problem

DELIMITERS = (";", "\t", ",")
LONGEST_FIELD = 131_072  # characters; csv's own limit
LONGEST_LINE = 4 * LONGEST_FIELD
_LOOKED_AT = 50  # rows that decide what the delimiter is
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # what rejects.py makes of a cell that a spreadsheet would reckon


@dataclass(slots=True, kw_only=True)  # not frozen: made by the million, and freezing triples the price
class Row:
    """`line` is where the row begins in the file, counted from 1; `cells` are stripped of blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was read through once and found whole; `rows()` streams it again, in flat memory."""

    path: Path
    headings: tuple[str, ...]
    codec: str
    guessed: bool  # whether the encoding is a guess
    delimiter: str
    heading_line: int
    sha256: str

    def rows(self) -> Iterator[Row]:
        """Every row below the headings that is not empty."""
        with self.path.open(encoding=self.codec, newline="") as file:
            for line, cells in _records(file, delimiter=self.delimiter, path=self.path):
                if line <= self.heading_line:
                    continue
                joined = "".join(cells)
                if not joined or joined.isspace():
                    continue
                stripped = map(str.strip, cells)
                yield Row(line=line, cells=tuple(map(_unguarded, stripped) if "'" in joined else stripped))


def open_table(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> Table:
    """Reads the whole file once to prove it whole; FilesAreWrong says where it is not."""
    if not path.is_file():
        _refuse(path, line=0, rule="B002", text=say("there is no such file"))
    found = check_charset(path, encoding) if encoding else find_charset(path)
    if isinstance(found, Problem):
        raise FilesAreWrong((found,))
    mark = delimiter or _sniffed(path, found.codec)
    heading_line, headings = _checked(path, codec=found.codec, delimiter=mark)
    return Table(
        path=path,
        headings=headings,
        codec=found.codec,
        guessed=found.guessed,
        delimiter=mark,
        heading_line=heading_line,
        sha256=_digest(path),
    )


# -- what the delimiter is ---------------------------------------------------------------------------------------


def _sniffed(path: Path, codec: str) -> str:
    """The delimiter that cuts the headings into most pieces and the rows below into as many; `sep=;` says it itself."""
    with path.open(encoding=codec, newline="") as file:
        start = [line[:LONGEST_FIELD] for line in islice(file, 4 * _LOOKED_AT)]
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
    if not widths or widths[0] == 1:
        return 0
    return widths[0] * sum(width == widths[0] for width in widths) / len(widths)


# -- whether the file is whole -----------------------------------------------------------------------------------


def _checked(path: Path, *, codec: str, delimiter: str) -> tuple[int, tuple[str, ...]]:
    """The headings and their line, after reading every row below them; raises FilesAreWrong at the first damage."""
    with path.open(encoding=codec, newline="") as file:
        records = _records(file, delimiter=delimiter, path=path)
        filled = ((line, cells) for line, cells in records if any(map(str.strip, cells)))
        first = next((found for found in filled if not _said(delimiter.join(found[1]))), None)
        if first is None:
            _refuse(path, line=0, rule="B003", text=say("the file has no headings"))
        heading_line, headings = first[0], _headings(path, line=first[0], cells=first[1])
        line, cells = deque(chain([first], records), maxlen=1)[0]
    if any(cells) and len(cells) < len(headings) and not _ends_its_last_line(path, codec):
        text = say("the last row is cut short: it has {n} cells of {all}", n=len(cells), all=len(headings))
        _refuse(path, line=line, rule="B004", text=text, mend=say("The file did not arrive whole; export it again."))
    return heading_line, headings


def _headings(path: Path, *, line: int, cells: list[str]) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in cells)
    while headings and not headings[-1]:
        headings = headings[:-1]
    counts = Counter(_same(heading) for heading in headings if heading)
    twice = [heading for heading in headings if heading and counts[_same(heading)] > 1]
    if twice:
        text = say("the heading “{heading}” stands there twice", heading=twice[0])
        _refuse(path, line=line, rule="B005", text=text, mend=say("Rename or remove one of the columns."))
    return headings


def _same(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())


def _records(file: io.TextIOWrapper, *, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins at. A record over several lines must not have swallowed other rows."""
    lines = _Lines(file, path)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    width, begins = 0, 1
    try:
        for cells in reader:
            width = width or (len(cells) if any(map(str.strip, cells)) else 0)
            if reader.line_num > begins:
                _expect_notes(cells, width=width, delimiter=delimiter, path=path, line=begins)
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        _refuse_csv(path, error, line=begins)


class _Lines:
    """The physical lines of a file, refusing what csv would let pass."""

    def __init__(self, file: io.TextIOWrapper, path: Path) -> None:
        self._file = file
        self._path = path

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._lines(), start=1):
            if "\0" in line:
                _refuse(self._path, line=number, rule="B006", text=say("there is a NUL character in this line"))
            if len(line) >= LONGEST_LINE:
                _refuse(self._path, line=number, rule="B007", text=say("this line is far too long for a table"))
            yield line

    def _lines(self) -> Iterator[str]:
        while line := self._file.readline(LONGEST_LINE):
            yield line


def _expect_notes(cells: list[str], *, width: int, delimiter: str, path: Path, line: int) -> None:
    """A quoted cell may hold a note of several lines; rows of the table inside it mean that a quote was not closed.

    One unclosed quote has been seen to turn a thousand rows into eleven without any error.
    """
    inner = [part for cell in cells if "\n" in cell or "\r" in cell for part in cell.splitlines()[1:]]
    swallowed = width > 1 and any(part.count(delimiter) >= width - 1 for part in inner)
    if swallowed or len(cells) != width:
        text = say("a quote that opens here is not closed in its row: the rows below it would be lost")
        _refuse(
            path,
            line=line,
            rule="B008",
            text=text,
            mend=say("Close the quote, or double it if it is part of the text."),
        )


def _refuse_csv(path: Path, error: csv.Error, *, line: int) -> NoReturn:
    if "field larger" in str(error):
        text = say("a cell of this row is longer than {n} characters", n=LONGEST_FIELD)
        _refuse(path, line=line, rule="B007", text=text)
    text = say("the quotes of the row that begins here do not match")
    _refuse(
        path, line=line, rule="B008", text=text, mend=say("Close the quote, or double it if it is part of the text.")
    )


def _ends_its_last_line(path: Path, codec: str) -> bool:
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - 8))
        tail = file.read()
    return tail.decode(codec.removesuffix("-sig"), errors="ignore").endswith(("\n", "\r"))


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _refuse(path: Path, *, line: int, rule: str, text: str, mend: str = "") -> NoReturn:
    raise FilesAreWrong((Problem(rule=rule, place=Place(file=path, line=line, column=1), text=text, mend=mend),))
