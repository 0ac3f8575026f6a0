"""Draws that are keyed hashes of what is on record: they can be repeated, and nobody can choose them."""

from outreach.almanac.window import slot

_KEY = b"outreach draws 1"


def is_held_out(client_id: int, *, campaign: str, occasion: str, share: float) -> bool:
    """Whether a client whom policy lets through belongs to the control group of this occasion."""
    return slot(_KEY, salt=f"control|{campaign}|{occasion}|{client_id}") < share


def fraction(client_id: int, *, campaign: str) -> float:
    """A number in [0, 1) of a client's own, the same for every occasion of a campaign, so that its rhythm stays."""
    return slot(_KEY, salt=f"slot|{campaign}|{client_id}")
