"""Reads, page by page, by what clients may be recognised; what makes two of them alike is decided in the room."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from outreach.store.tables import addresses, clients

PAGE = 20_000  # rows in memory at once


@dataclass(slots=True)  # not frozen: a million are made
class Reached:
    """An address of a client who was not merged."""

    id: int
    client_id: int
    address_key: str


@dataclass(slots=True)
class Named:
    """Who a client is; an empty text where nothing is known."""

    id: int
    name: str
    company: str
    phone: str
    country: str


def reached(connection: Connection) -> Iterator[Reached]:
    """Every address, by number."""
    living = and_(clients.c.id == addresses.c.client_id, clients.c.merged_into.is_(None))
    columns = (addresses.c.id, addresses.c.client_id, addresses.c.address_key)
    for row in _paged(connection, select(*columns).join(clients, living), by=addresses.c.id):
        yield Reached(row[0], row[1], row[2])


def named(connection: Connection) -> Iterator[Named]:
    """Every client with a telephone or a firm, by number."""
    parts = (func.coalesce(clients.c[name], "") for name in ("family_name", "given_name"))
    pieced = next(parts) + " " + next(parts)
    texts = (func.coalesce(clients.c[name], "") for name in ("company", "phone", "country"))
    query = select(clients.c.id, clients.c.name, *texts, pieced).where(clients.c.merged_into.is_(None))
    for row in _paged(connection, query, by=clients.c.id):
        both = row[5]
        yield Named(row[0], both if all(both.split(" ", 1)) else row[1], row[2], row[3], row[4])


def _paged(connection: Connection, query: Select[*tuple[Any, ...]], *, by: Any) -> Iterator[Row[*tuple[Any, ...]]]:
    last = 0
    while rows := connection.execute(query.where(by > last).order_by(by).limit(PAGE)).all():
        yield from rows
        last = rows[-1][0]
