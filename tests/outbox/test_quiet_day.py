"""A day that becomes a quiet one takes its letters back, and another day is found for them."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.store import tables
from outreach.store.engine import Store
from tests.campaign.planned import clean
from tests.shop import GREETING, NEWSLETTER, Shop, add_people, open_shop

HEAD = "key,name_en,rule,countries,places,status\n"


def a_shop(folder: Path, store: Store, campaign: str = GREETING) -> Shop:
    shop = open_shop(folder, store, letter=campaign)
    add_people(store, 1, city="Київ", territory="Київська область")
    shop.prepare()
    assert shop.states() == ["ready"]
    return shop


def days(shop: Shop) -> list[str]:
    """The day of each letter that still waits."""
    waits = tables.letters.c.state == "ready"
    with shop.store.read() as connection:
        return [f"{due:%m-%d}" for due in connection.scalars(select(tables.letters.c.due_at).where(waits))]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,Mourning,2026-01-12,UA,,memorial", ["01-13"]),
        ("a,Mourning,2026-01-12,UA,Киев|Київ,memorial", ["01-13"]),
        ("a,Mourning,2026-01-12,UA,Київська обл.,quiet", ["01-13"]),
        ("a,The accident,01-12,*,,alarm", ["01-13"]),
        ("a,Mourning,2026-01-12,UA,Харків,memorial", ["01-12"]),
        ("a,Mourning,2026-01-12,KZ,,memorial", ["01-12"]),
        ("a,Mourning,2026-02-12,UA,,memorial", ["01-12"]),
        ("a,Mourning,2026-01-13,UA,,memorial", ["01-12"]),
    ],
)
def test_a_letter_of_a_day_that_became_quiet_leaves_on_the_next(
    tmp_path: Path, sqlite_store: Store, row: str, expected: list[str]
) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store)
    assert days(shop) == ["01-12"]
    shop.write("holidays.csv", HEAD + row + "\n")
    shop.prepare()
    assert days(shop) == expected
    assert shop.prepare() == 0
    clean(shop)


def test_without_another_day_the_letter_is_left_out(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path / "firm", store)
    rows = "".join(f"d{day},Mourning,2026-01-{day},UA,,memorial\n" for day in (12, 13, 14, 15))
    shop.write("holidays.csv", HEAD + rows)
    shop.prepare()
    assert shop.states() == ["cancelled"]
    assert list(shop.decisions("letter").values()) == [("skip", "no_permitted_day")]
    clean(shop)


def test_an_alarm_day_holds_what_is_cheerful_and_nothing_else(tmp_path: Path, sqlite_store: Store) -> None:
    news = NEWSLETTER.replace("[care]", "[care]\ncheerful = {}")
    for cheerful, expected in (("false", ["01-12"]), ("true", ["01-13"])):
        store = sqlite_store
        shop = open_shop(tmp_path / cheerful, store, news=news.format(cheerful))
        shop.write("holidays.csv", HEAD + "alarm,The accident,01-12,*,,alarm\n")
        if cheerful == "false":
            add_people(store, 1)
        shop.prepare()
        assert days(shop) == expected
        shop.withdraw()


def test_a_letter_that_is_late_is_not_moved_onto_a_quiet_day(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path / "firm", sqlite_store)
    shop.write("holidays.csv", HEAD + "a,Mourning,2026-01-13,UA,,memorial\n")
    shop.clock.now = dt.datetime(2026, 1, 12, 20, 0, tzinfo=dt.UTC)  # nobody sent it on the Monday
    shop.prepare()
    assert days(shop) == ["01-14"]
    clean(shop)
