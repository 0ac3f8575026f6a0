"""Facts and spells in the store: who is lost, since when, and what a later day or order makes of it."""

import gc
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from outreach.lapse.refresh import RefreshReport
from outreach.lapse.sign import Sign, named
from outreach.lapse.summary import lost_today
from outreach.settings import Basis, Lapse
from outreach.store.engine import Store
from outreach.store.tables import (
    business_facts,
    clients,
    inquiries,
    orders,
    reasons,
    touched,
)
from outreach.store.words import Event, ReasonStanding
from tests.cast import MORNING, add_client, add_order
from tests.lapse.refreshed import TODAY, all_events, all_spells, facts_of, refresh_on, summary_on


def test_the_first_refresh_looks_at_everybody(store: Store) -> None:
    anna, boris = add_client(store), add_client(store)
    order = add_order(store, anna, on=date(2025, 3, 1), amount=700)
    report = refresh_on(store)
    assert report == RefreshReport(clients=2, newly_lost=1, returned=0)
    facts = facts_of(store, anna)
    assert (facts.lost_on, facts.at_risk_on, facts.revenue, facts.revenue_year) == (
        date(2025, 5, 30), date(2025, 4, 30), 700, 700,
    )  # fmt: skip
    assert facts_of(store, boris).lost_on is None
    (spell,) = all_spells(store)
    assert (spell.client_id, spell.lost_on, spell.tier, spell.value_year) == (anna, date(2025, 5, 30), "gold", 700)
    assert all_events(store) == [Event.LOST]
    assert order


def test_a_second_refresh_finds_no_work(store: Store) -> None:
    add_order(store, add_client(store), on=date(2025, 3, 1))
    assert refresh_on(store)
    before = all_spells(store)
    assert not refresh_on(store)
    assert refresh_on(store, everybody=True).newly_lost == 0
    assert all_spells(store) == before
    assert all_events(store) == [Event.LOST]


def test_passing_time_alone_makes_a_client_lost(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 7, 10))
    refresh_on(store)
    assert all_spells(store) == []
    assert not refresh_on(store, today=date(2025, 10, 7)).newly_lost
    assert refresh_on(store, today=date(2025, 10, 20)).newly_lost == 1
    assert all_spells(store)[0].lost_on == date(2025, 10, 8)
    with store.read() as connection:
        assert lost_today(connection, today=date(2025, 10, 7)) == 0
        assert lost_today(connection, today=date(2025, 10, 8)) == 1


def test_an_order_after_the_loss_is_a_return(store: Store) -> None:
    gleb = add_client(store)
    add_order(store, gleb, on=date(2025, 3, 1))
    refresh_on(store)
    back = add_order(store, gleb, on=date(2025, 9, 30))
    report = refresh_on(store, gleb)
    assert (report.newly_lost, report.returned) == (0, 1)
    (spell,) = all_spells(store)
    assert (spell.ended_on, spell.ended_by_order) == (date(2025, 9, 30), back)
    assert all_events(store) == [Event.LOST, Event.RETURNED]


def test_a_refund_is_no_sign_of_life_but_counts_against_revenue(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 1, 1), amount=500)
    add_order(store, anna, on=date(2025, 5, 1), amount=-200)
    refresh_on(store)
    facts = facts_of(store, anna)
    assert (facts.last_order_on, facts.orders, facts.revenue) == (date(2025, 1, 1), 1, 300)


def test_revenue_of_the_year_follows_the_days_without_a_touch(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2024, 10, 5), amount=300)
    add_order(store, anna, on=date(2025, 9, 5), amount=100)
    refresh_on(store)
    assert facts_of(store, anna).revenue_year == 400
    refresh_on(store, today=date(2025, 10, 5))
    assert facts_of(store, anna).revenue_year == 100


def test_another_rule_refreshes_everybody(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 8, 1))
    refresh_on(store)
    assert facts_of(store, anna).lost_on == date(2025, 10, 30)
    report = refresh_on(store, settings=Lapse(fixed_days=30))
    assert (report.clients, report.newly_lost) == (1, 1)
    assert facts_of(store, anna).lost_on == date(2025, 8, 31)
    assert all_spells(store)[0].lost_on == TODAY  # a closed month keeps its figures


