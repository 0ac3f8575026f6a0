"""kill -9 at every named point: nobody gets a letter twice, nothing that left is lost, and the rest goes on."""

import datetime as dt
import email
import multiprocessing
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.outbox.state import OPEN
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import State
from tests.crash.child import POINTS, work
from tests.relay import Relay, Script
from tests.shop import GREETING, NEWSLETTER, Shop, add_people, open_shop

LETTERS = 150
CONNECTIONS = 2
BEGIN = dt.datetime(2026, 1, 12, 12, 0, tzinfo=dt.UTC)  # 14:00 in Kyiv
RUSH = "[delivery]\nlease_minutes = 1\nconnections = 2\n\n"
POINTS_IN_ORDER = sorted(POINTS, key=lambda point: "during" not in point)  # planning and drafting come but once
AFTER_A_KILL = dt.timedelta(minutes=12)  # the longest lease has run out
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.crash.child", "pg8000", "sqlalchemy.dialects.postgresql"])


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


def nth_of(point: str, number: int) -> int:
    """Which time the point is reached is the last, another one for another number: batches are few, letters many."""
    if "claim" in point:
        return 1
    return 1 + number % 2 if "during" in point else 1 + number % 9


def test_killed_at_every_point_nobody_gets_a_letter_twice(tmp_path: Path, store: Store) -> None:
    """With newsletters, so that the caps are under the same fire."""
    with Relay(Script()) as relay:
        crash = a_crash(tmp_path / "firm", store, relay, source=NEWSLETTER)
        for place, point in enumerate(POINTS_IN_ORDER):
            assert crash.live(point, nth_of(point, 3 * place)), point
            assert crash.violations() == [], point
            hurry(crash)
        assert crash.kills == len(POINTS) >= 8
        end_well(crash, letters=LETTERS)


def end_well(crash: Crash, *, letters: int) -> None:
    """Lives that nobody cuts short end every letter, nearly all of them as sent."""
    while not crash.letters() or any(state in OPEN for state in crash.letters().values()):
        assert not crash.live()
    assert crash.violations() == []
    assert len(crash.letters()) == letters
    assert crash.share_sent() >= 0.9


def hurry(crash: Crash) -> None:
    """Letters that wait for a later hour of the day are due now, so that a loop needs no week."""
    with crash.shop.store.write() as connection:
        waiting = tables.letters.c.state.in_((State.DRAFT, State.READY))
        connection.execute(tables.letters.update().where(waiting).values(due_at=BEGIN))


@pytest.mark.parametrize("point", ["before going commits", "after the dot, before the answer is settled"])
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
    """Fifty firms, each killed once at every point, every time after another number of letters."""
    kills = 0
    for turn in range(500 // len(POINTS)):
        empty(store)
        with Relay(Script()) as relay:
            crash = a_crash(tmp_path / f"firm{turn}", store, relay, letters=120)
            for place, point in enumerate(POINTS_IN_ORDER):
                assert crash.live(point, nth_of(point, place + turn)), (turn, point)
                assert crash.violations() == [], (turn, point)
                hurry(crash)
            end_well(crash, letters=120)
        kills += crash.kills
    assert kills == 500


def empty(store: Store) -> None:
    with store.write() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table.name not in {"gate", "identity"}:
                connection.execute(table.delete())
