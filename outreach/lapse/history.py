"""What is on record about one client, and the facts that follow from it. Pure; `records` reads and writes both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from outreach.lapse.rule import Limits, dates, limits, typical_gap
from outreach.lapse.spell import Closed, Course, Purchase, Spell
from outreach.settings import Basis, Lapse

YEAR = timedelta(days=365)

Order = tuple[date, int, int]  # day, amount in minor units, number; a plain tuple because there are millions


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What he had bought before the orders on record began, as the client list tells it."""

    last_order_on: date | None = None
    orders: int = 0
    revenue: int = 0
    first_seen_on: date | None = None

    @property
    def revenue_a_year(self) -> int:
        """Spread evenly from first seen to the last order; all in one year where the beginning is not known."""
        if self.first_seen_on is None or self.last_order_on is None:
            return self.revenue
        return round(self.revenue / max(1.0, (self.last_order_on - self.first_seen_on) / YEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A row of client_facts without the day it was worked out on."""

    client_id: int
    first_order_on: date | None
    last_order_on: date | None
    order_days: int
    orders: int
    revenue: int
    revenue_year: int
    last_inquiry_on: date | None
    inquiries_since_order: int
    typical_gap: int | None
    at_risk_on: date | None
    lost_on: date | None
    stated_reason: str | None
    verified_reason: str | None
    touch: int


@dataclass(frozen=True, kw_only=True)
class History:
    """`orders` stand by day and number, `inquiries` by day; an order below zero is a refund: money, no sign of life."""

    client_id: int
    orders: Sequence[Order] = ()
    inquiries: Sequence[date] = ()
    opening: Opening = Opening()
    away_until: date | None = None
    merged: bool = False
    stated_reason: str | None = None
    verified_reason: str | None = None
    touch: int = 0
    previous: Facts | None = None
    spells: Sequence[Spell] = ()

    @cached_property
    def purchases(self) -> list[Purchase]:
        """Each day with an order, and the first order of that day."""
        found: list[Purchase] = []
        last = None
        for day, amount, order_id in self.orders:
            if day != last and amount >= 0:
                found.append((day, order_id))
                last = day
        return found

    @cached_property
    def order_days(self) -> list[date]:
        """The days of all known orders, the opening one among them."""
        days = [day for day, _ in self.purchases]
        opening = self.opening.last_order_on
        return days if opening is None or opening in days else sorted([*days, opening])

    def last_sign(self, settings: Lapse) -> date | None:
        """The last order, or the last inquiry if the firm counts those (P1)."""
        signs = self.order_days[-1:]
        if settings.basis is Basis.INQUIRY:
            signs = signs + list(self.inquiries[-1:])
        return max(signs, default=None)

    def silent_since(self, settings: Lapse) -> date | None:
        """The last sign of life, or the end of an agreed absence if that is later (P8)."""
        sign = self.last_sign(settings)
        return sign if sign is None or self.away_until is None else max(sign, self.away_until)


def limits_of(history: History, settings: Lapse, *, business_median: int | None) -> tuple[Limits, float | None]:
    """His limits and his typical gap."""
    gaps = [(later - day).days for day, later in pairwise(history.order_days)]
    typical = typical_gap(gaps, business_median=business_median)
    return limits(typical, settings), typical


def facts_of(history: History, settings: Lapse, *, allowed: Limits, typical: float | None, today: date) -> Facts:
    """His facts as of `today`; only `revenue_year` depends on that day."""
    days, opening = history.order_days, history.opening
    since = history.silent_since(settings)
    ahead = None if since is None else dates(since, allowed)
    last = days[-1] if days else None
    bought = sum(1 for _, amount, _ in history.orders if amount >= 0)
    told = opening.orders or (1 if opening.last_order_on else 0)
    return Facts(
        client_id=history.client_id,
        first_order_on=days[0] if days else None,
        last_order_on=last,
        order_days=len(days) + max(told - (1 if opening.last_order_on else 0), 0),
        orders=bought + told,
        revenue=opening.revenue + sum(amount for _, amount, _ in history.orders),
        revenue_year=revenue_between(history.orders, after=today - YEAR),
        last_inquiry_on=history.inquiries[-1] if history.inquiries else None,
        inquiries_since_order=sum(1 for day in history.inquiries if last is None or day > last),
        typical_gap=None if typical is None else round(typical),
        at_risk_on=ahead.at_risk_on if ahead else None,
        lost_on=ahead.lost_on if ahead else None,
        stated_reason=history.stated_reason,
        verified_reason=history.verified_reason,
        touch=history.touch,
    )


def revenue_between(orders: Sequence[Order], *, after: date, until: date = date.max) -> int:
    """Sum of the orders later than `after`, up to and on `until`."""
    total = 0
    for day, amount, _ in reversed(orders):
        if day <= after:
            break
        if day <= until:
            total += amount
    return total


def value_of_year_before(history: History, rests_on: date | None) -> int:
    """What he brought in the year that ended with the order on `rests_on`: how great a loss he is, in minor units."""
    if rests_on is None:
        return 0
    after = rests_on - YEAR
    value = revenue_between(history.orders, after=after, until=rests_on)
    opening = history.opening
    if opening.last_order_on is not None and after < opening.last_order_on <= rests_on:
        value += opening.revenue_a_year
    return value


def course_of(history: History, settings: Lapse, *, allowed: Limits, lost_on: date | None) -> Course:
    """What the spells need to know."""
    signs = list(history.inquiries) if settings.basis is Basis.INQUIRY else []
    if history.away_until is not None:
        signs.append(history.away_until)
    opening, purchases = history.opening.last_order_on, history.purchases
    if opening is not None and all(day != opening for day, _ in purchases):
        purchases = sorted([*purchases, (opening, None)], key=itemgetter(0))
    return Course(
        purchases=purchases,
        signs=sorted(signs),
        lost_days=allowed.lost_days,
        lost_on=lost_on,
        alive_on=history.last_sign(settings),
        known_order_on=history.previous.last_order_on if history.previous else None,
        known_lost_on=history.previous.lost_on if history.previous else None,
        stored=history.spells,
    )


def ending_of_merged(history: History, *, today: date) -> Closed | None:
    """A client who was found to be another one is lost no longer; his orders speak for the other."""
    for spell in history.spells:
        if spell.ended_on is None:
            return Closed(spell_id=spell.spell_id, ended_on=max(today, spell.lost_on), ended_by_order=None)
    return None
