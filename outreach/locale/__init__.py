"""What is said to people on screens, pages and reports: gettext catalogs in English, Russian and Ukrainian.

Identifiers, files and logs stay English and never come through here. Letters to clients do not either: their words
stand in templates.
"""

import gettext
import os
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "ru", "uk")
CATALOGS = Path(__file__).parent
DOMAIN = "outreach"  # how the files of the catalogs are called

_current: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """From here on this thread or task speaks `language`; an unknown one falls back to English."""
    _current.set(language if language in LANGUAGES else "en")


def spoken() -> str:
    """The language in force: en, ru or uk."""
    return _current.get()


def language_of_environment() -> str:
    """What LC_ALL, LC_MESSAGES or LANG ask for, or English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2].lower()
    return "en"


def say(text: str, /, **values: object) -> str:
    """`text` in the language in force, with its {names} filled in."""
    said = _catalog(spoken()).gettext(text)
    return said.format(**values) if values else said


def collected(text: str) -> str:
    """A text that stands elsewhere than in a `say`, and that the catalogs know all the same: help of a command."""
    return _catalog(spoken()).gettext(text)


def say_n(one: str, many: str, n: int, /, **values: object) -> str:
    """The plural that `n` asks for; {n} is filled in too."""
    return _catalog(spoken()).ngettext(one, many, n).format(n=n, **values)


def said_in_any(text: str) -> frozenset[str]:
    """`text` in every language, to know again what was written into a file, in whichever language that was."""
    return frozenset(_catalog(language).gettext(text) for language in LANGUAGES)


@lru_cache
def _catalog(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, localedir=str(CATALOGS), languages=[language], fallback=True)
