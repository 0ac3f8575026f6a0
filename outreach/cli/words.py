"""How stored words are said on screens: states of a letter, what came back, what stands against somebody.

Reasons of decisions, tiers and kinds of letter are in `outcome.labels`, beside the report that says them too.
"""

from outreach.book.headings import Kind
from outreach.locale import say
from outreach.outcome.labels import choice_label
from outreach.store.words import (
    Because,
    BounceClass,
    Choice,
    ConsentBasis,
    Event,
    IncomingEffect,
    IncomingKind,
    PauseScope,
    State,
    SuppressionReason,
)


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
        Kind.PEOPLE: say("people at firms"),
        Kind.CONTACT_PLAN: say("planned contacts"),
        Kind.UNSUBSCRIBED: say("unsubscribed people"),
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


def pause_label(scope: PauseScope, key: str) -> str:
    """What stands still."""
    return {
        PauseScope.ALL: say("everything"),
        PauseScope.CAMPAIGN: say("the campaign {name}", name=key),
        PauseScope.COUNTRY: say("clients in {country}", country=key),
        PauseScope.CITY: say("clients in {place}", place=_place(key)),
        PauseScope.REGION: say("clients in the region {place}", place=_place(key)),
        PauseScope.RELAY: say("the relay {name}", name=key),
    }[scope]


def _place(key: str) -> str:
    """`UA Харків` as one reads it: Харків (UA)."""
    country, _, place = key.partition(" ")
    return f"{place} ({country})"


def faith_label(faith: str) -> str:
    """Who keeps a religious day."""
    return {
        "orthodox": say("orthodox Christians"),
        "greek-catholic": say("Greek Catholics"),
        "catholic": say("Catholics"),
        "protestant": say("Protestants"),
        "muslim": say("Muslims"),
        "jewish": say("Jews"),
    }.get(faith, faith)


def bounce_label(bounce: BounceClass) -> str:
    return {
        BounceClass.DEAD: say("dead address"),
        BounceClass.SOFT: say("for the time being"),
        BounceClass.SENDER_FAULT: say("our own fault"),
    }[bounce]


def effect_label(effect: IncomingEffect) -> str:
    """What an incoming message brought about."""
    return {
        IncomingEffect.ADDRESS_DEAD: say("nothing goes to this address any more"),
        IncomingEffect.CAME_BACK: say("came back from a forwarder; the address stays"),
        IncomingEffect.COMPLAINED: say("gets no more letters"),
        IncomingEffect.UNSUBSCRIBED: say("gets no more letters"),
        IncomingEffect.AWAITS_READER: say("further letters wait until it is read"),
        IncomingEffect.ASKS_TO_STOP: say("asks to stop; further letters wait until it is read"),
        IncomingEffect.NOTED: say("noted"),
        IncomingEffect.UNPROVEN: say("noted; no proof that it is about a letter of ours"),
        IncomingEffect.NEVER_LEFT: say("noted; that letter never left"),
        IncomingEffect.TOO_LATE: say("noted; it came too late to count"),
        IncomingEffect.REPEATED: say("known already"),
        IncomingEffect.NOT_OURS: say("not about a client"),
    }[effect]


def event_label(event: Event) -> str:
    """What happened, in the story of a client."""
    return {
        Event.IMPORTED: say("a file was imported"),
        Event.CLIENT_CHANGED: say("his data changed"),
        Event.MERGED: say("made one with another client"),
        Event.UNMERGED: say("parted again from another client"),
        Event.APART: say("said to be another person than one he resembles"),
        Event.APART_UNDONE: say("may be the same as another client after all"),
        Event.IMPORT_UNDONE: say("an import was taken back"),
        Event.LOST: say("counts as lost"),
        Event.RETURNED: say("came back"),
        Event.DECIDED: say("decided"),
        Event.DECIDED_ANEW: say("decided anew"),
        Event.DRAFTED: say("letter drafted"),
        Event.APPROVED: say("content approved"),
        Event.APPROVAL_REVOKED: say("approval taken back"),
        Event.READIED: say("letter approved"),
        Event.RESCHEDULED: say("letter moved to another day"),
        Event.CLAIMED: say("letter taken in hand"),
        Event.RELEASED: say("letter given back"),
        Event.GOING: say("letter going"),
        Event.SENT: say("letter sent"),
        Event.DEFERRED: say("relay says: later"),
        Event.REFUSED: say("relay refused it"),
        Event.IN_DOUBT: say("letter in doubt"),
        Event.DOUBT_RESOLVED: say("doubt resolved"),
        Event.CANCELLED: say("letter cancelled"),
        Event.EXPIRED: say("letter too late"),
        Event.BOUNCED: say("letter came back"),
        Event.BOUNCED_SOFTLY: say("mail came back for the time being"),
        Event.SENDER_AT_FAULT: say("mail came back by our own fault"),
        Event.REPLIED: say("answered"),
        Event.AUTO_REPLIED: say("a robot answered"),
        Event.COMPLAINED: say("reported a letter as spam"),
        Event.UNSUBSCRIBED: say("unsubscribed"),
        Event.RESUBSCRIBED: say("took the unsubscription back"),
        Event.SUPPRESSED: say("letters stopped"),
        Event.REPLY_READ: say("reply read by a person"),
        Event.PAUSED: say("paused"),
        Event.RESUMED: say("resumed"),
        Event.STOPPED: say("campaign stopped"),
        Event.SKIPPED: say("left out by hand"),
        Event.CONSENT_RECORDED: say("ground to write recorded"),
    }[event]


