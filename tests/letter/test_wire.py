"""The last gate: bytes that are not what was meant do not leave."""

import pytest

from outreach.letter.message import Envelope
from outreach.letter.wire import HEADERS, check_bytes
from tests.letter.letters import a_frame
from tests.letter.test_message import made

RAW, ENVELOPE = made(a_frame())


def test_our_own_letters_pass() -> None:
    assert check_bytes(RAW, envelope=ENVELOPE) == ()
    dated = b"Date: Mon, 03 Aug 2026 09:30:00 +0300\r\n" + RAW
    assert check_bytes(dated, envelope=ENVELOPE, headers=("Date", *HEADERS)) == ()
    assert check_bytes(RAW, envelope=ENVELOPE, headers=("Date", *HEADERS))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"), (b"MIME-Version", b"\rMIME-Version"), (b"=_letter--", b"=_letter\0--"),
        (b"Subject: ", b"Subject: \xd0\x96"),
        (b"Subject: ", b"Subject: " + b"a" * 1000), (b"Subject:", b"Bcc: x@y.example\r\nSubject:"),
        (b"Subject:", b"Subject: x\r\nSubject:"), (b"Reply-To:", b"X-Reply-To:"),
        (b"List-Id:", b"List-Id: <a.b>\r\nList-Id:"), (b"<anna@client.example>", b"<eve@evil.example>"),
        (b"<anna@client.example>", b"<anna@client.example>, eve@evil.example"),
        (b"<anna@client.example>", b"eve@evil.example, <anna@client.example>"), (b"Message-ID: <", b"Message-ID: <x"),
        (b"--=_letter--\r\n", b"--=_letter--"), (b"To: ", b"Too: "),
    ],
)  # fmt: skip
def test_a_changed_letter_does_not_pass(old: bytes, new: bytes) -> None:
    changed = RAW.replace(old, new, 1)
    assert changed != RAW
    assert check_bytes(changed, envelope=ENVELOPE)


@pytest.mark.parametrize("address", ["a@b\r\nRCPT TO:<c@d>", "a b@c", "<>", "a@b>"])
def test_an_envelope_that_is_more_than_an_address_does_not_pass(address: str) -> None:
    for envelope in (
        Envelope(mail_from=address, rcpt_to=ENVELOPE.rcpt_to, message_id=ENVELOPE.message_id),
        Envelope(mail_from=ENVELOPE.mail_from, rcpt_to=address, message_id=ENVELOPE.message_id),
    ):
        assert check_bytes(RAW, envelope=envelope)
