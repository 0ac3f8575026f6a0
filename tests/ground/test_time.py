"""The clock, the journal, and what tells a copy of a database from itself."""

import datetime as dt
import os

import pytest
from sqlalchemy import select, update

from outreach import clock
from outreach.journal import Entry, record, story_of
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.identity import argue_clock, be_seen, identity_of
from outreach.store.words import Event
from tests.shop import MONDAY, add_people


def test_the_clock_is_aware_and_runs_forwards() -> None:
    assert clock.now().tzinfo is dt.UTC
    assert clock.monotonic() <= clock.monotonic()
    assert clock.process_name() == f"{os.uname().nodename}:{os.getpid()}"


@pytest.mark.parametrize(("zone", "day"), [("UTC", 12), ("Pacific/Auckland", 13), ("America/New_York", 12)])
def test_a_day_is_that_of_a_zone(zone: str, day: int) -> None:
    assert clock.day_in(zone, now=dt.datetime(2026, 1, 12, 14, 0, tzinfo=dt.UTC)) == dt.date(2026, 1, day)


def test_a_moment_is_read_as_utc_unless_it_says_otherwise() -> None:
    assert clock.parse_moment("2025-10-01") == dt.datetime(2025, 10, 1, tzinfo=dt.UTC)
    assert clock.parse_moment("2025-10-01T09:00+03:00") == dt.datetime(2025, 10, 1, 6, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        clock.parse_moment("soon")


def test_a_journal_tells_a_clients_story_in_order(store: Store) -> None:
    anna, boris = add_people(store, 2)
    with store.write() as connection:
        record(connection, [], now=MONDAY)
        told = [
            Entry(event=Event.DRAFTED, by="x", client_id=anna, campaign_id=1, letter_id=7),
            Entry(event=Event.SENT, by="x", client_id=anna, campaign_id=2, detail={"answer": "250"}),
            Entry(event=Event.SENT, by="x", client_id=boris, campaign_id=1),
        ]
        record(connection, told, now=MONDAY)
        assert [one.event for one in story_of(connection, anna)] == [Event.DRAFTED, Event.SENT]
        (one,) = story_of(connection, anna, campaign_id=2)
    assert (one.at, one.by, one.detail) == (MONDAY, "x", {"answer": "250"})


def test_a_journal_keeps_nothing_of_what_was_rolled_back(store: Store) -> None:
    with store.writer.connect() as connection:
        record(connection, [Entry(event=Event.SENT, by="x")], now=MONDAY)
        connection.rollback()
    with store.read() as connection:
        assert connection.execute(select(tables.journal)).all() == []


@pytest.mark.parametrize(
    ("hours", "reason"), [(1, ""), (47.9, ""), (48.1, "nothing was done"), (-0.05, ""), (-1, "stepped back")]
)
def test_a_gap_and_a_step_back_are_reasons_to_stand_still(store: Store, hours: float, reason: str) -> None:
    with store.write() as connection:
        assert be_seen(connection, now=MONDAY) == ""
        said = be_seen(connection, now=MONDAY + dt.timedelta(hours=hours))
    assert reason in said
    assert bool(said) is bool(reason)


def test_a_database_that_moved_to_another_machine_stands_still_once(store: Store) -> None:
    with store.write() as connection:
        be_seen(connection, now=MONDAY)
        connection.execute(update(tables.identity).values(machine="elsewhere"))
        assert "another machine" in be_seen(connection, now=MONDAY)
        assert be_seen(connection, now=MONDAY) == ""


def test_an_argued_clock_is_remembered_for_ever(store: Store) -> None:
    with store.write() as connection:
        known = identity_of(connection)
        assert (known.clock_argued, known.last_seen_at, len(known.store_id)) == (False, None, 32)
        argue_clock(connection)
        assert identity_of(connection).clock_argued
