"""How long a full refresh takes beside one bare GROUP BY over the same orders, and how it grows.

    python -m benchmarks.lapse_refresh [--clients 10000 100000] [--database URL]

The bare query is what any program must at least do that reads each order once; the ratio hardly depends on the machine.
A full refresh fits the model anew and works everybody out from his orders, with signs, tiers and spells; the first one
writes the spells of the past too. Usually a week passes, and of whom nothing has changed the facts are read and not the
orders. Ten orders and three inquiries a client.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from math import log
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

from sqlalchemy import Connection, text

from benchmarks.book import LAST_DAY, NOW, Size, fill
from outreach.lapse.measure import Measures
from outreach.lapse.refresh import refresh
from outreach.settings import Lapse
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything

TODAY = LAST_DAY + timedelta(days=1)
SOME = [(number, 1) for number in range(1, 10_001)]
USUAL, OTHER = Lapse(), Lapse(floor_days=91)
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
        power = log(slow / quick) / log(many / few)
        print(f"from {few} to {many} clients the full refresh grows with the power {power:.2f}")


def measure(store: Store) -> float:
    """Seconds of the full refresh."""
    bare, memory = min(timed(store, group_by) for _ in range(3)), [0]
    days = [TODAY + timedelta(days=days) for days in (0, 7, 14, 15)]
    with watched(memory):
        taken = {
            "the first time": timed(store, partial(refreshed, touched=[], today=days[0])),
            "a week later": timed(store, partial(refreshed, touched=[], today=days[1])),
            "full": timed(store, partial(refreshed, touched=None, today=days[2])),
            "under another rule": timed(store, partial(refreshed, touched=[], today=days[2], rule=OTHER)),
        }
        few = timed(store, partial(refreshed, touched=SOME, today=days[2], rule=OTHER))
        idle = timed(store, partial(refreshed, touched=[], today=days[3], rule=OTHER))
    print(f"  bare GROUP BY {bare:.2f} s")
    for name, seconds in taken.items():
        print(f"  {name:18} {seconds:.2f} s, {seconds / bare:.1f} times")
    full = taken["full"]
    print(
        f"  {len(SOME)} touched {few:.2f} s, 1/{full / few:.0f} of the full; the next day, nobody touched {idle:.2f} s"
    )
    print(f"  peak memory {max(memory)} MB, of all processes together", flush=True)
    return full


@contextmanager
def watched(memory: list[int]) -> Iterator[None]:
    """Adds, five times a second, the memory in MB of this process and of those that it has started."""
    done = Event()

    def look() -> None:
        while not done.wait(0.2):
            memory.append(sum(map(resident, (os.getpid(), *children()))) // 1024)

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def children() -> list[int]:
    found = (task.read_text() for task in Path("/proc/self/task").glob("*/children"))
    return [int(number) for line in found for number in line.split()]


def resident(process: int) -> int:
    """KiB; 0 if it has ended meanwhile."""
    try:
        said = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in said.splitlines() if line.startswith("VmRSS")), 0)


def timed(store: Store, work: Callable[[Connection], None]) -> float:
    started = perf_counter()
    with store.write() as connection:
        work(connection)
    return perf_counter() - started


def group_by(connection: Connection) -> None:
    for _ in connection.execute(text(BARE)):
        pass


def refreshed(
    connection: Connection, *, touched: Sequence[tuple[int, int]] | None, today: date, rule: Lapse = USUAL
) -> None:
    refresh(connection, measures=Measures(rule), today=today, now=NOW, touched=touched)


if __name__ == "__main__":
    main()
