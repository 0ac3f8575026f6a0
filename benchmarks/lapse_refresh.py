"""How long a full refresh takes beside one bare GROUP BY over the same orders, and how it grows.

    python -m benchmarks.lapse_refresh [--clients 10000 100000] [--database URL]

The bare query is what any program must at least do that reads each order once; the ratio hardly depends on the machine.
The weekly refresh fits the model anew and brings everybody's chances, priorities, tiers, signs and spells up to date;
under another rule every client is worked out anew from his orders; the first time there are the spells of the past to
write too. Ten orders and three inquiries a client.
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
USUAL, OTHER = Lapse(), Lapse(floor_days=91)
BARE = "SELECT client_id, max(ordered_on), sum(amount) FROM orders GROUP BY client_id"


def main() -> None:
    """Prints a line a measure for each size, and at the end how the weekly refresh grows between the sizes."""
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
        power = log(slow / quick) / log(many / few)
        print(f"from {few} to {many} clients the weekly refresh grows with the power {power:.2f}")


def measure(store: Store) -> float:
    """Seconds of the weekly refresh."""
    bare = min(timed(store, group_by) for _ in range(3))
    first = timed(store, lambda connection: nobody(connection, TODAY))
    weekly = timed(store, lambda connection: nobody(connection, TODAY + timedelta(days=7)))
    anew = timed(store, lambda connection: nobody(connection, TODAY + timedelta(days=7), rule=OTHER))
    few = timed(store, lambda connection: partial(connection, TODAY + timedelta(days=7)))
    idle = timed(store, lambda connection: nobody(connection, TODAY + timedelta(days=8), rule=OTHER))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  bare GROUP BY {bare:.2f} s; peak memory {peak} MB")
    for name, taken in (("weekly refresh", weekly), ("under another rule", anew), ("for the first time", first)):
        print(f"  {name:18} {taken:.2f} s, {taken / bare:.1f} times")
    print(
        f"  {TOUCHED} touched {few:.2f} s, 1/{weekly / few:.1f} of the weekly, 1/{anew / few:.0f} of everybody anew; "
        f"the next day, nobody touched {idle:.2f} s"
    )
    return weekly


def timed(store: Store, work: Callable[[Connection], None]) -> float:
    started = perf_counter()
    with store.write() as connection:
        work(connection)
    return perf_counter() - started


def group_by(connection: Connection) -> None:
    for _ in connection.execute(text(BARE)):
        pass


def partial(connection: Connection, today: date) -> None:
    touched = [(number, 1) for number in range(1, TOUCHED + 1)]
    refresh(connection, measures=Measures(OTHER), today=today, now=NOW, touched=touched)


def nobody(connection: Connection, today: date, *, rule: Lapse = USUAL) -> None:
    """Nobody was touched: everybody the first time and under another rule, else what passing time brings about."""
    refresh(connection, measures=Measures(rule), today=today, now=NOW, touched=[])


if __name__ == "__main__":
    main()
