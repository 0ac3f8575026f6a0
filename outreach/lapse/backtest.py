"""What each rule would have said in the past, and what then happened: on the firm's own orders, setting nothing.

On a few days of the past everybody is judged by what was known then, and it is counted who ordered again by himself
in the next 90 days. Those came back without any letter that we know of: without a control group every one of them
would have been claimed as won back.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from outreach.lapse.day import YEAR, Day
from outreach.lapse.history import Order, limits_of
from outreach.lapse.measure import Measure

RULES = (30, 60, 90, 120, 180)  # days of silence, the same for everybody
AHEAD = 90  # days in which he may come back
LOOKS = 4  # days of the past, AHEAD apart, on which everybody is judged
HISTORY = 180  # days of orders that a look needs before it

_day = itemgetter(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One rule over all looks; `days` None is the firm's own. Values are of the last year of buying, in minor units."""

    days: int | None
    known: int = 0  # clients judged, once a look
    flagged: int = 0
    returned: int = 0  # of the flagged: ordered again within 90 days, by themselves
    value: int = 0
    value_returned: int = 0

    @property
    def share_returned(self) -> float:
        return self.returned / self.flagged if self.flagged else 0.0


def looks(first_order: Day | None, *, today: Day) -> tuple[Day, ...]:
    """The days to look from, the latest first; none where the history is too short."""
    if first_order is None:
        return ()
    days = (today - AHEAD * (back + 1) for back in range(LOOKS))
    return tuple(day for day in days if day - first_order >= HISTORY)


def backtest(
    clients: Iterable[tuple[Measure, Sequence[Order]]], *, business_median: int | None, seen_from: Sequence[Day]
) -> tuple[Tried, ...]:
    """Every rule over every client's orders, in any order of days; the firm's own rule comes last."""
    rules: tuple[int | None, ...] = (*RULES, None)
    counts = {rule: [0, 0, 0, 0, 0] for rule in rules}
    for measure, orders in clients:
        bought = sorted(order for order in orders if order[1] >= 0)
        for day in seen_from:
            known = bought[: bisect_right(bought, day, key=_day)]
            if not known:
                continue
            last = known[-1][0]
            back = any(day < on <= day + AHEAD for on, _ in bought[len(known) :])
            value = sum(amount for on, amount in known if on > last - YEAR)
            own = limits_of(sorted({on for on, _ in known}), measure.lapse, business_median=business_median)[
                0
            ].lost_days
            for rule in rules:
                _count(counts[rule], flagged=day - last >= (rule or own), back=back, value=value)
    return tuple(
        Tried(days=rule, known=known, flagged=flagged, returned=returned, value=value, value_returned=value_returned)
        for rule, (known, flagged, returned, value, value_returned) in counts.items()
    )


def _count(counts: list[int], *, flagged: bool, back: bool, value: int) -> None:
    counts[0] += 1
    if flagged:
        counts[1] += 1
        counts[2] += back
        counts[3] += value
        counts[4] += value if back else 0
