"""Finds whom a row of a file is about: by code, by address, by name. What to do about it is decided in the room."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, or_, select

from outreach.book.records.bulk import IN_A_QUERY, chunks
from outreach.store.tables import addresses, clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`own` is the client the row names, `lives` the one he was merged into, or himself."""

    own: int
    lives: int
    code: str


def by_code(connection: Connection, codes: Collection[str]) -> dict[str, Found]:
    """Clients with these codes."""
    found: dict[str, Found] = {}
    for chunk in chunks(codes, size=IN_A_QUERY):
        query = select(clients.c.id, clients.c.merged_into, clients.c.code).where(clients.c.code.in_(chunk))
        found |= {
            row.code: Found(own=row.id, lives=row.merged_into or row.id, code=row.code)
            for row in connection.execute(query)
        }
    return found


def by_address(connection: Connection, keys: Collection[str]) -> dict[str, list[Found]]:
    """Clients who are written to at these addresses, the lowest number first; one address may serve several."""
    found: dict[str, list[Found]] = defaultdict(list)
    for chunk in chunks(keys, size=IN_A_QUERY):
        query = (
            select(addresses.c.address_key, clients.c.id, clients.c.merged_into, clients.c.code)
            .join(clients, clients.c.id == addresses.c.client_id)
            .where(addresses.c.address_key.in_(chunk), clients.c.merged_into.is_(None))
            .order_by(clients.c.id)
        )
        for row in connection.execute(query):
            found[row.address_key].append(Found(own=row.id, lives=row.id, code=row.code))
    return found


def by_name(connection: Connection, names: Collection[str]) -> dict[str, list[Found]]:
    """Clients whose name or company is spelled exactly so."""
    found: dict[str, list[Found]] = defaultdict(list)
    for chunk in chunks(names, size=IN_A_QUERY):
        query = (
            select(clients.c.id, clients.c.code, clients.c.name, clients.c.company)
            .where(or_(clients.c.name.in_(chunk), clients.c.company.in_(chunk)), clients.c.merged_into.is_(None))
            .order_by(clients.c.id)
        )
        wanted = set(chunk)
        for row in connection.execute(query):
            for name in {row.name, row.company} & wanted:
                found[name].append(Found(own=row.id, lives=row.id, code=row.code))
    return found


def highest_id(connection: Connection, table: Table) -> int:
    """The highest number given so far; what is above it was written after this was asked."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
