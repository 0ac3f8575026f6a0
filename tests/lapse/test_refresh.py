"""Facts and spells in the store: partial and full refresh leave the same rows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from outreach.lapse.measure import Measures
from outreach.lapse.records import past
from outreach.lapse.records.one import one_client
from outreach.lapse.refresh import RefreshReport, refresh
from outreach.lapse.sign import Sign, named
from outreach.lapse.summary import Lapsed, lapsed, lost_today
from outreach.settings import Basis, Kind, Lapse
from outreach.store.engine import Store
from outreach.store.schema import seed
from outreach.store.tables import (
    business_facts,
    client_facts,
    client_signs,
    clients,
    contacts,
    identity,
    inquiries,
    journal,
    lapses,
    metadata,
    orders,
    problem_orders,
    reasons,
    touched,
)
from outreach.store.words import Event, ReasonStanding
from tests.cast import MORNING, add_client, add_order

TODAY = date(2025, 10, 1)
RULE = Lapse()


def _refresh(
    store: Store,
    *ids: int,
    today: date = TODAY,
    settings: Lapse = RULE,
    everybody: bool = False,
    measures: Measures | None = None,
) -> RefreshReport:
    now = datetime(today.year, today.month, today.day, 6, tzinfo=UTC)
    with store.write() as connection:
        given_ids = None if everybody else [(each, 1) for each in ids]
        return refresh(connection, measures=measures or Measures(settings), today=today, now=now, touched=given_ids)


def _facts(store: Store, client_id: int) -> Any:
    with store.read() as connection:
        return connection.execute(select(client_facts).where(client_facts.c.client_id == client_id)).first()


def _spells(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(lapses).order_by(lapses.c.client_id, lapses.c.lost_on)))


def _events(store: Store) -> list[Event]:
    with store.read() as connection:
        return list(connection.execute(select(journal.c.event).order_by(journal.c.id)).scalars())


def _summary(store: Store, today: date = TODAY) -> Lapsed:
    with store.read() as connection:
        return lapsed(connection, today=today)


def test_the_first_refresh_looks_at_everybody(store: Store) -> None:
    anna, boris = add_client(store), add_client(store)
    order = add_order(store, anna, on=date(2025, 3, 1), amount=700)
    report = _refresh(store)
    assert report == RefreshReport(clients=2, newly_lost=1, returned=0)
    facts = _facts(store, anna)
    assert (facts.lost_on, facts.at_risk_on, facts.revenue, facts.revenue_year) == (
        date(2025, 5, 30), date(2025, 4, 30), 700, 700,
    )  # fmt: skip
    assert _facts(store, boris).lost_on is None
    (spell,) = _spells(store)
    assert (spell.client_id, spell.lost_on, spell.tier, spell.value_year) == (anna, date(2025, 5, 30), "gold", 700)
    assert _events(store) == [Event.LOST]
    assert order


def test_a_second_refresh_finds_no_work(store: Store) -> None:
    add_order(store, add_client(store), on=date(2025, 3, 1))
    assert _refresh(store)
    before = _spells(store)
    assert not _refresh(store)
    assert _refresh(store, everybody=True).newly_lost == 0
    assert _spells(store) == before
    assert _events(store) == [Event.LOST]


def test_passing_time_alone_makes_a_client_lost(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 7, 10))
    _refresh(store)
    assert _spells(store) == []
    assert not _refresh(store, today=date(2025, 10, 7)).newly_lost
    assert _refresh(store, today=date(2025, 10, 20)).newly_lost == 1
    assert _spells(store)[0].lost_on == date(2025, 10, 8)
    with store.read() as connection:
        assert lost_today(connection, today=date(2025, 10, 7)) == 0
        assert lost_today(connection, today=date(2025, 10, 8)) == 1


def test_an_order_after_the_loss_is_a_return(store: Store) -> None:
    gleb = add_client(store)
    add_order(store, gleb, on=date(2025, 3, 1))
    _refresh(store)
    back = add_order(store, gleb, on=date(2025, 9, 30))
    report = _refresh(store, gleb)
    assert (report.newly_lost, report.returned) == (0, 1)
    (spell,) = _spells(store)
    assert (spell.ended_on, spell.ended_by_order) == (date(2025, 9, 30), back)
    assert _events(store) == [Event.LOST, Event.RETURNED]


def test_a_refund_is_no_sign_of_life_but_counts_against_revenue(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 1, 1), amount=500)
    add_order(store, anna, on=date(2025, 5, 1), amount=-200)
    _refresh(store)
    facts = _facts(store, anna)
    assert (facts.last_order_on, facts.orders, facts.revenue) == (date(2025, 1, 1), 1, 300)


def test_revenue_of_the_year_follows_the_days_without_a_touch(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2024, 10, 5), amount=300)
    add_order(store, anna, on=date(2025, 9, 5), amount=100)
    _refresh(store)
    assert _facts(store, anna).revenue_year == 400
    _refresh(store, today=date(2025, 10, 5))
    assert _facts(store, anna).revenue_year == 100


def test_another_rule_refreshes_everybody(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 8, 1))
    _refresh(store)
    assert _facts(store, anna).lost_on == date(2025, 10, 30)
    report = _refresh(store, settings=Lapse(fixed_days=30))
    assert (report.clients, report.newly_lost) == (1, 1)
    assert _facts(store, anna).lost_on == date(2025, 8, 31)
    assert _spells(store)[0].lost_on == TODAY  # a closed month keeps its figures


def test_a_median_that_changes_refreshes_everybody(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 6, 1))
    _refresh(store)
    assert _facts(store, anna).typical_gap is None
    busy = add_client(store)
    for week in range(15):
        add_order(store, busy, on=date(2025, 1, 1) + timedelta(days=60 * week // 4))
    assert _refresh(store, busy).clients == 2
    assert _facts(store, anna).typical_gap == 15


def test_the_tier_cuts_follow_the_settings(store: Store) -> None:
    for amount in (500, 300, 100, 60, 30, 10):
        add_order(store, add_client(store), on=date(2025, 3, 1), amount=amount)
    _refresh(store)
    summary = _summary(store)
    assert (summary.cuts.gold_from, summary.cuts.silver_from) == (300, 60)
    assert [(group.key, group.clients, group.value) for group in summary.by_tier] == [
        ("gold", 2, 800), ("silver", 2, 160), ("copper", 2, 40),
    ]  # fmt: skip
    _refresh(store, settings=Lapse(gold_share=0.4, silver_share=0.85))
    assert (_summary(store).cuts.gold_from, _summary(store).cuts.silver_from) == (500, 100)


def test_the_basis_is_a_setting(store: Store) -> None:
    asker = add_client(store)
    with store.write() as connection:
        connection.execute(
            insert(inquiries).values(client_id=asker, source_key="i1", asked_on=date(2025, 5, 1), imported_at=MORNING)
        )
    _refresh(store)
    assert _spells(store) == []
    assert _refresh(store, settings=Lapse(basis=Basis.INQUIRY)).newly_lost == 1
    assert (_spells(store)[0].lost_on, _spells(store)[0].value_year) == (date(2025, 7, 30), 0)


def test_an_agreed_absence_takes_a_client_off_the_list(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 3, 1))
    _refresh(store)
    with store.write() as connection:
        connection.execute(update(clients).values(away_until=date(2025, 12, 1)))
    assert _refresh(store, anna).returned == 0
    assert (_spells(store)[0].ended_on, _spells(store)[0].ended_by_order) == (TODAY, None)
    assert _facts(store, anna).lost_on == date(2026, 3, 1)


def test_a_merged_client_has_no_facts_and_is_lost_no_longer(store: Store) -> None:
    anna, double = add_client(store), add_client(store)
    add_order(store, double, on=date(2025, 3, 1))
    _refresh(store)
    with store.write() as connection:
        connection.execute(update(orders).values(client_id=anna))
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=anna))
    _refresh(store, anna, double)
    assert _facts(store, double) is None
    assert [(each.client_id, each.ended_on) for each in _spells(store)] == [(anna, None), (double, TODAY)]


def test_a_client_merged_before_he_was_lost_leaves_no_trace(store: Store) -> None:
    anna = add_client(store)
    add_client(store, merged_into=anna)
    assert _refresh(store).newly_lost == 0
    assert _spells(store) == []


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
    _refresh(store)
    facts = _facts(store, anna)
    assert (facts.stated_reason, facts.verified_reason) == ("price", "service")
    assert _spells(store)[0].reason == "service"


def test_a_reason_learnt_before_the_return_stays_with_the_spell(store: Store) -> None:
    anna = add_client(store)
    add_order(store, anna, on=date(2025, 3, 1))
    _refresh(store)
    assert _spells(store)[0].reason is None
    with store.write() as connection:
        connection.execute(
            insert(reasons).values(client_id=anna, reason="price", standing=ReasonStanding.STATED, added_at=MORNING)
        )
    add_order(store, anna, on=date(2025, 9, 1))
    _refresh(store, anna)
    assert _spells(store)[0].reason == "price"


def test_opening_balances_make_a_client_lost(store: Store) -> None:
    anna = add_client(
        store, opening_last_order_on=date(2025, 1, 1), opening_orders=6, opening_revenue=1_200,
        first_seen_on=date(2023, 1, 1),
    )  # fmt: skip
    _refresh(store)
    facts = _facts(store, anna)
    assert (facts.orders, facts.order_days, facts.revenue, facts.revenue_year) == (6, 6, 1_200, 0)
    assert (_spells(store)[0].lost_on, _spells(store)[0].value_year) == (date(2025, 4, 1), 599)


def test_a_later_date_in_the_client_list_ends_a_spell_without_an_order(store: Store) -> None:
    anna = add_client(store, opening_last_order_on=date(2025, 1, 1))
    _refresh(store)
    with store.write() as connection:
        connection.execute(update(clients).values(opening_last_order_on=date(2025, 9, 1)))
    _refresh(store, anna)
    assert [(each.ended_on, each.ended_by_order) for each in _spells(store)] == [(date(2025, 9, 1), None)]


def test_the_touch_that_was_handled_is_kept(store: Store) -> None:
    anna = add_client(store)
    with store.write() as connection:
        connection.execute(insert(touched).values(client_id=anna, touch=7))
    _refresh(store, anna)
    assert _facts(store, anna).touch == 7
    with store.write() as connection:
        connection.execute(delete(touched))
    _refresh(store, everybody=True)
    assert _facts(store, anna).touch == 7


def test_the_summary_of_an_empty_store_is_empty(store: Store) -> None:
    summary = _summary(store)
    assert (summary.clients, summary.computed_on, summary.lost.clients, summary.first) == (0, None, 0, ())


def test_the_summary_names_the_greatest_losses_first(store: Store) -> None:
    small, great, risky = add_client(store), add_client(store, name="Great"), add_client(store)
    add_order(store, small, on=date(2025, 3, 1), amount=10)
    add_order(store, great, on=date(2025, 6, 20), amount=90)
    add_order(store, risky, on=date(2025, 7, 20), amount=50)
    _refresh(store)
    summary = _summary(store)
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


def _asks(connection: Connection, client_id: int, *days: date, answered: date | None = None) -> None:
    for day in days:
        key = f"{client_id}|{day}"
        connection.execute(
            insert(inquiries).values(
                client_id=client_id, source_key=key, asked_on=day, answered_on=answered, imported_at=MORNING
            )
        )


def _signs(store: Store) -> list[tuple[int, Sign, date]]:
    with store.read() as connection:
        rows = connection.execute(select(client_signs).order_by(client_signs.c.client_id, client_signs.c.sign))
        return [(row.client_id, row.sign, row.since) for row in rows]


def test_who_asks_and_never_orders_is_at_risk_without_a_single_order(store: Store) -> None:
    anna = add_client(store)
    with store.write() as connection:
        _asks(connection, anna, date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1), answered=date(2025, 8, 2))
    _refresh(store)
    assert _signs(store) == [(anna, Sign.INQUIRIES, date(2025, 8, 1))]
    assert (_facts(store, anna).at_risk_on, _facts(store, anna).lost_on) == (date(2025, 8, 1), None)
    assert _summary(store).at_risk.clients == 1
    add_order(store, anna, on=date(2025, 9, 25))
    _refresh(store, anna)
    assert _signs(store) == []


def test_what_we_left_unanswered_is_told_only_where_answers_are_recorded(store: Store) -> None:
    anna, boris = add_client(store), add_client(store)
    with store.write() as connection:
        _asks(connection, anna, date(2025, 6, 1))
    _refresh(store)
    assert _signs(store) == []
    with store.write() as connection:
        _asks(connection, boris, date(2025, 6, 1), answered=date(2025, 6, 2))
    _refresh(store, everybody=True)
    assert _signs(store) == [(anna, Sign.WE_OWE, date(2025, 6, 4))]


def test_several_signs_hold_at_once_and_each_is_counted(store: Store) -> None:
    anna = add_client(store)
    for day in (date(2025, 4, 20), date(2025, 5, 20), date(2025, 6, 20)):
        add_order(store, anna, on=day, amount=500)
    add_order(store, anna, on=date(2025, 9, 20), amount=100)
    with store.write() as connection:
        connection.execute(
            insert(problem_orders).values(
                client_id=anna, order_number="7", what="late", on_day=date(2025, 6, 21), settled_on=None
            )
        )
        for day in (date(2025, 9, 22), date(2025, 9, 23), date(2025, 9, 24)):
            row = {"client_id": anna, "source_key": str(day), "on_day": day, "channel": "phone", "answered": False}
            connection.execute(insert(contacts).values(row))
    _refresh(store)
    assert _signs(store) == [
        (anna, Sign.DISSATISFIED, date(2025, 6, 21)),
        (anna, Sign.NO_ANSWER, date(2025, 9, 24)),
        (anna, Sign.VOLUME, TODAY),
    ]
    assert [(group.key, group.clients) for group in _summary(store).by_sign] == [
        (Sign.SILENCE, 0), (Sign.NO_ANSWER, 1), (Sign.VOLUME, 1), (Sign.DISSATISFIED, 1),
    ]  # fmt: skip
    with store.read() as connection:
        (first, *_) = one_client(connection, anna).signs
    assert (first.sign, first.figures) == (Sign.DISSATISFIED, {"count": 1})
    _refresh(store, today=date(2025, 12, 20))  # the window has moved on: his 500s are forgotten
    assert Sign.VOLUME not in {sign for _, sign, _ in _signs(store)}


def test_a_merged_client_shows_no_signs(store: Store) -> None:
    anna, double = add_client(store), add_client(store)
    with store.write() as connection:
        _asks(connection, double, date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1))
    _refresh(store)
    assert len(_signs(store)) == 1
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=anna))
    _refresh(store, double)
    assert _signs(store) == []


def test_a_kind_of_client_is_judged_by_its_own_measures(store: Store) -> None:
    anna, boris = add_client(store, industry="gifts"), add_client(store)
    for each in (anna, boris):
        add_order(store, each, on=date(2025, 6, 20))
    _refresh(store, measures=Measures(RULE, kinds={"gifts": Kind(industry=("gifts",), no_history_days=200)}))
    assert [_facts(store, each).lost_on for each in (anna, boris)] == [date(2026, 1, 6), date(2025, 9, 18)]


def test_a_book_of_fifty_has_a_model_and_everybody_a_priority(store: Store) -> None:
    for at in range(55):
        one = add_client(store)
        for nth in range(1 + at % 4):
            add_order(store, one, on=date(2025, 1, 1) + timedelta(days=at + 30 * nth), amount=1_000)
    _refresh(store)
    with store.read() as connection:
        rows = connection.execute(select(client_facts).order_by(client_facts.c.client_id)).all()
        firm = connection.execute(select(business_facts)).one()
    assert firm.fitted_on == TODAY
    assert set(firm.model) == {"r", "alpha", "a", "b"}
    assert len({row.silent_90 for row in rows}) > 2
    assert all(0 < row.silent_90 <= 1_000 and row.priority == row.silent_90 * row.revenue // 1_000 for row in rows)
    assert not _refresh(store, today=TODAY + timedelta(days=6)).returned
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.fitted_on)).scalar_one() == TODAY
    assert _refresh(store, today=TODAY + timedelta(days=7)).clients == 55
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.fitted_on)).scalar_one() == TODAY + timedelta(days=7)


def test_a_great_book_is_refreshed_in_chunks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.lapse.records.firm.CHUNK", 2)
    for _ in range(5):
        add_order(store, add_client(store), on=date(2025, 3, 1))
    assert _refresh(store) == RefreshReport(clients=5, newly_lost=5)
    assert _refresh(store, 1, 2, 3, 4, 5).clients == 5


def test_the_median_of_a_great_book_rests_on_a_sample(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.lapse.records.firm.SAMPLE", 2)
    for gap in (5, 20, 7):
        busy = add_client(store)
        for at in range(12):
            add_order(store, busy, on=date(2025, 1, 1) + timedelta(days=gap * at))
    _refresh(store)
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.median_gap)).scalar_one() == 20


Batch = list[tuple[int, int, int]]  # client, day, amount
_batches = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(1, 5), st.integers(0, 700), st.integers(-20, 500)), max_size=14),
        st.integers(0, 150),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=_batches, basis=st.sampled_from(Basis))
def test_partial_and_full_refresh_leave_identical_rows(
    store: Store, batches: list[tuple[Batch, int]], basis: Basis
) -> None:
    rule = Lapse(basis=basis)
    partial = _played(store, batches, rule, everybody=False)
    full = _played(store, batches, rule, everybody=True)
    assert partial == full


def _played(store: Store, batches: list[tuple[Batch, int]], rule: Lapse, *, everybody: bool) -> tuple[list[Any], ...]:
    with store.write() as connection:
        _empty(connection)
    for at in range(5):
        add_client(store, email=None, away_until=date(2022, 6, 1) if at == 0 else None)
    today, seen = date(2022, 1, 1), 0
    for batch, passing in batches:
        today += timedelta(days=passing)
        with store.write() as connection:
            for client_id, day, amount in batch:
                seen += 1
                on = date(2020, 6, 1) + timedelta(days=day)
                if seen % 5 == 0:
                    values = {"client_id": client_id, "source_key": str(seen), "asked_on": on, "imported_at": MORNING}
                    connection.execute(insert(inquiries).values(values))
                    continue
                connection.execute(
                    insert(orders).values(
                        id=seen, client_id=client_id, source_key=str(seen), ordered_on=on, amount=amount,
                        currency="EUR", imported_at=MORNING,
                    )
                )  # fmt: skip
        _refresh(store, *(each[0] for each in batch), today=today, settings=rule, everybody=everybody)
    with store.read() as connection:
        columns = [client_facts.c[name] for name in past.FACTS]
        facts = connection.execute(select(*columns).order_by(client_facts.c.client_id)).all()
        spells = connection.execute(
            select(*(column for column in lapses.c if column.name != "id")).order_by(
                lapses.c.client_id, lapses.c.lost_on
            )
        ).all()
        firm = connection.execute(select(business_facts)).all()
    return list(facts), list(spells), list(firm)


def _empty(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    seed(connection)
    assert connection.execute(select(identity.c.id)).first()
