"""The control group: a draw that is a keyed hash of what is on record, so that it can be repeated and not be chosen."""

import hashlib


def is_held_out(client_id: int, *, campaign: str, occasion: str, share: float) -> bool:
    """Whether a client whom policy lets through belongs to the control group of this occasion."""
    if share <= 0:
        return False
    drawn = hashlib.blake2b(f"control|{campaign}|{occasion}|{client_id}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn) < share * 2**64


def fraction(client_id: int, *, campaign: str) -> float:
    """A number in [0, 1) of a client's own, the same for every occasion of a campaign, so that its rhythm stays."""
    drawn = hashlib.blake2b(f"slot|{campaign}|{client_id}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn) / 2**64
