"""What an answer means: the relay's words, the phase they came in, and the verdict that follows.

How a bounce report is read is not here, but its status codes are (`class_of_status`): the inbox asks the same table.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from outreach.store.words import BounceClass

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|$)")  # RFC 2034 §4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One SMTP reply. Code 0: the relay said nothing that counts, and `text` is our own word for what happened."""

    code: int
    enhanced: str = ""  # RFC 3463 status, or empty
    text: str = ""

    @property
    def is_yes(self) -> bool:
        return self.code // 100 == 2  # noqa: PLR2004 RFC 5321 §4.2.1

    @property
    def is_later(self) -> bool:
        return self.code // 100 == 4  # noqa: PLR2004

    @property
    def is_never(self) -> bool:
        return self.code // 100 == 5  # noqa: PLR2004

    @property
    def is_no(self) -> bool:
        return self.is_later or self.is_never

    @property
    def closes(self) -> bool:
        """Whether the relay closes the connection, whatever was asked (RFC 5321 §3.8)."""
        return self.code == 421  # noqa: PLR2004

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.code or ""), self.enhanced, self.text) if part)


def answer_of(code: int, text: str) -> Answer:
    """The reply with its enhanced status split off; a status of another class than the code is not believed."""
    lines = [_split(line) for line in text.splitlines()] or [("", "")]
    status = lines[0][0]
    if status[:1] != str(code)[:1]:
        return Answer(code=code, text=" ".join(text.split()))
    said = " ".join(rest if found == status else f"{found} {rest}" for found, rest in lines)
    return Answer(code=code, enhanced=status, text=" ".join(said.split()))


def no_answer(what: str) -> Answer:
    """Stands where the relay gave no reply: cut, silent, or not understood."""
    return Answer(code=0, text=what)


class Phase(StrEnum):
    """How far the conversation had come."""

    CONNECT = "connect"
    GREETING = "greeting"
    HELLO = "hello"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # the final dot has not been written: whatever happens, the letter has not left
    DOT = "dot"  # it has been written: only an answer says what became of the letter
    QUIT = "quit"


class Fault(StrEnum):
    """Whose fault it is that a letter has not left, and so who must wait."""

    LETTER = "letter"  # "later" about this recipient: the letter is tried again, the attempt counts
    RELAY = "relay"  # the relay is not there: letters are untouched, the relay rests
    SENDER = "sender"  # we are not let through: letters stay ready, a person must act


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The relay took the letter over."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """The letter has provably not left, in whatever phase this is said, and may be tried again."""

    answer: Answer
    phase: Phase
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The recipient was refused for good; the letter has provably not left."""

    answer: Answer
    address_is_dead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The final dot went out and no answer that counts came back: it may have left, and is never sent again."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Our own check before the dot said no; the letter has provably not left."""


Verdict = Accepted | Deferred | Refused | Unknown | Withheld


def judge(answer: Answer, phase: Phase) -> Verdict:
    """What follows from a reply in a phase; before the dot every reply that is out of place proves a non-send."""
    if phase is Phase.DOT and answer.is_yes:
        return Accepted(answer=answer)
    if answer.closes:
        return Deferred(answer=answer, phase=phase, fault=Fault.RELAY)
    if answer.is_later:
        return Deferred(answer=answer, phase=phase, fault=_fault_of_later(answer, phase))
    if answer.is_never:
        return _judge_no(answer, phase)
    return Unknown(answer=answer) if phase is Phase.DOT else Deferred(answer=answer, phase=phase, fault=Fault.RELAY)


def class_of_status(enhanced: str, text: str) -> BounceClass:
    """The way out of a bounce: the sender's fault first, then what the status proves, then what the words say.

    Whatever proves nothing is soft: it never suppresses an address.
    """
    return _known_class(enhanced, _words(text)) or BounceClass.SOFT


# -- replies while sending ---------------------------------------------------------------------------------------

_BEFORE_RECIPIENT = frozenset({Phase.CONNECT, Phase.GREETING, Phase.HELLO, Phase.TLS, Phase.AUTH, Phase.MAIL})
_NOBODY_LET_IN = frozenset({Phase.CONNECT, Phase.GREETING, Phase.HELLO, Phase.TLS, Phase.QUIT})
_ABOUT_US = frozenset({530, 534, 535, 538})  # RFC 4954 §6
_RELAY_IS_FULL = frozenset({"4.3.1", "4.3.2"})  # RFC 3463 §3.4
_TAKES_NO_MAIL = 556  # the recipient's domain: RFC 7504 §3
_ABOUT_A_MAILBOX = frozenset({550, 551, 552, 553})  # RFC 5321 §4.2.3, as answers to RCPT


def _fault_of_later(answer: Answer, phase: Phase) -> Fault:
    if phase in _BEFORE_RECIPIENT or phase is Phase.QUIT or answer.enhanced in _RELAY_IS_FULL:
        return Fault.RELAY
    # "4xx relay access denied" comes from relays told to be soft; waiting would not mend it.
    return Fault.SENDER if _NOT_LET_THROUGH.search(_words(answer.text)) else Fault.LETTER


