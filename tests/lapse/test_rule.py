"""The rule: when a client counts as lost, and what each setting changes."""

from datetime import date
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.lapse.history import (
    NOTHING_BEFORE,
    Facts,
    History,
    Opening,
    days_of,
    ending_of_merged,
    facts_of,
    limits_of,
    value_of_year_before,
)
from outreach.lapse.rule import LEAST_GAPS, Limits, limits, median_gap, typical_gap
from outreach.lapse.spell import Closed, Spell
from outreach.settings import Basis, Lapse

RULE = Lapse()


def test_the_typical_gap_is_drawn_towards_the_median_of_the_book() -> None:
    gaps = [10, 20, 40]
    assert typical_gap(gaps, business_median=30) == pytest.approx(exp((sum(map(log, gaps)) + 2 * log(30)) / 5))


def test_a_client_with_one_order_is_given_the_median_of_the_book() -> None:
    assert typical_gap([], business_median=30) == pytest.approx(30)


def test_without_a_median_nothing_is_typical() -> None:
    assert typical_gap([10, 20], business_median=None) is None


def test_who_orders_often_is_lost_sooner_than_who_orders_once_a_year() -> None:
    assert limits(35, RULE).lost_days == 105
    assert limits(350, RULE).lost_days == 365
    assert limits(7, RULE).lost_days == 90


def test_nobody_is_lost_before_he_is_at_risk() -> None:
    for typical in (1, 10, 40, 100, 400, None):
        allowed = limits(typical, Lapse(at_risk_multiplier=9))
        assert allowed.at_risk_days <= allowed.lost_days


@pytest.mark.parametrize(
    ("setting", "typical", "expected"),
    [
        ({}, 40, Limits(at_risk_days=80, lost_days=120)),
        ({"multiplier": 4.0}, 40, Limits(at_risk_days=80, lost_days=160)),
        ({"floor_days": 130}, 40, Limits(at_risk_days=80, lost_days=130)),
        ({"cap_days": 100}, 40, Limits(at_risk_days=80, lost_days=100)),
        ({"cap_days": 70}, 40, Limits(at_risk_days=70, lost_days=70)),
        ({"fixed_days": 60}, 40, Limits(at_risk_days=40, lost_days=60)),
        ({"at_risk_multiplier": 1.0}, 40, Limits(at_risk_days=40, lost_days=120)),
        ({"at_risk_floor_days": 90}, 40, Limits(at_risk_days=90, lost_days=120)),
        ({}, None, Limits(at_risk_days=60, lost_days=90)),
        ({"no_history_days": 45}, None, Limits(at_risk_days=30, lost_days=45)),
        ({"no_history_days": 45, "fixed_days": 30}, None, Limits(at_risk_days=30, lost_days=30)),
    ],
)
def test_every_setting_of_the_rule_changes_what_it_says(
    setting: dict[str, float], typical: float | None, expected: Limits
) -> None:
    assert limits(typical, Lapse.model_validate(setting)) == expected


def day(year: int, month: int, of_month: int) -> int:
    return date(year, month, of_month).toordinal()


NEW_YEAR = day(2025, 1, 1)


def _facts(history: History, settings: Lapse = RULE, *, median: int | None = None) -> Facts:
    days = days_of(history)
    allowed, typical = limits_of(days, settings, business_median=median)
    return facts_of(history, settings, days=days, judged=days, allowed=allowed, typical=typical)


def test_the_limits_are_in_days_from_the_last_sign_of_life() -> None:
    facts = _facts(History(1, order_days=[day(2024, 6, 1), day(2025, 1, 31)]))
    assert (facts.at_risk_on, facts.lost_on) == (day(2025, 4, 1), day(2025, 5, 1))


def test_an_inquiry_breaks_the_silence_only_where_the_firm_counts_inquiries() -> None:
    history = History(1, order_days=[NEW_YEAR], inquiries=[day(2025, 2, 1)])
    assert _facts(history).lost_on == day(2025, 4, 1)
    assert _facts(history, Lapse(basis=Basis.INQUIRY)).lost_on == day(2025, 5, 2)


