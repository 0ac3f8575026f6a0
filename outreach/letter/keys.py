"""The secret `token_key`: one line a key, `number:hex`; the last line seals, the others still open what they sealed."""

import secrets

from outreach.errors import RefusedForSafety
from outreach.letter.token import TokenKeys
from outreach.locale import say


def read_keys(text: str) -> TokenKeys:
    """The keys; RefusedForSafety if the secret is not of that form."""
    found: dict[int, bytes] = {}
    current = -1
    for line in filter(None, map(str.strip, text.splitlines())):
        number, _, hexadecimal = line.partition(":")
        try:
            current = int(number)
            found[current] = bytes.fromhex(hexadecimal)
        except ValueError:
            raise RefusedForSafety(say("the secret token_key must have lines such as 0:9f86d081884c7d65...")) from None
    if not found or any(len(secret) < 16 for secret in found.values()):  # noqa: PLR2004
        raise RefusedForSafety(say("the secret token_key needs at least 16 bytes in every line"))
    return TokenKeys(current=current, secrets=found)


def new_key(number: int = 0) -> str:
    """A fresh line for the secret."""
    return f"{number}:{secrets.token_hex(32)}"
