"""One client: found by what a person types, shown on a page, changed by hand; on both databases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from outreach.book.client import Money
from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.book.records import (
    add_fact,
    add_reason,
    client_card,
    find_client,
    mark_addresses_dead,
    set_name,
    set_salutation,
    touched_clients,
)
from outreach.errors import Ambiguous, NotFound
from outreach.settings import Book
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import AddressState, Event, ReasonStanding
from tests.cast import MORNING, add_client

LATER = MORNING + timedelta(days=1)


def found(store: Store, text: str) -> int:
    with store.read() as connection:
        return find_client(connection, text)


def journal(store: Store) -> list[Any]:
    with store.read() as connection:
        query = select(tables.journal.c.event, tables.journal.c.client_id, tables.journal.c.detail)
        return [(row.event, row.client_id, row.detail["what"]) for row in connection.execute(query)]


@pytest.fixture
def people(store: Store) -> Store:
    add_client(store, name="Іваненко Ганна Петрівна", company="ТОВ Ромашка", email="Anna@x.ua", code="K-7")
    add_client(store, name="Петренко Борис", company="ТОВ Лютик", email="boris@x.ua", code="107")
    add_client(store, name="Петренко Віра", company="ТОВ Ромашка", email=None, code="1")
    add_client(store, name="100%_sure", email="boris@x.ua", code="K-9")
    return store


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("#2", 2), ("107", 2), ("code:1", 3), ("K-7", 1), ("anna@X.UA", 1), ("Іваненко", 1), ("іваненко", 1),
     ("ГАННА", 1), ("борис", 2), ("петренко  віра", 3), ("Лютик", 2), ("петренко ромашка", 3), ("0%_s", 4)],
)  # fmt: skip
def test_a_client_is_found_by_what_a_person_types(people: Store, text: str, number: int) -> None:
    assert found(people, text) == number


@pytest.mark.parametrize("text", ["", "99", "nobody@x.ua", "Глеб", "_", "99999999999999", "%"])
def test_nobody_is_found_by_mistake(people: Store, text: str) -> None:
    if text in {"_", "%"}:  # they mean themselves
        assert found(people, text) == 4
        return
    with pytest.raises(NotFound):
        found(people, text)


def test_who_fits_several_is_asked_for_with_their_names(people: Store) -> None:
    with pytest.raises(Ambiguous, match=r"2 Петренко Борис, ТОВ Лютик; 3 Петренко Віра"):
        found(people, "петренко")
    with pytest.raises(Ambiguous, match=r"2 .*4 "):
        found(people, "boris@x.ua")


def test_a_long_list_of_candidates_is_cut(sqlite_store: Store) -> None:
    for _ in range(12):
        add_client(sqlite_store, email=None)
    with pytest.raises(Ambiguous, match=r"10 Client 10; …$"):
        found(sqlite_store, "Client")


def test_who_was_merged_into_another_is_not_found_by_name(people: Store) -> None:
    with people.write() as connection:
        connection.execute(update(tables.clients).where(tables.clients.c.id == 3).values(merged_into=1))
    assert found(people, "Петренко") == 2


def test_a_card_tells_everything_the_book_knows(store: Store, tmp_path: Path) -> None:
    number = add_client(store, name="Анна", email="a@x.ua", code="1")
    old = "".join(f"1;2025-01-{day:02};{day}\n" for day in range(1, 13))
    for name, text in {
        "old": f"Код;Дата;Сумма\n{old}",
        "orders": "Код;№ заказа;Дата;Сумма, грн;Товар\n1;A1;2025-02-01;5;кабель\n",
        "inquiries": "Код;Дата запроса;Запрос\n1;2025-03-01;цена\n",
        "contacts": "Код;Дата звонка;Канал\n1;2025-03-02;звонок\n",
        "facts": "Код;Факт;Тип\n1;рыбак;trait\n",
        "reasons": "Код;Причина\n1;дорого\n",
        "problems": "Код;№ заказа;Проблема\n1;A1;опоздали\n",
    }.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        with store.write() as connection:
            now = datetime(2025, 10, 1, tzinfo=UTC)
            assert run_import(connection, plan_import(path), book=Book(), now=now).refused == 0
    with store.read() as connection:
        card = client_card(connection, number, last=3)
    assert (card.client.name, card.client.code, card.client.named_at) == ("Анна", "1", MORNING)
    assert [(one.email, one.state) for one in card.addresses] == [("a@x.ua", AddressState.LIVE)]
    orders = card.orders
    assert (orders.count, orders.first_on, orders.last_on) == (13, date(2025, 1, 1), date(2025, 2, 1))
    assert orders.revenue == (Money(amount=7800, currency="EUR"), Money(amount=500, currency="UAH"))
    assert [order.amount.amount for order in orders.last] == [500, 1200, 1100]
    assert orders.last[0].what == "кабель"
    assert [one.what for one in card.inquiries] == ["цена"]
    assert [one.channel for one in card.contacts] == ["call"]
    assert [(one.key, one.value) for one in card.facts] == [("trait", "рыбак")]
    assert [one.reason for one in card.reasons] == ["price"]
    assert [one.what for one in card.problem_orders] == ["опоздали"]


def test_a_card_of_somebody_who_bought_nothing_is_empty_and_no_error(store: Store) -> None:
    number = add_client(store, email=None)
    with store.read() as connection:
        card = client_card(connection, number)
        assert (card.orders.count, card.orders.last_on, card.orders.revenue) == (0, None, ())
        with pytest.raises(NotFound):
            client_card(connection, 99)


def test_an_address_that_died_is_dead_for_everybody_and_dies_once(store: Store) -> None:
    first, second = add_client(store, email="info@x.ua"), add_client(store, email="info@x.ua")
    add_client(store)
    with store.write() as connection:
        assert mark_addresses_dead(connection, "info@x.ua", now=LATER) == (first, second)
        assert mark_addresses_dead(connection, "info@x.ua", now=LATER) == ()
        states = connection.execute(select(tables.addresses.c.state).order_by(tables.addresses.c.id)).scalars().all()
    assert states == [AddressState.DEAD, AddressState.DEAD, AddressState.LIVE]


def test_a_name_set_by_hand_is_dated_touched_and_told(store: Store) -> None:
    number = add_client(store, name="Ана")
    with store.write() as connection:
        assert set_name(connection, number, name="Анна", gender="f", now=LATER, by="olga")
        assert not set_name(connection, number, name="Анна", now=LATER, by="olga")
        assert set_salutation(connection, number, salutation="Дорога Ганно", vocative="Ганно", now=LATER, by="olga")
        assert set_salutation(connection, number, salutation="", now=LATER, by="olga")
        card = client_card(connection, number)
        assert [row.touch for row in touched_clients(connection, limit=9)] == [3]
    assert (card.client.name, card.client.gender, card.client.named_at) == ("Анна", "f", LATER)
    assert (card.client.salutation, card.client.vocative) == (None, "Ганно")
    changed = Event.CLIENT_CHANGED
    assert journal(store) == [
        (changed, number, "name, gender"),
        (changed, number, "salutation, vocative"),
        (changed, number, "salutation"),
    ]


def test_facts_and_reasons_added_by_hand_are_added_once(store: Store) -> None:
    number = add_client(store)
    with store.write() as connection:
        for new in (True, False):
            assert add_fact(connection, number, key="trait", value="рыбак", now=LATER, by="olga") is new
            assert (
                add_reason(connection, number, reason="price", standing=ReasonStanding.VERIFIED, now=LATER, by="olga")
                is new
            )
        card = client_card(connection, number)
    assert [(one.value, one.source, one.usable) for one in card.facts] == [("рыбак", "olga", True)]
    assert [(one.reason, one.standing) for one in card.reasons] == [("price", ReasonStanding.VERIFIED)]
    assert [what for _, _, what in journal(store)] == ["fact.trait", "reason.price.verified"]


def test_nothing_is_written_about_a_client_who_does_not_exist(store: Store) -> None:
    with store.write() as connection:
        with pytest.raises(NotFound):
            add_fact(connection, 99, key="trait", value="x", now=LATER, by="olga")
        with pytest.raises(NotFound):
            add_reason(connection, 99, reason="price", standing=ReasonStanding.STATED, now=LATER, by="olga")
        with pytest.raises(NotFound):
            set_name(connection, 99, name="x", now=LATER, by="olga")
