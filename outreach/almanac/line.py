"""One row of a table of days as it stands in the file: its cells, and where in the line each of them is."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.problems import Place

_CELL = {",": re.compile(r'"(?:[^"]|"")*"|[^,]*'), ";": re.compile(r'"(?:[^"]|"")*"|[^;]*')}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`source` is the line itself; "" where the row runs over several."""

    number: int
    cells: tuple[str, ...]
    source: str
    delimiter: str

    def place(self, nth: int | None = None, *, file: Path) -> Place:
        """Of the nth cell where that can be pointed at, else of the line."""
        if nth is None or not self.source or nth >= len(self.cells):
            return Place(file=file, line=self.number)
        start = 0
        for _ in range(nth):
            start += len(_cell_at(start, self).group()) + 1
        written = _cell_at(start, self).group()
        blank = len(written) - len(written.lstrip())
        return Place(
            file=file,
            line=self.number,
            column=start + blank + 1,
            length=max(len(written.strip()), 1),
            source=self.source,
        )


def lines_of(text: str) -> Iterator[Line]:
    """Each row with the line it begins on; a spreadsheet of this part of the world may have put semicolons."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    written = text.splitlines()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    for cells in reader:
        alone = reader.line_num == number and number <= len(written)
        source = written[number - 1] if alone else ""
        yield Line(number=number, cells=tuple(cells), source=source, delimiter=delimiter)
        number = reader.line_num + 1


def _cell_at(start: int, line: Line) -> re.Match[str]:
    found = _CELL[line.delimiter].match(line.source, start)
    assert found  # it may be empty
    return found
