"""Reads what the score of a client rests on, from his facts alone: another model needs no order read again."""

from collections.abc import Iterator

from sqlalchemy import Connection, case, func, select

from outreach.lapse.day import Day
from outreach.lapse.records.firm import Chunk
from outreach.lapse.records.written import DayNumbers, plain_rows, written
from outreach.store.tables import client_facts, clients

# client, how many days with orders, the first and the last of them, revenue, and his scores as they stand
ScoreHeld = tuple[int, int, Day, Day, int, int | None, int | None]


def scores_held(connection: Connection, chunk: Chunk) -> Iterator[ScoreHeld]:
    """Of the clients of a chunk who ever ordered."""
    told = func.coalesce(clients.c.opening_orders, 0)  # orders that have no day, but for the last of them
    without_day = case((clients.c.opening_last_order_on.is_(None), told), (told > 1, told - 1), else_=0)
    query = (
        select(
            client_facts.c.client_id,
            client_facts.c.order_days - without_day,
            written(connection, client_facts.c.first_order_on),
            written(connection, client_facts.c.last_order_on),
            client_facts.c.revenue,
            client_facts.c.silent_90,
            client_facts.c.priority,
        )
        .join_from(client_facts, clients, clients.c.id == client_facts.c.client_id)
        .where(chunk.holds(client_facts.c.client_id), client_facts.c.last_order_on.is_not(None))
    )
    number = DayNumbers()
    for client_id, times, first, last, revenue, silent, priority in plain_rows(connection, query):
        yield client_id, times, number[first], number[last], revenue, silent, priority
