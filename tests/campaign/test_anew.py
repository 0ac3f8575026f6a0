"""What changes after the plan: whoever it concerns is decided about anew."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import (
    IncomingKind,
    IncomingState,
    ReasonStanding,
)
from tests.campaign.planned import LATER, WRITTEN, clean, stop_client, touch
from tests.cast import add_client, add_order
from tests.shop import APOLOGY, GREETING, MONDAY, NEWSLETTER, Shop, Sink, add_people, change_client, open_shop


@pytest.fixture
def shop(tmp_path: Path, sqlite_store: Store) -> Shop:
    return open_shop(tmp_path / "firm", sqlite_store, greeting=GREETING)


def fact(shop: Shop, client_id: int) -> None:
    with shop.store.write() as connection:
        row = {"client_id": client_id, "key": "project", "value": "opened the warehouse", "added_at": shop.clock()}
        connection.execute(insert(tables.personal_facts).values(**row))


@pytest.mark.parametrize("drafted", [True, False])
def test_whoever_says_stop_is_skipped_and_drafted_never_again(shop: Shop, *, drafted: bool) -> None:
    anna, boris = add_people(shop.store, 2)
    shop.prepare() if drafted else shop.plan()
    shop.clock.move(minutes=1)
    stop_client(shop, anna)
    shop.prepare()
    assert shop.decisions() == {anna: ("skip", "unsubscribed"), boris: WRITTEN}
    assert sorted(shop.states(client_id=anna)) == ["cancelled"]
    assert shop.prepare() == 0
    clean(shop)


@pytest.mark.parametrize("buys", ["himself", "through another firm of his group"])
@pytest.mark.parametrize("drafted", [True, False])
def test_who_came_back_is_not_told_that_he_is_missed(
    tmp_path: Path, sqlite_store: Store, buys: str, *, drafted: bool
) -> None:
    lost = GREETING.replace("[who]", "[who]\nlost = true")
    shop = open_shop(tmp_path / "firm", sqlite_store, greeting=lost)
    anna, boris = add_people(shop.store, 2)
    for client in (anna, boris):
        add_order(shop.store, client, on=dt.date(2025, 2, 3))
        change_client(shop.store, client, now=shop.clock(), group_code=f"group {client}")
    buyer = anna if buys == "himself" else add_client(sqlite_store, group_code=f"group {anna}", country="PL")
    touch(shop, anna, boris)
    shop.refresh()
    shop.plan()
    if drafted:
        shop.draft()
    shop.clock.move(minutes=1)
    add_order(shop.store, buyer, on=dt.date(2026, 1, 12), now=shop.clock())
    touch(shop, buyer)
    shop.prepare()
    assert shop.decisions() == {anna: ("skip", "came_back"), boris: WRITTEN}
    assert shop.states(client_id=anna) == (["cancelled"] if drafted else [])
    clean(shop)


def test_nobody_is_drafted_while_his_facts_are_stale(shop: Shop) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.plan()
    touch(shop, anna)
    assert shop.draft() == 0
    shop.prepare()
    assert shop.states() == ["ready"]


def test_goods_that_came_back_bring_nobody_back(tmp_path: Path, store: Store) -> None:
    lost = GREETING.replace("[who]", "[who]\nlost = true")
    shop = open_shop(tmp_path / "firm", store, greeting=lost)
    anna, boris = add_people(shop.store, 2)
    for client in (anna, boris):
        add_order(shop.store, client, on=dt.date(2025, 2, 3))
        change_client(shop.store, client, now=shop.clock(), group_code="group")
    add_order(shop.store, anna, on=dt.date(2026, 1, 12), amount=-50)
    touch(shop, anna, boris)
    shop.refresh()
    shop.plan()
    for _ in range(2):  # before the letters are written, and behind that
        shop.clock.move(minutes=1)
        add_order(shop.store, anna, on=dt.date(2026, 1, 12), amount=-100, now=shop.clock())
        shop.prepare()
    touch(shop, anna, boris)
    shop.prepare()
    assert shop.states() == ["ready", "ready"]
    add_order(shop.store, anna, on=dt.date(2026, 1, 11), now=shop.clock())
    touch(shop, anna, boris)
    shop.prepare()
    assert shop.decisions() == dict.fromkeys((anna, boris), ("skip", "came_back"))
    clean(shop)


@pytest.mark.parametrize("what", ["inquiry", "name", "address", "reply"])
def test_whatever_happens_to_him_after_drafting_cancels_the_letter(shop: Shop, what: str) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    now = shop.clock.move(minutes=1)
    match what:
        case "inquiry":
            with shop.store.write() as connection:
                row = {"client_id": anna, "source_key": "1", "asked_on": now.date(), "imported_at": now}
                connection.execute(insert(tables.inquiries).values(**row))
        case "name":
            change_client(shop.store, anna, now=now, given_name="Anna", named_at=now)
        case "address":
            with shop.store.write() as connection:
                connection.execute(update(tables.addresses).values(address_key="new@x.example", email="new@x.example"))
        case _:
            reply(shop, anna, read_at=None)
    shop.prepare()
    if what == "reply":
        assert shop.decisions() == {anna: ("wait", "unread_reply")}
        assert shop.states() == ["cancelled"]
        shop.clock.move(minutes=1)
        with shop.store.write() as connection:
            connection.execute(update(tables.incoming).values(read_at=shop.clock()))
        shop.prepare()
    assert shop.decisions() == {anna: WRITTEN}
    assert shop.states() == ["cancelled", "ready"]
    assert shop.prepare() == 0
    clean(shop)


def reply(shop: Shop, client_id: int, *, read_at: dt.datetime | None) -> None:
    with shop.store.write() as connection:
        connection.execute(
            insert(tables.incoming).values(
                source="x", sha256="1", raw=b"", fetched_at=shop.clock(), applied_at=shop.clock(), client_id=client_id,
                state=IncomingState.APPLIED, kind=IncomingKind.REPLY, read_at=read_at,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "because"),
    [
        ("silent_because", "bereaved", "silent"),
        ("not_winning_back", "debts", "not_winning_back"),
        ("away_until", dt.date(2026, 3, 1), "away"),
    ],
)
def test_a_mark_in_the_client_list_stops_the_letter(
    tmp_path: Path, sqlite_store: Store, column: str, value: object, because: str
) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, news=NEWSLETTER)
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    change_client(shop.store, anna, now=shop.clock.move(minutes=1), **{column: value})
    shop.prepare()
    assert shop.decisions() == {anna: ("skip", because)}
    assert shop.prepare() == 0
    clean(shop)


def test_a_consent_that_is_shortened_stops_the_letter(tmp_path: Path, store: Store) -> None:
    shop = open_shop(tmp_path / "firm", store, greeting=GREETING)
    (anna,) = add_people(shop.store, 1)
    with store.write() as connection:
        connection.execute(insert(tables.consents).values(client_id=anna, basis="consent", at=MONDAY))
    shop.prepare()
    with store.write() as connection:
        connection.execute(update(tables.consents).values(expires_on=dt.date(2026, 1, 1)))
    shop.prepare()
    assert shop.decisions() == {anna: ("skip", "consent_expired")}
    assert shop.states() == ["cancelled"]


def test_who_is_merged_into_another_leaves_the_audience(shop: Shop) -> None:
    anna, boris = add_people(shop.store, 2)
    shop.prepare()
    change_client(shop.store, anna, now=shop.clock.move(minutes=1), merged_into=boris)
    shop.prepare()
    assert shop.decisions()[anna] == ("skip", "left_audience")
    assert shop.prepare() == 0


def test_what_waits_for_a_person_goes_on_when_he_has_acted(shop: Shop) -> None:
    (anna,) = add_people(shop.store, 1, facts=False)
    shop.prepare()
    assert shop.decisions() == {anna: ("wait", "nothing_personal")}
    shop.clock.move(minutes=1)
    fact(shop, anna)
    shop.prepare()
    assert (shop.decisions(), shop.states()) == ({anna: WRITTEN}, ["ready"])


def test_what_rendering_held_is_not_tried_again_before_something_changes(shop: Shop) -> None:
    shop.write(
        "templates/greetings/hello.en.md",
        "Subject: Hello\n\n{{ client.city }} {{ facts.project }}\n\n{{ signature }}\n",
    )
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    assert shop.decisions() == {anna: ("wait", "missing_value")}
    assert shop.prepare() == 0
    change_client(shop.store, anna, now=shop.clock.move(minutes=1), city="Kyiv")
    shop.prepare()
    assert shop.decisions() == {anna: WRITTEN}


def test_a_verified_reason_wakes_an_apology(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, sorry=APOLOGY)
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    assert shop.decisions() == {anna: ("wait", "reason_unverified")}
    now = shop.clock.move(minutes=1)
    with shop.store.write() as connection:
        row = {"client_id": anna, "reason": "late_delivery", "standing": ReasonStanding.VERIFIED, "added_at": now}
        connection.execute(insert(tables.reasons).values(event="the run came late", **row))
    touch(shop, anna)
    shop.prepare()
    shop.clock.now = LATER
    shop.send(sink := Sink())
    assert len(sink.parcels) == 1
    shop.write("campaigns/other.toml", APOLOGY.replace("2026-01-12", "2026-01-13").replace("sorry", "sorry2"))
    shop.write("templates/apologies/sorry2.en.md", (shop.folder / "templates/apologies/sorry.en.md").read_text())
    shop.prepare()
    assert shop.decisions("other") == {anna: ("skip", "had_apology")}
