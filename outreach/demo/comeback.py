"""Messages that come back for a letter: reports, robots, people. Pure; when and for whom is decided in `fate`.

Every one begins with the trace that the firm's own mail server would write: Return-Path and Delivered-To.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, getaddresses
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from outreach.demo.draw import weighed
from outreach.demo.fate import Fate

_DATA = Path(__file__).parent.parent / "data" / "demo" / "answers.toml"
_MAILTO = re.compile(r"<mailto:([^>?]+)(?:\?([^>]*))?>", re.IGNORECASE)
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_TRACE = ("Return-Path", "Delivered-To")
_FAILURES = {
    Fate.BOUNCE: ("5.1.1", "550 5.1.1 <{}>: Recipient address rejected: User unknown"),
    Fate.FULL: ("5.2.2", "552 5.2.2 <{}>: Mailbox is full"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A letter as it lies in the client's box, with the envelope it came in."""

    raw: bytes
    sender: str  # MAIL FROM
    recipient: str  # RCPT TO


def comeback(letter: Delivered, fate: Fate, *, seed: str, now: datetime) -> bytes | None:
    """The message, or None where the fate brings none or there is nobody to write to; lines end with LF."""
    parsed = message_from_bytes(letter.raw)
    match fate:
        case Fate.NOTHING:
            return None
        case Fate.BOUNCE | Fate.FULL:
            made = _failure(letter, parsed, fate, now=now) if letter.sender else None
        case Fate.AWAY:
            made = _away(letter, parsed)
        case Fate.REPLY:
            made = _reply(letter, parsed, _answer(letter, parsed, seed=seed), now=now)
        case Fate.UNSUBSCRIBE:
            made = _unsubscribe(letter, parsed) or _refusal(letter, parsed, now=now)
        case Fate.SPAM_REPORT:
            made = _spam_report(letter, parsed, now=now)
    return _traced(made, letter, fate, now=now) if made else None


def _failure(letter: Delivered, parsed: Message, fate: Fate, *, now: datetime) -> Message:
    """RFC 3464, as Postfix writes it."""
    status, diagnostic = _FAILURES[fate]
    host = f"mx.{_domain(letter.recipient)}"
    said = diagnostic.format(letter.recipient)
    report = MIMEMultipart("report", report_type="delivery-status")
    _head(report, sender="", of=f"Mail Delivery System <MAILER-DAEMON@{host}>", to=letter.sender)
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(
        MIMEText(f"This is the mail system at host {host}.\n\n<{letter.recipient}>: {said}\n", "plain", "us-ascii")
    )
    message_fields, recipient_fields = Message(), Message()
    message_fields["Reporting-MTA"] = f"dns; {host}"  # RFC 3464 §2.2.2
    message_fields["Arrival-Date"] = format_datetime(now)
    recipient_fields["Final-Recipient"] = f"rfc822; {letter.recipient}"  # RFC 3464 §2.3.2
    recipient_fields["Action"] = "failed"
    recipient_fields["Status"] = status
    recipient_fields["Diagnostic-Code"] = f"smtp; {said}"
    report.attach(_fields("delivery-status", message_fields, recipient_fields))
    report.attach(MIMEMessage(parsed))
    return report


def _spam_report(letter: Delivered, parsed: Message, *, now: datetime) -> Message:
    """RFC 5965, as a provider's feedback loop sends it."""
    domain = _domain(letter.recipient)
    to = f"abuse@{_domain(letter.sender or _from(parsed))}"
    report = MIMEMultipart("report", report_type="feedback-report")
    _head(report, sender=f"fbl@{domain}", of=f"Feedback Loop <fbl@{domain}>", to=to)
    report["Subject"] = f"FW: {_raw(parsed, 'Subject')}"
    report.attach(MIMEText("This is an email abuse report for a message that you sent.\n", "plain", "us-ascii"))
    fields = Message()
    fields["Feedback-Type"] = "abuse"
    fields["User-Agent"] = "DemoFeedback/1.0"
    fields["Version"] = "1"
    fields["Original-Mail-From"] = f"<{letter.sender}>"
    fields["Original-Rcpt-To"] = f"<{letter.recipient}>"
    fields["Arrival-Date"] = format_datetime(now)
    report.attach(_fields("feedback-report", fields))
    report.attach(MIMEMessage(parsed))
    return report


