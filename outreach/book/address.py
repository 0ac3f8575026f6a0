"""E-mail addresses: what is one, how it is written to, and the one form by which suppression and caps know it.

Whether mail arrives there is not asked here: no look-up leaves the machine.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

from outreach.locale import say

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1

# What nearly every address looks like. Anything else, and every domain's first time, goes to the full validator,
# which is some thirty times slower.
_PLAIN = re.compile(r"([a-zA-Z0-9_+-]+(?:\.[a-zA-Z0-9_+-]+)*)@([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)\Z")
_BETWEEN = re.compile(r"[;,|\s]+")
_BRACKETED = re.compile(r"[^<>;,|]*<([^<>]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`email` is written to, its domain in ASCII; `key` is NFKC and case-folded, equal for all spellings of one box."""

    email: str
    key: str

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a relay with SMTPUTF8 (RFC 6531) can carry it."""
        return not self.email.isascii()


@dataclass(frozen=True, slots=True, kw_only=True)
class BadAddress:
    """`reason` is in the reader's language and does not repeat the address."""

    reason: str


def read_address(text: str) -> Address | BadAddress:
    """One address; surrounding blanks and a `mailto:` are forgiven, nothing else is mended."""
    bare = text.strip().removeprefix("mailto:")
    return _plain(bare) or _checked(bare)


def read_addresses(cell: str) -> tuple[Address | BadAddress, ...]:
    """Every address of a cell, in order and once each: "a@x.ua; b@x.ua", "Anna <a@x.ua>"; an empty cell gives none."""
    found = [read_address(piece) for piece in _pieces(cell)]
    # reversed, so that of two spellings of one box the first stays
    return tuple({one.key if isinstance(one, Address) else one: one for one in reversed(found)}.values())[::-1]


def domain_of(key: str) -> str:
    """The ASCII domain of an address's key."""
    return key.rpartition("@")[2]


def _pieces(cell: str) -> list[str]:
    pieces = [piece for piece in _BETWEEN.split(_BRACKETED.sub(r";\1;", cell)) if piece]
    if "<" in cell:  # "Petrova, Anna <a@x.ua>": the name's own comma makes no address
        return [piece for piece in pieces if "@" in piece]
    return pieces


def _plain(text: str) -> Address | None:
    match = _PLAIN.match(text)
    if match is None or len(text) > LONGEST or "--" in text:
        return None
    local, domain = match[1], match[2].lower()
    if len(local) > LONGEST_LOCAL or local.lower() in CASE_INSENSITIVE_MAILBOX_NAMES or not _is_domain(domain):
        return None
    return Address(email=f"{local}@{domain}", key=f"{local.lower()}@{domain}")


@lru_cache(maxsize=65_536)
def _is_domain(domain: str) -> bool:
    return _validated(f"a@{domain}") is not None


def _checked(text: str) -> Address | BadAddress:
    valid = _validated(text)
    if valid is None:
        return BadAddress(reason=_why(text))
    return Address(
        email=f"{valid.local_part}@{valid.ascii_domain}", key=f"{_one_form(valid.local_part)}@{valid.ascii_domain}"
    )


def _validated(text: str) -> ValidatedEmail | None:
    try:
        return validate_email(
            text,
            check_deliverability=False,
            strict=True,
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            allow_empty_local=False,
            globally_deliverable=True,
            test_environment=False,
        )
    except EmailNotValidError:
        return None


def _one_form(local: str) -> str:
    # Folding can undo composition and composition can undo folding; the second round is a fixed point.
    for _ in range(2):
        local = unicodedata.normalize("NFKC", local).casefold()
    return unicodedata.normalize("NFKC", local)


def _why(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at:
        return say("this is not an e-mail address: it has no @")
    if len(text) > LONGEST or len(local) > LONGEST_LOCAL:
        return say("this e-mail address is too long")
    if not _is_domain(domain):
        return say("what stands after the @ is not a domain that takes mail")
    return say("what stands before the @ cannot be part of an e-mail address")
