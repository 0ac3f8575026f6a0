"""Salutations beside Russian and Ukrainian: by a title that the client list says, else by the name alone."""

from collections.abc import Mapping
from dataclasses import replace

from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.person import Person, wished_gender
from outreach.names.saluted import HONORIFIC, Salutation
from outreach.names.spelling import recased, tidy
from outreach.names.split import Parts, fit_family, parts_of
from outreach.names.title import Title, title_before, title_called

# {given} alone where that is usual, else the whole {name}; none of these words depends on gender.
_WITHOUT_TITLE: Mapping[str, str] = {
    "en": "Dear {given}",
    "de": "Guten Tag, {name}",
    "pl": "Dzień dobry, {name}",
    "fr": "Bonjour {name}",
    "it": "Buongiorno, {name}",
    "es": "Buenos días, {name}",
    "nl": "Beste {given}",
    "tr": "Sayın {name}",
    "kk": "Құрметті {called}",
}
GREETING = {language: pattern.partition(" {")[0] for language, pattern in _WITHOUT_TITLE.items()}
ABROAD = frozenset((*_WITHOUT_TITLE, "be"))
_NAMELESS = frozenset({"pl"})  # the title stands alone there: a name behind it would need its vocative


def salute_abroad(person: Person, *, language: str, addressing: str) -> Salutation | Doubt:
    """The salutation in a language of ABROAD; `addressing` is "" or "name", or a title of the language."""
    title = title_called(addressing, language=language)
    if addressing not in {"", "full", "name"} and title is None:
        return doubt(DoubtCode.ADDRESSING_UNKNOWN, addressing)
    bare = person
    for column in ("name", "given", "family"):
        said, rest = title_before(tidy(getattr(person, column)), language=language)
        if said is not None:
            title = title or (said if _fits(said, person) else None)
            bare = replace(bare, **{column: rest})
    if title is not None and addressing != "name":
        return _titled(title, bare, language=language)
    parts = parts_of(bare, language=language)
    if isinstance(parts, Doubt):
        return parts
    return _belarusian(parts, person) if language == "be" else _by_name(parts, person, language=language)


def _fits(title: Title, person: Person) -> bool:
    """Whether a title in the name does not deny the client's own gender, which comes before it: then he has none."""
    return {title.gender, wished_gender(person)} != {"m", "f"}


def _titled(title: Title, person: Person, *, language: str) -> Salutation | Doubt:
    gender = title.gender or wished_gender(person)
    family = recased(_family(person, language=language))
    if language in _NAMELESS:
        return Salutation(opening=title.words, addressed=title.words.partition(" ")[2], gender=gender)
    if not family:
        return doubt(DoubtCode.MISSING, person.name or person.given)
    if language == "en":
        return Salutation(opening=f"Dear {title.words} {family}", addressed=f"{title.words} {family}", gender=gender)
    return Salutation(
        opening=f"{title.words} {family}", addressed=f"{title.words.rpartition(' ')[2]} {family}", gender=gender
    )


def _family(person: Person, *, language: str) -> str:
    """The surname beside a title; of one cell it is the word before a comma, or the last."""
    words = tidy(person.name).replace(",", " ").split()
    bare = person if person.family or person.given or len(words) > 1 else replace(person, given="", family=person.name)
    if bare.family:
        return fit_family(bare.family, language=language)
    parts = parts_of(bare, language=language)
    return "" if isinstance(parts, Doubt) else parts.family


def _by_name(parts: Parts, person: Person, *, language: str) -> Salutation:
    name = f"{parts.given} {parts.family}".strip()
    called = f"{parts.given} {parts.patronymic}".strip()
    pattern = _WITHOUT_TITLE[language]
    addressed = name if "{name}" in pattern else called if "{called}" in pattern else parts.given
    gender = wished_gender(person)
    opening = pattern.format(given=parts.given, name=name, called=called)
    return Salutation(opening=opening, addressed=addressed, gender=gender, parts=parts)


def _belarusian(parts: Parts, person: Person) -> Salutation | Doubt:
    """Паважаная Ганна Пятроўна; the client's own gender comes first, and alone tells where there is no patronymic."""
    gender = wished_gender(person) or gender_of_patronymic(parts.patronymic)
    if not gender:
        return doubt(DoubtCode.GENDER_UNKNOWN, parts.given)
    called = f"{parts.given} {parts.patronymic}".strip()
    return Salutation(opening=f"{HONORIFIC['be', gender]} {called}", addressed=called, gender=gender, parts=parts)
