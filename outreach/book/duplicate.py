"""Finds clients who are probably one and the same, with the evidence: an address, a telephone, a person at a firm.

A name alone proves nothing. Nothing is merged here; a person says which of them are one, and which are not.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from outreach.book.likeness import address_form, person_form, phone_forms
from outreach.book.records import Connection
from outreach.book.records.alike import Named, Reached, named, reached
from outreach.book.records.apart import who_is_apart
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
    return tuple(_grouped(proofs, _Apart((said.one, said.other) for said in who_is_apart(connection))))


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


class _Apart:
    """Who was said to be somebody else, by client."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._others: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            self._others[one].add(other)
            self._others[other].add(one)

    def forbid(self, some: Iterable[int], others: Collection[int]) -> bool:
        """Whether anybody of these is somebody else than one of those."""
        return any(not self._others[one].isdisjoint(others) for one in some if one in self._others)


def _grouped(proofs: Iterable[Proof], apart: _Apart) -> Iterator[Duplicate]:
    """Whoever is alike with one of them belongs to them, unless he was said to be another than somebody there."""
    groups: dict[int, set[int]] = {}
    every = list(proofs)
    for proof in every:
        for one, other in combinations(proof.clients, 2):
            _join(groups, one, other, apart=apart)
    found: dict[int, list[Proof]] = defaultdict(list)
    for proof in every:
        for group in {min(groups[client]): groups[client] for client in proof.clients}.values():
            alike = tuple(client for client in proof.clients if client in group)
            if len(alike) > 1:
                found[min(group)].append(replace(proof, clients=alike))
    for first, evidence in sorted(found.items()):
        yield Duplicate(clients=tuple(sorted(groups[first])), proofs=tuple(evidence))


def _join(groups: dict[int, set[int]], one: int, other: int, *, apart: _Apart) -> None:
    mine, his = groups.setdefault(one, {one}), groups.setdefault(other, {other})
    if mine is his or apart.forbid(mine, his):
        return
    smaller, larger = sorted((mine, his), key=len)
    larger |= smaller
    groups.update(dict.fromkeys(smaller, larger))
