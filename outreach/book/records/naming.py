"""Reads how clients are named and addressed, all of them in chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from outreach.book.client import Client
from outreach.names.person import Person
from outreach.store.bulk import among
from outreach.store.tables import addresses, clients
from outreach.store.words import AddressState

CHUNK = 2_000
_COLUMNS = (
    "id", "code", "name", "family_name", "given_name", "patronymic", "gender", "company", "language", "country",
    "salutation", "vocative", "addressing",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A client's name, with the first live address that he is written to."""

    client_id: int
    code: str
    country: str
    email: str
    person: Person


def named(connection: Connection, ids: Sequence[int]) -> dict[int, Named]:
    """Those of these numbers that there are and that live on in nobody else."""
    rows = connection.execute(_all().where(among(connection, clients.c.id, ids))).all()
    return {one.client_id: one for one in _named(connection, rows)}


def everybody_named(connection: Connection) -> Iterator[Named]:
    """Every client by number, read in chunks; those who live on in another are left out."""
    after = 0
    while rows := connection.execute(_all().where(clients.c.id > after).order_by(clients.c.id).limit(CHUNK)).all():
        yield from _named(connection, rows)
        after = rows[-1].id


def person_of(row: Row[Any] | Client) -> Person:
    """The name columns of a client, or of his row, as the names room wants them."""
    return Person(
        name=row.name or "",
        family=row.family_name or "",
        given=row.given_name or "",
        patronymic=row.patronymic or "",
        gender=row.gender or "",
        company=row.company or "",
        language=row.language or "",
        salutation=row.salutation or "",
        vocative=row.vocative or "",
        addressing=row.addressing or "",
    )


def _all() -> Select[Any]:
    return select(*(clients.c[name] for name in _COLUMNS)).where(clients.c.merged_into.is_(None))


def _named(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Named]:
    written_to = _emails(connection, [row.id for row in rows])
    for row in rows:
        yield Named(
            client_id=row.id,
            code=row.code,
            country=row.country or "",
            email=written_to.get(row.id, ""),
            person=person_of(row),
        )


def _emails(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The address that each is written to: the first that is alive."""
    rows = connection.execute(
        select(addresses.c.client_id, addresses.c.email)
        .where(among(connection, addresses.c.client_id, ids), addresses.c.state == AddressState.LIVE)
        .order_by(addresses.c.rank.desc(), addresses.c.id.desc())
    )
    return {row.client_id: row.email for row in rows}
