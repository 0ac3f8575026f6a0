"""The unsubscribe page in a real browser, served by the program, with the link of a letter that was really sent."""

import http.client
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from outreach.errors import OutOfReach
from outreach.firm import open_firm
from outreach.web.serve import PagesBeside
from tests.cli.shop import Shop
from tests.system.browser import CHROMIUM, SCHEMES, Scheme, chromium, is_too_wide, wrongs
from tests.system.letters import AFTERNOON, CAMPAIGN, Letters, small_firm
from tests.system.servers import needs

pytestmark = pytest.mark.system

PHONE = {"width": 360, "height": 640}
CLIENTS = {"ru": "anna@strict.example", "uk": "bohdan@strict.example", "en": "jane@lenient.example"}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a firm whose letters have left, as files."""
    folder = tmp_path_factory.mktemp("sent") / "firm"
    firm = small_firm(folder, ("[law]", '[web]\nurl = "http://letters.test"\nport = 0\n[law]'))
    firm.run("inbox", "--new", now=AFTERNOON)
    firm.run("send", CAMPAIGN, "--yes", now=AFTERNOON)
    return folder


@pytest.fixture(scope="module")
def browser(sent: Path) -> Iterator[Browser]:
    """Started after the letters have left: both want the thread's one event loop."""
    needs(CHROMIUM)
    with chromium() as started:
        yield started


@pytest.fixture
def letters(sent: Path, tmp_path: Path) -> Letters:
    shutil.copytree(sent, tmp_path / "firm")
    return Letters(shop=Shop(folder=tmp_path / "firm"))


@pytest.fixture
def address(letters: Letters) -> Iterator[str]:
    """Where the pages are served."""
    firm = open_firm(letters.shop.folder / "config.toml")
    with PagesBeside(firm) as pages:
        yield f"http://127.0.0.1:{pages.port}"
    firm.store.close()


def link_of(letters: Letters, language: str) -> str:
    """The path of the link at the foot of the letter that this client got."""
    row = letters.rows()[CLIENTS[language]]
    message = message_from_bytes((letters.shop.folder / "outgoing" / f"{row.id}.eml").read_bytes())
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert isinstance(text, bytes)
    found = re.search(r"http://letters\.test(/u/[a-z2-7]{26})\b", text.decode())
    assert found, text.decode()
    return found[1]


def dump(letters: Letters) -> list[str]:
    """Everything that stands in the database."""
    with closing(sqlite3.connect(letters.shop.folder / "outreach.sqlite")) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


def is_stopped(letters: Letters, language: str) -> bool:
    said = letters.run("why", CLIENTS[language], "--json", now="2025-10-02T20:00").json
    events = [one["event"] for one in said["journal"] if one["event"] in {"unsubscribed", "resubscribed"}]
    return bool(events) and events[-1] == "unsubscribed"


def test_looking_changes_nothing_and_a_tap_stops(letters: Letters, address: str, browser: Browser) -> None:
    page = browser.new_page()
    before = dump(letters)
    for _ in range(3):
        page.goto(address + link_of(letters, "en"))
    assert dump(letters) == before
    page.get_by_role("button", name="Stop the letters").click()
    page.get_by_role("heading", name="The letters are stopped").wait_for()
    assert is_stopped(letters, "en")
    page.get_by_role("button", name="Too many letters").click()
    page.get_by_role("heading", name="Thank you for telling us").wait_for()
    page.get_by_role("button", name="Write to me again").click()
    page.get_by_role("heading", name="We may write to you again").wait_for()
    assert not is_stopped(letters, "en")
    page.close()


@pytest.mark.parametrize("language", list(CLIENTS))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_can_be_read_and_used_by_everybody(
    letters: Letters, address: str, browser: Browser, tmp_path: Path, language: str, scheme: Scheme
) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.goto(address + link_of(letters, language))
    assert page.evaluate("document.documentElement.lang") == language
    for name, pressed in (("asks", "[value=stop]"), ("stopped", "[name=reason]"), ("thanks", "[value=undo]")):
        page.screenshot(path=tmp_path / f"{language}-{scheme}-{name}.png", full_page=True)
        assert wrongs(page) == []
        assert not is_too_wide(page)
        page.locator(f"button{pressed}").first.click()
        page.wait_for_load_state()
    page.screenshot(path=tmp_path / f"{language}-{scheme}-end.png", full_page=True)
    assert wrongs(page) == []
    assert set(asked) == {urlsplit(address).netloc}
    context.close()


def test_it_works_without_scripts_and_by_keyboard_alone(letters: Letters, address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + link_of(letters, "uk"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("button[value=undo]").wait_for()
    assert is_stopped(letters, "uk")
    context.close()


def test_one_click_of_a_mail_program_needs_no_page(letters: Letters, address: str) -> None:
    """RFC 8058 §3.2, as a mail provider's server sends it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", link_of(letters, "ru"), body="List-Unsubscribe=One-Click", headers=form)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("location"), answer.getheader("set-cookie")) == (200, None, None)
    answer.read()
    connection.close()
    assert is_stopped(letters, "ru")


def test_a_wrong_link_is_a_friendly_404(letters: Letters, address: str, browser: Browser) -> None:
    before = dump(letters)
    context = browser.new_context(locale="uk-UA", bypass_csp=True)
    page = context.new_page()
    answer = page.goto(f"{address}/u/{'a' * 26}")
    assert answer
    assert answer.status == 404
    assert page.evaluate("document.documentElement.lang") == "uk"
    assert wrongs(page) == []
    context.close()
    assert dump(letters) == before


def test_who_stopped_here_is_not_written_to_again(letters: Letters, address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address + link_of(letters, "ru"))
    page.locator("button[value=stop]").click()
    page.locator("button[value=undo]").wait_for()
    page.close()
    (plan,) = letters.run("plan", CAMPAIGN, "--dry-run", "--json", now="2026-01-02T08:00").json
    assert {"client": 1, "because": "unsubscribed"}.items() <= next(
        one for one in plan["decisions"] if one["client"] == 1
    ).items(), json.dumps(plan)


def test_a_port_that_is_taken_is_told(letters: Letters, address: str) -> None:
    config = letters.shop.folder / "config.toml"
    port = urlsplit(address).port
    config.write_text(config.read_text(encoding="utf-8").replace("port = 0", f"port = {port}"), encoding="utf-8")
    said = letters.shop.run("serve")
    assert said.code == OutOfReach.exit_code
    assert f"cannot listen on 127.0.0.1:{port}" in said.err
