"""Cuts a where-expression into tokens; what they mean together is decided in `parse`."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Never

from outreach.locale import say
from outreach.segment.syntax import Mistake, NotUnderstood, Span, Value

MAX_LENGTH = 4_000  # characters: a longer condition is no condition that a person wrote
KEYWORDS = frozenset({"and", "or", "not", "in", "between", "like", "is", "null", "true", "false"})


class Sort(StrEnum):
    """What a token is; a keyword's text is in small letters whatever was typed."""

    KEYWORD = "keyword"
    NAME = "name"
    VALUE = "value"
    OPERATOR = "operator"
    MARK = "mark"  # ( ) , + -
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`value` only where `sort` is VALUE."""

    sort: Sort
    text: str
    span: Span
    value: Value = ""


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\w))
    |(?P<number>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<operator>==|<>|&&|\|\||<=|>=|!=|=|<|>|!)
    |(?P<mark>[(),+-])""",
    re.VERBOSE,
)
_INSTEAD = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not"}


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens, closed by one END; raises NotUnderstood at the first that is none."""
    if len(text) > MAX_LENGTH:
        span = Span(start=0, end=len(text))
        _refuse(span, say("the condition is longer than {most} characters", most=MAX_LENGTH))
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            _refuse_sign(text, at)
        at = found.end()
        if found.lastgroup != "space":
            tokens.append(_token(found))
    end = len(text.rstrip())
    return (*tokens, Token(sort=Sort.END, text="", span=Span(start=end, end=end + 1)))


def why_unfit(text: str) -> str:
    """Why no database can hold such a text, or nothing: NUL and broken halves of characters."""
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
        return say("the text holds a sign that no client list can hold")
    return ""


def _token(found: re.Match[str]) -> Token:
    text, span = found[0], Span(start=found.start(), end=found.end())
    match found.lastgroup:
        case "name" if text.lower() in KEYWORDS:
            return Token(sort=Sort.KEYWORD, text=text.lower(), span=span)
        case "name":
            return Token(sort=Sort.NAME, text=text, span=span)
        case "number":
            return Token(sort=Sort.VALUE, text=text, span=span, value=Decimal(text))
        case "date":
            return Token(sort=Sort.VALUE, text=text, span=span, value=_day(text, span))
        case "string":
            return Token(sort=Sort.VALUE, text=text, span=span, value=_unquoted(text, span))
        case "operator" if text in _INSTEAD:
            _refuse(span, say("“{sign}” is not used here.", sign=text), say("Write {instead}.", instead=_INSTEAD[text]))
        case "operator":
            return Token(sort=Sort.OPERATOR, text=text, span=span)
    return Token(sort=Sort.MARK, text=text, span=span)


def _day(text: str, span: Span) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(span, say("there is no such day: {day}", day=text))


def _unquoted(text: str, span: Span) -> str:
    quote = text[0]
    inside = text[1:-1].replace(quote * 2, quote)
    if wrong := why_unfit(inside):
        _refuse(span, wrong)
    return inside


def _refuse_sign(text: str, at: int) -> Never:
    if text[at] in "'\"":
        _refuse(Span(start=at, end=len(text)), say("the quotation mark is never closed"))
    mend = say("Write texts in straight quotes: 'gold'.") if text[at] in "«»“”„‘’`" else ""
    _refuse(Span(start=at, end=at + 1), say("“{sign}” is not used here.", sign=text[at]), mend)


def _refuse(span: Span, text: str, mend: str = "") -> Never:
    raise NotUnderstood((Mistake(rule="L012", span=span, text=text, mend=mend),))
