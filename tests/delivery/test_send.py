"""A batch on its way: what each answer brings about, what holds letters back, what is never lost or sent twice."""

import asyncio
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import IntegrityError

from outreach.delivery import send
from outreach.delivery.answer import Answer, Deferred, Fault, Phase, Refused, Unknown, Verdict
from outreach.delivery.courier import Courier, Go, Parcel
from outreach.delivery.ledger import Ledger
from outreach.delivery.records import has_answered, let_rest, resting
from outreach.errors import OutOfReach
from outreach.outbox.records import (
    claim,
    doubt_restored,
    doubt_stale,
    go,
    mark_bounced,
    prove_not_sent,
    prove_sent,
    settle_later,
    settle_refused,
    settle_released,
    settle_sent,
    settle_unknown,
    take_numbers,
)
from outreach.outbox.records.claims import release_dead_claims
from outreach.policy.records import Pause, pause, resume, suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Care, Delivery
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import LetterKind, PauseScope, SuppressionReason, SuppressionScope
from tests.shop import GREETING, MONDAY, NEWSLETTER, Shop, Sink, add_people, change_client, open_shop

NOON = MONDAY.replace(hour=12)
KINDS = frozenset(LetterKind)
CARE = Care()


def no(code: int, text: str = "no", *, fault: Fault = Fault.LETTER) -> Deferred:
    return Deferred(answer=Answer(code=code, text=text), phase=Phase.DOT, fault=fault)


def always(verdict: Verdict) -> Callable[[Parcel], Verdict]:
    return lambda _parcel: verdict


def a_shop(tmp_path: Path, store: Store, *, people: int = 1, source: str = NEWSLETTER, config: str = "") -> Shop:
    """Letters that are all due."""
    shop = open_shop(tmp_path / "firm", store, campaign=source, config=config)
    add_people(store, people)
    shop.prepare()
    with store.write() as connection:
        connection.execute(update(tables.letters).values(due_at=MONDAY))
    shop.clock.now = NOON
    return shop


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    return a_shop(tmp_path, store)


def letter(shop: Shop) -> Any:
    with shop.store.read() as connection:
        return connection.execute(select(tables.letters).order_by(tables.letters.c.id)).first()


def held(shop: Shop) -> set[tuple[dt.date | None, bool]]:
    """For each cap row: until when, and whether it is reserved."""
    with shop.store.read() as connection:
        rows = connection.execute(select(tables.caps))
        return {(row.free_on, row.held_by is not None) for row in rows}


def clean(shop: Shop) -> None:
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()


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


@pytest.mark.parametrize(
    ("scope", "key", "holds"),
    [
        (PauseScope.ALL, "", True),
        (PauseScope.CAMPAIGN, "campaign", True),
        (PauseScope.CAMPAIGN, "another", False),
        (PauseScope.COUNTRY, "UA", True),
        (PauseScope.COUNTRY, "MD", False),
        (PauseScope.RELAY, "relay.test", True),
        (PauseScope.RELAY, "another", False),
    ],
)
@pytest.mark.parametrize("when", ["before the claim", "after the claim"])
def test_a_pause_holds_what_it_names(
    tmp_path: Path, sqlite_store: Store, scope: PauseScope, key: str, when: str, *, holds: bool
) -> None:
    shop = a_shop(tmp_path, sqlite_store)

    def pause_it() -> None:
        with shop.store.write() as connection:
            pause(connection, Pause(scope=scope, key=key, reason="a test"), now=NOON, by="Anna")

    class PausesFirst(Sink):
        async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
            pause_it()
            return await super().deliver(parcel, go=go)

    sink: Sink = PausesFirst() if when == "after the claim" else Sink()
    if when == "before the claim":
        pause_it()
    counts = shop.send(sink)
    assert len(sink.parcels) == (0 if holds else 1)
    assert shop.states() == (["ready"] if holds else ["sent"])
    assert counts.get("withheld", 0) == (1 if holds and when == "after the claim" else 0)
    with shop.store.write() as connection:
        resume(connection, scope=scope, key=key, now=NOON, by="Anna")
    shop.send(Sink())
    assert shop.states() == ["sent"]
    clean(shop)


# -- between the claim and the dot -------------------------------------------------------------------------------


