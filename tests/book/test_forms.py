"""Workbooks, pages and JSON lines: how their cells become text, and which are refused."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from outreach.book.table import Form, Table, open_table
from outreach.book.table.cell import text_of, unguarded
from outreach.errors import FilesAreWrong
from outreach.problems import Problem
from tests.book.zoo.build import build

DAY = date(2025, 2, 1)


def written(folder: Path, text: str, *, name: str = "list.csv", charset: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(charset))
    return path


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


def refusal(path: Path, *, sheet: str = "") -> Problem:
    with pytest.raises(FilesAreWrong) as refused:
        open_table(path, sheet=sheet)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Анна", "Анна"), ("a\0b", "ab"), (None, ""), (True, "true"), (False, "false"), (7, "7"), (123.0, "123"),
        (12345.678, "12345.68"), (33.333333333333336, "33.33"), (0.1 + 0.2, "0.30"), (1e20, "1e+20"),
        (380441234567.0, "380441234567"), (datetime.combine(DAY, time()), "2025-02-01"),
        (datetime.combine(DAY, time(9, 5)), "2025-02-01 09:05:00"), (DAY, "2025-02-01"), (time(9, 5), "09:05:00"),
        (timedelta(hours=1), "1:00:00"), (b"x", "b'x'"),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_would_have_typed(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_guard_is_taken_off_and_an_apostrophe_stays() -> None:
    assert [unguarded(cell) for cell in ("'=1", "'+380", "'x", "O'Neil")] == ["=1", "+380", "'x", "O'Neil"]


# -- JSON lines --------------------------------------------------------------------------------------------------


def test_objects_may_have_different_keys_and_hold_others(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, '{"id": 1, "a": {"city": "Київ"}}\n\n{"id": 2, "email": ["x", 3, null]}\n'))
    assert (table.form, table.headings) == (Form.JSON_LINES, ("id", "a.city", "email"))
    assert [(row.line, row.cells) for row in table.rows()] == [(1, ("1", "Київ", "")), (3, ("2", "", "x; 3"))]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ('{"id": 1}\n[1, 2]\n', "B018", 2),
        ('{"id": 1}\n{"id": 2\n', "B018", 2),
        ('{"id": 1}\n{"id": 2, "id": 3}\n', "B005", 2),
        ('{"id": 1, "ID": 2}\n', "B005", 0),
        ("{}\n", "B003", 0),
        ('[\n  {"id": 1}\n]\n', "B018", 1),
    ],
)
def test_lines_that_are_no_rows_are_refused_with_their_number(tmp_path: Path, text: str, rule: str, line: int) -> None:
    problem = refusal(written(tmp_path, text))
    assert (problem.rule, problem.place.line) == (rule, line)


# -- pages -------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><body><p>text outside</td></p>
<table><tr><td>menu</td></tr></table>
<table>
<thead><tr><th>Код</th><th>ФИО</th><th colspan="2">Город</th></tr></thead>
<tr><td>1<td>Анна<br>Липа<td rowspan=2 colspan=1>Київ<td>
<tr><td>2</td><td>Борис <table><tr><td>inner</td></tr></table></td></tr>
</table></body></html>"""


def test_the_largest_table_of_a_page_is_read_with_its_spans(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, PAGE, name="list.xls"))
    assert (table.form, table.sheet, [sheet.rows for sheet in table.sheets]) == (Form.PAGE, "2", [1, 3])
    assert table.headings == ("Код", "ФИО", "Город")
    assert cells(table) == [("1", "Анна Липа", "Київ", ""), ("2", "Борис inner", "Київ")]


def test_a_table_of_a_page_is_chosen_by_its_number(tmp_path: Path) -> None:
    path = written(tmp_path, PAGE)
    assert open_table(path, sheet="1").headings == ("menu",)
    assert refusal(path, sheet="3").rule == "B017"


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "<html><body><tr><td>1</td></tr></body></html>")).rule == "B003"


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<meta charset="no-such">', "cp1251"),
        ("", "utf-8"),
        ('<meta charset="windows-1251">', "utf-8-sig"),
    ],
)
def test_a_page_names_its_charset_or_has_it_guessed(tmp_path: Path, head: str, charset: str) -> None:
    page = f"<html><head>{head}</head><table><tr><th>Код<th>Місто</tr><tr><td>1<td>Тернопіль</tr></table></html>"
    if charset == "koi8-r":
        page = page.replace("Місто", "Город").replace("Тернопіль", "Тверь")
    table = open_table(written(tmp_path, page, charset=charset))
    assert table.headings[1] in {"Місто", "Город"}


# -- workbooks ---------------------------------------------------------------------------------------------------


def test_a_table_may_stand_anywhere_on_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [["", ""], ["", ""], ["", "", "Контрагент", "Сумма"], ["", "", "Липа", 5], ["", "", "", 7]]
    build({"form": "xlsx", "rows": rows, "merged": ["C4:C5"]}, path)
    assert [(row.line, row.cells) for row in open_table(path).rows()] == [(4, ("Липа", "5")), (5, ("Липа", "7"))]


def test_an_empty_workbook_has_no_headings(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    build({"form": "xlsx", "rows": [[]]}, path)
    assert refusal(path).rule == "B003"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "list.ods"
    build({"form": "ods", "sheets": {"Клиенты": [["Код"], ["1"]], "Архив": [["Код"], ["2"]]}}, path)
    assert cells(open_table(path, sheet="Архив")) == [("2",)]
    problem = refusal(path, sheet="Zzz")
    assert (problem.rule, problem.mend) == ("B017", "There are: Клиенты, Архив")
    assert refusal(path, sheet="3").rule == "B017"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "nothing")
    assert refusal(path).rule == "B016"


def test_a_workbook_that_unfolds_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.xlsx"
    build({"form": "xlsx", "rows": [["Код"], ["1"]]}, path)
    monkeypatch.setattr("outreach.book.table.workbook._LARGEST", 100)
    assert "too large" in refusal(path).text


def test_an_old_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    build({"form": "xls", "rows": [["Код", "ФИО"], *[["1", "Анна"]] * 300], "cut": 0.4}, path)
    assert refusal(path).rule == "B016"
