"""When a client counts as lost and when as at risk: the rule, in days of silence. Reading and writing are in `refresh`.

Orders come in bursts, so a client's own median gap misleads; his gaps are averaged as logarithms and drawn towards
the whole book's median, and a floor and a cap keep the result sane (P2).
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp, log, prod
from typing import NamedTuple

from outreach.settings import Lapse

SHRINKAGE = 2  # the book's median weighs as much as two gaps of the client's own
LEAST_GAPS = 10  # fewer gaps in the whole book say nothing about its median


class Limits(NamedTuple):
    """Days of silence after which a client is at risk, and lost; the first never exceeds the second."""

    at_risk_days: int
    lost_days: int


def typical_gap(gaps: Sequence[int], *, business_median: int | None) -> float | None:
    """Days between his orders as the book lets us expect; `gaps` are his own, none below 1. None: not known."""
    if business_median is None:
        return None
    weighed = log(prod(gaps)) + SHRINKAGE * log(business_median)
    return exp(weighed / (len(gaps) + SHRINKAGE))


def limits(typical: float | None, settings: Lapse) -> Limits:
    """The rule for a client with this typical gap; without one `no_history_days`, and `fixed_days` before all."""
    # Written out, without min and max: for each of millions those took three times as long.
    cap, floor, early_floor = settings.cap_days, settings.floor_days, settings.at_risk_floor_days
    if settings.fixed_days or typical is None:
        lost = settings.fixed_days or settings.no_history_days
        early = round(lost * settings.at_risk_multiplier / settings.multiplier)
    else:
        lost = round(settings.multiplier * typical)
        if lost < floor:
            lost = floor
        elif lost > cap:
            lost = cap
        early = round(settings.at_risk_multiplier * typical)
    if early < early_floor:
        early = early_floor
    elif early > cap:
        early = cap
    return Limits(early, lost) if early < lost else Limits(lost, lost)


def median_gap(counted: Mapping[int, int]) -> int | None:
    """The lower median of gaps given as {days: how many}; None if there are fewer than LEAST_GAPS."""
    every = sum(counted.values())
    if every < LEAST_GAPS:
        return None
    ordered = sorted(counted)
    up_to = accumulate(counted[days] for days in ordered)
    return next(days for days, seen in zip(ordered, up_to, strict=True) if 2 * seen >= every)
