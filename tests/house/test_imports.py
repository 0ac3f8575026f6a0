"""Who imports whom, and how little `outreach --help` needs."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, ROOT

HEAVY = {
    "sqlalchemy",
    "jinja2",
    "rich",
    "pydantic",
    "aiosmtplib",
    "apscheduler",
    "alembic",
    "babel",
    "starlette",
    "holidays",
}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def outreach(*words: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, *flags, "-c", "from outreach.cli.main import main; main()", *words)


def test_the_import_law_holds() -> None:
    done = run(str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache")
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_every_room_has_its_place_in_the_line() -> None:
    """import-linter asks it of what exists; this asks that nothing is listed that does not."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (line,) = (contract for contract in contracts if contract["type"] == "layers")
    placed = {room.strip() for layer in line["layers"] for room in layer.split(":")}
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert placed == rooms - {"__init__"}
    assert line["exhaustive"]


@pytest.mark.parametrize("words", [["--help"], ["--version"], []], ids=str)
def test_help_imports_click_and_nothing_else(words: list[str]) -> None:
    done = outreach(*words, flags=("-X", "importtime"))
    assert "outreach" in done.stdout + done.stderr.rsplit("|", 1)[-1]
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "click" in imported
    assert imported & HEAVY == set()


def test_help_names_every_command_with_what_it_does() -> None:
    from outreach.cli.main import COMMANDS

    done = outreach("--help")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert [name for name, (_, text) in COMMANDS.items() if f" {name} {text}" not in said] == []


def test_what_help_says_of_a_command_stands_in_its_own_file() -> None:
    from outreach.cli.main import COMMANDS, root

    context = root.context_class(root, info_name="outreach")
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help, name
        for option in command.params:
            said = option.to_info_dict()
            assert said["param_type_name"] == "argument" or said.get("help"), (name, option.name)
