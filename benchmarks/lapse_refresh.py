"""How long a full refresh takes beside one bare GROUP BY over the same orders: `lapse_refresh.py [orders]`.

The bare query is what any program must at least do that reads each order once; the ratio hardly depends on the machine.
"""

import random  # noqa: TID251 a made-up book
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, func, insert, select

from outreach.lapse.measure import Measures
from outreach.lapse.refresh import refresh
from outreach.settings import Lapse
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything
from outreach.store.tables import clients, orders

TODAY = date(2025, 10, 1)
NOW = datetime(2025, 10, 1, 6, tzinfo=UTC)
ORDERS_A_CLIENT = 10


def main(wanted: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        create_everything(store)
        fill(store, wanted)
        bare = timed(store, group_by)
        first = timed(store, full)
        again = timed(store, full)
        few = timed(store, partial)
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{wanted} orders of {wanted // ORDERS_A_CLIENT} clients; peak memory {peak} MB")
    print(f"bare GROUP BY {bare:.3f} s; first refresh {first:.3f} s ({first / bare:.0f} times)")
    print(f"full refresh again {again:.3f} s ({again / bare:.0f} times); 100 touched clients {few:.3f} s")


def fill(store: Store, wanted: int) -> None:
    draw = random.Random(7)
    with store.write() as connection:
        for start in range(1, wanted // ORDERS_A_CLIENT + 1, 5_000):
            ids = range(start, min(start + 5_000, wanted // ORDERS_A_CLIENT + 1))
            named = [{"id": n, "code": f"C{n}", "named_at": NOW, "created_at": NOW, "changed_at": NOW} for n in ids]
            connection.execute(insert(clients), named)
            connection.execute(insert(orders), [row for n in ids for row in orders_of(n, draw)])


def orders_of(client_id: int, draw: random.Random) -> list[dict[str, object]]:
    day, gap = TODAY - timedelta(days=draw.randint(200, 900)), draw.choice((7, 20, 60, 120))
    rows: list[dict[str, object]] = []
    for at in range(ORDERS_A_CLIENT):
        day += timedelta(days=round(draw.expovariate(1 / gap)))
        amount = round(draw.lognormvariate(8, 1))
        key = f"{client_id}|{at}"
        rows.append(
            {"client_id": client_id, "source_key": key, "ordered_on": day, "amount": amount, "currency": "EUR",
             "imported_at": NOW}
        )  # fmt: skip
    return rows


def timed(store: Store, work: Callable[[Connection], None]) -> float:
    started = perf_counter()
    with store.write() as connection:
        work(connection)
    return perf_counter() - started


def group_by(connection: Connection) -> None:
    query = select(orders.c.client_id, func.max(orders.c.ordered_on), func.sum(orders.c.amount))
    for _ in connection.execute(query.group_by(orders.c.client_id)):
        pass


def full(connection: Connection) -> None:
    refresh(connection, measures=Measures(Lapse()), today=TODAY, now=NOW, touched=None)


def partial(connection: Connection) -> None:
    refresh(connection, measures=Measures(Lapse()), today=TODAY, now=NOW, touched=[(n, 1) for n in range(1, 101)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
