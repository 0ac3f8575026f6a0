"""Opens a file of rows of any kind, told by its content, and refuses one whose rows cannot be trusted.

What the columns mean is not known here; the words that people write above columns are, to find them.
"""

import codecs
import hashlib
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from outreach.book.charset import BLOCK, SAMPLE, check_charset, find_charset
from outreach.book.headings import is_known
from outreach.book.table.cell import unguarded
from outreach.book.table.delimited import Delimited
from outreach.book.table.jsonlines import JsonLines
from outreach.book.table.outline import Outline, find_outline
from outreach.book.table.shape import SAMPLE as FIRST_ROWS
from outreach.book.table.shape import TOTAL_INITIALS, find_headings, is_footnote, is_signed, is_total
from outreach.book.table.source import Row, Sheet, Source, refuse
from outreach.book.table.webpage import WebPage
from outreach.book.table.workbook import Workbook
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.problems import Problem

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|body|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"|\})')  # a list of objects too, to be told what it should be
_META = re.compile(rb"""<meta[^>]+charset=["']?([\w-]+)""", re.IGNORECASE)
_STRANGERS = (  # what is sometimes given for a table, by how it begins
    (b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"MIME-Version:", "MHTML"), (b"<?xml", "XML"), (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"),
)  # fmt: skip
_LOOKED_AT = TOTAL_INITIALS | frozenset(" \t\xa0*†")
_OUTLINED = 400  # rows that decide whether orders stand below their clients


class Form(StrEnum):
    """What a file is, by its content; its suffix is not asked."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PAGE = "page"
    JSON_LINES = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file that was read through once and found whole; `rows()` reads it again."""

    path: Path
    form: Form
    headings: tuple[str, ...]
    codec: str  # empty for a workbook
    guessed: bool  # whether the encoding is a guess
    delimiter: str  # empty where none parts the cells
    heading_line: int
    above: tuple[str, ...]  # the headings as they stand, before any column was made of another
    sha256: str
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()
    totals: int = 0  # lines of totals, which `rows` leaves out
    notes: tuple[int, ...] = ()  # lines of footnotes, which it leaves out too
    ends: int = sys.maxsize  # the line of the first footnote
    outline: Outline | None = None
    source: Source = field(repr=False)
    mend: Callable[[Row], Row] | None = field(repr=False, default=None)  # what is done to each row
    join: Callable[[Iterable[Row]], Iterator[Row]] | None = field(repr=False, default=None)  # of several rows one

    def rows(self) -> Iterator[Row]:
        """Every row below the headings that is not empty and no total; below a client's row, with his cells."""
        rows = _rows(self.source, below=self.heading_line, ends=self.ends, again=self.above)
        if self.outline:
            rows = self.outline.rows(rows)
        rows = map(self.mend, rows) if self.mend else rows
        return self.join(rows) if self.join else rows


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str = "",
    words: Iterable[str] = (),
) -> Table:
    """Reads the whole file once to prove it whole; FilesAreWrong says where it is not.

    `words` are headings that a person has named, known beside those that are known to everyone.
    """
    if not path.is_file():
        refuse(path, line=0, rule="B002", text=say("there is no such file"))
    opened = _opened(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
    told = {_same(word) for word in words}
    first = list(islice(opened.source.records(), FIRST_ROWS))
    found = find_headings(first, known=lambda cell: _same(cell) in told or is_known(cell))
    if found is None:
        refuse(path, line=0, rule="B003", text=say("the file has no headings"))
    headings = _expect_each_once(path, found.texts, line=found.line)
    opened.source.expect(found.line, width=len(headings))
    end = _read_through(opened, below=found.line, headings=headings, path=path)
    outline = find_outline(headings, end.sample)
    return Table(
        path=path,
        form=opened.form,
        headings=outline.headings if outline else headings,
        codec=opened.codec,
        guessed=opened.guessed,
        delimiter=opened.source.delimiter if isinstance(opened.source, Delimited) else "",
        heading_line=found.line,
        above=headings,
        sha256=_digest(path),
        sheet=opened.sheet,
        sheets=opened.sheets,
        totals=end.totals,
        notes=tuple(end.notes),
        ends=end.notes[0] if end.notes else sys.maxsize,
        outline=outline,
        source=opened.source,
    )


# -- what the file is --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    form: Form
    source: Source
    codec: str = ""
    guessed: bool = False
    sheet: str = ""
    sheets: tuple[Sheet, ...] = ()


def _opened(path: Path, *, encoding: str | None, delimiter: str | None, sheet: str) -> _Opened:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith((_ZIP, _OLE)):
        book = Workbook(path, sheet=sheet)
        return _Opened(form=Form.WORKBOOK, source=book, sheet=book.sheet, sheets=book.sheets)
    for sign, name in _STRANGERS:
        if start.startswith(sign):
            text = say("this is a file of {name}, not a table", name=name)
            refuse(path, line=1, rule="B016", text=text, mend=say("Export it as CSV or XLSX."))
    is_page = _PAGE.match(start) is not None
    named = encoding or (_declared(start) if is_page else None)
    found = check_charset(path, named) if named else find_charset(path)
    if isinstance(found, Problem):
        raise FilesAreWrong((found,))
    if is_page:
        page = WebPage(path, codec=found.codec, sheet=sheet)
        return _Opened(form=Form.PAGE, source=page, codec=found.codec, guessed=found.guessed, sheet=page.sheet,
                       sheets=page.sheets)  # fmt: skip
    form, source = Form.TEXT, _text(path, codec=found.codec, delimiter=delimiter)
    if isinstance(source, JsonLines):
        form = Form.JSON_LINES
    return _Opened(form=form, source=source, codec=found.codec, guessed=found.guessed)


def _text(path: Path, *, codec: str, delimiter: str | None) -> Source:
    with path.open(encoding=codec, newline="") as file:
        is_json = delimiter is None and _OBJECT.match(file.read(SAMPLE)) is not None
    return JsonLines(path, codec=codec) if is_json else Delimited(path, codec=codec, delimiter=delimiter)


def _declared(start: bytes) -> str | None:
    """The charset a page names; one that begins with its sign needs none, one of another name is found out."""
    found = None if start.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) else _META.search(start)
    try:
        return codecs.lookup(found[1].decode()).name if found else None
    except LookupError:
        return None


