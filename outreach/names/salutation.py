"""How a letter addresses a person: the opening line and the form within a sentence, or a doubt that a person settles.

Oblique cases (Анне Петровне) are not here.
"""

import re
from dataclasses import replace

from outreach.names.abroad import ABROAD, GREETING, salute_abroad
from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.family import gender_of_family
from outreach.names.firstnames import is_given
from outreach.names.junk import is_wounded
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.person import Person, wished_gender
from outreach.names.reading import known_gender, may_be_called
from outreach.names.saluted import HONORIFIC, Salutation
from outreach.names.spelling import folded, tidy
from outreach.names.split import Parts, parts_of
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

__all__ = ["Doubt", "DoubtCode", "Salutation", "salute"]

_ADDRESSINGS = {"ru": ("", "full", "name"), "uk": ("", "full", "name", "pan", "pani")}
LANGUAGES = (*_ADDRESSINGS, *sorted(ABROAD))  # in which there are rules of address
_PAN = {"m": "пане", "f": "пані"}
_GREETING_WORD = re.compile(
    r"(?:уважаем|дорог|мил|шановн|вельмишановн)(?:ый|ая|ые|ой|ий|ие|а|і)\s+|"
    r"(?:здравствуйте|приветствую|вітаю|добрый день|добрий день|dear|hello|hi)[\s,]+",
    re.IGNORECASE,
)


def salute(person: Person, *, language: str, form: str = "") -> Salutation | Doubt:
    """The salutation of a letter in `language`; the client's own wishes come first, then the rules of the language.

    `form` is what the firm chose for the language ("full", "name", "pan"); the client's own `addressing` overrides it.
    """
    if own := tidy(person.salutation):
        return _own_salutation(own, person, language=language)
    if language not in LANGUAGES:
        return doubt(DoubtCode.LANGUAGE_UNKNOWN, language)
    addressing = (person.addressing or form).strip().casefold()
    if language not in ABROAD and addressing not in _ADDRESSINGS[language]:
        return doubt(DoubtCode.ADDRESSING_UNKNOWN, addressing)
    if called := tidy(person.vocative):
        return _own_vocative(called, person, language=language, addressing=addressing)
    if language in ABROAD:
        return salute_abroad(person, language=language, addressing=addressing)
    parts = parts_of(person, language=language)
    if isinstance(parts, Doubt):
        return parts
    gender = _gender(parts, person, language=language)
    if isinstance(gender, Doubt):
        return gender
    saluted = _russian if language == "ru" else _ukrainian
    return saluted(_borne_out(parts, gender, language=language), addressing, gender)


def _russian(parts: Parts, addressing: str, gender: str) -> Salutation | Doubt:
    """What no patronymic shows to be a name must be known as one, or look like one, whatever column it stands in."""
    if not (parts.patronymic or may_be_called(parts.given, language="ru")):
        return doubt(DoubtCode.UNKNOWN_FIRST, parts.given)
    addressed = parts.given if addressing == "name" else f"{parts.given} {parts.patronymic}".strip()
    return Salutation(opening=f"{HONORIFIC['ru', gender]} {addressed}", addressed=addressed, gender=gender, parts=parts)


def _ukrainian(parts: Parts, addressing: str, gender: str) -> Salutation | Doubt:
    """Пан or пані goes with the given name alone, never beside a patronymic."""
    if not is_given(parts.given, language="uk"):
        return doubt(DoubtCode.UNKNOWN_FIRST, parts.given, form=vocative_of_given(parts.given, gender=gender))
    called = vocative_of_given(parts.given, gender=gender)
    if parts.patronymic and addressing in {"", "full"}:
        called = f"{called} {vocative_of_patronymic(parts.patronymic)}"
    return _called_in_ukrainian(called, addressing, gender, parts=parts)


def _called_in_ukrainian(called: str, addressing: str, gender: str, *, parts: Parts | None = None) -> Salutation:
    addressed = f"{_PAN[gender]} {called}" if addressing in {"pan", "pani"} else called
    return Salutation(opening=f"{HONORIFIC['uk', gender]} {addressed}", addressed=addressed, gender=gender, parts=parts)


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


def _own_vocative(called: str, person: Person, *, language: str, addressing: str) -> Salutation | Doubt:
    """The client's own form of address behind the language's usual word, for which most languages need the gender."""
    if is_wounded(called):
        return doubt(DoubtCode.JUNK, called)
    if person.language and person.language != language:
        return doubt(DoubtCode.OTHER_LANGUAGE, called)
    if language in GREETING:
        opening = f"{GREETING[language]} {called}"
        return Salutation(opening=opening, addressed=called, gender=wished_gender(person))
    gender = _gender_of_called(called, person, language=language)
    if isinstance(gender, Doubt):
        return gender
    if language == "uk" and not _has_patronymic(called):
        return _called_in_ukrainian(called, addressing, gender)
    return Salutation(opening=f"{HONORIFIC[language, gender]} {called}", addressed=called, gender=gender)


def _gender_of_called(called: str, person: Person, *, language: str) -> str | Doubt:
    if gender := _surest_gender(person):
        return gender
    parts = parts_of(person, language=language)
    if isinstance(parts, Doubt) or language not in _ADDRESSINGS:
        return doubt(DoubtCode.GENDER_UNKNOWN, called)
    return _gender(parts, person, language=language)


def _gender(parts: Parts, person: Person, *, language: str) -> str | Doubt:
    """The client's own, whatever his name says; else by patronymic, else by a given name that the surname bears out."""
    if wished := wished_gender(person):
        return wished
    by_suffix, by_given = gender_of_patronymic(parts.patronymic), known_gender(parts.given, language)
    by_family = gender_of_family(parts.family, language=language)
    if by_suffix and by_given and by_suffix not in by_given:
        return doubt(DoubtCode.GENDER_CONFLICT, f"{parts.given} {parts.patronymic}")
    if by_suffix:
        return by_suffix
    if by_given in _PAN and not {by_given, by_family} >= {"m", "f"}:
        return by_given
    if by_given == "mf" and by_family:  # Саша Иванова
        return by_family
    return doubt(DoubtCode.GENDER_UNKNOWN, parts.given)


def _borne_out(parts: Parts, gender: str, *, language: str) -> Parts:
    """Without a patronymic that the client's own gender and his given name both deny: «Анна Абрамович», a woman."""
    suffix = gender_of_patronymic(parts.patronymic)
    is_denied = suffix not in {"", gender} and gender in known_gender(parts.given, language)
    return replace(parts, patronymic="") if is_denied else parts


def _surest_gender(person: Person) -> str:
    return wished_gender(person) or gender_of_patronymic(tidy(person.patronymic))


def _has_patronymic(called: str) -> bool:
    """Whether a vocative ends in a patronymic: Петрівно, Петровичу."""
    return bool(re.search(r"(?:ичу|[іїоеє]вно)$", folded(called)))


def _after_greeting(opening: str) -> str:
    """What remains of "Dear Ms Smith" without its first word; empty where there was no greeting word."""
    found = _GREETING_WORD.match(opening)
    return opening[found.end() :].strip(" ,") if found else ""
