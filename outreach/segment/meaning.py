"""Whether what was parsed makes sense: names that exist, values that fit; all mistakes at once, each with its place."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from outreach.locale import say
from outreach.problems import nearest
from outreach.segment.field import FIELDS, FUNCTIONS, Field, Function, Kind, Takes
from outreach.segment.syntax import (
    All,
    Any,
    Comparison,
    Expression,
    Literal,
    Mistake,
    Not,
    Operator,
    Span,
    Term,
    Value,
)

LARGEST = 10**15  # what a number may be; also a sum in minor units
_ORDERED = frozenset(set(Operator) - {Operator.LIKE})
_FITTING = {
    Kind.TEXT: frozenset({Operator.EQUAL, Operator.IN, Operator.LIKE, Operator.UNKNOWN}),
    Kind.WORD: frozenset({Operator.EQUAL, Operator.IN, Operator.UNKNOWN}),
    Kind.INT: _ORDERED,
    Kind.MONEY: _ORDERED,
    Kind.DATE: _ORDERED,
    Kind.BOOL: frozenset({Operator.EQUAL}),
}


def meaning_of(expression: Expression) -> tuple[Expression, tuple[Mistake, ...]]:
    """The expression with every value as its field holds it; usable only if there is no mistake."""
    mistakes: list[Mistake] = []
    meant = _meant(expression, mistakes)
    return meant, tuple(mistakes)


def resolved(term: Term) -> Field | Function:
    """What a term of a checked expression names."""
    return FUNCTIONS[term.name] if term.called else FIELDS[term.name]


def converted(known: Field | Function, value: Value) -> Value:
    """The value as the field holds it (money in minor units); raises ValueError with the reason in words."""
    match known.kind:
        case Kind.TEXT | Kind.WORD:
            return _text(known, value)
        case Kind.INT:
            return _whole(value, scale=1, why=say("“{field}” is a whole number", field=known.name))
        case Kind.MONEY:
            return _whole(value, scale=100, why=say("“{field}” is a sum of money, as 1000 or 99.50", field=known.name))
        case Kind.DATE if type(value) is date:
            return value
        case Kind.DATE:
            raise ValueError(say("“{field}” is a date, written 2025-01-31 without quotes", field=known.name))
        case Kind.BOOL if isinstance(value, bool):
            return value
        case Kind.BOOL:
            raise ValueError(say("“{field}” is true or false, without quotes", field=known.name))
        case _:
            assert_never(known.kind)


def _text(known: Field | Function, value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError(say("“{field}” is a text: put it in quotes", field=known.name))  # noqa: TRY004 a person's mistake
    words = known.words if isinstance(known, Field) else ()
    if words and value not in words:
        raise ValueError(say("“{word}” is not one of: {words}", word=value, words=", ".join(words)))
    return value


def _whole(value: Value, *, scale: int, why: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(why)  # noqa: TRY004 a person's mistake
    number = Decimal(value)
    if abs(number) * scale > LARGEST:
        raise ValueError(say("the number is too large"))
    if number * scale != int(number * scale):
        raise ValueError(why)
    return int(number * scale)


def _meant(expression: Expression, mistakes: list[Mistake]) -> Expression:
    match expression:
        case Comparison():
            return _meant_comparison(expression, mistakes)
        case Not():
            return Not(of=_meant(expression.of, mistakes), span=expression.span)
        case All():
            return All(parts=tuple(_meant(part, mistakes) for part in expression.parts), span=expression.span)
        case Any():
            return Any(parts=tuple(_meant(part, mistakes) for part in expression.parts), span=expression.span)
        case _:
            assert_never(expression)


def _meant_comparison(test: Comparison, mistakes: list[Mistake]) -> Comparison:
    known = _known(test.term, mistakes)
    if known is None:
        return test
    if test.operator not in _FITTING[known.kind] or (test.bare and known.kind is not Kind.BOOL):
        mistakes.append(_unfit(known, test))
        return test
    values = tuple(_meant_value(known, literal, mistakes) for literal in test.values)
    if test.operator is Operator.BETWEEN and _backwards(values):
        span = Span(start=test.values[0].span.start, end=test.values[1].span.end)
        mistakes.append(Mistake(rule="L011", span=span, text=say("the first value is greater than the second")))
    return Comparison(
        term=test.term, operator=test.operator, values=values, span=test.span, negated=test.negated, bare=test.bare
    )


def _meant_value(known: Field | Function, literal: Literal, mistakes: list[Mistake]) -> Literal:
    try:
        return Literal(value=converted(known, literal.value), span=literal.span)
    except ValueError as wrong:
        mend = meant_word(known, literal.value)
        mistakes.append(Mistake(rule="L011", span=literal.span, text=f"{wrong}.", mend=mend))
        return literal


def meant_word(known: Field | Function, value: object) -> str:
    """Which of a field's words was probably meant, as a sentence, or nothing."""
    words = known.words if isinstance(known, Field) else ()
    meant = nearest(str(value), words)
    return say("Did you mean “{meant}”?", meant=meant) if meant else ""


