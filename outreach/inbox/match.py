"""Which letter a message is about, and how sure that is; the address of a person is looked at in `apply`, last.

A token is a proof whoever wrote the header it stands in. Of headers that say where a message was delivered only the
topmost counts, the one our own server wrote.
"""

from dataclasses import dataclass

from outreach.inbox.parse import Fields, Mail
from outreach.letter.token import Token, TokenKeys, TokenKind, find_token
from outreach.store.words import Evidence

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "to")
_CHARACTERS = 20_000  # of one header: a long thread's References
_COPIES = {
    "message-id": TokenKind.MESSAGE,
    "return-path": TokenKind.BOUNCE,
    "list-unsubscribe": TokenKind.UNSUBSCRIBE,
}
ACTS = frozenset({Evidence.TOKEN, Evidence.MESSAGE_ID, Evidence.REFERENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`letter_id` is what a genuine token says; whether that letter still exists is not asked here."""

    evidence: Evidence = Evidence.NONE
    letter_id: int | None = None

    @property
    def acts(self) -> bool:
        """Whether the evidence is good enough to change anything."""
        return self.evidence in ACTS


NOTHING = Match()


def delivered_to(mail: Mail, kind: TokenKind, *, keys: TokenKeys) -> Match:
    """By a token of this kind in the address the message was delivered to; one of another kind is none."""
    for name in _DELIVERED:
        if token := find_token(mail.fields.first(name)[:_CHARACTERS], kind, keys=keys):
            return _by(Evidence.TOKEN, token)
    return NOTHING


def enclosed(mail: Mail, *, keys: TokenKeys) -> Match:
    """By our own headers in the letter that a report returns, or by our Message-ID in a copy as text."""
    for name, kind in _COPIES.items():
        for value in (mail.original or Fields()).every(name):
            if token := find_token(value[:_CHARACTERS], kind, keys=keys):
                return _by(Evidence.MESSAGE_ID, token)
    for text in (mail.original_text, mail.text):
        if token := find_token(text, TokenKind.MESSAGE, keys=keys):
            return _by(Evidence.MESSAGE_ID, token)
    return NOTHING


def referred_to(mail: Mail, *, keys: TokenKeys) -> Match:
    """By our Message-ID in In-Reply-To or References (RFC 5322 §3.6.4)."""
    for name in ("in-reply-to", "references"):
        if token := find_token(mail.fields.first(name)[:_CHARACTERS], TokenKind.MESSAGE, keys=keys):
            return _by(Evidence.REFERENCE, token)
    return NOTHING


def match_report(mail: Mail, *, keys: TokenKeys) -> Match:
    """For bounces and complaints, the surest evidence first."""
    for found in (delivered_to(mail, TokenKind.BOUNCE, keys=keys), enclosed(mail, keys=keys)):
        if found.acts:
            return found
    return referred_to(mail, keys=keys)


def match_answer(mail: Mail, *, keys: TokenKeys) -> Match:
    """For what a person or his robot answers; some answer to the return path. What he quotes is no evidence."""
    for kind in (TokenKind.REPLY, TokenKind.BOUNCE):
        found = delivered_to(mail, kind, keys=keys)
        if found.acts:
            return found
    return referred_to(mail, keys=keys)


def _by(evidence: Evidence, token: Token) -> Match:
    return Match(evidence=evidence, letter_id=token.letter_id)
