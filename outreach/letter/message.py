"""The bytes of one letter (RFC 5322, MIME) and its envelope: what is the same for a campaign is built once.

No Date (added when it leaves, RFC 5322 §3.6.1) and no DKIM. Headers are encoded here and not by the standard library,
which breaks long List-Unsubscribe lines, drops the quotes of long names, and has let names become headers.
"""

import base64
import re
from dataclasses import dataclass
from functools import lru_cache

from outreach.errors import OutreachError
from outreach.letter.plain import on_one_line
from outreach.letter.token import Token, TokenKeys, TokenKind, seal
from outreach.locale import say
from outreach.store.words import LetterKind

PERSONAL = frozenset({LetterKind.APOLOGY})  # kinds that look like a letter from one person to another
_WORD = 75  # characters of an encoded word at most (RFC 2047 §2)
_LINE = 76  # of a line that has one
_SHELL = len("=?utf-8?B??=")
_BOUNDARY = "=_letter"  # base64 has no underscore, so it cannot occur in a body
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_ATOMS = re.compile(r"[A-Za-z0-9'-]+(?: [A-Za-z0-9'-]+)*")
_ASCII = re.compile(r"[\x20-\x7e]+")
_URL = re.compile(r"https?://[!-;=?-~]+")  # printable, without blanks and angle brackets


class UnfitAddress(OutreachError):
    """An address or URL that cannot stand in a header; it is not quoted in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysBack:
    """Where answers to a letter arrive, from the configuration. A token is added after "+" before the @."""

    domain: str  # of Message-ID and List-Id
    bounce_address: str = ""  # empty: the sender's own address, without a token
    unsubscribe_address: str = ""  # empty: no mailto in List-Unsubscribe
    reply_address: str = ""  # empty: the sender's own address
    web_url: str = ""  # public pages; empty: no link and no one-click


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What SMTP is told; never read out of the headers."""

    mail_from: str
    rcpt_to: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One letter's tokens, sealed."""

    bounce: str
    unsubscribe: str
    reply: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all letters of one campaign, sender and language share."""

    kind: LetterKind
    sender: str  # address
    head: str  # From
    tail: str  # List-Id, Feedback-ID, MIME-Version, Content-Type
    ways: WaysBack


def marks_for(letter_id: int, *, keys: TokenKeys) -> Marks:
    """The four tokens of a letter; the same each time they are asked for."""
    kinds = {"bounce": TokenKind.BOUNCE, "unsubscribe": TokenKind.UNSUBSCRIBE,
             "reply": TokenKind.REPLY, "message": TokenKind.MESSAGE}  # fmt: skip
    return Marks(**{name: seal(Token(kind=kind, letter_id=letter_id), keys=keys) for name, kind in kinds.items()})


@lru_cache(maxsize=256)
def frame(*, kind: LetterKind, campaign: str, sender_name: str, sender: str, ways: WaysBack) -> Frame:
    """The frame for letters of `kind`; raises UnfitAddress if the sender's address cannot stand in a header."""
    listed = ""
    if kind not in PERSONAL:
        by = _label(sender.partition("@")[0])
        listed = (
            f"List-Id: <{kind}.{_checked_domain(ways.domain)}>\r\n"
            f"Feedback-ID: {_label(campaign)}:{kind}:outreach:{by}\r\n"
        )
    mime = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'
    head = _mailbox("From", sender_name, checked(sender))
    return Frame(kind=kind, sender=checked(sender), head=head, tail=listed + mime, ways=ways)


def envelope_of(shared: Frame, marks: Marks, *, to: str) -> Envelope:
    """MAIL FROM with the bounce token (VERP), the one recipient, and the Message-ID."""
    bounce = shared.ways.bounce_address
    return Envelope(
        mail_from=_plus(bounce, marks.bounce) if bounce else shared.sender,
        rcpt_to=checked(to), message_id=f"<{marks.message}@{_checked_domain(shared.ways.domain)}>",
    )  # fmt: skip


def unsubscribe_url(ways: WaysBack, marks: Marks) -> str:
    """Where a person says stop: the public page, else a letter to the unsubscribe address; empty without either."""
    return _page(ways, marks) or _by_mail(ways, marks)