def unknown_field(name: str, span: Span) -> Mistake:
    """That there is no such field, and which was probably meant."""
    meant = nearest(name.lower(), (*FIELDS, *FUNCTIONS))
    mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
    return Mistake(rule="L010", span=span, text=say("there is no field “{name}”.", name=name), mend=mend)


def _backwards(values: tuple[Literal, ...]) -> bool:
    least, most = (literal.value for literal in values)
    return (isinstance(least, int) and isinstance(most, int) and least > most) or (
        isinstance(least, date) and isinstance(most, date) and least > most
    )


def _known(term: Term, mistakes: list[Mistake]) -> Field | Function | None:
    if not term.called and term.name in FIELDS:
        return FIELDS[term.name]
    if term.called and term.name in FUNCTIONS:
        function = FUNCTIONS[term.name]
        return function if _argument_fits(function, term, mistakes) else None
    mistakes.append(_unknown(term))
    return None


def _unknown(term: Term) -> Mistake:
    if term.name in FIELDS:
        text, mend = say("“{name}” is a field, not a function.", name=term.name), say("Leave out the brackets.")
        return Mistake(rule="L010", span=term.span, text=text, mend=mend)
    if term.name in FUNCTIONS:
        text = say("“{name}” is a function and needs brackets.", name=term.name)
        mend = say("For example: {example}", example=FUNCTIONS[term.name].example)
        return Mistake(rule="L010", span=term.span, text=text, mend=mend)
    return unknown_field(term.name, Span(start=term.span.start, end=term.span.start + len(term.name)))


def _argument_fits(function: Function, term: Term, mistakes: list[Mistake]) -> bool:
    given = term.arguments[0]
    match function.takes:
        case Takes.DATE_FIELD if isinstance(given, Term) and given.name not in FIELDS:
            mistakes.append(unknown_field(given.name, given.span))
            return False
        case Takes.DATE_FIELD:
            fits = isinstance(given, Term) and FIELDS[given.name].kind is Kind.DATE
        case Takes.FACT_KEY:
            fits = isinstance(given, Literal) and isinstance(given.value, str)
        case _:
            assert_never(function.takes)
    if not fits or len(term.arguments) > 1:
        text = say("“{name}” does not take this.", name=function.name)
        mend = say("For example: {example}", example=function.example)
        mistakes.append(Mistake(rule="L011", span=term.span, text=text, mend=mend))
        return False
    return True


def _unfit(known: Field | Function, test: Comparison) -> Mistake:
    if test.bare:
        text = say("“{field}” says neither yes nor no by itself.", field=known.name)
    else:
        text = say("“{field}” cannot be compared with “{operator}”.", field=known.name, operator=test.operator.value)
    return Mistake(rule="L011", span=test.span, text=text, mend=_fitting(known.kind))


def _fitting(kind: Kind) -> str:
    match kind:
        case Kind.TEXT:
            return say("A text is compared with =, !=, in, like, is null.")
        case Kind.WORD:
            return say("A word is compared with =, !=, in, is null.")
        case Kind.INT | Kind.MONEY | Kind.DATE:
            return say("Compare it with =, !=, <, <=, >, >=, in, between, is null.")
        case Kind.BOOL:
            return say("Write its name alone, or after “not”.")
        case _:
            assert_never(kind)
