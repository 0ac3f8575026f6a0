"""How often a kind of letter may reach one person: the arithmetic of caps (I3), and nothing of how they are kept."""

from dataclasses import dataclass
from datetime import date

from outreach.almanac.window import add_months
from outreach.settings import Care
from outreach.store.words import LetterKind

NEVER_AGAIN = date(9999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """One kind: `months` between two letters, None for once and never again."""

    kind: LetterKind
    months: int | None

    def free_after(self, day: date) -> date:
        """The first day on which the next letter of this kind may go, if one went on `day` (the day clamped)."""
        return NEVER_AGAIN if self.months is None else add_months(day, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reservation asked for by a decision: both the client and the address must be free on `day`."""

    decision_id: int
    client_id: int
    address_key: str
    day: date


def cap_of(kind: LetterKind, care: Care) -> Cap | None:
    """The cap on a kind of letter, or None where there is none."""
    if kind is LetterKind.NEWSLETTER:
        return Cap(kind=kind, months=care.newsletter_months)
    if kind is LetterKind.APOLOGY:
        return Cap(kind=kind, months=None)  # the director apologises once (P23)
    return None


def client_holder(client_id: int) -> str:
    return f"client:{client_id}"


def address_holder(address_key: str) -> str:
    return f"address:{address_key}"
