"""The token by which what comes back finds its letter: 26 characters that nobody else can make.

Layout, 130 bits as 26 lower-case base32 characters (RFC 4648 §6): 4 bits kind, 6 bits key, 40 bits letter, 80 bits of
HMAC-SHA256 over the 50 before. It is read again after case folding, BATV (`prvs=tag=...`) and SRS (`SRS0=...=...`).
"""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

LENGTH = 26
LETTER_BITS = 40
_MAC_BITS = 80
_KEY_BITS = 6
_PURPOSE = b"outreach letter token 1\0"
_SHAPE = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])")


class TokenKind(IntEnum):
    """What a token opens; one of another kind is never accepted in its place."""

    BOUNCE = 1  # MAIL FROM
    UNSUBSCRIBE = 2  # the unsubscribe page and address
    REPLY = 3  # Reply-To where answers go to the machine
    MESSAGE = 4  # Message-ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    kind: TokenKind
    letter_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeys:
    """Secrets by key id (0 to 63). `current` seals; the others still open what they once sealed."""

    current: int
    secrets: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        assert self.current in self.secrets, "the current key has no secret"
        assert all(0 <= key < 1 << _KEY_BITS for key in self.secrets), "a key id is 0 to 63"
        assert all(len(secret) >= 16 for secret in self.secrets.values()), "a secret has 16 bytes or more"  # noqa: PLR2004


def seal(token: Token, *, keys: TokenKeys) -> str:
    """26 characters for an address, a URL or a Message-ID; the same token gives the same text under the same key."""
    assert 0 < token.letter_id < 1 << LETTER_BITS, "a letter's number has 40 bits"
    head = (token.kind << _KEY_BITS | keys.current) << LETTER_BITS | token.letter_id
    return _written(head << _MAC_BITS | _mac(head, keys.secrets[keys.current]))


def unseal(text: str, *, keys: TokenKeys) -> Token | None:
    """The token if `text` is one of ours, whole and unchanged but for case; else None."""
    folded = text.lower()
    return _opened(folded, keys) if _SHAPE.fullmatch(folded) else None


def find_token(text: str, kind: TokenKind, *, keys: TokenKeys) -> Token | None:
    """The first genuine token of `kind` inside an address, a Message-ID, a URL or a text; linear in its length."""
    for found in _SHAPE.finditer(text.lower()):
        token = _opened(found[0], keys)
        if token is not None and token.kind is kind:
            return token
    return None


def _opened(text: str, keys: TokenKeys) -> Token | None:
    number = int.from_bytes(base64.b32decode(text.upper() + "AA===="), "big") >> 6
    head, mac = number >> _MAC_BITS, number & (1 << _MAC_BITS) - 1
    kind, key = head >> LETTER_BITS + _KEY_BITS, head >> LETTER_BITS & (1 << _KEY_BITS) - 1
    letter_id = head & (1 << LETTER_BITS) - 1
    secret = keys.secrets.get(key)
    if secret is None or kind not in _KINDS or not letter_id:
        return None
    genuine = hmac.compare_digest(mac.to_bytes(10, "big"), _mac(head, secret).to_bytes(10, "big"))
    return Token(kind=TokenKind(kind), letter_id=letter_id) if genuine else None


_KINDS = frozenset(int(kind) for kind in TokenKind)


def _mac(head: int, secret: bytes) -> int:
    digest = hmac.digest(secret, _PURPOSE + head.to_bytes(7, "big"), "sha256")
    return int.from_bytes(digest[: _MAC_BITS // 8], "big")


def _written(number: int) -> str:
    # 130 bits are no whole bytes: six zero bits fill up 17, and the two characters that hold them are left away
    return base64.b32encode((number << 6).to_bytes(17, "big"))[:LENGTH].decode("ascii").lower()
