"""Random conditions over the whole grammar; each knows what it means by plain Python."""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from outreach.segment.who import Segment
from outreach.store.words import LetterKind, ReasonStanding, Sign, Stage
from tests.segment.drawn_books import DAYS, KEYS, KINDS, REASONS, SUMS
from tests.segment.plain import CAMPAIGNS, TEXTS, TODAY, WORDS, Folk


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition as text and as meaning on a day."""

    text: str
    holds: Callable[[Folk, date], bool]
    strength: int = 3  # 3 a test, 2 not, 1 and, 0 or: a looser one needs brackets
    mentioned: tuple[Segment, ...] = ()  # the saved segments it names

    def within(self, strength: int) -> str:
        return self.text if self.strength >= strength else f"({self.text})"

    def segment(self, **more: Any) -> Segment:
        return Segment(where=self.text, mentioned=self.mentioned, **more)


# -- conditions --------------------------------------------------------------------------------------------------

days = st.one_of(st.sampled_from(DAYS), st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 1, 1)))
words = st.sampled_from(WORDS)
sums = st.sampled_from(SUMS)
numbers = st.one_of(st.integers(-3, 5), st.sampled_from((60, 400, 999_999, -4_000_000)))
windows = st.sampled_from((1, 2, 30, 31, 60, 61, 365, 36_500))


def conditions() -> st.SearchStrategy[Condition]:
    return st.recursive(_tests(), _joined, max_leaves=6)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(parts.map(_not), several.map(_and), several.map(_or), parts.map(_named))


def _not(of: Condition) -> Condition:
    return Condition(
        text=f"not {of.within(2)}", holds=lambda who, on: not of.holds(who, on), strength=2, mentioned=of.mentioned
    )


def _and(parts: list[Condition]) -> Condition:
    text = " and ".join(part.within(2) for part in parts)
    mentioned = _all_mentioned(parts)
    return Condition(
        text=text, holds=lambda who, on: all(part.holds(who, on) for part in parts), strength=1, mentioned=mentioned
    )


def _or(parts: list[Condition]) -> Condition:
    text = " OR ".join(part.within(1) for part in parts)
    mentioned = _all_mentioned(parts)
    return Condition(
        text=text, holds=lambda who, on: any(part.holds(who, on) for part in parts), strength=0, mentioned=mentioned
    )


def _named(of: Condition) -> Condition:
    """A saved segment that has its condition for its name."""
    saved = of.segment(name=of.text)
    return Condition(text=f"In Segment {_quoted(of.text)}", holds=of.holds, mentioned=(saved,))


def _all_mentioned(parts: Sequence[Condition]) -> tuple[Segment, ...]:
    return tuple({one.name: one for part in parts for one in part.mentioned}.values())


def _tests() -> st.SearchStrategy[Condition]:
    return st.one_of(
        _text_tests(),
        _claims(),
        _asked(),
        _ordered(st.sampled_from(("orders", "days_lost", "potential", "id")), numbers),
        _ordered(st.sampled_from(("revenue", "revenue_year", "debt", "priority")), sums, written=_major),
        _ordered(st.just("score"), st.sampled_from((0, 125, 126, 700)), written=lambda held: f"{held / 10:g}"),
        _dates(),
        _since(),
        _windowed(),
        _tiers(),
        _stages(),
    )


def _major(minor: int) -> str:
    return f"{minor / 100:.2f}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _always(holds: Callable[[Folk], bool]) -> Callable[[Folk, date], bool]:
    return lambda who, _on: holds(who)


@st.composite
def _text_tests(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from((*TEXTS, "reason")))
    word, other = draw(words | st.sampled_from(REASONS)), draw(words)
    pattern = draw(st.sampled_from((word, word.upper(), word[:2].swapcase() + "%", "%" + word[-1:], "_" * len(word),
                                    "%_%", "", re.sub(r"[%_]", r"\\\g<0>", word), "%\\%", "x*%\\")))  # fmt: skip
    both = f"{name} in ({_quoted(word)}, {_quoted(other)})"
    plain = draw(
        st.sampled_from((
            Condition(text=f"{name} = {_quoted(word)}", holds=_always(lambda who: who.has(name) == word)),
            Condition(text=both, holds=_always(lambda who: who.has(name) in {word, other})),
            Condition(text=f"{name} like {_quoted(pattern)}", holds=_always(lambda who: _like(who.has(name), pattern))),
            Condition(text=f"{name} is null", holds=_always(lambda who: who.has(name) is None)),
        ))
    )  # fmt: skip
    return _perhaps_negated(draw, plain)


def _perhaps_negated(draw: st.DrawFn, plain: Condition) -> Condition:
    negations = ((" is null", " is not null"), (" like ", " not like "), (" in (", " not in ("),
                 (" between ", " not between "), (" = ", " != "))  # fmt: skip
    for said, denied in negations:
        if said in plain.text and draw(st.booleans()):
            text = plain.text.replace(said, denied, 1)
            return Condition(text=text, holds=lambda who, on: not plain.holds(who, on))
    return plain


def _like(value: str | None, pattern: str) -> bool:
    expression, at = "", 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\" and at + 1 < len(pattern) and pattern[at + 1] in "%_\\":
            at += 1
            expression += re.escape(pattern[at])
        else:
            expression += {"%": ".*", "_": "."}.get(sign, re.escape(sign))
        at += 1
    return value is not None and re.fullmatch(expression, value, re.DOTALL | re.IGNORECASE) is not None


@st.composite
def _claims(draw: st.DrawFn) -> Condition:
    name = draw(
        st.sampled_from(("lost", "at_risk", "answered", "has_email", "has_phone", "has_fact", "lost_after_first"))
    )
    text, wanted = draw(st.sampled_from(((name, True), (f"{name} = false", False), (f"{name} != true", False))))
    return Condition(text=text, holds=lambda who, on: bool(who.has(name, today=on)) is wanted)


@st.composite
def _asked(draw: st.DrawFn) -> Condition:
    """What is asked of facts, campaigns, reasons and signs."""
    key = draw(st.sampled_from((*KEYS, "nothing")))
    named = draw(st.sampled_from((*CAMPAIGNS, "nothing", *(f"{key}/{one}" for key in CAMPAIGNS for one in
                                  ("2025", "2025-06-15", "2025-06", "202", "2026")))))  # fmt: skip
    reason, sign = draw(st.sampled_from((*REASONS, "other"))), draw(st.sampled_from(tuple(Sign)))
    return draw(
        st.sampled_from((
            Condition(text=f"has('{key}')", holds=_always(lambda who: (key, True) in who.keys)),
            Condition(text=f"got('{named}')", holds=_always(lambda who: who.got(named))),
            Condition(text=f"replied('{named}')", holds=_always(lambda who: who.replied(named))),
            Condition(text="replied()", holds=_always(lambda who: who.replied(""))),
            Condition(text=f"stated('{reason}')", holds=_always(lambda who: _told(who, "stated", reason))),
            Condition(text=f"verified('{reason}')", holds=_always(lambda who: _told(who, "verified", reason))),
            Condition(text=f"sign('{sign}')", holds=lambda who, on: who.shows(sign, today=on)),
        ))
    )  # fmt: skip


def _told(who: Folk, standing: str, reason: str) -> bool:
    return (ReasonStanding(standing), reason) in who.reasons


@st.composite
def _tiers(draw: st.DrawFn) -> Condition:
    tier = draw(st.sampled_from(("gold", "silver", "copper")))
    plain = draw(
        st.sampled_from((
            Condition(text=f"tier = '{tier}'", holds=_always(lambda who: who.has("tier") == tier)),
            Condition(text=f"tier in ('gold', '{tier}')", holds=_always(lambda who: who.has("tier") in {"gold", tier})),
            Condition(text="tier is null", holds=_always(lambda who: who.has("tier") is None)),
        ))
    )  # fmt: skip
    return _perhaps_negated(draw, plain)


@st.composite
def _stages(draw: st.DrawFn) -> Condition:
    one, other = draw(st.sampled_from(tuple(Stage))), draw(st.sampled_from(tuple(Stage)))
    plain = draw(
        st.sampled_from((
            Condition(text=f"stage = '{one}'", holds=lambda who, on: who.stage(on) == one),
            Condition(text=f"stage in ('{one}', '{other}')", holds=lambda who, on: who.stage(on) in {one, other}),
            Condition(text="stage is null", holds=lambda who, on: who.stage(on) is None),
        ))
    )  # fmt: skip
    return _perhaps_negated(draw, plain)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_signs = st.sampled_from((*_ORDER, "in", "between", "is null"))
Value = Callable[[date], Any]  # what a written value is on a day


@st.composite
def _ordered(
    draw: st.DrawFn, names: st.SearchStrategy[str], values: st.SearchStrategy[Any], written: Callable[[Any], str] = str
) -> Condition:
    name, sign, (least, most) = draw(names), draw(_signs), sorted((draw(values), draw(values)))
    one, other = (written(least), _fixed(least)), (written(most), _fixed(most))
    return _perhaps_negated(draw, _test(name, sign, one, other, lambda who, on: who.has(name, today=on)))


def _fixed(value: Any) -> Value:
    return lambda _on: value


@st.composite
def _dates(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(("lost_on", "last_order", "birthday", "next_contact", "last_letter", "last_newsletter",
                                 "last_answer")))  # fmt: skip
    one, other = sorted((draw(_days()), draw(_days())), key=lambda day: day[1](TODAY))
    # Which is first may change with the day, and a between that is backwards is refused: there only days alone.
    sign = draw(_signs)
    if sign == "between" and ("month" in one[0] + other[0] or ("today" in one[0]) != ("today" in other[0])):
        sign = ">="
    return _perhaps_negated(draw, _test(name, sign, one, other, lambda who, on: who.has(name, today=on)))


@st.composite
def _days(draw: st.DrawFn) -> tuple[str, Value]:
    """A day as it may be written, and which it is."""
    day, n = draw(days), draw(st.integers(-70, 70))
    shift = f"{'-' if n < 0 else '+'} {abs(n)}"
    months = draw(st.integers(-14, 14))
    moved = f"{'-' if months < 0 else '+'} {abs(months)} months"
    either: tuple[str, Value] = draw(
        st.sampled_from((
            (str(day), _fixed(day)),
            (f"{day} {shift} days", _fixed(day + timedelta(days=n))),
            (f"{day} {moved}", _fixed(_months_on(day, months))),
            ("today", lambda on: on),
            (f"today {shift}", lambda on: on + timedelta(days=n)),
            (f"Today {shift} weeks", lambda on: on + timedelta(weeks=n)),
            (f"today {moved}", lambda on: _months_on(on, months)),
        ))
    )  # fmt: skip
    return either


def _months_on(day: date, months: int) -> date:
    year, month = day.year, day.month + months
    while month < 1:
        year, month = year - 1, month + 12
    while month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@st.composite
def _since(draw: st.DrawFn) -> Condition:
    """Days since what never was are endless: greater than all, equal to none."""
    name, sign = (
        draw(st.sampled_from(("last_letter", "last_order", "birthday", "last_inquiry", "last_answer"))),
        draw(_signs),
    )

    def value(who: Folk, on: date) -> Any:
        day = who.has(name, today=on)
        return (on - day).days if day else None if sign == "is null" else float("inf")

    least, most = sorted((draw(numbers), draw(numbers)))
    one, other = (str(least), _fixed(least)), (str(most), _fixed(most))
    return _perhaps_negated(draw, _test(f"days_since({name})", sign, one, other, value))


@st.composite
def _windowed(draw: st.DrawFn) -> Condition:
    """Counts and sums in a window of days."""
    what, window, sign = (
        draw(st.sampled_from(("orders", "spent", "inquiries", "contacts", "letters"))),
        draw(windows),
        draw(_signs),
    )
    kind = draw(st.sampled_from((None, *KINDS))) if what == "letters" else None
    values, written = (sums, _major) if what == "spent" else (st.integers(-1, 3), str)
    least, most = sorted((draw(values), draw(values)))
    one, other = (written(least), _fixed(least)), (written(most), _fixed(most))
    term = f"{what}('{kind}', {window})" if kind else f"{what}({window})"
    held = _test(term, sign, one, other, lambda who, on: who.within(what, window, today=on, kind=kind))
    return _perhaps_negated(draw, held)


def _test(
    term: str, sign: str, one: tuple[str, Value], other: tuple[str, Value], value: Callable[[Folk, date], Any]
) -> Condition:
    (least, at_least), (most, at_most) = one, other
    match sign:
        case "is null":
            return Condition(text=f"{term} is null", holds=lambda who, on: value(who, on) is None)
        case "in":
            text = f"{term} in ({least}, {most})"
            return Condition(text=text, holds=lambda who, on: value(who, on) in (at_least(on), at_most(on)))
        case "between":
            return Condition(
                text=f"{term} between {least} and {most}",
                holds=lambda who, on: value(who, on) is not None and at_least(on) <= value(who, on) <= at_most(on),
            )
    compare = _ORDER[sign]
    return Condition(
        text=f"{term} {sign} {least}",
        holds=lambda who, on: value(who, on) is not None and compare(value(who, on), at_least(on)),
    )


# -- orders ------------------------------------------------------------------------------------------------------


def orderings() -> st.SearchStrategy[tuple[str, Callable[[Folk], Any]]]:
    """By what to order, and what that is; greater means later."""
    return st.sampled_from((
        ("revenue", lambda who: who.has("revenue")),
        ("last_order", lambda who: who.has("last_order")),
        ("days_lost", lambda who: who.has("days_lost")),
        ("spent(365)", lambda who: who.within("spent", 365, today=TODAY)),
        ("letters('newsletter', 61)", lambda who: who.within("letters", 61, today=TODAY, kind=LetterKind.NEWSLETTER)),
        ("days_since(last_letter)", lambda who: _ago(who.has("last_letter"))),
    ))  # fmt: skip


def _ago(day: date | None) -> int | None:
    return (TODAY - day).days if day else None
