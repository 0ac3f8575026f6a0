"""One letter, from a template and a page to the bytes that will leave, or the reason why it waits for a person.

Pure: nothing is stored here. Whether he is written to at all was decided before.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from outreach.letter.check import check_letter
from outreach.letter.message import (
    PERSONAL,
    Envelope,
    Frame,
    UnfitAddress,
    envelope_of,
    marks_for,
    message_bytes,
    unsubscribe_url,
)
from outreach.letter.page import Page
from outreach.letter.template import MissingValue, Template, UnfitValue, Words
from outreach.letter.token import TokenKeys
from outreach.letter.wire import check_bytes
from outreach.locale import say
from outreach.problems import Severity
from outreach.store.words import Because, LetterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """What a letter must keep, from the configuration. `personal`: fact keys that would not suit anyone else (P27)."""

    personal: frozenset[str] = frozenset()
    min_personal: int = 1
    max_kilobytes: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter as it will leave, Date and DKIM aside. `message_hash` is SHA-256 in hex of `message`."""

    message: bytes
    message_hash: str
    envelope: Envelope
    words: Words

    @property
    def subject(self) -> str:
        return self.words.subject

    @property
    def facts_used(self) -> tuple[str, ...]:
        return self.words.facts_used


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The letter waits: `because` is MISSING_VALUE, CHECK_FAILED or NOTHING_PERSONAL, `rules` the checks that failed.

    `detail` is the missing name as the template calls it, or words in the reader's language.
    """

    because: Because
    detail: str
    rules: tuple[str, ...] = ()
    words: Words | None = None  # what was rendered, for whoever mends it


def draft(
    template: Template, page: Page, *, shared: Frame, letter_id: int, keys: TokenKeys, to: str, standards: Standards
) -> Draft | Held:
    """The letter to the address `to`; the page's unsubscribe link is filled in here, from the letter's own token."""
    assert template.language == page.language, "a template speaks one language"
    marks = marks_for(letter_id, keys=keys)
    link = "" if shared.kind in PERSONAL else unsubscribe_url(shared.ways, marks)
    try:
        words = template.render(replace(page, unsubscribe_url=link))
        envelope = envelope_of(shared, marks, to=to)
        message = message_bytes(
            shared, marks, envelope=envelope, to_name=_name(page),
            subject=words.subject, text=words.text, html=words.html,
        )  # fmt: skip
    except MissingValue as missing:
        return Held(because=Because.MISSING_VALUE, detail=missing.name)
    except (UnfitValue, UnfitAddress) as unfit:
        return Held(because=Because.CHECK_FAILED, detail=str(unfit), rules=("L112",))
    held = _held(words, message, envelope=envelope, kind=shared.kind, language=page.language, standards=standards)
    return held or Draft(
        message=message, message_hash=hashlib.sha256(message).hexdigest(), envelope=envelope, words=words
    )


def personal_facts(words: Words, personal: Collection[str]) -> tuple[str, ...]:
    """Which of the facts really printed would not suit anyone else."""
    return tuple(fact for fact in words.facts_used if fact in personal)


def _name(page: Page) -> str:
    client = page.client
    return " ".join(part for part in (client.given_name, client.patronymic, client.family_name) if part)


def _held(
    words: Words, message: bytes, *, envelope: Envelope, kind: LetterKind, language: str, standards: Standards
) -> Held | None:
    findings = check_letter(
        words, kind=kind, language=language, size=len(message), max_kilobytes=standards.max_kilobytes
    )
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        detail, rules = " ".join(finding.text for finding in errors), tuple(finding.rule for finding in errors)
        return Held(because=Because.CHECK_FAILED, detail=detail, rules=rules, words=words)
    if wrong := check_bytes(message, envelope=envelope):
        return Held(because=Because.CHECK_FAILED, detail=" ".join(wrong), rules=("L113",), words=words)
    known = len(personal_facts(words, standards.personal))
    if kind is LetterKind.GREETING and known < standards.min_personal:
        detail = say("Personal facts in the letter: {n} of {least}.", n=known, least=standards.min_personal)
        return Held(because=Because.NOTHING_PERSONAL, detail=detail, words=words)
    return None
