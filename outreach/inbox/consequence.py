"""What a classified message brings about, decided from what is on record; `apply` does it. No SQL here.

With a token or a Message-ID of ours a message acts; with an address alone it is recorded, and a person's words wait for
a reader. Nothing is ever answered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.book.address import Address, read_address
from outreach.inbox.classify import Found
from outreach.inbox.received import About
from outreach.journal import Entry
from outreach.policy.suppression import Suppress
from outreach.store.words import (
    BounceClass,
    Event,
    Evidence,
    IncomingEffect,
    IncomingKind,
    State,
    SuppressionReason,
    SuppressionScope,
)

BOUNCE_DAYS = 30  # servers give up after five; a later "bounce" says nothing about this letter
_LEFT = frozenset({State.SENT, State.IN_DOUBT, State.BOUNCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """Everything one message changes; the empty defaults change nothing."""

    kind: IncomingKind
    evidence: Evidence
    effect: IncomingEffect
    client_id: int | None = None
    letter_id: int | None = None
    suppress: tuple[Suppress, ...] = ()
    dead_address: str = ""
    bounced: bool = False  # the letter came back
    sent: bool = False  # the letter provably left
    entry: Entry | None = None


def decide(
    found: Found,
    about: About | None,
    *,
    incoming_id: int,
    client_id: int | None,
    repeated: bool,
    fetched_at: datetime,
    by: str,
) -> Consequence | None:
    """`client_id` is whose address the message names if no letter is known; None: ask again, the letter is leaving."""
    if about is None:
        return _unproven(found, client_id)
    if repeated:
        return _about(found, about, IncomingEffect.REPEATED)
    detail: dict[str, object] = {"incoming": incoming_id, "evidence": found.evidence}
    match found.kind:
        case IncomingKind.BOUNCE:
            return _bounce(found, about, detail | {"status": found.status}, fetched_at=fetched_at, by=by)
        case IncomingKind.SPAM_REPORT:
            return _stop(found, about, SuppressionReason.COMPLAINED, _entry(Event.COMPLAINED, about, detail, by))
        case IncomingKind.UNSUBSCRIBE:
            return _stop(found, about, SuppressionReason.UNSUBSCRIBED, _entry(Event.UNSUBSCRIBED, about, detail, by))
        case IncomingKind.AUTO_REPLY:
            entry = _entry(Event.AUTO_REPLIED, about, detail, by)
            return _about(found, about, IncomingEffect.NOTED, sent=True, entry=entry)
        case _:
            detail["another_address"] = key_of(found.sender) != about.address_key
            entry = _entry(Event.REPLIED, about, detail, by)
            return _about(found, about, IncomingEffect.AWAITS_READER, sent=True, entry=entry)


def key_of(address: str) -> str:
    """The normal form of an address that a stranger wrote; empty if it is none."""
    found = read_address(address)
    return found.key if isinstance(found, Address) else ""


def _bounce(
    found: Found, about: About, detail: dict[str, object], *, fetched_at: datetime, by: str
) -> Consequence | None:
    if about.state is State.GOING:
        return None  # quicker than the relay's answer: a bounce must find the letter settled
    if about.state not in _LEFT:
        return _about(found, about, IncomingEffect.NEVER_LEFT)
    if about.left_at is not None and fetched_at - about.left_at > timedelta(days=BOUNCE_DAYS):
        return _about(found, about, IncomingEffect.TOO_LATE)
    if found.bounce is BounceClass.SENDER_FAULT:
        entry = _entry(Event.SENDER_AT_FAULT, about, detail, by)
        return _about(found, about, IncomingEffect.NOTED, sent=True, entry=entry)
    if found.bounce is BounceClass.SOFT:
        entry = _entry(Event.BOUNCED_SOFTLY, about, detail | {"action": found.action}, by)
        return _about(found, about, IncomingEffect.NOTED, sent=True, entry=entry)
    if not _names_our_address(found, about):
        return _about(found, about, IncomingEffect.CAME_BACK, bounced=True)
    order = Suppress(
        scope=SuppressionScope.ADDRESS, key=about.address_key, reason=SuppressionReason.DEAD, source="bounce"
    )
    return _about(
        found, about, IncomingEffect.ADDRESS_DEAD, bounced=True, suppress=(order,), dead_address=about.address_key
    )


def _names_our_address(found: Found, about: About) -> bool:
    """A report that names nobody is about the one recipient the letter had."""
    return not found.recipients or about.address_key in {key_of(address) for address in found.recipients}


def _stop(found: Found, about: About, reason: SuppressionReason, entry: Entry) -> Consequence:
    client, address = SuppressionScope.CLIENT, SuppressionScope.ADDRESS
    keys = ((client, str(about.client_id)), (address, about.address_key))
    complained = reason is SuppressionReason.COMPLAINED
    source = "complaint" if complained else "mail"
    return _about(
        found,
        about,
        IncomingEffect.COMPLAINED if complained else IncomingEffect.UNSUBSCRIBED,
        suppress=tuple(Suppress(scope=scope, key=key, reason=reason, source=source) for scope, key in keys),
        sent=True,
        entry=entry,
    )


def _unproven(found: Found, client_id: int | None) -> Consequence:
    """No letter of ours: a person's words are kept for a reader, everything else is only recorded."""
    evidence = Evidence.NONE if client_id is None else Evidence.ADDRESS
    kind, effect = found.kind, IncomingEffect.NOT_OURS if client_id is None else IncomingEffect.UNPROVEN
    if found.asks_to_stop or kind is IncomingKind.UNSUBSCRIBE:
        kind, effect = IncomingKind.REPLY, IncomingEffect.ASKS_TO_STOP
    elif kind is IncomingKind.REPLY and client_id is not None:
        effect = IncomingEffect.AWAITS_READER
    elif kind is IncomingKind.REPLY:
        kind = IncomingKind.UNKNOWN
    return Consequence(kind=kind, evidence=evidence, effect=effect, client_id=client_id)


def _about(
    found: Found,
    about: About,
    effect: IncomingEffect,
    *,
    suppress: tuple[Suppress, ...] = (),
    dead_address: str = "",
    bounced: bool = False,
    sent: bool = False,
    entry: Entry | None = None,
) -> Consequence:
    return Consequence(
        kind=found.kind,
        evidence=found.evidence,
        effect=effect,
        client_id=about.client_id,
        letter_id=about.letter_id,
        suppress=suppress,
        dead_address=dead_address,
        bounced=bounced,
        sent=sent,
        entry=entry,
    )


def _entry(event: Event, about: About, detail: dict[str, object], by: str) -> Entry:
    return Entry(
        event=event,
        by=by,
        client_id=about.client_id,
        letter_id=about.letter_id,
        campaign_id=about.campaign_id,
        decision_id=about.decision_id,
        detail=detail,
    )
