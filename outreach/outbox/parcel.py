"""Nouns of the outbox: a draft to be kept, a letter that is claimed, and why one may not go."""

import zlib
from dataclasses import dataclass
from datetime import date, datetime

from outreach.store.words import LetterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A clean draft, with everything that going will check again. `message` is the whole, without Date."""

    letter_id: int  # from `take_numbers`: its tokens are made of it
    decision_id: int
    campaign_id: int
    occasion: str
    client_id: int
    kind: LetterKind
    email: str
    address_key: str
    language: str
    sender: str
    country: str | None
    subject: str
    message_id: str
    mail_from: str
    message: bytes
    message_hash: str
    digest: str
    facts_used: tuple[str, ...]
    due_at: datetime
    day_ends_at: datetime
    expires_at: datetime
    time_zone: str
    known_order_on: date | None
    known_inquiry_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter held by an attempt under a lease."""

    letter_id: int
    attempt: str
    decision_id: int
    campaign_id: int
    client_id: int
    kind: LetterKind
    email: str
    address_key: str
    mail_from: str
    message_id: str
    time_zone: str
    message: bytes
    message_hash: str
    attempts: int


def pack(message: bytes, sample: bytes) -> bytes:
    """Deflated with the sample as dictionary: letters of one content differ in a few words only."""
    squeezer = zlib.compressobj(level=6, zdict=sample[-32_768:])
    return squeezer.compress(message) + squeezer.flush()


def unpack(packed: bytes, sample: bytes) -> bytes:
    """The very bytes that were packed."""
    opener = zlib.decompressobj(zdict=sample[-32_768:])
    return opener.decompress(packed) + opener.flush()
