"""The noun of the room, `Segment`, and how a `[who]` table or a file of segments/ becomes one.

Several saved segments that speak of one another are read in `saved`; who is in one is asked of `compiler`.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, assert_never

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from outreach.locale import say
from outreach.problems import Place, Problem, nearest
from outreach.segment.field import FIELDS, Kind
from outreach.segment.lexer import why_unfit
from outreach.segment.meaning import converted, meant_word, unknown_field
from outreach.segment.parse import parse, parse_ordering, parse_query
from outreach.segment.syntax import (
    All,
    Any,
    Comparison,
    Expression,
    InSegment,
    Literal,
    Mistake,
    Not,
    NotUnderstood,
    Operator,
    Ordering,
    Query,
    Span,
    Term,
    Value,
)
from outreach.tomlfile import Document

WHOLE = -1  # as an offset: the whole value
KEY = -2  # as an offset: the key, not its value
MAX_VALUES = 1_000  # in one list
MAX_TESTS = 400  # comparisons in a segment with all the segments it names
SPOKEN_OF = frozenset({"has", "got", "replied", "stated", "verified"})  # functions of a text that ought to occur
PlaceOf: TypeAlias = Callable[[tuple[str | int, ...], int, int], Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTest:
    """A field of the table: the client's value is any of these, as the file writes them (money in major units)."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A text that somebody or something ought to have, and where it was written; `name` is a field or a function."""

    name: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Whom it concerns: all of the tests, the condition and the named segments hold, and none of `exclude` does.

    With nothing said it is everybody in the book. Equal segments concern the same people, so it may be digested.
    """

    name: str = ""  # of a saved one
    fields: tuple[FieldTest, ...] = ()
    where: str = ""
    segment: tuple["Segment", ...] = ()
    exclude: tuple["Segment", ...] = ()
    limit: int | None = None
    order_by: str = ""  # a number, sum or date, with "desc" behind it for the greatest first; then by number
    mentioned: tuple["Segment", ...] = ()  # those that `where` names
    mentions: tuple[Mention, ...] = field(default=(), compare=False, repr=False)


NOBODY = Segment(where="id is null")  # what a file with mistakes concerns


class WhoFile(BaseModel):
    """The keys of a `[who]` table that are not fields; every other key is the name of a field."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, use_attribute_docstrings=True)

    segment: str | list[str] = []
    """A saved segment, or several of which all must hold."""
    exclude: str | list[str] = []
    """Saved segments whose clients are left out."""
    where: str = ""
    """A condition in the where-language; `order by` and `limit` may stand behind it."""
    limit: int | None = Field(default=None, ge=1)
    """At most so many clients, the first by `order_by`, which must be said too."""
    order_by: str = ""
    """A number, sum or date; "revenue desc" begins with the greatest."""


def read_who(
    table: Mapping[str, object], *, place_of: PlaceOf, saved: Mapping[str, Segment], name: str = ""
) -> tuple[Segment, tuple[Problem, ...]]:
    """The segment and every mistake in it (L010 to L013); with a mistake it is NOBODY, never more people than meant."""
    reading = _Reading(place_of=place_of, saved=saved)
    frame = reading.frame(table)
    tests = tuple(
        test for key, value in table.items() if key not in WhoFile.model_fields for test in reading.test(key, value)
    )
    query = reading.where(frame.where)
    segment = Segment(
        name=name,
        fields=tests,
        where=frame.where[: query.length] if query else frame.where.strip(),
        segment=reading.named("segment", frame.segment),
        exclude=reading.named("exclude", frame.exclude),
        limit=reading.limit(frame, query),
        order_by=reading.order_by(frame, query),
        mentions=tuple(reading.mentions),
        mentioned=reading.mentioned(query),
    )
    if not reading.problems and size_of(segment) > MAX_TESTS:
        text = say("with the segments it names this asks more than {most} things", most=MAX_TESTS)
        reading.note("L013", ("segment",), text)
    return (NOBODY if reading.problems else segment), tuple(reading.problems)


def segment_of(where: str) -> Segment:
    """The segment of a condition that names no other; raises NotUnderstood."""
    segment = Segment(where=where)
    conditions_of(segment)
    return segment


def places_in(document: Document, prefix: tuple[str | int, ...] = ()) -> PlaceOf:
    """Where things stand in a file, for a table found there under `prefix`."""

    def place_of(path: tuple[str | int, ...], offset: int, length: int) -> Place:
        if offset == KEY:
            return document.place((*prefix, *path), key=True)
        return document.place((*prefix, *path), offset=offset, length=length)

    return place_of


