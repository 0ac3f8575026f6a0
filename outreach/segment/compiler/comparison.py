"""How the operands are compared: every comparison of the where-language as a condition in SQL.

Two-valued: a comparison with an unknown value is false, and `not` (with it !=, not in, not like) is true exactly where
the comparison is not. A condition may be NULL here, which means no; `never` makes that certain before it negates.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, assert_never

from sqlalchemy import BigInteger, Boolean, ColumnElement, and_, false, func, literal, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from outreach.segment.compiler.operand import (
    Choice,
    Claim,
    Counted,
    Days,
    Moments,
    Operand,
    Plain,
    operand_of,
    value_of,
)
from outreach.segment.syntax import All, Comparison, Expression, FromToday, InSegment, Not, Operator, Value
from outreach.segment.syntax import Any as AnyOf

# Whether it holds from a number on or below it, and how far that is from the one that is written.
_SPLITS = {
    Operator.AT_LEAST: (True, 0),
    Operator.MORE: (True, 1),
    Operator.LESS: (False, 0),
    Operator.AT_MOST: (False, 1),
}
_PIECE = re.compile(r"\\[%_\\]|.", re.DOTALL)  # of a pattern: behind a backslash, % and _ are themselves
_FLIPPED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.MORE: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}


def compiled(
    expression: Expression, *, today: date, inside: Callable[[str], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """A checked expression as a condition; NULL means no. `inside` says who is in the segment of that name."""
    match expression:
        case Comparison():
            return compared(expression, today=today)
        case InSegment():
            return inside(expression.name)
        case Not():
            return never(compiled(expression.of, today=today, inside=inside))
        case All():
            return and_(*(compiled(part, today=today, inside=inside) for part in expression.parts))
        case AnyOf():
            return or_(*(compiled(part, today=today, inside=inside) for part in expression.parts))
        case _:
            assert_never(expression)


def compared(test: Comparison, *, today: date) -> ColumnElement[bool]:
    """One comparison; NULL means no."""
    held = _compared(operand_of(test.term, today=today), test, today=today)
    return never(held) if test.negated else held


def never(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a condition is false or NULL."""
    return not_(func.coalesce(condition, false()))


def _compared(operand: Operand, test: Comparison, *, today: date) -> ColumnElement[bool]:
    values = tuple(
        given.value.on(today) if isinstance(given.value, FromToday) else given.value for given in test.values
    )
    match operand:
        case Claim():
            return operand.holds if values[0] is True else never(operand.holds)
        case Choice():
            if test.operator is Operator.UNKNOWN:
                return operand.word.is_(None)
            return or_(*(condition for word, condition in operand.words if word in values))
        case Counted():
            return _counted(operand, test.operator, values, today=today)
        case Plain() | Moments() | Days():
            return _ordered(operand, test.operator, values, today=today)
        case _:
            assert_never(operand)


def _counted(operand: Counted, operator: Operator, values: Sequence[Value], *, today: date) -> ColumnElement[bool]:
    """A comparison that splits at a number above 0 asks who reaches it, which may be answered without counting all."""
    if operator in _SPLITS and isinstance(values[0], int):
        above, plus = _SPLITS[operator]
        least = values[0] + plus
        if least == 1 and operand.some is not None:
            return operand.some if above else not_(operand.some)
        if least >= 1:
            return operand.at_least(least) if above else not_(operand.at_least(least))
    if operator is Operator.EQUAL and values[0] == 0 and operand.some is not None:
        return not_(operand.some)
    return _ordered(Plain(value=operand.number), operator, values, today=today)


def _ordered(
    operand: Plain | Moments | Days, operator: Operator, values: Sequence[Value], *, today: date
) -> ColumnElement[bool]:
    if operator is Operator.UNKNOWN:
        return value_of(operand).is_(None)
    if operator is Operator.BETWEEN:
        least = _one(operand, Operator.AT_LEAST, values[0], today=today)
        return and_(least, _one(operand, Operator.AT_MOST, values[1], today=today))
    if operator is Operator.IN and isinstance(operand, Plain):
        return operand.value.in_([_bound(value) for value in values])
    single = Operator.EQUAL if operator is Operator.IN else operator
    return or_(*(_one(operand, single, value, today=today) for value in values))


