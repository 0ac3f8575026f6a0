"""`lapsed --backtest` on the purchases of 23,570 real customers (CDNOW, 1997 and 1998): its seconds and its findings.

    python -m benchmarks.backtest

The set is Fader and Hardie's, as published with the lifetimes package (MIT); see outreach/data/NOTICE.md.
"""

import csv
import gzip
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from outreach.lapse.measure import Measures
from outreach.lapse.refresh import refresh
from outreach.lapse.summary import backtested
from outreach.settings import Lapse
from outreach.store.bulk import insert_many
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything
from outreach.store.tables import clients, orders

FILE = Path(__file__).parent / "cdnow_master.csv.gz"
TODAY = date(1998, 7, 1)
NOW = datetime(1998, 7, 1, 6, tzinfo=UTC)


def main() -> None:
    """Prints the seconds of a refresh and of the backtest, and a line a rule."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'cdnow.sqlite'}")
        create_everything(store)
        known, many = fill(store)
        measures = Measures(Lapse())
        begun = perf_counter()
        with store.write() as connection:
            refresh(connection, measures=measures, today=TODAY, now=NOW, touched=None)
        refreshed = perf_counter()
        with store.read() as connection:
            days, found = backtested(connection, measures=measures, today=TODAY)
        done = perf_counter()
        store.close()
    print(f"{known} clients, {many} orders: first refresh {refreshed - begun:.1f} s, backtest {done - refreshed:.1f} s")
    print(f"judged on {', '.join(map(str, days))}; came back by themselves within 90 days:")
    for one in found:
        rule = f"{one.days} days" if one.days else "own gap"
        print(f"  {rule:8}  taken for lost {one.flagged:6}  came back {one.returned:5}  {one.share_returned:.1%}")


def fill(store: Store) -> tuple[int, int]:
    """Clients and orders, how many of each."""
    rows = list(read())
    codes = sorted({row[0] for row in rows})
    number = {code: at for at, code in enumerate(codes, start=1)}
    with store.write() as connection:
        insert_many(
            connection,
            clients,
            columns=("id", "code", "named_at", "created_at", "changed_at"),
            rows=[(number[code], f"C{code}", NOW, NOW, NOW) for code in codes],
        )
        insert_many(
            connection,
            orders,
            columns=("source_key", "client_id", "ordered_on", "amount", "currency", "imported_at"),
            rows=[(f"N{at}", number[code], day, cents, "USD", NOW) for at, (code, day, cents) in enumerate(rows)],
        )
    return len(codes), len(rows)


def read() -> Iterator[tuple[int, date, int]]:
    """Customer, day, cents of each purchase."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said: dict[str, Any] = row
            yield int(said["customer_id"]), date.fromisoformat(said["date"]), round(float(said["amount"]) * 100)


if __name__ == "__main__":
    main()
