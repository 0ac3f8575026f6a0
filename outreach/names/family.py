"""What a surname says of its bearer's gender: only the endings that are certain."""

import re

from outreach.names.spelling import folded

_ENDINGS = {
    "ru": (re.compile(r".{2,}(?:[оеё]в|[иы]н|ск[ио]й|цк[ио]й)"), re.compile(r".{2,}(?:[ое]ва|[иы]на|ская|цкая)")),
    "uk": (re.compile(r".{2,}(?:[оеє]в|[сц]ький)"), re.compile(r".{2,}(?:[оеє]ва|[сц]ька)")),
}


def gender_of_family(name: str, *, language: str) -> str:
    """What the ending says: "m", "f", or "" for surnames that men and women share (Шевченко, Ким)."""
    male, female = _ENDINGS[language]
    last = folded(name).rpartition("-")[2]
    if male.fullmatch(last):
        return "m"
    return "f" if female.fullmatch(last) else ""