class Between(Sink):
    """Something happens when the letter is claimed and the relay waits for the dot."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self.happens = happens

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        self.happens()
        return await super().deliver(parcel, go=go)


def test_who_says_stop_while_his_letter_is_on_the_wire_does_not_get_it(shop: Shop) -> None:
    def stop() -> None:
        order = Suppress(scope=SuppressionScope.CLIENT, key="1", reason=SuppressionReason.UNSUBSCRIBED)
        with shop.store.write() as connection:
            suppress(connection, order, now=NOON, by="he himself")

    assert shop.send(sink := Between(stop)) == {"withheld": 1}
    assert (shop.states(), sink.parcels, held(shop)) == (["cancelled"], [], {(None, False)})
    shop.prepare()
    assert shop.decisions() == {1: ("skip", "unsubscribed")}
    clean(shop)


def test_who_orders_while_his_letter_is_on_the_wire_is_decided_about_anew(shop: Shop) -> None:
    def order() -> None:
        row = {"client_id": 1, "source_key": "1", "ordered_on": NOON.date(), "amount": 1, "currency": "EUR"}
        with shop.store.write() as connection:
            connection.execute(insert(tables.orders).values(imported_at=NOON, **row))

    assert shop.send(Between(order)) == {"withheld": 1}
    assert (shop.states(), shop.decisions()) == (["cancelled"], {1: ("wait", "changed")})


def test_a_letter_whose_hours_end_on_the_wire_waits_for_the_next_day(shop: Shop) -> None:
    assert shop.send(sink := Between(lambda: setattr(shop.clock, "now", MONDAY.replace(hour=16)))) == {"withheld": 1}
    assert (shop.states(), sink.parcels) == (["ready"], [])
    assert shop.expire() == 1
    shop.clock.now = (NOON + dt.timedelta(days=1)).replace(hour=15, minute=29)
    assert shop.send(Sink()) == {"sent": 1}
    clean(shop)


def test_a_cap_that_was_lost_withholds_the_letter_and_plans_it_anew(shop: Shop) -> None:
    with shop.store.write() as connection:
        connection.execute(update(tables.caps).values(held_by=None, held_on=None, free_on=dt.date(2026, 2, 2)))
    assert shop.send(sink := Sink()) == {"withheld": 1}
    assert (shop.states(), sink.parcels) == (["cancelled"], [])
    shop.prepare()
    with shop.store.read() as connection:
        assert connection.execute(select(tables.decisions.c.send_on)).scalar_one() == dt.date(2026, 2, 2)


@pytest.mark.parametrize("what", ["hash", "bytes", "envelope"])
def test_damaged_letters_never_leave_and_never_block_the_others(tmp_path: Path, store: Store, what: str) -> None:
    shop = a_shop(tmp_path, store, people=3)
    damage: dict[str, dict[str, object]] = {
        "hash": {"message_hash": "0" * 64},
        "bytes": {"message": b"rubbish"},
        "envelope": {"email": "a b@c d"},
    }
    with store.write() as connection:
        connection.execute(update(tables.letters).where(tables.letters.c.id == 2).values(**damage[what]))
        found = {finding.invariant for finding in audit(connection, care=CARE)}
    assert found == ({"I8"} if what != "envelope" else set())
    counts = shop.send(sink := Sink())
    assert counts == {"sent": 2, "damaged": 1}
    assert sorted(shop.states()) == ["cancelled", "sent", "sent"]
    shop.prepare()
    shop.clock.move(days=1)
    shop.expire()
    shop.clock.now = shop.clock.now.replace(hour=15, minute=29)
    shop.send(sink)
    assert len({parcel.rcpt_to for parcel in sink.parcels}) == len(sink.parcels) == 3


# -- who holds a letter ------------------------------------------------------------------------------------------


def claimed(shop: Shop, attempt: str) -> Any:
    with shop.store.write() as connection:
        return claim(connection, limit=9, attempt=attempt, delivery=Delivery(), relay="r", now=shop.clock(), by="test",
                     kinds=KINDS)  # fmt: skip


def gone(shop: Shop, letters: Any) -> Any:
    with shop.store.write() as connection:
        return go(connection, letters, care=CARE, delivery=Delivery(), relay="r", now=shop.clock(), by="test")


def test_only_the_holder_of_the_attempt_moves_a_letter(shop: Shop) -> None:
    (slow,) = claimed(shop, "slow")
    assert claimed(shop, "other") == ()
    shop.clock.move(minutes=16)
    with shop.store.write() as connection:
        assert release_dead_claims(connection, now=shop.clock(), by="test") == 1
        assert release_dead_claims(connection, now=shop.clock(), by="test") == 0
    (quick,) = claimed(shop, "quick")
    answer = gone(shop, [slow])
    assert (answer.allowed, answer.withheld) == (frozenset(), {1: "lease_lost"})
    assert gone(shop, [quick]).allowed == {1}
    assert gone(shop, [quick]).allowed == frozenset()
    now = shop.clock()
    with shop.store.write() as connection:
        said = {"answer": "x", "now": now, "by": "test"}
        assert not settle_sent(connection, slow, **said)  # type: ignore[arg-type]
        assert not settle_refused(connection, slow, care=CARE, **said)  # type: ignore[arg-type]
        assert not settle_later(connection, slow, due_at=now, care=CARE, **said)  # type: ignore[arg-type]
        assert not settle_released(connection, slow, because="x", care=CARE, now=now, by="test")
        assert not settle_unknown(connection, slow, because="x", now=now, by="test")
        assert settle_sent(connection, quick, **said)  # type: ignore[arg-type]
        assert not settle_sent(connection, quick, **said)  # type: ignore[arg-type]
    assert shop.states() == ["sent"]
    clean(shop)


def test_a_lease_that_ran_out_lets_nobody_go_even_if_nobody_else_took_it(shop: Shop) -> None:
    (slow,) = claimed(shop, "slow")
    shop.clock.move(minutes=16)
    assert gone(shop, [slow]).withheld == {1: "lease_lost"}


def test_who_stopped_meanwhile_is_not_cancelled_by_one_who_holds_nothing(shop: Shop) -> None:
    """I9: the stale worker sees the stop, too, but the letter is another's by now."""
    (slow,) = claimed(shop, "slow")
    shop.clock.move(minutes=16)
    with shop.store.write() as connection:
        release_dead_claims(connection, now=shop.clock(), by="test")
    claimed(shop, "quick")
    with shop.store.write() as connection:
        order = Suppress(scope=SuppressionScope.CLIENT, key="1", reason=SuppressionReason.UNSUBSCRIBED)
        suppress(connection, order, now=shop.clock(), by="test")
    gone(shop, [slow])
    assert shop.states() == ["claimed"]


