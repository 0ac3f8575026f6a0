"""A batch on its way: what each answer brings about, what breaks, and what is settled together."""

import asyncio
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from outreach.delivery import send
from outreach.delivery.answer import Answer, Fault, Refused, Unknown, Verdict
from outreach.delivery.courier import Go, Parcel
from outreach.delivery.ledger import Ledger
from outreach.delivery.records import has_answered, let_rest, resting
from outreach.errors import OutOfReach
from outreach.outbox.records import (
    doubt_stale,
    mark_bounced,
    prove_not_sent,
    prove_sent,
)
from outreach.policy.records import resume
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import PauseScope
from tests.delivery.due import CARE, NOON, a_shop, always, clean, held, letter, no
from tests.shop import GREETING, Shop, Sink


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    return a_shop(tmp_path, store)


def test_an_accepted_letter_is_sent_once(shop: Shop) -> None:
    sink = Sink()
    assert shop.send(sink) == {"sent": 1}
    assert shop.send(sink) == {}
    assert (shop.states(), len(sink.parcels)) == (["sent"], 1)
    assert sink.parcels[0].message.startswith(b"Date: Mon, 12 Jan 2026 14:00:00 +0200\r\n")
    assert held(shop) == {(dt.date(2026, 4, 12), False)}
    clean(shop)


def test_try_later_is_tried_by_the_schedule_and_never_sooner(shop: Shop) -> None:
    sink = Sink(says=always(no(450, "greylisted")))
    for number, minutes in enumerate((10, 30, 120)):
        assert shop.send(sink) == {"later": 1}
        assert letter(shop).attempts == number + 1
        assert letter(shop).due_at == shop.clock() + dt.timedelta(minutes=minutes)
        shop.clock.move(minutes=minutes - 1)
        assert shop.send(sink) == {}
        shop.clock.move(minutes=1)
    assert held(shop) == {(None, True)}
    sink.says = lambda _parcel: None
    assert shop.send(sink) == {"sent": 1}
    clean(shop)


def test_the_last_pause_repeats_until_the_occasion_has_passed(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, source=GREETING, config="[delivery]\nretry_minutes = [5]\n\n")
    sink = Sink(says=always(no(450)))
    for _ in range(40):
        shop.send(sink)
        shop.clock.move(hours=3)
        shop.expire()
    assert shop.states() == ["expired"]
    assert shop.prepare() == 0
    clean(shop)


def test_a_refused_recipient_is_final_and_his_cap_is_given_back(shop: Shop) -> None:
    verdict = Refused(answer=Answer(code=550, text="mailbox full"), address_is_dead=False)
    assert shop.send(Sink(says=always(verdict))) == {"refused": 1}
    assert (shop.states(), held(shop)) == (["refused"], {(None, False)})
    with shop.store.read() as connection:
        assert connection.execute(select(tables.suppressions)).all() == []
    clean(shop)


def test_a_dead_address_is_never_written_to_again(shop: Shop) -> None:
    verdict = Refused(answer=Answer(code=550, enhanced="5.1.1", text="no such user"), address_is_dead=True)
    assert shop.send(Sink(says=always(verdict))) == {"refused": 1}
    with shop.store.read() as connection:
        row = connection.execute(select(tables.suppressions)).one()
        assert (row.scope, row.reason, row.key) == ("address", "dead", "client1@example.com")
        assert connection.execute(select(tables.addresses.c.state)).scalar_one().value == "dead"
    shop.write("campaigns/again.toml", GREETING)
    shop.prepare()
    assert shop.decisions("again") == {1: ("skip", "dead_address")}
    clean(shop)


def test_no_answer_after_the_dot_is_a_doubt_and_is_never_sent_again(shop: Shop) -> None:
    assert shop.send(Sink(says=always(Unknown(answer=Answer(code=0, text="cut"))))) == {"unknown": 1}
    shop.clock.move(days=1)
    shop.prepare()
    assert shop.send(sink := Sink()) == {}
    assert (shop.states(), sink.parcels) == (["in_doubt"], [])
    assert held(shop) == {(dt.date(2026, 4, 12), False)}
    clean(shop)


