"""Planning with a real folder and a real store: once for everybody, again for nobody, and within the caps."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from outreach.campaign.plan import campaign_named, first_day, would_decide
from outreach.campaign.records import skip_client, stop_campaign, wake_campaign
from outreach.policy.cap import cap_of
from outreach.settings import Care
from outreach.steps import worlds
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import (
    Because,
    LetterKind,
)
from tests.campaign.planned import LATER, WRITTEN, clean, stop_client
from tests.shop import APOLOGY, GREETING, NEWSLETTER, Shop, Sink, add_people, open_shop


@pytest.fixture
def shop(tmp_path: Path, sqlite_store: Store) -> Shop:
    return open_shop(tmp_path / "firm", sqlite_store, greeting=GREETING)


def test_everybody_is_decided_about_once_and_planning_ends(tmp_path: Path, store: Store) -> None:
    shop = open_shop(tmp_path / "firm", store, greeting=GREETING, news=NEWSLETTER, sorry=APOLOGY)
    people = add_people(store, 30, shared_by=3)
    assert shop.prepare() <= 2
    before = {key: shop.decisions(key) for key in ("greeting", "news", "sorry")}
    assert set(before["greeting"]) == set(people)
    assert before["greeting"][people[0]] == before["news"][people[0]] == WRITTEN
    assert before["greeting"][people[1]] == before["greeting"][people[2]] == ("skip", "same_address")
    assert before["sorry"][people[0]] == ("wait", "reason_unverified")
    assert shop.states() == ["ready"] * 20
    assert shop.prepare() == 0
    assert {key: shop.decisions(key) for key in before} == before
    clean(shop)


def test_the_second_at_an_address_is_told_who_the_first_is(shop: Shop) -> None:
    first, second = add_people(shop.store, 2, shared_by=2)
    with shop.store.read() as connection:
        (world,) = worlds(shop.firm, shop.files, shop.files.contents["greeting"], now=shop.clock())
        shown = [(one.client_id, one.because, dict(one.detail)) for one in would_decide(connection, world)]
    assert shown == [(first, Because.DUE, {}), (second, Because.SAME_ADDRESS, {"client": str(first)})]
    shop.plan()
    with shop.store.read() as connection:
        details = connection.execute(select(tables.decisions.c.detail).order_by(tables.decisions.c.id)).scalars().all()
    assert details == [{}, {"client": str(first)}]


def test_who_joins_after_the_planning_is_not_of_this_audience(shop: Shop) -> None:
    add_people(shop.store, 1)
    shop.prepare()
    add_people(shop.store, 1)
    shop.prepare()
    assert len(shop.decisions()) == 1


@pytest.mark.parametrize("how", ["renamed", "copied", "moved"])
def test_a_file_that_is_renamed_copied_or_moved_writes_to_nobody_again(shop: Shop, how: str) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    shop.clock.now = LATER
    shop.send(sink := Sink())
    campaigns = shop.folder / "campaigns"
    if how == "moved":
        shop.write("campaigns/greeting.toml", GREETING.replace("2026-01-12", "2026-01-14"))
    else:
        shutil.copy(campaigns / "greeting.toml", campaigns / "again.toml")
        if how == "renamed":
            (campaigns / "greeting.toml").unlink()
    shop.clock.move(days=1)
    shop.prepare()
    shop.clock.move(days=1)
    shop.send(sink)
    assert len(sink.parcels) == 1
    with shop.store.read() as connection:
        row = connection.execute(select(tables.decisions).order_by(tables.decisions.c.id.desc())).first()
    assert row
    assert (row.client_id, row.because, row.detail["campaign"]) == (anna, Because.HAD_IT, "greeting")


def test_a_letter_that_was_never_sent_is_no_reason_against_the_copy(shop: Shop) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    stop_client(shop, anna)
    shop.prepare()
    assert shop.decisions() == {anna: ("skip", "unsubscribed")}
    with shop.store.write() as connection:
        connection.execute(update(tables.suppressions).values(ended_at=shop.clock()))
    shop.write("campaigns/again.toml", GREETING)
    shop.prepare()
    assert shop.decisions("again") == {anna: WRITTEN}


def test_a_copy_whose_words_change_too_still_writes_to_nobody_twice(shop: Shop) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.write("campaigns/again.toml", GREETING)
    shop.prepare()
    template = shop.folder / "templates" / "greetings" / "hello.en.md"
    template.write_text(template.read_text() + "\nOne more line.\n")
    for _ in range(2):
        shop.clock.move(minutes=1)
        shop.prepare()
    assert sorted(shop.states(client_id=anna)) in (["cancelled", "draft"], ["cancelled", "ready"])
    assert sorted([shop.decisions()[anna][0], shop.decisions("again")[anna][0]]) == ["skip", "write"]


# -- by hand -----------------------------------------------------------------------------------------------------


def test_a_person_skips_a_client_and_his_letter_stays(tmp_path: Path, store: Store) -> None:
    shop = open_shop(tmp_path / "firm", store, news=NEWSLETTER)
    anna, boris = add_people(store, 2)
    shop.prepare()
    with store.write() as connection:
        number = shop.firm.settings.care
        skip_client(
            connection, campaign_id=1, client_id=anna, because=Because.BY_HAND, now=shop.clock(), by="Olena",
            cap=cap_of(LetterKind.NEWSLETTER, number),
        )  # fmt: skip
    shop.clock.now = LATER
    shop.send(sink := Sink())
    assert [parcel.rcpt_to for parcel in sink.parcels] == [f"client{boris}@example.com"]
    shop.prepare()
    assert shop.decisions()[anna] == ("skip", "by_hand")
    assert shop.states(client_id=anna) == ["cancelled"]
    shop.write("campaigns/news.toml", NEWSLETTER.replace("put right", "mended"))
    shop.prepare()
    assert shop.decisions()[anna] == ("skip", "by_hand")
    clean(shop)


def test_a_stopped_campaign_writes_nothing_and_waking_it_brings_no_cancelled_letter_back(shop: Shop) -> None:
    (anna,) = add_people(shop.store, 1)
    shop.prepare()
    number = shop.campaign_id("greeting")
    with shop.store.write() as connection:
        assert stop_campaign(connection, number, because="mourning", now=shop.clock(), by="Olena")
        assert not stop_campaign(connection, number, because="mourning", now=shop.clock(), by="Olena")
    shop.clock.now = LATER
    shop.send(sink := Sink())
    shop.prepare()
    assert (shop.states(), shop.decisions()) == (["cancelled"], {anna: ("skip", "stopped")})
    with shop.store.write() as connection:
        assert wake_campaign(connection, number, now=shop.clock(), by="Olena")
        assert not wake_campaign(connection, number, now=shop.clock(), by="Olena")
    shop.prepare()
    shop.send(sink)
    assert (shop.states(), sink.parcels) == (["cancelled"], [])


def test_a_stopped_campaign_is_not_planned(shop: Shop) -> None:
    add_people(shop.store, 1)
    number = shop.campaign_id("greeting")
    with shop.store.write() as connection:
        stop_campaign(connection, number, because="x", now=shop.clock(), by="Olena")
    assert shop.prepare() == 0
    assert shop.decisions() == {}


# -- caps --------------------------------------------------------------------------------------------------------


def test_a_slot_inside_the_gap_moves_to_the_permitted_day_instead_of_losing_the_quarter(
    tmp_path: Path, store: Store
) -> None:
    shop = open_shop(tmp_path / "firm", store, news=NEWSLETTER)
    (anna,) = add_people(store, 1)
    with store.write() as connection:
        for holder in (f"client:{anna}", f"address:client{anna}@example.com"):
            last = {"kind": "newsletter", "holder": holder, "last_on": dt.date(2025, 11, 30), "last_by": 99}
            connection.execute(insert(tables.caps).values(free_on=dt.date(2026, 2, 28), **last))
    shop.write("improvements.toml", (shop.folder / "improvements.toml").read_text().replace("2025-07-01", "2026-01-02"))
    shop.prepare()
    with store.read() as connection:
        row = connection.execute(select(tables.decisions)).one()
    assert (row.choice.value, row.send_on) == ("write", dt.date(2026, 3, 2))  # 28 February is a Saturday


def test_who_is_held_by_another_campaign_is_looked_at_again_on_the_day(tmp_path: Path, store: Store) -> None:
    """December's newsletter is on its way when January's is planned: the quarter is not lost."""
    december = dt.datetime(2025, 12, 22, 6, 0, tzinfo=dt.UTC)
    once = NEWSLETTER.replace('every = "quarter"\nspread_days = 1', "on = 2025-12-26\nlate_days = 2")
    shop = open_shop(tmp_path / "firm", store, now=december, once=once)
    (anna,) = add_people(store, 1, now=december)
    shop.prepare()
    shop.write("campaigns/news.toml", NEWSLETTER.replace("newsletters/news", "newsletters/more"))
    shop.write("templates/newsletters/more.en.md", (shop.folder / "templates/newsletters/news.en.md").read_text())
    shop.clock.now = dt.datetime(2025, 12, 26, 6, 0, tzinfo=dt.UTC)
    shop.prepare()
    assert shop.decisions("news", "2026Q1")[anna] == ("skip", "capped")
    shop.clock.now = dt.datetime(2025, 12, 26, 15, 29, tzinfo=dt.UTC)
    shop.send(sink := Sink())
    assert len(sink.parcels) == 1
    shop.clock.now = dt.datetime(2026, 3, 26, 6, 0, tzinfo=dt.UTC)
    improvements = (shop.folder / "improvements.toml").read_text()
    shop.write(
        "improvements.toml", improvements + improvements.replace("two-machines", "x").replace("2025-07", "2026-02")
    )
    with store.write() as connection:
        connection.execute(update(tables.imports).values(at=shop.clock()))
    shop.prepare()
    assert shop.decisions("news", "2026Q1")[anna] == WRITTEN
    assert shop.decisions("news", "2026Q2")[anna] == ("skip", "capped")
    shop.clock.now = dt.datetime(2026, 3, 26, 15, 29, tzinfo=dt.UTC)
    shop.send(sink)
    assert len(sink.parcels) == 2
    clean(shop)


def test_of_two_newsletters_in_one_pass_each_client_gets_one(tmp_path: Path, store: Store) -> None:
    other = NEWSLETTER.replace("newsletters/news", "newsletters/more")
    shop = open_shop(tmp_path / "firm", store, news=NEWSLETTER, more=other)
    shop.write("templates/newsletters/more.en.md", (shop.folder / "templates/newsletters/news.en.md").read_text())
    people = add_people(store, 12, shared_by=2)
    shop.prepare()
    written = [key for key in ("more", "news") for said in shop.decisions(key).values() if said == WRITTEN]
    assert len(written) == 6
    assert set(shop.decisions("news").values()) == {("skip", "capped"), ("skip", "same_address")}
    assert len(people) == 12
    clean(shop)


def test_small_words_of_the_plan(shop: Shop) -> None:
    campaigns = shop.files.folder.campaigns
    found = campaign_named(campaigns, "greeting.toml")
    assert found
    assert found.key == "greeting"
    assert campaign_named(campaigns, "nothing") is None
    (world,) = worlds(shop.firm, shop.files, shop.files.contents["greeting"], now=shop.clock())
    assert first_day(world.occasion, today=dt.date(2026, 1, 10)) == 2
    assert first_day(world.occasion, today=dt.date(2026, 1, 13)) == 0
    assert Care().newsletter_months == 3
