"""What policy knows about one client and one kind of letter, and what follows from it. No SQL, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from outreach.policy.cap import NEVER_AGAIN
from outreach.settings import Law
from outreach.store.words import AddressState, Because, Choice, ConsentBasis, LetterKind

NOT_A_WIN_BACK = frozenset({LetterKind.GREETING, LetterKind.THANKS, LetterKind.NOTICE})
HIS_OWN_NO = frozenset({Because.COMPLAINED, Because.UNSUBSCRIBED, Because.REFUSED_CONTACT, Because.OPTED_OUT})
"""Said by a person, so that it holds for every address he has; a dead mailbox or a blocked domain does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address of a client, with what stands against it (None: nothing) and until when its cap holds it."""

    email: str
    address_key: str
    state: AddressState
    against: Because | None = None
    capped_until: date | None = None  # the first day it is free again; None: free


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A consent that covers the kind in question."""

    basis: ConsentBasis
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything policy knows; loaded for many clients at once by `records.standings`."""

    client_id: int
    mailboxes: tuple[Mailbox, ...] = ()  # in the order in which they are to be used
    against: Because | None = None  # a suppression of the client himself
    grounds: tuple[Ground, ...] = ()
    capped_until: date | None = None
    silent_because: str | None = None
    not_winning_back: str | None = None
    away_until: date | None = None
    has_phone: bool = False
    unread_reply: int | None = None  # the incoming message a person has not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why not (now); `permitted_on` is the first day on which policy itself would say yes."""

    choice: Choice
    because: Because
    permitted_on: date | None = None
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Yes, to this mailbox, on `not_before` or later; `until` is the last day of the ground, None if it has no end."""

    mailbox: Mailbox
    not_before: date
    until: date | None = None


def permission(
    standing: Standing, kind: LetterKind, *, law: Law, today: date, smtputf8: bool
) -> Permission | Objection:
    """Whether a letter of this kind may be written to the client at all, to which address and from which day on.

    The cap only moves `not_before`; whether that is too late is for the occasion to say.
    """
    return (
        _refused(standing)
        or _not_to_be_written(standing, kind, today=today)
        or _without_ground(standing, law=law, today=today)
        or _to_a_mailbox(standing, today=today, smtputf8=smtputf8)
    )


def _refused(standing: Standing) -> Objection | None:
    if standing.against:
        return Objection(choice=Choice.SKIP, because=standing.against)
    if standing.silent_because:
        return Objection(choice=Choice.SKIP, because=Because.SILENT, detail=(("why", standing.silent_because),))
    if standing.unread_reply is not None:
        detail = (("message", str(standing.unread_reply)),)
        return Objection(choice=Choice.WAIT, because=Because.UNREAD_REPLY, detail=detail)
    return None


def _not_to_be_written(standing: Standing, kind: LetterKind, *, today: date) -> Objection | None:
    if standing.not_winning_back and kind is not LetterKind.NOTICE:
        detail = (("why", standing.not_winning_back),)
        return Objection(choice=Choice.SKIP, because=Because.NOT_WINNING_BACK, detail=detail)
    if standing.away_until and standing.away_until >= today and kind not in NOT_A_WIN_BACK:
        day = standing.away_until + timedelta(days=1)
        return Objection(choice=Choice.SKIP, because=Because.AWAY, permitted_on=day)
    return None


def _without_ground(standing: Standing, *, law: Law, today: date) -> Objection | None:
    if _valid(standing, today=today):
        return None
    if standing.grounds:
        ended = max(ground.expires_on for ground in standing.grounds if ground.expires_on)
        detail = (("ended", ended.isoformat()),)
        return Objection(choice=Choice.SKIP, because=Because.CONSENT_EXPIRED, detail=detail)
    if law.basis == "consent":
        return Objection(choice=Choice.SKIP, because=Because.NO_CONSENT)
    return None


def _valid(standing: Standing, *, today: date) -> list[Ground]:
    return [ground for ground in standing.grounds if ground.expires_on is None or ground.expires_on >= today]


def _until(standing: Standing, *, today: date) -> date | None:
    ends = [ground.expires_on for ground in _valid(standing, today=today)]
    return max((end for end in ends if end), default=None) if None not in ends else None


def _to_a_mailbox(standing: Standing, *, today: date, smtputf8: bool) -> Permission | Objection:
    said_no = [box.against for box in standing.mailboxes if box.against in HIS_OWN_NO]
    if said_no and said_no[0]:
        return Objection(choice=Choice.SKIP, because=said_no[0])
    free = [box for box in standing.mailboxes if box.state is AddressState.LIVE and box.against is None]
    usable = [box for box in free if smtputf8 or box.email.isascii()]
    if usable:
        box = usable[0]
        not_before = max(today, standing.capped_until or today, box.capped_until or today)
        if not_before == NEVER_AGAIN:
            return Objection(choice=Choice.SKIP, because=Because.HAD_APOLOGY)
        return Permission(mailbox=box, not_before=not_before, until=_until(standing, today=today))
    if any(box.against is Because.BLOCKED_DOMAIN for box in standing.mailboxes):
        return Objection(choice=Choice.SKIP, because=Because.BLOCKED_DOMAIN)
    if standing.has_phone:
        return Objection(choice=Choice.CALL, because=Because.ONLY_PHONE)
    if free:
        return Objection(choice=Choice.SKIP, because=Because.NEEDS_SMTPUTF8)
    return Objection(choice=Choice.SKIP, because=Because.DEAD_ADDRESS if standing.mailboxes else Because.NO_ADDRESS)
