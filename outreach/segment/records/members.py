"""The clients of a segment with what is known of each, for a spreadsheet: any number of them in little memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from outreach.segment.compiler import audience, field_term, operand_of, value_of
from outreach.segment.who import Segment
from outreach.store.bulk import among, chunks
from outreach.store.tables import addresses, client_facts, clients
from outreach.store.words import AddressState

_AT_ONCE = 2_000  # clients
SHOWN = (
    "code", "name", "company", "city", "country", "territory", "language", "industry", "profession", "manager",
    "tier", "orders", "revenue", "revenue_year", "last_order", "lost_on", "last_inquiry", "reason", "potential",
    "score", "priority", "last_letter", "last_answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One client; `fields` are those of SHOWN, money in minor units and shares per mille, None where unknown."""

    id: int
    email: str
    phone: str
    fields: tuple[str | int | date | None, ...]


def members(connection: Connection, segment: Segment, *, today: date) -> Iterator[Member]:
    """All of them, in the order of `audience`."""
    ids = list(connection.execute(audience(segment, today=today)).scalars())
    for some in chunks(ids, size=_AT_ONCE):
        found = {member.id: member for member in _read(connection, some, today=today)}
        yield from (found[number] for number in some if number in found)


def _read(connection: Connection, ids: Any, *, today: date) -> Iterator[Member]:
    fields = [value_of(operand_of(field_term(name), today=today)).label(f"field_{name}") for name in SHOWN]
    source = clients.outerjoin(client_facts, client_facts.c.client_id == clients.c.id)
    rows = select(clients.c.id, _email(), clients.c.phone, *fields).select_from(source)
    for number, email, phone, *values in connection.execute(rows.where(among(connection, clients.c.id, ids))):
        known = tuple(value.date() if isinstance(value, datetime) else value for value in values)
        yield Member(id=number, email=email or "", phone=phone or "", fields=known)


def _email() -> Any:
    """Where he is written to."""
    live = (addresses.c.client_id == clients.c.id, addresses.c.state == AddressState.LIVE)
    lowest = select(addresses.c.email).where(*live).order_by(addresses.c.rank, addresses.c.id).limit(1)
    return lowest.correlate(clients).scalar_subquery().label("email")
