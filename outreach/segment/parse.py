"""Reads a where-expression: precedence is `or`, `and`, `not`, then a test of one field. Its grammar:

    query   = [condition] [order by term [asc | desc]] [limit 100]
    test    = term | term compare value | term [not] in (value, ...) | term [not] between value and value
            | term [not] like 'text' | term is [not] null | [not] in segment 'name'
    term    = field | function(field, 'text' or number, ...)
    value   = 'text' | "text" | [-]12.50 | true | false | day {(+ | -) 30 [days | weeks | months | years]}
    day     = 2025-01-31 | today

Which fields there are and what they may be compared with is decided in `meaning`.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Never

from outreach.locale import say
from outreach.problems import nearest
from outreach.segment.lexer import Sort, Token, tokens_of
from outreach.segment.meaning import meaning_of, order_of
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
    NotUnderstood,
    Operator,
    Ordering,
    Query,
    Span,
    Term,
    shifted,
)

MAX_DEPTH = 32  # brackets and nots inside one another
MAX_TESTS = 200  # databases have limits of their own, far above this
MAX_SHIFT = 100_000  # days, weeks, months or years from a day
MAX_LIMIT = 10**9
UNITS = {"days": (0, 1), "weeks": (0, 7), "months": (1, 0), "years": (12, 0)}  # months and days of each


def parse(text: str) -> Expression:
    """The condition with names resolved and values converted; raises NotUnderstood with every mistake in it."""
    return _checked(_Reader(tokens_of(text)).whole())


def parse_query(text: str) -> Query:
    """A condition with the order and limit that may stand behind it; raises NotUnderstood with every mistake."""
    query = _Reader(tokens_of(text)).query()
    condition, mistakes = (None, ()) if query.condition is None else meaning_of(query.condition)
    ordering, more = (None, ()) if query.ordering is None else order_of(query.ordering)
    if query.limit_span and ordering is None:
        needed = say("a limit needs an order: who comes first?")
        mend = say("For example: {example}", example="order by revenue desc limit 100")
        more = (Mistake(rule="L011", span=query.limit_span, text=needed, mend=mend),)
    if mistakes or more:
        raise NotUnderstood((*mistakes, *more))
    return replace(query, condition=condition, ordering=ordering)


def parse_ordering(text: str) -> Ordering:
    """What `order_by` of a file says; raises NotUnderstood."""
    ordering, mistakes = order_of(_Reader(tokens_of(text)).ordering_alone())
    if mistakes:
        raise NotUnderstood(mistakes)
    return ordering


def _checked(parsed: Expression) -> Expression:
    expression, mistakes = meaning_of(parsed)
    if mistakes:
        raise NotUnderstood(mistakes)
    return expression


class _Reader:
    """One pass over the tokens, by recursive descent with a limit."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.tests = 0

    def whole(self) -> Expression:
        if self.ended():
            self.refuse(say("the condition is empty"))
        expression = self.alternatives()
        if not self.ended():
            self.refuse(say("“{word}” is not expected here.", word=self.now.text), say("Join conditions by and, or."))
        return expression

    def query(self) -> Query:
        condition = None if self.at_word("order") or self.at_word("limit") else self.alternatives()
        length = 0 if condition is None else self.tokens[self.at - 1].span.end
        ordering = self.ordering() if self.word("order") else None
        start, limit = self.now.span.start, None
        if self.word("limit"):
            limit = self.whole_number(say("“limit” is a whole number of clients, at least 1"), least=1, most=MAX_LIMIT)
        if not self.ended():
            text = say("“{word}” is not expected here.", word=self.now.text)
            is_late = limit is not None and self.at_word("order")
            example = say("For example: {example}", example="order by revenue desc limit 100")
            self.refuse(text, example if is_late else say("Join conditions by and, or."))
        span = self.since(start) if limit is not None else None
        return Query(condition=condition, length=length, ordering=ordering, limit=limit, limit_span=span)

    def ordering(self) -> Ordering:
        """What stands behind `order`."""
        if not self.word("by"):
            self.refuse(say("“{word}” is expected here", word="by"))
        return self.sorting()

    def ordering_alone(self) -> Ordering:
        found = self.sorting()
        if not self.ended():
            text = say("behind the field stands asc or desc, not “{word}”", word=self.now.text)
            raise NotUnderstood((Mistake(rule="L011", span=self.now.span, text=text),))
        return found

    def sorting(self) -> Ordering:
        term = self.term()
        greatest_first = self.word("desc")
        if not greatest_first:
            self.word("asc")
        return Ordering(term=term, greatest_first=greatest_first, span=self.since(term.span.start))

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def ended(self) -> bool:
        return self.now.sort is Sort.END

    def take(self, *texts: str) -> Token | None:
        """The token at hand, if it is one of these keywords, operators or marks."""
        token = self.now
        if token.sort in {Sort.NAME, Sort.VALUE, Sort.END} or token.text not in texts:
            return None
        self.at += 1
        return token

    def at_word(self, text: str) -> bool:
        """Whether a word that is no keyword everywhere stands at hand."""
        return self.now.sort is Sort.NAME and self.now.text.lower() == text

    def word(self, text: str) -> bool:
        """Takes such a word."""
        found = self.at_word(text)
        self.at += found
        return found

    def expect(self, text: str) -> None:
        if self.take(text) is None:
            self.refuse(say("“{word}” is expected here", word=text))

    def since(self, start: int) -> Span:
        """From `start` to the end of the token taken last."""
        return Span(start=start, end=self.tokens[self.at - 1].span.end)

    def refuse(self, text: str, mend: str = "") -> Never:
        raise NotUnderstood((Mistake(rule="L012", span=self.now.span, text=text, mend=mend),))

    def alternatives(self) -> Expression:
        start = self.now.span.start
        parts = [self.conditions()]
        while self.take("or"):
            parts.append(self.conditions())
        return parts[0] if len(parts) == 1 else Any(parts=tuple(parts), span=self.since(start))

    def conditions(self) -> Expression:
        start = self.now.span.start
        parts = [self.condition()]
        while self.take("and"):
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts), span=self.since(start))

    def condition(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refuse(say("the condition is nested more than {most} deep", most=MAX_DEPTH))
        try:
            return self.nested()
        finally:
            self.depth -= 1

    def nested(self) -> Expression:
        if opening := self.take("not"):
            return Not(of=self.condition(), span=self.since(opening.span.start))
        if self.take("("):
            inner = self.alternatives()
            self.expect(")")
            return inner
        if opening := self.take("in"):
            return self.in_segment(opening.span.start)
        return self.test()

    def in_segment(self, start: int) -> InSegment:
        """What stands behind an `in` that has no field before it."""
        self.count_test()
        if not self.word("segment"):
            self.refuse(say("“{word}” is expected here", word="segment"), _example_of_segment())
        name = self.now
        if name.sort is not Sort.VALUE or not isinstance(name.value, str):
            self.refuse(say("the name of a saved segment is expected here, in quotes."), _example_of_segment())
        self.at += 1
        return InSegment(name=name.value, span=self.since(start), name_span=name.span)

    def count_test(self) -> None:
        self.tests += 1
        if self.tests > MAX_TESTS:
            self.refuse(say("the condition has more than {most} comparisons", most=MAX_TESTS))

    def test(self) -> Comparison:
        self.count_test()
        term = self.term()
        if found := self.take("=", "!=", "<", "<=", ">", ">="):
            operator = Operator.EQUAL if found.text == "!=" else Operator(found.text)
            return self.comparison(term, operator, (self.value(),), negated=found.text == "!=")
        if self.take("is"):
            negated = self.take("not") is not None
            self.expect("null")
            return self.comparison(term, Operator.UNKNOWN, (), negated=negated)
        negated = self.take("not") is not None
        if found := self.take("in", "between", "like"):
            return self.comparison(term, Operator(found.text), self.operands(found.text), negated=negated)
        if negated:
            self.refuse(say("after “not”, one of in, between, like is expected here"))
        yes = Literal(value=True, span=term.span)
        return Comparison(term=term, operator=Operator.EQUAL, values=(yes,), span=term.span, bare=True)

    def comparison(self, term: Term, operator: Operator, values: tuple[Literal, ...], *, negated: bool) -> Comparison:
        span = self.since(term.span.start)
        return Comparison(term=term, operator=operator, values=values, span=span, negated=negated)

    def operands(self, keyword: str) -> tuple[Literal, ...]:
        if keyword == "like":
            return (self.value(),)
        if keyword == "between":
            least = self.value()
            self.expect("and")
            return least, self.value()
        self.expect("(")
        values = [self.value()]
        while self.take(","):
            values.append(self.value())
        self.expect(")")
        return tuple(values)

    def term(self) -> Term:
        name = self.now
        if name.sort is Sort.VALUE:
            self.refuse(say("a field is expected here, not a value."), say("The field comes first: city = 'Kyiv'."))
        if name.sort is not Sort.NAME:
            self.refuse(say("a field is expected here"))
        self.at += 1
        if not self.take("("):
            return Term(name=name.text, span=name.span)
        arguments = []
        if not self.take(")"):
            arguments.append(self.argument())
            while self.take(","):
                arguments.append(self.argument())
            self.expect(")")
        return Term(name=name.text, span=self.since(name.span.start), called=True, arguments=tuple(arguments))

    def argument(self) -> Term | Literal:
        if self.now.sort is not Sort.NAME:
            return self.value()
        name = self.now
        self.at += 1
        return Term(name=name.text, span=name.span)

    def value(self) -> Literal:
        token = self.now
        if self.at_word("today"):
            self.at += 1
            return self.day(token.span.start, None)
        if token.sort is Sort.VALUE:
            self.at += 1
            return self.day(token.span.start, token.value) if type(token.value) is date else self.literal(token)
        if token.text == "-" and self.tokens[self.at + 1].sort is Sort.VALUE:
            return self.below_zero(token.span.start)
        if found := self.take("true", "false"):
            return Literal(value=found.text == "true", span=found.span)
        mend = say("Put texts in quotes: '{word}'.", word=token.text) if token.sort is Sort.NAME else ""
        return self.refuse(say("a value is expected here."), mend)

    def literal(self, token: Token) -> Literal:
        return Literal(value=token.value, span=token.span)

    def below_zero(self, start: int) -> Literal:
        number = self.tokens[self.at + 1].value
        self.at += 1
        if not isinstance(number, Decimal):
            self.refuse(say("a number is expected behind a minus"))
        self.at += 1
        return Literal(value=-number, span=self.since(start))

    def day(self, start: int, day: date | None) -> Literal:
        """A day (None: today) and what is added to it or taken from it."""
        months = days = 0
        while sign := self.take("+", "-"):
            number = self.whole_number(say("a whole number of days is expected here"), least=0, most=MAX_SHIFT)
            unit = UNITS[self.unit()]
            times = -number if sign.text == "-" else number
            months, days = months + times * unit[0], days + times * unit[1]
        value = FromToday(months=months, days=days) if day is None else shifted(day, months=months, days=days)
        return Literal(value=value, span=self.since(start))

    def unit(self) -> str:
        """The unit of time at hand; where none is said, days."""
        token = self.now
        if token.sort is not Sort.NAME or self.at_word("order") or self.at_word("limit"):
            return "days"
        said = token.text.lower()
        unit = said if said in UNITS else f"{said}s"
        if unit not in UNITS:
            meant = nearest(said, UNITS)
            mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
            self.refuse(say("“{word}” is no unit of time: days, weeks, months, years.", word=token.text), mend)
        self.at += 1
        return unit

    def whole_number(self, wrong: str, *, least: int, most: int) -> int:
        number = self.now.value
        if not isinstance(number, Decimal) or number != int(number) or number < least:
            self.refuse(wrong)
        if number > most:
            self.refuse(say("the number is too large"))
        self.at += 1
        return int(number)


def _example_of_segment() -> str:
    return say("For example: {example}", example="in segment 'lost-gold'")
