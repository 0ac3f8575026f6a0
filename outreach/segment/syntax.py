"""The parts of a where-expression as frozen nodes, each knowing which characters of the text it came from."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from outreach.errors import OutreachError
from outreach.problems import Place, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FromToday:
    """So many months and then so many days from whatever day is today; below zero is before it."""

    months: int = 0
    days: int = 0

    def on(self, today: date) -> date:
        """The day it is; beyond the ends of the calendar it is the end."""
        return shifted(today, months=self.months, days=self.days)


Value: TypeAlias = str | int | Decimal | date | bool | FromToday


def shifted(day: date, *, months: int, days: int) -> date:
    """So many months on, by the last day of a shorter one, and then so many days; never beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return date.fromordinal(max(date.min.toordinal(), min(moved.toordinal() + days, date.max.toordinal())))


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
    LIKE = "like"  # % is any run of characters, _ is one, capitals and small letters are the same
    UNKNOWN = "is null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value as written; once its meaning is checked, money is in minor units, a share per mille, a number an int."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class InSegment:
    """That the client is in a saved segment."""

    name: str
    span: Span  # of all of it
    name_span: Span


Expression: TypeAlias = Comparison | Not | All | Any | InSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """By what the clients stand in order; those without it come last, equal ones by their number."""

    term: Term
    greatest_first: bool
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A condition with what may stand behind it; None for each that is not said."""

    condition: Expression | None
    length: int  # characters of the text until the condition ends
    ordering: Ordering | None
    limit: int | None
    limit_span: Span | None


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
