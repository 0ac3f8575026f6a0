"""Whether one cell holds two people, or two records, instead of one name."""

import re

from outreach.names.firstnames import is_given
from outreach.names.patronymic import gender_of_patronymic
from outreach.names.spelling import Script, script_of

_BETWEEN = re.compile(r"[;/&+|\n]|,|\s(?:и|й|та|and|und|oraz)\s", re.IGNORECASE)
_AND = re.compile(r"[^\W\d_]\s+(?:and|und|oraz|et)\s+[^\W\d_]", re.IGNORECASE)  # no part of a name anywhere
_SURNAME_FIRST = re.compile(r"[^\W\d_]\S*,\s*\S+(?:\s+(?P<second>\S+))?")
_INITIALS = re.compile(r"(?:^|\s)[^\W\d_]\.(?:\s?[^\W\d_]\.)?(?:\s|$)")


def are_several(text: str) -> bool:
    """Two given names, or names with initials, on both sides of a mark: «Павел, Ирина», «Анна и Пётр Петровы»."""
    if _AND.search(text):
        return True
    if not _BETWEEN.search(text) or _is_one_with_comma(text):
        return False
    return sum(map(_names_somebody, _BETWEEN.split(text))) > 1


def _is_one_with_comma(text: str) -> bool:
    """«Роман, Иван Петрович» and "Martin, John" are one person each, surname first."""
    one = _SURNAME_FIRST.fullmatch(text)
    if one is None:
        return False
    return script_of(text) is Script.LATIN or bool(gender_of_patronymic(one["second"] or ""))


def _names_somebody(part: str) -> bool:
    if _INITIALS.search(part):
        return True
    return any(is_given(word, language=language) for word in part.split() for language in ("ru", "uk", "latin"))
