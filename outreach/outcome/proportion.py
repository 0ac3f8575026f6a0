"""How sure a share is, and a difference of two: Wilson's and Newcombe's intervals, and what a list could show at best.

R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
(1998), method 10. The textbook (Wald) interval covers the truth in 80 of 100 cases where this one covers it in 96.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
POWER = 0.80


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate and the range that holds the truth in 95 of 100 cases; shares, 1 is all."""

    low: float
    estimate: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`count` of `of`; both at least 0."""

    count: int
    of: int

    @property
    def rate(self) -> float:
        return self.count / self.of if self.of else 0.0


def wilson(share: Share, *, confidence: float = CONFIDENCE) -> Interval:
    """The interval of one share; of nobody, nothing is known: 0 to 1."""
    if not share.of:
        return Interval(low=0.0, estimate=0.0, high=1.0)
    z = _z(confidence)
    n, rate = share.of, share.rate
    middle = rate + z * z / (2 * n)
    reach = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return Interval(low=max(0.0, (middle - reach) / scale), estimate=rate, high=min(1.0, (middle + reach) / scale))


def difference(first: Share, second: Share, *, confidence: float = CONFIDENCE) -> Interval:
    """How much greater the first share is than the second, by Newcombe's method 10."""
    one, two = wilson(first, confidence=confidence), wilson(second, confidence=confidence)
    gap = one.estimate - two.estimate
    down = sqrt((one.estimate - one.low) ** 2 + (two.high - two.estimate) ** 2)
    up = sqrt((one.high - one.estimate) ** 2 + (two.estimate - two.low) ** 2)
    return Interval(low=max(-1.0, gap - down), estimate=gap, high=min(1.0, gap + up))


def detectable(base: float, *, letters: int, control: int) -> float | None:
    """The least rise over the share `base` that these numbers would show in 4 of 5 cases (95 % sure); None: none would.

    Normal approximation; good enough to say before sending whether a comparison is worth making.
    """
    if not letters or not control:
        return None
    low, high = 0.0, 1.0 - base
    if not _shows(base, high, letters=letters, control=control):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if _shows(base, middle, letters=letters, control=control) else (middle, high)
    return high


def _shows(base: float, rise: float, *, letters: int, control: int) -> bool:
    raised = base + rise
    pooled = (raised * letters + base * control) / (letters + control)
    by_chance = sqrt(max(0.0, pooled * (1 - pooled) * (1 / letters + 1 / control)))
    spread = sqrt(max(0.0, raised * (1 - raised) / letters + base * (1 - base) / control))
    return rise >= _z(CONFIDENCE) * by_chance + NormalDist().inv_cdf(POWER) * spread


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
