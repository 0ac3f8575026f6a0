"""Whether an e-mail address is called after another person than the name beside it: two records may have been mixed."""

import re
from functools import lru_cache

from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.firstnames import counterpart, known_genders
from outreach.names.latin import proposed_form, written_in_latin
from outreach.names.salutation import Salutation
from outreach.names.spelling import Script, folded, script_of

_SHORTEST = 5  # letters of a name in an address that cannot be half of another word


def disagreement(saluted: Salutation, *, email: str) -> Doubt | None:
    """A doubt where the address says a whole given name of the other gender, and nothing of this person.

    sergey.petrov@ beside «Анна Иванова»; anna.petrova@ beside «Анна Иванова» is herself, and lena@ nobody for sure.
    Who is called by words of his own choice is not asked.
    """
    parts = saluted.parts
    if parts is None or not saluted.gender:
        return None
    words = [word for word in re.split(r"[^a-z]+", email.rpartition("@")[0].casefold()) if len(word) >= _SHORTEST]
    others = [word for word in words if _gender_in_latin(word) not in {"", "mf", saluted.gender}]
    if not others or any(_speaks_of(word, f"{parts.given} {parts.family}") for word in words):
        return None
    form = proposed_form(others[0], language="ru") or others[0].capitalize()
    return doubt(DoubtCode.ADDRESS_DISAGREES, f"{parts.given} {parts.family}".strip(), form=form)


def _speaks_of(word: str, name: str) -> bool:
    return any(word[:4] in spelling or spelling[:4] in word for spelling in _spellings(name))


@lru_cache(maxsize=1_000)
def _spellings(name: str) -> frozenset[str]:
    """Every part of the name in Latin letters, as both languages write it, but for scraps."""
    parts = [part for part in re.split(r"[ \-]+", name) if part]
    if script_of(name) is not Script.CYRILLIC:
        return frozenset(folded(part) for part in parts)
    forms = {*parts, *(other for part in parts for language in ("ru", "uk")
                       if (other := counterpart(part, language=language)))}  # fmt: skip
    found = {spelling for form in forms for language in ("ru", "uk")
             for spelling in written_in_latin(form, language=language)}  # fmt: skip
    return frozenset(spelling for spelling in found if len(spelling) > 1)


@lru_cache
def _genders() -> dict[str, str]:
    found: dict[str, str] = dict(known_genders("latin"))
    for language in ("ru", "uk"):
        for name, gender in known_genders(language).items():
            for latin in written_in_latin(name, language=language):
                found[latin] = gender if found.get(latin, gender) == gender else "mf"
    return found


def _gender_in_latin(word: str) -> str:
    return _genders().get(word, "")
