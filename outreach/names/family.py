"""Surnames: how they end, which we know, and what an ending says of the bearer's gender where it is certain."""

import csv
import re
from functools import lru_cache
from pathlib import Path

from outreach.names.spelling import folded

_SURNAMES = Path(__file__).parent.parent / "data" / "surnames.csv"
_USUAL = re.compile(
    r".{2,}(?:[оеєёії]в|[иыії]н|[сцз]ь?к[иоі]й|[оеє]ва|[иыії]на|[сцз]ь?ка(?:я)?|енк[оа]?|[ую]к|ко|ич|[иы]х|дзе|"
    r"швил[иі]|ник|[жчшщлр]ик|[^с]ка|ень|янц?|ець|ец|[яа]к|аго|ово|[^аеиоуі]н[иы]й|[ыо]й|[чх]ий|[оы]вая|[чн]ая|"
    r"ман|берг|[шс]т[еа]йн|баум|фельд|вальд|блат|таль|[зс]он|дорф|штадт|енгауз|аускас|авичюс|[тдшгз]ели|иани|"
    r"оглу|заде|пулос|иди|еску|[яо]ну|[аиіу]ло|[уоаиі][гґхб]а|[ую][рлз]а|ода|[оеё]вы|[иы]ны|[сц]кие)"
)
# Nouns that end as surnames of one gender do, and are surnames of both: Олег Малина, Регина Блин.
_OF_BOTH = frozenset(
    """
    блин млин клин голова корова полова обнова калина малина рябина долина осина бузина глина година дубина ялина
    горобина смородина тычина тичина людина скотина перепелина осетрина дружина пружина картина былина
    """.split()  # noqa: SIM905 a list of words reads better so
)
_ENDINGS = {
    "ru": (re.compile(r".{2,}(?:[оеё]в|[иы]н|ск[ио]й|цк[ио]й)"), re.compile(r".{2,}(?:[ое]ва|[иы]на|ская|цкая)")),
    "uk": (re.compile(r".{2,}(?:[оеє]в|[сц]ький)"), re.compile(r".{2,}(?:[оеє]ва|[сц]ька)")),
}


def gender_of_family(name: str, *, language: str) -> str:
    """What the ending says: "m", "f", or "" for surnames that men and women share (Шевченко, Ким)."""
    male, female = _ENDINGS[language]
    last = folded(name).rpartition("-")[2]
    if last in _OF_BOTH:
        return ""
    if male.fullmatch(last):
        return "m"
    return "f" if female.fullmatch(last) else ""


@lru_cache(maxsize=20_000)
def looks_like_family(word: str) -> bool:
    """Whether a word that is no known given name is a surname that we know, or ends as surnames end."""
    last = folded(word).rpartition("-")[2]
    return bool(_USUAL.fullmatch(last)) or last in _known()


def is_namesake(given: str) -> bool:
    """Whether a given name is a surname as well: Роман, Богдан, Калина."""
    return folded(given) in _known()


@lru_cache
def _known() -> frozenset[str]:
    with _SURNAMES.open(encoding="utf-8", newline="") as lines:
        return frozenset(folded(row["name"]) for row in csv.DictReader(lines))