def sent_labels() -> dict[str, str]:
    """How the endings of a sending are called."""
    return {
        "sent": say("sent"),
        "refused": say("refused by the relay"),
        "later": say("to be tried later"),
        "relay": say("not handed over: the relay does not answer"),
        "sender": say("not handed over: the relay does not let us through"),
        "unknown": say("in doubt"),
        "withheld": say("held back at the last moment"),
        "damaged": say("damaged"),
    }


def done_label(word: str) -> str:
    """What a pass did, for `outreach tick`; the daemon's log has the same counters in English."""
    labels: dict[str, str] = {
        "letters in doubt": say("letters in doubt"),
        "clients newly lost": say("clients newly lost"),
        "clients returned": say("clients returned"),
        "returns looked for": say("returns looked for"),
        "letters withdrawn": say("letters withdrawn"),
        "decided anew": say("decided anew"),
        "letters drafted": say("letters drafted"),
        "letters held": say("letters that wait for a person"),
        "letters ready": say("letters ready"),
        "letters late": say("letters too late"),
        **{f"{kind} read": incoming_label(kind) for kind in IncomingKind},
        **{f"letters {ending}": label for ending, label in sent_labels().items()},
        **{choice: choice_label(choice) for choice in Choice},
    }
    return labels.get(word, word)


def change_label(change: str) -> str:
    """What happened to a letter or to its client since it was drafted, as `cancelled_because` and journal have it."""
    return {
        "content_changed": say("its content changed"),
        "client_changed": say("his data changed"),
        "suppressed": say("letters to him were stopped"),
        "skipped": say("left out by hand"),
        "by_hand": say("left out by hand"),
        "stopped": say("the campaign was stopped"),
        "not_to_be_written": say("is not to be written to"),
        "away": say("is away by agreement"),
        Because.WARNED: say("something noted of him must be looked at first"),
        Because.NOT_MENDED: say("what he left for is not put right"),
        "no_ground": say("there is no ground to write any more"),
        "merged": say("is one with another client"),
        "address_changed": say("his address changed"),
        "answered": say("he has answered"),
        "ordered": say("he has ordered"),
        "asked": say("he has asked something"),
        "renamed": say("his name changed"),
        "capped": say("had one too short a time ago"),
        "damaged": say("the letter was damaged"),
        "quiet_day": say("its day has become a quiet one"),
    }.get(change, change)


def basis_label(basis: str) -> str:
    """On what ground a client is written to."""
    return {
        ConsentBasis.CONSENT: say("consent"),
        ConsentBasis.CONTRACT: say("a contract"),
        ConsentBasis.INTEREST: say("legitimate interest"),
    }[ConsentBasis(basis)]


def source_label(source: str) -> str:
    """Where a stop came from."""
    return {
        "client list": say("client list"),
        "bounce": say("mail that came back"),
        "complaint": say("a spam report"),
        "mail": say("his own mail"),
        "page": say("the page that letters link to"),
        "refused": say("the relay's answer"),
    }.get(source, source)


def attitude_label(attitude: str | None) -> str:
    """How he feels about us; a firm's own word is left as it is."""
    known = {
        "hostile": say("hostile"),
        "offended": say("offended"),
        "neutral": say("neutral"),
        "warm": say("warm"),
    }
    return known.get(attitude or "", attitude or "")


def loyalty_label(loyalty: str | None) -> str:
    """What he does for us, in the words of `clients set`; a firm's own words are left as they are."""
    known = {
        "buys": say("buys"),
        "in_touch": say("keeps in touch"),
        "reviews": say("writes reviews"),
        "recommends": say("recommends us"),
    }
    return ", ".join(known.get(word, word) for word in (loyalty or "").split(", ") if word)
