"""Tokens: what comes back finds its letter, and nothing else does."""

import string

from hypothesis import given
from hypothesis import strategies as st

from outreach.letter.token import LENGTH, Token, TokenKeys, TokenKind, find_token, seal, unseal

KEYS = TokenKeys(current=3, secrets={3: b"a secret of sixteen bytes or more"})
LETTER = Token(kind=TokenKind.BOUNCE, letter_id=4711)

kinds = st.sampled_from(TokenKind)
letters = st.integers(min_value=1, max_value=2**40 - 1)


@given(kind=kinds, letter_id=letters)
def test_a_token_opens_to_what_was_sealed(kind: TokenKind, letter_id: int) -> None:
    sealed = seal(Token(kind=kind, letter_id=letter_id), keys=KEYS)
    assert len(sealed) == LENGTH
    assert set(sealed) <= set(string.ascii_lowercase + "234567")
    assert unseal(sealed, keys=KEYS) == Token(kind=kind, letter_id=letter_id)
    assert unseal(sealed.upper(), keys=KEYS) == Token(kind=kind, letter_id=letter_id)


@given(position=st.integers(min_value=0, max_value=25), letter=st.sampled_from(string.ascii_lowercase + "234567"))
def test_a_token_with_one_changed_character_opens_nothing(position: int, letter: str) -> None:
    sealed = seal(LETTER, keys=KEYS)
    forged = sealed[:position] + letter + sealed[position + 1 :]
    assert unseal(forged, keys=KEYS) == (LETTER if forged == sealed else None)


@given(text=st.text())
def test_whatever_a_stranger_sends_opens_nothing(text: str) -> None:
    assert unseal(text, keys=KEYS) is None
    assert find_token(text, TokenKind.BOUNCE, keys=KEYS) is None


def test_a_token_of_one_kind_is_never_taken_for_another() -> None:
    sealed = seal(LETTER, keys=KEYS)
    assert find_token(sealed, TokenKind.BOUNCE, keys=KEYS) == LETTER
    for kind in set(TokenKind) - {TokenKind.BOUNCE}:
        assert find_token(sealed, kind, keys=KEYS) is None


def test_an_old_key_opens_what_it_sealed_and_a_dropped_one_nothing() -> None:
    sealed = seal(LETTER, keys=KEYS)
    rotated = TokenKeys(current=4, secrets={3: KEYS.secrets[3], 4: b"another secret, newer still"})
    assert unseal(sealed, keys=rotated) == LETTER
    assert seal(LETTER, keys=rotated) != sealed
    assert unseal(sealed, keys=TokenKeys(current=4, secrets={4: b"another secret, newer still"})) is None


def test_a_token_is_found_after_forwarders_rewrote_the_address() -> None:
    sealed = seal(LETTER, keys=KEYS)
    for address in (
        f"bounces+{sealed}@in.firm.example",
        f"BOUNCES+{sealed.upper()}@IN.FIRM.EXAMPLE",
        f"prvs=4123abcdef=bounces+{sealed}@in.firm.example",
        f"SRS0=HHHH=TT=in.firm.example=bounces+{sealed}@forwarder.example",
        f"SRS1=HHH=fwd.example==HHHH=TT=in.firm.example=bounces+{sealed}@other.example",
        f"<{sealed}@firm.example>",
        f"https://letters.firm.example/u/{sealed}?from=mail",
    ):
        assert find_token(address, TokenKind.BOUNCE, keys=KEYS) == LETTER


def test_a_genuine_token_is_found_behind_false_ones() -> None:
    text = " ".join([*("a" * 26 for _ in range(50)), "b" * 27, seal(LETTER, keys=KEYS)])
    assert find_token(text, TokenKind.BOUNCE, keys=KEYS) == LETTER


def test_secrets_are_not_shown() -> None:
    assert "secret of" not in repr(KEYS)
