"""How stored words are said on screens: states of a letter, what came back, what stands against somebody.

Reasons of decisions, tiers and kinds of letter are in `outcome.labels`, beside the report that says them too.
"""

from outreach.book.headings import Kind
from outreach.locale import say
from outreach.store.words import IncomingKind, State, SuppressionReason


def file_label(kind: Kind) -> str:
    """What a file of the firm's holds."""
    return {
        Kind.CLIENTS: say("clients"),
        Kind.ORDERS: say("orders"),
        Kind.INQUIRIES: say("inquiries"),
        Kind.PROBLEM_ORDERS: say("problem orders"),
        Kind.CONTACTS: say("contacts"),
        Kind.REASONS: say("reasons for leaving"),
        Kind.FACTS: say("personal facts"),
    }[kind]


def state_label(state: State) -> str:
    return {
        State.DRAFT: say("waits for approval"),
        State.READY: say("ready, waits for its hour"),
        State.CLAIMED: say("in hand"),
        State.GOING: say("going"),
        State.SENT: say("sent"),
        State.BOUNCED: say("came back"),
        State.REFUSED: say("refused by the relay"),
        State.IN_DOUBT: say("in doubt"),
        State.CANCELLED: say("cancelled"),
        State.EXPIRED: say("too late"),
    }[state]


def incoming_label(kind: IncomingKind) -> str:
    return {
        IncomingKind.BOUNCE: say("mail came back"),
        IncomingKind.SPAM_REPORT: say("reported as spam"),
        IncomingKind.AUTO_REPLY: say("a robot answered"),
        IncomingKind.UNSUBSCRIBE: say("unsubscribed"),
        IncomingKind.REPLY: say("answered"),
        IncomingKind.UNKNOWN: say("not about a letter of ours"),
    }[kind]


def stop_label(reason: SuppressionReason) -> str:
    return {
        SuppressionReason.UNSUBSCRIBED: say("unsubscribed"),
        SuppressionReason.COMPLAINED: say("reported a letter as spam"),
        SuppressionReason.REFUSED_CONTACT: say("asked us not to write"),
        SuppressionReason.DEAD: say("the address is dead"),
        SuppressionReason.BLOCKED: say("blocked by hand"),
    }[reason]
