"""What came back: one message in, what it is and which letter it is about out. Nothing is looked up or changed here.

The order binds: size, token, unsubscribe token (before the robot check: a mail program's unsubscribe button is
auto-submitted), complaint, delivery report, free-text report, robot, person.
"""

from dataclasses import dataclass

from outreach.delivery.answer import class_of_status
from outreach.inbox.complaint import is_complaint
from outreach.inbox.decode import clean
from outreach.inbox.match import Match, delivered_to, match_answer, match_report
from outreach.inbox.parse import Mail, address_in, parse
from outreach.inbox.quote import own_text
from outreach.inbox.report import Action, Report, read_free_text, read_report
from outreach.inbox.robot import is_robot
from outreach.inbox.stop import asks_to_stop
from outreach.letter.token import TokenKeys, TokenKind
from outreach.store.words import BounceClass, Evidence, IncomingKind

EXCERPT = 4_000  # characters
_LINE = 250  # of an address, a subject, a message's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One classified message. `recipients` are addresses that failed or complained, as a server names them."""

    kind: IncomingKind
    evidence: Evidence = Evidence.NONE
    letter_id: int | None = None
    bounce: BounceClass | None = None
    action: Action | None = None
    status: str = ""
    recipients: tuple[str, ...] = ()
    asks_to_stop: bool = False  # in words, without proof enough to act on
    sender: str = ""
    subject: str = ""
    excerpt: str = ""
    message_id: str = ""  # its own


def classify(content: bytes, *, keys: TokenKeys) -> Found:
    """Raises OverTheLimit, or whatever a damaged message provokes; the caller quarantines it."""
    mail = parse(content)
    return (
        _unsubscribe(mail, keys)
        or _complaint(mail, keys)
        or _bounce(mail, read_report(mail), keys)
        or _bounce(mail, read_free_text(mail), keys)
        or _robot(mail, keys)
        or _person(mail, keys)
    )


def _unsubscribe(mail: Mail, keys: TokenKeys) -> Found | None:
    match = delivered_to(mail, TokenKind.UNSUBSCRIBE, keys=keys)
    return _found(mail, match, kind=IncomingKind.UNSUBSCRIBE, excerpt=own_text(mail.text)) if match.acts else None


def _complaint(mail: Mail, keys: TokenKeys) -> Found | None:
    if not is_complaint(mail):
        return None
    assert mail.feedback is not None
    recipients = tuple(address_in(value) for value in mail.feedback.every("original-rcpt-to")[:1])
    match = match_report(mail, keys=keys)
    return _found(mail, match, kind=IncomingKind.SPAM_REPORT, recipients=recipients, excerpt=mail.text)


def _bounce(mail: Mail, report: Report | None, keys: TokenKeys) -> Found | None:
    if report is None:
        return None
    match = match_report(mail, keys=keys)
    if report.action not in {Action.FAILED, Action.DELAYED}:
        return _found(mail, match, kind=IncomingKind.AUTO_REPLY, excerpt=report.diagnostic)  # it arrived
    return _found(
        mail,
        match,
        kind=IncomingKind.BOUNCE,
        bounce=_bounce_class(report),
        action=report.action,
        status=report.status,
        recipients=report.recipients,
        excerpt=report.diagnostic or mail.text,
    )


def _bounce_class(report: Report) -> BounceClass:
    found = class_of_status(report.status, report.diagnostic)
    # a server that still tries has not called the address dead, whatever code it gives
    return BounceClass.SOFT if found is BounceClass.DEAD and report.action is Action.DELAYED else found


def _robot(mail: Mail, keys: TokenKeys) -> Found | None:
    if not is_robot(mail):
        return None
    match = match_answer(mail, keys=keys)
    if mail.fields.has("x-apple-unsubscribe"):  # pressed by a person, though sent by a program
        return _wish(mail, match, excerpt=mail.text)
    return _found(mail, match, kind=IncomingKind.AUTO_REPLY, excerpt=mail.text)


def _person(mail: Mail, keys: TokenKeys) -> Found:
    match, words = match_answer(mail, keys=keys), own_text(mail.text)
    if asks_to_stop(mail.subject, words):
        return _wish(mail, match, excerpt=words)
    return _found(mail, match, kind=IncomingKind.REPLY, excerpt=words)


def _wish(mail: Mail, match: Match, *, excerpt: str) -> Found:
    """A wish to hear no more: done if we can be sure whose it is, else kept for a person as a reply."""
    kind = IncomingKind.UNSUBSCRIBE if match.acts else IncomingKind.REPLY
    return _found(mail, match, kind=kind, asks_to_stop=True, excerpt=excerpt)


def _found(
    mail: Mail,
    match: Match,
    *,
    kind: IncomingKind,
    excerpt: str,
    bounce: BounceClass | None = None,
    action: Action | None = None,
    status: str = "",
    recipients: tuple[str, ...] = (),
    asks_to_stop: bool = False,
) -> Found:
    return Found(
        kind=kind,
        evidence=match.evidence,
        letter_id=match.letter_id,
        bounce=bounce,
        action=action,
        status=status,
        recipients=tuple(clean(address)[:_LINE] for address in recipients),
        asks_to_stop=asks_to_stop,
        sender=mail.sender[:_LINE],
        subject=mail.subject[:_LINE],
        excerpt=clean(excerpt[:EXCERPT]).strip(),
        message_id=clean(mail.fields.first("message-id"))[:_LINE].strip(),
    )
