"""A made-up book of any size, always the same from the same seed: as CSV files, or straight into a database.

    python -m benchmarks.book FOLDER_OR_URL [--clients 1000000] [--orders 10] [--inquiries 3] [--seed 7]

`--orders` and `--inquiries` are per client. Orders come by day, as a shop exports them; a few clients buy much and most
of them little, everybody within a life of his own, after which he is silent. Memory stays flat at any size.
"""

import argparse
import csv
import math
import random  # noqa: TID251 a made-up book
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Table

from outreach.store.bulk import insert_many
from outreach.store.engine import Store, open_store
from outreach.store.schema import create_everything
from outreach.store.tables import addresses, clients, inquiries, orders

FIRST_DAY = date(2021, 1, 1)
LAST_DAY = date(2025, 9, 30)
NOW = datetime(2025, 10, 1, 6, tzinfo=UTC)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
AT_ONCE = 50_000
CURRENCY = "EUR"

FAMILIES = (
    "Коваленко",
    "Шевченко",
    "Бондарь",
    "Мельник",
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Петров",
    "Лысенко",
    "Гринь",
)
GIVEN = ("Анна", "Борис", "Вера", "Глеб", "Дина", "Ефим", "Жанна", "Захар", "Инна", "Кирилл", "Лидия", "Марк", "Нина")
INDUSTRIES = ("medicine", "building", "trade", "food", "transport", "education", "farming", "", "")
TERRITORIES = ("Киев", "Львов", "Одесса", "Харьков", "Днепр", "Полтава", "Винница", "Сумы")
CITIES = ("Киев", "Львов", "Одесса", "Харьков")
PROFESSIONS = ("doctor", "cook", "builder", "teacher", "", "", "")
MANAGERS = tuple(f"Manager {n}" for n in range(1, 41))
SUBJECTS = ("price", "delivery", "a catalogue", "a repair", "spare parts", "a project", "terms", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many there are of each; by the issue a million, ten and three."""

    clients: int = 1_000_000
    orders: int = 10_000_000
    inquiries: int = 3_000_000


def code_of(client_id: int) -> str:
    return f"C{client_id:07}"


def deeds(size: Size, *, wanted: int, seed: int) -> Iterator[tuple[int, int, date, int]]:
    """Rows (number, client_id, day, draw of twenty bits), by day."""
    draw = random.Random(seed)
    chance, bits, people = draw.random, draw.getrandbits, size.clients
    number = 0
    for at in range(DAYS):
        day = FIRST_DAY + timedelta(days=at)
        for _ in range(wanted * (at + 1) // DAYS - wanted * at // DAYS):
            for _try in range(20):
                place = int(people * chance() ** 2)
                born, lives = place * 40_503 % DAYS * 3 // 4, 60 + place * 2_654_435_761 % 1_009 * 2
                if born <= at <= born + lives:
                    break
            number += 1
            yield number, place * 7_919 % people + 1, day, bits(20)


# -- rows of the database ------------------------------------------------------------------------------------------

CLIENT_COLUMNS = (
    "id", "code", "name", "family_name", "given_name", "gender", "company", "group_code", "phone", "language",
    "country", "territory", "city", "industry", "profession", "manager", "birthday", "potential", "named_at",
    "created_at", "changed_at",
)  # fmt: skip
ADDRESS_COLUMNS = ("client_id", "email", "address_key", "rank", "added_at")
ORDER_COLUMNS = ("source_key", "client_id", "number", "ordered_on", "amount", "currency", "imported_at")
INQUIRY_COLUMNS = ("source_key", "client_id", "asked_on", "what", "answered_on", "order_number", "imported_at")


def client_rows(size: Size) -> Iterator[tuple[Any, ...]]:
    for n in range(1, size.clients + 1):
        family, given = FAMILIES[n % len(FAMILIES)], GIVEN[n * 7 % len(GIVEN)]
        yield (
            n, code_of(n), f"{family} {given}", family, given, "f" if given[-1] in "ая" else "m",
            f"Фирма {n % 400_000}" if n % 3 else None, f"G{n % 90_000}" if n % 20 == 0 else None,
            f"+38050{n:07}", ("ru", "uk", "uk", "en")[n % 4], "UA", TERRITORIES[n % len(TERRITORIES)],
            CITIES[n * 3 % len(CITIES)], INDUSTRIES[n * 11 % len(INDUSTRIES)] or None,
            PROFESSIONS[n * 5 % len(PROFESSIONS)] or None, MANAGERS[n % len(MANAGERS)],
            date(1950 + n % 50, n % 12 + 1, n % 28 + 1) if n % 4 == 0 else None,
            n % 500 * 1000 if n % 10 == 0 else None, NOW, NOW, NOW,
        )  # fmt: skip


def email_of(client_id: int) -> str:
    return f"client{client_id}@firm{client_id % 50_000}.com"


def address_rows(size: Size) -> Iterator[tuple[Any, ...]]:
    return ((n, email_of(n), email_of(n), 0, NOW) for n in range(1, size.clients + 1) if n % 10)


def order_rows(size: Size, *, seed: int) -> Iterator[tuple[Any, ...]]:
    amounts = [round(math.exp(6 + 4 * n / 1024)) for n in range(1024)]
    for number, client_id, day, draw in deeds(size, wanted=size.orders, seed=seed):
        key = f"N{number:08}"
        yield key, client_id, key, day, amounts[draw & 1023] * (1 + client_id % 7), CURRENCY, NOW


def inquiry_rows(size: Size, *, seed: int) -> Iterator[tuple[Any, ...]]:
    for number, client_id, day, draw in deeds(size, wanted=size.inquiries, seed=seed + 1):
        answered = min(day + timedelta(days=draw % 9), LAST_DAY) if draw & 7 else None
        order = f"N{draw % max(size.orders, 1) + 1:08}" if draw % 5 == 0 else None
        yield f"Q{number:08}", client_id, day, SUBJECTS[draw % len(SUBJECTS)] or None, answered, order, NOW


def fill(store: Store, size: Size, *, seed: int = 7, with_inquiries: bool = True) -> None:
    """Writes the book into an empty database; secondary indexes are built at the end, which is twice as quick."""
    _fill(store, clients, columns=CLIENT_COLUMNS, rows=client_rows(size))
    _fill(store, addresses, columns=ADDRESS_COLUMNS, rows=address_rows(size))
    _fill(store, orders, columns=ORDER_COLUMNS, rows=order_rows(size, seed=seed))
    if with_inquiries:
        _fill(store, inquiries, columns=INQUIRY_COLUMNS, rows=inquiry_rows(size, seed=seed))


def _fill(store: Store, table: Table, *, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    with store.write() as connection:
        for index in indexes:
            index.drop(connection)
    waiting = iter(rows)
    while chunk := list(islice(waiting, AT_ONCE)):
        with store.write() as connection:
            insert_many(connection, table, columns=columns, rows=chunk)
    with store.write() as connection:
        for index in indexes:
            index.create(connection)
        connection.exec_driver_sql("ANALYZE")


# -- files ---------------------------------------------------------------------------------------------------------

_CLIENT_HEADINGS = (
    "Code", "Name", "Email", "Phone", "Language", "Country", "Region", "Industry", "Profession", "Manager",
)  # fmt: skip
_ORDER_HEADINGS = ("Customer ID", "Order number", "Date", "Amount")
_INQUIRY_HEADINGS = ("Customer ID", "Inquiry no", "Inquiry date", "Subject", "Answer date", "Order number")


def write_files(folder: Path, size: Size, *, seed: int = 7) -> tuple[Path, Path, Path]:
    """clients.csv, orders.csv and inquiries.csv, with the headings of an export."""
    folder.mkdir(parents=True, exist_ok=True)
    people, bought, asked = (folder / f"{name}.csv" for name in ("clients", "orders", "inquiries"))
    _write(people, headings=_CLIENT_HEADINGS, rows=map(_client_cells, range(1, size.clients + 1)))
    sold = (
        (code_of(client), key, day.isoformat(), f"{amount // 100}.{amount % 100:02}")
        for key, client, _, day, amount, _, _ in order_rows(size, seed=seed)
    )
    _write(bought, headings=_ORDER_HEADINGS, rows=sold)
    said = (
        (code_of(client), key, day.isoformat(), what or "", answered.isoformat() if answered else "", order or "")
        for key, client, day, what, answered, order, _ in inquiry_rows(size, seed=seed)
    )
    _write(asked, headings=_INQUIRY_HEADINGS, rows=said)
    return people, bought, asked


def _client_cells(n: int) -> tuple[str, ...]:
    return (
        code_of(n), f"{FAMILIES[n % len(FAMILIES)]} {GIVEN[n * 7 % len(GIVEN)]}", email_of(n) if n % 10 else "",
        f"+38050{n:07}", ("ru", "uk", "uk", "en")[n % 4], "UA", TERRITORIES[n % len(TERRITORIES)],
        INDUSTRIES[n * 11 % len(INDUSTRIES)], PROFESSIONS[n * 5 % len(PROFESSIONS)], MANAGERS[n % len(MANAGERS)],
    )  # fmt: skip


def _write(path: Path, *, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("where", help="a folder for CSV files, or the URL of an empty database")
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--orders", type=float, default=10, help="per client")
    parser.add_argument("--inquiries", type=float, default=3, help="per client")
    parser.add_argument("--seed", type=int, default=7)
    said = parser.parse_args()
    size = Size(
        clients=said.clients, orders=int(said.clients * said.orders), inquiries=int(said.clients * said.inquiries)
    )
    begun = perf_counter()
    if "://" in said.where:
        store = open_store(said.where)
        create_everything(store)
        fill(store, size, seed=said.seed)
        store.close()
    else:
        write_files(Path(said.where), size, seed=said.seed)
    print(f"{size.clients} clients, {size.orders} orders, {size.inquiries} inquiries: {perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
