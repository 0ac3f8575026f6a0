"""A quarter's losses and returns: who was lost at its start, who was lost and came back in it, why, at what value."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.errors import NotFound
from outreach.locale import say
from outreach.outcome.benchmark import BENCHMARK, Bucket, bucket_of
from outreach.outcome.proportion import Share
from outreach.outcome.records import Connection
from outreach.outcome.records import quarters as records
from outreach.outcome.records.quarters import SpellRow
from outreach.store.words import Tier

FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quarter:
    """A calendar quarter; written 2026Q3."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> "Quarter":
        return Quarter(year=self.year + self.number // 4, number=self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return quarter_of(self.start - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Lost clients over a quarter; at_start + newly_lost - returned - taken_off = at_end, and the same for values.

    A value is what the clients brought in the year before their last order, in minor units. Taken off are those who
    count as lost no longer though they have not ordered: away by agreement, merged with another, a milder rule.
    """

    key: str  # a quarter, a Tier, or a reason ("" where nobody knows it)
    at_start: int
    newly_lost: int
    returned: int
    taken_off: int
    at_end: int
    value_at_start: int
    value_lost: int
    value_returned: int
    value_taken_off: int
    value_at_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """How many of the newly lost left for this cause, of those whose reason is known; beside it the benchmark."""

    bucket: Bucket
    found: Share
    benchmark: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """`asked` are the newly lost whose reason is known, of all newly lost."""

    asked: Share
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """One quarter; in the current one, as far as it has gone."""

    quarter: Quarter
    total: Flow
    by_tier: tuple[Flow, ...]
    by_reason: tuple[Flow, ...]
    why: Why


def parse_quarter(text: str) -> Quarter:
    """`2026Q3`, `2026-q3` or `2026 Q3`; raises NotFound for anything else."""
    found = re.fullmatch(r"(\d{4})[ -]?[Qq]([1-4])", text.strip())
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise NotFound(say("{text} is not a quarter; write it like 2026Q3.", text=text))
    return Quarter(year=int(found[1]), number=int(found[2]))


def quarter_of(day: date) -> Quarter:
    return Quarter(year=day.year, number=(day.month + 2) // 3)


def dynamics(connection: Connection, quarter: Quarter, *, today: date) -> Dynamics:
    """The quarter's figures from the spells on record; a closed quarter's counts never change."""
    rows = list(records.flows(connection, start=quarter.start, end=min(quarter.end, today)))
    return Dynamics(
        quarter=quarter,
        total=_flow(str(quarter), rows),
        by_tier=tuple(_flow(tier, [row for row in rows if row.tier == tier]) for tier in Tier),
        by_reason=_by(rows, lambda row: row.reason),
        why=_why(rows),
    )


def series(connection: Connection, *, until: Quarter, today: date, quarters: int = 8) -> tuple[Flow, ...]:
    """The totals of the last quarters up to `until`, the oldest first; none before anybody was lost."""
    first = records.first_lost_on(connection)
    if first is None:
        return ()
    found: list[Flow] = []
    quarter = until
    while len(found) < quarters and quarter >= min(quarter_of(first), until):
        found.insert(0, dynamics(connection, quarter, today=today).total)
        quarter = quarter.previous()
    return tuple(found)


def _by(rows: list[SpellRow], key: Callable[[SpellRow], str]) -> tuple[Flow, ...]:
    flows = [_flow(each, [row for row in rows if key(row) == each]) for each in {key(row) for row in rows}]
    return tuple(sorted(flows, key=lambda flow: (not flow.key, -flow.newly_lost, -flow.at_end, flow.key)))


def _flow(key: str, rows: Iterable[SpellRow]) -> Flow:
    counted = list(rows)
    start, lost = sum(row.at_start for row in counted), sum(row.newly_lost for row in counted)
    back, off = sum(row.returned for row in counted), sum(row.taken_off for row in counted)
    value_start, value_lost = sum(row.value_at_start for row in counted), sum(row.value_lost for row in counted)
    value_back = sum(row.value_returned for row in counted)
    value_off = sum(row.value_taken_off for row in counted)
    return Flow(
        key=key,
        at_start=start,
        newly_lost=lost,
        returned=back,
        taken_off=off,
        at_end=start + lost - back - off,
        value_at_start=value_start,
        value_lost=value_lost,
        value_returned=value_back,
        value_taken_off=value_off,
        value_at_end=value_start + value_lost - value_back - value_off,
    )


def _why(rows: Iterable[SpellRow]) -> Why:
    counted = dict.fromkeys(Bucket, 0)
    asked = everybody = 0
    for row in rows:
        everybody += row.newly_lost
        if row.reason:
            asked += row.newly_lost
            counted[bucket_of(row.reason)] += row.newly_lost
    causes = [
        Cause(bucket=bucket, found=Share(count=n, of=asked), benchmark=BENCHMARK.get(bucket))
        for bucket, n in counted.items()
        if n or bucket in BENCHMARK
    ]
    return Why(asked=Share(count=asked, of=everybody), causes=tuple(causes))