# -- whether the file is whole -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _End:
    """What the rows below the headings turned out to be."""

    sample: list[Row] = field(default_factory=list)
    totals: int = 0
    notes: list[int] = field(default_factory=list)
    is_summed: bool = False  # a total stands above, and no row since
    last: tuple[int, list[str]] = (0, [])

    def take(self, line: int, cells: list[str]) -> None:
        """A row of the table."""
        if self.notes:
            self.notes.clear()
        self.is_summed = False
        if len(self.sample) < _OUTLINED:
            self.sample.append(Row(line=line, cells=tuple(map(str.strip, cells))))

    def judge(self, line: int, cells: list[str], *, headings: tuple[str, ...], narrow: bool) -> None:
        """A row that may be empty, the headings again, a total, a note, or one of the table."""
        stripped = [cell.strip() for cell in cells]
        if not any(stripped) or tuple(stripped[: len(headings)]) == headings:
            return
        if is_total(stripped):
            self.totals += 1
            self.is_summed = True
        elif self.sample and not narrow and (is_signed(stripped) or (self.is_summed and is_footnote(stripped))):
            self.notes.append(line)
        else:
            self.take(line, stripped)


def _read_through(opened: _Opened, *, below: int, headings: tuple[str, ...], path: Path) -> _End:
    """Reads every row; FilesAreWrong at the first damage."""
    end, narrow = _End(), len(headings) < 3  # noqa: PLR2004 in a table of two columns any row may be short
    again = headings[0]
    for line, cells in opened.source.records():
        if line <= below:
            continue
        end.last = (line, cells)
        first, second = (*cells[:2], "", "")[:2]
        # Nearly every row begins with two filled cells of which the first is no word that needs a look.
        if first and second > " " and first[0] not in _LOOKED_AT and first != again and not end.is_summed:
            end.take(line, cells)
        else:
            end.judge(line, cells, headings=headings, narrow=narrow)
    _expect_whole(opened.source, end, width=len(headings), path=path)
    return end


def _expect_whole(source: Source, end: _End, *, width: int, path: Path) -> None:
    line, cells = end.last
    is_note = line in end.notes[-1:]
    if not isinstance(source, Delimited) or not any(cells) or len(cells) >= width or is_note:
        return
    if not source.ends_its_last_line():
        text = say("the last row is cut short: it has {n} cells of {all}", n=len(cells), all=width)
        refuse(path, line=line, rule="B004", text=text, mend=say("The file did not arrive whole; export it again."))


def _rows(source: Source, *, below: int, ends: int, again: tuple[str, ...]) -> Iterator[Row]:
    for line, cells in source.records():
        if line <= below:
            continue
        if line >= ends:
            return
        joined = "".join(cells)
        if not joined or joined.isspace():
            continue
        stripped = tuple(map(str.strip, cells))
        if stripped[0] == again[0] and stripped[: len(again)] == again:  # headings again, as on each printed page
            continue
        if (not stripped[0] or stripped[0][0] in TOTAL_INITIALS) and is_total(stripped):
            continue
        yield Row(line=line, cells=tuple(map(unguarded, stripped)) if "'" in joined else stripped)


def _expect_each_once(path: Path, headings: tuple[str, ...], *, line: int) -> tuple[str, ...]:
    counts = Counter(_same(heading) for heading in headings if heading)
    twice = [heading for heading in headings if heading and counts[_same(heading)] > 1]
    if twice:
        text = say("the heading “{heading}” stands there twice", heading=twice[0])
        refuse(path, line=line, rule="B005", text=text, mend=say("Rename or remove one of the columns."))
    return headings


def _same(heading: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", heading).casefold().split())


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
