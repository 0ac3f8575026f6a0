"""What befalls a letter at the demonstration's post office: pure draws, the same for the same seed and recipient."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.demo.draw import happens, weighed

REFUSED = 15  # recipients in a thousand who do not exist, and whose server says so at once
DEFERRED = 30  # ... whose server asks to come again, once


class Fate(StrEnum):
    """What comes back for a letter that was accepted."""

    NOTHING = "nothing"
    BOUNCE = "bounce"  # RFC 3464, the mailbox is not there
    FULL = "full"  # RFC 3464, the mailbox is full
    AWAY = "away"  # RFC 3834
    REPLY = "reply"  # a person
    UNSUBSCRIBE = "unsubscribe"  # to the mailto: of List-Unsubscribe; a person's refusal where there is none
    SPAM_REPORT = "spam_report"  # RFC 5965, once in the life of an office


class AtTheDoor(StrEnum):
    """The answer to RCPT."""

    WELCOME = "250 OK"
    LATER = "451 4.7.1 Greylisted, please try again later"
    UNKNOWN = "550 5.1.1 No such user here"


_FATES = (
    (Fate.NOTHING, 880), (Fate.REPLY, 65), (Fate.AWAY, 30), (Fate.BOUNCE, 12), (Fate.UNSUBSCRIBE, 8), (Fate.FULL, 5),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The office's seed; an address keeps its character, a second letter to it may fare otherwise."""

    seed: str

    def at_the_door(self, recipient: str, *, came_before: bool) -> AtTheDoor:
        """`came_before`: whether he was asked to come again already."""
        if happens(self.seed, "refused", recipient, per_mille=REFUSED):
            return AtTheDoor.UNKNOWN
        if not came_before and happens(self.seed, "deferred", recipient, per_mille=DEFERRED):
            return AtTheDoor.LATER
        return AtTheDoor.WELCOME

    def fate(self, recipient: str, *, nth: int) -> Fate:
        """Of the nth letter to him; a mailbox that is not there stays away for every letter."""
        first = weighed(_FATES, self.seed, "fate", recipient, 1)
        if nth == 1 or first in {Fate.BOUNCE, Fate.FULL}:
            return first
        later = weighed(_FATES, self.seed, "fate", recipient, nth)
        return Fate.NOTHING if later in {Fate.BOUNCE, Fate.FULL} else later
