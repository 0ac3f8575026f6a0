"""Parsing under limits: a bomb costs little and ends at once, damaged mail is read as far as it goes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.decode import clean
from outreach.inbox.limits import LINES, MESSAGE_BYTES, TEXT_BYTES, OverTheLimit
from outreach.inbox.parse import Fields, address_in, blocks, parse
from tests.inbox.patience import bounded


def _nested(levels: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))


BOMBS: dict[str, Callable[[], bytes]] = {
    "depth": lambda: _nested(3_000),
    "parts": lambda: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000,
    "headers": lambda: b"X: y\n" * 1_001 + b"\n",
    "header size": lambda: b"Subject: " + b" x\n" * 400_000 + b"\n",
    "parameters": lambda: b"Content-Type: text/plain" + b";a" * 5_000 + b"\n\n",
}


@pytest.mark.parametrize("limit", BOMBS)
def test_a_bomb_is_refused_before_it_costs_anything(limit: str) -> None:
    content = BOMBS[limit]()
    with bounded(), pytest.raises(OverTheLimit, match=f"^{limit}$"):
        parse(content)


def test_enclosed_messages_count_as_depth() -> None:
    with pytest.raises(OverTheLimit, match="depth"):
        parse(b"Content-Type: message/rfc822\n\n" * 3_000)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: text/html\n\n" + b"<" * 5_000_000,
        b"Content-Type: text/html\n\n" + b"&" * 5_000_000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"\xd0" * 5_000_000,
        b"Content-Type: text/plain; charset=idna\n\n" + b"." * 5_000_000,
        b"From: " + b"(" * 60_000 + b"\n\n",
        b"Subject: " + b"=?a?b?" * 10_000 + b"\n\n",
        b"To: " + b"a@b.example, " * 4_000 + b"\n\n",
        b"Content-Type: message/delivery-status\n\n" + b"a: b\n\n" * 400 + b"c: " + b"d " * 30_000,
        b"Content-Type: message/global-delivery-status\n\na: b\n\n" + b"c:\n\n" * 90_000,
        b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + b"==" * 2_500_000,
        _nested(19) + b"x\n" * 2_500_000,
        b"\r" * 5_000_000,
    ],
)
def test_a_hostile_message_does_not_hold_us_up(content: bytes) -> None:
    with bounded():
        assert len(parse(content).text) <= TEXT_BYTES


def test_what_is_beyond_the_limit_of_size_is_not_looked_at() -> None:
    assert parse(b"\n" + b"x" * MESSAGE_BYTES + b"secret").text == "x" * TEXT_BYTES
    assert parse(b"\n" * (LINES + 5) + b"secret").text.strip() == ""


def test_a_plain_part_is_preferred_to_a_page() -> None:
    mail = parse(
        b"Content-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/html\n\n<p>page</p>\n--b\n\nplain\n--b--"
    )
    assert mail.text.strip() == "plain"


def test_an_empty_plain_part_leaves_the_page() -> None:
    mail = parse(
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n"
        b"--b\nContent-Type: text/html\n\n<p>page</p>\n--b--"
    )
    assert mail.text == "page"


def test_attachments_are_not_opened() -> None:
    mail = parse(b"Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nsecret")
    assert mail.text == ""


def test_pictures_are_no_text() -> None:
    assert parse(b"Content-Type: image/png\n\nsecret").text == ""


def test_an_enclosed_letter_gives_headers_and_text_apart_from_our_own() -> None:
    mail = parse(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nown\n--b\nContent-Type: message/rfc822\n\n"
        b"Message-ID: <1@x>\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ninner\n"
        b"--c\nContent-Type: message/rfc822\n\nMessage-ID: <2@x>\n\ninnermost\n--c--\n--b--"
    )
    assert mail.text.strip() == "own"
    assert mail.original is not None
    assert mail.original.first("message-id") == "<1@x>"
    assert mail.original_text.split() == ["inner", "innermost"]


def test_report_groups_are_found_even_in_the_international_form() -> None:
    mail = parse(
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/global-delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: utf-8; a@b.example\nAction: failed\n--b--"
    )
    assert [group.first("action") for group in mail.status_groups if group.has("action")] == ["failed"]


def test_a_report_without_a_body_is_no_report() -> None:
    mail = parse(b"Content-Type: message/feedback-report\n\n")
    assert mail.feedback is None or not mail.feedback.rows


def test_blocks_fold_and_forgive() -> None:
    groups = list(blocks("A: 1\n  2\nnonsense\nB b: 3\n\n\nC: 4"))
    assert [group.rows for group in groups] == [(("a", "1 2"),), (("c", "4"),)]
    assert groups[0].every("a") == ("1 2",)
    assert Fields().first("a") == ""


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("Anna <anna@client.example>", "anna@client.example"),
        ("anna@client.example (Anna)", "anna@client.example"),
        ('"Petrova, Anna" <anna@client.example>', "anna@client.example"),
        ("alice@client.example<bob@evil.example>", "bob@evil.example"),
        ("<anna@client.example", "anna@client.example"),
        ("anna@client.example <>", "anna@client.example"),
        ("MAILER-DAEMON (Mail Delivery System)", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_header(header: str, address: str) -> None:
    assert address_in(header) == address


KINDS = st.sampled_from([
    b"",
    b"Subject: =?utf-8?B?",
    b"Content-Type: text/html; charset=koi8-r\n\n<p>",
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n",
    b"Content-Type: message/delivery-status\n\n",
])  # fmt: skip


@given(KINDS, st.binary(max_size=2_000))
def test_any_bytes_are_read(kind: bytes, content: bytes) -> None:
    """Into clean texts and fields that are found by their names in lower case."""
    mail = parse(kind + content)
    assert (clean(mail.text), clean(mail.original_text)) == (mail.text, mail.original_text)
    assert all(name == name.lower() and mail.fields.has(name) for name, _ in mail.fields.rows)
    assert "\n" not in mail.subject + mail.sender
