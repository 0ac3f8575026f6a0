"""The six cases of Russian names: Анны Петровны, Анне Петровне. The library that knows them is read when it is asked.

Ukrainian names are not declined here; their vocative is in `vocative`.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.names.patronymic import gender_of_patronymic, is_turkic
from outreach.names.split import Parts

if TYPE_CHECKING:
    from pytrovich.maker import PetrovichDeclinationMaker

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")


def declined(parts: Parts, case: str, *, gender: str) -> Parts:
    """Every part of the name in one of CASES; `gender` is "m" or "f", without which no name can be declined.

    A patronymic is declined as it ends, whatever the client's own gender is.
    """
    assert gender in {"m", "f"}
    return Parts(
        given=_declined(parts.given, "FIRSTNAME", case, gender),
        patronymic=parts.patronymic
        if is_turkic(parts.patronymic)
        else _declined(parts.patronymic, "MIDDLENAME", case, gender_of_patronymic(parts.patronymic) or gender),
        family=_declined(parts.family, "LASTNAME", case, gender),
        certainty=parts.certainty,
    )


@lru_cache(maxsize=10_000)
def _declined(word: str, part: str, case: str, gender: str) -> str:
    from pytrovich.enums import Case, Gender, NamePart

    if not word or case == "nominative":
        return word
    sex = Gender.MALE if gender == "m" else Gender.FEMALE
    return _maker().make(NamePart[part], sex, Case[case.upper()], word)


@lru_cache(maxsize=1)
def _maker() -> "PetrovichDeclinationMaker":
    from pytrovich.maker import PetrovichDeclinationMaker

    return PetrovichDeclinationMaker()
