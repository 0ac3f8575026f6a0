"""Two rows of one client become one, everywhere at once, and may be parted again."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from outreach import steps_clients
from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.steps_clients import NotMergeable
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import Event, LetterKind, SuppressionReason, SuppressionScope
from tests.cast import add_client, add_order
from tests.shop import GREETING, MONDAY, NEWSLETTER, Shop, Sink, add_people, open_shop

LATER = MONDAY + dt.timedelta(minutes=5)


@pytest.fixture
def shop(store: Store, tmp_path: Path) -> Shop:
    return open_shop(tmp_path / "firm", store, hello=GREETING)


def merge(shop: Shop, kept: int, *gone: int) -> dict[str, int]:
    return dict(steps_clients.merge_clients(shop.firm, kept, gone, now=shop.clock(), by="test"))


def unmerge(shop: Shop, gone: int) -> None:
    steps_clients.unmerge_client(shop.firm, gone, now=shop.clock(), by="test")


def whose_orders(store: Store) -> list[int]:
    with store.read() as connection:
        return list(connection.scalars(select(tables.orders.c.client_id).order_by(tables.orders.c.id)))


def column(store: Store, client_id: int, name: str) -> object:
    with store.read() as connection:
        return connection.execute(select(tables.clients.c[name]).where(tables.clients.c.id == client_id)).scalar_one()


def findings(shop: Shop) -> tuple[object, ...]:
    with shop.store.read() as connection:
        return audit(connection, care=shop.firm.settings.care)


def stopped(store: Store) -> set[str]:
    query = select(tables.suppressions.c.key).where(tables.suppressions.c.ended_at.is_(None))
    with store.read() as connection:
        return set(connection.scalars(query))


def test_orders_addresses_and_what_is_known_follow_the_kept_one_and_go_back(shop: Shop) -> None:
    kept = add_client(shop.store, phone=None, notes="old", opening_orders=2)
    gone = add_client(shop.store, phone="+999 7", notes="new", opening_orders=3, away_until=dt.date(2026, 9, 1))
    add_order(shop.store, kept, on=dt.date(2025, 1, 1))
    add_order(shop.store, gone, on=dt.date(2025, 5, 1))
    moved = merge(shop, kept, gone)
    assert moved["orders"] == moved["addresses"] == 1
    assert whose_orders(shop.store) == [kept, kept]
    assert column(shop.store, gone, "merged_into") == kept
    assert column(shop.store, kept, "phone") == "+999 7"
    assert column(shop.store, kept, "notes") == "old\nnew"
    assert column(shop.store, kept, "opening_orders") == 5
    assert column(shop.store, kept, "away_until") == dt.date(2026, 9, 1)
    unmerge(shop, gone)
    assert whose_orders(shop.store) == [kept, gone]
    assert column(shop.store, gone, "merged_into") is None
    assert column(shop.store, kept, "phone") is None
    assert column(shop.store, kept, "notes") == "old"
    assert column(shop.store, kept, "opening_orders") == 2
    assert column(shop.store, kept, "away_until") is None


def test_what_a_person_changed_since_is_not_taken_back(shop: Shop) -> None:
    kept, gone = add_client(shop.store, phone=None), add_client(shop.store, phone="+999 7")
    merge(shop, kept, gone)
    with shop.store.write() as connection:
        connection.execute(tables.clients.update().where(tables.clients.c.id == kept).values(phone="+999 8"))
    unmerge(shop, gone)
    assert column(shop.store, kept, "phone") == "+999 8"


def test_a_fact_that_both_have_is_there_once(shop: Shop) -> None:
    kept, gone = add_people(shop.store, 2)
    assert merge(shop, kept, gone)["personal_facts"] == 0


def test_his_letter_is_withdrawn_and_one_letter_is_left(shop: Shop) -> None:
    kept, gone = add_people(shop.store, 2)
    shop.prepare()
    assert shop.states() == ["ready", "ready"]
    shop.clock.now = LATER
    merge(shop, kept, gone)
    assert shop.decisions()[gone] == ("skip", "merged")
    shop.prepare()
    assert shop.states(client_id=gone) == ["cancelled"]
    shop.clock.move(hours=6)
    sink = Sink()
    shop.send(sink)
    assert [parcel.rcpt_to for parcel in sink.parcels] == [f"client{kept}@example.com"]
    assert findings(shop) == ()


def test_what_the_gone_one_had_the_kept_one_had(store: Store, tmp_path: Path) -> None:
    shop = open_shop(tmp_path / "firm", store, hello=GREETING)
    (gone,) = add_people(shop.store, 1)
    shop.prepare()
    shop.clock.move(hours=6)
    sink = Sink()
    shop.send(sink)
    assert len(sink.parcels) == 1
    (kept,) = add_people(shop.store, 1)
    merge(shop, kept, gone)
    shop.write("campaigns/hello-again.toml", GREETING)
    shop.prepare()
    assert shop.decisions("hello-again")[kept] == ("skip", "had_it")
    assert findings(shop) == ()


def test_caps_are_the_later_of_both_and_stay_so(store: Store, tmp_path: Path) -> None:
    shop = open_shop(tmp_path / "firm", store, news=NEWSLETTER)
    kept, gone = add_people(shop.store, 2)
    with shop.store.write() as connection:
        row = {"kind": LetterKind.NEWSLETTER, "last_on": dt.date(2026, 1, 5), "free_on": dt.date(2026, 4, 5)}
        connection.execute(insert(tables.caps).values(**row, holder=f"client:{gone}"))
    merge(shop, kept, gone)
    shop.prepare()
    assert shop.decisions()[kept] == ("skip", "nothing_new")
    assert gone not in shop.decisions()
    unmerge(shop, gone)
    with shop.store.read() as connection:
        free = dict(connection.execute(select(tables.caps.c.holder, tables.caps.c.free_on)).all())
    assert free[f"client:{kept}"] == free[f"client:{gone}"] == dt.date(2026, 4, 5)
    assert findings(shop) == ()


@pytest.mark.parametrize("who", ["kept", "gone"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_either_of_them_said_holds_for_both(shop: Shop, who: str, when: str) -> None:
    kept, gone = add_people(shop.store, 2)
    told = {"kept": kept, "gone": gone}[who]
    order = Suppress(scope=SuppressionScope.CLIENT, key=str(told), reason=SuppressionReason.UNSUBSCRIBED, source="test")
    if when == "after":
        merge(shop, kept, gone)
    with shop.store.write() as connection:
        suppress(connection, order, now=shop.clock(), by="test")
    if when == "before":
        merge(shop, kept, gone)
    assert stopped(shop.store) == {str(kept), str(gone)}
    unmerge(shop, gone)
    assert stopped(shop.store) == {str(kept), str(gone)}


def test_parted_again_he_is_decided_about_by_himself(shop: Shop) -> None:
    kept, gone = add_people(shop.store, 2)
    shop.prepare()
    shop.clock.now = LATER
    merge(shop, kept, gone)
    shop.prepare()
    shop.clock.now = LATER + dt.timedelta(minutes=5)
    unmerge(shop, gone)
    shop.prepare()
    assert shop.decisions()[gone] == ("write", "due")
    assert shop.states(client_id=gone) == ["cancelled", "ready"]
    assert findings(shop) == ()


def test_merged_one_after_another_all_of_them_live_in_the_last(shop: Shop) -> None:
    first, second, third = (add_client(shop.store) for _ in range(3))
    for one in (first, second, third):
        add_order(shop.store, one, on=dt.date(2025, 1, one))
    merge(shop, second, first)
    merge(shop, third, second)
    assert whose_orders(shop.store) == [third] * 3
    assert column(shop.store, first, "merged_into") == third
    unmerge(shop, second)
    assert whose_orders(shop.store) == [second, second, third]
    unmerge(shop, first)
    assert whose_orders(shop.store) == [first, second, third]


def test_who_is_one_with_another_cannot_be_merged_again(shop: Shop) -> None:
    kept, gone = add_client(shop.store), add_client(shop.store)
    merge(shop, kept, gone)
    for pair in ((kept, gone), (gone, kept), (kept, kept)):
        with pytest.raises(NotMergeable):
            merge(shop, *pair)
    unmerge(shop, gone)
    with pytest.raises(NotMergeable):
        unmerge(shop, gone)


def test_the_journal_tells_it_of_both_and_both_are_looked_at_anew(shop: Shop) -> None:
    kept, gone = add_client(shop.store), add_client(shop.store)
    merge(shop, kept, gone)
    query = select(tables.journal.c.client_id).where(tables.journal.c.event == Event.MERGED)
    with shop.store.read() as connection:
        assert set(connection.scalars(query)) == {kept, gone}
        assert set(connection.scalars(select(tables.touched.c.client_id))) == {kept, gone}
