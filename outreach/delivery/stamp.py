"""The one header that a stored message lacks: the Date at which it leaves. Nothing else of the message is touched."""

from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo


def stamped(message: bytes, *, now: datetime, zone: str) -> bytes:
    """The message with an RFC 5322 §3.3 Date in front, on the clock of an IANA zone; it must not have one yet."""
    head = b"\r\n" + message.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\ndate:" not in head, "a stored message has no Date"
    return b"Date: " + format_datetime(now.astimezone(ZoneInfo(zone))).encode("ascii") + b"\r\n" + message
