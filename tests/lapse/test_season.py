"""Once-a-year buyers are known by their seasons."""

from datetime import date

import pytest

from outreach.lapse.history import limits_of
from outreach.lapse.season import buys_once_a_year
from outreach.settings import Lapse


def days(*texts: str) -> list[int]:
    return [date.fromisoformat(text).toordinal() for text in texts]


@pytest.mark.parametrize(
    "orders",
    [
        days("2022-12-10", "2023-12-18"),
        days("2021-11-20", "2022-12-10", "2022-12-18", "2023-12-05", "2024-11-30"),
        days("2021-12-20", "2023-12-10"),  # a year left out
    ],
)
def test_who_comes_in_the_same_weeks_buys_once_a_year(orders: list[int]) -> None:
    assert buys_once_a_year(orders)


@pytest.mark.parametrize(
    "orders",
    [
        [],
        days("2022-12-10"),
        days("2022-12-10", "2023-01-10"),
        days("2022-12-10", "2023-08-01"),  # the gap is long, and no year
        days("2022-12-10", "2023-03-10", "2023-12-12"),  # a season of three months
    ],
)
def test_who_comes_at_any_time_does_not(orders: list[int]) -> None:
    assert not buys_once_a_year(orders)


def test_a_once_a_year_buyer_is_lost_only_when_his_season_has_passed() -> None:
    seasonal, usual = days("2022-12-10", "2023-12-18"), days("2022-12-10", "2023-08-01")
    rule = Lapse(season_slack_days=40)
    assert limits_of(seasonal, rule, business_median=30)[0] == (365, 405)
    assert limits_of(usual, rule, business_median=30)[0].lost_days < 365
