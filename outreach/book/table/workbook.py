"""A workbook: XLSX, XLSM, XLSB, XLS or ODS, told by its content; one of its sheets is read.

The sheet is in memory while it is read, as a compact table of the library's own (Excel ends at 1,048,576 rows).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from outreach.book.table.cell import text_of
from outreach.book.table.source import Record, Sheet, refuse
from outreach.locale import say
from outreach.problems import nearest

_LARGEST = 4 << 30  # bytes a zipped workbook may unfold to
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class _Merged:
    """Cells that were merged downwards: what stands in the first holds for all of them."""

    first: int
    last: int
    column: int


class Workbook:
    """The rows of one sheet; `sheets` names them all."""

    def __init__(self, path: Path, *, sheet: str = "") -> None:
        self._path = path
        self.sheets, self.sheet, self._found = _opened(path, sheet)
        self._merged = _merged_down(self._found)

    def expect(self, line: int, *, width: int) -> None:
        """A workbook's rows are as wide as they are."""

    def records(self) -> Iterator[Record]:
        """Every row down to the last that is filled, numbered as in the program that shows it."""
        start = self._found.start
        if start is None:
            return
        open_ones = iter(self._merged)
        coming = next(open_ones, None)
        held: list[tuple[_Merged, str]] = []
        for at, row in enumerate(self._found.iter_rows()):
            cells = [text_of(value) for value in row]
            held = [(merged, text) for merged, text in held if at <= merged.last]
            for merged, text in held:
                cells[merged.column] = text
            while coming and coming.first == at:
                held.append((coming, cells[coming.column]))
                coming = next(open_ones, None)
            yield at + 1, cells


def _opened(path: Path, wanted: str) -> tuple[tuple[Sheet, ...], str, Any]:
    """All sheets, the name of the one that is wanted or has most rows, and that one."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    _expect_sound_zip(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            visible = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
            names = book.sheet_names if wanted else visible or book.sheet_names
            chosen = [_wanted(path, wanted, book.sheet_names)] if wanted else names
            sheets, best = _fullest(book, chosen)
    except PasswordError:
        text = say("this workbook is locked with a password")
        refuse(path, line=0, rule="B016", text=text, mend=say("Save it without a password."))
    except (CalamineError, ValueError, OSError) as error:
        text = say("this workbook cannot be read: {why}", why=error)
        refuse(path, line=0, rule="B016", text=text, mend=say("The file did not arrive whole; export it again."))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the Rust below gave up; there is no name to catch it by
            raise
        text = say("this workbook is cut short or damaged")
        refuse(path, line=0, rule="B016", text=text, mend=say("The file did not arrive whole; export it again."))
    if best is None:
        refuse(path, line=0, rule="B003", text=say("the file has no headings"))
    known = tuple(next((s for s in sheets if s.name == each), Sheet(name=each, rows=0)) for each in names)
    return known, best.name, best


def _fullest(book: Any, names: list[str]) -> tuple[list[Sheet], Any]:
    """How many rows each of the sheets has, and the one with most of them; no more than two are in memory at once."""
    sheets: list[Sheet] = []
    best = None
    for name in names:
        found = book.get_sheet_by_name(name)
        rows = _filled(found)
        if best is None or rows > max(sheet.rows for sheet in sheets):
            best = found
        sheets.append(Sheet(name=name, rows=rows))
        del found  # else it would still be there while the next one is read
    return sheets, best


def _wanted(path: Path, wanted: str, names: list[str]) -> str:
    numbered = int(wanted) if wanted.isdigit() else 0
    if wanted not in names and not 0 < numbered <= len(names):
        meant = nearest(wanted, names)
        mend = say("Did you mean “{guess}”?", guess=meant) if meant else say("There are: {all}", all=", ".join(names))
        refuse(path, line=0, rule="B017", text=say("the workbook has no sheet “{name}”", name=wanted), mend=mend)
    return wanted if wanted in names else names[numbered - 1]


def _filled(found: Any) -> int:
    return sum(any(value not in {"", None} for value in row) for row in found.iter_rows()) if found.start else 0


def _merged_down(found: Any) -> list[_Merged]:
    ranges = found.merged_cell_ranges or []
    shift = found.start[1] if found.start else 0  # empty columns at the left are not given
    return sorted(
        (_Merged(top, bottom, left - shift) for (top, left), (bottom, _) in ranges if bottom > top and left >= shift),
        key=lambda merged: (merged.first, merged.column),
    )


def _expect_sound_zip(path: Path) -> None:
    """A zipped workbook that is cut short, damaged or unfolds without end is refused before anything is read."""
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            return
    try:
        with ZipFile(path) as packed:
            unfolded = sum(part.file_size for part in packed.infolist())
    except (BadZipFile, NotImplementedError, ValueError):
        text = say("this workbook is cut short or damaged")
        refuse(path, line=0, rule="B016", text=text, mend=say("The file did not arrive whole; export it again."))
    if unfolded > _LARGEST:
        refuse(path, line=0, rule="B016", text=say("this workbook is too large to be read; export it as CSV"))
