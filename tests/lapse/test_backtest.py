"""The backtest judges by what was known, and counts who came back by himself."""

from datetime import date, timedelta

import pytest

from outreach.lapse.backtest import AHEAD, LOOKS, RULES, Tried, backtest, looks
from outreach.lapse.measure import Measure, Measures
from outreach.lapse.summary import backtested
from outreach.settings import Kind, Lapse, Signs
from outreach.store.engine import Store
from tests.cast import add_client, add_order

USUAL = Measure(lapse=Lapse(), signs=Signs())
LOOK = 1_000


def tried(*orders: tuple[int, int], lapse: Lapse | None = None) -> dict[int | None, Tried]:
    measure = Measure(lapse=lapse or Lapse(), signs=Signs())
    found = backtest([(measure, list(orders))], business_median=None, seen_from=[LOOK])
    return {one.days: one for one in found}


def test_each_rule_flags_by_the_silence_that_was_known() -> None:
    found = tried((LOOK - 100, 500))
    assert [found[days].flagged for days in RULES] == [1, 1, 1, 0, 0]
    assert found[None] == Tried(days=None, known=1, flagged=1, value=500)
    assert tried((LOOK - 100, 500), lapse=Lapse(no_history_days=120))[None].flagged == 0


def test_who_ordered_again_by_himself_is_counted_with_what_he_was_worth() -> None:
    found = tried((LOOK - 500, 7), (LOOK - 120, 300), (LOOK - 100, 200), (LOOK + AHEAD, 1))[90]
    assert (found.returned, found.value, found.value_returned, found.share_returned) == (1, 500, 500, 1.0)


@pytest.mark.parametrize("later", [LOOK, LOOK + AHEAD + 1])
def test_an_order_outside_the_days_ahead_is_no_return(later: int) -> None:
    assert tried((LOOK - 100, 200), (later, 1))[90].returned == 0


def test_refunds_and_strangers_are_not_judged() -> None:
    assert tried((LOOK - 100, -5), (LOOK + 1, 9))[90] == Tried(days=90)
    assert Tried(days=90).share_returned == 0


def test_a_short_history_is_not_looked_at() -> None:
    assert looks(None, today=LOOK) == ()
    assert looks(LOOK - 200, today=LOOK) == ()
    assert looks(LOOK - 400, today=LOOK) == (LOOK - 90, LOOK - 180)
    assert len(looks(1, today=LOOK)) == LOOKS


def test_the_firms_own_history_is_tried(store: Store) -> None:
    today = date(2025, 10, 1)
    for gap, industry in ((30, None), (200, "gifts")):
        one = add_client(store, industry=industry)
        for nth in range(6):
            add_order(store, one, on=today - timedelta(days=20 + gap * nth), amount=100)
    measures = Measures(Lapse(), kinds={"gifts": Kind(industry=("gifts",), fixed_days=400)})
    with store.read() as connection:
        days, found = backtested(connection, measures=measures, today=today)
        usual = backtested(connection, measures=Measures(Lapse()), today=today)[1]
    assert days[0] == today - timedelta(days=90)
    assert {one.known for one in found} == {len(days) + 1}
    by_days = {one.days: one for one in found}
    assert by_days[90].flagged >= 2
    assert by_days[90].returned >= 1
    assert by_days[None].flagged < usual[-1].flagged


def test_a_firm_that_is_too_young_is_told_nothing(store: Store) -> None:
    with store.read() as connection:
        assert backtested(connection, measures=Measures(Lapse()), today=date(2025, 10, 1)) == ((), ())
