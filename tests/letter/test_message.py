"""Messages: the bytes say exactly what was meant, whatever a name contains."""

import email
import email.policy
from email.header import decode_header, make_header
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.letter.message import (
    Envelope,
    Frame,
    UnfitAddress,
    WaysBack,
    encoded_words,
    envelope_of,
    frame,
    marks_for,
    message_bytes,
    unsubscribe_url,
)
from outreach.letter.plain import on_one_line
from outreach.letter.token import TokenKind, find_token
from outreach.letter.wire import check_bytes
from outreach.store.words import LetterKind
from tests.letter.letters import KEYS, SENDER, WAYS, a_frame

MARKS = marks_for(7, keys=KEYS)
words = st.text(
    st.characters() | st.sampled_from('\r\n\x00=?,<>"@:;\u2028\ud800 ') | st.sampled_from("Жук Олексій"), max_size=300
)
naughty = st.sampled_from([
    "=?utf-8?q?Bob=0D=0ABcc:_x?=", "Bob\r\nBcc: eve@evil.example", "Smith, John <eve@evil.example>", '"', "a" * 300,
    "ООО «Ромашка, Лютик и сыновья», отдел закупок, склад на Заводской улице", "=0D=0A=0D=0A<h1>",
    "Ye\u0301s 👩‍👩‍👧" * 20,
])  # fmt: skip


def made(shared: Frame, **more: str) -> tuple[bytes, Envelope]:
    envelope = envelope_of(shared, MARKS, to=more.pop("to", "anna@client.example"))
    said = {"to_name": "Анна Коваленко", "subject": "С днём строителя", "text": "Привет\n", "html": "<p>Привет</p>"}
    return message_bytes(shared, MARKS, envelope=envelope, **(said | more)), envelope


def read(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def header(message: Message, name: str) -> str:
    value = message[name]
    assert isinstance(value, str)
    return str(make_header(decode_header(value.replace("\r\n", ""))))


@given(name=words | naughty, subject=words | naughty)
def test_what_was_said_is_read_back_and_nothing_else(name: str, subject: str) -> None:
    raw, envelope = made(a_frame(), to_name=name, subject=subject)
    message = read(raw)
    assert check_bytes(raw, envelope=envelope) == ()
    assert header(message, "Subject") == on_one_line(subject)
    assert list(message.keys()) == [
        "From", "To", "Subject", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id",
        "Feedback-ID", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    modern = email.message_from_bytes(raw, policy=email.policy.SMTP)
    (to,) = modern["To"].addresses
    assert to.addr_spec == "anna@client.example"
    assert header(message, "To").removesuffix("<anna@client.example>").removesuffix("anna@client.example").strip() == (
        on_one_line(name)
    )
    assert not message.defects


@given(name=words | naughty, subject=words | naughty)
def test_lines_are_folded_where_they_may_be(name: str, subject: str) -> None:
    raw, _envelope = made(a_frame(), to_name=name, subject=subject)
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 78 for line in lines if not line.startswith(b"List-"))
    assert b"\0" not in raw
    assert raw.isascii()
    assert raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n")
    assert not any(line.rstrip() in {b"To:", b"From:"} for line in lines)


@given(text=st.text(min_size=1, max_size=400), first=st.integers(min_value=30, max_value=75))
def test_no_encoded_word_is_longer_than_75_and_none_breaks_a_character(text: str, first: int) -> None:
    found = encoded_words(text, first=first).split("\r\n ")
    assert len(found[0]) <= first
    assert all(len(word) <= 75 for word in found)
    assert "".join(str(make_header(decode_header(word))) for word in found) == text


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500), html=st.text(max_size=50))
def test_bodies_are_read_back(text: str, html: str) -> None:
    raw, _envelope = made(a_frame(), text=f"{text}\n", html=html.encode("utf-8", "replace").decode())
    message = read(raw)
    parts = message.get_payload()
    assert isinstance(parts, list)
    plain, rich = parts
    assert isinstance(plain, Message)
    assert isinstance(rich, Message)
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    body = plain.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode("utf-8") == f"{text}\r\n"


