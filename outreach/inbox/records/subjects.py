"""What incoming messages are about: letters by their number, clients by their address, messages applied before."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select

from outreach.inbox.received import About
from outreach.store.bulk import chunks
from outreach.store.tables import addresses, clients, incoming, letters
from outreach.store.words import IncomingKind, IncomingState


def letters_about(connection: Connection, letter_ids: Collection[int]) -> dict[int, About]:
    """Letters that exist, by number; a token outlives its letter."""
    found: dict[int, About] = {}
    survivor = func.coalesce(clients.c.merged_into, clients.c.id).label("client_id")
    columns = (
        letters.c.id,
        survivor,
        letters.c.campaign_id,
        letters.c.decision_id,
        letters.c.state,
        letters.c.address_key,
        func.coalesce(letters.c.going_at, letters.c.settled_at).label("left_at"),
    )
    query = select(*columns).join(clients, clients.c.id == letters.c.client_id)
    for part in chunks(sorted(set(letter_ids))):
        for row in connection.execute(query.where(letters.c.id.in_(part))):
            found[row.id] = About(
                letter_id=row.id,
                client_id=row.client_id,
                campaign_id=row.campaign_id,
                decision_id=row.decision_id,
                state=row.state,
                address_key=row.address_key,
                left_at=row.left_at,
            )
    return found


def clients_at(connection: Connection, address_keys: Collection[str]) -> dict[str, int]:
    """The one client at each address; an address of several clients tells of none."""
    found: dict[str, int] = {}
    survivor = func.coalesce(clients.c.merged_into, clients.c.id)
    query = (
        select(addresses.c.address_key, func.min(survivor).label("client_id"))
        .join(clients, clients.c.id == addresses.c.client_id)
        .group_by(addresses.c.address_key)
        .having(func.count(survivor.distinct()) == 1)
    )
    for part in chunks(sorted(set(address_keys))):
        for row in connection.execute(query.where(addresses.c.address_key.in_(part))):
            found[row.address_key] = row.client_id
    return found


def already_applied(connection: Connection, letter_ids: Iterable[int]) -> set[tuple[int, IncomingKind, str]]:
    """Letter, kind and own Message-ID of what was applied about these letters, to know it when it comes again."""
    seen: set[tuple[int, IncomingKind, str]] = set()
    query = select(incoming.c.letter_id, incoming.c.kind, incoming.c.message_id).where(
        incoming.c.state == IncomingState.APPLIED, incoming.c.message_id != ""
    )
    for part in chunks(sorted(set(letter_ids))):
        rows = connection.execute(query.where(incoming.c.letter_id.in_(part)))
        seen.update((row.letter_id, row.kind, row.message_id) for row in rows)
    return seen
