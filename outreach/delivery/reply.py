"""Reads replies off the wire (RFC 5321 §4.2), whole ones only; what a reply means is not here but in `answer`."""

import re
from collections.abc import Iterator
from functools import lru_cache

from outreach.delivery.answer import Answer, answer_of

LONGEST_LINE = 4 * 1024  # eight times what RFC 5321 §4.5.3.1.5 allows
LONGEST_REPLY = 16 * 1024
_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Garbled(ValueError):
    """What came is no SMTP reply; nothing after it on this connection can be trusted."""


class ReplyReader:
    """Cuts a stream of bytes into replies, wherever the packets happen to end."""

    __slots__ = ("_code", "_length", "_rest", "_said")

    def __init__(self) -> None:
        self._rest = b""
        self._said: list[bytes] = []
        self._code = b""
        self._length = 0

    @property
    def is_halfway(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._rest or self._said)

    def feed(self, data: bytes) -> Iterator[Answer]:
        """The replies that `data` completes; raises Garbled after those that came before the damage."""
        self._rest += data
        while (end := self._rest.find(b"\n")) >= 0:
            line, self._rest = self._rest[: end + 1], self._rest[end + 1 :]
            if answer := self._line(line):
                yield answer
        if len(self._rest) > LONGEST_LINE:
            raise Garbled("a line without end")

    def _line(self, line: bytes) -> Answer | None:
        found = _LINE.fullmatch(line[:-2])
        self._length += len(line)
        if not line.endswith(b"\r\n") or not found or len(line) > LONGEST_LINE or self._length > LONGEST_REPLY:
            raise Garbled("not an SMTP reply")
        code, mark, text = found.groups()
        if self._said and code != self._code:
            raise Garbled("one reply with two codes")
        self._code = code
        self._said.append(text or b"")
        return None if mark == b"-" else self._whole()

    def _whole(self) -> Answer:
        said, self._said, self._length = b"\n".join(self._said), [], 0
        return _answer(self._code, said)


@lru_cache(maxsize=128)  # a relay says the same few things all day
def _answer(code: bytes, said: bytes) -> Answer:
    return answer_of(int(code), _CONTROLS.sub(" ", said.decode("utf-8", "replace")))