def test_a_median_that_changes_refreshes_everybody(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 6, 1))
    refresh_on(store)
    assert facts_of(store, anna).typical_gap is None
    busy = add_client(store)
    for week in range(15):
        add_order(store, busy, on=date(2025, 1, 1) + timedelta(days=60 * week // 4))
    assert refresh_on(store, busy).clients == 2
    assert facts_of(store, anna).typical_gap == 15


def test_the_tier_cuts_follow_the_settings(store: Store) -> None:
    for amount in (500, 300, 100, 60, 30, 10):
        add_order(store, add_client(store), on=date(2025, 3, 1), amount=amount)
    refresh_on(store)
    summary = summary_on(store)
    assert (summary.cuts.gold_from, summary.cuts.silver_from) == (300, 60)
    assert [(group.key, group.clients, group.value) for group in summary.by_tier] == [
        ("gold", 2, 800), ("silver", 2, 160), ("copper", 2, 40),
    ]  # fmt: skip
    refresh_on(store, settings=Lapse(gold_share=0.4, silver_share=0.85))
    assert (summary_on(store).cuts.gold_from, summary_on(store).cuts.silver_from) == (500, 100)


def test_the_basis_is_a_setting(store: Store) -> None:
    asker = add_client(store)
    with store.write() as connection:
        connection.execute(
            insert(inquiries).values(client_id=asker, source_key="i1", asked_on=date(2025, 5, 1), imported_at=MORNING)
        )
    refresh_on(store)
    assert all_spells(store) == []
    assert refresh_on(store, settings=Lapse(basis=Basis.INQUIRY)).newly_lost == 1
    assert (all_spells(store)[0].lost_on, all_spells(store)[0].value_year) == (date(2025, 7, 30), 0)


def test_an_agreed_absence_takes_a_client_off_the_list(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 3, 1))
    refresh_on(store)
    with store.write() as connection:
        connection.execute(update(clients).values(away_until=date(2025, 12, 1)))
    assert refresh_on(store, anna).returned == 0
    assert (all_spells(store)[0].ended_on, all_spells(store)[0].ended_by_order) == (TODAY, None)
    assert facts_of(store, anna).lost_on == date(2026, 3, 1)


def test_a_merged_client_has_no_facts_and_is_lost_no_longer(store: Store) -> None:
    anna, double = add_client(store), add_client(store)
    add_order(store, double, on=date(2025, 3, 1))
    refresh_on(store)
    with store.write() as connection:
        connection.execute(update(orders).values(client_id=anna))
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=anna))
    refresh_on(store, anna, double)
    assert facts_of(store, double) is None
    assert [(each.client_id, each.ended_on) for each in all_spells(store)] == [(anna, None), (double, TODAY)]


def test_a_client_merged_before_he_was_lost_leaves_no_trace(store: Store) -> None:
    anna = add_client(store)
    add_client(store, merged_into=anna)
    assert refresh_on(store).newly_lost == 0
    assert all_spells(store) == []


def test_the_latest_reason_of_each_standing_is_kept(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 3, 1))
    with store.write() as connection:
        for day, reason, standing in [
            (date(2025, 4, 1), "rival", ReasonStanding.STATED),
            (None, "quality", ReasonStanding.STATED),
            (date(2025, 5, 1), "price", ReasonStanding.STATED),
            (date(2025, 4, 2), "service", ReasonStanding.VERIFIED),
        ]:
            connection.execute(
                insert(reasons).values(client_id=anna, reason=reason, standing=standing, on_day=day, added_at=MORNING)
            )
    refresh_on(store)
    facts = facts_of(store, anna)
    assert (facts.stated_reason, facts.verified_reason) == ("price", "service")
    assert all_spells(store)[0].reason == "service"


def test_a_reason_learnt_before_the_return_stays_with_the_spell(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 3, 1))
    refresh_on(store)
    assert all_spells(store)[0].reason is None
    with store.write() as connection:
        connection.execute(
            insert(reasons).values(client_id=anna, reason="price", standing=ReasonStanding.STATED, added_at=MORNING)
        )
    add_order(store, anna, on=date(2025, 9, 1))
    refresh_on(store, anna)
    assert all_spells(store)[0].reason == "price"


