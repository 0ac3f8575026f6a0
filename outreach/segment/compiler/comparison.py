"""How the operands are compared: every comparison of the where-language as a condition in SQL.

Two-valued: a comparison with an unknown value is false, and `not` (with it !=, not in, not like) is true exactly where
the comparison is not. A condition may be NULL here, which means no; `never` makes that certain before it negates.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, assert_never

from sqlalchemy import BigInteger, Boolean, ColumnElement, and_, false, func, literal, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from outreach.segment.compiler.operand import Choice, Claim, Days, Moments, Operand, Plain, operand_of, value_of
from outreach.segment.syntax import All, Comparison, Expression, Not, Operator, Value
from outreach.segment.syntax import Any as AnyOf

_FLIPPED = {
    Operator.EQUAL: Operator.EQUAL,
    Operator.LESS: Operator.MORE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.MORE: Operator.LESS,
    Operator.AT_LEAST: Operator.AT_MOST,
}


def compiled(expression: Expression, *, today: date) -> ColumnElement[bool]:
    """A checked expression as a condition; NULL means no."""
    match expression:
        case Comparison():
            held = _compared(operand_of(expression.term, today=today), expression, today=today)
            return never(held) if expression.negated else held
        case Not():
            return never(compiled(expression.of, today=today))
        case All():
            return and_(*(compiled(part, today=today) for part in expression.parts))
        case AnyOf():
            return or_(*(compiled(part, today=today) for part in expression.parts))
        case _:
            assert_never(expression)


def never(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a condition is false or NULL."""
    return not_(func.coalesce(condition, false()))


def _compared(operand: Operand, test: Comparison, *, today: date) -> ColumnElement[bool]:
    values = tuple(given.value for given in test.values)
    match operand:
        case Claim():
            return operand.holds if values[0] is True else never(operand.holds)
        case Choice():
            known = or_(
                *(condition for word, condition in operand.words if test.operator is Operator.UNKNOWN or word in values)
            )
            return never(known) if test.operator is Operator.UNKNOWN else known
        case Plain() | Moments() | Days():
            return _ordered(operand, test.operator, values, today=today)
        case _:
            assert_never(operand)


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
            return _Like(column, literal(_like_pattern(str(value))), literal(_glob_pattern(str(value))))
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
    """A pattern match in which capitals count: LIKE does that on PostgreSQL, GLOB on SQLite."""

    type = Boolean()
    inherit_cache = True
    name = "pattern_match"


@compiles(_Like)
def _compile_like(element: _Like, compiler: SQLCompiler, **how: object) -> str:
    value, pattern, glob = element.clauses
    if compiler.dialect.name == "sqlite":
        return f"({compiler.process(value, **how)} GLOB {compiler.process(glob, **how)})"
    return f"({compiler.process(value, **how)} LIKE {compiler.process(pattern, **how)})"


def _like_pattern(text: str) -> str:
    return text.replace("\\", "\\\\")  # a backslash is a backslash


def _glob_pattern(text: str) -> str:
    signs = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
    return "".join(signs.get(sign, sign) for sign in text)
