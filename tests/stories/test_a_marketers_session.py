"""A marketer's first day with the program, in a rehearsal: every command as he types it, from `init` to `why`."""

import re
import shutil
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from tests.cli.shop import Said, Shop

MORNING = "2025-11-06T05:00"
LATER = "2025-11-14T15:00"
GREETING = """
title    = "A word from us"
kind     = "greeting"
template = "greetings/new-year"
from     = "new manager"
[who]
lost  = true
where = "has_fact"
[when]
on        = 2025-11-10
late_days = 4
weekend   = "working day after"
"""


@pytest.fixture(scope="module")
def _begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after `init` and the four imports."""
    folder = tmp_path_factory.mktemp("session") / "shop"
    shop = Shop(folder=folder)
    assert shop.run("init", str(folder), now=MORNING).code == 0
    for name in ("clients", "orders", "facts", "reasons"):
        done = shop.run("import", str(folder / "samples" / f"{name}.csv"), "--yes", now=MORNING)
        assert done.code == 0, done
    shop.write("campaigns/a-word.toml", GREETING)
    return folder


@pytest.fixture
def shop(_begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    shutil.copytree(_begun, tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return Shop(folder=tmp_path / "shop")


def does(shop: Shop, *words: str, now: str = MORNING) -> Said:
    said = shop.run(*words, now=now)
    assert said.code == 0, (words, said)
    return said


def written_to(shop: Shop, *, now: str = MORNING) -> dict[int, dict[str, object]]:
    """The letters of the plan, by client."""
    (plan,) = does(shop, "plan", "a-word", "--json", now=now).json
    return {one["client"]: one for one in plan["letters"]}


def outgoing(shop: Shop) -> list[Path]:
    return sorted((shop.folder / "outgoing").glob("*.eml"))


def test_init_says_what_it_made_and_that_it_sends_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    said = Shop(folder=folder).run("init", str(folder))
    assert said.code == 0
    assert "Nothing leaves" in said.err
    assert {"config.toml", "campaigns", "templates", "samples", "secrets", "inbox"} <= {
        one.name for one in folder.iterdir()
    }
    assert (folder / "secrets" / "token_key").stat().st_mode & 0o777 == 0o600
    again = Shop(folder=folder).run("init", str(folder))
    assert again.code == 5
    assert "config.toml already" in again.err


def test_what_init_makes_has_no_mistake(shop: Shop) -> None:
    said = does(shop, "check")
    assert "No mistake in any file" in said.out


def test_the_lost_are_shown_with_their_worth(shop: Shop) -> None:
    said = does(shop, "lapsed")
    assert "gold" in said.out
    assert re.search(r"\d+ clients are lost", said.out)


def test_a_condition_can_be_tried(shop: Shop) -> None:
    assert "Дубровская" in does(shop, "segment", "lost and tier = 'gold'").out
    wrong = shop.run("segment", "lost and teir = 'gold'", now=MORNING)
    assert wrong.code == 3
    assert "tier" in wrong.err


def test_a_letter_can_be_read_before_anything_is_planned(shop: Shop) -> None:
    said = does(shop, "preview", "a-word", "--client", "101")
    assert "Анна Петровна" in said.out
    assert outgoing(shop) == []


def test_the_plan_says_who_and_when_and_who_not_and_why(shop: Shop) -> None:
    said = does(shop, "plan", "a-word")
    assert "Not approved yet" in said.err
    assert "Дубровская" in said.out
    assert "Mon 2025-11-10" in said.out
    assert len(written_to(shop)) >= 3


def test_nothing_leaves_before_it_is_approved(shop: Shop) -> None:
    does(shop, "plan", "a-word")
    assert "No letter is due" in does(shop, "send", "--yes", now=LATER).err
    assert outgoing(shop) == []


def test_without_yes_and_without_a_terminal_nothing_is_approved_or_sent(shop: Shop) -> None:
    said = shop.run("approve", "a-word", now=MORNING)
    assert said.code == 1
    assert "add --yes" in said.err
    does(shop, "approve", "a-word", "--yes")
    does(shop, "inbox", "--new", now=LATER)
    assert shop.run("send", now="2025-11-10T15:00").code == 1
    assert outgoing(shop) == []


def test_approved_letters_leave_once_each_on_their_day(shop: Shop) -> None:
    letters = written_to(shop)
    does(shop, "approve", "a-word", "--yes")
    for now in ("2025-11-07T15:20", "2025-11-10T11:20", "2025-11-10T15:20", "2025-11-10T17:20", "2025-11-11T15:20"):
        does(shop, "inbox", "--new", now=now)
        does(shop, "send", "--yes", now=now)
    assert len(outgoing(shop)) == len(letters)
    for file in outgoing(shop):
        message = message_from_bytes(file.read_bytes())
        assert str(make_header(decode_header(str(message["Subject"]))))
        assert message["List-Unsubscribe"].startswith("<mailto:stop+")
    told = does(shop, "why", "101", now=LATER).out
    assert "sent" in told


def test_one_client_can_be_left_out(shop: Shop) -> None:
    letters = written_to(shop)
    does(shop, "approve", "a-word", "--yes")
    does(shop, "skip", "a-word", "101")
    assert "left out by hand" in does(shop, "why", "101", "a-word").out
    does(shop, "inbox", "--new", now="2025-11-10T15:20")
    for now in ("2025-11-10T11:20", "2025-11-10T15:20", "2025-11-10T17:00"):  # Almaty, Kyiv, Bristol
        does(shop, "send", "--yes", now=now)
    assert len(outgoing(shop)) == len(letters) - 1
    assert all("anna.dubrovskaya" not in file.read_text() for file in outgoing(shop))


def test_a_stopped_campaign_sends_nothing_and_says_so(shop: Shop) -> None:
    does(shop, "approve", "a-word", "--yes")
    said = does(shop, "stop", "a-word", "--reason", "the press has broken")
    assert "Stopped" in said.err
    does(shop, "inbox", "--new", now="2025-11-10T15:00")
    does(shop, "tick", now="2025-11-10T15:00")
    assert outgoing(shop) == []
    assert "the press has broken" in does(shop, "plan", "a-word", now="2025-11-10T15:00").err
    assert "the campaign was stopped" in does(shop, "why", "101", "a-word").out


def test_what_waits_for_a_person_stands_in_one_queue_with_the_way_to_mend_it(shop: Shop) -> None:
    """The purchasing department has a fact, but no name to be addressed by; a person's word lets the letter go."""
    does(shop, "plan", "a-word")
    queue = does(shop, "review").out
    assert "Отдел закупок" in queue
    assert "outreach clients set" in queue
    (number,) = (one["client"] for one in does(shop, "review", "--json").json if "Отдел закупок" in one["why"])
    does(shop, "clients", "set", str(number), "salutation=Здравствуйте, коллеги", now="2025-11-06T05:10")
    assert number in written_to(shop, now="2025-11-06T05:20")
    does(shop, "preview", "a-word", "--client", str(number), now="2025-11-06T05:30")


def test_leaving_out_somebody_who_is_not_in_the_plan_is_told(shop: Shop) -> None:
    said = shop.run("skip", "a-word", "110", now=MORNING)
    assert said.code == 1
    assert "Nothing was planned for client" in said.err


def test_the_status_tells_the_queue(shop: Shop) -> None:
    does(shop, "approve", "a-word", "--yes")
    said = does(shop, "status").out
    assert "This is a rehearsal" in said
    assert "a-word" in said


def test_a_misspelt_command_is_guessed(shop: Shop) -> None:
    said = shop.run("aprove", "a-word", now=MORNING)
    assert said.code == 2
    assert "approve" in said.err
