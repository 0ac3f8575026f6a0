"""Whether a text asks for something: prices, discounts, promo codes, debts (P29), by a lexicon of each language.

A soft close ("I hope our cooperation goes on") is no ask (P32) and is not in the lexicon; phrases that only look like
an ask are taken out first.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"\w+")
_AMOUNT = re.compile(r"(?:[$€£₴₽]\s?\d[\d .,]*|\b\d[\d ,.]*(?:[$€£₴₽]|(?:руб|грн|usd|eur|uah|rub)\b))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    soft: re.Pattern[str]
    hard: re.Pattern[str]
    beginnings: frozenset[str]  # of three letters: most texts have none, and the patterns need not look


def asks_in(text: str, *, language: str) -> tuple[str, ...]:
    """The words that ask, as they stand in the text; only the letter's own language is looked at."""
    lexicon = _lexicon(language)
    found: list[str] = []
    if not lexicon.beginnings.isdisjoint([word[:3] for word in _WORD.findall(text.lower())]):
        found = [match[0].strip() for match in lexicon.hard.finditer(lexicon.soft.sub(" ", text))]
    return tuple(dict.fromkeys(found + [match[0].strip() for match in _AMOUNT.finditer(text)]))


@cache
def _lexicon(language: str) -> _Lexicon:
    with (files("outreach") / "data" / "lexicon_asks.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    hard = [row["phrase"] for row in rows if row["group"] != "soft"]
    longest = (max(_WORD.findall(phrase), key=len) for phrase in hard)
    return _Lexicon(
        soft=_pattern([row["phrase"] for row in rows if row["group"] == "soft"]), hard=_pattern(hard),
        beginnings=frozenset(word[:3] for word in longest),
    )  # fmt: skip


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")
    # the longest first, so that "price list" is not told as "price"; a star stands for the rest of a word
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(_alternative, ordered))})(?!\w)", re.IGNORECASE)


def _alternative(phrase: str) -> str:
    begins = r"(?<!\w)" if phrase[0].isalnum() else ""
    return begins + re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
