"""How likely a client is to stay silent: the MBG/NBD model, fitted and read in the standard library.

While alive a client orders at random at a rate of his own (gamma: r, alpha); after each order, and before the first
repeat, he leaves with a probability of his own (beta: a, b). Batislam, Denizel and Filiztekin (2007), from Fader,
Hardie and Lee (2005), whose BG/NBD is here too as the published check. BG/NBD itself takes everybody with one order
for alive, so nothing else uses it. Which clients are read, and what is made of the answer, `refresh` decides.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, lgamma, log, log1p, sqrt
from operator import mul, sub

from outreach.lapse.day import Day

LEAST_CLIENTS = 50  # fewer say nothing: days of silence must do
SCALE = 10.0  # the longest time from a first order to today, in the units of the optimiser
AHEAD = 90  # days
PENALTY = 3.0  # holds a and b near usual values where a book says nothing about them
USUAL_A, USUAL_B = 0.8, 1.6
STEPS = 200
LARGEST = 600.0  # exp of it still is a number
SHORTEST = 1e-10  # a step this short finds nothing any more
FLAT = 1e-12  # slopes that change less than this say nothing of curvature
ENOUGH = 1e-12  # of the likelihood: what is won below it is rounding
SERIES_FROM = 6  # from here on the series of digamma has twelve digits

Row = tuple[int, float, float]  # repeat order days, days from the first order to the last, from the first to today
Vector = list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Parameters of MBG/NBD; times are in days, so `alpha` is too."""

    r: float
    alpha: float
    a: float
    b: float

    def silent(self, row: Row, *, days: int) -> float:
        """P(no order in the next `days`): he has left already, or stays and does not order by then."""
        x, last, now = row
        power, so_far = self.r + x, self.alpha + now
        keeps_silent = math.pow(so_far / (so_far + days), power)
        try:
            faded = math.pow(so_far / (self.alpha + last), power)
        except OverflowError:
            return 1.0
        return 1.0 - (1.0 - keeps_silent) / (1.0 + self.a / (self.b + x) * faded)


class Scores:
    """Per mille of P(no order in the next 90 days) as of the day of the fit, in steps of ten.

    The model knows it no better than to a per cent, and most rows need not be written again each week.
    """

    def __init__(self, model: Model, *, as_of: Day) -> None:
        self._model, self._as_of = model, as_of

    def __call__(self, times: int, first: Day, last: Day) -> int:
        """For so many days with orders, the first and the last; who began after the fit stands as on his last day."""
        now = max(self._as_of, last) - first
        return 10 * round(100 * self._model.silent((times - 1, last - first, now), days=AHEAD))


def fit(counted: Mapping[Row, int]) -> Model | None:
    """The model of a book whose rows are counted; None below LEAST_CLIENTS or where nobody ever came again."""
    if sum(counted.values()) < LEAST_CLIENTS or not any(x for x, _, _ in counted):
        return None
    longest = max(now for _, _, now in counted) or 1.0
    scale = SCALE / longest
    rows = [(x, last * scale, now * scale, float(many)) for (x, last, now), many in counted.items()]
    found = _minimum([0.0, 0.0, log(USUAL_A), log(USUAL_B)], rows, from_birth=True, penalty=PENALTY)
    r, alpha, a, b = map(exp, found)
    return Model(r=r, alpha=alpha / scale, a=a, b=b)


def fit_bgnbd(counted: Mapping[Row, int]) -> tuple[float, float, float, float, float]:
    """r, alpha, a, b and the log-likelihood of BG/NBD in the rows' own unit of time, as the paper prints them."""
    longest = max(now for _, _, now in counted)
    scale = SCALE / longest
    rows = [(x, last * scale, now * scale, float(many)) for (x, last, now), many in counted.items()]
    found = _minimum([0.0, 0.0, 0.0, 0.0], rows, from_birth=False, penalty=0.0)
    r, alpha, a, b = map(exp, found)
    unscaled = log(scale) * sum(x * many for x, _, _, many in rows)  # a density of x times has a unit of its own
    return r, alpha / scale, a, b, unscaled - _loss(found, rows, from_birth=False, penalty=0.0)[0]


Scaled = Sequence[tuple[int, float, float, float]]