def test_a_late_answer_settles_a_doubt(shop: Shop) -> None:
    (held_one,) = claimed(shop, "slow")
    gone(shop, [held_one])
    shop.clock.move(minutes=26)
    with shop.store.write() as connection:
        assert doubt_stale(connection, now=shop.clock(), by="test") == 1
        assert doubt_stale(connection, now=shop.clock(), by="test") == 0
        assert settle_sent(connection, held_one, answer="250 at last", now=shop.clock(), by="test")
    assert shop.states() == ["sent"]
    clean(shop)


@pytest.mark.parametrize("after_going", [True, False])
def test_a_letter_given_back_is_ready_with_its_place_kept(shop: Shop, *, after_going: bool) -> None:
    (one,) = claimed(shop, "a")
    if after_going:
        gone(shop, [one])
    with shop.store.write() as connection:
        assert settle_released(connection, one, because="x", care=CARE, now=NOON, by="test")
    assert (shop.states(), held(shop)) == (["ready"], {(None, True)})
    assert shop.send(Sink()) == {"sent": 1}
    clean(shop)


def test_a_refusal_before_the_dot_gives_the_reservation_back(shop: Shop) -> None:
    (one,) = claimed(shop, "a")
    with shop.store.write() as connection:
        assert settle_refused(connection, one, answer="550", care=CARE, now=NOON, by="test")
    assert (shop.states(), held(shop)) == (["refused"], {(None, False)})


# -- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "hours"), [("per_hour", 1), ("per_day", 24)])
def test_a_limit_is_counted_in_the_store(tmp_path: Path, sqlite_store: Store, limit: str, hours: int) -> None:
    shop = a_shop(tmp_path, sqlite_store, people=5, config=f"[delivery]\n{limit} = 2\n\n")
    sink = Sink()
    shop.send(sink, limit=1)
    assert len(sink.parcels) == 2
    shop.clock.move(hours=hours, minutes=1)
    shop.expire()
    with sqlite_store.write() as connection:
        waits = tables.letters.c.state == "ready"
        connection.execute(update(tables.letters).where(waits).values(due_at=MONDAY))
    shop.send(sink, limit=9)
    assert len(sink.parcels) == 4


def test_win_back_letters_wait_for_a_fresh_book(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store)
    with sqlite_store.write() as connection:
        connection.execute(update(tables.imports).values(at=NOON - dt.timedelta(days=8)))
    assert shop.send(Sink()) == {}
    shop.configure("[letters]", "[book]\nfresh_days = 9\n\n[letters]")
    assert shop.send(Sink()) == {"sent": 1}


