"""Whose day it is, by the book: birthdays, dates that only he and we share, faiths, trades; and what a letter says."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from outreach import steps
from outreach.letter.trial import trial
from outreach.store import tables
from outreach.store.dialect import insert_into
from outreach.store.engine import Store
from tests.shop import Shop, Sink, add_people, change_client, open_shop

CAMPAIGN = """
title = "A day"
kind = "greeting"
template = "greetings/day"
from = "director"
[who]
[when]
day = "{day}"
{more}
[care]
approve = "nobody"
"""
# What the page of the day knows, one after the other.
TEMPLATE = """Subject: Good wishes, {{ client.addressed }}

{{ salutation }},

People here still talk about how we {{ facts.project }}. Of {{ day.on | date }}.
{% if day.greeting %}Greeting: {{ day.greeting }}.{% endif %}
{% if day.years %}Years: {{ day.years }}.{% endif %}
{% if day.what %}It was {{ day.what }}.{% endif %}
{% if day.days_before %}Early by {{ day.days_before }}.{% endif %}
{% if day.days_after %}Late by {{ day.days_after }}.{% endif %}

{{ signature }}
"""
NOW = dt.datetime(2026, 3, 2, 5, 0, tzinfo=dt.UTC)  # a Monday, 07:00 in Kyiv


def a_shop(folder: Path, store: Store, day: str, *, more: str = "", now: dt.datetime = NOW) -> Shop:
    folder.mkdir(parents=True, exist_ok=True)
    shop = open_shop(folder, store, now=now)
    shop.write("templates/greetings/day.en.md", TEMPLATE)
    shop.write("campaigns/day.toml", CAMPAIGN.format(day=day, more=more))
    return shop


def order(shop: Shop, client: int, on: str, amount: int, what: str | None = None) -> None:
    with shop.store.write() as connection:
        connection.execute(
            insert(tables.orders).values(
                client_id=client, source_key=f"{client}|{on}|{amount}", ordered_on=dt.date.fromisoformat(on),
                amount=amount, currency="EUR", what=what, imported_at=NOW,
            )
        )  # fmt: skip
        connection.execute(
            insert_into(connection, tables.touched).values(client_id=client, touch=1).on_conflict_do_nothing()
        )
    shop.refresh()


def whom(shop: Shop, occasion: str) -> list[int]:
    shop.plan()
    return sorted(shop.decisions("day", occasion))


def letters(shop: Shop) -> list[str]:
    """The text of every letter that leaves on this day, blanks made one."""
    shop.prepare()
    with shop.store.read() as connection:
        shop.clock.now = connection.execute(select(func.max(tables.letters.c.due_at))).scalar_one()
    sink = Sink()
    shop.send(sink)
    texts = []
    for parcel in sink.parcels:
        part = message_from_bytes(parcel.message, policy=default).get_body(("plain",))
        assert part
        texts.append(" ".join(part.get_content().split()))
    return texts


def test_a_birthday_is_neither_a_placeholder_nor_ahead_nor_a_centurys(tmp_path: Path, store: Store) -> None:
    now = dt.datetime(2026, 12, 31, 5, 0, tzinfo=dt.UTC)
    shop = a_shop(tmp_path / "firm", store, "birthday", now=now)
    real, *_ = [
        add_people(store, 1, birthday=day)[0]
        for day in (dt.date(1984, 1, 1), dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(2027, 1, 1),
                    dt.date(1910, 1, 1), None)
    ]  # fmt: skip
    assert whom(shop, "2027-01-01") == [real]


def test_who_was_born_on_29_february_is_greeted_on_the_day_that_is_set(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store, "birthday")
    leap = add_people(store, 1, birthday=dt.date(1984, 2, 29))[0]
    march = add_people(store, 1, birthday=dt.date(1984, 3, 1))[0]
    assert whom(shop, "2026-02-28") == [leap]
    assert whom(shop, "2026-03-01") == [march]


def test_the_anniversary_of_the_first_order_comes_straight_from_the_orders(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store, "anniversary")
    first, second, young = add_people(store, 3)
    order(shop, first, "2016-02-28", 100)
    order(shop, first, "2020-05-05", 100)
    order(shop, second, "2020-02-29", 100)
    order(shop, young, "2026-02-28", 100)
    assert whom(shop, "2026-02-28") == [first, second]
    texts = sorted(letters(shop))
    assert [("Years: 10." in text, "Years: 6." in text, "Late by 2." in text) for text in texts] == [
        (True, False, True), (False, True, True),
    ]  # fmt: skip


def test_only_the_years_that_are_asked_for(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store, "anniversary", more="years = [5, 10]")
    ten, seven = add_people(sqlite_store, 2)
    order(shop, ten, "2016-03-02", 100)
    order(shop, seven, "2019-03-02", 100)
    assert whom(shop, "2026-03-02") == [ten]


def test_the_day_of_a_project_is_that_of_his_greatest_order_and_says_what_it_was(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store, "project")
    great, small, twice = add_people(store, 3)
    order(shop, great, "2021-03-02", 900, "the fair catalogue")
    order(shop, great, "2022-01-02", 100)
    order(shop, small, "2021-03-02", 100)
    order(shop, small, "2022-01-02", 900)
    order(shop, twice, "2020-03-02", 500, "the first of two equal ones")
    order(shop, twice, "2021-01-02", 500)
    assert whom(shop, "2026-03-02") == [great, twice]
    texts = letters(shop)
    assert sum("Years: 5. It was the fair catalogue." in text for text in texts) == 1
    assert sum("Years: 6. It was the first of two equal ones." in text for text in texts) == 1


def test_an_order_without_words_says_none(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store, "project")
    order(shop, add_people(sqlite_store, 1)[0], "2021-03-02", 900)
    (text,) = letters(shop)
    assert "Years: 5." in text
    assert "It was" not in text


def test_a_greeting_some_days_early_says_so(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store, "builder.ua", now=dt.datetime(2026, 8, 7, 5, 0, tzinfo=dt.UTC))
    add_people(sqlite_store, 1)
    (text,) = letters(shop)
    assert "August 2026. Greeting: Builders’ Day. Early by 2." in text


def test_a_religious_day_is_for_those_whose_faith_is_recorded(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store, "easter", now=dt.datetime(2026, 4, 7, 5, 0, tzinfo=dt.UTC))
    orthodox = add_people(store, 1, faith="orthodox")[0]
    unknown = add_people(store, 1, faith="orthodox", country=None)[0]
    add_people(store, 1, faith="catholic")
    add_people(store, 2)
    assert whom(shop, "2026-04-12") == [orthodox, unknown]
    assert shop.decisions("day", "2026-04-12")[orthodox] == ("write", "due")
    assert shop.decisions("day", "2026-04-12")[unknown] == ("write", "due")  # kept everywhere by that faith


def test_a_trade_finds_its_day_and_asks_for_a_country_that_is_not_known(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store, "professional", now=dt.datetime(2026, 7, 22, 5, 0, tzinfo=dt.UTC))
    medic = add_people(store, 1, profession="лікар")[0]
    of_a_clinic = add_people(store, 1, industry="медицина")[0]
    nowhere = add_people(store, 1, profession="врач", country=None)[0]
    add_people(store, 1, profession="врач", country="RU")
    add_people(store, 1, profession="falconry")
    add_people(store, 1)
    assert whom(shop, "2026-07-27") == [medic, of_a_clinic, nowhere]
    assert shop.decisions("day", "2026-07-27") == {
        medic: ("write", "due"), of_a_clinic: ("write", "due"), nowhere: ("wait", "country_unknown"),
    }  # fmt: skip


def test_who_turns_out_to_live_elsewhere_has_another_day(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store, "medics", now=dt.datetime(2026, 7, 22, 5, 0, tzinfo=dt.UTC))
    (number,) = add_people(sqlite_store, 1, country=None)
    assert whom(shop, "2026-07-27") == [number]
    change_client(sqlite_store, number, now=shop.clock(), country="RU")
    shop.prepare()
    assert shop.decisions("day", "2026-07-27") == {number: ("skip", "left_audience")}


@pytest.mark.parametrize(
    ("day", "column", "first"),
    [("birthday", "birthday", dt.date(1984, 9, 9)), ("professional", "profession", "врач"), ("anniversary", "", None)],
)
def test_a_preview_shows_the_occasion_that_he_keeps(
    tmp_path: Path, sqlite_store: Store, day: str, column: str, first: Any
) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store, day)
    (number,) = add_people(sqlite_store, 1, now=NOW, **({column: first} if column else {}))
    if not column:
        order(shop, number, "2016-09-09", 100)
    content = shop.files.contents["day"]
    worlds = list(steps.worlds(shop.firm, shop.files, content, now=shop.clock(), ahead=steps.YEAR_AHEAD))
    with sqlite_store.read() as connection:
        writer = steps.writer_of(shop.firm, shop.files, content, now=shop.clock())
        made = trial(connection, number, writer=writer, worlds=worlds)
    wanted = {"birthday": "2026-09-09", "professional": "2026-07-27", "anniversary": "2026-09-09"}
    assert made.occasion.key == wanted[day]
