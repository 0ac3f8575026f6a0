"""A year over books of five countries: every greeting stands on a permitted day, and nobody is greeted twice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from outreach import steps
from outreach.almanac.public import public_holidays
from outreach.almanac.quiet import Place, quiet_days
from outreach.almanac.table import find_day, for_client, shipped
from outreach.almanac.trade import trade_day
from outreach.almanac.window import birthday_in, is_real_birthday
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import Choice
from tests.shop import Shop, add_people, open_shop

COUNTRIES = {
    "RU": ("Москва", "Владивосток"),
    "UA": ("Київ", "Харків"),
    "KZ": ("Алматы", "Актобе"),
    "BY": ("Минск", "Брест"),
    "DE": ("Berlin", "Hamburg"),
}
TRADES = ("medicine", "строительство", "it", "education", "бухгалтерия", "energy", "design", "falconry", None)
FAITHS = ("orthodox", "catholic", "muslim", None, None)
BORN = (
    dt.date(1980, 2, 29), dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(1975, 6, 22), dt.date(1984, 5, 9),
    dt.date(1990, 1, 1), dt.date(1968, 12, 31), dt.date(1979, 8, 16), dt.date(1988, 10, 25), None,
)  # fmt: skip
START = dt.datetime(2026, 12, 14, 4, 0, tzinfo=dt.UTC)  # the eve of 7 January may be weeks before
YEAR = 2027
CAMPAIGN = """
title = "{day}"
kind = "greeting"
template = "greetings/hello"
from = "director"
[who]
[when]
day = "{day}"
[care]
approve = "nobody"
"""
SHARED = ("professional", "christmas", "easter", "independence", "victory")
PERSONAL = ("birthday", "anniversary")


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """A decision to write, with what is needed to judge its day."""

    campaign: str
    day: dt.date
    send_on: dt.date
    client_id: int
    country: str
    city: str
    due_at: dt.datetime
    time_zone: str


def a_firm(folder: Path, store: Store, *, each: int, days: tuple[str, ...]) -> Shop:
    """Clients of every country, trade, faith and kind of birthday, `each` times over, and a campaign for each day."""
    shop = open_shop(folder, store, now=START, **{day.replace("-", "_"): CAMPAIGN.format(day=day) for day in days})
    number = 0
    for country, cities in COUNTRIES.items():
        for nth in range(each * len(TRADES)):
            number += 1
            add_people(
                store, 1, now=START, country=country, city=cities[nth % 2], time_zone=None,
                profession=TRADES[nth % len(TRADES)], faith=FAITHS[number % len(FAITHS)],
                birthday=BORN[number % len(BORN)],
            )  # fmt: skip
    with store.write() as connection:
        ids = connection.scalars(select(tables.clients.c.id)).all()
        orders = [
            {"client_id": one, "source_key": f"o{one}", "ordered_on": dt.date(2019, 1, 1) + dt.timedelta(days=one * 37),
             "amount": 1000, "currency": "EUR", "imported_at": START}
            for one in ids
        ]  # fmt: skip
        connection.execute(insert(tables.orders), orders)
        connection.execute(insert(tables.touched), [{"client_id": one, "touch": 1} for one in ids])
        connection.execute(update(tables.imports).values(at=START + dt.timedelta(days=800)))
    shop.refresh()
    return shop


def greetings(shop: Shop) -> list[Greeting]:
    """Those of the year; what was left of the year before has lost its days."""
    decisions, clients, campaigns = tables.decisions, tables.clients, tables.campaigns
    query = (
        select(decisions, clients.c.country, clients.c.city, campaigns.c.key.label("campaign"))
        .join_from(decisions, clients, decisions.c.client_id == clients.c.id)
        .join(campaigns, campaigns.c.id == decisions.c.campaign_id)
        .where(decisions.c.choice == Choice.WRITE)
    )
    with shop.store.read() as connection:
        return [
            Greeting(
                campaign=row.campaign, day=dt.date.fromisoformat(row.occasion), send_on=row.send_on,
                client_id=row.client_id, country=row.country, city=row.city, due_at=row.due_at, time_zone=row.time_zone,
            )
            for row in connection.execute(query)
            if row.occasion.startswith(str(YEAR))
        ]  # fmt: skip


def is_free(day: dt.date, one: Greeting) -> bool:
    """Whether a greeting may leave on a day, told without the planning: no weekend, no holiday, no mourning."""
    mourning = quiet_days(
        shipped().quiet, Place(country=one.country, city=one.city), cheerful=True, first=day, last=day
    )
    return day.weekday() < 5 and day not in public_holidays(one.country, day.year) and not mourning


def check_days(found: list[Greeting]) -> None:
    """Professional and national days on the last working day before, personal ones on the first from then on."""
    assert found
    for one in found:
        assert is_free(one.send_on, one), one
        early = one.campaign not in {"birthday", "anniversary"}
        between = range(1, abs((one.day - one.send_on).days) + 1)
        passed = [one.send_on + dt.timedelta(days=n if early else -n) for n in between]
        assert (one.send_on <= one.day) if early else (one.send_on >= one.day), one
        assert not any(is_free(day, one) for day in passed), one
        assert one.due_at.astimezone(dt.UTC).date() in {one.send_on, one.send_on - dt.timedelta(days=1)}


def check_nobody_twice(found: list[Greeting]) -> None:
    had: dict[tuple[str, int], list[dt.date]] = defaultdict(list)
    for one in found:
        had[one.campaign, one.client_id].append(one.day)
    for days in had.values():
        assert len({day.year for day in days}) == len(days), days


def check_nobody_left_out(shop: Shop, found: list[Greeting], *, until: dt.date = dt.date(YEAR, 12, 31)) -> None:
    """Everybody whose day it is in the year has his greeting for it."""
    campaigns = set(shop.files.contents)
    got = {(one.campaign, one.client_id, one.day) for one in found}
    with shop.store.read() as connection:
        clients = connection.execute(select(tables.clients)).all()
    wanted = {(name, row.id, day) for row in clients for name, day in _days_of(row) if name in campaigns}
    assert {one for one in got if one[2] <= until} == {one for one in wanted if one[2] <= until}
    assert {campaign for campaign, _, _ in got} == campaigns


def _days_of(client: object) -> Iterator[tuple[str, dt.date]]:
    row: dict[str, object] = dict(client._mapping)  # type: ignore[attr-defined]
    country, faith, born = str(row["country"]), str(row["faith"] or ""), row["birthday"]
    day = trade_day(shipped(), country=country, profession=str(row["profession"] or ""), year=YEAR)
    if day and (on := day.day_in(YEAR)):
        yield "professional", on
    if isinstance(born, dt.date) and is_real_birthday(born, today=START.date()):
        yield "birthday", birthday_in(YEAR, born=born)
    for word in SHARED[1:]:
        holiday = for_client(find_day(shipped(), word), country=country, faith=faith, year=YEAR)
        if holiday and (on := holiday.day_in(YEAR)):
            yield word, on
    ordered = dt.date(2019, 1, 1) + dt.timedelta(days=int(str(row["id"])) * 37)
    if ordered.year < YEAR:
        yield "anniversary", birthday_in(YEAR, born=ordered)


def test_a_year_planned_at_once_has_every_greeting_on_a_permitted_day_and_none_twice(
    tmp_path: Path, sqlite_store: Store
) -> None:
    shop = a_firm(tmp_path / "shop", sqlite_store, each=1, days=SHARED)
    steps.plan_due(shop.firm, shop.files, now=START, by="test", ahead=382)
    found = greetings(shop)
    check_days(found)
    check_nobody_twice(found)
    check_nobody_left_out(shop, found)


def test_personal_days_are_greeted_on_the_day_or_the_working_day_after(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_firm(tmp_path / "shop", sqlite_store, each=1, days=PERSONAL)
    steps.plan_due(shop.firm, shop.files, now=START, by="test", ahead=78)
    found = greetings(shop)
    check_days(found)
    check_nobody_twice(found)
    check_nobody_left_out(shop, found, until=dt.date(YEAR, 3, 2))
    assert {one.day for one in found if one.campaign == "birthday"} == {dt.date(YEAR, 1, 1), dt.date(YEAR, 2, 28)}


@pytest.mark.long
def test_a_year_walked_day_by_day_has_every_greeting_on_a_permitted_day_and_none_twice(
    tmp_path: Path, sqlite_store: Store
) -> None:
    shop = a_firm(tmp_path / "shop", sqlite_store, each=8, days=(*SHARED, *PERSONAL))
    for _ in range(383):
        shop.plan()
        shop.clock.move(days=1)
    found = greetings(shop)
    check_days(found)
    check_nobody_twice(found)
    check_nobody_left_out(shop, found)
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()
