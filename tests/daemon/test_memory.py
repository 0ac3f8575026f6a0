"""What one pass leaves to the next: nothing is compiled or read twice, and nothing new is overlooked."""

import os
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import jinja2
import pytest
from sqlalchemy import select

from outreach import steps
from outreach.daemon import Memory, PassReport, one_pass
from outreach.outbox.parcel import unpack
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import State
from tests.shop import GREETING, Shop, add_people, open_shop

WANTS_A_PERSON = GREETING.replace('approve = "nobody"', 'approve = "content"')
CHEERS = GREETING.replace("Good wishes", "Fine wishes")
Compiled = Callable[[], int]


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Shop:
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=GREETING, cheers=CHEERS)
    add_people(shop.store, 2)
    return shop


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Compiled:
    """How many texts Jinja has compiled since it was asked last."""
    calls: list[object] = []
    usual = jinja2.Environment.compile

    def compile_counted(*args: object, **named: object) -> object:
        calls.append(args)
        return usual(*args, **named)  # type: ignore[call-overload]

    def count() -> int:
        number = len(calls)
        calls.clear()
        return number

    monkeypatch.setattr(jinja2.Environment, "compile", compile_counted)
    return count


def work(shop: Shop, memory: Memory) -> PassReport:
    return one_pass(shop.firm, clock=shop.clock, by="daemon", memory=memory, sends=False)


def edit(path: Path, old: str, new: str) -> None:
    """As long as before and as old as before: only the bytes tell."""
    assert len(old) == len(new)
    found, text = path.stat(), path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def words(shop: Shop) -> str:
    """What the letters that may leave say."""
    letters, samples = tables.letters, tables.dictionaries.c.sample
    query = select(letters.c.message, samples).join(tables.dictionaries).where(letters.c.state == State.READY)
    with shop.store.read() as connection:
        raw = [unpack(row.message, row.sample) for row in connection.execute(query)]
    parts = [part for one in raw for part in message_from_bytes(one).walk() if not part.is_multipart()]
    return "\n".join(str(part.get_payload(decode=True), "utf-8") for part in parts)  # type: ignore[arg-type]


def test_what_is_as_it_was_is_compiled_once_for_all_passes_and_campaigns(shop: Shop, compiled: Compiled) -> None:
    memory = Memory()
    work(shop, memory)
    assert compiled() == 2  # text and HTML of the one template that both campaigns have
    work(shop, memory)
    assert compiled() == 0
    work(shop, Memory())
    assert compiled() == 2


def test_an_edited_template_is_seen_at_the_next_pass(shop: Shop, compiled: Compiled) -> None:
    memory = Memory()
    work(shop, memory)
    assert "All good wishes" in words(shop)
    edit(shop.folder / "templates" / "greetings" / "hello.en.md", "All good wishes", "Our best wishes")
    compiled()
    assert work(shop, memory).counts["letters withdrawn"]
    assert compiled() == 2
    assert "Our best wishes" in words(shop)
    assert "All good wishes" not in words(shop)


def test_an_edited_campaign_is_seen_at_the_next_pass(shop: Shop) -> None:
    memory = Memory()
    work(shop, memory)
    edit(shop.folder / "campaigns" / "cheers.toml", "Fine wishes", "Best wishes")
    report = work(shop, memory)
    assert (report.counts["letters withdrawn"], report.counts["letters drafted"]) == (2, 2)


@pytest.mark.parametrize("name", ["layouts/footer.en.md", "layouts/letter.html", "parts/thanks.en.md"])
def test_whatever_a_letter_is_made_of_stops_its_approval(sqlite_store: Store, tmp_path: Path, name: str) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=WANTS_A_PERSON)
    shop.write("templates/parts/thanks.en.md", "We thank you.\n")
    hello = shop.folder / "templates" / "greetings" / "hello.en.md"
    hello.write_text(hello.read_text().replace("{{ signature }}", '{% include "parts/thanks" %}\n\n{{ signature }}'))
    add_people(shop.store, 1)
    memory = Memory()
    work(shop, memory)
    shop.approve("hello")
    work(shop, memory)
    assert shop.states() == ["ready"]
    part = shop.folder / "templates" / name
    part.write_text(part.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    work(shop, memory)
    assert shop.states() == ["cancelled", "draft"]


def test_a_mistake_made_between_two_passes_is_told_and_its_mending_seen(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory()
    work(shop, memory)
    hello = shop.folder / "templates" / "greetings" / "hello.en.md"
    right = hello.read_text()
    hello.write_text(right.replace("{{ salutation }}", "{{ saltation }}"))
    work(shop, memory)
    assert "saltation" in caplog.text
    caplog.clear()
    hello.write_text(right)
    work(shop, memory)
    assert "saltation" not in caplog.text


def test_a_ledger_that_was_put_back_between_two_passes_is_read_anew(shop: Shop) -> None:
    memory = Memory()
    work(shop, memory)
    ledger = steps.ledger_of(shop.firm).path
    ledger.write_text("W 900 a <900@x>\nS 900 a\n")
    assert work(shop, memory).held == []
    other = ledger.with_name("backup.log")
    other.write_text("W 1 b <1@x>\nS 900 a\n")
    other.replace(ledger)
    assert work(shop, memory).held == ["the database was restored: 1 letters that went are in doubt"]
    assert shop.states().count("in_doubt") == 1
    assert work(shop, memory).held == []
