"""What each message of the corpus is, and how sure we are which letter it is about."""

import pytest

from outreach.inbox.classify import Found, classify
from outreach.inbox.limits import OverTheLimit
from outreach.store.words import BounceClass, Evidence, IncomingKind
from tests.inbox.posted import ADDRESS, KEYS, LETTER, corpus, mail, posted

BOUNCE, REPLY, ROBOT = IncomingKind.BOUNCE, IncomingKind.REPLY, IncomingKind.AUTO_REPLY
STOP, SPAM = IncomingKind.UNSUBSCRIBE, IncomingKind.SPAM_REPORT
DEAD, SOFT, OURS = BounceClass.DEAD, BounceClass.SOFT, BounceClass.SENDER_FAULT
TOKEN, MESSAGE_ID, REFERENCE, NONE = Evidence.TOKEN, Evidence.MESSAGE_ID, Evidence.REFERENCE, Evidence.NONE

EXPECTED = {
    "apple_unsubscribe_button": (STOP, None, TOKEN),
    "arf_abuse": (SPAM, None, MESSAGE_ID),
    "arf_not_spam": (REPLY, None, NONE),
    "away_en_vacation": (ROBOT, None, TOKEN),
    "away_ru_outlook": (ROBOT, None, TOKEN),
    "away_uk": (ROBOT, None, TOKEN),
    "delivered_dsn": (ROBOT, None, TOKEN),
    "exchange_not_found": (BOUNCE, DEAD, TOKEN),
    "exim_plain_text": (BOUNCE, DEAD, MESSAGE_ID),
    "exim_unrouteable": (BOUNCE, DEAD, TOKEN),
    "forged_bounce": (BOUNCE, DEAD, NONE),
    "forwarded_elsewhere": (BOUNCE, DEAD, TOKEN),
    "gmail_over_quota": (BOUNCE, SOFT, TOKEN),
    "outlook_blocked": (BOUNCE, OURS, TOKEN),
    "postfix_delayed": (BOUNCE, SOFT, TOKEN),
    "postfix_unknown_user": (BOUNCE, DEAD, TOKEN),
    "qmail_no_mailbox": (BOUNCE, DEAD, TOKEN),
    "read_receipt": (ROBOT, None, TOKEN),
    "reply_apple_ru": (REPLY, None, TOKEN),
    "reply_gmail_uk": (REPLY, None, REFERENCE),
    "reply_outlook_ru": (REPLY, None, REFERENCE),
    "reply_outlook_uk": (REPLY, None, TOKEN),
    "reply_stop_ru": (STOP, None, REFERENCE),
    "stop_without_proof": (REPLY, None, NONE),
    "yandex_no_user": (BOUNCE, DEAD, TOKEN),
}


def read(text: str) -> Found:
    return classify(posted(text), keys=KEYS)


def test_every_message_of_the_corpus_has_an_expectation() -> None:
    assert corpus() == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_message_is_what_it_is(name: str) -> None:
    found = classify(mail(name), keys=KEYS)
    assert (found.kind, found.bounce, found.evidence) == EXPECTED[name]
    assert found.letter_id == (None if found.evidence is NONE else LETTER)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_message_is_the_same_with_the_line_ends_of_the_network(name: str) -> None:
    plain = classify(mail(name), keys=KEYS)
    assert classify(mail(name).replace(b"\n", b"\r\n"), keys=KEYS) == plain


def test_a_token_that_was_put_into_capitals_is_still_ours() -> None:
    content = mail("postfix_unknown_user").decode()
    start = content.index("+") + 1
    shouted = content.replace(content[start : start + 26], content[start : start + 26].upper())
    assert classify(shouted.encode(), keys=KEYS).evidence is TOKEN


def test_a_report_names_status_and_recipients() -> None:
    found = classify(mail("postfix_unknown_user"), keys=KEYS)
    assert (found.status, found.recipients) == ("5.1.1", (ADDRESS, ADDRESS))
    assert found.excerpt.startswith("550 5.1.1 <anna@client.example> User doesn't exist")
    assert found.message_id == "<20251002073111.9F2C61A0C3@mx.client.example>"


