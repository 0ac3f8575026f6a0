"""The ledger read on from where the last look stopped, unless it is another file by now."""

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from outreach.delivery.ledger import Ledger

lines = st.builds(
    lambda word, letter, attempt, end: f"{word} {letter} {attempt}{end}".encode(),
    st.sampled_from("WSX"),
    st.integers(1, 6),
    st.sampled_from("abc"),
    st.sampled_from((" <1@x>\n", "\n", "", "\n\n")),
)


def a_ledger(folder: Path, text: str = "W 1 a <1@x>\nW 2 a <2@x>\n") -> Ledger:
    path = folder / "ledger.log"
    path.write_text(text)
    return Ledger(path)


def append(ledger: Ledger, text: str) -> None:
    with ledger.path.open("a") as file:
        file.write(text)


def put_in_place(ledger: Ledger, text: str) -> None:
    """As `cp backup.log ledger.log` does: the same file, other bytes."""
    number = ledger.path.stat().st_ino
    ledger.path.write_text(text)
    assert ledger.path.stat().st_ino == number


@given(pieces=st.lists(st.lists(lines, max_size=4).map(b"".join), max_size=6))
def test_read_piece_by_piece_it_says_what_it_says_read_at_once(pieces: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = a_ledger(Path(folder))
        for piece in pieces:
            with ledger.path.open("ab") as file:
                file.write(piece)
            assert ledger.numbers_gone() == Ledger(ledger.path).numbers_gone()


def test_only_what_was_appended_is_read(tmp_path: Path) -> None:
    """What nobody ever does, a change in the middle, shows that the middle is not read twice."""
    ledger = a_ledger(tmp_path)
    assert ledger.numbers_gone() == {1, 2}
    with ledger.path.open("r+") as file:
        file.write("W 9")
    ledger.went([(3, "b", "<3@x>")])
    ledger.stayed([(2, "a")])
    assert ledger.numbers_gone() == {1, 3}
    assert Ledger(ledger.path).numbers_gone() == {9, 3}


def test_a_line_that_is_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path, "W 1 a <1@x>\nW 2 a")
    assert ledger.numbers_gone() == {1}
    append(ledger, " <2@x>\nS 1")
    assert ledger.numbers_gone() == {1, 2}
    append(ledger, " a\n")
    assert ledger.numbers_gone() == {2}


def test_a_ledger_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    assert ledger.numbers_gone() == {1, 2}
    other = tmp_path / "other.log"
    other.write_text("W 5 a <5@x>\nW 2 a <2@x>\nW 7 a <7@x>\n")  # with the same line where we stopped
    other.replace(ledger.path)
    assert ledger.numbers_gone() == {5, 2, 7}


def test_a_ledger_that_was_copied_over_is_read_anew(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    assert ledger.numbers_gone() == {1, 2}
    put_in_place(ledger, "W 1 a <1@x>\n")  # an older copy
    assert ledger.numbers_gone() == {1}
    put_in_place(ledger, "W 4 c <4@x>\nW 5 c <5@x>\nW 6 c <6@x>\n")  # a longer one
    assert ledger.numbers_gone() == {4, 5, 6}
    put_in_place(ledger, "")
    assert ledger.numbers_gone() == set()


def test_a_ledger_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path)
    assert ledger.numbers_gone() == {1, 2}
    ledger.path.unlink()
    assert ledger.numbers_gone() == set()
    ledger.went([(3, "b", "<3@x>")])
    assert ledger.numbers_gone() == {3}
