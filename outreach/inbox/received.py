"""What came back, as nouns: a message of the ledger before and after it was applied, and the letter it is about."""

from dataclasses import dataclass, field
from datetime import datetime

from outreach.store.words import (
    BounceClass,
    Evidence,
    IncomingEffect,
    IncomingKind,
    IncomingState,
    State,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A message in the ledger that has brought nothing about yet."""

    incoming_id: int
    content: bytes = field(repr=False)
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The letter a message is about, as it stands now; `client_id` is the surviving client after a merge."""

    letter_id: int
    client_id: int
    campaign_id: int
    decision_id: int
    state: State
    address_key: str
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An applied message as a person sees it; texts in it are a stranger's."""

    incoming_id: int
    fetched_at: datetime
    kind: IncomingKind
    bounce: BounceClass | None
    status: str
    evidence: Evidence
    effect: IncomingEffect
    letter_id: int | None
    client_id: int | None
    sender: str
    subject: str
    excerpt: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many messages of a kind stand in a state; `kind` is None until a message was classified."""

    state: IncomingState
    kind: IncomingKind | None
    bounce: BounceClass | None
    number: int
    unread: int  # replies that no person has read
