"""The seam: a parcel goes to a courier, a verdict comes back. How it travels is in `relay` and `drop`."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from outreach.delivery.answer import Verdict
from outreach.errors import OutreachError

LONGEST_LINE = 998  # RFC 5321 §4.5.3.1.6, without CRLF
_MAILBOX = re.compile(r"[^\x00-\x20\x7f-\U0010ffff<>@]{1,64}@[^\x00-\x20\x7f-\U0010ffff<>@]{1,255}")

Go = Callable[[], Awaitable[bool]]


class ParcelIsMalformed(OutreachError):
    """An address or message that must not reach the wire; the text names the rule, never the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one recipient, as bytes that may be sent as they are: 7-bit, CRLF only, lines of at most 998.

    Building one that is not raises ParcelIsMalformed. Dots are not doubled yet.
    """

    letter_id: int
    attempt: str
    mail_from: str = field(repr=False)
    rcpt_to: str = field(repr=False)
    message: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if problem := _problem_of(self):
            raise ParcelIsMalformed(f"letter {self.letter_id} cannot be sent: {problem}")


class Courier(Protocol):
    """Carries one parcel at a time to one recipient."""

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        """Everything but the last step, then `await go()`, and only if that says True the last step.

        `go` commits that the letter is going. It is awaited at most once. A Deferred or Refused verdict after a True
        is still a proof that the letter has not left; Withheld follows a False. What `go` raises comes out, and the
        letter has not left.
        """

    async def close(self) -> None:
        """Lets the letters in hand end, then goes. What the other side says to that is ignored."""


def _problem_of(parcel: Parcel) -> str:
    if not (_MAILBOX.fullmatch(parcel.mail_from) and _MAILBOX.fullmatch(parcel.rcpt_to)):
        return "an envelope address is not one ASCII mailbox"
    lines = parcel.message.split(b"\r\n")
    text = b"".join(lines)
    if not parcel.message.endswith(b"\r\n") or b"\n" in text or b"\r" in text:
        return "a line does not end in CRLF"
    if not text.isascii() or b"\0" in text:
        return "it is not 7-bit text"
    if max(map(len, lines)) > LONGEST_LINE:
        return f"a line is longer than {LONGEST_LINE} bytes"
    return ""
