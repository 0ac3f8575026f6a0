"""Random books and random conditions over the whole grammar; each condition knows what it means by plain Python."""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random  # noqa: TID251 a book from a number, many times quicker than row by row by hypothesis
from typing import Any

from hypothesis import strategies as st

from outreach.segment.who import Segment
from outreach.store.words import AddressState, LetterKind, ReasonStanding, Sign, State
from tests.segment.plain import CAMPAIGNS, TEXTS, TODAY, WORDS, Folk, Sent

OCCASIONS = ("2025", "2025-06-15", "2025-Q3", "2026-06-15", "20255")
REASONS = ("price", "rival", "quality")
KINDS = (LetterKind.NEWSLETTER, LetterKind.GREETING)
KEYS = ("project", "trait")
DAYS = [TODAY + timedelta(days=n) for n in (-400, -365, -61, -60, -59, -30, -29, -1, 0, 1, 15, 30)]
SUMS = (-500, 0, 99_999, 100_000, 100_050, 499_999, 500_000, 2_000_000)


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


# -- books -------------------------------------------------------------------------------------------------------


def books(most: int = 30) -> st.SearchStrategy[list[Folk]]:
    return st.builds(_book, st.integers(1, most), st.integers(0, 2**32))


def _book(size: int, seed: int) -> list[Folk]:
    lots = Random(seed)
    return [_folk(number, lots) for number in range(1, size + 1)]


def _folk(number: int, lots: Random) -> Folk:
    def maybe(choose: Callable[[], Any]) -> Any:
        return choose() if lots.random() < 0.7 else None

    def day() -> date:
        return lots.choice(DAYS) if lots.random() < 0.7 else date(2024, 1, 1) + timedelta(days=lots.randrange(730))

    def some(choose: Callable[[], Any], most: int) -> list[Any]:
        return [choose() for _ in range(lots.randint(0, most))]

    columns = {column: maybe(lambda: lots.choice(WORDS)) for column in TEXTS.values()}
    columns |= {
        "phone": lots.choice((None, "", "+380")),
        "birthday": maybe(day),
        "potential": maybe(lambda: lots.randint(0, 5)),
        "debt": maybe(lambda: lots.choice(SUMS)),
        "contact_on": maybe(day),
    }
    facts = {
        "lost_on": maybe(day),
        "at_risk_on": maybe(day),
        "revenue": lots.choice(SUMS),
        "revenue_year": lots.choice(SUMS),
        "orders": lots.randint(0, 4),
        "order_days": 1,
        "typical_gap": None,
        "last_order_on": maybe(day),
        "first_order_on": None,
        "last_inquiry_on": maybe(day),
        "stated_reason": maybe(lambda: lots.choice(REASONS)),
        "verified_reason": maybe(lambda: lots.choice(REASONS)),
        "silent_90": maybe(lambda: lots.choice((0, 125, 700))),
        "priority": maybe(lambda: lots.choice(SUMS)),
    }
    runs = lots.sample([(key, occasion) for key in CAMPAIGNS for occasion in OCCASIONS], lots.randint(0, 3))
    letters = tuple(
        Sent(campaign=key, occasion=occasion, kind=lots.choice(KINDS), state=lots.choice(tuple(State)), day=day())
        for key, occasion in runs
    )
    return Folk(
        number=number,
        columns=columns,
        facts=facts if lots.random() < 0.8 else None,
        letters=letters,
        replies=tuple(some(lambda: (day(), lots.randrange(-1, len(letters))), 2)),
        orders=tuple(some(lambda: (day(), lots.choice(SUMS)), 4)),
        inquiries=tuple(some(day, 3)),
        contacts=tuple(some(day, 2)),
        reasons=frozenset(some(lambda: (lots.choice(tuple(ReasonStanding)), lots.choice(REASONS)), 2)),
        signs=tuple((sign, day()) for sign in Sign if sign is not Sign.SILENCE and lots.random() < 0.2),
        keys=tuple((key, lots.random() < 0.7) for key in KEYS if lots.random() < 0.4),
        address=lots.choice((None, AddressState.LIVE, AddressState.DEAD)),
        merged=lots.random() < 0.1,
    )


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
    name = draw(st.sampled_from(("lost", "at_risk", "answered", "has_email", "has_phone", "has_fact")))
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
