"""What a doubtful name was probably meant to be, as columns of the client: proposed, taken at a person's word only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from outreach.names.derivation import counterpart_patronymic
from outreach.names.doubt import Doubt, DoubtCode
from outreach.names.family import gender_of_family, looks_like_family
from outreach.names.firstnames import counterpart, gender_of_given
from outreach.names.junk import flaw_in, without_role
from outreach.names.latin import proposed_form
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.person import Person
from outreach.names.reading import Reading, known_gender, may_be_called, read_words
from outreach.names.salutation import salute
from outreach.names.slips import in_the_other_layout, with_alike_mended, with_apostrophe
from outreach.names.spelling import folded, recased, tidy
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

COLUMNS = ("family_name", "given_name", "patronymic", "gender", "vocative")
Columns = Mapping[str, str]
_TWO = 2


def proposal_for(person: Person, found: Doubt, *, language: str) -> Columns:
    """New values by column, empty where we have nothing to propose. Whoever takes them is greeted without a doubt."""
    if language not in {"ru", "uk"}:
        return {}
    for columns in _ideas(person, found, language=language):
        kept = {column: value for column, value in columns.items() if value != _now(person, column)}
        if kept and not isinstance(salute(_with(person, columns), language=language), Doubt):
            return kept
    return {}


def _ideas(person: Person, found: Doubt, *, language: str) -> Iterator[Columns]:
    """Best first; what would not settle the doubt is dropped by the caller."""
    match found.code:
        case DoubtCode.COMPANY | DoubtCode.ROLE:
            yield from _without_role(person, language=language)
        case DoubtCode.JUNK:
            yield from _without_slips(person, language=language)
        case DoubtCode.SCRIPT_MISMATCH:
            yield from _without_slips(person, language=language)
            yield from _from_latin(person, language=language)
        case DoubtCode.OTHER_LANGUAGE:
            yield from _from_next_door(person, language=language)
        case DoubtCode.UNSPLIT | DoubtCode.UNKNOWN_FIRST | DoubtCode.UNKNOWN_PATRONYMIC:
            yield from _from_words(person, language=language)
        case DoubtCode.GENDER_UNKNOWN:
            yield from _gender_of(person, language=language)
        case _:
            return


def _without_role(person: Person, *, language: str) -> Iterator[Columns]:
    """ИП Иванов Иван Иванович, бухгалтер Анна Петровна: the person in it."""
    left = without_role(_whole(person))
    if left and flaw_in(left) is None:
        yield from _read(left.split(), language=language)


def _without_slips(person: Person, *, language: str) -> Iterator[Columns]:
    """Юлія for «Юлiя» with a Latin i, Иван Иванов for «Bdfy Bdfyjd»."""
    whole = tidy(_whole(person))
    if mended := with_alike_mended(whole) or in_the_other_layout(whole, language=language):
        words = mended.replace(",", " ").split()
        yield from _read(words, language=language)
        if given := with_alike_mended(person.given) or person.given or (words[0] if len(words) == 1 else ""):
            yield {"given_name": recased(given)}


def _from_latin(person: Person, *, language: str) -> Iterator[Columns]:
    """Anna Petrovna Ivanova: what is found in our lists; the surname stays as it is written."""
    forms = {word: proposed_form(word, language=language) for word in tidy(_whole(person)).replace(",", " ").split()}
    known = [form for form in forms.values() if form]
    family = " ".join(word for word, form in forms.items() if not form)
    if 1 <= len(known) <= _TWO and len(family.split()) <= 1:
        given = [form for form in known if not gender_of_patronymic(form)]
        if len(given) == 1:
            patronymic = next((form for form in known if gender_of_patronymic(form)), "")
            yield {"given_name": given[0], "patronymic": patronymic, "family_name": person.family or family}


def _from_next_door(person: Person, *, language: str) -> Iterator[Columns]:
    """Николай Сергеевич is Микола Сергійович in a Ukrainian letter."""
    family, given, patronymic = person.family, tidy(person.given), tidy(person.patronymic)
    if not given or " " in given:
        found = read_words((given or tidy(person.name)).replace(",", " ").split(), language=language)
        if not isinstance(found, Reading):
            return
        family, given, patronymic = found.family or family, found.given, found.patronymic
    yield {
        "given_name": counterpart(given, language=language) or _in_own_letters(given, language=language),
        "patronymic": counterpart_patronymic(patronymic, language=language) or recased(patronymic),
        "family_name": recased(family),
    }


def _in_own_letters(given: str, *, language: str) -> str:
    """Артем for Артём in a Ukrainian letter."""
    return recased(given.replace("ё", "е").replace("Ё", "Е") if language == "uk" else given)


def _from_words(person: Person, *, language: str) -> Iterator[Columns]:
    """A name in the wrong column, a lone given name, a rare one beside what can only be a surname."""
    words = tidy(_whole(person)).replace(",", " ").split()
    if language == "uk":
        yield from _with_apostrophe(person, words)
    yield from _read(words, language=language)
    if len(words) == 1:
        yield {"given_name": counterpart(words[0], language=language) or recased(words[0])}
        yield {"given_name": recased(words[0]), **_called(words[0], "", language=language)}
    if len(words) == _TWO:
        likely = [looks_like_family(word) and not known_gender(word, language) for word in words]
        if likely[0] != likely[1]:
            family, given = (words[0], words[1]) if likely[0] else (words[1], words[0])
            gender = gender_of_given(given, language=language) or gender_of_family(family, language=language)
            yield {"given_name": recased(given), "family_name": recased(family), "patronymic": "", "gender": gender,
                   **_called(given, gender, language=language)}  # fmt: skip
    if person.given and " " not in person.given:
        gender = person.gender or gender_of_patronymic(person.patronymic)
        yield _called(person.given, gender, language=language, patronymic=person.patronymic)


def _with_apostrophe(person: Person, words: Sequence[str]) -> Iterator[Columns]:
    """Мар’ян for «Марян», alone in its column or among other words."""
    if mended := with_apostrophe(person.given):
        yield {"given_name": recased(mended)}
    elif any(map(with_apostrophe, words)):
        yield from _read([with_apostrophe(word) or word for word in words], language="uk")


def _called(given: str, gender: str, *, language: str, patronymic: str = "") -> Columns:
    """How he may be called whose name we do not know, for a person to look at: in Ukrainian in the vocative."""
    if gender not in {"m", "f"} or gender_of_given(given, language=language):
        return {}
    if language == "ru":
        return {} if patronymic or may_be_called(given, language=language) else {"vocative": recased(given)}
    name = vocative_of_given(recased(given), gender=gender)
    return {"vocative": f"{name} {vocative_of_patronymic(recased(patronymic))}".strip()}


def _gender_of(person: Person, *, language: str) -> Iterator[Columns]:
    """By the given name, else by the surname."""
    given, family = person.given, person.family
    found = read_words(tidy(person.name).replace(",", " ").split(), language=language) if not given else None
    if isinstance(found, Reading):
        given, family = found.given, found.family
    for gender in (gender_of_given(given, language=language), gender_of_family(family, language=language)):
        if gender in {"m", "f"}:
            yield {"gender": gender, **_called(given, gender, language=language)}


def _read(words: list[str], *, language: str) -> Iterator[Columns]:
    found = read_words(words, language=language)
    if isinstance(found, Reading):
        yield {"given_name": recased(found.given), "patronymic": recased(found.patronymic),
               "family_name": recased(found.family)}  # fmt: skip


def _whole(person: Person) -> str:
    """The name as one text, whichever columns it stands in."""
    columns = " ".join(part for part in (person.family, person.given, person.patronymic) if part)
    return columns if person.given and folded(columns) != folded(person.name) else person.name or columns


_FIELDS = {"family_name": "family", "given_name": "given"}


def _now(person: Person, column: str) -> str:
    return str(getattr(person, _FIELDS.get(column, column)))


def _with(person: Person, columns: Columns) -> Person:
    return replace(person, **{_FIELDS.get(column, column): value for column, value in columns.items()})
