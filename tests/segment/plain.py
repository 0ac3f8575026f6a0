"""A second, plain evaluator of the where-language over dicts, and random books and conditions to compare it with SQL.

It shares no code with the room: every condition is drawn as its text together with what it means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection, insert

from outreach.store import tables
from outreach.store.words import AddressState, IncomingKind, IncomingState, LetterKind, State

TODAY = date(2025, 10, 1)
MORNING = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)
WORDS = ("Kyiv", "kyiv", "Lviv", "100%", "a_b", "O'Neil", "x*[y]?", "back\\slash", "Київ")
GOLD_FROM, SILVER_FROM = 500_000, 100_000
TEXTS = {"city": "city", "industry": "industry", "territory": "territory", "group": "group_code", "rival": "rival"}
LETTER_STATES = tuple(State)


@dataclass(frozen=True, kw_only=True)
class Folk:
    """One client as drawn, and what each field of his is."""

    number: int
    columns: dict[str, Any]
    facts: dict[str, Any] | None
    letters: tuple[tuple[LetterKind, State, date], ...]
    replies: tuple[date, ...]
    keys: tuple[tuple[str, bool], ...]
    address: AddressState | None
    merged: bool

    def has(self, name: str) -> Any:
        facts = self.facts or {}
        lost_on = facts.get("lost_on")
        known = {
            "id": self.number,
            "lost": _by(lost_on),
            "at_risk": _by(facts.get("at_risk_on")) and not _by(lost_on),
            "days_lost": (TODAY - lost_on).days if lost_on and lost_on <= TODAY else None,
            "tier": _tier(facts.get("revenue")),
            "reason": facts.get("verified_reason") or facts.get("stated_reason"),
            "last_order": facts.get("last_order_on"),
            "last_inquiry": facts.get("last_inquiry_on"),
            "last_letter": _last(self.letters, set(LetterKind)),
            "last_newsletter": _last(self.letters, {LetterKind.NEWSLETTER}),
            "last_answer": max(self.replies, default=None),
            "answered": bool(self.replies),
            "has_email": self.address is AddressState.LIVE,
            "has_phone": bool(self.columns["phone"]),
            "has_fact": any(usable for _, usable in self.keys),
            **{field: self.columns[column] for field, column in TEXTS.items()},
            "birthday": self.columns["birthday"],
            "potential": self.columns["potential"],
        }
        return known[name] if name in known else facts.get(name)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition as text and as meaning; `loose` needs brackets beside a tighter operator."""

    text: str
    holds: Callable[[Folk], bool]
    strength: int = field(default=3)  # 3 a test, 2 not, 1 and, 0 or

    def within(self, strength: int) -> str:
        return self.text if self.strength >= strength else f"({self.text})"


def put(connection: Connection, book: list[Folk]) -> None:
    """Writes the book into a store, by the caller's transaction."""
    moments = {"named_at": MORNING, "created_at": MORNING, "changed_at": MORNING}
    connection.execute(
        insert(tables.clients),
        [{"id": folk.number, "code": f"C{folk.number}", **folk.columns, **moments} for folk in book],
    )
    for folk in book[1:]:
        if folk.merged:
            merged = tables.clients.update().where(tables.clients.c.id == folk.number)
            connection.execute(merged.values(merged_into=book[0].number))
    _facts(connection, book)
    _letters(connection, book)
    replies = [_reply(folk, at, day) for folk in book for at, day in enumerate(folk.replies)]
    _rows(connection, tables.incoming, replies)
    known = [
        {"client_id": folk.number, "key": key, "value": "…", "usable": usable, "added_at": MORNING}
        for folk in book
        for key, usable in dict(folk.keys).items()
    ]
    _rows(connection, tables.personal_facts, known)
    written = [
        {"client_id": f.number, "email": f"{f.number}@e.example", "address_key": f"{f.number}@e.example",
         "state": f.address, "added_at": MORNING}
        for f in book if f.address
    ]  # fmt: skip
    _rows(connection, tables.addresses, written)


def _facts(connection: Connection, book: list[Folk]) -> None:
    _rows(
        connection,
        tables.client_facts,
        [{"client_id": folk.number, **folk.facts, "computed_on": TODAY} for folk in book if folk.facts is not None],
    )
    cuts = {"gold_from": GOLD_FROM, "silver_from": SILVER_FROM}
    connection.execute(
        insert(tables.business_facts).values(
            id=1, clients=len(book), computed_on=TODAY, settings_digest="", median_gap=30, **cuts
        )
    )


