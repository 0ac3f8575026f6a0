"""How a letter addresses a person: the opening line and the form within a sentence, or a doubt that a person settles.

Oblique cases (Анне Петровне) are not here.
"""

import re
from dataclasses import dataclass

from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.family import gender_of_family
from outreach.names.firstnames import gender_of_given, is_given
from outreach.names.junk import is_wounded
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.person import Person
from outreach.names.spelling import folded, tidy
from outreach.names.split import Parts, parts_of
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

__all__ = ["Doubt", "DoubtCode", "Salutation", "salute"]

_LANGUAGES = ("ru", "uk", "en")
_ADDRESSINGS = ("", "name", "pan")
_HONORIFIC = {("ru", "m"): "Уважаемый", ("ru", "f"): "Уважаемая", ("uk", "m"): "Шановний", ("uk", "f"): "Шановна"}
_PAN = {"m": "пане", "f": "пані"}
_GREETING_WORD = re.compile(
    r"(?:уважаем|дорог|мил|шановн|вельмишановн)(?:ый|ая|ые|ой|ий|ие|а|і)\s+|"
    r"(?:здравствуйте|приветствую|вітаю|добрый день|добрий день|dear|hello|hi)[\s,]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salutation:
    """`opening` stands before "!" or "," ("Шановна Ганно Петрівно"); `addressed` within a sentence or a subject.

    `gender` is "m", "f" or "" where the language did not need it.
    """

    opening: str
    addressed: str
    gender: str = ""


def salute(person: Person, *, language: str) -> Salutation | Doubt:
    """The salutation of a letter in `language`; the client's own wishes come first, then the rules of the language."""
    if own := tidy(person.salutation):
        return _own_salutation(own, person, language=language)
    if language not in _LANGUAGES:
        return doubt(DoubtCode.LANGUAGE_UNKNOWN, language)
    if person.addressing not in _ADDRESSINGS:
        return doubt(DoubtCode.ADDRESSING_UNKNOWN, person.addressing)
    if called := tidy(person.vocative):
        return _own_vocative(called, person, language=language)
    parts = parts_of(person, language=language)
    if isinstance(parts, Doubt):
        return parts
    if language == "en":
        return Salutation(opening=f"Dear {parts.given}", addressed=parts.given, gender=_wished_gender(person))
    gender = _gender(parts, person, language=language)
    if isinstance(gender, Doubt):
        return gender
    return _russian(parts, person, gender) if language == "ru" else _ukrainian(parts, person, gender)


def _russian(parts: Parts, person: Person, gender: str) -> Salutation:
    addressed = parts.given if person.addressing == "name" else f"{parts.given} {parts.patronymic}".strip()
    return Salutation(opening=f"{_HONORIFIC['ru', gender]} {addressed}", addressed=addressed, gender=gender)


def _ukrainian(parts: Parts, person: Person, gender: str) -> Salutation | Doubt:
    """Пан or пані goes with the given name alone, never beside a patronymic."""
    if not is_given(parts.given, language="uk"):
        return doubt(DoubtCode.UNKNOWN_FIRST, parts.given)
    called = vocative_of_given(parts.given, gender=gender)
    if parts.patronymic and not person.addressing:
        called = f"{called} {vocative_of_patronymic(parts.patronymic)}"
    return _called_in_ukrainian(called, person, gender)


def _called_in_ukrainian(called: str, person: Person, gender: str) -> Salutation:
    addressed = f"{_PAN[gender]} {called}" if person.addressing == "pan" else called
    return Salutation(opening=f"{_HONORIFIC['uk', gender]} {addressed}", addressed=addressed, gender=gender)


def _own_salutation(own: str, person: Person, *, language: str) -> Salutation | Doubt:
    """The client's own opening as it is; what follows the greeting word in it is how he is addressed."""
    opening = own.rstrip(" !,.:;")
    if is_wounded(opening):
        return doubt(DoubtCode.JUNK, own)
    if person.language and person.language != language:
        return doubt(DoubtCode.OTHER_LANGUAGE, own)
    called = tidy(person.vocative)
    if called and is_wounded(called):
        return doubt(DoubtCode.JUNK, called)
    addressed = called or _after_greeting(opening) or opening
    return Salutation(opening=opening, addressed=addressed, gender=_surest_gender(person))


def _own_vocative(called: str, person: Person, *, language: str) -> Salutation | Doubt:
    """The client's own form of address behind the language's usual word; Russian and Ukrainian need the gender."""
    if is_wounded(called):
        return doubt(DoubtCode.JUNK, called)
    if person.language and person.language != language:
        return doubt(DoubtCode.OTHER_LANGUAGE, called)
    if language == "en":
        return Salutation(opening=f"Dear {called}", addressed=called, gender=_wished_gender(person))
    gender = _gender_of_called(called, person, language=language)
    if isinstance(gender, Doubt):
        return gender
    if language == "uk" and not _has_patronymic(called):
        return _called_in_ukrainian(called, person, gender)
    return Salutation(opening=f"{_HONORIFIC[language, gender]} {called}", addressed=called, gender=gender)


def _gender_of_called(called: str, person: Person, *, language: str) -> str | Doubt:
    if gender := _surest_gender(person):
        return gender
    parts = parts_of(person, language=language)
    if isinstance(parts, Doubt):
        return doubt(DoubtCode.GENDER_UNKNOWN, called)
    return _gender(parts, person, language=language)


def _gender(parts: Parts, person: Person, *, language: str) -> str | Doubt:
    """By patronymic, by the client's own column, or by a given name of one gender that the surname does not deny."""
    by_suffix, wished = gender_of_patronymic(parts.patronymic), _wished_gender(person)
    by_given = gender_of_given(parts.given, language=language)
    if {by_suffix, wished} >= {"m", "f"}:
        return doubt(DoubtCode.GENDER_CONFLICT, f"{parts.given} {parts.patronymic}")
    if by_suffix and by_given and not wished and by_suffix not in by_given:
        return doubt(DoubtCode.GENDER_CONFLICT, f"{parts.given} {parts.patronymic}")
    if sure := by_suffix or wished:
        return sure
    denied = {by_given, gender_of_family(parts.family, language=language)} >= {"m", "f"}
    if by_given in _PAN and not denied:
        return by_given
    return doubt(DoubtCode.GENDER_UNKNOWN, parts.given)


def _wished_gender(person: Person) -> str:
    return person.gender if person.gender in _PAN else ""


def _surest_gender(person: Person) -> str:
    return _wished_gender(person) or gender_of_patronymic(tidy(person.patronymic))


def _has_patronymic(called: str) -> bool:
    """Whether a vocative ends in a patronymic: Петрівно, Петровичу."""
    return bool(re.search(r"(?:ичу|[іїоеє]вно)$", folded(called)))


def _after_greeting(opening: str) -> str:
    """What remains of "Dear Ms Smith" without its first word; empty where there was no greeting word."""
    found = _GREETING_WORD.match(opening)
    return opening[found.end() :].strip(" ,") if found else ""
