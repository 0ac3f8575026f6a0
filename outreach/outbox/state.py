"""The life of a letter as a table of ways; docs/architecture.md prints it and every move is checked against it.

State answers "may we send it?". What happened (replies, complaints, returns) stands in the journal.
"""

from outreach.store.words import State

WAYS: dict[State, dict[State, str]] = {
    State.DRAFT: {
        State.READY: "approved",
        State.CANCELLED: "stopped, suppressed, or something changed",
        State.EXPIRED: "its occasion has passed",
        State.IN_DOUBT: "the ledger says it went: the database was restored",
    },
    State.READY: {
        State.CLAIMED: "its hour has come",
        State.CANCELLED: "stopped, suppressed, or something changed",
        State.EXPIRED: "its occasion has passed",
        State.IN_DOUBT: "the ledger says it went: the database was restored",
    },
    State.CLAIMED: {
        State.READY: "lease ran out, paused, relay down, sender's fault, or told to try later before the dot",
        State.REFUSED: "the relay refused the recipient",
        State.CANCELLED: "suppressed, capped, ordered since",
        State.EXPIRED: "its occasion has passed",
        State.GOING: "every check passed; committed before the final dot",
        State.IN_DOUBT: "the ledger says it went: the database was restored",
    },
    State.GOING: {
        State.SENT: "accepted",
        State.READY: "told to try later after the dot",
        State.REFUSED: "refused after the dot",
        State.IN_DOUBT: "no answer after the dot",
    },
    State.SENT: {State.BOUNCED: "came back"},
    State.IN_DOUBT: {
        State.SENT: "by evidence or an operator's word",
        State.REFUSED: "by an operator's word that it never left",
        State.BOUNCED: "came back: evidence that it left",
    },
    State.BOUNCED: {},
    State.REFUSED: {},
    State.CANCELLED: {},
    State.EXPIRED: {},
}

OPEN = frozenset({State.DRAFT, State.READY, State.CLAIMED, State.GOING})
"""A campaign's run is finished when no letter of it is in one of these; a doubt is final until someone speaks."""

LEFT = frozenset({State.GOING, State.SENT, State.IN_DOUBT, State.BOUNCED})
"""It has left, or may have: what caps and "last letter" count."""


def may_move(old: State, new: State) -> bool:
    """Whether the table knows this way."""
    return new in WAYS[old]


def came_from(new: State) -> tuple[State, ...]:
    """The states from which `new` can be reached, in the order of the table."""
    return tuple(old for old, ways in WAYS.items() if new in ways)


def drawn() -> str:
    """The ways as lines of text, for docs/architecture.md."""
    lines = []
    for old, ways in WAYS.items():
        if ways:
            lines += [f"{old:<9} -> {new:<9}  {why}" for new, why in ways.items()]
        else:
            lines.append(f"{old:<9}    (final)")
    return "\n".join(lines)
