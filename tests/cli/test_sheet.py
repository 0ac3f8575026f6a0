"""Files for a spreadsheet: every cell is what it is, and no text is a formula."""

import csv
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from outreach.cli import sheet
from outreach.cli.sheet import Cell, write_csv, write_xlsx

NOW = datetime(2025, 10, 1, 6, tzinfo=UTC)
HEADINGS = ("id", "name", "revenue", "last_order")
ROWS: Sequence[tuple[Cell, ...]] = [
    (7, "Їжак", Decimal("1234.50"), date(2025, 1, 31)),
    (8, "007", None, None),
]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_reckoned(tmp_path: Path, sign: str) -> None:
    evil = f"{sign}cmd|' /C calc'!A1"
    write_csv(tmp_path / "a.csv", [(1, evil)], headings=("id", "name"))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["1", f"'{evil}"]
    write_xlsx(tmp_path / "a.xlsx", [(1, evil)], headings=("id", "name"), now=NOW)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        cells, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
    assert "<f>" not in cells
    assert 'quotePrefix="1"' in styles


def test_a_csv_has_days_and_sums_as_a_person_writes_them(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", ROWS, headings=HEADINGS) == 2
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            list(HEADINGS), ["7", "Їжак", "1234.50", "2025-01-31"], ["8", "007", "", ""],
        ]  # fmt: skip


def test_a_workbook_has_numbers_days_and_texts(tmp_path: Path) -> None:
    assert write_xlsx(tmp_path / "a.xlsx", ROWS, headings=HEADINGS, now=NOW) == 2
    read = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert read == [list(HEADINGS), [7.0, "Їжак", 1234.5, date(2025, 1, 31)], [8.0, "007", "", ""]]


def test_what_one_sheet_does_not_hold_stands_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    assert write_xlsx(tmp_path / "a.xlsx", [(n,) for n in range(5)], headings=("id",), now=NOW) == 5
    book = CalamineWorkbook.from_path(tmp_path / "a.xlsx")
    read = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert read == [[["id"], [0.0], [1.0]], [["id"], [2.0], [3.0]], [["id"], [4.0]]]
