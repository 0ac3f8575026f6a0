"""Finds one client by what a person types, and gathers what the book knows of him."""

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, or_, select

from outreach.book.address import Address, read_address
from outreach.book.client import (
    Client,
    ClientAddress,
    ClientCard,
    Contact,
    Fact,
    FirmPerson,
    Inquiry,
    LookedAfter,
    Money,
    Order,
    Orders,
    ProblemOrder,
    Reason,
)
from outreach.errors import Ambiguous, NotFound
from outreach.locale import say
from outreach.store import tables
from outreach.store.tables import addresses, clients, orders

CANDIDATES = 10  # named when a part of a name fits several
_LARGEST_NUMBER = 2_147_483_647
_NAMES = (clients.c.name, clients.c.company, clients.c.given_name, clients.c.family_name)

N = TypeVar("N")


def find_client(connection: Connection, text: str) -> int:
    """His number, from the number, an e-mail, a code ("code:107" where it looks like a number) or a part of his name.

    Raises NotFound, or Ambiguous with the candidates in its text.
    """
    wanted = " ".join(text.split())
    if not wanted:
        raise NotFound(say("Which client? Give a number, an e-mail, a code or a part of a name."))
    for look in (_by_number, _by_code, _by_email, _by_whole_name, _by_part):
        found = look(connection, wanted)
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(_candidates(connection, wanted, found))
    raise NotFound(say("No client is called “{text}”.", text=wanted))


def client_card(connection: Connection, client_id: int, *, last: int = 10) -> ClientCard:
    """The client's page, with his `last` orders, inquiries and contacts; NotFound if the number is nobody's."""
    columns = [clients.c[each.name] for each in fields(Client)]
    row = connection.execute(select(*columns).where(clients.c.id == client_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(say("There is no client {number}.", number=client_id))
    about = _About(connection, client_id)
    return ClientCard(
        client=Client(**row),
        addresses=about.all(ClientAddress, addresses, addresses.c.rank, addresses.c.id),
        orders=_orders(connection, client_id, last=last),
        inquiries=about.all(Inquiry, tables.inquiries, tables.inquiries.c.asked_on.desc(), limit=last),
        contacts=about.all(Contact, tables.contacts, tables.contacts.c.on_day.desc(), limit=last),
        facts=about.all(Fact, tables.personal_facts, tables.personal_facts.c.id),
        reasons=about.all(Reason, tables.reasons, tables.reasons.c.id),
        problem_orders=about.all(ProblemOrder, tables.problem_orders, tables.problem_orders.c.id),
        managers=about.all(LookedAfter, tables.managers, tables.managers.c.id.desc()),
        people=about.all(FirmPerson, tables.people, tables.people.c.id),
        merged=tuple(
            connection.scalars(select(clients.c.id).where(clients.c.merged_into == client_id).order_by(clients.c.id))
        ),
    )


class _About:
    """Reads the rows of one client into nouns whose fields are named as the columns."""

    def __init__(self, connection: Connection, client_id: int) -> None:
        self._connection = connection
        self._client_id = client_id

    def all(self, noun: type[N], table: Table, *order: Any, limit: int | None = None) -> tuple[N, ...]:
        columns = [table.c[each.name] for each in fields(noun)]  # type: ignore[arg-type]
        query = select(*columns).where(table.c.client_id == self._client_id).order_by(*order).limit(limit)
        return tuple(noun(**row) for row in self._connection.execute(query).mappings())


def _orders(connection: Connection, client_id: int, *, last: int) -> Orders:
    his = orders.c.client_id == client_id
    placed = orders.c.amount >= 0  # what came back lessens the sums and is no order
    sums = connection.execute(
        select(
            orders.c.currency,
            func.count().filter(placed),
            func.sum(orders.c.amount),
            func.min(orders.c.ordered_on).filter(placed),
            func.max(orders.c.ordered_on).filter(placed),
        )
        .where(his)
        .group_by(orders.c.currency)
        .order_by(orders.c.currency)
    ).all()
    newest = select(orders).where(his).order_by(orders.c.ordered_on.desc(), orders.c.id.desc()).limit(last)
    return Orders(
        count=sum(count for _, count, _, _, _ in sums),
        first_on=min((first for _, _, _, first, _ in sums if first), default=None),
        last_on=max((last_on for _, _, _, _, last_on in sums if last_on), default=None),
        revenue=tuple(Money(amount=int(amount), currency=currency) for currency, _, amount, _, _ in sums),
        last=tuple(
            Order(
                id=row.id,
                number=row.number,
                ordered_on=row.ordered_on,
                amount=Money(amount=row.amount, currency=row.currency),
                what=row.what,
            )
            for row in connection.execute(newest)
        ),
    )


# -- ways to name a client ---------------------------------------------------------------------------------------


def _ids(connection: Connection, *conditions: Any) -> list[int]:
    """Numbers of those who are not merged into another, a few more than are ever listed."""
    query = select(clients.c.id).where(*conditions).order_by(clients.c.id).limit(CANDIDATES + 1)
    return list(connection.execute(query).scalars())


def _by_number(connection: Connection, text: str) -> list[int]:
    bare = text.removeprefix("#")
    if not (bare.isascii() and bare.isdigit()) or int(bare) > _LARGEST_NUMBER:
        return []
    return _ids(connection, clients.c.id == int(bare))


def _by_code(connection: Connection, text: str) -> list[int]:
    return _ids(connection, clients.c.code == text.removeprefix("code:"))


def _by_email(connection: Connection, text: str) -> list[int]:
    address = read_address(text)
    if not isinstance(address, Address):
        return []
    at = select(addresses.c.client_id).where(addresses.c.address_key == address.key)
    return _ids(connection, clients.c.id.in_(at), clients.c.merged_into.is_(None))


def _by_whole_name(connection: Connection, text: str) -> list[int]:
    spellings = _spellings(text)
    whole = or_(*(column.in_(spellings) for column in _NAMES))
    return _ids(connection, whole, clients.c.merged_into.is_(None))


def _by_part(connection: Connection, text: str) -> list[int]:
    # Each word somewhere in the name or the firm. SQLite folds the case of ASCII only, so a few spellings are tried.
    words = [
        or_(*(column.contains(spelling, autoescape=True) for column in _NAMES for spelling in _spellings(word)))
        for word in text.split()
    ]
    return _ids(connection, *words, clients.c.merged_into.is_(None))


def _spellings(text: str) -> list[str]:
    return list(dict.fromkeys((text, text.lower(), text.capitalize(), text.title(), text.upper())))


def _candidates(connection: Connection, text: str, found: list[int]) -> str:
    columns = (clients.c.id, clients.c.name, clients.c.given_name, clients.c.family_name, clients.c.company)
    rows = connection.execute(select(*columns).where(clients.c.id.in_(found[:CANDIDATES])).order_by(clients.c.id))
    listed = [
        f"{number} " + ", ".join(part for part in (name or f"{given or ''} {family or ''}".strip(), company) if part)
        for number, name, given, family, company in rows
    ]
    more = ["…"] if len(found) > CANDIDATES else []
    return say("“{text}” fits several clients: {candidates}", text=text, candidates="; ".join(listed + more))
