"""Whom the shipped table greets: days that were seen on their dates in two years, and no others."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from outreach.almanac.holiday import Holiday
from outreach.almanac.observed import ENOUGH_YEARS, observed
from outreach.almanac.table import OWN_NAME, find_day, for_client, read_table, shipped
from outreach.almanac.trade import trade_day

TABLE = shipped()
BY_KEY = {day.key: day for day in TABLE.holidays}
TODAY = date(2026, 11, 22)  # the table was last looked through


@pytest.mark.parametrize("day", [day for day in TABLE.holidays if day.is_greeted], ids=lambda day: day.key)
def test_every_shipped_day_that_is_greeted_was_seen_on_its_date_in_two_years(day: Holiday) -> None:
    seen = observed()[day.key]
    assert len({one.day.year for one in seen}) >= ENOUGH_YEARS
    assert [day.day_in(one.day.year) for one in seen] == [one.day for one in seen]


def test_what_is_on_record_was_seen_before_it_was_written_down_and_says_where() -> None:
    rows = [(key, one.day, one.source) for key, seen in observed().items() for one in seen]
    assert all(day <= TODAY and source.strip() for _, day, source in rows)
    assert {key for key, _, _ in rows} <= set(BY_KEY)
    days: dict[str, list[date]] = defaultdict(list)
    for key, day, _ in rows:
        days[key].append(day)
    assert all(found == sorted(set(found)) for found in days.values())
    assert all(BY_KEY[key].is_valid_on(day) for key, day, _ in rows)


def test_a_day_that_was_seen_too_seldom_is_listed_and_greeted_by_its_whole_key_only(tmp_path: Path) -> None:
    seldom = BY_KEY["programmer.ua"]
    assert not seldom.proven
    assert not seldom.is_greeted
    assert not seldom.is_silent, "letters do not wait on it either"
    assert seldom not in TABLE.quiet
    assert seldom not in find_day(TABLE, "programmers")
    assert find_day(TABLE, "programmer.ua") == (seldom,)
    assert trade_day(TABLE, country="UA", profession="it", year=2027) is None
    own = tmp_path / OWN_NAME
    own.write_text("key,greet_uk,rule,countries,professions\nprogrammer.ua,x,01-07,UA,it\n", encoding="utf-8")
    table, problems = read_table(own)
    mine = for_client(find_day(table, "programmers"), country="UA", year=2027)
    assert problems == ()
    assert mine
    assert mine.day_in(2027) == date(2027, 1, 7)
    assert trade_day(table, country="UA", profession="it", year=2027) == mine