def _away(letter: Delivered, parsed: Message) -> Message:
    """RFC 3834: to the return path, and says that no person wrote it."""
    words, language = _words(), _language(parsed)
    message = MIMEText(words["away"][language] + "\n", "plain", "utf-8")
    _head(message, sender="", of=_raw(parsed, "To"), to=letter.sender or _from(parsed))
    message["Subject"] = words["away_subject"][language]
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = _raw(parsed, "Message-ID")
    message["References"] = _raw(parsed, "Message-ID")
    return message


def _reply(letter: Delivered, parsed: Message, words: str, *, now: datetime) -> Message:
    """A person answers from his own address, with the letter quoted below."""
    to = _raw(parsed, "Reply-To") or _raw(parsed, "From")
    who = str(make_header(decode_header(_raw(parsed, "From")))).split(" <")[0].strip('"')
    quoted = "\n".join(f"> {line}".rstrip() for line in _text(parsed).splitlines())
    body = f"{words}\n\n{_words()['wrote'][_language(parsed)].format(when=now, who=who)}\n{quoted}\n"
    message = MIMEText(body, "plain", "utf-8")
    _head(message, sender=letter.recipient, of=_raw(parsed, "To"), to=to)
    message["Subject"] = f"Re: {_raw(parsed, 'Subject')}"
    message["In-Reply-To"] = _raw(parsed, "Message-ID")
    message["References"] = _raw(parsed, "Message-ID")
    return message


def _refusal(letter: Delivered, parsed: Message, *, now: datetime) -> Message:
    return _reply(letter, parsed, _words()["refusal"][_language(parsed)], now=now)


def _unsubscribe(letter: Delivered, parsed: Message) -> Message | None:
    """By mail to the address that List-Unsubscribe names (RFC 2369), as a mail program's button does."""
    found = _MAILTO.search(_raw(parsed, "List-Unsubscribe"))
    if found is None:
        return None
    message = MIMEText("\n", "plain", "us-ascii")
    _head(message, sender=letter.recipient, of=letter.recipient, to=unquote(found[1]))
    message["Subject"] = parse_qs(found[2] or "").get("subject", ["unsubscribe"])[0]
    return message


def _head(message: Message, *, sender: str, of: str, to: str) -> None:
    message["Return-Path"] = f"<{sender}>"
    message["Delivered-To"] = getaddresses([to])[0][1]
    message["From"] = of
    message["To"] = to


def _traced(message: Message, letter: Delivered, fate: Fate, *, now: datetime) -> bytes:
    key = hashlib.sha256(b"\0".join((letter.raw, letter.recipient.encode(), fate.encode()))).hexdigest()[:20]
    trace = "".join(f"{name}: {message[name]}\n" for name in _TRACE)
    for name in _TRACE:
        del message[name]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{_domain(letter.recipient)}>"
    if message.is_multipart():
        message.set_boundary(f"=_{key}")  # else it would be drawn anew each time
    return trace.encode() + message.as_bytes()


def _fields(subtype: str, *blocks: Message) -> MIMEBase:
    part = MIMEBase("message", subtype)
    part.set_payload(list(blocks))
    return part


def _answer(letter: Delivered, parsed: Message, *, seed: str) -> str:
    choices = [(answer[_language(parsed)], answer["weight"]) for answer in _words()["answer"]]
    words: str = weighed(choices, seed, "answer", letter.recipient, _raw(parsed, "Subject"))
    return words


def _language(parsed: Message) -> str:
    text = _text(parsed)
    if _UKRAINIAN.search(text):
        return "uk"
    return "ru" if _CYRILLIC.search(text) else "en"


def _text(parsed: Message) -> str:
    for part in parsed.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            return content.decode(part.get_content_charset("utf-8"), "replace") if isinstance(content, bytes) else ""
    return ""


def _raw(parsed: Message, name: str) -> str:
    """The header as it stands, on one line."""
    return re.sub(r"\r?\n[ \t]+", " ", str(parsed.get(name, ""))).strip()


def _from(parsed: Message) -> str:
    return getaddresses([_raw(parsed, "From")])[0][1]


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
