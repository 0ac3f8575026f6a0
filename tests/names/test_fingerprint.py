"""What people are called is bound into every approval: another rule or table is another fingerprint."""

import re
import shutil
from pathlib import Path

import pytest

from outreach.names.fingerprint import DATA, ROOM, TABLES, salutation_rules


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOM, tmp_path / "names")
    (tmp_path / "data").mkdir()
    for name in TABLES:
        shutil.copy(DATA / name, tmp_path / "data")
    return tmp_path


def rules(folder: Path) -> str:
    salutation_rules.cache_clear()
    return salutation_rules(folder / "names", folder / "data")


def test_the_same_rules_have_the_same_fingerprint_wherever_they_lie(copy: Path) -> None:
    assert rules(copy) == salutation_rules()


@pytest.mark.parametrize("file", ["names/salutation.py", "names/vocative.py", *(f"data/{name}" for name in TABLES)])
def test_another_rule_or_table_is_another_fingerprint(copy: Path, file: str) -> None:
    before = rules(copy)
    (copy / file).write_bytes((copy / file).read_bytes() + b"\n")
    assert rules(copy) != before


def test_every_table_that_the_room_reads_is_part_of_it() -> None:
    read = {name for path in ROOM.glob("*.py") for name in re.findall(r'"(\w+\.csv)"', path.read_text("utf-8"))}
    assert read == set(TABLES)