def message_bytes(
    shared: Frame, marks: Marks, *, envelope: Envelope, to_name: str, subject: str, text: str, html: str
) -> bytes:
    """The whole message: CRLF, 7 bits, no line over 998; bodies in base64."""
    ways = shared.ways
    answers = _plus(ways.reply_address, marks.reply) if ways.reply_address and shared.kind not in PERSONAL else ""
    head = "".join((
        shared.head, _mailbox("To", to_name, envelope.rcpt_to), _subject(subject),
        f"Message-ID: {envelope.message_id}\r\n", f"Reply-To: {answers or shared.sender}\r\n",
        _unsubscribe(ways, marks), shared.tail,
    ))  # fmt: skip
    return head.encode("ascii") + _part("plain", text) + _part("html", html) + _END


def encoded_words(text: str, *, first: int) -> str:
    """`text` as RFC 2047 B words, one a line, the first line having room for `first` characters."""
    words: list[str] = []
    raw = text.encode("utf-8")
    room = min(first, _WORD)
    while raw:
        size = (room - _SHELL) // 4 * 3
        while size < len(raw) and raw[size] & 0xC0 == 0x80:  # noqa: PLR2004 a character stays in one word
            size -= 1
        words.append(f"=?utf-8?B?{base64.b64encode(raw[:size]).decode('ascii')}?=")
        raw = raw[size:]
        room = _WORD
    return "\r\n ".join(words)


def checked(address: str) -> str:
    """The address if it can stand in a header and an envelope as it is (ASCII, RFC 5322 dot-atom)."""
    if not _ADDRESS.fullmatch(address):
        raise UnfitAddress(say("An address cannot stand in a letter: it is not plain ASCII."))
    return address


def _checked_domain(domain: str) -> str:
    return checked(f"x@{domain}")[2:]


def _plus(address: str, mark: str) -> str:
    local, _, domain = address.rpartition("@")
    return checked(f"{local}+{mark}@{domain}")


def _label(text: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "-", text.lower()).strip("-")[:40] or "letters"


def _mailbox(header: str, name: str, address: str) -> str:
    name = on_one_line(name)
    if not name:
        return f"{header}: {address}\r\n"
    room = _LINE - len(header) - 2
    plain = _ATOMS.fullmatch(name) and len(name) <= room
    words = name if plain else encoded_words(name, first=room)
    last = len(words) - words.rfind("\r\n") - 2 if "\r\n" in words else len(words) + len(header) + 2
    gap = " " if last + len(address) + 3 <= _LINE else "\r\n "
    return f"{header}: {words}{gap}<{address}>\r\n"


def _subject(subject: str) -> str:
    subject = on_one_line(subject)
    room = _LINE - len("Subject: ")
    plain = _ASCII.fullmatch(subject) and "=?" not in subject and len(subject) <= room
    return f"Subject: {subject if plain else encoded_words(subject, first=room)}\r\n"


def _unsubscribe(ways: WaysBack, marks: Marks) -> str:
    """RFC 2369 and RFC 8058; the line is never folded, however long, since relays have broken folded ones."""
    url = _page(ways, marks)
    if url and not _URL.fullmatch(url):
        raise UnfitAddress(say("The address of the public pages cannot stand in a letter."))
    uris = [f"<{uri}>" for uri in (url, _by_mail(ways, marks)) if uri]
    listed = f"List-Unsubscribe: {', '.join(uris)}\r\n" if uris else ""
    return listed + ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if url.startswith("https://") else "")


def _page(ways: WaysBack, marks: Marks) -> str:
    return f"{ways.web_url.rstrip('/')}/u/{marks.unsubscribe}" if ways.web_url else ""


def _by_mail(ways: WaysBack, marks: Marks) -> str:
    if not ways.unsubscribe_address:
        return ""
    return f"mailto:{_plus(ways.unsubscribe_address, marks.unsubscribe)}?subject=unsubscribe"


def _part(kind: str, body: str) -> bytes:
    coded = base64.b64encode(body.replace("\n", "\r\n").encode("utf-8"))
    lines = b"\r\n".join([coded[at : at + 76] for at in range(0, len(coded), 76)])
    return _PARTS[kind] + lines + b"\r\n"


_PARTS = {
    kind: (
        f"--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode("ascii")
    for kind in ("plain", "html")
}
_END = f"--{_BOUNDARY}--\r\n".encode("ascii")
