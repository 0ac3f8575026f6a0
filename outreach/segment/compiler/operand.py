"""What each term of the where-language is in SQL: a column, a moment, days since one, a claim, a choice of words.

How these are compared stands in `comparison`. A field that is no column gets a function here, entered in `_DERIVED`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias, assert_never

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy import Column as Stored

from outreach.lapse.records.stage import lost_after_first, stage_column, stages
from outreach.segment.field import Column, Derived
from outreach.segment.meaning import resolved
from outreach.segment.syntax import Literal, Term
from outreach.store.tables import (
    addresses,
    business_facts,
    campaigns,
    client_facts,
    client_signs,
    clients,
    contacts,
    incoming,
    inquiries,
    letters,
    metadata,
    orders,
    personal_facts,
    reasons,
)
from outreach.store.words import LEFT, AddressState, IncomingKind, LetterKind, ReasonStanding, Sign, State, Tier

REACHED = (State.GOING, State.SENT, State.IN_DOUBT)  # of those that left, it did not come back
SHORT = 366  # days of a window: everybody's rows of longer ones are too many to be gone through for one condition
_DATED = frozenset({orders.name, inquiries.name, letters.name})  # they have an index by their day alone
_BEYOND = 2**62  # a revenue that nobody has
_FROM_FACTS = frozenset({
    Derived.LOST, Derived.AT_RISK, Derived.DAYS_LOST, Derived.TIER, Derived.REASON, Derived.STAGE,
    Derived.LOST_AFTER_FIRST,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A value compared as it is."""

    value: ColumnElement[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """A moment, compared by its day in UTC."""

    at: ColumnElement[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from a date until today; where there is none, unknown, or with `endless` more than any number."""

    since: Plain | Moments
    endless: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """True or not."""

    holds: ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few words, each with the condition that makes it the one; `word` says which it is."""

    words: tuple[tuple[str, ColumnElement[bool]], ...]
    word: ColumnElement[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count or sum over rows of his in a window of days, 0 where there is none.

    `some` is given where it asks whether there are any. `few` are the rows of everybody in a window so short that they
    are read more quickly at once than client by client, and `total` is what is counted over them.
    """

    number: ColumnElement[Any]
    total: ColumnElement[Any]
    some: ColumnElement[bool] | None
    few: Select[Any] | None

    def at_least(self, least: int) -> ColumnElement[bool]:
        """Whether it is so much, which is above 0."""
        if self.few is None:
            return self.number >= literal(least, BigInteger)
        those = self.few.group_by(*self.few.selected_columns).having(self.total >= literal(least, BigInteger))
        return clients.c.id.in_(those)


Operand: TypeAlias = Plain | Moments | Days | Claim | Choice | Counted


def operand_of(term: Term, *, today: date) -> Operand:
    """What a term of a checked expression is in SQL, over `clients` left joined with `client_facts`."""
    source = resolved(term).source
    if isinstance(source, Column):
        return Plain(value=metadata.tables[source.table].c[source.name])
    return _DERIVED[source](term, today)


def asks_facts(term: Term) -> bool:
    """Whether the term, or what stands between its brackets, needs `client_facts`."""
    source = resolved(term).source
    own = source.table == client_facts.name if isinstance(source, Column) else source in _FROM_FACTS
    return own or any(asks_facts(argument) for argument in term.arguments if isinstance(argument, Term))


def value_of(operand: Operand) -> ColumnElement[Any]:
    """The client's own value in SQL: a Days gives its date, a Claim 1 or 0."""
    match operand:
        case Plain():
            return operand.value
        case Moments():
            return operand.at
        case Days():
            return value_of(operand.since)
        case Claim():
            return case((operand.holds, 1), else_=0)
        case Counted():
            return operand.number
        case Choice():
            return operand.word
        case _:
            assert_never(operand)


def _lost(_term: Term, today: date) -> Claim:
    return Claim(holds=client_facts.c.lost_on <= today)


def _at_risk(_term: Term, today: date) -> Claim:
    lost_on = client_facts.c.lost_on
    return Claim(holds=and_(client_facts.c.at_risk_on <= today, or_(lost_on.is_(None), lost_on > today)))


def _days_lost(_term: Term, today: date) -> Days:
    lost_on = client_facts.c.lost_on
    return Days(since=Plain(value=case((lost_on <= today, lost_on))), endless=False)


def _tier(_term: Term, _today: date) -> Choice:
    # Ranges rather than a CASE, so that the index over revenue serves; without cuts everybody is copper.
    gold, silver = (
        func.coalesce(select(cut).scalar_subquery(), literal(_BEYOND, BigInteger))
        for cut in (business_facts.c.gold_from, business_facts.c.silver_from)
    )
    revenue = client_facts.c.revenue
    words = (
        (Tier.GOLD.value, revenue >= gold),
        (Tier.SILVER.value, and_(revenue >= silver, revenue < gold)),
        (Tier.COPPER.value, revenue < silver),
    )
    return Choice(words=words, word=case(*((condition, word) for word, condition in words), else_=None))


def _stage(_term: Term, today: date) -> Choice:
    return Choice(words=tuple((word.value, holds) for word, holds in stages(today)), word=stage_column(today))


def _lost_after_first(_term: Term, today: date) -> Claim:
    return Claim(holds=lost_after_first(today))


def _reason(_term: Term, _today: date) -> Plain:
    return Plain(value=func.coalesce(client_facts.c.verified_reason, client_facts.c.stated_reason))


def _last_letter(_term: Term, _today: date) -> Moments:
    return Moments(at=_last_left())


def _last_newsletter(_term: Term, _today: date) -> Moments:
    return Moments(at=_last_left(letters.c.kind == LetterKind.NEWSLETTER))


def _last_left(*more: ColumnElement[bool]) -> ColumnElement[Any]:
    left = (letters.c.client_id == clients.c.id, letters.c.state.in_(LEFT), *more)
    return select(func.max(letters.c.going_at)).where(*left).correlate(clients).scalar_subquery()


def _last_answer(_term: Term, _today: date) -> Moments:
    his = (incoming.c.client_id == clients.c.id, incoming.c.kind == IncomingKind.REPLY)
    return Moments(at=select(func.max(incoming.c.fetched_at)).where(*his).correlate(clients).scalar_subquery())


def _answered(_term: Term, _today: date) -> Claim:
    return Claim(holds=_some(incoming.c.client_id, incoming.c.kind == IncomingKind.REPLY))


def _has_email(_term: Term, _today: date) -> Claim:
    return Claim(holds=_some(addresses.c.client_id, addresses.c.state == AddressState.LIVE))


def _has_phone(_term: Term, _today: date) -> Claim:
    return Claim(holds=clients.c.phone != "")


def _has_fact(_term: Term, _today: date) -> Claim:
    return Claim(holds=_some(personal_facts.c.client_id, personal_facts.c.usable))


def _has(term: Term, _today: date) -> Claim:
    key = _text(term)
    return Claim(holds=_some(personal_facts.c.client_id, personal_facts.c.usable, personal_facts.c.key == key))


def _orders(term: Term, today: date) -> Counted:
    his = (*_within(orders.c.ordered_on, term, today), orders.c.amount >= 0)
    return _counted(term, orders.c.client_id, *his)


def _spent(term: Term, today: date) -> Counted:
    his = _within(orders.c.ordered_on, term, today)
    return _totalled(term, func.coalesce(func.sum(orders.c.amount), 0), orders.c.client_id, *his)


def _inquiries(term: Term, today: date) -> Counted:
    return _counted(term, inquiries.c.client_id, *_within(inquiries.c.asked_on, term, today))


def _contacts(term: Term, today: date) -> Counted:
    return _counted(term, contacts.c.client_id, *_within(contacts.c.on_day, term, today))


def _letters(term: Term, today: date) -> Counted:
    of_kind = [letters.c.kind == LetterKind(_text(term))] if len(term.arguments) > 1 else []
    first, after = (datetime.combine(day, time(), UTC) for day in _window(term, today))
    during = (letters.c.going_at >= first, letters.c.going_at < after)
    return _counted(term, letters.c.client_id, letters.c.state.in_(LEFT), *during, *of_kind)


def _got(term: Term, _today: date) -> Claim:
    # Read once: one by one they would be sought in whatever order the other conditions find the clients.
    those = select(letters.c.client_id).where(letters.c.state.in_(REACHED), *_of_campaign(_text(term)))
    return Claim(holds=clients.c.id.in_(those))


def _replied(term: Term, today: date) -> Claim:
    if not term.arguments:
        return _answered(term, today)
    answers = (incoming.c.kind == IncomingKind.REPLY, letters.c.id == incoming.c.letter_id)
    return Claim(holds=_some(incoming.c.client_id, *answers, *_of_campaign(_text(term))))


def _of_campaign(named: str) -> tuple[ColumnElement[bool], ...]:
    """Of the letters: KEY, KEY/OCCASION, or KEY/YEAR where the occasions are days of it or its quarters."""
    key, _, occasion = named.partition("/")
    number = select(campaigns.c.id).where(campaigns.c.key == key).scalar_subquery()
    if not occasion:
        return (letters.c.campaign_id == number,)
    begins = func.substr(letters.c.occasion, 1, len(occasion) + 1) == f"{occasion}-"
    return letters.c.campaign_id == number, or_(letters.c.occasion == occasion, begins)


def _stated(term: Term, _today: date) -> Claim:
    return _of_reason(ReasonStanding.STATED, _text(term))


def _verified(term: Term, _today: date) -> Claim:
    return _of_reason(ReasonStanding.VERIFIED, _text(term))


def _of_reason(standing: ReasonStanding, reason: str) -> Claim:
    return Claim(holds=_some(reasons.c.client_id, reasons.c.standing == standing, reasons.c.reason == reason))


def _sign(term: Term, today: date) -> Claim:
    sign = Sign(_text(term))
    if sign is Sign.SILENCE:
        return Claim(holds=_some(client_facts.c.client_id, client_facts.c.lost_on <= today))
    # Few show a sign, and they are found by its index.
    those = select(client_signs.c.client_id).where(client_signs.c.sign == sign, client_signs.c.since <= today)
    return Claim(holds=clients.c.id.in_(those))


def _text(term: Term) -> str:
    given = term.arguments[0]
    assert isinstance(given, Literal)
    return str(given.value)


def _within(day: Stored[date], term: Term, today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    first, after = _window(term, today)
    return day >= first, day < after


def _window(term: Term, today: date) -> tuple[date, date]:
    """The first of the last so many days, today being one of them, and the day behind them."""
    first = date.fromordinal(max(today.toordinal() - _days_of(term) + 1, 1))
    return first, date.fromordinal(min(today.toordinal() + 1, date.max.toordinal()))


def _counted(term: Term, client_id: Stored[int], *conditions: ColumnElement[bool]) -> Counted:
    held = _totalled(term, func.count(), client_id, *conditions)
    some = _some(client_id, *conditions) if held.few is None else clients.c.id.in_(held.few)
    return Counted(number=held.number, total=held.total, some=some, few=held.few)


def _totalled(
    term: Term, total: ColumnElement[Any], client_id: Stored[int], *conditions: ColumnElement[bool]
) -> Counted:
    his = select(total).where(client_id == clients.c.id, *conditions).correlate(clients).scalar_subquery()
    is_short = _days_of(term) <= SHORT and client_id.table.name in _DATED
    return Counted(number=his, total=total, some=None, few=select(client_id).where(*conditions) if is_short else None)


def _days_of(term: Term) -> int:
    given = term.arguments[-1]
    assert isinstance(given, Literal)
    assert isinstance(given.value, int)
    return given.value


def _some(client_id: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(client_id == clients.c.id, *conditions).correlate(clients)


def _days_since(term: Term, today: date) -> Days:
    day = term.arguments[0]
    assert isinstance(day, Term)
    since = operand_of(day, today=today)
    assert isinstance(since, Plain | Moments)
    return Days(since=since, endless=True)


_DERIVED: Mapping[Derived, Callable[[Term, date], Operand]] = {
    Derived.LOST: _lost,
    Derived.AT_RISK: _at_risk,
    Derived.DAYS_LOST: _days_lost,
    Derived.TIER: _tier,
    Derived.STAGE: _stage,
    Derived.LOST_AFTER_FIRST: _lost_after_first,
    Derived.REASON: _reason,
    Derived.LAST_LETTER: _last_letter,
    Derived.LAST_NEWSLETTER: _last_newsletter,
    Derived.LAST_ANSWER: _last_answer,
    Derived.ANSWERED: _answered,
    Derived.HAS_EMAIL: _has_email,
    Derived.HAS_PHONE: _has_phone,
    Derived.HAS_FACT: _has_fact,
    Derived.HAS: _has,
    Derived.DAYS_SINCE: _days_since,
    Derived.ORDERS: _orders,
    Derived.SPENT: _spent,
    Derived.INQUIRIES: _inquiries,
    Derived.CONTACTS: _contacts,
    Derived.LETTERS: _letters,
    Derived.GOT: _got,
    Derived.REPLIED: _replied,
    Derived.STATED: _stated,
    Derived.VERIFIED: _verified,
    Derived.SIGN: _sign,
}