def _letters(connection: Connection, book: list[Folk]) -> None:
    campaign = {"id": 1, "key": "c", "title": "C", "kind": LetterKind.GREETING, "first_seen_at": MORNING}
    _rows(connection, tables.campaigns, [campaign])
    sent = [(folk.number, at, *letter) for folk in book for at, letter in enumerate(folk.letters)]
    decisions = [
        {"id": n, "campaign_id": 1, "occasion": f"o{at}", "client_id": client, "choice": "write", "because": "due",
         "detail": {}, "theme": "t", "decided_at": MORNING}
        for n, (client, at, *_) in enumerate(sent, 1)
    ]  # fmt: skip
    _rows(connection, tables.decisions, decisions)
    letters = [
        {"id": n, "decision_id": n, "campaign_id": 1, "occasion": f"o{at}", "client_id": client, "kind": kind,
         "state": state, "email": "a@e.example", "address_key": f"{client}@e.example", "language": "uk",
         "sender": "s", "subject": "s", "message_id": str(n), "message": b"", "message_hash": "", "digest": "",
         "facts_used": [], "mail_from": "", "due_at": MORNING, "day_ends_at": MORNING, "expires_at": MORNING,
         "time_zone": "UTC",
         "drafted_at": MORNING, "going_at": _moment(day)}
        for n, (client, at, kind, state, day) in enumerate(sent, 1)
    ]  # fmt: skip
    _rows(connection, tables.letters, letters)


