"""The parts of a person's name, from columns or, cautiously, from one cell; a doubt wherever a rule does not decide."""

import re
from dataclasses import dataclass

from outreach.names.crowd import are_several
from outreach.names.derivation import counterpart_patronymic
from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.family import looks_like_family
from outreach.names.firstnames import counterpart, gender_of_given, is_given
from outreach.names.junk import flaw_in, flaw_in_family, holds_a_word
from outreach.names.latin import in_latin_order, is_given_in_latin, proposed_form
from outreach.names.latin import may_be_called as may_be_called_in_latin
from outreach.names.patronymic import gender_of_patronymic, is_foreign_patronymic
from outreach.names.person import Person, wished_gender
from outreach.names.reading import Certainty, known_gender, may_be_called, read_words
from outreach.names.spelling import APOSTROPHES, PARTICLES, Script, folded, recased, script_of, tidy

SLAVIC = ("ru", "uk")
CYRILLIC = (*SLAVIC, "be", "kk")
_PARTICLE = re.compile(rf"\b(?:{'|'.join(PARTICLES)})\b", re.IGNORECASE)
_ABSENT = frozenset("-–—.")
_UKRAINIAN_SPELLING = re.compile("^е|[аеиоуюя]е|[ьй]о")  # where Russian has э or ё
_FULL_STOP = re.compile(r"[^\W\d_]{4}\.$")
_STRANGE = {
    "uk": re.compile("[ыёэъў]", re.IGNORECASE),
    "ru": re.compile(f"[іїєґў{APOSTROPHES}]", re.IGNORECASE),
    "be": re.compile("[ищъїєґ]", re.IGNORECASE),
    "kk": re.compile("[їєґў]", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Tidied and recased, fit to be printed in the letter's language; `patronymic` and `family` may be empty."""

    given: str
    patronymic: str = ""
    family: str = ""
    certainty: Certainty = Certainty.SURE


def parts_of(person: Person, *, language: str) -> Parts | Doubt:
    """Given name and patronymic for a letter in one of the languages that have rules."""
    given, patronymic, family = _cell(person.given), _cell(person.patronymic), _cell(person.family)
    name = _cell(person.name)
    if not (given or name):
        return doubt(DoubtCode.MISSING, family or patronymic)
    if person.company and _is_the_firm(_cell(person.company), {name, given, f"{given} {family}", f"{family} {given}"}):
        return doubt(DoubtCode.COMPANY, given or name)
    if family and (flaw := flaw_in_family(family)):
        return doubt(flaw, family)
    if given and not (language in SLAVIC and " " in given and not patronymic):
        return _checked(Parts(given=given, patronymic=patronymic, family=family), language=language)
    return _from_one_cell(given or name, family, language=language, gender=wished_gender(person))


def fit_family(family: str, *, language: str) -> str:
    """The surname recased, or "" where no letter in that language should print it."""
    text = _cell(family)
    if not text or are_several(text) or flaw_in(text) or _of_another_script(text, language=language):
        return ""
    return recased(text)


def _is_the_firm(company: str, names: set[str]) -> bool:
    return bool(company) and folded(company) in {folded(name) for name in names}


def _cell(text: str) -> str:
    """A dash in a cell says that there is nothing to say; a mark behind the last word says nothing either."""
    tidied = tidy(text)
    if not tidied or set(tidied) <= _ABSENT:
        return ""
    bare = tidied.rstrip(" ,;") or tidied
    return bare[:-1] if _FULL_STOP.search(bare) and _is_whole(bare[:-1].rpartition(" ")[2]) else bare


def _is_whole(word: str) -> bool:
    """Whether a word before a full stop is no abbreviation: «Анна Петровна.», but «иван ив.»"""
    return bool(gender_of_patronymic(word)) or any(is_given(word, language=language) for language in SLAVIC)


def _from_one_cell(name: str, family: str, *, language: str, gender: str) -> Parts | Doubt:
    """Every order of words, where they leave exactly one reading; `family` and `gender` are what their columns say."""
    if are_several(name):
        return doubt(DoubtCode.TWO_PEOPLE, name)
    if flaw := flaw_in(_without_particles(name)):
        return doubt(flaw, name)
    if stop := _of_another_script(name, language=language):
        return stop
    before, comma, behind = name.partition(",")
    surname, words = (before.strip(), behind.split()) if comma else ("", name.split())
    if language not in CYRILLIC:
        return _of_latin(words, surname, name)
    found = read_words(words, language="ru" if language in {"be", "kk"} else language, family=surname)
    if isinstance(found, DoubtCode):
        return doubt(found, name)
    if found.is_mixed and not gender:
        return doubt(DoubtCode.GENDER_CONFLICT, name)
    return _spelt(
        Parts(
            given=found.given,
            patronymic=found.patronymic,
            family=found.family or family,
            certainty=found.certainty,
        ),
        language=language,
    )


def _without_particles(name: str) -> str:
    """оглы and кызы are lower case by right; only the names beside them are judged."""
    if not _PARTICLE.search(name):
        return name
    return " ".join(word for word in name.split() if folded(word) not in PARTICLES)


def _of_latin(words: list[str], surname: str, name: str) -> Parts | Doubt:
    found = in_latin_order(words, family=surname)
    if found is None:
        return doubt(DoubtCode.UNSPLIT, name)
    return Parts(given=recased(found[0]), family=recased(found[1]), certainty=Certainty.GOOD)


def _checked(parts: Parts, *, language: str) -> Parts | Doubt:
    """The parts recased, if each may stand in a letter of that language."""
    for part in (parts.given, parts.patronymic):
        if part and (stop := _part_doubt(part, language=language)):
            return stop
    if holds_a_word(parts.given):
        return doubt(DoubtCode.JUNK, parts.given)
    if not _may_be_given(parts.given, language=language):
        return doubt(DoubtCode.UNSPLIT, parts.given)
    if not _is_believed(parts, language=language):
        return doubt(DoubtCode.UNKNOWN_FIRST, parts.given)
    if parts.family and language not in CYRILLIC and (stop := _of_another_script(parts.family, language=language)):
        return stop
    return _spelt(parts, language=language)


def _may_be_given(given: str, *, language: str) -> bool:
    """Whether a column of given names holds one: not «Иванов», «Торговый дом» nor "Bird Watch"."""
    words = given.split(" ")
    if language not in CYRILLIC:
        return len(words) == 1 or any(is_given_in_latin(word) for word in words)
    if all(known_gender(word, "uk" if language == "uk" else "ru") for word in words):
        return True
    if language != "uk" and may_be_called(given, language=language):
        return True
    if len(words) > 1 or gender_of_patronymic(given):
        return False
    return language in {"be", "uk"} or not looks_like_family(given)


def _is_believed(parts: Parts, *, language: str) -> bool:
    """Whether a word in the column of given names is one: by a patronymic beside it, else as we know names.

    Russian and Ukrainian judge when everything else about the name is known.
    """
    if language in SLAVIC or parts.patronymic:
        return True
    if language in CYRILLIC:
        return may_be_called(parts.given, language=language)
    is_family = bool(parts.family) and flaw_in(parts.family) is None
    return may_be_called_in_latin(parts.given, beside_family=is_family)


def _spelt(parts: Parts, *, language: str) -> Parts | Doubt:
    """As `_checked`, of words that are no junk."""
    for part in (parts.given, parts.patronymic):
        if part and (stop := _of_other_letters(part, language=language)):
            return stop
    given, patronymic = recased(parts.given), recased(parts.patronymic)
    tidied = Parts(given=given, patronymic=patronymic, family=recased(parts.family), certainty=parts.certainty)
    if language not in CYRILLIC:
        return tidied
    if patronymic and not gender_of_patronymic(patronymic):
        return doubt(DoubtCode.UNKNOWN_PATRONYMIC, patronymic)
    if language not in SLAVIC:
        return tidied
    if not is_given(given, language=language):
        if other := _foreign_given(given, language=language):
            return other
        if _looks_swapped(parts, language=language):
            return doubt(DoubtCode.UNSPLIT, f"{parts.family} {given}".strip())
    if patronymic and is_foreign_patronymic(patronymic, language=language):
        return _of_next_door(patronymic, counterpart_patronymic(patronymic, language=language))
    return tidied


def _part_doubt(part: str, *, language: str) -> Doubt | None:
    if are_several(part):
        return doubt(DoubtCode.TWO_PEOPLE, part)
    if flaw := flaw_in(_without_particles(part)):
        return doubt(flaw, part)
    if "," in part:
        return doubt(DoubtCode.JUNK, part)
    return _of_another_script(part, language=language)


def _of_another_script(text: str, *, language: str) -> Doubt | None:
    wanted = Script.CYRILLIC if language in CYRILLIC else Script.LATIN
    if script_of(text) is wanted:
        return None
    return doubt(DoubtCode.SCRIPT_MISMATCH, text, form=proposed_form(text, language=language))


def _of_other_letters(text: str, *, language: str) -> Doubt | None:
    """A doubt if a letter of the text is not the language's own."""
    if language not in CYRILLIC or not _STRANGE[language].search(text):
        return None
    if language not in SLAVIC:
        return _of_next_door(text, "")
    form = counterpart(text, language=language) or counterpart_patronymic(text, language=language)
    return _of_next_door(text, form)


def _of_next_door(text: str, form: str) -> Doubt:
    return doubt(DoubtCode.OTHER_LANGUAGE, text, form=form)


def _looks_swapped(parts: Parts, *, language: str) -> bool:
    """The surname stands in the column of the given name, and the given name in that of the surname."""
    return bool(parts.family) and is_given(parts.family, language=language)


def _foreign_given(given: str, *, language: str) -> Doubt | None:
    """Unknown here but known next door, or paired with a form of ours: Николай in a Ukrainian letter.

    What Russian would not write otherwise is nobody's spelling: Святополк.
    """
    form = counterpart(given, language=language)
    if language == "ru" and not form and not _UKRAINIAN_SPELLING.search(folded(given)):
        return None
    if form or gender_of_given(given, language="ru" if language == "uk" else "uk"):
        return _of_next_door(given, form)
    return None
