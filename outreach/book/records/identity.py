"""Finds whom a row of a file is about: by code, by address, by name. What to do about it is decided in the room."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, or_, select

from outreach.store.bulk import among
from outreach.store.tables import addresses, clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`own` is the client the row names, `lives` the one he was merged into, or himself."""

    own: int
    lives: int
    code: str


def by_code(connection: Connection, codes: Collection[str]) -> dict[str, Found]:
    """Clients with these codes."""
    query = select(clients.c.id, clients.c.merged_into, clients.c.code).where(among(connection, clients.c.code, codes))
    found = connection.execute(query).all()
    return {code: Found(own=number, lives=merged_into or number, code=code) for number, merged_into, code in found}


def by_address(connection: Connection, keys: Collection[str]) -> dict[str, list[Found]]:
    """Clients who are written to at these addresses, the lowest number first; one address may serve several."""
    query = (
        select(addresses.c.address_key, clients.c.id, clients.c.code)
        .join(clients, clients.c.id == addresses.c.client_id)
        .where(among(connection, addresses.c.address_key, keys), clients.c.merged_into.is_(None))
        .order_by(clients.c.id)
    )
    found: dict[str, list[Found]] = defaultdict(list)
    for key, number, code in connection.execute(query).all() if keys else ():
        found[key].append(Found(own=number, lives=number, code=code))
    return found


def by_name(connection: Connection, names: Collection[str]) -> dict[str, list[Found]]:
    """Clients whose name or company is spelled exactly so."""
    spelled = or_(among(connection, clients.c.name, names), among(connection, clients.c.company, names))
    query = (
        select(clients.c.id, clients.c.code, clients.c.name, clients.c.company)
        .where(spelled, clients.c.merged_into.is_(None))
        .order_by(clients.c.id)
    )
    found: dict[str, list[Found]] = defaultdict(list)
    for row in connection.execute(query).all() if names else ():
        for name in {row.name, row.company}.intersection(names):
            found[name].append(Found(own=row.id, lives=row.id, code=row.code))
    return found


def highest_id(connection: Connection, table: Table) -> int:
    """The highest number given so far; what is above it was written after this was asked."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())
