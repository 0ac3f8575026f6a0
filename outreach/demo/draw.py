"""Draws of the demonstration: a keyed hash of what is drawn for, so that the same seed always gives the same world."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def number(seed: str, *about: object) -> int:
    """64 bits that belong to `seed` and to what they are drawn about, and to nothing else."""
    text = "\x1f".join(str(part) for part in about)
    return int.from_bytes(hmac.digest(seed.encode(), text.encode(), hashlib.sha256)[:8], "big")


def happens(seed: str, *about: object, per_mille: int) -> bool:
    """Whether the lot falls, so many times in a thousand."""
    return number(seed, *about) % 1000 < per_mille


def one_of(items: Sequence[Item], seed: str, *about: object) -> Item:
    """One of the items, each as likely as another."""
    return items[number(seed, *about) % len(items)]


def weighed(items: Sequence[tuple[Item, int]], seed: str, *about: object) -> Item:
    """One of the items, as likely as its whole weight says; weights are above 0."""
    left = number(seed, *about) % sum(weight for _, weight in items)
    for item, weight in items:
        left -= weight
        if left < 0:
            return item
    raise AssertionError("the weights add up")