def _rows(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _reply(folk: Folk, at: int, day: date) -> dict[str, Any]:
    return {
        "source": "s", "sha256": f"{folk.number}-{at}", "raw": b"", "fetched_at": _moment(day), "evidence": "token",
        "state": IncomingState.APPLIED, "kind": IncomingKind.REPLY, "client_id": folk.number,
    }  # fmt: skip


def _moment(day: date) -> datetime:
    """Just before midnight on odd days, at midnight on even ones: where a day is easily lost."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begins if day.day % 2 == 0 else begins + timedelta(days=1, microseconds=-1)


def _by(day: date | None) -> bool:
    return day is not None and day <= TODAY


def _tier(revenue: int | None) -> str | None:
    if revenue is None:
        return None
    return "gold" if revenue >= GOLD_FROM else "silver" if revenue >= SILVER_FROM else "copper"


def _last(letters: tuple[tuple[LetterKind, State, date], ...], kinds: set[LetterKind]) -> date | None:
    left = {State.GOING, State.SENT, State.BOUNCED, State.IN_DOUBT}
    return max((day for kind, state, day in letters if kind in kinds and state in left), default=None)


# -- drawn -------------------------------------------------------------------------------------------------------

days = st.one_of(
    st.sampled_from([TODAY + timedelta(days=n) for n in (-400, -61, -60, -59, -1, 0, 1, 30)]),
    st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 1, 1)),
)
words = st.sampled_from(WORDS)
reasons = st.sampled_from(("price", "rival", "quality"))
sums = st.sampled_from((-500, 0, 99_999, 100_000, 100_050, 499_999, 500_000, 2_000_000))
_KEYS = ("project", "trait")


def _maybe(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | some


@st.composite
def folk(draw: st.DrawFn, number: int) -> Folk:
    columns = {column: draw(_maybe(words)) for column in TEXTS.values()}
    columns |= {
        "phone": draw(st.sampled_from((None, "", "+380"))),
        "birthday": draw(_maybe(days)),
        "potential": draw(_maybe(st.integers(0, 5))),
    }
    facts = {
        "lost_on": draw(_maybe(days)), "at_risk_on": draw(_maybe(days)), "revenue": draw(sums),
        "revenue_year": draw(sums), "orders": draw(st.integers(0, 4)), "order_days": 1, "typical_gap": None,
        "last_order_on": draw(_maybe(days)), "first_order_on": None, "last_inquiry_on": draw(_maybe(days)),
        "stated_reason": draw(_maybe(reasons)), "verified_reason": draw(_maybe(reasons)),
    }  # fmt: skip
    letter = st.tuples(
        st.sampled_from((LetterKind.NEWSLETTER, LetterKind.GREETING)), st.sampled_from(LETTER_STATES), days
    )
    return Folk(
        number=number,
        columns=columns,
        facts=draw(st.sampled_from((facts, facts, facts, None))),
        letters=tuple(draw(st.lists(letter, max_size=2))),
        replies=tuple(draw(st.lists(days, max_size=1))),
        keys=tuple(draw(st.dictionaries(st.sampled_from(_KEYS), st.booleans(), max_size=2)).items()),
        address=draw(st.sampled_from((None, AddressState.LIVE, AddressState.DEAD))),
        merged=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def books(draw: st.DrawFn, most: int = 30) -> list[Folk]:
    return [draw(folk(number)) for number in range(1, draw(st.integers(1, most)) + 1)]


def conditions() -> st.SearchStrategy[Condition]:
    return st.recursive(_tests(), _joined, max_leaves=6)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(parts.map(_not), several.map(_and), several.map(_or))


def _not(of: Condition) -> Condition:
    return Condition(text=f"not {of.within(2)}", holds=lambda who: not of.holds(who), strength=2)


def _and(parts: list[Condition]) -> Condition:
    text = " and ".join(part.within(2) for part in parts)
    return Condition(text=text, holds=lambda who: all(part.holds(who) for part in parts), strength=1)


def _or(parts: list[Condition]) -> Condition:
    text = " OR ".join(part.within(1) for part in parts)
    return Condition(text=text, holds=lambda who: any(part.holds(who) for part in parts), strength=0)


def _tests() -> st.SearchStrategy[Condition]:
    return st.one_of(
        _text_tests(), _claims(), _ordered(st.sampled_from(("orders", "days_lost", "potential", "id")), numbers),
        _ordered(st.sampled_from(("revenue", "revenue_year")), sums, written=lambda minor: f"{minor / 100:.2f}"),
        _ordered(st.sampled_from(("lost_on", "last_order", "birthday", "last_letter", "last_newsletter",
                                  "last_answer")), days, written=str),
        _since(), _tiers(),
    )  # fmt: skip


numbers = st.one_of(st.integers(-3, 5), st.sampled_from((60, 400, 999_999, -4_000_000)))
_WORD_FIELDS = (*TEXTS, "reason")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def _text_tests(draw: st.DrawFn) -> Condition:
    name, word, other = draw(st.sampled_from(_WORD_FIELDS)), draw(words | reasons), draw(words)
    pattern = draw(st.sampled_from((word, word[:2] + "%", "%" + word[-1:], "_" * len(word), "%_%", "")))
    both = f"{name} in ({_quoted(word)}, {_quoted(other)})"
    plain = draw(
        st.sampled_from((
            Condition(text=f"{name} = {_quoted(word)}", holds=lambda who: who.has(name) == word),
            Condition(text=both, holds=lambda who: who.has(name) in {word, other}),
            Condition(text=f"{name} like {_quoted(pattern)}", holds=lambda who: _like(who.has(name), pattern)),
            Condition(text=f"{name} is null", holds=lambda who: who.has(name) is None),
        ))
    )  # fmt: skip
    return _perhaps_negated(draw, plain)


def _perhaps_negated(draw: st.DrawFn, plain: Condition) -> Condition:
    negations = ((" is null", " is not null"), (" like ", " not like "), (" in (", " not in ("),
                 (" between ", " not between "), (" = ", " != "))  # fmt: skip
    for said, denied in negations:
        if said in plain.text and draw(st.booleans()):
            return Condition(text=plain.text.replace(said, denied, 1), holds=lambda who: not plain.holds(who))
    return plain


def _like(value: str | None, pattern: str) -> bool:
    signs = {"%": ".*", "_": "."}
    expression = "".join(signs.get(sign, re.escape(sign)) for sign in pattern)
    return value is not None and re.fullmatch(expression, value, re.DOTALL) is not None


@st.composite
def _claims(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(("lost", "at_risk", "answered", "has_email", "has_phone", "has_fact")))
    key = draw(st.sampled_from((*_KEYS, "nothing")))
    text, holds = draw(
        st.sampled_from((
            (name, lambda who: bool(who.has(name))),
            (f"{name} = false", lambda who: not who.has(name)),
            (f"{name} != true", lambda who: not who.has(name)),
            (f"has('{key}')", lambda who: (key, True) in who.keys),
        ))
    )  # fmt: skip
    return Condition(text=text, holds=holds)


@st.composite
def _tiers(draw: st.DrawFn) -> Condition:
    tier = draw(st.sampled_from(("gold", "silver", "copper")))
    plain = draw(
        st.sampled_from((
            Condition(text=f"tier = '{tier}'", holds=lambda who: who.has("tier") == tier),
            Condition(text=f"tier in ('gold', '{tier}')", holds=lambda who: who.has("tier") in {"gold", tier}),
            Condition(text="tier is null", holds=lambda who: who.has("tier") is None),
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


@st.composite
def _ordered(
    draw: st.DrawFn,
    names: st.SearchStrategy[str],
    values: st.SearchStrategy[Any],
    written: Callable[[Any], str] = str,
) -> Condition:
    name, sign = draw(names), draw(st.sampled_from((*_ORDER, "in", "between", "is null")))
    return _perhaps_negated(draw, _test(name, sign, draw(values), draw(values), written, lambda who: who.has(name)))


@st.composite
def _since(draw: st.DrawFn) -> Condition:
    """Days since what never was are endless: greater than all, equal to none."""
    name = draw(st.sampled_from(("last_letter", "last_order", "birthday", "last_inquiry", "last_answer")))
    sign = draw(st.sampled_from((*_ORDER, "in", "between", "is null")))

    def value(who: Folk) -> Any:
        day = who.has(name)
        return (TODAY - day).days if day else None if sign == "is null" else float("inf")

    term = f"days_since({name})"
    return _perhaps_negated(draw, _test(term, sign, draw(numbers), draw(numbers), str, value))


def _test(
    term: str, sign: str, one: Any, other: Any, written: Callable[[Any], str], value: Callable[[Folk], Any]
) -> Condition:
    least, most = min(one, other), max(one, other)
    match sign:
        case "is null":
            return Condition(text=f"{term} is null", holds=lambda who: value(who) is None)
        case "in":
            return Condition(
                text=f"{term} in ({written(one)}, {written(other)})", holds=lambda who: value(who) in (one, other)
            )
        case "between":
            return Condition(
                text=f"{term} between {written(least)} and {written(most)}",
                holds=lambda who: value(who) is not None and least <= value(who) <= most,
            )
    compare = _ORDER[sign]
    return Condition(
        text=f"{term} {sign} {written(one)}",
        holds=lambda who: value(who) is not None and compare(value(who), one),
    )
