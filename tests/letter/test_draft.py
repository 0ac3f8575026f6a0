"""Drafts: bytes that may leave, or the reason why the letter waits."""

import email
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.letter.draft import Draft, Held, Standards, draft
from outreach.letter.message import Frame, WaysBack
from outreach.letter.page import ClientPage, FactsPage, Page
from outreach.letter.preview import preview
from outreach.letter.template import Template
from outreach.store.words import Because, LetterKind
from tests.letter.letters import KEYS, STANDARDS, WAYS, a_body, a_frame, a_page, a_template


def drafted(
    template: Template, page: Page, *, shared: Frame | None = None, to: str = "anna@client.example",
    standards: Standards = STANDARDS,
) -> Draft | Held:  # fmt: skip
    return draft(template, page, shared=shared or a_frame(), letter_id=7, keys=KEYS, to=to, standards=standards)


def held(outcome: Draft | Held) -> Held:
    assert isinstance(outcome, Held)
    return outcome


def test_a_good_letter_becomes_bytes_and_a_hash(tmp_path: Path) -> None:
    letter = drafted(a_template(tmp_path), a_page())
    assert isinstance(letter, Draft)
    assert letter.message_hash == hashlib.sha256(letter.message).hexdigest()
    assert letter.subject == "Анна Петровна, с Днём строителя"
    assert letter.facts_used == ("project",)
    assert letter.envelope.rcpt_to == "anna@client.example"
    assert "https://letters.firm.example/u/" in letter.words.text
    assert letter == drafted(a_template(tmp_path), a_page())
    assert email.message_from_bytes(letter.message)["From"].endswith("<ivanov@firm.example>")


def test_a_letter_without_what_it_asks_for_waits(tmp_path: Path) -> None:
    waits = held(drafted(a_body(tmp_path, "{{ client.city }}"), a_page()))
    assert (waits.because, waits.detail) == (Because.MISSING_VALUE, "client.city")


def test_a_greeting_with_nothing_personal_waits(tmp_path: Path) -> None:
    page = a_page(facts=FactsPage())
    assert held(drafted(a_template(tmp_path), page)).because is Because.NOTHING_PERSONAL
    assert isinstance(drafted(a_template(tmp_path), page, shared=a_frame(LetterKind.NOTICE)), Draft)
    lenient = replace(STANDARDS, min_personal=0)
    assert isinstance(drafted(a_template(tmp_path), page, standards=lenient), Draft)


def test_a_letter_that_fails_a_check_waits_and_says_which(tmp_path: Path) -> None:
    page = a_page(facts=FactsPage({"project": "получили скидку"}))
    waits = held(drafted(a_template(tmp_path), page))
    assert (waits.because, waits.rules) == (Because.CHECK_FAILED, ("L110",))
    assert "скидку" in waits.detail
    assert waits.words is not None


@pytest.mark.parametrize("to", ["anna@приклад.укр", "anna@client.example\r\nBcc: eve@evil.example"])
def test_an_address_that_cannot_stand_in_a_letter_makes_it_wait(tmp_path: Path, to: str) -> None:
    assert held(drafted(a_template(tmp_path), a_page(), to=to)).because is Because.CHECK_FAILED


def test_a_header_too_long_for_the_wire_makes_the_letter_wait(tmp_path: Path) -> None:
    ways = replace(WAYS, web_url="https://firm.example/" + "a" * 1000)
    assert held(drafted(a_template(tmp_path), a_page(), shared=a_frame(ways=ways))).rules == ("L113",)


def test_an_apology_shows_no_unsubscribe_link(tmp_path: Path) -> None:
    letter = drafted(a_body(tmp_path, "{{ event.what }}"), a_page(), shared=a_frame(LetterKind.APOLOGY))
    assert isinstance(letter, Draft)
    assert "/u/" not in letter.words.text + letter.words.html


def test_a_preview_reads_like_the_letter(tmp_path: Path) -> None:
    letter = drafted(
        a_template(tmp_path), a_page(client=ClientPage(addressed="Анна Петровна Анна Петровна", given_name="Анна"))
    )
    assert isinstance(letter, Draft)
    shown = preview(letter)
    assert "Subject: Анна Петровна Анна Петровна" in shown
    assert "To: Анна <anna@client.example>" in shown
    assert "запускали склад" in shown
    assert f"Size: {len(letter.message)} bytes" in shown
    assert "Personal facts used: project" in shown
    plain = drafted(a_body(tmp_path, "Раз."), a_page(), shared=a_frame(LetterKind.NOTICE, WaysBack(domain="a.example")))
    assert isinstance(plain, Draft)
    assert "Personal facts used: none" in preview(plain)