def _loss(logs: Vector, rows: Scaled, *, from_birth: bool, penalty: float) -> tuple[float, Vector]:
    """Minus the log-likelihood with its gradient by the logarithms of r, alpha, a, b.

    `from_birth`: he may leave before his first repeat order too (MBG/NBD), else only after one (BG/NBD).
    """
    r, alpha, a, b = map(exp, logs)
    log_alpha, more = logs[1], 1 if from_birth else 0
    by_x = {x: _terms(x, r, a, b, more=more) for x in {row[0] for row in rows}}
    total = in_r = in_alpha = in_a = in_b = 0.0
    for x, last, now, many in rows:
        constant, digamma_r, digamma_a, digamma_b = by_x[x]
        upto_now, power = log(alpha + now), r + x
        value = constant + r * log_alpha - power * upto_now
        slope_r = digamma_r + log_alpha - upto_now
        slope_alpha = r / alpha - power / (alpha + now)
        slope_a, slope_b = digamma_a, digamma_b
        if x or from_birth:
            upto_last, left_at = log(alpha + last), b + x - 1 + more
            odds = a / left_at * exp(min(power * (upto_now - upto_last), LARGEST))  # that he has left already
            value += log1p(odds)
            gone = odds / (1 + odds)
            slope_r += gone * (upto_now - upto_last)
            slope_alpha += gone * power * (1 / (alpha + now) - 1 / (alpha + last))
            slope_a += gone / a
            slope_b -= gone / left_at
        total += many * value
        in_r += many * slope_r
        in_alpha += many * slope_alpha
        in_a += many * slope_a
        in_b += many * slope_b
    off_a, off_b = logs[2] - log(USUAL_A), logs[3] - log(USUAL_B)
    loss = -total + penalty * (off_a * off_a + off_b * off_b)
    slopes = [-in_r * r, -in_alpha * alpha, -in_a * a + 2 * penalty * off_a, -in_b * b + 2 * penalty * off_b]
    return (loss, slopes) if isfinite(loss) else (inf, slopes)


def _terms(x: int, r: float, a: float, b: float, *, more: int) -> tuple[float, float, float, float]:
    """What depends on the number of orders alone: the constant of the likelihood, and its slopes by r, a, b."""
    left = b + x + more
    constant = lgamma(r + x) - lgamma(r) + lgamma(left) - lgamma(a + left) - lgamma(b) + lgamma(a + b)
    both = digamma(a + b) - digamma(a + left)
    return constant, digamma(r + x) - digamma(r), both, digamma(left) - digamma(b) + both


def digamma(x: float) -> float:
    """The derivative of lgamma, for x above 0 (Abramowitz and Stegun 6.3.5, 6.3.18)."""
    below = 0.0
    while x < SERIES_FROM:
        below -= 1 / x
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return below + log(x) - 0.5 / x - series


def _minimum(start: Vector, rows: Scaled, *, from_birth: bool, penalty: float) -> Vector:
    """BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, 6.1 and 3.1)."""
    at = start
    loss, slopes = _loss(at, rows, from_birth=from_birth, penalty=penalty)
    n = len(at)
    inverse = [[float(i == j) / max(1.0, _norm(slopes)) for j in range(n)] for i in range(n)]
    for _ in range(STEPS):
        way = [-_dot(line, slopes) for line in inverse]
        down = _dot(way, slopes)
        length, better, new_slopes = 1.0, at, slopes
        new_loss = inf
        while length > SHORTEST:
            better = [min(max(here + length * step, -20.0), 20.0) for here, step in zip(at, way, strict=True)]
            new_loss, new_slopes = _loss(better, rows, from_birth=from_birth, penalty=penalty)
            if new_loss <= loss + 1e-4 * length * down:
                break
            length /= 2
        if new_loss >= loss - ENOUGH * max(1.0, abs(loss)):
            return at if new_loss > loss else better
        inverse = _bfgs(inverse, list(map(sub, better, at)), list(map(sub, new_slopes, slopes)))
        at, loss, slopes = better, new_loss, new_slopes
    return at


def _bfgs(inverse: list[Vector], step: Vector, bend: Vector) -> list[Vector]:
    """The approximate inverse of the second derivatives, after a step along which the slopes changed by `bend`."""
    curvature = _dot(step, bend)
    if curvature <= FLAT:
        return inverse
    n = len(step)
    turned = [_dot(line, bend) for line in inverse]
    along = (1 + _dot(bend, turned) / curvature) / curvature
    return [
        [inverse[i][j] + along * step[i] * step[j] - (turned[i] * step[j] + step[i] * turned[j]) / curvature
         for j in range(n)]
        for i in range(n)
    ]  # fmt: skip


def _dot(left: Vector, right: Vector) -> float:
    return float(sum(map(mul, left, right)))


def _norm(vector: Vector) -> float:
    return sqrt(_dot(vector, vector))
