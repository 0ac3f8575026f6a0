"""How clients are named is read in chunks, with the address that each is written to."""

import datetime as dt

from sqlalchemy import insert, update

from outreach.book.records.naming import everybody_named, named
from outreach.store.engine import Store
from outreach.store.tables import addresses, clients
from outreach.store.words import AddressState

NOW = dt.datetime(2026, 1, 12, tzinfo=dt.UTC)


def add(store: Store, *names: str) -> list[int]:
    with store.write() as connection:
        rows = [
            {"code": str(number), "name": name, "named_at": NOW, "created_at": NOW, "changed_at": NOW}
            for number, name in enumerate(names)
        ]
        return [connection.execute(insert(clients).values(**row).returning(clients.c.id)).scalar_one() for row in rows]


def test_everybody_has_the_first_address_that_is_alive(store: Store) -> None:
    anna, boris, vera = add(store, "Анна", "Борис", "Вера")
    with store.write() as connection:
        for rank, (email, state) in enumerate(
            (
                ("dead@x.example", AddressState.DEAD),
                ("a@x.example", AddressState.LIVE),
                ("b@x.example", AddressState.LIVE),
            )
        ):
            connection.execute(
                insert(addresses).values(
                    client_id=anna, email=email, address_key=email, rank=rank, state=state, added_at=NOW
                )
            )
        connection.execute(update(clients).where(clients.c.id == vera).values(merged_into=boris))
    with store.read() as connection:
        found = list(everybody_named(connection))
        known = named(connection, [anna, vera, 10_000])
    assert [(one.client_id, one.person.name, one.email) for one in found] == [
        (anna, "Анна", "a@x.example"), (boris, "Борис", ""),
    ]  # fmt: skip
    assert list(known) == [anna], "who lives on in another is named with him"
