"""What the post office sends back is what the inbox can read: the demonstration shows the real thing."""

from datetime import UTC, datetime

import pytest

from outreach.demo.comeback import Delivered, comeback
from outreach.demo.fate import Fate
from outreach.inbox.classify import Found, classify
from outreach.letter.message import WaysBack, envelope_of, frame, marks_for, message_bytes
from outreach.letter.token import TokenKeys
from outreach.store.words import BounceClass, Evidence, IncomingKind, LetterKind

KEYS = TokenKeys(current=1, secrets={1: b"s" * 32})
NOW = datetime(2025, 10, 20, 8, 0, tzinfo=UTC)
TEXT = {
    "ru": "Поздравляю Вас с праздником.",
    "uk": "Вітаю Вас із днем, який буває раз на рік.",
    "en": "Many happy returns.",
}


def answered(fate: Fate, *, language: str = "ru", recipient: str = "anna@cafe.example") -> Found:
    """How the inbox understands what comes back for letter 7."""
    ways = WaysBack(
        domain="firm.example", bounce_address="bounces@in.firm.example", unsubscribe_address="stop@in.firm.example",
        web_url="https://l.firm.example",
    )  # fmt: skip
    shared = frame(
        kind=LetterKind.NEWSLETTER, campaign="q", sender_name="Олена Коваль", sender="olena@firm.example", ways=ways
    )
    marks = marks_for(7, keys=KEYS)
    envelope = envelope_of(shared, marks, to=recipient)
    raw = message_bytes(
        shared, marks, envelope=envelope, to_name="Анна Петровна Рощина", subject="Анна Петровна, что у нас нового",
        text=TEXT[language], html="<p>x</p>",
    )  # fmt: skip
    lying = Delivered(raw=raw.replace(b"\r\n", b"\n"), sender=envelope.mail_from, recipient=recipient)
    message = comeback(lying, fate, seed="s", now=NOW)
    assert message is not None
    return classify(message, keys=KEYS)


@pytest.mark.parametrize(
    ("fate", "kind", "bounce"),
    [
        (Fate.BOUNCE, IncomingKind.BOUNCE, BounceClass.DEAD),
        (Fate.FULL, IncomingKind.BOUNCE, BounceClass.SOFT),
        (Fate.AWAY, IncomingKind.AUTO_REPLY, None),
        (Fate.REPLY, IncomingKind.REPLY, None),
        (Fate.UNSUBSCRIBE, IncomingKind.UNSUBSCRIBE, None),
        (Fate.SPAM_REPORT, IncomingKind.SPAM_REPORT, None),
    ],
)
@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_the_inbox_knows_what_it_is_and_which_letter_it_is_about(
    fate: Fate, kind: IncomingKind, bounce: BounceClass | None, language: str
) -> None:
    found = answered(fate, language=language)
    assert (found.kind, found.letter_id, found.bounce) == (kind, 7, bounce)
    assert found.evidence in {Evidence.TOKEN, Evidence.MESSAGE_ID, Evidence.REFERENCE}


def test_the_words_of_a_person_are_told_from_the_letter_that_he_quotes() -> None:
    said = {answered(Fate.REPLY, recipient=f"n{n}@cafe.example").excerpt for n in range(60)}
    assert len(said) == 6
    assert all(TEXT["ru"] not in excerpt and "пишет" not in excerpt for excerpt in said)
    assert "Пожалуйста, больше мне не пишите." in said


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_who_asks_to_stop_in_his_own_words_is_understood(language: str) -> None:
    said = [answered(Fate.REPLY, language=language, recipient=f"n{n}@cafe.example") for n in range(60)]
    assert 1 <= sum(found.asks_to_stop for found in said) < 15