def test_who_only_asked_can_be_lost_only_where_the_firm_counts_inquiries() -> None:
    history = History(1, inquiries=[day(2025, 2, 1)])
    assert _facts(history).lost_on is None
    assert _facts(history, Lapse(basis=Basis.INQUIRY)).lost_on == day(2025, 5, 2)


def test_silence_counts_from_the_end_of_an_agreed_absence() -> None:
    history = History(1, order_days=[NEW_YEAR], away_until=day(2025, 9, 1))
    assert _facts(history).lost_on == day(2025, 11, 30)


def test_an_absence_that_ended_before_the_last_order_changes_nothing() -> None:
    history = History(1, order_days=[NEW_YEAR], away_until=day(2024, 9, 1))
    assert _facts(history).lost_on == day(2025, 4, 1)


def test_opening_balances_count_with_the_orders_on_record() -> None:
    opening = Opening(day(2024, 12, 1), orders=4, revenue=4_000, first_seen_on=day(2022, 12, 2))
    facts = _facts(
        History(1, order_days=[NEW_YEAR], orders=1, revenue=500, revenue_year=500, opening=opening), median=30
    )
    assert (facts.first_order_on, facts.orders, facts.order_days) == (day(2024, 12, 1), 5, 5)
    assert (facts.revenue, facts.revenue_year, facts.typical_gap) == (4_500, 500, 30)
    assert opening.revenue_a_year == 2_000


def test_an_opening_order_that_is_on_record_too_is_counted_once() -> None:
    assert days_of(History(1, order_days=[NEW_YEAR], opening=Opening(NEW_YEAR))) == [NEW_YEAR]


def test_an_opening_sum_without_a_beginning_is_taken_for_one_year() -> None:
    assert Opening(day(2024, 12, 1), revenue=900).revenue_a_year == 900


def test_what_a_loss_is_worth_is_the_year_before_the_last_order() -> None:
    orders = [(NEW_YEAR - 365, 1), (NEW_YEAR - 364, 10), (NEW_YEAR, 100), (NEW_YEAR + 1, 1_000)]
    opening = Opening(NEW_YEAR - 300, revenue=10_000)
    assert value_of_year_before(orders, NOTHING_BEFORE, rests_on=NEW_YEAR) == 110
    assert value_of_year_before(orders, opening, rests_on=NEW_YEAR) == 10_110
    assert value_of_year_before(orders, opening, rests_on=None) == 0
    assert value_of_year_before([(NEW_YEAR, -500)], NOTHING_BEFORE, rests_on=NEW_YEAR) == 0


def test_inquiries_since_the_last_order_are_counted() -> None:
    asked = [day(2024, 12, 1), NEW_YEAR, day(2025, 2, 1), day(2025, 3, 1)]
    facts = _facts(History(1, order_days=[NEW_YEAR], inquiries=asked))
    assert (facts.inquiries_since_order, facts.last_inquiry_on) == (2, day(2025, 3, 1))


def test_a_book_with_few_gaps_has_no_median() -> None:
    assert median_gap({30: LEAST_GAPS - 1}) is None
    assert median_gap({30: LEAST_GAPS}) == 30


@given(st.lists(st.integers(1, 400), min_size=LEAST_GAPS, max_size=60))
def test_the_median_is_the_lower_one(gaps: list[int]) -> None:
    counted = {gap: gaps.count(gap) for gap in gaps}
    assert median_gap(counted) == sorted(gaps)[(len(gaps) - 1) // 2]


def test_a_merged_client_who_was_not_lost_has_no_spell_to_end() -> None:
    assert ending_of_merged(None, today=NEW_YEAR) is None
    assert ending_of_merged(Spell(7, NEW_YEAR + 5), today=NEW_YEAR) == Closed(7, NEW_YEAR + 5, by_order=False)
