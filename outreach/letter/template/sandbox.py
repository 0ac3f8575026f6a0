"""The two Jinja environments of letters, text and HTML, and the filters a template may use.

Nothing can be called, no text can be multiplied, nothing can be reached but the page. A value that is printed passes
`shown`: it must be there, it loses its control characters, and a personal fact is counted.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.plural import PluralRule
from jinja2 import StrictUndefined, Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from outreach.letter.page import (
    ClientPage,
    CompanyPage,
    DayPage,
    EventPage,
    Fact,
    FactsPage,
    ImprovementPage,
    SenderPage,
)
from outreach.letter.plain import clean
from outreach.letter.template.cases import CASE_FILTERS

USED = "_used"
_DAY_MONTH_YEAR = frozenset({"ru", "uk", "en", "be", "pl"})  # the long form of others is what people write
_PAGES = frozenset({ClientPage, CompanyPage, DayPage, EventPage, FactsPage, ImprovementPage, SenderPage})
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"\x00-\x20\x7f]+", re.IGNORECASE)


class MissingValue(Exception):
    """The template prints what is not known of this client; `name` as the template calls it. The letter waits."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnfitValue(Exception):
    """A value cannot stand where the template puts it: a link that is none, a text without end."""


class Lines(str):
    """Text of several lines that is printed as it is."""

    __slots__ = ()


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Nothing but the page's values; sums of whole numbers are all the arithmetic there is."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, *, autoescape: bool) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=autoescape, cache_size=0)
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(FILTERS)
        self.filters["shown"] = _shown
        self.filters["measured"] = _measured

    def getattr(self, obj: Any, attribute: str) -> Any:
        # pages have fields and no methods, so they need no search for what is unsafe: four times as quick
        if type(obj) in _PAGES and attribute[:1] != "_":
            return getattr(obj, attribute, None)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None  # printing it makes the letter wait
        if operator not in {"+", "-"} or type(left) is not int or type(right) is not int:
            raise SecurityError(f"{operator} is for whole numbers only")
        return super().call_binop(context, operator, left, right)


@pass_context
def _shown(context: Context, value: object, name: str, counted: str = "") -> str:
    kind = type(value)
    if kind is str or kind is Fact:
        assert isinstance(value, str)
        shown = value if value.isprintable() else clean(value)
        if kind is Fact:
            counted = value.key  # type: ignore[attr-defined]
    elif kind is Markup or kind is Lines:
        return value  # type: ignore[return-value]
    else:
        shown = _written(value, context)
    if not shown or shown.isspace():
        raise MissingValue(name)
    if counted:
        context[USED][counted] = True
    return shown


def _measured(value: object) -> object:
    return math.nan if value is None else value


def _written(value: object, context: Context) -> str:
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, dt.date):
        return in_words(value, context["language"])
    if isinstance(value, tuple):
        return clean(", ".join(map(str, value)))
    return str(value)


@lru_cache(maxsize=4096)
def in_words(day: dt.date, language: str) -> str:
    """«9 августа 2026», as the letter's language writes it."""
    return format_date(day, "d MMMM y" if language in _DAY_MONTH_YEAR else "long", locale=language)


@pass_context
def _date(context: Context, value: dt.date | None) -> str:
    return in_words(value, context["language"]) if value else ""


@pass_context
def _plural(context: Context, n: object, *forms: str) -> str:
    """12 and its word: `{{ client.years_together | plural("год", "года", "лет") }}`; CLDR's rules for whole numbers."""
    if not isinstance(n, int):
        return ""
    return f"{n}\N{NO-BREAK SPACE}{forms[_form(n, context['language'])]}"


def plural_forms(language: str) -> int:
    """How many forms `plural` takes: год, года, лет are three, year and years two."""
    return 3 if {"few", "many"} <= _plurals(language).tags else 2


@lru_cache
def _plurals(language: str) -> PluralRule:
    """CLDR's rule; a language that it does not know is counted as English is."""
    with suppress(UnknownLocaleError, ValueError):
        return Locale.parse(language).plural_form
    return Locale("en").plural_form


@lru_cache(maxsize=4096)
def _form(n: int, language: str) -> int:
    tag = _plurals(language)(n)
    return {"one": 0, "few": 1}.get(tag, plural_forms(language) - 1)


def _as_address(value: object) -> str:
    """An address that a link may lead to: http, https or mailto."""
    text = str(value or "").strip()
    if text and not _ADDRESS.fullmatch(text):
        raise UnfitValue(text)
    return text


def _as_address_part(value: object) -> str:
    return quote(str(value or ""), safe="")


def _kept(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of words that keeps a fact a fact."""

    def changed(value: str) -> str:
        text = change(str(value or ""))
        return Fact(text, value.key) if isinstance(value, Fact) else text

    return changed


def _joined(values: tuple[str, ...], mark: str = ", ") -> str:
    return mark.join(values)


FILTERS: dict[str, Callable[..., Any]] = {
    "upper": _kept(str.upper),
    "lower": _kept(str.lower),
    "trim": _kept(str.strip),
    "capitalize": _kept(lambda text: text[:1].upper() + text[1:]),
    "uncapitalize": _kept(lambda text: text[:1].lower() + text[1:]),
    "length": len,
    "first": lambda values: values[0] if values else None,
    "last": lambda values: values[-1] if values else None,
    "join": _joined,
    "date": _date,
    "plural": _plural,
    "as_address": _as_address,
    "as_address_part": _as_address_part,
    **CASE_FILTERS,
}