def test_one_campaign_alone_may_be_sent(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store)
    assert send.send_batch(shop.road(Sink()), limit=9, campaign="another").counts == {}
    assert send.send_batch(shop.road(Sink()), limit=9, campaign="campaign").counts == {"sent": 1}


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


# -- after a restore ---------------------------------------------------------------------------------------------


def test_after_a_restore_what_the_ledger_knows_is_in_doubt_and_nothing_else(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=5)
    ledger = Ledger(shop.folder / "ledger.log")
    backup = [dict(row._mapping) for row in rows(shop, "letters")], [dict(row._mapping) for row in rows(shop, "caps")]
    shop.send(Sink(says=lambda parcel: no(450) if parcel.letter_id == 2 else None))
    assert ledger.numbers_gone() == {1, 3, 4, 5}
    with store.write() as connection:
        for row in backup[0]:
            connection.execute(update(tables.letters).where(tables.letters.c.id == row["id"]).values(**row))
        connection.execute(tables.caps.delete())
        connection.execute(insert(tables.caps), backup[1])
        gone_ids = sorted(ledger.numbers_gone())
        assert doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") == 4
        assert doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") == 0
    assert shop.states() == ["in_doubt", "ready", "in_doubt", "in_doubt", "in_doubt"]
    assert held(shop) == {(dt.date(2026, 4, 12), False), (None, True)}
    assert shop.send(sink := Sink()) == {"sent": 1}
    assert sink.letter_ids == [2]
    clean(shop)


def rows(shop: Shop, table: str) -> Any:
    with shop.store.read() as connection:
        return connection.execute(select(tables.metadata.tables[table])).all()


def test_a_running_database_is_never_taken_for_a_restored_one(tmp_path: Path, sqlite_store: Store) -> None:
    """Letters that are going, that were deferred, released or refused are no business of the ledger's."""
    shop = a_shop(tmp_path, sqlite_store, people=4)
    ledger = Ledger(shop.folder / "ledger.log")
    found: list[int] = []

    def look() -> None:
        with sqlite_store.write() as connection:
            gone_ids = sorted(ledger.numbers_gone())
            found.append(doubt_restored(connection, gone_ids, care=CARE, now=NOON, by="test") if gone_ids else 0)

    answers: list[Verdict] = [
        no(450),
        no(421, fault=Fault.RELAY),
        Refused(answer=Answer(code=550), address_is_dead=False),
    ]
    sink = Sink(says=lambda _parcel: answers.pop() if answers else None, before_dot=lambda _parcel: look())
    shop.send(sink)
    look()
    assert set(found) == {0}


def test_numbers_of_letters_lost_with_a_restore_are_not_given_again(tmp_path: Path, store: Store) -> None:
    shop = a_shop(tmp_path, store, people=2)
    with store.write() as connection:
        assert doubt_restored(connection, [700], care=CARE, now=NOON, by="test") == 1
        assert doubt_restored(connection, [700], care=CARE, now=NOON, by="test") == 0
        assert take_numbers(connection, 2) == [701, 702]
    assert shop.states() == ["ready", "ready"]


# -- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_knows_what_went_and_what_stayed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.log")
    assert ledger.numbers_gone() == set()
    ledger.went([])
    ledger.went([(1, "a", "<1@x>"), (2, "a", "<2@x>")])
    ledger.stayed([(1, "a")])
    ledger.went([(1, "b", "<1@x>")])
    ledger.stayed([(2, "another")])
    assert ledger.numbers_gone() == {1, 2}
    assert (tmp_path / "ledger.log").stat().st_mode & 0o777 == 0o600


def test_a_torn_line_is_not_believed_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "ledger.log"
    path.write_text("W 1 a <1@x>\nW 2")
    ledger = Ledger(path)
    assert ledger.numbers_gone() == {1}
    ledger.went([(3, "a", "<3@x>")])
    assert ledger.numbers_gone() == {1, 3}


def test_a_ledger_line_that_did_not_fit_on_the_disk_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.delivery.ledger.os.write", lambda _file, data: len(data) - 1)
    with pytest.raises(OSError, match="No space"):
        Ledger(tmp_path / "ledger.log").went([(3, "a", "<3@x>")])


def test_a_changed_client_has_no_letter_of_the_old_words(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, source=GREETING)
    change_client(sqlite_store, 1, now=NOON, given_name="Anna", named_at=NOON)
    courier: Courier = Sink()
    assert shop.send(courier) == {"withheld": 1}
