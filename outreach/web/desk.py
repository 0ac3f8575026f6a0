"""What the public pages ask of the rest of the house: a letter's page, a stop, an undo; not how it is stored."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class WhyStop(StrEnum):
    """What a client may say with one tap after he has stopped the letters."""

    TOO_OFTEN = "too_often"
    NOT_USEFUL = "not_useful"
    NO_NEED = "no_need"
    NEVER_ASKED = "never_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterShown:
    """All that a page tells about a letter; the address is masked, whoever holds the link may be somebody else."""

    language: str
    company: str
    address: str
    is_stopped: bool


class PublicDesk(Protocol):
    """Called in worker threads, several at once. Doing a thing twice is doing it once.

    When a call returns, what it did is on record for good; what it raises (OutOfReach) is shown as "try again".
    """

    def letter_of(self, token: str) -> LetterShown | None:
        """The letter that a link belongs to; None for every token that is not genuine. Changes nothing."""

    def unsubscribe(self, token: str, *, reason: WhyStop | None) -> None:
        """Stops all letters to this letter's client and address; a reason that comes later is added."""

    def undo(self, token: str) -> None:
        """Takes back a stop made on this page, and no other one."""


def masked(address: str) -> str:
    """`anna.petrova@firm.example` as `a***a@firm.example`: enough to know one's own by, too little to write to."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***{local[-1:] if len(local) > 2 else ''}@{domain}"  # noqa: PLR2004 two letters would show whole
