"""The last gate before bytes leave: one pass over the finished message, whoever made it."""

import re

from outreach.letter.message import Envelope
from outreach.locale import say

HEADERS = ("From", "To", "Subject", "Message-ID", "Reply-To", "MIME-Version", "Content-Type")
AT_MOST_ONCE = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "DKIM-Signature")
MAX_LINE = 998  # RFC 5322 §2.1.1, without CRLF
_MAILBOX = re.compile(r"(?:[A-Za-z0-9'=?+/ -]*[ ])?<([!-;=?-~]+)>|([!-;=?-~]+)")
_ENVELOPE = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")


def check_bytes(message: bytes, *, envelope: Envelope, headers: tuple[str, ...] = HEADERS) -> tuple[str, ...]:
    """What is wrong with the bytes, in words; nothing if they may leave. `headers` stand there exactly once each.

    At sending, `("Date", *HEADERS)`. Others than these and AT_MOST_ONCE are not ours.
    """
    fields = _fields(message)
    return tuple(dict.fromkeys((*_form(message), *_names(fields, headers), *_matches(dict(fields), envelope))))


def _form(message: bytes) -> list[str]:
    ends = message.count(b"\r\n")
    wrong = []
    if message.count(b"\r") != ends or message.count(b"\n") != ends or not message.endswith(b"\r\n"):
        wrong.append(say("A line does not end with CRLF."))
    if b"\0" in message or not message.isascii():
        wrong.append(say("There is a NUL or a byte beyond 7 bits."))
    if max(map(len, message.split(b"\r\n"))) > MAX_LINE:
        wrong.append(say("A line is longer than {n} bytes.", n=MAX_LINE))
    return wrong


def _fields(message: bytes) -> list[tuple[str, str]]:
    head = message.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    unfolded = re.sub(r"\r\n(?=[ \t])", "", head)
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in unfolded.split("\r\n"))]


def _names(fields: list[tuple[str, str]], headers: tuple[str, ...]) -> list[str]:
    found = [name for name, _value in fields]
    wrong = [say("The header {name} must stand there exactly once.", name=h) for h in headers if found.count(h) != 1]
    wrong += [say("The header {name} stands there twice.", name=h) for h in AT_MOST_ONCE if found.count(h) > 1]
    known = {*headers, *AT_MOST_ONCE}
    return wrong + [say("The header {name} is not ours.", name=repr(name)) for name in found if name not in known]


def _matches(fields: dict[str, str], envelope: Envelope) -> list[str]:
    wrong = []
    to = _MAILBOX.fullmatch(fields.get("To", ""))
    if to is None or (to[1] or to[2]) != envelope.rcpt_to:
        wrong.append(say("To does not name the one recipient of the envelope."))
    if fields.get("Message-ID") != envelope.message_id:
        wrong.append(say("The Message-ID is not the one of this letter."))
    if not _ENVELOPE.fullmatch(envelope.rcpt_to) or not _ENVELOPE.fullmatch(envelope.mail_from):
        wrong.append(say("An address of the envelope cannot be said to a relay."))
    return wrong