def test_unsubscribing_is_one_click_and_on_one_line() -> None:
    raw, _envelope = made(a_frame(ways=WaysBack(
        domain="firm.example", web_url=f"https://{'long.' * 20}example/", unsubscribe_address="stop@in.firm.example"
    )))  # fmt: skip
    line = next(line for line in raw.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")).decode()
    assert line == (
        f"List-Unsubscribe: <https://{'long.' * 20}example/u/{MARKS.unsubscribe}>, "
        f"<mailto:stop+{MARKS.unsubscribe}@in.firm.example?subject=unsubscribe>"
    )
    assert read(raw)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_public_pages_there_is_no_one_click() -> None:
    raw, envelope = made(a_frame(ways=WaysBack(domain="firm.example")))
    assert "List-Unsubscribe" not in read(raw)
    assert "List-Unsubscribe-Post" not in read(raw)
    assert envelope.mail_from == SENDER.email
    assert unsubscribe_url(WaysBack(domain="firm.example"), MARKS) == ""
    raw, _envelope = made(a_frame(ways=WaysBack(domain="firm.example", web_url="http://127.0.0.1:8025")))
    assert "List-Unsubscribe-Post" not in read(raw)


def test_a_directors_apology_looks_personal() -> None:
    ways = WaysBack(domain="firm.example", reply_address="answers@in.firm.example")
    message = read(made(a_frame(LetterKind.APOLOGY, ways))[0])
    assert message["Reply-To"] == SENDER.email
    assert "List-Id" not in message
    assert "Feedback-ID" not in message
    newsletter = read(made(a_frame(LetterKind.NEWSLETTER, ways))[0])
    assert newsletter["Reply-To"] == f"answers+{MARKS.reply}@in.firm.example"
    assert newsletter["List-Id"] == "<newsletter.firm.example>"
    assert newsletter["Feedback-ID"] == "builders-day:newsletter:outreach:ivanov"


def test_every_way_back_carries_its_own_token() -> None:
    raw, envelope = made(a_frame())
    for text, kind in (
        (envelope.mail_from, TokenKind.BOUNCE), (envelope.message_id, TokenKind.MESSAGE),
        (read(raw)["List-Unsubscribe"], TokenKind.UNSUBSCRIBE),
    ):  # fmt: skip
        token = find_token(text, kind, keys=KEYS)
        assert token is not None
        assert token.letter_id == 7
        assert all(find_token(text, other, keys=KEYS) is None for other in TokenKind if other is not kind)


def test_an_address_that_breaks_a_header_is_refused() -> None:
    for address in (
        "a@b.example\r\nBcc: c@d.example",
        "Anna <a@b.example>",
        "ганна@приклад.укр",
        "a b@c.example",
        "",
        "a@b,c",
    ):
        with pytest.raises(UnfitAddress):
            made(a_frame(), to=address)
    with pytest.raises(UnfitAddress):
        frame(kind=LetterKind.NOTICE, campaign="x", sender_name="x", sender="x y@z", ways=WAYS)
    with pytest.raises(UnfitAddress):
        made(a_frame(ways=WaysBack(domain="firm.example", web_url="https://a b>c")))


def test_names_stand_as_they_are_where_they_may() -> None:
    assert b"To: Anna O'Neil <anna@client.example>\r\n" in made(a_frame(), to_name="Anna O'Neil")[0]
    assert b"To: anna@client.example\r\n" in made(a_frame(), to_name=" ")[0]
    assert b"Subject: Hello there\r\n" in made(a_frame(), subject="Hello there")[0]


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert made(a_frame()) == made(a_frame())


def test_without_pages_a_letter_to_the_unsubscribe_address_stops() -> None:
    ways = WaysBack(domain="firm.example", unsubscribe_address="stop@in.firm.example")
    link = f"mailto:stop+{MARKS.unsubscribe}@in.firm.example?subject=unsubscribe"
    assert unsubscribe_url(ways, MARKS) == link
    raw, _envelope = made(a_frame(ways=ways))
    assert read(raw)["List-Unsubscribe"] == f"<{link}>"
    assert "List-Unsubscribe-Post" not in read(raw)
