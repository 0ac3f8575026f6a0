"""Refused rows stand in a CSV and a workbook, which are mended and imported as they are."""

from pathlib import Path

import pytest

from outreach.book.plan import plan_import
from outreach.book.rejects import Reject, rejects_file, workbook_beside
from outreach.book.table import open_table

HEADINGS = ("Код", "ФИО", "Телефон")
RAW = ("007", "=HYPERLINK(1)", "+380 44 123")


def written(folder: Path, *rejects: Reject, headings: tuple[str, ...] = HEADINGS) -> Path:
    path = folder / "list.rejects.csv"
    with rejects_file(path, headings=headings) as write:
        for reject in rejects:
            write(reject)
    return path


def test_both_files_say_the_same_and_are_read_as_the_rows_stood(tmp_path: Path) -> None:
    path = written(tmp_path, Reject(line=5, reason="so and so", raw=RAW), Reject(line=9, reason="other", raw=RAW))
    for each in (path, workbook_beside(path)):
        table = open_table(each)
        assert table.headings == ("Line in the file", "Why it was refused", *HEADINGS)
        assert [row.cells for row in table.rows()] == [("5", "so and so", *RAW), ("9", "other", *RAW)]
        assert [column for _, column in plan_import(each).mapping.named] == ["code", "name", "phone"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_reckoned_by_a_spreadsheet(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, Reject(line=2, reason="so", raw=("1", f"{cell}", "")))
    assert f"'{cell}".encode() in path.read_bytes()
    unpacked = workbook_beside(path)
    assert b"<f>" not in unpacked.read_bytes()
    (row,) = open_table(unpacked).rows()
    assert row.cells[3].lstrip() == cell.strip()


def test_rows_refused_twice_have_the_reason_once(tmp_path: Path) -> None:
    path = written(tmp_path, Reject(line=5, reason="so and so", raw=RAW))
    again = open_table(workbook_beside(path))
    (row,) = again.rows()
    path = written(tmp_path, Reject(line=2, reason="still", raw=row.cells), headings=again.headings)
    table = open_table(path)
    assert table.headings.count("Why it was refused") == 1
    assert [row.cells for row in table.rows()] == [("2", "still", *RAW)]


def test_cells_beyond_the_headings_are_kept(tmp_path: Path) -> None:
    path = written(
        tmp_path, Reject(line=2, reason="wide", raw=(*RAW, "", "more")), Reject(line=3, reason="short", raw=("1",))
    )
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].endswith(",more")
    assert text.splitlines()[2] == "3,short,1"


def test_nothing_is_written_where_nothing_was_refused(tmp_path: Path) -> None:
    written(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_neither_file_is_left_when_the_import_fails(tmp_path: Path) -> None:
    def fail() -> None:
        with rejects_file(tmp_path / "a.csv", headings=HEADINGS) as write:
            write(Reject(line=2, reason="so", raw=RAW))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_ends_where_excel_ends_and_the_text_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.book.rejects._MOST_ROWS", 2)
    path = written(tmp_path, *(Reject(line=line, reason="so", raw=RAW) for line in range(2, 7)))
    assert len(list(open_table(path).rows())) == 5
    assert len(list(open_table(workbook_beside(path)).rows())) == 2
