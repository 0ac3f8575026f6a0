"""Gold, silver and copper by cumulative share."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from outreach.lapse.tier import Cuts, cuts_of, tier_of
from outreach.settings import Lapse
from outreach.store.words import Tier


def _cuts(revenues: list[int], settings: Lapse | None = None) -> Cuts:
    counted = Counter(revenue for revenue in revenues if revenue > 0)
    ordered = sorted(counted.items(), reverse=True)
    return cuts_of(ordered, total=sum(r * n for r, n in ordered), settings=settings or Lapse())


def test_gold_brings_three_quarters_and_silver_the_next_fifth() -> None:
    cuts = _cuts([500, 300, 100, 60, 30, 10])
    assert [tier_of(r, cuts) for r in (500, 300, 100, 60, 30, 10)] == [
        Tier.GOLD, Tier.GOLD, Tier.SILVER, Tier.SILVER, Tier.COPPER, Tier.COPPER,
    ]  # fmt: skip


def test_the_shares_are_settings() -> None:
    revenues = [500, 300, 100, 60, 30, 10]
    assert _cuts(revenues, Lapse(gold_share=0.4)).gold_from == 500
    assert _cuts(revenues, Lapse(silver_share=0.99)).silver_from == 30


def test_an_only_client_is_gold() -> None:
    assert tier_of(7, _cuts([7])) is Tier.GOLD


def test_nobody_is_gold_where_nobody_bought() -> None:
    assert tier_of(0, _cuts([0, 0])) is Tier.COPPER
    assert _cuts([]) == Cuts()


@given(st.lists(st.integers(0, 1_000), max_size=40))
def test_gold_is_the_shortest_list_that_brings_the_share(revenues: list[int]) -> None:
    cuts = _cuts(revenues)
    total = sum(revenues)
    gold = [r for r in revenues if tier_of(r, cuts) is Tier.GOLD]
    if total:
        assert sum(gold) >= 0.75 * total
        assert sum(r for r in gold if r > min(gold)) < 0.75 * total
    for richer in revenues:
        for poorer in revenues:
            order = [Tier.COPPER, Tier.SILVER, Tier.GOLD]
            assert richer < poorer or order.index(tier_of(richer, cuts)) >= order.index(tier_of(poorer, cuts))
