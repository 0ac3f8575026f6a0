"""Why a client is in a segment or out of it, clause by clause, judged by the same SQL that chooses the audience."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from outreach.locale import say
from outreach.segment.field import Field, Kind
from outreach.segment.meaning import resolved
from outreach.segment.parse import parse
from outreach.segment.records import Answer, Connection, answers, is_in, merged_into
from outreach.segment.syntax import All, Any, Comparison, Expression, InSegment, Not
from outreach.segment.who import FieldTest, Segment, comparisons_in, conditions_of, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing asked of a client: as written, what he has, whether it holds; `parts` where it is made of several.

    The client is in exactly if every clause of the tuple holds.
    """

    text: str
    value: str  # as a person reads it; empty where there are parts
    holds: bool
    parts: tuple["Clause", ...] = ()


_Inside: TypeAlias = Callable[[InSegment, str], Clause]


def why(connection: Connection, segment: Segment, *, client_id: int, today: date) -> tuple[Clause, ...]:
    """Every clause of the segment for one client; raises NotFound."""
    other = merged_into(connection, client_id)
    merged = Clause(text=say("is not merged into another client"), value=str(other), holds=False)
    own = _own(connection, segment, client_id=client_id, today=today)
    named = tuple(_named(connection, segment, client_id=client_id, today=today))
    return (*([merged] if other else []), *own, *named, *_limited(connection, segment, client_id, today=today))


def _own(connection: Connection, segment: Segment, *, client_id: int, today: date) -> tuple[Clause, ...]:
    """The tests of its table, then the parts of its condition."""
    conditions = conditions_of(segment)
    tests = [test for condition in conditions for test in comparisons_in(condition)]
    given = iter(answers(connection, tests, client_id=client_id, today=today))
    fields = tuple(
        Clause(text=_text_of(test), value=_value(answer, compared), holds=answer.holds)
        for test, compared, answer in zip(segment.fields, tests, given, strict=False)
    )
    if not segment.where:
        return fields
    mentioned = {other.name: other for other in segment.mentioned}

    def inside(named: InSegment, shown: str) -> Clause:
        other = mentioned[named.name]
        held = is_in(connection, other, client_id=client_id, today=today)
        parts = _inside(connection, other, client_id=client_id, today=today)
        return Clause(text=shown, value="", holds=held, parts=parts)

    return (*fields, *_joined(parse(segment.where), segment.where, given, inside))


def _named(connection: Connection, segment: Segment, *, client_id: int, today: date) -> Iterator[Clause]:
    for other in segment.segment:
        parts = _inside(connection, other, client_id=client_id, today=today)
        held = is_in(connection, other, client_id=client_id, today=today)
        yield Clause(text=say("is in the segment “{name}”", name=other.name), value="", holds=held, parts=parts)
    for other in segment.exclude:
        parts = _inside(connection, other, client_id=client_id, today=today)
        held = not is_in(connection, other, client_id=client_id, today=today)
        yield Clause(text=say("is not in the segment “{name}”", name=other.name), value="", holds=held, parts=parts)


def _inside(connection: Connection, segment: Segment, *, client_id: int, today: date) -> tuple[Clause, ...]:
    own = _own(connection, segment, client_id=client_id, today=today)
    named = tuple(_named(connection, segment, client_id=client_id, today=today))
    return (*own, *named, *_limited(connection, segment, client_id, today=today))


def _limited(connection: Connection, segment: Segment, client_id: int, *, today: date) -> tuple[Clause, ...]:
    if segment.limit is None:
        return ()
    text = say("is among the first {n} by {order}", n=segment.limit, order=segment.order_by or "id")
    held = is_in(connection, segment, client_id=client_id, today=today)
    return (Clause(text=text, value="", holds=held),)


def _joined(expression: Expression, text: str, given: Iterator[Answer], inside: _Inside) -> tuple[Clause, ...]:
    """Parts joined by `and` stand one by one."""
    parts = expression.parts if isinstance(expression, All) else (expression,)
    return tuple(_clause(part, text, given, inside) for part in parts)


def _clause(expression: Expression, text: str, given: Iterator[Answer], inside: _Inside) -> Clause:
    shown = _slice(expression, text)
    if isinstance(expression, Comparison):
        answer = next(given)
        return Clause(text=shown, value=_value(answer, expression), holds=answer.holds)
    if isinstance(expression, InSegment):
        return inside(expression, shown)
    inner = (expression.of,) if isinstance(expression, Not) else expression.parts
    parts = tuple(_clause(part, text, given, inside) for part in inner)
    return Clause(text=shown, value="", holds=_holds(expression, parts), parts=parts)


def _holds(expression: Not | All | Any, parts: tuple[Clause, ...]) -> bool:
    held = [part.holds for part in parts]
    if isinstance(expression, Not):
        return not held[0]
    return all(held) if isinstance(expression, All) else any(held)


def _slice(expression: Expression, text: str) -> str:
    return " ".join(text[expression.span.start : expression.span.end].split())


def _text_of(test: FieldTest) -> str:
    values = [written(value) for value in test.values]
    return f"{test.name} = {values[0]}" if len(values) == 1 else f"{test.name} in ({', '.join(values)})"


def _value(answer: Answer, test: Comparison) -> str:
    known = resolved(test.term)
    match answer.value:
        case None:
            return say("unknown") if isinstance(known, Field) else say("never")
        case bool():
            return say("yes") if answer.value else say("no")
        case int() if known.kind is Kind.MONEY:
            return f"{Decimal(answer.value) / 100:.2f}"
        case int() if known.kind is Kind.SHARE:
            return f"{Decimal(answer.value) / 10:f} %"
        case _:
            return str(answer.value)
