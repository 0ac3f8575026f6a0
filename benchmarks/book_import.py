"""Claim: importing 100,000 orders costs a few times what the bare driver needs to write the same rows.

Run: python benchmarks/book_import.py [ROWS]. Prints seconds and the ratio, on SQLite in a temporary folder.
"""

import csv
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from outreach.book.importing import plan_import, run_import
from outreach.settings import Book
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything

NOW = datetime(2026, 11, 1, tzinfo=UTC)
INSERT = (
    "INSERT INTO orders (source_key, client_id, number, ordered_on, amount, currency, imported_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clients, orders = _files(Path(folder), rows=rows)
        bare = min(_bare(_store(Path(folder), clients, name=f"bare{turn}"), orders) for turn in range(3))
        stores = [_store(Path(folder), clients, name=f"book{turn}") for turn in range(3)]
        ours = min(_imported(store, orders) for store in stores)
        again = min(_imported(store, orders) for store in stores)
    print(f"{rows} orders  bare driver {bare:.2f} s  import {ours:.2f} s ({ours / bare:.1f} times)")
    print(f"the same file again {again:.2f} s ({again / bare:.1f} times)")


def _files(folder: Path, *, rows: int) -> tuple[Path, Path]:
    people = max(1, rows // 5)
    clients, orders = folder / "clients.csv", folder / "orders.csv"
    with clients.open("w", newline="") as file:
        csv.writer(file).writerows([("Code", "Name"), *((f"C{n}", f"Client {n}") for n in range(people))])
    with orders.open("w", newline="") as file:
        listed = (
            (f"C{n * 7919 % people}", f"N{n}", f"2026-{n % 9 + 1:02}-{n % 28 + 1:02}", f"{n % 977}.50")
            for n in range(rows)
        )
        csv.writer(file).writerows([("Customer ID", "Order number", "Date", "Amount"), *listed])
    return clients, orders


def _store(folder: Path, clients: Path, *, name: str) -> Store:
    store = open_store(f"sqlite:///{folder / name}.sqlite")
    create_everything(store)
    _imported(store, clients)
    return store


def _bare(store: Store, orders: Path) -> float:
    with store.read() as connection:
        numbers: dict[str, int] = dict(connection.exec_driver_sql("SELECT code, id FROM clients").all())
    begun = time.perf_counter()
    with store.write() as connection, orders.open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        rows = [
            (number, numbers[code], number, day, round(float(amount) * 100), "EUR", "2026-11-01 00:00:00.000000")
            for code, number, day, amount in reader
        ]
        connection.exec_driver_sql(INSERT, rows)
    return time.perf_counter() - begun


def _imported(store: Store, file: Path) -> float:
    begun = time.perf_counter()
    plan = plan_import(file)
    with store.write() as connection:
        report = run_import(connection, plan, book=Book(), now=NOW)
    assert report.refused == 0, report.rejects
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
