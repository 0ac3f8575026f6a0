"""Rows of `clients` and `addresses`, in bulk."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from outreach.book.records.earlier import keep_earlier
from outreach.book.records.identity import highest_id
from outreach.book.records.looked_after import keep_managers
from outreach.store.bulk import among, insert_many, upsert_many
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
    columns = (clients.c.id, clients.c.code, *(clients.c[name] for name in names))
    rows = connection.execute(select(*columns).where(among(connection, clients.c.id, ids))).all()
    return {number: tuple(values) for number, *values in rows}


def addresses_standing(connection: Connection, ids: Collection[int]) -> dict[int, list[FiledAddress]]:
    """By client, in the order in which they are written to."""
    query = (
        select(addresses.c.client_id, addresses.c.address_key, addresses.c.email, addresses.c.rank)
        .where(among(connection, addresses.c.client_id, ids))
        .order_by(addresses.c.rank, addresses.c.id)
    )
    found: dict[int, list[FiledAddress]] = defaultdict(list)
    for client_id, key, email, rank in connection.execute(query).all():
        found[client_id].append(FiledAddress(key, email, rank))
    return found


def add_clients(connection: Connection, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """New clients; `names` hold every column that may not be empty."""
    insert_many(connection, clients, columns=names, rows=rows)


def change_clients(connection: Connection, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Clients written over by `id`, which is among `names`; the moment of their making stays."""
    update = [name for name in names if name not in {"id", "created_at"}]
    _keep(
        connection,
        names=[name for name in update if name not in {"code", "named_at", "changed_at"}],
        given=names,
        rows=rows,
    )
    upsert_many(connection, clients, columns=names, rows=rows, key=("id",), update=update)


def numbers_of(connection: Connection, codes: Collection[str]) -> dict[str, int]:
    """The numbers that clients with these codes were given."""
    query = select(clients.c.code, clients.c.id).where(among(connection, clients.c.code, codes))
    return {row.code: row.id for row in connection.execute(query).all()}


def file_addresses(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows (client_id, email, address_key, rank, added_at): new ones, and ranks of old ones; a dead one stays dead."""
    names = ("client_id", "email", "address_key", "rank", "added_at")
    _keep_ranks(connection, {(row[0], row[2]): row[3] for row in rows})
    upsert_many(connection, addresses, columns=names, rows=rows, key=("client_id", "address_key"), update=("rank",))


def _keep(
    connection: Connection, *, names: Sequence[str], given: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    place = given.index("id")
    new = {row[place]: dict(zip(given, row, strict=True)) for row in rows}
    said = ("code", *(name for name in names if name != "code"))
    old = clients_standing(connection, new, names=said[1:]) if new else {}
    changes = [
        (number, dict(zip(said, was, strict=True)), {name: new[number][name] for name in said})
        for number, was in old.items()
    ]
    keep_earlier(connection, clients, changes)
    if "manager" in said and rows:
        today = rows[0][given.index("changed_at")].date()
        moved = [(number, before["manager"], after["manager"]) for number, before, after in changes]
        keep_managers(connection, moved, today=today)


def _keep_ranks(connection: Connection, ranks: Mapping[tuple[int, str], int]) -> None:
    query = select(addresses.c.id, addresses.c.client_id, addresses.c.address_key, addresses.c.rank)
    whose = among(connection, addresses.c.client_id, {client for client, _ in ranks})
    found = connection.execute(query.where(whose)).all() if ranks else []
    changes = [
        (row.id, {"rank": row.rank}, {"rank": ranks[row.client_id, row.address_key]})
        for row in found
        if (row.client_id, row.address_key) in ranks
    ]
    keep_earlier(connection, addresses, changes)
