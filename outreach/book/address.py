"""E-mail addresses: what is one, how it is written to, and the one form by which suppression and caps know it.

Whether mail arrives there is not asked here: no look-up leaves the machine.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import idna
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, ValidatedEmail, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

from outreach.locale import say

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1

# What an address is made of: RFC 5322 §3.2.3 dot-atoms before the @ (RFC 6531 §3.3 in other alphabets), RFC 1123 §2.1
# labels behind it. By these rules nearly all is decided; the full validator, some thirty times slower, is asked about
# domains in other alphabets and about punycode, once each. A test compares the two.
_ATOM = r"[a-zA-Z0-9_!#$%&'*+\-/=?^`{|}~\x80-\U0010FFFF]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*\Z")  # else it is quoted, in brackets or wrong, and never written to
_DOMAIN = re.compile(
    rf"(?!.*(?:^|\.)(?:{'|'.join(map(re.escape, SPECIAL_USE_DOMAIN_NAMES))})\Z)"
    r"(?:(?!(?!xn)..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!(?!xn)..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?<=[a-z])\Z"
)
_ROLES = frozenset(CASE_INSENSITIVE_MAILBOX_NAMES)
_NO_HOST = re.compile(r"[\x00-,/:-@\[-`{-\x7f]|\.\.|\.-|-\.|\A[.-]|[.-]\Z")  # in whatever alphabet the rest is
_SURELY_SHORT = 60  # characters that stay within every limit in any alphabet
_BETWEEN = re.compile(r"[;,|\s]+")
_BRACKETED = re.compile(r"[^<>;,|]*<([^<>]*)>")


class Address(NamedTuple):
    """`email` is written to, its domain in ASCII; `key` is NFKC and case-folded, equal for all spellings of one box.

    A named tuple, which is made in half the time of a dataclass: there are millions.
    """

    email: str
    key: str

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a relay with SMTPUTF8 (RFC 6531) can carry it."""
        return not self.email.isascii()


@dataclass(frozen=True, slots=True)
class BadAddress:
    """`reason` is in the reader's language and does not repeat the address; it is found out when it is asked for."""

    _text: str = field(repr=False)

    @property
    def reason(self) -> str:
        local, at, domain = self._text.rpartition("@")
        if not at:
            return say("this is not an e-mail address: it has no @")
        if len(self._text) > LONGEST or len(local) > LONGEST_LOCAL:
            return say("this e-mail address is too long")
        if not _ascii_domain(domain):
            return say("what stands after the @ is not a domain that takes mail")
        return say("what stands before the @ cannot be part of an e-mail address")


def read_address(text: str) -> Address | BadAddress:
    """One address; surrounding blanks and a `mailto:` are forgiven, nothing else is mended."""
    bare = text.strip().removeprefix("mailto:")
    local, _, domain = bare.partition("@")
    ascii_domain = _ascii_domain(domain) if _LOCAL.match(local) and local.isprintable() else None
    if ascii_domain is None or len(local) > LONGEST_LOCAL:
        return BadAddress(bare)
    if len(bare) > _SURELY_SHORT and (len(bare) > LONGEST or not local.isascii() or not _is_plain(domain)):
        return _checked(bare)
    if not local.isascii():
        if not unicodedata.is_normalized("NFC", local) or unicodedata.category(local[0]).startswith("M"):
            return _checked(bare)
        return Address(f"{local}@{ascii_domain}", f"{_one_form(local)}@{ascii_domain}")
    low = local.lower()
    key = f"{low}@{ascii_domain}"
    return Address(key if local == low or low in _ROLES else f"{local}@{ascii_domain}", key)


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


@lru_cache(maxsize=65_536)
def _ascii_domain(domain: str) -> str | None:
    """The domain as DNS knows it, None if mail cannot go there."""
    if domain.isascii():
        low = domain.lower()
        if not _DOMAIN.match(low):
            return None
        return low if "xn--" not in low or all(map(_is_label, low.split("."))) else None
    if not domain.isprintable() or _NO_HOST.search(domain):
        return None
    valid = _validated(f"a@{domain}")
    return str(valid.ascii_domain) if valid else None


@lru_cache(maxsize=65_536)
def _is_label(label: str) -> bool:
    """Whether punycode stands for anything (RFC 5891); labels do not depend on one another."""
    if not label.startswith("xn--"):
        return True
    try:
        meant = idna.ulabel(label)
    except UnicodeError:  # as which all of its errors count
        return False
    return meant.isprintable() or _validated(f"a@{label}.com") is not None  # joiners are for the validator to judge


def _is_plain(domain: str) -> bool:
    return domain.isascii() and "xn--" not in domain.lower()


def _checked(text: str) -> Address | BadAddress:
    valid = _validated(text)
    if valid is None:
        return BadAddress(text)
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
