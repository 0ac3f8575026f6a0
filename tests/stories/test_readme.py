"""The sessions that the README and the guide show are what the program says, line by line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OUTREACH = Path(sys.executable).parent / "outreach"

pytestmark = pytest.mark.system  # the whole demonstration: half a minute


def session(page: str) -> list[tuple[str, list[str]]]:
    """Each command of a page's sessions with the lines shown below it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"<!-- session -->\n```console\n(.*?)```", text, flags=re.DOTALL)
    assert found
    said: list[tuple[str, list[str]]] = []
    for line in "".join(found).splitlines():
        if line.startswith("$ "):
            said.append((line[2:], []))
        else:
            said[-1][1].append(line)
    return said


def run(command: str, folder: Path) -> list[str]:
    """What the command prints, on either stream, without the lines that only say what to type next."""
    env = {**os.environ, "COLUMNS": "100", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    env["PATH"] = f"{OUTREACH.parent}:{env['PATH']}"
    done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
    said = (done.stdout if done.stdout.strip() else done.stderr.split("Next:")[0]).rstrip("\n")
    return [line.rstrip() for line in said.split("\n")]


def test_the_sessions_of_the_readme_and_of_the_guide_are_true_line_by_line(tmp_path: Path) -> None:
    """The guide goes on in the folder that the README's session made."""
    folder = tmp_path
    for command, shown in [*session("README.md"), *session("docs/guide.md")]:
        if command.startswith("cd "):
            folder = folder / command[3:]
            continue
        wanted = "outreach demo demo-firm" if command == "make demo" else command
        assert run(wanted, folder) == shown, command


def test_make_demo_runs_the_command_that_the_session_shows() -> None:
    assert re.search(r"^\t\$\(BIN\)/outreach demo \$\(DEMO\)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert re.search(r"^DEMO := demo-firm$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


def test_the_marketers_first_hour_can_be_typed(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## A marketer's first hour\n\n```console\n(.*?)```", text, flags=re.DOTALL)
    assert block
    folder = tmp_path
    for line in block[1].splitlines():
        command = line[2:].split("  #")[0].strip()
        if command.startswith("outreach init"):
            run("outreach init shop", folder)
            folder = folder / "shop"
            continue
        env = {**os.environ, "PATH": f"{OUTREACH.parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
        if command.startswith(("outreach approve", "outreach import")):
            command += " --yes"
        done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)
        assert "mistake of the program" not in done.stderr, (command, done.stderr)
