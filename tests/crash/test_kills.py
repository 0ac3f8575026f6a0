"""kill -9 at every named point: nobody gets a letter twice, nothing that left is lost, and the rest goes on."""

import datetime as dt
import email
import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import State
from tests.crash.child import POINTS, work
from tests.relay import Relay, Script
from tests.shop import GREETING, NEWSLETTER, Shop, add_people, open_shop

LETTERS = 300
CONNECTIONS = 2
BEGIN = dt.datetime(2026, 1, 12, 12, 0, tzinfo=dt.UTC)  # 14:00 in Kyiv
RUSH = "[delivery]\nlease_minutes = 1\nconnections = 2\n\n"
AFTER_A_KILL = dt.timedelta(minutes=12)  # the longest lease has run out
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.crash.child"])


@dataclass(kw_only=True)
class Crash:
    """A firm whose workers die, the relay they send to, and the hour."""

    shop: Shop
    relay: Relay
    now: dt.datetime = BEGIN
    kills: int = 0

    def live(self, point: str = "", nth: int = 1, *, marks_afterwards: bool = False) -> bool:
        """One life of a worker; whether it was killed."""
        named = {"url": self.shop.store.url, "folder": str(self.shop.folder), "port": self.relay.port, "now": self.now,
                 "point": point, "nth": nth, "marks_afterwards": marks_afterwards}  # fmt: skip
        worker = FRESH.Process(target=work, kwargs=named)
        worker.start()
        worker.join(120)
        assert worker.exitcode in {0, -signal.SIGKILL}, worker.exitcode
        killed = worker.exitcode != 0
        self.kills += killed
        self.now += AFTER_A_KILL
        return killed

    def copies(self) -> Counter[str]:
        """How many copies the relay has of each message."""
        return Counter(str(email.message_from_bytes(copy.message)["Message-ID"]) for copy in list(self.relay.accepted))

    def letters(self) -> dict[str, State]:
        with self.shop.store.read() as connection:
            rows = connection.execute(select(tables.letters.c.message_id, tables.letters.c.state))
            return {row.message_id: row.state for row in rows}

    def violations(self) -> list[str]:
        """Everything that must not be, as words; empty if all is well."""
        copies, letters = self.copies(), self.letters()
        twice = [one for one, count in copies.items() if count > 1]
        lost = [one for one, state in letters.items() if state is State.SENT and one not in copies]
        doubts = sum(state is State.IN_DOUBT for state in letters.values())
        aware = {State.GOING, State.SENT, State.IN_DOUBT}
        unknown = [one for one, state in letters.items() if one in copies and state not in aware]
        with self.shop.store.read() as connection:
            broken = [str(finding) for finding in audit(connection, care=self.shop.firm.settings.care)]
        return [
            *(f"twice: {one}" for one in twice),
            *(f"sent, but the relay has none: {one}" for one in lost),
            *(f"the relay has it, the store does not know: {one}" for one in unknown),
            *([f"{doubts} in doubt after {self.kills} kills"] if doubts > self.kills * CONNECTIONS else []),
            *broken,
        ]

    def share_sent(self) -> float:
        states = list(self.letters().values())
        return sum(state is State.SENT for state in states) / len(states)


def a_crash(folder: Path, store: Store, relay: Relay, *, letters: int = LETTERS, source: str = GREETING) -> Crash:
    shop = open_shop(folder, store, now=BEGIN, config=RUSH, campaign=source)
    add_people(store, letters, now=BEGIN - dt.timedelta(days=1))
    return Crash(shop=shop, relay=relay)


def shuffled(points: Iterable[str]) -> list[tuple[str, int]]:
    """The points of planning and drafting first, since they come but once; the others after a few letters each."""
    first = [("during planning", 3), ("during drafting", 2)]
    later = [point for point in points if "during" not in point]
    return first + [(point, 1 if "claim" in point else 1 + n * 3 % 7) for n, point in enumerate(later)]


def test_killed_at_every_point_nobody_gets_a_letter_twice(tmp_path: Path, store: Store) -> None:
    """With newsletters, so that the caps are under the same fire."""
    with Relay(Script()) as relay:
        crash = a_crash(tmp_path / "firm", store, relay, source=NEWSLETTER)
        for point, nth in shuffled(POINTS):
            assert crash.live(point, nth), point
            assert crash.violations() == [], point
            hurry(crash)
        while any(state in {State.READY, State.CLAIMED} for state in crash.letters().values()):
            assert not crash.live()
        crash.live()
        assert crash.kills == len(POINTS) >= 8
        assert crash.violations() == []
        assert len(crash.letters()) == LETTERS
        assert crash.share_sent() >= 0.9


def hurry(crash: Crash) -> None:
    """Letters that wait for a later hour of the day are due now, so that a loop needs no week."""
    with crash.shop.store.write() as connection:
        waiting = tables.letters.c.state.in_((State.DRAFT, State.READY))
        connection.execute(tables.letters.update().where(waiting).values(due_at=BEGIN))


@pytest.mark.parametrize("point", ["before going commits", "before the settling commits"])
def test_a_sender_that_marks_afterwards_is_caught(tmp_path: Path, sqlite_store: Store, point: str) -> None:
    with Relay(Script()) as relay:
        crash = a_crash(tmp_path / "firm", sqlite_store, relay, letters=20)
        crash.live("during drafting", 9)  # never reached: everything is drafted, nothing is due yet
        hurry(crash)
        assert crash.live(point, 1, marks_afterwards=True)
        crash.live(marks_afterwards=True)
        crash.live(marks_afterwards=True)
        assert any(one.startswith(("twice", "the relay has it")) for one in crash.violations())


@pytest.mark.long
def test_five_hundred_kills(tmp_path: Path, store: Store) -> None:
    kills = 0
    for turn in range(50):
        empty(store)
        with Relay(Script()) as relay:
            crash = a_crash(tmp_path / f"firm{turn}", store, relay, letters=120)
            for point, nth in shuffled(POINTS):
                crash.live(point, 1 if "claim" in point or "during" in point else 1 + (nth + turn) % 9)
                assert crash.violations() == [], point
                hurry(crash)
            crash.live()
            crash.live()
            assert crash.violations() == []
            kills += crash.kills
    assert kills >= 400


def empty(store: Store) -> None:
    with store.write() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name not in {"gate", "identity"}:
                connection.execute(table.delete())
