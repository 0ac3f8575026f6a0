"""A wrong file is taken back on both databases, and what hangs on it is looked at anew."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from outreach import steps, steps_clients
from outreach.book.plan import plan_import
from outreach.steps_clients import Undone
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import IncomingState
from tests.shop import Shop, open_shop

CLIENTS = "Code;Name;E-mail;First order;Birthday\nA;Ann Field;a@x.example;;01.02.1980\nB;Bob Mead;b@x.example;;\n"
CHANGED = "Code;Name;E-mail;Birthday\nA;Ann Fielding;new@x.example;03.02.1980\nC;Cid Moor;c@x.example;\n"
ORDERS = "Code;Order no;Date;Amount\nA;1;01.02.2024;10\nA;2;01.03.2024;20\nB;3;01.04.2024;5\n"


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return open_shop(tmp_path / "firm", store)


def take(shop: Shop, name: str, text: str) -> None:
    shop.write(name, text)
    report = steps.import_book(
        shop.firm, plan_import(shop.folder / name), dry_run=False, now=shop.clock.move(minutes=1), by="test"
    )
    assert report.refused == 0
    shop.refresh()


def undo(shop: Shop, name: str) -> Undone:
    undone = steps_clients.undo_import(shop.firm, name, now=shop.clock.move(minutes=1), by="test")
    shop.refresh()
    return undone


def people(shop: Shop) -> dict[str, tuple[str, object]]:
    query = select(tables.clients).where(tables.clients.c.merged_into.is_(None))
    with shop.store.read() as connection:
        return {row.code: (row.name, row.birthday) for row in connection.execute(query)}


def test_days_and_names_come_back_as_they_were(shop: Shop) -> None:
    take(shop, "clients.csv", CLIENTS)
    before = people(shop)
    take(shop, "clients.csv", CHANGED)
    assert people(shop)["A"] == ("Ann Fielding", dt.date(1980, 2, 3))
    undone = undo(shop, "clients.csv")
    assert people(shop) == before
    assert undone.taken == {"addresses": 2, "clients": 1}
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()
        boxes = connection.execute(
            select(tables.addresses.c.email).order_by(tables.addresses.c.client_id, tables.addresses.c.rank)
        ).scalars()
        assert list(boxes) == ["a@x.example", "b@x.example"]


def test_an_order_that_ended_a_loss_stays_and_is_listed(shop: Shop) -> None:
    take(shop, "clients.csv", CLIENTS)
    take(shop, "orders.csv", ORDERS)
    take(shop, "late.csv", "Code;Order no;Date;Amount\nA;9;10.01.2026;7\nB;10;11.01.2026;7\n")
    with shop.store.read() as connection:
        ended = set(connection.scalars(select(tables.lapses.c.ended_by_order)).all()) - {None}
        numbers = dict(connection.execute(select(tables.orders.c.number, tables.orders.c.id)).all())
    assert ended == {numbers["9"], numbers["10"]}
    undone = undo(shop, "late.csv")
    assert {(one.table, one.id) for one in undone.left} == {("orders", number) for number in ended}


def test_facts_are_worked_out_without_the_orders_that_went(shop: Shop) -> None:
    take(shop, "clients.csv", CLIENTS)
    take(shop, "orders.csv", ORDERS)
    assert undo(shop, "orders.csv").taken == {"orders": 3}
    with shop.store.read() as connection:
        assert set(connection.scalars(select(tables.client_facts.c.orders))) == {0}


def test_who_has_answered_stays(shop: Shop) -> None:
    take(shop, "clients.csv", CLIENTS)
    with shop.store.write() as connection:
        number = connection.execute(select(tables.clients.c.id).where(tables.clients.c.code == "A")).scalar_one()
        row = {"source": "t", "sha256": "1", "raw": b"", "fetched_at": shop.clock(), "state": IncomingState.APPLIED}
        connection.execute(insert(tables.incoming).values(**row, client_id=number))
    undone = undo(shop, "clients.csv")
    assert [(one.table, one.id) for one in undone.left] == [("clients", number)]
    assert set(people(shop)) == {"A"}


def test_a_dry_run_leaves_nothing_to_take_back(shop: Shop) -> None:
    shop.write("clients.csv", CLIENTS)
    plan = plan_import(shop.folder / "clients.csv")
    before = len(people(shop))
    steps.import_book(shop.firm, plan, dry_run=True, now=shop.clock(), by="test")
    assert len(people(shop)) == before
    with shop.store.read() as connection:
        assert connection.execute(select(tables.import_changes)).all() == []
