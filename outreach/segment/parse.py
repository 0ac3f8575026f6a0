"""Reads a where-expression: precedence is `or`, `and`, `not`, then a test of one field. Its grammar:

    test    = term | term compare value | term [not] in (value, ...) | term [not] between value and value
            | term [not] like 'text' | term is [not] null
    term    = field | function(field or 'text')
    value   = 'text' | "text" | 12.50 | 2025-01-31 | true | false

Which fields there are and what they may be compared with is decided in `meaning`.
"""

from typing import Never

from outreach.locale import say
from outreach.segment.lexer import Sort, Token, tokens_of
from outreach.segment.meaning import meaning_of
from outreach.segment.syntax import (
    All,
    Any,
    Comparison,
    Expression,
    Literal,
    Mistake,
    Not,
    NotUnderstood,
    Operator,
    Span,
    Term,
)

MAX_DEPTH = 32  # brackets and nots inside one another
MAX_TESTS = 200  # databases have limits of their own, far above this


def parse(text: str) -> Expression:
    """The expression with names resolved and values converted; raises NotUnderstood with every mistake in it."""
    parsed = _Reader(tokens_of(text)).whole()
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
        return self.test()

    def test(self) -> Comparison:
        self.tests += 1
        if self.tests > MAX_TESTS:
            self.refuse(say("the condition has more than {most} comparisons", most=MAX_TESTS))
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
        arguments = [self.argument()]
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
        if token.sort is Sort.VALUE:
            self.at += 1
            return Literal(value=token.value, span=token.span)
        if found := self.take("true", "false"):
            return Literal(value=found.text == "true", span=found.span)
        mend = say("Put texts in quotes: '{word}'.", word=token.text) if token.sort is Sort.NAME else ""
        return self.refuse(say("a value is expected here."), mend)
