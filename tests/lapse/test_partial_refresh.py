"""A partial and a full refresh leave the same rows, whatever was ordered."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from outreach.lapse.records import past
from outreach.settings import Basis, Lapse
from outreach.store.engine import Store
from outreach.store.schema import seed
from outreach.store.tables import (
    business_facts,
    client_facts,
    clients,
    identity,
    inquiries,
    lapses,
    metadata,
    orders,
)
from tests.cast import MORNING, add_client
from tests.lapse.refreshed import refresh_on

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
        refresh_on(store, 4, *(each[0] for each in batch), today=today, settings=rule, everybody=everybody)
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
