"""Rows of `clients` and `addresses`, in bulk."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from outreach.book.records.bulk import IN_A_QUERY, chunks, insert_many, upsert_many
from outreach.book.records.identity import highest_id
from outreach.store.tables import addresses, clients


@dataclass(frozen=True, slots=True)
class FiledAddress:
    """An address of a client as it stands; `added_at` is not asked."""

    key: str
    email: str
    rank: int


def highest_client(connection: Connection) -> int:
    """The highest number given so far."""
    return highest_id(connection, clients)


def clients_standing(
    connection: Connection, ids: Collection[int], *, names: Sequence[str]
) -> dict[int, tuple[Any, ...]]:
    """By number: the code and then the columns `names`."""
    found: dict[int, tuple[Any, ...]] = {}
    columns = [clients.c.id, clients.c.code, *(clients.c[name] for name in names)]
    for chunk in chunks(ids, size=IN_A_QUERY):
        for row in connection.execute(select(*columns).where(clients.c.id.in_(chunk))):
            whole = tuple(row)
            found[whole[0]] = whole[1:]
    return found


def addresses_standing(connection: Connection, ids: Collection[int]) -> dict[int, list[FiledAddress]]:
    """By client, in the order in which they are written to."""
    found: dict[int, list[FiledAddress]] = defaultdict(list)
    for chunk in chunks(ids, size=IN_A_QUERY):
        query = (
            select(addresses.c.client_id, addresses.c.address_key, addresses.c.email, addresses.c.rank)
            .where(addresses.c.client_id.in_(chunk))
            .order_by(addresses.c.rank, addresses.c.id)
        )
        for client_id, key, email, rank in connection.execute(query):
            found[client_id].append(FiledAddress(key, email, rank))
    return found


def add_clients(connection: Connection, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """New clients; `names` hold every column that may not be empty."""
    insert_many(connection, clients, columns=names, rows=rows)


def change_clients(connection: Connection, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Clients written over by `id`, which is among `names`; the moment of their making stays."""
    update = [name for name in names if name not in {"id", "created_at"}]
    upsert_many(connection, clients, columns=names, rows=rows, key=("id",), update=update)


def numbers_of(connection: Connection, codes: Collection[str]) -> dict[str, int]:
    """The numbers that clients with these codes were given."""
    found: dict[str, int] = {}
    for chunk in chunks(codes, size=IN_A_QUERY):
        query = select(clients.c.code, clients.c.id).where(clients.c.code.in_(chunk))
        found |= {row.code: row.id for row in connection.execute(query)}
    return found


def file_addresses(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows (client_id, email, address_key, rank, added_at): new ones, and ranks of old ones; a dead one stays dead."""
    names = ("client_id", "email", "address_key", "rank", "added_at")
    upsert_many(connection, addresses, columns=names, rows=rows, key=("client_id", "address_key"), update=("rank",))
