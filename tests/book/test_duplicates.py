"""Clients who are probably one and the same, found in a book."""

import tracemalloc
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from outreach.book.duplicate import Likeness, duplicates
from outreach.store import tables
from outreach.store.engine import Store
from tests.cast import add_client

NOW = datetime(2026, 1, 12, tzinfo=UTC)


def found(store: Store) -> list[tuple[tuple[int, ...], set[Likeness]]]:
    with store.read() as connection:
        return [(one.clients, {proof.likeness for proof in one.proofs}) for one in duplicates(connection)]


def test_address_telephone_and_person_are_evidence_and_a_name_is_not(store: Store) -> None:
    first = add_client(store, email="anna.ilyina@gmail.com", name="Анна Ильина", company="Маяк", phone="067 111 22 33")
    second = add_client(store, email="annailyina+x@gmail.com", name="A.I.")
    third = add_client(store, name="Ильина Анна", company="ТОВ «Маяк»", phone="+380671112233")
    add_client(store, name="Анна Ильина")
    add_client(store, name="Анна Ильина", company="Волна")
    assert found(store) == [((first, second, third), set(Likeness))]


def test_who_was_merged_is_proposed_no_more(store: Store) -> None:
    kept, gone = add_client(store, phone="0671112233"), add_client(store, phone="0671112233")
    with store.write() as connection:
        connection.execute(update(tables.clients).where(tables.clients.c.id == gone).values(merged_into=kept))
    assert found(store) == []


def test_a_switchboard_is_no_evidence(store: Store) -> None:
    for _ in range(11):
        add_client(store, phone="0671112233")
    assert found(store) == []


@pytest.mark.long
def test_memory_does_not_grow_with_the_book(sqlite_store: Store) -> None:
    fixed = {"named_at": NOW, "created_at": NOW, "changed_at": NOW, "company": "Mayak"}
    rows = [
        {"id": one, "code": f"C{one}", "name": f"Ann Number{one}", "phone": f"+38067{one:07}", **fixed}
        for one in range(1, 40_001)
    ]
    with sqlite_store.write() as connection:
        connection.execute(insert(tables.clients), rows)
    rows.clear()
    with sqlite_store.read() as connection:
        duplicates(connection)
        tracemalloc.start()
        assert duplicates(connection) == ()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 60 << 20  # two maps of 16 MB, a page of rows, what seems to be alike
