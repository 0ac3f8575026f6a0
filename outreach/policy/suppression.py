"""What stands between a person and our letters: an order to stop, and the code it gives a decision."""

from dataclasses import dataclass

from outreach.store.words import Because, LetterKind, SuppressionReason, SuppressionScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppress:
    """An order to stop: `kind` None means every letter; `source` says what brought it about, as a code."""

    scope: SuppressionScope
    key: str  # an address in its normal form, a domain, or a client's number
    reason: SuppressionReason
    kind: LetterKind | None = None
    source: str = ""


REASON_SAYS = {
    SuppressionReason.UNSUBSCRIBED: Because.UNSUBSCRIBED,
    SuppressionReason.COMPLAINED: Because.COMPLAINED,
    SuppressionReason.REFUSED_CONTACT: Because.REFUSED_CONTACT,
    SuppressionReason.DEAD: Because.DEAD_ADDRESS,
    SuppressionReason.BLOCKED: Because.REFUSED_CONTACT,
}


def because_of(scope: SuppressionScope, reason: SuppressionReason, *, kind: LetterKind | None) -> Because:
    """The code that a suppression gives a decision."""
    if kind is not None:
        return Because.OPTED_OUT
    return Because.BLOCKED_DOMAIN if scope is SuppressionScope.DOMAIN else REASON_SAYS[reason]


def domain_of(address_key: str) -> str:
    """The domain of an address in its normal form."""
    return address_key.rpartition("@")[2]
