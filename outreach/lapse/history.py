"""What is on record about one client, and the facts that follow from it. Pure; `records` reads and writes both."""

from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Sequence
from operator import sub
from typing import NamedTuple

from outreach.lapse.day import YEAR, Day
from outreach.lapse.rule import Limits, limits, typical_gap
from outreach.lapse.season import APART, buys_once_a_year
from outreach.lapse.signs import NO_EVIDENCE, NO_SIGNS, Evidence, Held
from outreach.lapse.spell import Changes, Closed, Course, Spell, changes
from outreach.settings import Basis, Lapse

Score = Callable[[int, Day, Day], int]  # of days with orders, the first, the last: per mille, see `Scores`
Order = tuple[Day, int]  # the day, and the amount in minor units; below zero it is a refund


class Opening(NamedTuple):
    """What he had bought before the orders on record began, as the client list tells it."""

    last_order_on: Day | None = None
    orders: int = 0
    revenue: int = 0
    first_seen_on: Day | None = None

    @property
    def revenue_a_year(self) -> int:
        """Spread evenly from first seen to the last order; all in one year where the beginning is not known."""
        if self.first_seen_on is None or self.last_order_on is None:
            return self.revenue
        return round(self.revenue / max(1.0, (self.last_order_on - self.first_seen_on) / YEAR))


NOTHING_BEFORE = Opening()


class Facts(NamedTuple):
    """A row of client_facts without the day it was worked out on. A named tuple: there are millions."""

    client_id: int
    first_order_on: Day | None
    last_order_on: Day | None
    order_days: int
    orders: int
    revenue: int
    revenue_year: int
    last_inquiry_on: Day | None
    inquiries_since_order: int
    typical_gap: int | None
    at_risk_on: Day | None
    lost_on: Day | None
    stated_reason: str | None
    verified_reason: str | None
    touch: int
    group_code: str | None
    group_order_on: Day | None  # the last order of another firm of his group, of whoever ordered himself
    silent_90: int | None
    priority: int | None

    @property
    def known_order_on(self) -> Day | None:
        """The last order that he was judged by."""
        if self.group_order_on is None or self.last_order_on is None:
            return self.last_order_on
        return max(self.last_order_on, self.group_order_on)


class History(NamedTuple):
    """What is on record: `order_days` in order, each once; refunds are money and no sign of life; `inquiries` by day.

    `revenue_year` is of the 365 days that end today; the opening balance is in none of the figures.
    """

    client_id: int
    order_days: Sequence[Day] = ()
    orders: int = 0
    revenue: int = 0
    revenue_year: int = 0
    inquiries: Sequence[Day] = ()
    opening: Opening = NOTHING_BEFORE
    away_until: Day | None = None
    merged: bool = False
    stated_reason: str | None = None
    verified_reason: str | None = None
    touch: int = 0
    previous: Facts | None = None
    standing: Spell | None = None
    kind: tuple[str | None, str | None, str | None] = (None, None, None)  # industry, territory, country
    evidence: Evidence = NO_EVIDENCE
    held: Held = NO_SIGNS  # the signs as they stand in the store
    group_code: str | None = None
    group_days: Collection[Day] = ()  # on which the other firms of his group ordered


def days_of(history: History) -> Sequence[Day]:
    """The days of all known orders, the opening one among them."""
    opening = history.opening.last_order_on
    if opening is None or opening in history.order_days:
        return history.order_days
    days = list(history.order_days)
    insort(days, opening)
    return days


def judged_days(history: History, days: Sequence[Day]) -> Sequence[Day]:
    """The days that he is judged by: from his first order on those of his group too, through which he may buy."""
    if not history.group_days or not days:
        return days
    return sorted({*days, *(day for day in history.group_days if day > days[0])})


def limits_of(days: Sequence[Day], settings: Lapse, *, business_median: int | None) -> tuple[Limits, float | None]:
    """The limits and the typical gap of a client with orders on these days."""
    gaps = list(map(sub, days[1:], days))
    typical = typical_gap(gaps, business_median=business_median)
    allowed = limits(typical, settings)
    if gaps and max(gaps) > APART and buys_once_a_year(days):
        at_risk, lost = YEAR, YEAR + settings.season_slack_days
        allowed = Limits(max(allowed.at_risk_days, at_risk), max(allowed.lost_days, lost))
    return allowed, typical


def last_sign(days: Sequence[Day], inquiries: Sequence[Day], settings: Lapse) -> Day | None:
    """The last order, or the last inquiry if the firm counts those (P1)."""
    ordered = days[-1] if days else None
    if settings.basis is not Basis.INQUIRY or not inquiries:
        return ordered
    return inquiries[-1] if ordered is None else max(ordered, inquiries[-1])


