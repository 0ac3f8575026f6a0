"""Delivery reports: the machine-readable kind (RFC 3464) and the free text of well-known mail servers.

What a status means for an address is `delivery.answer`'s table; which letter it is about is decided in `match`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from outreach.inbox.limits import HEADER_CHARACTERS
from outreach.inbox.parse import Fields, Mail, address_in

_GROUPS_LOOKED_AT = 50
_TEXT_LOOKED_AT = 4_000  # of a free text: what went wrong is said at the top
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")  # RFC 3463 §2
_REPLY_CODE = re.compile(r"(?<![\d.#])([45])\d\d(?=[\s-]|$)")  # RFC 5321 §4.2
_BRACKETED = re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,255})>")
_DAEMONS = (
    "mailer-daemon",
    "postmaster",
    "mail-daemon",
    "maildaemon",
    "mdaemon",
    "mail delivery sub",
    "mail delivery sys",
)

# How a report without structure begins, in lower case; each is the whole server's own wording, not a client's.
_OPENINGS = (
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "this is the mail system at host",
    "a message that you sent could not be delivered to one or more of its recipients",
    "the following message to <",
    "the following addresses had permanent fatal errors",
    "the original message was received at",
    "your message did not reach some or all of the intended recipients",
    "your message couldn't be delivered",
    "your message wasn't delivered",
    "delivery has failed to these recipients",
    "delivery to the following recipient",
    "message could not be delivered",
    "could not deliver your message",
    "i'm sorry to have to inform you that your message could not",
    "i wasn't able to deliver your message",
    "undelivered mail returned to sender",
    "это письмо отправлено почтовым сервером",
    "ваше письмо не доставлено",
    "ваше сообщение не доставлено",
    "ваше сообщение не было доставлено",
    "не удалось доставить ваше сообщение",
    "сообщение не может быть доставлено",
    "не вдалося доставити",
    "ваш лист не доставлено",
    "повідомлення не доставлено",
)
# Where the returned letter begins: nothing behind it is the server's word.
_RETURNED = (
    "--- below this line is a copy of the message",
    "------ this is a copy of",
    "----- original message -----",
    "-----original message-----",
    "--- the header of the original message",
    "original message headers",
    "---------- forwarded message",
)


class Action(StrEnum):
    """What a server did with the letter (RFC 3464 §2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`status` is an RFC 3463 code or empty; `recipients` are addresses the server names, the one we wrote to first."""

    action: Action
    status: str
    diagnostic: str
    recipients: tuple[str, ...] = ()


def read_report(mail: Mail) -> Report | None:
    """The gravest recipient group of a delivery report; None if the message is not one."""
    if mail.report_type != "delivery-status" and not is_from_server(mail):
        return None  # a person may forward somebody's report
    reports = [report for group in mail.status_groups[:_GROUPS_LOOKED_AT] if (report := _of_group(group))]
    return min(reports, key=lambda report: list(Action).index(report.action), default=None)


def read_free_text(mail: Mail) -> Report | None:
    """A report in words, if a mail server speaks and says that a letter failed; None for anything else."""
    if not is_from_server(mail):
        return None
    said = _servers_words(mail.text)
    status, failed = _status_in(said), mail.fields.first("x-failed-recipients")  # Exim
    if not failed and not any(opening in said.lower() for opening in _OPENINGS):
        return None
    if not _names_a_daemon(mail) and not status:
        return None  # an out-of-office note has the empty path too, and may say that nothing is "delivered" till Monday
    named = failed.split(",")[:_GROUPS_LOOKED_AT] if failed else _BRACKETED.findall(said)[:1]
    delayed = status.startswith("4") or "delayed" in mail.subject.lower()
    recipients = tuple(address for name in named if (address := address_in(name)))
    return Report(
        action=Action.DELAYED if delayed else Action.FAILED, status=status, diagnostic=said, recipients=recipients
    )


def is_from_server(mail: Mail) -> bool:
    """Whether a mail server sent it: an empty return path, or a daemon's name in From."""
    return mail.has_null_path or _names_a_daemon(mail)


def _names_a_daemon(mail: Mail) -> bool:
    sender = mail.fields.first("from")[:HEADER_CHARACTERS].lower()
    return any(daemon in sender for daemon in _DAEMONS)


def _of_group(group: Fields) -> Report | None:
    action = group.first("action").partition("(")[0].strip().lower()
    if action not in set(Action):
        return None
    diagnostic = group.first("diagnostic-code")
    addresses = (_address(group.first("original-recipient")), _address(group.first("final-recipient")))
    return Report(
        action=Action(action),
        status=_the_more_exact(_status_in(group.first("status")), _status_in(diagnostic)),
        diagnostic=diagnostic.partition(";")[2].strip() or diagnostic,
        recipients=tuple(address for address in addresses if address),
    )


def _the_more_exact(status: str, other: str) -> str:
    """`5.0.0` says no more than that it failed; what the server quotes may say why."""
    vague = not status or status.endswith(".0.0")
    return other if vague and other[:1] in {status[:1], other[:1] if not status else ""} and other else status


def _status_in(text: str) -> str:
    """The first enhanced code in a text, or one of the same class as its first reply code."""
    text = text[:_TEXT_LOOKED_AT]
    if found := _ENHANCED.search(text):
        return found[1]
    code = _REPLY_CODE.search(text)
    return f"{code[1]}.0.0" if code else ""


def _address(field: str) -> str:
    """From `rfc822;name@host`, also with brackets or without the type."""
    return address_in(field.rpartition(";")[2])


def _servers_words(text: str) -> str:
    text = text[:_TEXT_LOOKED_AT]
    low = text.lower()
    if len(low) != len(text):
        text = low
    ends = [at for mark in _RETURNED if (at := low.find(mark)) >= 0]
    return text[: min(ends, default=len(text))].strip()