def _one(operand: Plain | Moments | Days, operator: Operator, value: Value, *, today: date) -> ColumnElement[bool]:
    match operand:
        case Plain():
            return _plain(operand.value, operator, value)
        case Moments():
            assert isinstance(value, date)
            return _moment(operand.at, operator, value)
        case Days():
            assert isinstance(value, int)
            return _days(operand, operator, value, today=today)
        case _:
            assert_never(operand)


def _plain(column: ColumnElement[Any], operator: Operator, value: Value) -> ColumnElement[bool]:
    bound = _bound(value)
    match operator:
        case Operator.LESS:
            return column < bound
        case Operator.AT_MOST:
            return column <= bound
        case Operator.MORE:
            return column > bound
        case Operator.AT_LEAST:
            return column >= bound
        case Operator.LIKE:
            return _Like(column, literal(_glob(str(value))), literal(_regular(str(value))))
        case _:
            return column == bound


def _moment(at: ColumnElement[Any], operator: Operator, day: date) -> ColumnElement[bool]:
    begins = datetime.combine(day, time(), UTC)
    ends = datetime.max.replace(tzinfo=UTC) if day == date.max else begins + timedelta(days=1)
    match operator:
        case Operator.LESS:
            return at < begins
        case Operator.AT_MOST:
            return at < ends
        case Operator.MORE:
            return at >= ends
        case Operator.AT_LEAST:
            return at >= begins
        case _:
            return and_(at >= begins, at < ends)


def _days(operand: Days, operator: Operator, n: int, *, today: date) -> ColumnElement[bool]:
    """More days are an earlier date, so the comparison turns round."""
    flipped, ordinal, unset = _FLIPPED[operator], today.toordinal() - n, value_of(operand).is_(None)
    if 1 <= ordinal <= date.max.toordinal():
        held = _one(operand.since, flipped, date.fromordinal(ordinal), today=today)
    elif flipped in ({Operator.MORE, Operator.AT_LEAST} if ordinal < 1 else {Operator.LESS, Operator.AT_MOST}):
        held = not_(unset)
    else:
        held = false()
    return or_(held, unset) if operand.endless and operator in {Operator.MORE, Operator.AT_LEAST} else held


def _bound(value: Value) -> ColumnElement[Any]:
    # PostgreSQL's driver casts to the column's INTEGER, which a large number does not fit.
    return literal(value, BigInteger) if isinstance(value, int) else literal(value)


class _Like(FunctionElement[bool]):
    """A pattern match in which capitals do not count, of no alphabet: neither database's LIKE does that."""

    type = Boolean()
    inherit_cache = True
    name = "pattern_match"


@compiles(_Like)
def _compile_like(element: _Like, compiler: SQLCompiler, **how: object) -> str:
    value, glob, regular = element.clauses
    if compiler.dialect.name == "sqlite":
        return f"({compiler.process(value, **how)} GLOB {compiler.process(glob, **how)})"
    return f"({compiler.process(value, **how)} ~ {compiler.process(regular, **how)})"


def _glob(pattern: str) -> str:
    wild = {"%": "*", "_": "?"}
    return "".join(wild.get(piece) or _glob_sign(piece[-1]) for piece in _PIECE.findall(pattern))


def _glob_sign(sign: str) -> str:
    spelt = _spellings(sign)
    return f"[{spelt}]" if len(spelt) > 1 or sign in "*?[" else sign


def _regular(pattern: str) -> str:
    wild = {"%": ".*", "_": "."}
    return "^" + "".join(wild.get(piece) or _regular_sign(piece[-1]) for piece in _PIECE.findall(pattern)) + "$"


def _regular_sign(sign: str) -> str:
    spelt = _spellings(sign)
    if len(spelt) > 1:
        return f"[{spelt}]"
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"


def _spellings(sign: str) -> str:
    """The sign, and as a capital and a small letter where that is one letter too."""
    return "".join(dict.fromkeys(one for one in (sign, sign.lower(), sign.upper()) if len(one) == 1))
