"""What the shipped table may hold: days that were seen on their dates in two years, and no others."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from outreach.almanac.agreement import agreement
from outreach.almanac.holiday import Holiday
from outreach.almanac.observed import observed
from outreach.almanac.table import OWN_NAME, find_day, for_client, read_table, shipped
from outreach.almanac.trade import trade_day

TABLE = shipped()
BY_KEY = {day.key: day for day in TABLE.holidays}
TODAY = date(2026, 11, 22)  # the table was last looked through
ENOUGH_YEARS = 2  # a rule that gave the day of one year only may have done so by chance


@pytest.mark.parametrize("day", TABLE.holidays, ids=lambda day: day.key)
def test_every_shipped_rule_gave_the_days_on_which_it_was_seen_in_two_years(day: Holiday) -> None:
    seen = observed()[day.key]
    assert len({one.day.year for one in seen}) >= ENOUGH_YEARS
    assert [day.day_in(one.day.year) for one in seen] == [one.day for one in seen]


def test_the_check_holds_every_shipped_rule_against_its_days() -> None:
    found = agreement(today=TODAY)
    assert found.problems == ()
    assert found.rules == len(TABLE.holidays)
    assert found.days == sum(map(len, observed().values()))


def test_what_is_on_record_was_seen_before_it_was_written_down_and_says_where() -> None:
    rows = [(key, one.day, one.source) for key, seen in observed().items() for one in seen]
    assert all(day <= TODAY and source.strip() for _, day, source in rows)
    assert {key for key, _, _ in rows} <= set(BY_KEY)
    days: dict[str, list[date]] = defaultdict(list)
    for key, day, _ in rows:
        days[key].append(day)
    assert all(found == sorted(set(found)) for found in days.values())
    assert all(BY_KEY[key].is_valid_on(day) for key, day, _ in rows)


def test_a_day_too_new_to_be_shipped_is_the_firms_own_to_add(tmp_path: Path) -> None:
    assert find_day(TABLE, "programmer.ua") == ()
    assert trade_day(TABLE, country="UA", profession="it", year=2027) is None
    own = tmp_path / OWN_NAME
    own.write_text("key,greet_uk,rule,countries,professions\nprogrammer.ua,x,01-07,UA,it\n", encoding="utf-8")
    table, problems = read_table(own)
    mine = for_client(find_day(table, "programmers"), country="UA", year=2027)
    assert problems == ()
    assert mine
    assert mine.day_in(2027) == date(2027, 1, 7)
    assert trade_day(table, country="UA", profession="it", year=2027) == mine
