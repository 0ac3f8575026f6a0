"""How long a full refresh takes beside one bare GROUP BY over the same orders, and how it grows.

    python -m benchmarks.lapse_refresh [--clients 10000 100000] [--database URL]

The bare query is what any program must at least do that reads each order once; the ratio hardly depends on the machine.
The full refresh is that of a book already known, with signs, model, priorities and tiers; the first one has the spells
of the past to write too. Ten orders and three inquiries a client.
"""

import argparse
import resource
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from math import log
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection, text

from benchmarks.book import LAST_DAY, NOW, Size, fill
from outreach.lapse.measure import Measures
from outreach.lapse.refresh import refresh
from outreach.settings import Lapse
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything

TODAY = LAST_DAY + timedelta(days=1)
TOUCHED = 10_000
BARE = "SELECT client_id, max(ordered_on), sum(amount) FROM orders GROUP BY client_id"


def main() -> None:
    """Prints a line a measure for each size, and at the end how the full refresh grows between the sizes."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--clients", type=int, nargs="+", default=[10_000, 100_000])
    ask.add_argument("--database", default="", help="of a book that stands already (benchmarks.book makes one)")
    said = ask.parse_args()
    if said.database:
        store = open_store(said.database)
        measure(store)
        store.close()
        return
    taken = []
    for clients in said.clients:
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
            create_everything(store)
            fill(store, Size(clients=clients, orders=10 * clients, inquiries=3 * clients))
            print(f"{clients} clients, {10 * clients} orders, {3 * clients} inquiries")
            taken.append((clients, measure(store)))
            store.close()
    for (few, quick), (many, slow) in pairwise(taken):
        print(f"from {few} to {many} clients: grows with the power {log(slow / quick) / log(many / few):.2f}")


def measure(store: Store) -> float:
    """Seconds of a full refresh of a known book."""
    bare = min(timed(store, group_by) for _ in range(3))
    first = timed(store, lambda connection: full(connection, TODAY))
    again = timed(store, lambda connection: full(connection, TODAY + timedelta(days=7)))  # fitted anew
    few = timed(store, lambda connection: partial(connection, TODAY + timedelta(days=7)))
    idle = timed(store, lambda connection: nobody(connection, TODAY + timedelta(days=8)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  bare GROUP BY {bare:.2f} s; peak memory {peak} MB")
    print(f"  first refresh {first:.2f} s, {first / bare:.1f} times")
    print(f"  full refresh  {again:.2f} s, {again / bare:.1f} times")
    print(
        f"  {TOUCHED} touched {few:.2f} s, 1/{again / few:.0f} of the full; the next day, nobody touched {idle:.2f} s"
    )
    return again


def timed(store: Store, work: Callable[[Connection], None]) -> float:
    started = perf_counter()
    with store.write() as connection:
        work(connection)
    return perf_counter() - started


def group_by(connection: Connection) -> None:
    for _ in connection.execute(text(BARE)):
        pass


def full(connection: Connection, today: date) -> None:
    refresh(connection, measures=Measures(Lapse()), today=today, now=NOW, touched=None)


def partial(connection: Connection, today: date) -> None:
    touched = [(number, 1) for number in range(1, TOUCHED + 1)]
    refresh(connection, measures=Measures(Lapse()), today=today, now=NOW, touched=touched)


def nobody(connection: Connection, today: date) -> None:
    refresh(connection, measures=Measures(Lapse()), today=today, now=NOW, touched=[])


if __name__ == "__main__":
    main()