def _judge_no(answer: Answer, phase: Phase) -> Verdict:
    if phase in _NOBODY_LET_IN:
        return Deferred(answer=answer, phase=phase, fault=Fault.RELAY)
    if phase in {Phase.AUTH, Phase.MAIL, Phase.BODY} or answer.code in _ABOUT_US:
        return Deferred(answer=answer, phase=phase, fault=Fault.SENDER)
    words = _words(answer.text)
    found = _known_class(answer.enhanced, words)
    if answer.code == _TAKES_NO_MAIL and found is None:
        found = BounceClass.DEAD
    if found is BounceClass.SENDER_FAULT or not _is_about_recipient(answer, phase, found, words):
        return Deferred(answer=answer, phase=phase, fault=Fault.SENDER)
    return Refused(answer=answer, address_is_dead=found is BounceClass.DEAD)


def _is_about_recipient(answer: Answer, phase: Phase, found: BounceClass | None, words: str) -> bool:
    if found is BounceClass.DEAD or answer.enhanced.startswith(("5.1.", "5.2.")):
        return True
    if phase is Phase.RCPT and answer.code in _ABOUT_A_MAILBOX:
        return True
    return bool(_MAILBOX_FULL.search(words))


# -- statuses and phrases ----------------------------------------------------------------------------------------

# RFC 3463 §3 and the registry of RFC 5248; a pair stands for its whole subject.
_SENDERS_FAULT = frozenset({"1.7", "1.8", "2.3", "3.3", "3.4"})
_SENDERS_SUBJECTS = frozenset({"5", "6", "7"})  # protocol, content, security and policy
_DEAD = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "4.4"})
_SAYS_NOTHING = frozenset({"", "0.0", "1.0", "2.0", "2.1", "3.0", "4.0"})

_NOT_LET_THROUGH = re.compile(
    r"relay(ing)?( access)?( is| was)? ?(denied|not permitted|not allowed|prohibited|rejected)"
    r"|(unable|not permitted) to relay|authentication (is )?required"
    r"|must (first )?authenticate|must issue a starttls|need to authenticate",
    re.IGNORECASE,
)
_SENDER_PHRASES = re.compile(
    r"spam|unsolicited|\bjunk\b|bulk mail|(block|black|deny) ?list|\brbl\b"
    r"|(?<!account )(?<!mailbox )(?<!user )(?<! is )blocked|client host|\bhost (is )?blocked|reputation|polic(y|ies)\b"
    r"|\bd(marc|kim|nsbl)\b|\bspf\b|\bptr\b|reverse dns"
    r"|authenticat|not authori[sz]ed|rate limit|too many (messages|connections|errors)|sender (address )?(rejected"
    r"|denied|verify)|sender not|content rejected|message rejected|virus|malware|\bbanned\b|message (size )?(is )?"
    r"(too (large|big)|exceeds)",
    re.IGNORECASE,
)
_MAILBOX_FULL = re.compile(
    r"(mailbox|inbox|account|user|quota)[^.;]{0,40}(\bfull\b|over ?quota|exceed)"
    r"|over ?quota|quota exceeded|out of storage",
    re.IGNORECASE,
)
_LATER = re.compile(r"gr[ae]y ?list|try again|temporar|later\b", re.IGNORECASE)
_DEAD_PHRASES = re.compile(
    r"(user|recipient|mailbox|account|address(ee)?|inbox)[^.;]{0,60}(not found|unknown|does ?n[o']t exist|not exist"
    r"|no longer (exist|valid)|disabled|deactivated|deleted|is closed|invalid)"
    r"|(unknown|invalid|no such|non-?existent) (local )?(user|recipient|mailbox|account|address|person)"
    r"|no mailbox (here )?by that name|not a valid (user|recipient|mailbox|address)|unrout(e?)able address"
    r"|domain (name )?(not found|does not exist)|null mx|does not accept mail",
    re.IGNORECASE,
)
# Addresses and links carry words of their own: policy@firm.example, ?p=NoSuchUser.
_NOT_WORDS = re.compile(r"https?://\S{1,500}|<[^<>\s]{1,320}>|[^\s@]{1,64}@[^\s@]{1,255}")
_LONGEST = 2000


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text[:_LONGEST])


def _known_class(enhanced: str, words: str) -> BounceClass | None:
    permanence, _, detail = enhanced.partition(".")
    if permanence == "4":
        return _class_of_later(detail, words)
    if detail in _SENDERS_FAULT or detail.split(".")[0] in _SENDERS_SUBJECTS:
        return BounceClass.SENDER_FAULT
    if _SENDER_PHRASES.search(words) or _NOT_LET_THROUGH.search(words):
        return BounceClass.SENDER_FAULT
    if detail in _DEAD:
        return BounceClass.DEAD
    if detail not in _SAYS_NOTHING or _MAILBOX_FULL.search(words) or _LATER.search(words):
        return BounceClass.SOFT
    return BounceClass.DEAD if _DEAD_PHRASES.search(words) else None


def _class_of_later(detail: str, words: str) -> BounceClass:
    if _LATER.search(words) and not _NOT_LET_THROUGH.search(words):
        return BounceClass.SOFT
    ours = detail.startswith("7.") or _SENDER_PHRASES.search(words) or _NOT_LET_THROUGH.search(words)
    return BounceClass.SENDER_FAULT if ours else BounceClass.SOFT


def _split(line: str) -> tuple[str, str]:
    line = line.strip()
    status = _ENHANCED.match(line)
    return (status.group(), line[status.end() :].strip()) if status else ("", line)
