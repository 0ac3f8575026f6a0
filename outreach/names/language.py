"""In which language a client is written to: his own, else the one that country and alphabet leave, else none."""

import re
from collections.abc import Mapping

from outreach.names.person import Person
from outreach.names.spelling import Script, script_of

_KAZAKH, _BELARUSIAN = frozenset("әғқңөұүһ"), frozenset("ў")
_UKRAINIAN, _RUSSIAN = frozenset("їєґі"), frozenset("ыэъё")
_RUSSIAN_PATRONYMIC = re.compile(r"(?:[её]вич|[ео]вна|ична)\b")
_CYRILLIC: Mapping[str, str] = {"UA": "uk", "RU": "ru", "BY": "ru", "KZ": "ru", "KG": "ru"}
_LATIN: Mapping[str, str] = {
    "US": "en", "GB": "en", "IE": "en", "AU": "en", "NZ": "en", "DE": "de", "AT": "de", "PL": "pl", "FR": "fr",
    "IT": "it", "ES": "es", "NL": "nl", "TR": "tr",
}  # fmt: skip


def language_of(person: Person, *, country: str) -> str:
    """Two letters, or "" where a person must say: no country, or a name in another alphabet than its country's.

    A country of several languages (Switzerland, Canada) says nothing; Kazakhstan and Belarus are written to in Russian
    unless a letter of the name is Kazakh or Belarusian alone.
    """
    if person.language:
        return person.language
    name = f"{person.name} {person.given} {person.patronymic} {person.family}"
    script = script_of(name)
    if script is Script.LATIN:
        return _LATIN.get(country, "")
    if script not in {Script.CYRILLIC, Script.MIXED} or country not in _CYRILLIC:  # one letter may be a slip
        return ""
    letters = set(name.casefold())
    if country == "KZ" and letters & _KAZAKH:
        return "kk"
    if country == "BY" and letters & _BELARUSIAN:
        return "be"
    return _CYRILLIC[country]


def spoken_in(country: str) -> str:
    """In which language a country that writes in Cyrillic is written to, whatever alphabet a name is in; else ""."""
    return _CYRILLIC.get(country, "")


def likely_language(person: Person) -> str:
    """What the letters of the name alone make likely, to be proposed where nothing else is known."""
    name = f"{person.name} {person.given} {person.patronymic} {person.family}".casefold()
    letters = set(name)
    if script_of(name) is not Script.CYRILLIC:
        return ""
    if letters & _KAZAKH:
        return "kk"
    if letters & _BELARUSIAN:
        return "be"
    if letters & _UKRAINIAN:
        return "uk"
    return "ru" if letters & _RUSSIAN or _RUSSIAN_PATRONYMIC.search(name) else ""
