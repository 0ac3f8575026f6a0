"""The word lists from which the demonstration's people and facts are drawn, read once from data/.

Drawing is in `person` and `memory`.
"""

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("ru", "uk", "en")
OFTEN_HEARD = 38  # so many names from the head of the Russian table, per gender

_DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Given names and patronymics by gender ("m", "f"); a surname is (man's form, woman's form)."""

    given: dict[str, tuple[str, ...]]
    patronymics: dict[str, tuple[str, ...]]
    surnames: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    names: dict[str, str]  # by language
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    country: str
    share: int
    languages: tuple[tuple[str, int], ...]
    towns: tuple[Town, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    profession: str
    industry: str
    share: int
    slug: str
    house: dict[str, str]  # by language, {} for the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    reason: str
    share: int
    events: tuple[dict[str, str], ...]  # by language


@lru_cache(maxsize=3)
def names(language: str) -> Names:
    lists = _people()[language]
    if language == "en":
        pairs = [pair.split("/") for pair in lists["given"]]
        given = {"m": tuple(pair[0] for pair in pairs), "f": tuple(pair[1] for pair in pairs)}
        return Names(given=given, patronymics={}, surnames=tuple((name, name) for name in lists["surnames"]))
    return Names(
        given=_russian() if language == "ru" else _ukrainian(tuple(lists["given"])),
        patronymics={
            gender: tuple(_pair(text)[place] for text in lists["patronymics"]) for place, gender in enumerate("mf")
        },
        surnames=tuple(_pair(text) for text in lists["surnames"]),
    )


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    return tuple(
        Place(
            country=place["country"],
            share=place["share"],
            languages=tuple(place["languages"].items()),
            towns=tuple(Town(names=town, zone=town.get("zone", "")) for town in place["towns"]),
        )
        for place in _people()["place"]
    )


@lru_cache(maxsize=1)
def trades() -> tuple[Trade, ...]:
    return tuple(
        Trade(
            profession=trade["key"],
            industry=trade["industry"],
            share=trade["share"],
            slug=trade["slug"],
            house={language: trade[language] for language in LANGUAGES},
        )
        for trade in _people()["trade"]
    )


@lru_cache(maxsize=1)
def houses() -> tuple[dict[str, str], ...]:
    """What firms are called, by language."""
    return tuple(dict(zip(LANGUAGES, row, strict=True)) for row in _people()["houses"]["names"])


def goods(language: str) -> tuple[str, ...]:
    return tuple(_people()["goods"][language])


@lru_cache(maxsize=1)
def leavings() -> tuple[Leaving, ...]:
    return tuple(
        Leaving(reason=row["reason"], share=row["share"], events=tuple(row.get("events", ())))
        for row in _people()["leaving"]
    )


@lru_cache(maxsize=1)
def projects() -> tuple[tuple[frozenset[str], dict[str, str]], ...]:
    """Which trades a project fits ("*": any), and its words by language with gaps to fill."""
    return tuple((frozenset(row["trades"]), _by_language(row)) for row in _facts()["project"])


@lru_cache(maxsize=1)
def traits() -> tuple[dict[str, str], ...]:
    return tuple(_by_language(row) for row in _facts()["trait"])


@lru_cache(maxsize=1)
def gaps() -> dict[str, tuple[dict[str, str], ...]]:
    """What fills {street} and {count}, by language."""
    return {
        "street": tuple(dict(zip(LANGUAGES, row, strict=True)) for row in _facts()["streets"]),
        "count": tuple(dict.fromkeys(LANGUAGES, str(count)) for count in _facts()["counts"]),
    }


@lru_cache(maxsize=1)
def months() -> tuple[dict[str, str], ...]:
    """January first; «в январе», by language."""
    return tuple(dict(zip(LANGUAGES, row, strict=True)) for row in _facts()["months"])


def _russian() -> dict[str, tuple[str, ...]]:
    rows = _table("ru_firstnames_top800.csv")
    return {gender: tuple(row["text"] for row in rows if row["gender"] == gender)[:OFTEN_HEARD] for gender in "mf"}


def _ukrainian(everyday: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    genders = {row["name"].replace("'", "’"): row["gender"] for row in _table("uk_firstnames_1144.csv")}
    return {gender: tuple(name for name in everyday if genders[name] == gender) for gender in "mf"}


def _table(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _pair(text: str) -> tuple[str, str]:
    his, hers = text.split("/")
    return his, hers


def _by_language(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES}


@lru_cache(maxsize=1)
def _people() -> dict[str, Any]:
    return tomllib.loads((_DATA / "demo" / "people.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _facts() -> dict[str, Any]:
    return tomllib.loads((_DATA / "demo" / "facts.toml").read_text(encoding="utf-8"))
