"""Lists of clients for screens, and how many there are of a kind. One client on a page stands in `card`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from outreach.store.bulk import among
from outreach.store.tables import addresses, client_facts, clients, personal_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of a list; an empty text where nothing is known."""

    id: int
    code: str
    name: str
    company: str
    city: str
    country: str
    language: str
    industry: str
    manager: str
    orders: int
    revenue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """So many clients with the same of what says which days are theirs; an empty text is not known."""

    country: str
    faith: str
    profession: str
    industry: str
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """So many clients of one town; an empty text is not known."""

    country: str
    city: str
    region: str
    clients: int


def count_clients(connection: Connection) -> int:
    """All in the book, those merged into others left out."""
    return connection.execute(select(func.count()).where(clients.c.merged_into.is_(None))).scalar_one()


def listed(connection: Connection, ids: Sequence[int]) -> tuple[Listed, ...]:
    """These clients, in the order of `ids`."""
    found = {one.id: one for one in _read(connection, _wanted().where(among(connection, clients.c.id, ids)))}
    return tuple(found[number] for number in ids if number in found)


def clients_like(connection: Connection, part: str, *, limit: int, manager: str = "") -> tuple[Listed, ...]:
    """Those whose name, firm, town or code has each word of `part` in it, by number; an empty one is everybody.

    `manager` leaves only those whom he looks after, whatever the case of its letters.
    """
    # SQLite folds the case of ASCII only, so a few spellings are tried.
    words = [_has(word) for word in part.split()]
    if manager:
        spelled = {manager, manager.lower(), manager.upper(), manager.title()}
        words.append(clients.c.manager.in_(spelled))
    return _read(
        connection, _wanted().where(clients.c.merged_into.is_(None), *words).order_by(clients.c.id).limit(limit)
    )


def by_what_they_keep(connection: Connection) -> tuple[Kept, ...]:
    """How many clients of each country, faith, profession and industry there are."""
    names = ("country", "faith", "profession", "industry")
    key = [func.coalesce(clients.c[name], "").label(name) for name in names]
    query = select(*key, func.count().label("clients")).where(clients.c.merged_into.is_(None)).group_by(*key)
    return tuple(Kept(**row) for row in connection.execute(query).mappings())


def by_place(connection: Connection) -> tuple[Living, ...]:
    """How many clients of each country, city and region there are."""
    columns = (clients.c.country.label("country"), clients.c.city.label("city"), clients.c.territory.label("region"))
    key = [func.coalesce(column, "").label(column.name) for column in columns]
    query = select(*key, func.count().label("clients")).where(clients.c.merged_into.is_(None)).group_by(*key)
    return tuple(Living(**row) for row in connection.execute(query).mappings())


def others_with(connection: Connection, client_id: int, *, key: str) -> int:
    """How many other clients have the same value for a personal fact of his: what it is worth in a letter (P27)."""
    his = select(personal_facts.c.value).where(
        personal_facts.c.client_id == client_id, personal_facts.c.key == key, personal_facts.c.usable
    )
    query = select(func.count(personal_facts.c.client_id.distinct())).where(
        personal_facts.c.client_id != client_id,
        personal_facts.c.key == key,
        personal_facts.c.usable,
        personal_facts.c.value.in_(his),
    )
    return connection.execute(query).scalar_one()


def client_at(connection: Connection, address_key: str) -> int | None:
    """A client who is written to at this address, the lowest number; None if it is nobody's."""
    query = select(func.min(addresses.c.client_id)).where(addresses.c.address_key == address_key)
    found: int | None = connection.execute(query).scalar()
    return found


def _has(word: str) -> ColumnElement[bool]:
    columns = (_whole_name(), clients.c.company, clients.c.city, clients.c.code)
    spellings = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(*(column.contains(spelling, autoescape=True) for column in columns for spelling in spellings))


def _wanted() -> Select[tuple[object, ...]]:
    texts = ("code", "company", "city", "country", "language", "industry", "manager")
    figures = (func.coalesce(client_facts.c.orders, 0), func.coalesce(client_facts.c.revenue, 0))
    return select(
        clients.c.id,
        _whole_name().label("name"),
        *(func.coalesce(clients.c[name], "").label(name) for name in texts),
        figures[0].label("orders"),
        figures[1].label("revenue"),
    ).join_from(clients, client_facts, client_facts.c.client_id == clients.c.id, isouter=True)


def _whole_name() -> ColumnElement[str]:
    """As given, or put together where only parts were."""
    parts = func.coalesce(clients.c.given_name, "") + " " + func.coalesce(clients.c.family_name, "")
    return case((clients.c.name != "", clients.c.name), else_=func.trim(parts))


def _read(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[Listed, ...]:
    return tuple(Listed(**row) for row in connection.execute(query).mappings())
