"""fixes.toml: what is read, and which mistakes are shown."""

from pathlib import Path

from outreach.campaign.fix import read_fixes
from outreach.problems import pointed

STARTER = Path(__file__).parents[2] / "outreach" / "data" / "starter" / "fixes.toml"


def test_the_register_that_a_new_folder_begins_with() -> None:
    fixes, problems = read_fixes(STARTER)
    assert problems == ()
    assert {fix.reason for fix in fixes} == {"rival", "followed_manager", "no_reward"}
    assert all(fix.done_on for fix in fixes)


def test_no_file_is_no_fixes(tmp_path: Path) -> None:
    assert read_fixes(tmp_path / "fixes.toml") == ((), ())


def test_every_mistake_is_shown_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "fixes.toml"
    path.write_text('[[fix]]\nkey = "a"\nreson = "price"\nwhat = "w"\ndone_on = "soon"\n', encoding="utf-8")
    fixes, problems = read_fixes(path)
    assert fixes == ()
    said = "\n".join(map(pointed, problems))
    assert "fixes.toml:3:1" in said
    assert "reason" in said
    assert "fixes.toml:5:" in said
    assert "^" in said


def test_a_file_that_is_no_toml_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "fixes.toml"
    path.write_text("[[fix]\n", encoding="utf-8")
    assert len(read_fixes(path)[1]) == 1
