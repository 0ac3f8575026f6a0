"""The parts of a where-expression as frozen nodes, each knowing which characters of the text it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from outreach.errors import OutreachError
from outreach.problems import Place, Problem

Value: TypeAlias = str | int | Decimal | date | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters [start, end) of the text, counted from 0."""

    start: int
    end: int


class Operator(StrEnum):
    """How a field is compared; `!=`, `not in` and the like are these with `negated`."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    BETWEEN = "between"  # both ends count
    LIKE = "like"  # % is any run of characters, _ is one
    UNKNOWN = "is null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value as written; once its meaning is checked, money is in minor units and a number is an int."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A field, or with `called` a function and what stands between its brackets."""

    name: str
    span: Span
    called: bool = False
    arguments: tuple["Term | Literal", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One test of one term; a bare yes-or-no field is `= true` with `bare`."""

    term: Term
    operator: Operator
    values: tuple[Literal, ...]
    span: Span
    negated: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    of: "Expression"
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Parts joined by `and`; none at all holds for everybody."""

    parts: tuple["Expression", ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """Parts joined by `or`."""

    parts: tuple["Expression", ...]
    span: Span


Expression: TypeAlias = Comparison | Not | All | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong with which characters; `rule` is L010, L011 or L012, texts are in the reader's language."""

    rule: str
    span: Span
    text: str
    mend: str = ""

    def at(self, place: Place) -> Problem:
        return Problem(rule=self.rule, place=place, text=self.text, mend=self.mend)


class NotUnderstood(OutreachError):
    """A where-expression makes no sense; carries every mistake found in it, in the order of the text."""

    exit_code = 3

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(f"{mistake.text} {mistake.mend}".strip() for mistake in mistakes))
        self.mistakes = mistakes