def test_opening_balances_make_a_client_lost(store: Store) -> None:
    anna = add_client(
        store, opening_last_order_on=date(2025, 1, 1), opening_orders=6, opening_revenue=1_200,
        first_seen_on=date(2023, 1, 1),
    )  # fmt: skip
    refresh_on(store)
    facts = facts_of(store, anna)
    assert (facts.orders, facts.order_days, facts.revenue, facts.revenue_year) == (6, 6, 1_200, 0)
    assert (all_spells(store)[0].lost_on, all_spells(store)[0].value_year) == (date(2025, 4, 1), 599)


def test_a_later_date_in_the_client_list_ends_a_spell_without_an_order(store: Store) -> None:
    anna = add_client(store, opening_last_order_on=date(2025, 1, 1))
    refresh_on(store)
    with store.write() as connection:
        connection.execute(update(clients).values(opening_last_order_on=date(2025, 9, 1)))
    refresh_on(store, anna)
    assert [(each.ended_on, each.ended_by_order) for each in all_spells(store)] == [(date(2025, 9, 1), None)]


def test_the_touch_that_was_handled_is_kept(store: Store) -> None:
    anna = add_client(store)
    with store.write() as connection:
        connection.execute(insert(touched).values(client_id=anna, touch=7))
    refresh_on(store, anna)
    assert facts_of(store, anna).touch == 7
    with store.write() as connection:
        connection.execute(delete(touched))
    refresh_on(store, everybody=True)
    assert facts_of(store, anna).touch == 7


def test_the_summary_of_an_empty_store_is_empty(store: Store) -> None:
    summary = summary_on(store)
    assert (summary.clients, summary.computed_on, summary.lost.clients, summary.first) == (0, None, 0, ())


def test_the_summary_names_the_greatest_losses_first(store: Store) -> None:
    small, great, risky = add_client(store), add_client(store, name="Great"), add_client(store)
    add_order(store, small, on=date(2025, 3, 1), amount=10)
    add_order(store, great, on=date(2025, 6, 20), amount=90)
    add_order(store, risky, on=date(2025, 7, 20), amount=50)
    refresh_on(store)
    summary = summary_on(store)
    assert [(each.client_id, each.value, each.tier) for each in summary.first] == [
        (great, 90, "gold"), (small, 10, "silver"),
    ]  # fmt: skip
    assert (summary.lost.clients, summary.lost.value) == (2, 100)
    assert (summary.at_risk.clients, summary.at_risk.value) == (1, 50)
    assert (summary.newly_lost.clients, summary.newly_lost.value) == (1, 90)
    assert [(group.key, group.clients) for group in summary.by_reason] == [("", 2)]
    assert [(named(Sign(group.key)), group.clients) for group in summary.by_sign] == [
        ("silent for longer than usual", 2)
    ]


def test_a_great_book_is_refreshed_in_chunks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.lapse.records.firm.CHUNK", 2)
    for _ in range(5):
        add_order(store, add_client(store), on=date(2025, 3, 1))
    assert refresh_on(store) == RefreshReport(clients=5, newly_lost=5)
    assert refresh_on(store, 1, 2, 3, 4, 5).clients == 5


def test_the_median_of_a_great_book_rests_on_a_sample(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.lapse.records.firm.SAMPLE", 2)
    for gap in (5, 20, 7):
        busy = add_client(store)
        for at in range(12):
            add_order(store, busy, on=date(2025, 1, 1) + timedelta(days=gap * at))
    refresh_on(store)
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.median_gap)).scalar_one() == 20


@pytest.mark.parametrize("collects", [True, False])
def test_whether_circles_are_looked_for_is_as_before(sqlite_store: Store, *, collects: bool) -> None:
    add_client(sqlite_store)
    was = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        refresh_on(sqlite_store)
        assert gc.isenabled() is collects
    finally:
        (gc.enable if was else gc.disable)()
