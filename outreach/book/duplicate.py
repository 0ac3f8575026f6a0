"""Finds clients who are probably one and the same, with the evidence: an address, a telephone, a person at a firm.

A name alone proves nothing. Nothing is merged here; a person says which of them are one.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from outreach.book.likeness import address_form, person_form, phone_forms
from outreach.book.records import Connection
from outreach.book.records.alike import Named, Reached, named, reached
from outreach.store.bulk import chunks

TOO_MANY = 10  # a telephone of so many is a switchboard, or was made up
SUSPECTS = 5_000  # looked at closely at once
_BITS = 1 << 27  # 16 MB a map; a million clients fill a fiftieth


class Likeness(StrEnum):
    """What two rows have in common."""

    ADDRESS = "address"  # one box, in another spelling or the same
    PHONE = "phone"
    PERSON = "person"  # the same name at the same firm


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Why some clients are thought to be one: `form` is what they have in common."""

    likeness: Likeness
    form: str
    clients: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Clients who are probably one, the oldest first, with everything that says so."""

    clients: tuple[int, ...]
    proofs: tuple[Proof, ...]


Form = tuple[Likeness, str]


def duplicates(connection: Connection) -> tuple[Duplicate, ...]:
    """All of them, the oldest client first. Some bytes a client, and what is alike; the book is read page by page."""
    places, whose = array("I"), array("I")
    repeated = _Repeated()
    for client, form in _forms(reached(connection), named(connection)):
        whose.append(client)
        places.append(repeated.meet(form))
    suspects = {client for client, place in zip(whose, places, strict=True) if repeated.came_again(place)}
    holders: dict[Form, set[int]] = defaultdict(set)
    for part in chunks(sorted(suspects), size=SUSPECTS):
        for client, form in _forms(reached(connection, among=part), named(connection, among=part)):
            holders[form].add(client)
    proofs = [
        Proof(likeness=likeness, form=form, clients=tuple(sorted(clients)))
        for (likeness, form), clients in sorted(holders.items())
        if 1 < len(clients) <= TOO_MANY
    ]
    return tuple(_grouped(proofs))


def _forms(boxes: Iterable[Reached], people: Iterable[Named]) -> Iterator[tuple[int, Form]]:
    for row in boxes:
        yield row.client_id, (Likeness.ADDRESS, address_form(row.address_key))
    for client in people:
        for number in _phones(client):
            yield client.id, (Likeness.PHONE, number)
        if person := _person(client):
            yield client.id, (Likeness.PERSON, person)


def _phones(client: Named) -> tuple[str, ...]:
    return phone_forms(client.phone, country=client.country) if client.phone else ()


def _person(client: Named) -> str:
    return person_form(client.name, company=client.company) if client.company else ""


class _Repeated:
    """Which forms came more than once, two bits each; one in fifty that came once seems to have come again."""

    def __init__(self) -> None:
        self._once = bytearray(_BITS >> 3)
        self._again = bytearray(_BITS >> 3)

    def meet(self, form: Form) -> int:
        """The place of the form in the maps."""
        number = hash(form) % _BITS
        place, bit = number >> 3, 1 << (number & 7)
        if self._once[place] & bit:
            self._again[place] |= bit
        self._once[place] |= bit
        return number

    def came_again(self, number: int) -> bool:
        return bool(self._again[number >> 3] & 1 << (number & 7))


def _grouped(proofs: Iterable[Proof]) -> Iterator[Duplicate]:
    """Whoever is alike with one of them belongs to them."""
    heads: dict[int, int] = {}
    every = list(proofs)
    for proof in every:
        _join(heads, proof.clients)
    groups: dict[int, list[Proof]] = defaultdict(list)
    for proof in every:
        groups[_head(heads, proof.clients[0])].append(proof)
    for _, found in sorted(groups.items()):
        clients = sorted({client for proof in found for client in proof.clients})
        yield Duplicate(clients=tuple(clients), proofs=tuple(found))


def _join(heads: dict[int, int], clients: Iterable[int]) -> None:
    tops = {_head(heads, client) for client in clients}
    lowest = min(tops)
    heads.update(dict.fromkeys(tops, lowest))


def _head(heads: dict[int, int], client: int) -> int:
    while heads.setdefault(client, client) != client:
        client = heads[client]
    return client
