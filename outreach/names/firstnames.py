"""Given names that we know, with their gender, and how Russian and Ukrainian spell the same name."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from outreach.names.spelling import folded

DATA = Path(__file__).parent.parent / "data"
_TABLES = {
    "ru": ("ru_firstnames_top800.csv", "text"),
    "uk": ("uk_firstnames_1144.csv", "name"),
    "latin": ("latin_firstnames.csv", "name"),
}

_MANY = 150  # bearers among those whom the Russian table counts
_SHARED = frozenset(("анна", "галина", "катерина", "данило", "федор"))  # right in both languages


@lru_cache
def known_genders(language: str) -> Mapping[str, str]:
    """Every given name known in "ru", "uk" or, in Latin letters, "latin", folded, with "m", "f" or "mf"."""
    file, column = _TABLES[language]
    genders = {folded(row[column]): row["gender"] for row in _rows(file)}
    genders |= {
        folded(row["name"]): row["gender"] for row in _rows("firstnames_more.csv") if row["language"] == language
    }
    return {name: gender for name, gender in genders.items() if gender}


def gender_of_given(name: str, *, language: str) -> str:
    """The gender: "m", "f", "mf" for a name of both, "" for an unknown one; of Анна-Мария every part counts."""
    known = known_genders(language)
    if whole := known.get(folded(name), ""):
        return whole
    genders = {known.get(part, "") for part in folded(name).split("-")}
    return genders.pop() if len(genders) == 1 else ""


def is_given(name: str, *, language: str) -> bool:
    """Whether it is a given name that we know."""
    return bool(gender_of_given(name, language=language))


@lru_cache
def common_names() -> frozenset[str]:
    """Men's names, folded, that many bear, as both languages write them; and every woman's name that we know."""
    counted = {folded(row["text"]) for row in _rows("ru_firstnames_top800.csv") if int(row["count"]) >= _MANY}
    women = {name for language in ("ru", "uk") for name, gender in known_genders(language).items() if gender == "f"}
    return frozenset(counted | {ours for theirs, ours in _pairs("uk").items() if theirs in counted} | women)


@lru_cache
def rare_names(language: str) -> frozenset[str]:
    """Names in a column of their own, though not among other words, folded; `language` "latin" is of the alphabet."""
    return frozenset(folded(row["name"]) for row in _rows("rare_firstnames.csv") if row["language"] == language)


@lru_cache(maxsize=2)
def _pairs(language: str) -> Mapping[str, str]:
    """What `language` makes of the other's names, folded; the first of several."""
    ours, theirs = ("ukrainian", "russian") if language == "uk" else ("russian", "ukrainian")
    found: dict[str, str] = {}
    for row in _rows("name_pairs.csv"):
        found.setdefault(folded(row[theirs]), folded(row[ours]))
    return found


def counterpart(name: str, *, language: str) -> str:
    """The form that `language` would use for a name spelt as in the other one, capitalised, or ""."""
    key = folded(name)
    ours = "" if key in _SHARED else _pairs(language).get(key, "")
    return "" if ours == key else ours.capitalize()


def _rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
