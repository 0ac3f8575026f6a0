"""Words in notes that should hold a letter back: which are found, which only look like one."""

from pathlib import Path

import pytest

from outreach.book.warning import as_cleared, not_cleared, read_warnings, shipped
from outreach.problems import pointed


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Есть ДОЛГ за март", ("долг",)),
        ("задолженность 300 грн", ("задолженность",)),
        ("просил не  звонить до осени", ("не звонить",)),
        ("в чёрном списке", ("черном списке",)),
        ("подали в суд, претензия от 3.05", ("суд", "претензия")),
        ("борг за квітень; заборгованість росте", ("борг", "заборгованість")),
        ("судова справа", ("судова",)),
        ("lawsuit pending, do not call", ("lawsuit", "do not call")),
        ("don’t contact him", ("don't contact",)),
        ("DEBTORS list", ("debtors",)),
    ],
)
def test_words_and_their_forms_are_found(note: str, found: tuple[str, ...]) -> None:
    assert shipped().found_in([note]) == found


@pytest.mark.parametrize(
    "note",
    [
        "долго думал",
        "долгожданный заказ",
        "судно ушло",
        "искал каталог",
        "любит сосуды",
        "courtesy call",
        "",
    ],
)
def test_words_that_only_look_like_one_are_not(note: str) -> None:
    assert shipped().found_in([note]) == ()


def test_a_firm_adds_words_and_takes_words_out(tmp_path: Path) -> None:
    path = tmp_path / "warnings.csv"
    path.write_text("words;off\nскандал*;yes\nгрубит*;\nочень занят;\n", encoding="utf-8")
    warnings, problems = read_warnings(path)
    assert problems == ()
    assert warnings.found_in(["скандалист, грубит, очень занят, долг"]) == ("грубит", "очень занят", "долг")


def test_no_file_is_the_shipped_list(tmp_path: Path) -> None:
    assert read_warnings(tmp_path / "warnings.csv") == (shipped(), ())


def test_what_is_no_entry_is_shown_with_a_caret(tmp_path: Path) -> None:
    path = tmp_path / "warnings.csv"
    path.write_text("words;off\n*долг;\n", encoding="utf-8")
    (problem,) = read_warnings(path)[1]
    assert "warnings.csv:2:1" in pointed(problem)
    assert "^^^^^" in pointed(problem)
    path.write_bytes("долг".encode("cp1251"))
    assert read_warnings(path)[1][0].rule == "W001"


def test_what_was_looked_at_is_told_from_what_is_new() -> None:
    assert not_cleared(("долг", "суд"), debt=500, cleared="долг, debt=500") == (("суд",), 0)
    assert not_cleared(("долг",), debt=501, cleared="долг, debt=500") == ((), 501)
    assert not_cleared((), debt=None, cleared=None) == ((), 0)
    assert as_cleared(("долг",), debt=500) == "долг, debt=500"
    assert as_cleared((), debt=None) is None
