"""The model against its published figures, and against what must hold for any parameters."""

import csv
from collections import Counter, defaultdict
from datetime import date
from math import lgamma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import outreach
from outreach.lapse.model import LEAST_CLIENTS, Model, Row, Scores, digamma, fit, fit_bgnbd


def cdnow(*, until: date, unit: int) -> Counter[Row]:
    """The sample's customers by their orders up to a day, in units of so many days."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    with (Path(outreach.__file__).parent / "data" / "cdnow_sample.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if (day := date.fromisoformat(row["date"])) <= until:
                days[row["customer_id"]].add(day)
    rows: Counter[Row] = Counter()
    for own in days.values():
        first, last = min(own), max(own)
        rows[(len(own) - 1, (last - first).days / unit, (until - first).days / unit)] += 1
    return rows


@pytest.fixture(scope="module")
def calibration() -> Counter[Row]:
    """The 39 weeks of Fader, Hardie and Lee (2005), in weeks."""
    return cdnow(until=date(1997, 9, 30), unit=7)


def test_bg_nbd_has_the_published_parameters(calibration: Counter[Row]) -> None:
    r, alpha, a, b, likelihood = fit_bgnbd(calibration)
    assert (round(r, 3), round(alpha, 3), round(a, 3), round(b, 3)) == (0.243, 4.414, 0.793, 2.426)
    assert likelihood == pytest.approx(-9582.4, abs=0.05)


def test_the_unit_of_time_changes_only_alpha(calibration: Counter[Row]) -> None:
    weeks, days = fit(calibration), fit(cdnow(until=date(1997, 9, 30), unit=1))
    assert weeks
    assert days
    assert (days.r, days.alpha, days.a, days.b) == pytest.approx((weeks.r, 7 * weeks.alpha, weeks.a, weeks.b), rel=1e-3)


def test_who_bought_more_lately_is_likelier_to_buy_again(calibration: Counter[Row]) -> None:
    model = fit(calibration)
    assert model
    assert model.silent((8, 38, 39), days=13) < model.silent((8, 20, 39), days=13) < model.silent((0, 0, 39), days=13)
    assert model.silent((8, 38, 39), days=26) < model.silent((8, 38, 39), days=13)


def test_few_clients_and_clients_who_never_came_again_have_no_model() -> None:
    assert fit({(1, 5, 10): LEAST_CLIENTS - 1}) is None
    assert fit({(0, 0, 10): 500}) is None
    assert fit({(1, 5, 10): LEAST_CLIENTS}) is not None
    assert fit({(1, 0, 0): LEAST_CLIENTS}) is not None


def test_who_came_daily_for_years_and_then_no_more_has_left() -> None:
    """The odds are greater than any float."""
    assert Model(r=1.0, alpha=10.0, a=0.8, b=1.6).silent((2_000, 2_000, 9_000), days=90) == 1.0


@given(
    st.builds(
        Model,
        r=st.floats(1e-6, 50), alpha=st.floats(1e-6, 1e4), a=st.floats(1e-6, 50), b=st.floats(1e-6, 50),
    ),
    st.integers(0, 2_000), st.integers(0, 9_000), st.integers(0, 9_000), st.integers(1, 400),
)  # fmt: skip
def test_a_chance_is_a_chance_for_any_parameters(model: Model, x: int, last: int, since: int, ahead: int) -> None:
    assert 0 <= model.silent((x, last, last + since), days=ahead) <= 1


@given(st.floats(0.05, 300))
def test_digamma_is_the_slope_of_lgamma(x: float) -> None:
    step = 1e-4 * x
    assert digamma(x) == pytest.approx((lgamma(x + step) - lgamma(x - step)) / (2 * step), rel=1e-4, abs=1e-5)


def test_scores_are_as_of_the_day_of_the_fit() -> None:
    model = Model(r=0.5, alpha=60, a=0.8, b=1.6)
    scores = Scores(model, as_of=1_000)
    assert scores(2, 100, 500) == 10 * round(100 * model.silent((1, 400, 900), days=90))
    assert scores(1, 1_200, 1_200) == 10 * round(100 * model.silent((0, 0, 0), days=90))


def test_a_search_that_is_not_done_gives_the_best_so_far(
    calibration: Counter[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    best = fit(calibration)
    monkeypatch.setattr("outreach.lapse.model.STEPS", 3)
    assert fit(calibration) not in {None, best}
