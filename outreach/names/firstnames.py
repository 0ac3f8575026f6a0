"""Given names that we know, with their gender, and how Russian and Ukrainian spell the same name."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from outreach.names.spelling import folded

DATA = Path(__file__).parent.parent / "data"
_TABLES = {"ru": ("ru_firstnames_top800.csv", "text"), "uk": ("uk_firstnames_1144.csv", "name")}

# Russian and Ukrainian forms of one name, where the letters alone do not give the language away (ы, і and the like do).
_PAIRS = (
    "александр олександр, александра олександра, алексей олексій, алена олена, анастасия анастасія, анатолий анатолій,"
    "ангелина ангеліна, андрей андрій, аркадий аркадій, арсений арсеній, валерий валерій, валерия валерія, "
    "василий василь, вера віра, виктор віктор, виктория вікторія, виталий віталій, владимир володимир, "
    "вячеслав в'ячеслав, галина галина, геннадий геннадій, георгий георгій, глеб гліб, григорий григорій, "
    "даниил данило, дарья дарія, дмитрий дмитро, евгений євген, евгения євгенія, егор єгор, екатерина катерина, "
    "елена олена, елизавета єлизавета, зинаида зінаїда, иван іван, игорь ігор, илья ілля, инна інна, ирина ірина, "
    "кирилл кирило, константин костянтин, ксения ксенія, леонид леонід, лидия лідія, лилия лілія, любовь любов, "
    "мария марія, матвей матвій, михаил михайло, надежда надія, наталья наталія, наталия наталія, никита микита, "
    "николай микола, нина ніна, павел павло, петр петро, полина поліна, раиса раїса, светлана світлана, сергей сергій, "
    "софия софія, станислав станіслав, таисия таїсія, татьяна тетяна, тимофей тимофій, ульяна уляна, федор федір, "
    "филипп пилип, юлия юлія, юрий юрій, яков яків"
)
_SHARED = frozenset(("анна", "галина", "катерина", "данило", "федор"))  # right in both languages


@lru_cache
def known_genders(language: str) -> Mapping[str, str]:
    """Every given name known in "ru" or "uk", folded, with "m", "f" or "mf"."""
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
def _pairs() -> tuple[tuple[str, str], ...]:
    halves = (pair.split() for pair in _PAIRS.split(","))
    return tuple((russian, ukrainian) for russian, ukrainian in halves)


@lru_cache
def counterpart(name: str, *, language: str) -> str:
    """The form that `language` would use for a name spelt as in the other one, capitalised, or ""."""
    key = folded(name)
    if key in _SHARED:
        return ""
    pairs = _pairs() if language == "uk" else tuple((ukrainian, russian) for russian, ukrainian in _pairs())
    return next((ours.capitalize() for theirs, ours in pairs if theirs == key and ours != key), "")


def _rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