def conditions_of(segment: Segment) -> tuple[Expression, ...]:
    """Its own tests and the condition, one expression each; raises NotUnderstood if they were never checked."""
    tests = tuple(_comparison(test) for test in segment.fields)
    if not segment.where:
        return tests
    condition = parse(segment.where)
    known = {other.name for other in segment.mentioned}
    if unknown := tuple(unknown_segment(other, known) for other in names_in(condition) if other.name not in known):
        raise NotUnderstood(unknown)
    return (*tests, condition)


def ordering_of(segment: Segment) -> Ordering | None:
    """In which order its clients stand, if any was said; raises NotUnderstood."""
    return parse_ordering(segment.order_by) if segment.order_by.strip() else None


def size_of(segment: Segment) -> int:
    """How many comparisons it makes, with all the segments it names."""
    own = sum(1 for condition in conditions_of(segment) for _ in comparisons_in(condition))
    return own + sum(size_of(named) for named in (*segment.segment, *segment.exclude, *segment.mentioned))


def comparisons_in(expression: Expression) -> Iterator[Comparison]:
    """Every comparison of an expression, in the order of the text."""
    match expression:
        case Comparison():
            yield expression
        case Not():
            yield from comparisons_in(expression.of)
        case All() | Any():
            for part in expression.parts:
                yield from comparisons_in(part)
        case InSegment():
            return
        case _:
            assert_never(expression)


def names_in(expression: Expression) -> Iterator[InSegment]:
    """Every saved segment that an expression names, in the order of the text."""
    match expression:
        case InSegment():
            yield expression
        case Not():
            yield from names_in(expression.of)
        case All() | Any():
            for part in expression.parts:
                yield from names_in(part)
        case Comparison():
            return
        case _:
            assert_never(expression)


def unknown_segment(named: InSegment, known: Collection[str]) -> Mistake:
    """That there is no such saved segment, and which was probably meant."""
    text, mend = _no_segment(named.name, known)
    return Mistake(rule="L013", span=named.name_span, text=text, mend=mend)


