"""A year in which some must not be written to, some towns are still, and one day has two campaigns; and its judges."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from outreach import steps
from outreach.store.engine import Store
from tests.campaign.test_a_year import (
    CAMPAIGN,
    START,
    YEAR,
    Greeting,
    check_days,
    check_nobody_twice,
    greetings,
)
from tests.shop import Shop, add_people, open_shop

BUILDERS = dt.date(YEAR, 8, 8)  # a Sunday in Russia and Ukraine
FRIDAY, THURSDAY = dt.date(YEAR, 8, 6), dt.date(YEAR, 8, 5)
TOWN_IN_MOURNING = f"key,name_en,rule,countries,places,status\nflood,The flood,{FRIDAY},UA,Харків,quiet\n"
NOON = dt.time(10, tzinfo=dt.UTC)

RIGHT = Greeting(
    campaign="professional", day=BUILDERS, send_on=FRIDAY, client_id=1, country="UA", city="Київ",
    due_at=dt.datetime.combine(FRIDAY, NOON), time_zone="Europe/Kyiv",
)  # fmt: skip
BIRTHDAY = replace(RIGHT, campaign="birthday", day=dt.date(YEAR, 2, 28), send_on=dt.date(YEAR, 3, 1))


def at(one: Greeting, send_on: dt.date, **more: object) -> Greeting:
    moved = {"send_on": send_on, "due_at": dt.datetime.combine(send_on, NOON)} | more
    return replace(one, **moved)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        at(RIGHT, BUILDERS),  # on the Sunday itself
        at(RIGHT, THURSDAY),  # a day too early
        at(RIGHT, BUILDERS + dt.timedelta(days=1)),  # when it is over
        at(RIGHT, dt.date(YEAR, 4, 26), day=dt.date(YEAR, 4, 26)),  # Chornobyl
        at(RIGHT, dt.date(YEAR, 11, 26), day=dt.date(YEAR, 11, 28), country="BY", campaign="birthday"),  # early
        at(RIGHT, dt.date(YEAR, 6, 22), day=dt.date(YEAR, 6, 22), country="RU"),  # the beginning of the war
        at(BIRTHDAY, dt.date(YEAR, 2, 26)),  # 28 February is a Sunday
        at(BIRTHDAY, dt.date(YEAR, 3, 2)),  # a day too late
        at(BIRTHDAY, dt.date(YEAR, 8, 24), day=dt.date(YEAR, 8, 24)),  # Independence Day of Ukraine
        replace(RIGHT, due_at=dt.datetime.combine(THURSDAY - dt.timedelta(days=1), NOON)),  # its hour on another day
    ],
)
def test_a_greeting_on_a_wrong_day_does_not_pass(wrong: Greeting) -> None:
    right = at(BIRTHDAY, dt.date(YEAR, 3, 1), due_at=dt.datetime.combine(dt.date(YEAR, 3, 1), NOON))
    check_days([RIGHT, right])
    with pytest.raises(AssertionError):
        check_days([RIGHT, wrong])


def test_two_greetings_of_a_year_do_not_pass() -> None:
    check_nobody_twice([RIGHT, replace(RIGHT, client_id=2), BIRTHDAY])
    with pytest.raises(AssertionError):
        check_nobody_twice([RIGHT, replace(RIGHT, day=BUILDERS + dt.timedelta(days=30))])


def a_firm(folder: Path, store: Store) -> Shop:
    """Two campaigns for one day, one of them with hours of its own."""
    timed = CAMPAIGN.replace("[care]", 'hours = "10:00-12:00"\n[care]')
    campaigns = {"professional": CAMPAIGN.format(day="professional"), "builders": timed.format(day="builders")}
    shop = open_shop(folder, store, now=START, config='[care]\nnever_countries = ["DE"]\n', **campaigns)
    shop.write("holidays.csv", TOWN_IN_MOURNING)
    return shop


def builder(store: Store, **columns: object) -> int:
    fields = {"profession": "строительство", "time_zone": None, "country": "UA", "city": "Київ"} | columns
    (number,) = add_people(store, 1, now=START, **fields)  # type: ignore[arg-type]
    return number


def test_in_a_year_nobody_is_greeted_where_or_when_he_must_not_be(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_firm(tmp_path / "shop", sqlite_store)
    here = {"Київ": builder(sqlite_store), "Харків": builder(sqlite_store, city="Харьков")}
    silent = [builder(sqlite_store, silent_because=why) for why in ("serving", "bereaved", "never")]
    forbidden = builder(sqlite_store, country="DE", city="Berlin")
    nowhere = builder(sqlite_store, country="RU", city="Урюпинск")
    unasked = builder(sqlite_store, country=None, city=None)
    medic = builder(sqlite_store, profession="врач")
    shop.refresh()
    steps.plan_due(shop.firm, shop.files, now=START, by="test", ahead=382)
    found = greetings(shop)
    days = {one.client_id: one.send_on for one in found if one.client_id != medic}
    assert len(found) == len(days) + 1, "of two campaigns for one day each has had one, and the medic his own"
    assert days == {here["Київ"]: FRIDAY, here["Харків"]: THURSDAY, nowhere: FRIDAY}
    told = shop.decisions("builders") | shop.decisions("professional")
    assert {told[one] for one in silent} == {("skip", "silent")}
    assert forbidden not in days
    assert medic not in shop.decisions("builders"), "it is not the day of his trade"
    assert told[unasked] == ("wait", "country_unknown")
    assert shop.decisions("builders")[nowhere] == ("wait", "zone_unknown")