@pytest.mark.parametrize("sent", [True, False])
def test_an_operator_says_whether_it_left(shop: Shop, *, sent: bool) -> None:
    shop.send(Sink(says=always(Unknown(answer=Answer(code=0, text="cut")))))
    with shop.store.write() as connection:
        if sent:
            assert prove_sent(connection, 1, now=NOON, by="Anna", detail="operator")
            assert not prove_sent(connection, 1, now=NOON, by="Anna")
        else:
            assert prove_not_sent(connection, 1, now=NOON, by="Anna", care=CARE)
            assert not prove_not_sent(connection, 1, now=NOON, by="Anna", care=CARE)
    assert shop.states() == (["sent"] if sent else ["refused"])
    assert held(shop) == {(dt.date(2026, 4, 12), False) if sent else (None, False)}
    clean(shop)


def test_a_bounce_is_the_proof_that_it_had_left(shop: Shop) -> None:
    shop.send(Sink(says=always(Unknown(answer=Answer(code=0, text="cut")))))
    with shop.store.write() as connection:
        assert mark_bounced(connection, 1, now=NOON, by="inbox", detail="5.1.1")
        assert not mark_bounced(connection, 1, now=NOON, by="inbox", detail="5.1.1")
    assert shop.states() == ["bounced"]
    clean(shop)


def test_where_there_is_no_cap_none_is_given_back(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, source=GREETING, people=4)
    verdicts: list[Verdict] = [
        Unknown(answer=Answer(code=0)),
        Refused(answer=Answer(code=550), address_is_dead=False),
        no(421, fault=Fault.RELAY),
        no(450),
    ]
    for _ in range(4):
        send.send_batch(shop.road(Sink(says=lambda _parcel: verdicts.pop())), limit=1)
        with sqlite_store.write() as connection:
            has_answered(connection, "relay.test")
    with sqlite_store.write() as connection:
        doubt = connection.execute(select(tables.letters.c.id).where(tables.letters.c.state == "in_doubt")).scalar_one()
        assert prove_not_sent(connection, doubt, now=NOON, by="Anna", care=CARE)
    assert held(shop) == set()


# -- the relay's and the sender's fault --------------------------------------------------------------------------


def test_a_relay_that_is_away_rests_longer_each_time_and_letters_are_untouched(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=6)
    sink = Sink(says=always(no(0, "refused to connect", fault=Fault.RELAY)))
    shop.send(sink)
    assert (set(shop.states()), letter(shop).attempts) == ({"ready"}, 0)
    assert shop.send(sink) == {}
    with store.read() as connection:
        first = resting(connection, "relay.test", now=NOON)
    assert first
    with store.write() as connection:
        rests = [let_rest(connection, "relay.test", because="x", now=NOON).until - NOON for _ in range(9)]
    assert rests == sorted(rests)
    assert rests[-1] == dt.timedelta(hours=1)
    shop.clock.move(hours=1)
    shop.send(Sink())
    assert set(shop.states()) == {"sent"}
    with store.read() as connection:
        assert resting(connection, "relay.test", now=NOON) is None
    clean(shop)


def test_a_relay_that_does_not_let_us_through_is_paused_until_a_person_resumes_it(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=6)
    sink = Sink(says=always(no(535, "bad login", fault=Fault.SENDER)))
    counts = shop.send(sink)
    assert "sender" in set(counts) <= {"sender", "withheld"}  # the other connection's letter saw the pause
    assert (set(shop.states()), letter(shop).attempts) == ({"ready"}, 0)
    shop.clock.move(hours=1)
    assert shop.send(sink) == {}
    with store.write() as connection:
        assert resume(connection, scope=PauseScope.RELAY, key="relay.test", now=NOON, by="Anna") == 1
    assert shop.send(Sink()) == {"sent": 6}


# -- when things break -------------------------------------------------------------------------------------------


class Breaks(Sink):
    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        del parcel, go
        raise RuntimeError("a bug in the courier")


def test_a_courier_that_breaks_stops_the_batch_and_gives_the_others_back(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, people=6)
    with pytest.raises(RuntimeError, match="a bug"):
        shop.send(Breaks())
    assert sorted(set(shop.states())) == ["claimed", "ready"]
    assert shop.states().count("claimed") <= 2
    shop.clock.move(minutes=16)
    assert shop.send(Sink()) == {"sent": 6}
    clean(shop)


