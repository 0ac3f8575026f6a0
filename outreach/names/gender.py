"""Which gender a name tells by itself: what a column of genders is weighed against. Nobody is greeted by this."""

from collections.abc import Sequence
from functools import lru_cache

from outreach.names.family import gender_of_family
from outreach.names.firstnames import common_names, gender_of_given, is_given
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.reading import joined
from outreach.names.spelling import folded, tidy

_LANGUAGES = ("ru", "uk")


def gender_told(*, name: str = "", family: str = "", given: str = "", patronymic: str = "") -> str:
    """Of a name that nothing denies: "m" or "f" by the patronymic, else by a given name that many bear."""
    if given and " " not in given:
        suffix, genders = gender_of_patronymic(tidy(patronymic)), _genders(given)
        if suffix:
            return suffix if not genders or suffix in genders else ""
        return _by_given(given, [family])
    words = joined(tidy(given or name).replace(",", " ").split())
    suffixes = [gender_of_patronymic(word) for word in words]
    others = [word for word, suffix in zip(words, suffixes, strict=True) if not suffix]
    if len(others) == len(words):
        known = [word for word in words if _genders(word)]
        return _by_given(known[0], [family, *(word for word in words if word != known[0])]) if len(known) == 1 else ""
    suffix = "".join(suffixes)
    return suffix if len(suffix) == 1 and any(suffix in _genders(word) for word in others) else ""


def _by_given(given: str, beside: Sequence[str]) -> str:
    """The gender of a name that is known for one alone, unless a surname beside it ends as those of the other do."""
    genders = _genders(given)
    families = {gender_of_family(tidy(word), language=language) for word in beside for language in _LANGUAGES}
    many = folded(given) in common_names() or is_given(given, language="latin")
    is_sure = len(genders) == 1 and many and families <= {"", genders}
    return genders if is_sure else ""


@lru_cache(maxsize=20_000)  # words of names repeat
def _genders(word: str) -> str:
    """Every gender that the name has in any language; "" for an unknown one."""
    tables = (*_LANGUAGES, "latin")
    return "".join(sorted({gender for table in tables for gender in gender_of_given(word, language=table)}))
