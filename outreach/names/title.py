"""Titles that a client list says outright: Mr, Frau, Pani. None is ever guessed from a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outreach.names.spelling import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """`words` stand before the surname, or, in Polish, alone; `gender` is "" where the title does not tell."""

    words: str
    gender: str = ""


_ENGLISH = {
    "mr": Title(words="Mr", gender="m"), "mister": Title(words="Mr", gender="m"), "ms": Title(words="Ms", gender="f"),
    "mrs": Title(words="Mrs", gender="f"), "miss": Title(words="Miss", gender="f"), "dr": Title(words="Dr"),
    "prof": Title(words="Professor"), "professor": Title(words="Professor"),
}  # fmt: skip
_GERMAN = {
    "herr": Title(words="Sehr geehrter Herr", gender="m"), "herrn": Title(words="Sehr geehrter Herr", gender="m"),
    "frau": Title(words="Sehr geehrte Frau", gender="f"), "mr": Title(words="Sehr geehrter Herr", gender="m"),
    "ms": Title(words="Sehr geehrte Frau", gender="f"), "mrs": Title(words="Sehr geehrte Frau", gender="f"),
}  # fmt: skip
_POLISH = {
    "pan": Title(words="Szanowny Panie", gender="m"), "pani": Title(words="Szanowna Pani", gender="f"),
    "mr": Title(words="Szanowny Panie", gender="m"), "ms": Title(words="Szanowna Pani", gender="f"),
    "mrs": Title(words="Szanowna Pani", gender="f"),
}  # fmt: skip
_BY_LANGUAGE: Mapping[str, Mapping[str, Title]] = {"en": _ENGLISH, "de": _GERMAN, "pl": _POLISH}
TITLES = tuple(sorted({word for titles in _BY_LANGUAGE.values() for word in titles}))


def title_called(word: str, *, language: str) -> Title | None:
    """The title that `word` is in that language: "Mr.", "frau"."""
    return _BY_LANGUAGE.get(language, {}).get(folded(word).rstrip("."))


def title_before(text: str, *, language: str) -> tuple[Title | None, str]:
    """The title at the beginning of a name, and the name without it: "Mr. John Smith"."""
    first, _, rest = re.sub(r"\.(?=[^\s.])", ". ", text, count=1).partition(" ")
    found = title_called(first, language=language)
    return (found, rest.strip()) if found and rest.strip() else (None, text)
