"""Who falls into a segment or out of it if nobody does anything; that it is right is in test_same_everywhere."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from outreach.segment.compiler import Crossing, Side, edge
from outreach.segment.compiler.edge import changes_with_time
from outreach.segment.who import FieldTest, Segment
from outreach.store.engine import Store
from outreach.store.tables import client_facts
from tests.cast import add_client, add_order

TODAY = date(2025, 10, 1)


def add(store: Store, *, lost_in: int) -> int:
    number = add_client(store)
    row = {"order_days": 1, "orders": 1, "revenue": 0, "revenue_year": 0, "computed_on": TODAY}
    with store.write() as connection:
        lost_on = TODAY + timedelta(days=lost_in)
        connection.execute(insert(client_facts).values(client_id=number, lost_on=lost_on, **row))
    return number


def test_who_becomes_lost_within_thirty_days_falls_in(store: Store) -> None:
    add(store, lost_in=0)
    last, soon = add(store, lost_in=30), add(store, lost_in=3)
    add(store, lost_in=31)
    with store.read() as connection:
        found = edge(connection, Segment(where="lost"), today=TODAY)
        crossings = (Crossing(client_id=soon, on=date(2025, 10, 4)), Crossing(client_id=last, on=date(2025, 10, 31)))
        assert found.falling_in == Side(clients=2, first=crossings)
        assert found.falling_out == Side(clients=0, first=())
        assert edge(connection, Segment(where="not lost"), today=TODAY).falling_out == found.falling_in
        assert edge(connection, Segment(where="lost"), today=TODAY, n=0).falling_in == Side(clients=2, first=())


def test_an_order_leaves_its_window(store: Store) -> None:
    bought = add_client(store)
    add_order(store, bought, on=TODAY - timedelta(days=85))
    with store.read() as connection:
        found = edge(connection, Segment(where="orders(90) > 0"), today=TODAY)
    assert found.falling_out == Side(clients=1, first=(Crossing(client_id=bought, on=date(2025, 10, 6)),))


def test_a_place_on_a_limited_list_is_lost_to_another(store: Store) -> None:
    first, later = add(store, lost_in=-5), add(store, lost_in=2)
    limited = Segment(where="lost", order_by="days_lost", limit=1)
    with store.read() as connection:
        found = edge(connection, limited, today=TODAY)
    on = TODAY + timedelta(days=2)
    assert found.falling_in == Side(clients=1, first=(Crossing(client_id=later, on=on),))
    assert found.falling_out == Side(clients=1, first=(Crossing(client_id=first, on=on),))


@pytest.mark.parametrize(
    ("segment", "changes"),
    [
        (Segment(where="city = 'Kyiv' and revenue > 5"), False),
        (Segment(where="last_order < 2025-01-01"), False),
        (Segment(where="last_order < today - 30"), True),
        (Segment(where="city = 'Kyiv' or not (orders(30) = 0)"), True),
        (Segment(fields=(FieldTest(name="lost", values=(True,)),)), True),
        (Segment(exclude=(Segment(where="sign('no answer')"),)), True),
        (Segment(where="in segment 'x'", mentioned=(Segment(name="x", where="at_risk"),)), True),
        (Segment(order_by="days_lost", limit=3), True),
        (Segment(order_by="days_lost"), False),
    ],
)
def test_what_is_the_same_every_day_has_no_edge(segment: Segment, changes: bool) -> None:
    assert changes_with_time(segment) is changes


def test_nothing_is_asked_where_time_changes_nothing(store: Store) -> None:
    add_client(store, city="Kyiv")
    with store.read() as connection:
        found = edge(connection, Segment(where="city = 'Kyiv'"), today=TODAY)
    assert (found.falling_in.clients, found.falling_out.clients) == (0, 0)