def written(value: Value) -> str:
    """A value as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _comparison(test: FieldTest) -> Comparison:
    known, span = FIELDS[test.name], Span(start=0, end=0)
    values = tuple(Literal(value=converted(known, value), span=span) for value in test.values)
    operator = Operator.EQUAL if len(values) == 1 else Operator.IN
    return Comparison(term=Term(name=test.name, span=span), operator=operator, values=values, span=span)


class _Reading:
    """Collects the problems and mentions of one table."""

    def __init__(self, *, place_of: PlaceOf, saved: Mapping[str, Segment]) -> None:
        self.place_of = place_of
        self.saved = saved
        self.problems: list[Problem] = []
        self.mentions: list[Mention] = []

    def note(
        self, rule: str, path: tuple[str | int, ...], text: str, mend: str = "", *, offset: int = WHOLE, length: int = 0
    ) -> None:
        place = self.place_of(path, offset, length)
        self.problems.append(Problem(rule=rule, place=place, text=text, mend=mend))

    def frame(self, table: Mapping[str, object]) -> WhoFile:
        try:
            return WhoFile.model_validate(dict(table))
        except ValidationError as wrong:
            keys = dict.fromkeys(str(error["loc"][0]) for error in wrong.errors(include_url=False))
        for key in keys:
            self.note("L011", (key,), _wanted(key))
        return WhoFile.model_validate({key: value for key, value in table.items() if key not in keys})

    def test(self, key: str, value: object) -> Iterator[FieldTest]:
        """The test of one field, or a problem and nothing."""
        if key not in FIELDS:
            mistake = unknown_field(key, Span(start=0, end=len(key)), keys=WhoFile.model_fields)
            self.note(mistake.rule, (key,), mistake.text, mistake.mend, offset=KEY, length=len(key))
            return
        listed = value if isinstance(value, list) else [value]
        if not listed or len(listed) > MAX_VALUES:
            empty = say("an empty list fits nobody")
            self.note("L011", (key,), say("a list has at most {most} values", most=MAX_VALUES) if listed else empty)
            return
        before = len(self.problems)
        for at, item in enumerate(listed):
            self.value(key, item, path=(key, at) if isinstance(value, list) else (key,))
        if len(self.problems) == before:
            yield FieldTest(name=key, values=tuple(_exact(item) for item in listed))

    def value(self, key: str, item: object, *, path: tuple[str | int, ...]) -> None:
        known = FIELDS[key]
        try:
            converted(known, _exact(item))
        except ValueError as wrong:
            self.note("L011", path, f"{wrong}.", meant_word(known, item))
            return
        if isinstance(item, str):
            if wrong_sign := why_unfit(item):
                self.note("L011", path, wrong_sign)
            self.mention(key, item, self.place_of(path, 0, len(item)))

    def mention(self, name: str, value: str, place: Place) -> None:
        if name in SPOKEN_OF or FIELDS[name].kind is Kind.TEXT:
            self.mentions.append(Mention(name=name, value=value, place=place))

    def where(self, text: str) -> Query | None:
        """What the condition says; its mistakes and mentions are noted at their place."""
        if not text.strip():
            return None
        try:
            query = parse_query(text)
        except NotUnderstood as wrong:
            self.mistakes(wrong, "where")
            return None
        for test in comparisons_in(query.condition) if query.condition else ():
            self.mentions_of(test)
        return query

    def mistakes(self, wrong: NotUnderstood, key: str) -> None:
        for mistake in wrong.mistakes:
            start, length = mistake.span.start, mistake.span.end - mistake.span.start
            self.note(mistake.rule, (key,), mistake.text, mistake.mend, offset=start, length=length)

    def mentions_of(self, test: Comparison) -> None:
        literals = test.values if test.operator in {Operator.EQUAL, Operator.IN} else ()
        if test.term.called:
            texts = test.term.name in SPOKEN_OF
            literals = tuple(given for given in test.term.arguments if texts and isinstance(given, Literal))
        for literal in literals:
            if isinstance(literal.value, str):
                start, length = literal.span.start, literal.span.end - literal.span.start
                self.mention(test.term.name, literal.value, self.place_of(("where",), start, length))

    def mentioned(self, query: Query | None) -> tuple[Segment, ...]:
        """The saved segments that the condition names, each once."""
        found: dict[str, Segment] = {}
        for named in names_in(query.condition) if query and query.condition else ():
            span = named.name_span
            for one in self.one(named.name, ("where",), offset=span.start, length=span.end - span.start):
                found[one.name] = one
        return tuple(found.values())

    def limit(self, frame: WhoFile, query: Query | None) -> int | None:
        if query and query.limit and frame.limit:
            self.note("L011", ("limit",), say("a limit stands in the condition already"))
        if frame.limit and not (frame.order_by.strip() or (query and query.ordering)):
            mend = say("For example: {example}", example='order_by = "revenue desc"')
            self.note("L011", ("limit",), say("a limit needs an order: who comes first?"), mend)
        return query.limit if query and query.limit else frame.limit

    def named(self, key: str, names: str | list[str]) -> tuple[Segment, ...]:
        """The saved segments of these names; an unknown one is a problem."""
        if isinstance(names, str):
            return self.one(names, (key,))
        return tuple(found for at, name in enumerate(names) for found in self.one(name, (key, at)))

    def one(
        self, name: str, path: tuple[str | int, ...], *, offset: int = WHOLE, length: int = 0
    ) -> tuple[Segment, ...]:
        found = self.saved.get(name)
        if found is not None and found is not NOBODY:
            return (found,)
        if found is NOBODY:  # to leave out nobody would be to write to more people than meant
            text, mend = say("the saved segment “{name}” has mistakes of its own", name=name), ""
        else:
            text, mend = _no_segment(name, self.saved)
        self.note("L013", path, text, mend, offset=offset, length=length)
        return ()

    def order_by(self, frame: WhoFile, query: Query | None) -> str:
        own, text = query.ordering if query else None, frame.order_by
        if own is not None:
            if text.strip():
                self.note("L011", ("order_by",), say("an order stands in the condition already"))
            return frame.where[own.span.start : own.span.end]
        try:
            parse_ordering(text.strip() or "id")
        except NotUnderstood as wrong:
            self.mistakes(wrong, "order_by")
        return text


def _no_segment(name: str, known: Collection[str]) -> tuple[str, str]:
    meant = nearest(name, known)
    mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
    return say("there is no saved segment “{name}”.", name=name), mend


def _exact(item: object) -> Value:
    """The value as the language knows it; raises ValueError for what it cannot."""
    match item:
        case float() if math.isfinite(item):
            return Decimal(str(item))
        case datetime():
            raise ValueError(say("a day is expected, without an hour"))
        case str() | int() | date():
            return item
        case _:
            raise ValueError(say("a text, a number, a date, true or false is expected"))


def _wanted(key: str) -> str:
    match key:
        case "limit":
            return say("“limit” is a whole number of clients, at least 1")
        case "where" | "order_by":
            return say("“{key}” is a text in quotes", key=key)
        case _:
            return say("“{key}” is the name of a saved segment, or a list of names", key=key)
