"""How much of a message is looked at; a message that asks for more ends its parsing at once (MIME bombs).

That is no error of the program: such a message is kept, quarantined and counted. Figures are those a real letter stays
far below.
"""

from email.message import Message
from email.policy import Compat32
from typing import Any

MESSAGE_BYTES = 5 * 1024 * 1024  # the rest of a longer message stays at its source
LINES = 200_000  # base64 of 5 MiB has 85,000 at most; the rest is not looked at
DEPTH = 20
PARTS = 500
HEADERS = 1_000  # of one part
HEADER_BYTES = 64 * 1024  # all headers of one part
PARAMETER_BYTES = 8 * 1024  # one Content-Type; the standard library's reading of its parameters is quadratic
TEXT_BYTES = 200 * 1024  # decoded text of one message
HEADER_CHARACTERS = 2_000  # of one header that is decoded

_WITH_PARAMETERS = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})


class OverTheLimit(Exception):
    """The message asks for more work than any letter deserves; the text says which limit."""


class Bounded(Message):
    """A part that refuses to grow past the limits while it is being parsed, before the work is done."""

    def __init__(self, policy: Compat32, *, tally: "Tally") -> None:
        super().__init__(policy)
        self.body = ""  # as it stands, undecoded; get_payload() would decode it in a code page a stranger chose
        self._tally = tally
        self._depth = 0
        self._header_count = 0
        self._header_bytes = 0

    def set_raw(self, name: str, value: Any) -> None:  # the parser's way to add a header
        self._header_count += 1
        self._header_bytes += len(name) + len(value)
        if self._header_count > HEADERS:
            raise OverTheLimit("headers")
        if self._header_bytes > HEADER_BYTES:
            raise OverTheLimit("header size")
        if len(value) > PARAMETER_BYTES and name.lower() in _WITH_PARAMETERS:
            raise OverTheLimit("parameters")
        super().set_raw(name, value)

    def set_payload(self, payload: Any, charset: Any = None) -> None:  # the parser's way to add the body
        self.body = payload if isinstance(payload, str) else ""
        super().set_payload(payload, charset)

    def parts(self) -> "tuple[Bounded, ...]":
        """What it holds; empty for a part that is a text."""
        payload = self.get_payload() if self.is_multipart() else ()
        return tuple(part for part in payload if isinstance(part, Bounded))

    def attach(self, payload: Any) -> None:  # the parser's way to open a part: before it is read
        self._tally.parts += 1
        payload._depth = self._depth + 1  # noqa: SLF001 a part of the same class
        if self._tally.parts > PARTS:
            raise OverTheLimit("parts")
        if payload._depth > DEPTH:  # noqa: SLF001
            raise OverTheLimit("depth")
        super().attach(payload)


class Tally:
    """Parts of one message so far."""

    def __init__(self) -> None:
        self.parts = 0

    def part(self, *, policy: Compat32) -> Bounded:
        """A new part; what the parser calls to make one."""
        return Bounded(policy, tally=self)
