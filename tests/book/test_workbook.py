"""A workbook of many sheets is looked through one by one: only the fullest stays in memory."""

import tomllib
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.book.table.workbook import Workbook, _fullest
from outreach.errors import FilesAreWrong
from tests.book.zoo.build import build

ZOO = Path(__file__).parent / "zoo"

ROWS = {"cover": 1, "orders": 9, "old orders": 7, "more orders": 9}


class Sheet:
    """As the library gives one."""

    start = (0, 0)

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def iter_rows(self) -> Iterator[list[str]]:
        """Filled ones, and one that is not."""
        yield from [["x"]] * self.rows
        yield ["", ""]


class Book:
    """Counts the sheets that are in memory whenever one is asked for."""

    def __init__(self) -> None:
        self.alive: weakref.WeakSet[Sheet] = weakref.WeakSet()
        self.most = 0

    def get_sheet_by_name(self, name: str) -> Sheet:
        found = Sheet(ROWS[name])
        self.alive.add(found)
        self.most = max(self.most, len(self.alive))
        return found


def test_only_the_fullest_sheet_stays_in_memory() -> None:
    book = Book()
    sheets, best = _fullest(book, list(ROWS))
    assert {sheet.name: sheet.rows for sheet in sheets} == ROWS
    assert best.rows == 9
    assert sheets[1].name == "orders"
    assert (len(book.alive), book.most) == (1, 2)


def test_a_workbook_without_sheets_has_none() -> None:
    assert _fullest(Book(), []) == ([], None)


@pytest.mark.parametrize(
    ("animal", "at", "byte"),
    [
        ("28_an_old_workbook", 1538, 0),  # at which the library's Rust panics
        ("26_several_sheets", -1, 99),  # a version of zip that nobody knows
    ],
)
def test_a_damaged_workbook_is_refused_however_the_reader_fails(
    tmp_path: Path, animal: str, at: int, byte: int
) -> None:
    path = tmp_path / "list.xls"
    build(tomllib.loads((ZOO / f"{animal}.toml").read_text(encoding="utf-8"))["file"], path)
    damaged = bytearray(path.read_bytes())
    damaged[damaged.index(b"PK\x01\x02") + 6 if at < 0 else at] = byte
    path.write_bytes(damaged)
    with pytest.raises(FilesAreWrong) as wrong:
        Workbook(path)
    assert [problem.rule for problem in wrong.value.problems] == ["B016"]
