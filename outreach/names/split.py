"""The parts of a person's name, from columns or, cautiously, from one cell; a doubt wherever a rule does not decide."""

from dataclasses import dataclass

from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.firstnames import counterpart, gender_of_given, is_given
from outreach.names.junk import flaw_in, flaw_in_family
from outreach.names.patronymic import gender_of_patronymic, is_foreign_patronymic, is_turkic
from outreach.names.person import Person
from outreach.names.spelling import Script, folded, recased, script_of, tidy

_ABSENT = frozenset("-–—.")
_NOT_UKRAINIAN = frozenset("ыёэъ")
_NOT_RUSSIAN = frozenset("іїєґ'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Tidied and recased, fit to be printed in the letter's language; `patronymic` and `family` may be empty."""

    given: str
    patronymic: str = ""
    family: str = ""


def parts_of(person: Person, *, language: str) -> Parts | Doubt:
    """Given name and patronymic for a letter in "ru", "uk" or "en"."""
    given, patronymic, family = (_cell(text) for text in (person.given, person.patronymic, person.family))
    name = _cell(person.name)
    if not (given or name):
        return doubt(DoubtCode.MISSING, family or patronymic)
    company = folded(_cell(person.company))
    if company and company in {folded(name), folded(given), folded(f"{given} {family}"), folded(f"{family} {given}")}:
        return doubt(DoubtCode.COMPANY, given or name)
    if family and (flaw := flaw_in_family(family)):
        return doubt(flaw, family)
    if given and not (language != "en" and " " in given and not patronymic):
        return _checked(Parts(given=given, patronymic=patronymic, family=family), language=language)
    return _from_one_cell(given or name, language=language)


def _cell(text: str) -> str:
    """A dash in a cell says that there is nothing to say."""
    tidied = tidy(text)
    return "" if set(tidied) <= _ABSENT else tidied


def _from_one_cell(name: str, *, language: str) -> Parts | Doubt:
    """Ф И О, И О Ф, "Ф, И О" and И О, where patronymic and known given name leave exactly one reading."""
    if flaw := flaw_in(name):
        return doubt(flaw, name)
    if language == "en":
        mismatched = script_of(name) is not Script.LATIN
        return doubt(DoubtCode.SCRIPT_MISMATCH if mismatched else DoubtCode.UNSPLIT, name)
    if strange := _of_another_language(name, language=language):
        return strange
    family, comma, rest = name.partition(",")
    readings = _readings(rest.split() if comma else name.split(), family=family if comma else "", language=language)
    if len(readings) == 1:
        return _checked(readings[0], language=language)
    known = any(is_given(word, language=language) for word in name.replace(",", " ").split())
    return doubt(DoubtCode.UNSPLIT if known else DoubtCode.UNKNOWN_FIRST, name)


def _readings(words: list[str], *, family: str, language: str) -> list[Parts]:
    """Every way to read the words as a known given name followed by a patronymic of its gender."""
    most = 2 if family else 3
    if not 2 <= len(words) <= most:  # noqa: PLR2004  two words are the least, given name and patronymic
        return []
    found = []
    for first in range(len(words) - 1):
        given, patronymic = words[first], words[first + 1]
        gender = gender_of_patronymic(patronymic)
        if gender and gender in gender_of_given(given, language=language):
            rest = " ".join(words[:first] + words[first + 2 :])
            found.append(Parts(given=given, patronymic=patronymic, family=family or rest))
    return found


def _checked(parts: Parts, *, language: str) -> Parts | Doubt:
    """The parts recased, if each may stand in a letter of that language."""
    for part in (parts.given, parts.patronymic):
        if part and (stop := _part_doubt(part, language=language)):
            return stop
    given, patronymic = recased(parts.given), recased(parts.patronymic)
    if language == "en":
        return Parts(given=given, patronymic=patronymic, family=parts.family)
    if patronymic and not gender_of_patronymic(patronymic):
        foreign = is_foreign_patronymic(patronymic, language=language)
        return doubt(DoubtCode.OTHER_LANGUAGE if foreign else DoubtCode.UNKNOWN_PATRONYMIC, patronymic)
    if patronymic and is_foreign_patronymic(patronymic, language=language):
        return doubt(DoubtCode.OTHER_LANGUAGE, patronymic)
    if not is_given(given, language=language):
        if _looks_swapped(parts, language=language):
            return doubt(DoubtCode.UNSPLIT, f"{parts.family} {given}".strip())
        if other := _foreign_given(given, language=language):
            return other
    return Parts(given=given, patronymic=patronymic, family=parts.family)


def _part_doubt(part: str, *, language: str) -> Doubt | None:
    if flaw := _flaw_beside_particle(part):
        return doubt(flaw, part)
    if "," in part:
        return doubt(DoubtCode.JUNK, part)
    if language == "en":
        return None if script_of(part) is Script.LATIN else doubt(DoubtCode.SCRIPT_MISMATCH, part)
    return _of_another_language(part, language=language)


def _flaw_beside_particle(part: str) -> DoubtCode | None:
    """оглы and кызы are lower case by right; only the name before them is judged."""
    return flaw_in(part.rpartition(" ")[0] if is_turkic(part) and " " in part else part)


def _of_another_language(text: str, *, language: str) -> Doubt | None:
    """A doubt if the alphabet, or a letter of it, is not the language's own."""
    if script_of(text) is not Script.CYRILLIC:
        return doubt(DoubtCode.SCRIPT_MISMATCH, text)
    strange = _NOT_UKRAINIAN if language == "uk" else _NOT_RUSSIAN
    letters = text.casefold() if language == "uk" else folded(text)
    if strange & set(letters):
        return doubt(DoubtCode.OTHER_LANGUAGE, text, form=counterpart(text, language=language))
    return None


def _looks_swapped(parts: Parts, *, language: str) -> bool:
    """The surname stands in the column of the given name, and the given name in that of the surname."""
    return bool(parts.family) and is_given(parts.family, language=language)


def _foreign_given(given: str, *, language: str) -> Doubt | None:
    """Unknown here but known next door, or paired with a form of ours: Николай in a Ukrainian letter."""
    form = counterpart(given, language=language)
    neighbour = "ru" if language == "uk" else "uk"
    if form or is_given(given, language=neighbour):
        return doubt(DoubtCode.OTHER_LANGUAGE, given, form=form)
    return None
