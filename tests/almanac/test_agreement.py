"""Whether rules give the days on record, whether a national day is one by law, and what is due for a look."""

from datetime import date
from pathlib import Path

import pytest

from outreach.almanac.agreement import agreement

TODAY = date(2026, 11, 22)
HEAD = "key,greet_en,rule,countries,status,review_on,date_2026,date_2027\n"


def rules(folder: Path, *rows: str, today: date = TODAY) -> list[str]:
    file = folder / "holidays.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return [problem.rule for problem in agreement(file, today=today).problems]


def test_every_rule_of_the_shipped_table_falls_on_its_observed_days() -> None:
    found = agreement(today=TODAY)
    assert found.problems == ()
    assert found.rules > 250
    assert found.days > 500


def test_rows_whose_time_has_come_are_told_together(tmp_path: Path) -> None:
    rows = [f"a{n},x,03-1{n},*,own,2026-11-01,," for n in range(7)]
    found = agreement(_file(tmp_path, *rows, "b,x,03-20,*,own,2026-11-22,,", "c,x,03-21,*,own,soon,,"), today=TODAY)
    (problem,) = found.problems
    assert problem.rule == "H015"
    assert "7 days" in problem.text
    assert "a0, a1, a2, a3, a4, …" in problem.text
    assert rules(tmp_path, rows[0]) == ["H015"]
    assert rules(tmp_path, rows[0], today=date(2026, 11, 1)) == []


def _file(folder: Path, *rows: str) -> Path:
    file = folder / "holidays.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,x,08-24,UA,national,,2026-08-24,2027-08-24", []),  # by martial law a working day, and a holiday still
        ("a,x,08-25,UA,national,,2026-08-25,", ["H014"]),
        ("a,x,08-25,UA,observance,,2026-08-25,", []),
        ("a,x,08-25,*,national,,2026-08-25,", []),
        ("a,x,08-25,XX,national,,2026-08-25,", []),
        ("a,x,08-25,UA,national,,2026-08-24,", ["H011"]),
        ("a,x,08-25,UA,national,,soon,", []),  # `row` says what is wrong with it
        ("a,x,nonsense,UA,own,,2026-08-24,", []),  # so it does here
        ("a,x,orthodox easter,*,religious,,2026-04-12,2027-05-02", []),
        ("a,x,western easter,*,religious,,2026-04-12,2027-05-02", ["H011", "H011"]),
        ("a,x,5 mon feb,*,own,,2026-02-23,", ["H011"]),
    ],
)
def test_a_day_on_record_says_whether_the_rule_still_holds(tmp_path: Path, row: str, expected: list[str]) -> None:
    assert rules(tmp_path, row) == expected
