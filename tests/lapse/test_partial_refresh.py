"""A partial and a full refresh leave the same rows, whatever was ordered."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from outreach.lapse.measure import Measures
from outreach.lapse.records import past
from outreach.settings import Basis, Lapse, Signs
from outreach.store.engine import Store
from outreach.store.schema import seed
from outreach.store.tables import (
    business_facts,
    client_facts,
    client_signs,
    clients,
    identity,
    inquiries,
    lapses,
    metadata,
    orders,
)
from tests.cast import MORNING, add_client, add_order
from tests.lapse.refreshed import refresh_on

SIGNS = Signs(inquiries=1, volume_share=0.9, volume_orders=2)
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


def test_days_that_pass_show_that_he_buys_less_and_later_that_he_buys_nothing(store: Store) -> None:
    """Nobody is touched, and each look finds what a look at everybody finds."""
    anna = add_client(store)
    begin = date(2025, 1, 1)
    for days_ago, amount in ((160, 4_000), (80, 9_000), (40, 2_000), (10, 1_000)):
        add_order(store, anna, on=begin - timedelta(days=days_ago), amount=amount)
    measures, seen = Measures(Lapse(fixed_days=300), signs=SIGNS), []
    for passed in range(0, 210, 7):
        today = begin + timedelta(days=passed)
        refresh_on(store, today=today, measures=measures)
        shown = _signs(store)
        refresh_on(store, today=today, measures=measures, everybody=True)
        assert _signs(store) == shown, today
        seen.append([(row.figures["spent"], row.figures["before"]) for row in shown])
    told = [figures for figures, _ in groupby(seen)]
    assert told == [[], [(3_000, 13_000)], [(3_000, 9_000)], [(1_000, 11_000)], []]


def _signs(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(client_signs).order_by(client_signs.c.client_id, client_signs.c.sign)))


def _played(store: Store, batches: list[tuple[Batch, int]], rule: Lapse, *, everybody: bool) -> tuple[list[Any], ...]:
    with store.write() as connection:
        _empty(connection)
    for at in range(5):
        away, group = date(2022, 6, 1) if at == 0 else None, "mills" if at in {1, 2} else None
        add_client(store, email=None, away_until=away, group_code=group)
    today, seen = date(2022, 1, 1), 0
    for nth, (batch, passing) in enumerate(batches):
        today += timedelta(days=passing)
        with store.write() as connection:
            joins = update(clients).where(clients.c.id == 4)  # and leaves again with the next batch
            connection.execute(joins.values(group_code=None if nth % 2 else "mills"))
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
        measures = Measures(rule, signs=SIGNS)
        refresh_on(store, 4, *(each[0] for each in batch), today=today, measures=measures, everybody=everybody)
    with store.read() as connection:
        columns = [client_facts.c[name] for name in past.FACTS]
        facts = connection.execute(select(*columns).order_by(client_facts.c.client_id)).all()
        spells = connection.execute(
            select(*(column for column in lapses.c if column.name != "id")).order_by(
                lapses.c.client_id, lapses.c.lost_on
            )
        ).all()
        signs = connection.execute(select(client_signs).order_by(client_signs.c.client_id, client_signs.c.sign)).all()
        firm = connection.execute(select(business_facts)).all()
    return list(facts), list(spells), list(signs), list(firm)


def _empty(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    seed(connection)
    assert connection.execute(select(identity.c.id)).first()
