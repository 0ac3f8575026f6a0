"""Intervals against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.outcome.proportion import Share, detectable, difference, wilson


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((6, 7), (2, 7), 0.0582, 0.8062),
    ],
)
def test_the_difference_is_that_of_newcombes_table(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    found = difference(Share(count=first[0], of=first[1]), Share(count=second[0], of=second[1]))
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_one_share_is_that_of_wilsons_table(count: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3."""
    found = wilson(Share(count=count, of=of))
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


def test_of_nobody_nothing_is_known() -> None:
    assert (wilson(Share(count=0, of=0)).low, wilson(Share(count=0, of=0)).high) == (0.0, 1.0)
    assert Share(count=0, of=0).rate == 0.0


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_an_interval_holds_its_estimate_and_turns_with_its_sides(a: int, b: int, c: int, d: int) -> None:
    one, two = Share(count=min(a, b), of=max(a, b)), Share(count=min(c, d), of=max(c, d))
    there, back = difference(one, two), difference(two, one)
    assert -1 <= there.low <= there.estimate + 1e-12
    assert there.estimate - 1e-12 <= there.high <= 1
    assert there.low == pytest.approx(-back.high)


@pytest.mark.parametrize(
    ("clients", "base", "share", "points"),
    [
        (1_000, 0.03, 0.1, 7.9),
        (1_000, 0.10, 0.1, 11),
        (300, 0.03, 0.5, 8),
        (10_000, 0.03, 0.2, 1.3),
        (100, 0.1, 0.1, 42),
    ],
)
def test_what_a_list_could_show_at_best(clients: int, base: float, share: float, points: float) -> None:
    control = round(clients * share)
    found = detectable(base, letters=clients - control, control=control)
    assert found is not None
    assert found * 100 == pytest.approx(points, abs=0.6)


def test_a_list_that_could_show_nothing_says_so() -> None:
    assert detectable(0.1, letters=100, control=0) is None
    assert detectable(0.1, letters=0, control=10) is None
    assert detectable(0.5, letters=2, control=2) is None
