"""Whether a text asks for something: prices, discounts, promo codes, debts (P29), by a lexicon of each language.

A soft close ("I hope our cooperation goes on") is no ask (P32) and is not in the lexicon; phrases that only look like
an ask are taken out first.
"""

import csv
import re
from functools import cache
from importlib.resources import files

_AMOUNT = re.compile(r"(?:[$€£₴₽]\s?\d[\d .,]*|\b\d[\d ,.]*(?:[$€£₴₽]|(?:руб|грн|usd|eur|uah|rub)\b))", re.IGNORECASE)


def asks_in(text: str, *, language: str) -> tuple[str, ...]:
    """The words that ask, as they stand in the text; only the letter's own language is looked at."""
    soft, hard = _lexicon(language)
    rest = soft.sub(" ", text) if soft else text
    found = [match[0].strip() for match in hard.finditer(rest)] if hard else []
    return tuple(dict.fromkeys(found + [match[0].strip() for match in _AMOUNT.finditer(rest)]))


@cache
def _lexicon(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    with (files("outreach") / "data" / "lexicon_asks.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    soft = [row["phrase"] for row in rows if row["group"] == "soft"]
    return _pattern(soft), _pattern([row["phrase"] for row in rows if row["group"] != "soft"])


def _pattern(phrases: list[str]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    # the longest first, so that "price list" is not told as "price"; a star stands for the rest of a word
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(_alternative, ordered))})(?!\w)", re.IGNORECASE)


def _alternative(phrase: str) -> str:
    begins = r"(?<!\w)" if phrase[0].isalnum() else ""
    return begins + re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
