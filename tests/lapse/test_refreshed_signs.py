"""Signs and the model in the store: what a refresh finds beside silence."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from outreach.lapse.measure import Measures
from outreach.lapse.records.one import one_client
from outreach.lapse.sign import Sign
from outreach.settings import Kind
from outreach.store.engine import Store
from outreach.store.tables import (
    business_facts,
    client_facts,
    client_signs,
    clients,
    contacts,
    inquiries,
    problem_orders,
)
from tests.cast import MORNING, add_client, add_order
from tests.lapse.refreshed import RULE, TODAY, facts_of, refresh_on, summary_on


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
    refresh_on(store)
    assert _signs(store) == [(anna, Sign.INQUIRIES, date(2025, 8, 1))]
    assert (facts_of(store, anna).at_risk_on, facts_of(store, anna).lost_on) == (date(2025, 8, 1), None)
    assert summary_on(store).at_risk.clients == 1
    add_order(store, anna, on=date(2025, 9, 25))
    refresh_on(store, anna)
    assert _signs(store) == []


def test_what_we_left_unanswered_is_told_only_where_answers_are_recorded(store: Store) -> None:
    anna, boris = add_client(store), add_client(store)
    with store.write() as connection:
        _asks(connection, anna, date(2025, 6, 1))
    refresh_on(store)
    assert _signs(store) == []
    with store.write() as connection:
        _asks(connection, boris, date(2025, 6, 1), answered=date(2025, 6, 2))
    refresh_on(store, everybody=True)
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
    refresh_on(store)
    assert _signs(store) == [
        (anna, Sign.DISSATISFIED, date(2025, 6, 21)),
        (anna, Sign.NO_ANSWER, date(2025, 9, 24)),
        (anna, Sign.VOLUME, TODAY),
    ]
    assert [(group.key, group.clients) for group in summary_on(store).by_sign] == [
        (Sign.SILENCE, 0), (Sign.NO_ANSWER, 1), (Sign.VOLUME, 1), (Sign.DISSATISFIED, 1),
    ]  # fmt: skip
    with store.read() as connection:
        (first, *_) = one_client(connection, anna, today=TODAY).signs
    assert (first.sign, first.figures) == (Sign.DISSATISFIED, {"count": 1})
    refresh_on(store, today=date(2025, 12, 20))  # the window has moved on: his 500s are forgotten
    assert Sign.VOLUME not in {sign for _, sign, _ in _signs(store)}


def test_a_merged_client_shows_no_signs(store: Store) -> None:
    anna, double = add_client(store), add_client(store)
    with store.write() as connection:
        _asks(connection, double, date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1))
    refresh_on(store)
    assert len(_signs(store)) == 1
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=anna))
    refresh_on(store, double)
    assert _signs(store) == []


def test_a_kind_of_client_is_judged_by_its_own_measures(store: Store) -> None:
    anna, boris = add_client(store, industry="gifts"), add_client(store)
    for each in (anna, boris):
        add_order(store, each, on=date(2025, 6, 20))
    refresh_on(store, measures=Measures(RULE, kinds={"gifts": Kind(industry=("gifts",), no_history_days=200)}))
    assert [facts_of(store, each).lost_on for each in (anna, boris)] == [date(2026, 1, 6), date(2025, 9, 18)]


def test_a_book_of_fifty_has_a_model_and_everybody_a_priority(store: Store) -> None:
    for at in range(55):
        one = add_client(store)
        for nth in range(1 + at % 4):
            add_order(store, one, on=date(2025, 1, 1) + timedelta(days=at + 30 * nth), amount=1_000)
    refresh_on(store)
    with store.read() as connection:
        rows = connection.execute(select(client_facts).order_by(client_facts.c.client_id)).all()
        firm = connection.execute(select(business_facts)).one()
    assert firm.fitted_on == TODAY
    assert set(firm.model) == {"r", "alpha", "a", "b"}
    assert len({row.silent_90 for row in rows}) > 2
    assert all(0 < row.silent_90 <= 1_000 and row.priority == row.silent_90 * row.revenue // 1_000 for row in rows)
    assert not refresh_on(store, today=TODAY + timedelta(days=6)).returned
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.fitted_on)).scalar_one() == TODAY
    moved = refresh_on(store, *range(1, 20), today=TODAY + timedelta(days=7)).clients
    assert moved < 55  # another model changes scores alone
    with store.read() as connection:
        assert connection.execute(select(business_facts.c.fitted_on)).scalar_one() == TODAY + timedelta(days=7)
    scored = [(row.silent_90, row.priority) for row in everyones_facts(store)]
    assert scored != [(row.silent_90, row.priority) for row in rows]
    assert refresh_on(store, today=TODAY + timedelta(days=7), everybody=True).clients == 55
    assert [(row.silent_90, row.priority) for row in everyones_facts(store)] == scored


def test_orders_of_which_only_the_number_is_known_are_no_days_to_the_model(store: Store) -> None:
    """What stands in an opening balance has one day at most; the chance from facts is the one from the orders."""
    for at in range(60):
        opening: dict[str, Any] = (
            {} if at % 3 else {"opening_orders": at % 5, "opening_last_order_on": date(2024, 6, 1 + at % 20)}
        )
        if at % 4 == 1:
            opening["opening_orders"] = 7
        one = add_client(store, **opening)
        for nth in range(at % 4):
            add_order(store, one, on=date(2025, 1, 1) + timedelta(days=at + 30 * nth), amount=1_000)
    refresh_on(store)
    refresh_on(store, today=TODAY + timedelta(days=7))
    scored = [(row.client_id, row.silent_90, row.priority) for row in everyones_facts(store)]
    refresh_on(store, today=TODAY + timedelta(days=7), everybody=True)
    assert [(row.client_id, row.silent_90, row.priority) for row in everyones_facts(store)] == scored


def everyones_facts(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(client_facts).order_by(client_facts.c.client_id)))
