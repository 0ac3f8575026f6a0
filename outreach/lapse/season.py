"""Who buys once a year, in the same weeks: his silence in between says nothing (P2). Pure."""

from collections.abc import Sequence
from itertools import pairwise

from outreach.lapse.day import YEAR, Day

APART = 200  # days without an order between two seasons, at least
LONGEST = 60  # days that a season lasts, at most
SHIFT = 45  # days by which a season may come earlier or later than a year ago


def buys_once_a_year(days: Sequence[Day]) -> bool:
    """Whether the days of his orders, in order, are at least two short seasons a year (or two, or three) apart."""
    begins, last = [days[0]] if days else [], days[0] if days else 0
    for day in days:
        if day - last > APART:
            begins.append(day)
        elif day - begins[-1] > LONGEST:
            return False
        last = day
    return len(begins) > 1 and all(
        abs(later - begin - YEAR * max(1, round((later - begin) / YEAR))) <= SHIFT for begin, later in pairwise(begins)
    )