def facts_of(
    history: History,
    settings: Lapse,
    *,
    days: Sequence[Day],
    judged: Sequence[Day],
    allowed: Limits,
    typical: float | None,
    score: Score | None = None,
    signs: Held = NO_SIGNS,
) -> Facts:
    """His facts; silence counts from the last sign of life, or from the end of an agreed absence (P8).

    `days` are his own, those that he is `judged` by his group's as well. He is at risk from the first sign on,
    whichever it is.
    """
    opening, inquiries, last = history.opening, history.inquiries, days[-1] if days else None
    since = last_sign(judged, inquiries, settings)
    if since is not None and history.away_until is not None:
        since = max(since, history.away_until)
    at_risk_on = None if since is None else since + allowed.at_risk_days
    if signs:
        first_sign = min(shown.since for shown in signs.values())
        at_risk_on = first_sign if at_risk_on is None else min(at_risk_on, first_sign)
    many, told, revenue = len(days), 0, history.revenue
    if opening is not NOTHING_BEFORE:
        told, counted_twice = (opening.orders or 1, 1) if opening.last_order_on else (opening.orders, 0)
        many += max(told - counted_twice, 0)
        revenue += opening.revenue
    silent = score(len(days), days[0], days[-1]) if score and days else None
    return Facts(  # by place, not by name: that is four times as quick, and there are millions
        history.client_id,
        days[0] if days else None,
        last,
        many,
        history.orders + told,
        revenue,
        history.revenue_year,
        inquiries[-1] if inquiries else None,
        len(inquiries) - bisect_right(inquiries, judged[-1]) if judged else len(inquiries),
        None if typical is None else round(typical),
        at_risk_on,
        None if since is None else since + allowed.lost_days,
        history.stated_reason,
        history.verified_reason,
        history.touch,
        history.group_code,
        max(history.group_days) if history.group_days and days else None,
        silent,
        None if silent is None else priority_of(silent, revenue, days=days[-1] - days[0]),
    )


def priority_of(silent: int, revenue: int, *, days: int) -> int:
    """What his silence would cost in a year: its chance, times what he brought in a usual year while he was buying.

    `days` are those from his first order to his last.
    """
    return silent * revenue_a_year(revenue, days=days) // 1_000


def revenue_a_year(revenue: int, *, days: int) -> int:
    """What he brought in a usual year of so many days; all of it if that was less than a year. Never below 0."""
    return max(0, revenue * YEAR // max(YEAR, days))


def course_changes(
    history: History,
    facts: Facts,
    settings: Lapse,
    *,
    days: Sequence[Day],
    allowed: Limits,
    last_end: Day | None,
    today: Day,
) -> Changes:
    """What becomes of his spells, by the `days` that he is judged by; `last_end`: of the latest that has ended."""
    signs = list(history.inquiries) if settings.basis is Basis.INQUIRY else []
    if history.away_until is not None:
        insort(signs, history.away_until)
    before = history.previous
    course = Course(
        days=days,
        signs=signs,
        lost_days=allowed.lost_days,
        lost_on=facts.lost_on,
        alive_on=last_sign(days, history.inquiries, settings),
        known_order_on=before.known_order_on if before else None,
        known_lost_on=before.lost_on if before else None,
        standing=history.standing,
        last_end=last_end,
    )
    return changes(course, today=today)


def nothing_new(history: History, facts: Facts, *, days: Sequence[Day], allowed: Limits, today: Day) -> bool:
    """Whether his spells stay as they are, as those of most clients do on most days."""
    known = history.previous.known_order_on if history.previous else None
    if known is not None and days and days[-1] > known:
        return False
    lost = facts.lost_on is not None and facts.lost_on <= today
    if history.standing is not None:
        return lost and (known is not None or not days)
    return not lost and (known is not None or max(map(sub, days[1:], days), default=0) < allowed.lost_days)


def value_of_year_before(orders: Sequence[Order], opening: Opening, *, rests_on: Day | None) -> int:
    """What he brought in the year that ended with the order on `rests_on`: how great a loss he is, in minor units."""
    if rests_on is None:
        return 0
    after = rests_on - YEAR
    value = sum(amount for day, amount in orders if after < day <= rests_on)
    if opening.last_order_on is not None and after < opening.last_order_on <= rests_on:
        value += opening.revenue_a_year
    return max(0, value)  # what came back may have been bought before that year


def ending_of_merged(standing: Spell | None, *, today: Day) -> Closed | None:
    """A client who was found to be another one is lost no longer; his orders speak for the other."""
    return standing and Closed(standing.spell_id, max(today, standing.lost_on), by_order=False)
