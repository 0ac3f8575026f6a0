"""A quarter's losses and returns."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from outreach.errors import NotFound
from outreach.outcome.benchmark import BENCHMARK, Bucket, bucket_of
from outreach.outcome.proportion import Share
from outreach.outcome.quarter import Dynamics, Quarter, dynamics, parse_quarter, quarter_of, series
from outreach.store.engine import Store
from outreach.store.tables import client_facts, lapses
from outreach.store.words import LeaveReason
from tests.cast import add_client, add_order
from tests.outcome.scene import add_spell

Q3 = Quarter(year=2025, number=3)
LATER = date(2026, 6, 1)


def _dynamics(store: Store, quarter: Quarter = Q3, today: date = LATER) -> Dynamics:
    with store.read() as connection:
        return dynamics(connection, quarter, today=today)


def test_a_quarter_has_its_first_and_last_day() -> None:
    assert (Q3.start, Q3.end, str(Q3)) == (date(2025, 7, 1), date(2025, 9, 30), "2025Q3")
    assert Quarter(year=2025, number=4).next() == Quarter(year=2026, number=1)
    assert Quarter(year=2025, number=1).previous() == Quarter(year=2024, number=4)
    assert quarter_of(date(2025, 12, 31)) == Quarter(year=2025, number=4)


@pytest.mark.parametrize("text", ["2025Q3", "2025-q3", "2025 Q3", " 2025q3 "])
def test_a_quarter_may_be_written_in_several_ways(text: str) -> None:
    assert parse_quarter(text) == Q3


@pytest.mark.parametrize("text", ["2025Q5", "Q3", "2025", "2025Q3x", "0000Q1", "9999Q4"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(NotFound, match="not a quarter"):
        parse_quarter(text)


def test_start_and_new_less_returned_is_end(store: Store) -> None:
    clients = [add_client(store, email=None) for _ in range(6)]
    order = add_order(store, clients[1], on=date(2025, 8, 1))
    add_spell(store, clients[0], lost=date(2025, 5, 1), value_year=10)
    add_spell(store, clients[1], lost=date(2025, 5, 1), ended=date(2025, 8, 1), ended_by_order=order, value_year=20)
    add_spell(store, clients[2], lost=date(2025, 7, 1), value_year=40, tier="silver")
    add_spell(store, clients[3], lost=date(2025, 9, 30), ended=date(2025, 9, 30), value_year=80)
    add_spell(store, clients[4], lost=date(2025, 10, 1), value_year=160)
    add_spell(store, clients[5], lost=date(2025, 1, 1), ended=date(2025, 6, 30), value_year=320)
    total = _dynamics(store).total
    assert (total.at_start, total.newly_lost, total.returned, total.taken_off, total.at_end) == (2, 2, 1, 1, 2)
    assert (total.value_at_start, total.value_lost, total.value_returned) == (30, 120, 20)
    assert (total.value_taken_off, total.value_at_end) == (80, 50)
    gold, silver, copper = _dynamics(store).by_tier
    assert (gold.newly_lost, silver.newly_lost, copper.newly_lost) == (1, 1, 0)


spells = st.lists(st.tuples(st.integers(0, 800), st.one_of(st.none(), st.integers(0, 500)), st.booleans()), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spells)
def test_the_end_of_a_quarter_is_the_start_of_the_next(
    sqlite_store: Store, found: list[tuple[int, int | None, bool]]
) -> None:
    store = sqlite_store
    with store.write() as connection:
        connection.execute(delete(lapses))
    order = add_order(store, add_client(store, email=None), on=date(2024, 1, 1))
    for lost, length, by_order in found:
        begin = date(2024, 1, 1) + timedelta(days=lost)
        ended = None if length is None else begin + timedelta(days=length)
        add_spell(
            store, add_client(store, email=None), lost=begin, ended=ended,
            ended_by_order=order if by_order and ended else None,
        )  # fmt: skip
    quarter = Quarter(year=2024, number=1)
    before = _dynamics(store, quarter, today=date(2030, 1, 1)).total
    assert before.at_start == 0
    for _ in range(14):
        quarter = quarter.next()
        flow = _dynamics(store, quarter, today=date(2030, 1, 1)).total
        assert (flow.at_start, flow.value_at_start) == (before.at_end, before.value_at_end)
        before = flow
    assert before.at_end == sum(length is None for _, length, _ in found)


def test_the_current_quarter_goes_as_far_as_today(store: Store) -> None:
    add_spell(store, add_client(store), lost=date(2025, 8, 20))
    assert _dynamics(store, today=date(2025, 8, 19)).total.newly_lost == 0
    assert _dynamics(store, today=date(2025, 8, 20)).total.newly_lost == 1


def test_the_series_begins_when_the_first_was_lost(store: Store) -> None:
    with store.read() as connection:
        assert series(connection, until=Q3, today=LATER) == ()
    add_spell(store, add_client(store), lost=date(2025, 2, 20))
    with store.read() as connection:
        assert [flow.key for flow in series(connection, until=Q3, today=LATER)] == ["2025Q1", "2025Q2", "2025Q3"]
        assert [flow.key for flow in series(connection, until=Q3, today=LATER, quarters=2)] == ["2025Q2", "2025Q3"]
        assert len(series(connection, until=Quarter(year=2024, number=1), today=LATER)) == 1


def test_reasons_learnt_later_count_while_the_spell_is_open(store: Store) -> None:
    asked, unasked, own = add_client(store), add_client(store), add_client(store)
    with store.write() as connection:
        connection.execute(
            insert(client_facts).values(
                client_id=asked, order_days=0, orders=0, revenue=0, revenue_year=0, stated_reason="price",
                verified_reason="late_delivery", computed_on=LATER,
            )
        )  # fmt: skip
    add_spell(store, asked, lost=date(2025, 7, 5))
    add_spell(store, unasked, lost=date(2025, 7, 5))
    add_spell(store, own, lost=date(2025, 7, 5), reason="moved to the coast")
    found = _dynamics(store)
    assert {flow.key: flow.newly_lost for flow in found.by_reason} == {
        "late_delivery": 1, "moved to the coast": 1, "": 1,
    }  # fmt: skip
    assert found.by_reason[-1].key == ""
    assert found.why.asked == Share(count=2, of=3)
    assert {cause.bucket: cause.found.count for cause in found.why.causes if cause.found.count} == {
        Bucket.QUALITY: 1, Bucket.OTHER: 1,
    }  # fmt: skip


def test_every_reason_belongs_to_one_cause_of_the_benchmark() -> None:
    assert {bucket_of(reason) for reason in LeaveReason} == set(BENCHMARK)
    assert sum(BENCHMARK.values()) == pytest.approx(1)
    assert bucket_of("a word of our own") is Bucket.OTHER
