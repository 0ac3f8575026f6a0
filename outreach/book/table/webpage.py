"""A page of HTML with a table, as many programs save it under the name of .xls; read a piece at a time."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from outreach.book.table.source import LONGEST_CELL, Record, Sheet, refuse
from outreach.locale import say

_PIECE = 1 << 16
_CELLS = ("td", "th")
_LARGEST_SPAN = 1_000  # columns or rows a cell may say it covers


class WebPage:
    """The rows of one table of the page: the one that is wanted by number, or the one with most rows."""

    def __init__(self, path: Path, *, codec: str, sheet: str = "") -> None:
        self._path = path
        self._codec = codec
        counts: dict[int, int] = {}
        for number, _, _ in self._all():
            counts[number] = counts.get(number, 0) + 1
        if not counts:
            refuse(path, line=0, rule="B003", text=say("there is no table in this page"))
        self.sheets = tuple(Sheet(name=str(number), rows=rows) for number, rows in counts.items())
        self._number = int(sheet) if sheet.isdigit() else max(counts, key=lambda number: counts[number])
        self.sheet = str(self._number)
        if self._number not in counts:
            names = ", ".join(each.name for each in self.sheets)
            text = say("the workbook has no sheet “{name}”", name=sheet)
            refuse(path, line=0, rule="B017", text=text, mend=say("There are: {all}", all=names))

    def expect(self, line: int, *, width: int) -> None:
        """A page's rows are as wide as they are."""

    def records(self) -> Iterator[Record]:
        """Every row of the table with its number, as a workbook numbers them; cells that span are repeated down."""
        for number, line, cells in self._all():
            if number == self._number:
                yield line, cells

    def _all(self) -> Iterator[tuple[int, int, list[str]]]:
        reader = _Tables()
        with self._path.open(encoding=self._codec, newline="") as file:
            while piece := file.read(_PIECE):
                reader.feed(piece)
                yield from reader.taken()
        reader.close()
        yield from reader.taken()
        if reader.is_open():
            text = say("the page ends in the middle of its table")
            mend = say("The file did not arrive whole; export it again.")
            refuse(self._path, line=reader.getpos()[0], rule="B004", text=text, mend=mend)


class _Tables(HTMLParser):
    """Collects rows of tables; a table within a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[int, int, list[str]]] = []
        self._count = 0
        self._depth = 0
        self._row: list[str] | None = None
        self._rows = 0  # of the table; a page may be one long line
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}  # column: rows still covered, and with what

    def taken(self) -> list[tuple[int, int, list[str]]]:
        done, self._done = self._done, []
        return done

    def is_open(self) -> bool:
        return self._depth > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._count += 1
                self._rows = 0
                self._below.clear()
        elif self._depth != 1:
            return
        elif tag == "tr":
            self._end_row()
            self._row, self._rows = [], self._rows + 1
        elif tag in _CELLS and self._row is not None:
            self._end_cell()
            self._cell = []
            found = dict(attrs)
            self._spans = (_span(found.get("colspan")), _span(found.get("rowspan")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in _CELLS:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = " ".join("".join(self._cell).replace("\xa0", " ").split())[:LONGEST_CELL]
        self._cell = None
        self._cover()
        across, down = self._spans
        for place in range(across):
            if down > 1:
                self._below[len(self._row)] = (down, text if place == 0 else "")
            self._row.append(text if place == 0 else "")

    def _cover(self) -> None:
        """Cells of rows above that reach down into this one."""
        assert self._row is not None
        while (at := len(self._row)) in self._below and self._below[at][0] > 0:
            self._row.append(self._below[at][1])

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._cover()
        self._below = {column: (left - 1, text) for column, (left, text) in self._below.items() if left > 1}
        self._done.append((self._count, self._rows, self._row))
        self._row = None


def _span(said: str | None) -> int:
    return min(int(said), _LARGEST_SPAN) if said and said.isdigit() and int(said) else 1
