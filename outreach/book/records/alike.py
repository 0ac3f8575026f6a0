"""Reads, page by page, by what clients may be recognised; what makes two of them alike is decided in the room."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from outreach.store.bulk import among as is_among
from outreach.store.tables import addresses, clients

PAGE = 20_000  # rows in memory at once
_PARTS = ("family_name", "given_name")
_Query = Select[*tuple[Any, ...]]


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


def reached(connection: Connection, *, among: Collection[int] | None = None) -> Iterator[Reached]:
    """Every address, or those of these clients."""
    living = and_(clients.c.id == addresses.c.client_id, clients.c.merged_into.is_(None))
    columns = (addresses.c.id, addresses.c.client_id, addresses.c.address_key)
    query = _only(connection, select(*columns).join(clients, living), among)
    for row in _paged(connection, query, by=addresses.c.id):
        yield Reached(row[0], row[1], row[2])


def named(connection: Connection, *, among: Collection[int] | None = None) -> Iterator[Named]:
    """Every client, or these."""
    texts = (func.coalesce(clients.c[name], "") for name in ("company", "phone", "country", *_PARTS))
    query = select(clients.c.id, clients.c.name, *texts).where(clients.c.merged_into.is_(None))
    for row in _paged(connection, _only(connection, query, among), by=clients.c.id):
        family, given = row[5], row[6]
        yield Named(row[0], f"{family} {given}" if family and given else row[1], row[2], row[3], row[4])


def _only(connection: Connection, query: _Query, ids: Collection[int] | None) -> _Query:
    return query if ids is None else query.where(is_among(connection, clients.c.id, ids))


def _paged(connection: Connection, query: _Query, *, by: Any) -> Iterator[Row[*tuple[Any, ...]]]:
    last = 0
    while rows := connection.execute(query.where(by > last).order_by(by).limit(PAGE)).all():
        yield from rows
        last = rows[-1][0]
