"""A refresh of the store on a day, and what stands there afterwards."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from outreach.lapse.measure import Measures
from outreach.lapse.refresh import RefreshReport, refresh
from outreach.lapse.summary import Lapsed, lapsed
from outreach.settings import Lapse
from outreach.store.engine import Store
from outreach.store.tables import (
    client_facts,
    journal,
    lapses,
)
from outreach.store.words import Event

TODAY = date(2025, 10, 1)
RULE = Lapse()


def refresh_on(
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


def facts_of(store: Store, client_id: int) -> Any:
    with store.read() as connection:
        return connection.execute(select(client_facts).where(client_facts.c.client_id == client_id)).first()


def all_spells(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(lapses).order_by(lapses.c.client_id, lapses.c.lost_on)))


def all_events(store: Store) -> list[Event]:
    with store.read() as connection:
        return list(connection.execute(select(journal.c.event).order_by(journal.c.id)).scalars())


def summary_on(store: Store, today: date = TODAY) -> Lapsed:
    with store.read() as connection:
        return lapsed(connection, today=today)
