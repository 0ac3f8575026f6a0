"""Whether what was parsed makes sense: names that exist, values that fit; all mistakes at once, each with its place."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import assert_never

from outreach.locale import say
from outreach.problems import nearest
from outreach.segment.field import CHOICES, FIELDS, FUNCTIONS, Field, Function, Kind, Takes
from outreach.segment.syntax import (
    All,
    Any,
    Comparison,
    Expression,
    FromToday,
    InSegment,
    Literal,
    Mistake,
    Not,
    Operator,
    Ordering,
    Span,
    Term,
    Value,
)

LONGEST = 36_500  # days of a window
LARGEST = 10**15  # what a number may be; also a sum in minor units
_ORDERED = frozenset(set(Operator) - {Operator.LIKE})
_FITTING = {
    Kind.TEXT: frozenset({Operator.EQUAL, Operator.IN, Operator.LIKE, Operator.UNKNOWN}),
    Kind.WORD: frozenset({Operator.EQUAL, Operator.IN, Operator.UNKNOWN}),
    Kind.INT: _ORDERED,
    Kind.MONEY: _ORDERED,
    Kind.SHARE: _ORDERED,
    Kind.DATE: _ORDERED,
    Kind.BOOL: frozenset({Operator.EQUAL}),
}


_SORTED = frozenset({Kind.INT, Kind.MONEY, Kind.SHARE, Kind.DATE})


def meaning_of(expression: Expression) -> tuple[Expression, tuple[Mistake, ...]]:
    """The expression with every value as its field holds it; usable only if there is no mistake."""
    mistakes: list[Mistake] = []
    meant = _meant(expression, mistakes)
    return meant, tuple(mistakes)


def order_of(ordering: Ordering) -> tuple[Ordering, tuple[Mistake, ...]]:
    """The ordering with its term checked; usable only if there is no mistake."""
    mistakes: list[Mistake] = []
    known, term = _known(ordering.term, mistakes)
    if known is not None and known.kind not in _SORTED:
        text = say("“{field}” is no number, sum or date to be ordered by", field=known.name)
        mistakes.append(Mistake(rule="L011", span=term.span, text=text))
    return Ordering(term=term, greatest_first=ordering.greatest_first, span=ordering.span), tuple(mistakes)


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
        case Kind.SHARE:
            return _whole(value, scale=10, why=say("“{field}” is a share in per cent, as 70 or 12.5", field=known.name))
        case Kind.DATE if type(value) is date or isinstance(value, FromToday):
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
        case InSegment():
            return expression  # which segments there are is known in `who`
        case _:
            assert_never(expression)


def _meant_comparison(test: Comparison, mistakes: list[Mistake]) -> Comparison:
    known, term = _known(test.term, mistakes)
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
        term=term, operator=test.operator, values=values, span=test.span, negated=test.negated, bare=test.bare
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


def unknown_field(name: str, span: Span, *, keys: Iterable[str] = ()) -> Mistake:
    """That there is no such field, and which was probably meant; `keys` may stand there too."""
    meant = nearest(name.lower(), (*keys, *FIELDS, *FUNCTIONS))
    mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
    if name.lower() == "segment":
        mend = say("For example: {example}", example="in segment 'lost-gold'")
    return Mistake(rule="L010", span=span, text=say("there is no field “{name}”.", name=name), mend=mend)


def _backwards(values: tuple[Literal, ...]) -> bool:
    match tuple(literal.value for literal in values):
        case (int() as least, int() as most):
            return least > most
        case (date() as first, date() as last):
            return first > last
        case (FromToday() as first, FromToday() as last) if first.months == last.months:
            return first.days > last.days
        case _:
            return False


def _known(term: Term, mistakes: list[Mistake]) -> tuple[Field | Function | None, Term]:
    """What a term names, if it makes sense, and the term with numbers as they are held."""
    if not term.called and term.name in FIELDS:
        return FIELDS[term.name], term
    if term.called and term.name in FUNCTIONS:
        function = FUNCTIONS[term.name]
        found = _misfit(function, term)
        mistakes.extend([found] if found else [])
        return (None, term) if found else (function, _with_whole_numbers(term))
    mistakes.append(_unknown(term))
    return None, term


def _with_whole_numbers(term: Term) -> Term:
    held = tuple(
        Literal(value=int(given.value), span=given.span)
        if isinstance(given, Literal) and isinstance(given.value, Decimal)
        else given
        for given in term.arguments
    )
    return Term(name=term.name, span=term.span, called=True, arguments=held)


def _unknown(term: Term) -> Mistake:
    if term.name in FIELDS:
        text, mend = say("“{name}” is a field, not a function.", name=term.name), say("Leave out the brackets.")
        return Mistake(rule="L010", span=term.span, text=text, mend=mend)
    if term.name in FUNCTIONS:
        text = say("“{name}” is a function and needs brackets.", name=term.name)
        mend = say("For example: {example}", example=FUNCTIONS[term.name].example)
        return Mistake(rule="L010", span=term.span, text=text, mend=mend)
    return unknown_field(term.name, Span(start=term.span.start, end=term.span.start + len(term.name)))


def _misfit(function: Function, term: Term) -> Mistake | None:
    """What is wrong between the brackets, if anything is."""
    given = term.arguments
    form = next((form for form in function.forms if _has_form(given, form)), None)
    if form is None:
        return _not_taken(function, term)
    wrongs = (_wrong(takes, argument) for takes, argument in zip(form, given, strict=True))
    found = next((wrong for wrong in wrongs if wrong), None)
    return found if found is None or found.text else _not_taken(function, term)


def _not_taken(function: Function, term: Term) -> Mistake:
    text = say("“{name}” does not take this.", name=function.name)
    mend = say("For example: {example}", example=function.example)
    return Mistake(rule="L011", span=term.span, text=text, mend=mend)


def _has_form(given: tuple[Term | Literal, ...], form: tuple[Takes, ...]) -> bool:
    return len(given) == len(form) and all(map(_could_be, form, given))


def _could_be(takes: Takes, given: Term | Literal) -> bool:
    if isinstance(given, Term):
        return takes is Takes.DATE_FIELD
    return isinstance(given.value, Decimal if takes is Takes.DAYS else str) and takes is not Takes.DATE_FIELD


def _wrong(takes: Takes, given: Term | Literal) -> Mistake | None:
    """What is wrong with one argument of the right sort; without a text, what the function takes says it."""
    if isinstance(given, Term):
        if given.name not in FIELDS:
            return unknown_field(given.name, given.span)
        return None if FIELDS[given.name].kind is Kind.DATE else Mistake(rule="L011", span=given.span, text="")
    if isinstance(given.value, Decimal):
        fits = given.value == int(given.value) and 1 <= given.value <= LONGEST
        text = say("a window is a whole number of days, from 1 to {most}", most=LONGEST)
        return None if fits else Mistake(rule="L011", span=given.span, text=text)
    words = CHOICES.get(takes, ())
    if not words or given.value in words:
        return None
    text = say("“{word}” is not one of: {words}.", word=given.value, words=", ".join(words))
    meant = nearest(str(given.value), words)
    mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
    return Mistake(rule="L011", span=given.span, text=text, mend=mend)


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
        case Kind.INT | Kind.MONEY | Kind.SHARE | Kind.DATE:
            return say("Compare it with =, !=, <, <=, >, >=, in, between, is null.")
        case Kind.BOOL:
            return say("Write its name alone, or after “not”.")
        case _:
            assert_never(kind)
