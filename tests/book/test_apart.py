"""Two who look alike and are not one: said once, remembered, never proposed again until it is taken back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach import steps_clients
from outreach.book.duplicate import duplicates
from outreach.book.records.apart import who_is_apart
from outreach.steps_clients import NotMergeable
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import Event
from tests.cast import add_client
from tests.shop import Shop, open_shop

NOW = datetime(2026, 1, 12, 6, tzinfo=UTC)


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return open_shop(tmp_path / "firm", store)


def alike(shop: Shop, count: int) -> list[int]:
    return [add_client(shop.store, phone="067 111 22 33") for _ in range(count)]


def apart(shop: Shop, *numbers: int, undo: bool = False) -> int:
    return steps_clients.keep_apart(shop.firm, numbers, now=NOW, by="Olena", undo=undo)


def proposed(shop: Shop) -> list[tuple[int, ...]]:
    with shop.store.read() as connection:
        return [group.clients for group in duplicates(connection)]


def told(shop: Shop) -> list[tuple[Event, int]]:
    query = select(tables.journal.c.event, tables.journal.c.client_id).order_by(tables.journal.c.id)
    wanted = tables.journal.c.event.in_((Event.APART, Event.APART_UNDONE))
    with shop.store.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query.where(wanted))]


def test_who_was_said_to_be_another_is_not_proposed_again(shop: Shop) -> None:
    one, other = alike(shop, 2)
    assert apart(shop, other, one) == 1
    assert proposed(shop) == []
    assert apart(shop, one, other) == 0
    assert apart(shop, one, other, undo=True) == 1
    assert proposed(shop) == [(one, other)]
    assert apart(shop, one, other, undo=True) == 0
    assert apart(shop, one, other) == 1
    whom = [one, other]
    assert told(shop) == [
        (event, number) for event in (Event.APART, Event.APART_UNDONE, Event.APART) for number in whom
    ]


def test_a_third_who_is_like_both_does_not_bring_them_together(shop: Shop) -> None:
    one, other, third = alike(shop, 3)
    apart(shop, one, other)
    assert proposed(shop) == [(one, third)]
    apart(shop, one, third)
    assert proposed(shop) == [(other, third)]


def test_evidence_names_only_those_who_are_proposed(shop: Shop) -> None:
    one, other, third, fourth = alike(shop, 4)
    apart(shop, one, third)
    apart(shop, one, fourth)
    apart(shop, other, third)
    apart(shop, other, fourth)
    with shop.store.read() as connection:
        found = duplicates(connection)
    assert [group.clients for group in found] == [(one, other), (third, fourth)]
    assert [proof.clients for group in found for proof in group.proofs] == [(one, other), (third, fourth)]


def test_several_are_each_different_from_each(shop: Shop) -> None:
    numbers = alike(shop, 4)
    assert apart(shop, *numbers) == 6
    assert proposed(shop) == []


def test_they_cannot_be_merged_by_a_slip(shop: Shop) -> None:
    one, other, third = alike(shop, 3)
    apart(shop, other, third)
    with pytest.raises(NotMergeable, match=f"clients apart {other} {third} --undo"):
        steps_clients.merge_clients(shop.firm, one, (other, third), now=NOW, by="test")
    assert proposed(shop) == [(one, other)]
    apart(shop, other, third, undo=True)
    steps_clients.merge_clients(shop.firm, one, (other, third), now=NOW, by="test")
    assert proposed(shop) == []


def test_what_was_said_of_one_who_is_merged_holds_for_the_other(shop: Shop) -> None:
    one, other, third = alike(shop, 3)
    apart(shop, other, third)
    steps_clients.merge_clients(shop.firm, one, (other,), now=NOW, by="test")
    assert proposed(shop) == []
    with shop.store.read() as connection:
        assert [(said.one, said.other, said.by) for said in who_is_apart(connection)] == [(one, third, "Olena")]
    assert apart(shop, one, third, undo=True) == 1
    assert proposed(shop) == [(one, third)]


def test_who_is_one_already_must_be_parted_first(shop: Shop) -> None:
    one, other = alike(shop, 2)
    steps_clients.merge_clients(shop.firm, one, (other,), now=NOW, by="test")
    with pytest.raises(NotMergeable, match=f"clients unmerge {other}"):
        apart(shop, one, other)