def test_a_vague_status_gives_way_to_the_words_of_the_server() -> None:
    found = classify(mail("exim_unrouteable"), keys=KEYS)
    assert (found.status, found.bounce) == ("5.0.0", DEAD)


def test_the_copy_of_our_letter_does_not_judge_the_bounce() -> None:
    found = classify(mail("exim_plain_text"), keys=KEYS)
    assert "policy" not in found.excerpt
    assert found.recipients == (ADDRESS,)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("reply_apple_ru", "Ольга, спасибо. \nПришлите цены."),
        ("reply_gmail_uk", "Дякую, зателефонуйте мені завтра о 15:00."),
        ("reply_outlook_ru", "Мы ушли из-за сроков."),
        ("reply_outlook_uk", "Не цікаво, дякую. Нам треба дешевше."),
    ],
)
def test_a_reply_shows_the_persons_own_words(name: str, words: str) -> None:
    excerpt = classify(mail(name), keys=KEYS).excerpt
    assert [line.strip() for line in excerpt.split("\n")] == [line.strip() for line in words.split("\n")]


def test_subject_and_sender_are_readable() -> None:
    found = classify(mail("away_ru_outlook"), keys=KEYS)
    assert (found.sender, found.subject) == (ADDRESS, "Автоматический ответ: Что нового")


@pytest.mark.parametrize("kind", ["BOUNCE", "REPLY", "MESSAGE"])
def test_a_token_of_another_kind_does_not_unsubscribe(kind: str) -> None:
    found = read(f"From: a@b.example\nTo: stop+{kind}_TOKEN@in.firm.example\nSubject: hello\n\nHello")
    assert found.kind is REPLY
    assert found.evidence is (NONE if kind == "MESSAGE" else TOKEN)


def test_a_bounce_to_the_address_of_replies_proves_nothing() -> None:
    content = mail("yandex_no_user").replace(b"bounces+", b"x+")
    other = content.replace(posted("BOUNCE_TOKEN"), posted("REPLY_TOKEN"))
    assert classify(other, keys=KEYS).evidence is NONE


def test_words_to_stop_without_proof_are_left_to_a_person() -> None:
    found = classify(mail("stop_without_proof"), keys=KEYS)
    assert (found.kind, found.asks_to_stop) == (REPLY, True)


def test_the_unsubscribe_button_without_a_token_is_not_taken_for_a_robot() -> None:
    found = read(
        "From: a@b.example\nTo: stop@in.firm.example\nAuto-Submitted: auto-replied\nX-Apple-Unsubscribe: 1\n\n"
    )
    assert (found.kind, found.asks_to_stop, found.evidence) == (REPLY, True, NONE)


def test_only_the_topmost_delivery_header_counts() -> None:
    found = read(
        "Delivered-To: inbox@in.firm.example\nDelivered-To: stop+UNSUBSCRIBE_TOKEN@in.firm.example\n"
        "From: a@b.example\nTo: x@y.example\n\nHello"
    )
    assert found.kind is REPLY


def test_a_person_who_forwards_a_bounce_is_a_person() -> None:
    content = mail("postfix_unknown_user").decode()
    text = content.replace("Return-Path: <>", "Return-Path: <a@b.example>").replace("MAILER-DAEMON@", "boris@")
    text = text.replace("(Mail Delivery System)", "")
    text = text.replace("multipart/report; report-type=delivery-status;", "multipart/mixed;")
    assert classify(text.encode(), keys=KEYS).kind is ROBOT  # it still says auto-replied
    assert classify(text.replace("auto-replied", "no").encode(), keys=KEYS).kind is REPLY


def test_a_delay_is_never_a_dead_address() -> None:
    content = mail("postfix_unknown_user").replace(b"Action: failed", b"Action: delayed")
    assert classify(content, keys=KEYS).bounce is SOFT


def test_a_bomb_is_refused() -> None:
    with pytest.raises(OverTheLimit):
        classify(b"Content-Type: message/rfc822\n\n" * 30, keys=KEYS)


def test_an_empty_message_is_a_reply_of_nobody() -> None:
    assert classify(b"", keys=KEYS) == Found(kind=REPLY)
