"""`make demo`: one command shows the whole circle on one's own machine; the page it leaves can be mailed to a director.

Marked as system for the half minute it takes.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from outreach.cli.main import COMMANDS
from tests.system.browser import CHROMIUM, SCHEMES, Scheme, chromium, is_too_wide, wrongs
from tests.system.servers import needs

pytestmark = pytest.mark.system

REPORT = "report-2025Q4.html"


def outreach(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as a person would type it in this folder."""
    known = {name: value for name, value in os.environ.items() if name != "OUTREACH_CONFIG"}
    command = [sys.executable, "-c", "from outreach.cli.main import main; main()", *words]
    known |= {"LC_ALL": "C", "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, cwd=folder, env=known, text=True, capture_output=True, timeout=300, check=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The folder of the demonstration after its first run, and what that run told."""

    folder: Path
    out: str
    err: str

    def delivered(self) -> list[Path]:
        return sorted((self.folder / "post-office" / "delivered" / "new").iterdir())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    place = tmp_path_factory.mktemp("demo")
    done = outreach("demo", "demo-firm", folder=place)
    assert done.returncode == 0, done.stderr
    return Shown(folder=place / "demo-firm", out=done.stdout, err=done.stderr)


def test_every_station_of_the_circle_is_told(demo: Shown) -> None:
    stations = [line.split()[0] for line in demo.out.splitlines() if line and not line[0].isspace()]
    assert stations[:8] == ["book", "lapse", "plan", "approve", "send", "inbox", "returns", "report"]


def test_the_figures_are_plausible(demo: Shown) -> None:
    assert "clients.csv: 2357 new, 0 known already, 0 refused" in demo.out
    letters = len(demo.delivered())
    assert 400 < letters < 700
    assert f"sent {letters}" in demo.out
    for word in ("refused", "unsubscribed", "came back"):
        assert word in demo.out, demo.out


def test_nobody_got_two_newsletters(demo: Shown) -> None:
    got: dict[tuple[str, str], int] = {}
    for file in demo.delivered():
        message = message_from_bytes(file.read_bytes())
        kind = str(message["List-Id"])
        key = (str(message["Delivered-To"]).lower(), kind)
        got[key] = got.get(key, 0) + 1
    assert set(got.values()) == {1}


def test_the_program_says_of_itself_that_its_records_hold(demo: Shown) -> None:
    done = outreach("db", "check", folder=demo.folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_run_sends_nothing_again(demo: Shown) -> None:
    before = demo.delivered()
    done = outreach("demo", "demo-firm", folder=demo.folder.parent)
    assert done.returncode == 0, done.stderr
    assert demo.delivered() == before
    assert "nothing: everybody has had his letter" in done.stdout


def test_the_commands_named_at_the_end_all_work(demo: Shown) -> None:
    told = demo.err.partition("Next:")[2]
    commands = [line for line in re.split(r"\n|\s{3,}", told) if line.strip().startswith("outreach ")]
    assert len(commands) >= 5
    for line in commands:
        words = line.split()[1:]
        assert words[0] in COMMANDS
        done = outreach(*words, folder=demo.folder)
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout.strip(), line
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_opens_offline_and_everybody_can_read_it(
    demo: Shown, tmp_path: Path, scheme: Scheme, width: int
) -> None:
    needs(CHROMIUM)
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True, bypass_csp=True
        )
        page = context.new_page()
        asked: list[str] = []
        told: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: told.append(message.text))
        address = (demo.folder / REPORT).as_uri()
        page.goto(address)
        page.screenshot(path=tmp_path / f"report-{width}-{scheme}.png", full_page=True)
        assert asked == [address]
        assert told == []
        assert wrongs(page) == []
        assert not is_too_wide(page)
        context.close()


def test_every_chart_of_the_report_is_told_in_words_too(demo: Shown) -> None:
    needs(CHROMIUM)
    with chromium() as browser:
        page = browser.new_page()
        page.goto((demo.folder / REPORT).as_uri())
        charts = page.locator("svg").all()
        assert charts
        for chart in charts:
            hidden = chart.get_attribute("aria-hidden") == "true"
            named = chart.get_attribute("role") == "img" and (
                chart.get_attribute("aria-label")
                or chart.get_attribute("aria-labelledby")
                or chart.locator("title").count()
            )
            beside = chart.locator("xpath=ancestor::figure[1]").locator("table, figcaption").count()
            assert named or (hidden and beside), chart.evaluate("element => element.outerHTML.slice(0, 300)")
        page.close()
