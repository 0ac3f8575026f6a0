"""Puts people into a store, for tests that need a book without importing a file."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from outreach.store import tables
from outreach.store.engine import Store

MORNING = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)


def add_client(store: Store, *, email: str | None = "", now: datetime = MORNING, **columns: Any) -> int:
    """A client with one live address (None: none at all; "": made from his number); returns his number."""
    with store.write() as connection:
        number = int(connection.execute(select(func.coalesce(func.max(tables.clients.c.id), 0) + 1)).scalar_one())
        row = {
            "id": number,
            "code": f"C{number}",
            "name": f"Client {number}",
            "country": "UA",
            "language": "uk",
            "time_zone": "Europe/Kyiv",
            "named_at": now,
            "created_at": now,
            "changed_at": now,
        } | columns
        connection.execute(insert(tables.clients).values(**row))
        if email is not None:
            written = email or f"client{number}@example.com"
            connection.execute(
                insert(tables.addresses).values(
                    client_id=number, email=written, address_key=written.lower(), added_at=now
                )
            )
    return number


def add_order(store: Store, client_id: int, *, on: date, amount: int = 10_000, now: datetime = MORNING) -> int:
    """An order of so many minor units; returns its number."""
    with store.write() as connection:
        number = int(connection.execute(select(func.coalesce(func.max(tables.orders.c.id), 0) + 1)).scalar_one())
        connection.execute(
            insert(tables.orders).values(
                id=number,
                client_id=client_id,
                source_key=f"test|{number}",
                ordered_on=on,
                amount=amount,
                currency="EUR",
                imported_at=now,
            )
        )
    return number