def test_a_store_that_cannot_be_written_stops_sending(tmp_path: Path, sqlite_store: Store) -> None:
    """I14: the disk fills up while the letters are on the wire; not one of them gets its dot."""
    shop = a_shop(tmp_path, sqlite_store, people=4)
    path = sqlite_store.url.removeprefix("sqlite:///")
    keeper = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    class FillsUp(Sink):
        async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
            raw = keeper
            if not raw.in_transaction:
                raw.execute("BEGIN IMMEDIATE")
            return await super().deliver(parcel, go=go)

    sink = FillsUp()
    with impatient(sqlite_store), pytest.raises(OutOfReach, match="locked"):
        shop.send(sink)
    assert sink.parcels == []
    keeper.execute("ROLLBACK")
    keeper.close()
    shop.clock.move(minutes=16)
    assert shop.send(Sink()) == {"sent": 4}
    clean(shop)


@contextmanager
def impatient(store: Store) -> Iterator[None]:
    """Meanwhile its connections wait for another writer a moment only."""

    def hurry(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(store.writer, "checkout", hurry)
    yield
    event.remove(store.writer, "checkout", hurry)
    store.close()


def test_a_ledger_that_cannot_be_written_stops_sending(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, people=3)
    ledger = Ledger(tmp_path / "missing" / "ledger.log")
    with pytest.raises(FileNotFoundError):
        shop.send(sink := Sink(), ledger=ledger)
    assert sink.parcels == []
    assert set(shop.states()) <= {"going", "ready", "claimed"}


# -- settled together --------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class AllAtOnce(Sink):
    """Takes over nothing before so many letters wait for the answer to their dot."""

    number: int
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        verdict = await super().deliver(parcel, go=go)
        self.waiting += 1
        if self.waiting == self.number:
            self.arrived.set()
        await self.arrived.wait()
        return verdict


def test_answers_that_come_together_are_settled_together(tmp_path: Path, store: Store) -> None:
    """The first answer takes a commit of its own, those that come meanwhile share the next one."""
    shop = a_shop(tmp_path, store, people=8, config="[delivery]\nconnections = 8\n\n")
    sink = AllAtOnce(number=8)
    commits: list[int] = []

    def note(_connection: object) -> None:
        commits.append(sink.waiting)

    event.listen(store.writer, "commit", note)
    assert shop.send(sink) == {"sent": 8}
    event.remove(store.writer, "commit", note)
    assert commits.count(8) <= 2 + 2  # two that settle; two of the look whether anything else is due
    clean(shop)


def test_a_settling_that_fails_leaves_a_doubt_for_each_connection_and_no_more(
    tmp_path: Path, sqlite_store: Store
) -> None:
    """The store refuses to say `sent` of one letter: who shares its commit is told so, and nobody takes another."""
    shop = a_shop(tmp_path, sqlite_store, people=12, config="[delivery]\nconnections = 4\n\n")
    refuse = "CREATE TRIGGER t BEFORE UPDATE ON letters WHEN new.state = 'sent' BEGIN SELECT raise(ABORT, 'no'); END"
    with sqlite_store.write() as connection:
        connection.exec_driver_sql(refuse)
    with pytest.raises(IntegrityError, match="no"):
        shop.send(sink := AllAtOnce(number=4))
    assert len(sink.parcels) == 4
    assert Counter(shop.states()) == {"going": 4, "ready": 8}
    with sqlite_store.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER t")
        shop.clock.move(minutes=26)
        assert doubt_stale(connection, now=shop.clock(), by="test") == 4
    assert shop.send(Sink()) == {"sent": 8}
    clean(shop)


def test_one_refusal_among_many_that_were_accepted_is_told_of_its_own_letter(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=6, config="[delivery]\nconnections = 6\n\n")
    refused = Refused(answer=Answer(code=550, text="5.1.1 no such user"), address_is_dead=True)
    sink = AllAtOnce(number=6, says=lambda parcel: refused if parcel.letter_id == 3 else None)
    assert shop.send(sink) == {"sent": 5, "refused": 1}
    assert shop.states() == ["sent", "sent", "refused", "sent", "sent", "sent"]
    clean(shop)


def test_who_is_told_to_stop_finishes_the_letter_in_hand(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, people=6)
    sink = Sink()
    shop.send(sink, should_stop=lambda: len(sink.parcels) >= 2)
    assert 2 <= len(sink.parcels) <= 3
    assert sorted(set(shop.states())) == ["ready", "sent"]
