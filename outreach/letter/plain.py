"""Strangers' words made plain: on one line, nothing unseen in them."""

import re

_MARKS = "\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"  # a name must not turn the line round
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_MARKS}]")


def clean(value: str) -> str:
    """Without control characters, line ends, marks that turn the line round, and halves of characters."""
    return value.strip() if value.isprintable() else _UNSEEN.sub(" ", value).strip()


def on_one_line(value: str) -> str:
    """The same, and no two blanks together."""
    value = clean(value)
    while "  " in value:
        value = value.replace("  ", " ")
    return value
