"""The table of ways against what really happens, whatever is done in whatever order, by whomever."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from outreach.outbox.records import (
    cancel,
    claim,
    doubt_restored,
    doubt_stale,
    expire_late,
    go,
    mark_bounced,
    prove_not_sent,
    prove_sent,
    release_dead_claims,
    settle_later,
    settle_refused,
    settle_released,
    settle_sent,
    settle_unknown,
    withdraw_changed,
)
from outreach.outbox.state import LEFT, OPEN, WAYS, came_from, drawn, may_move
from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Care, Delivery
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import Event, LetterKind, State, SuppressionReason, SuppressionScope
from tests.shop import MONDAY, NEWSLETTER, Shop, add_people, open_shop

CARE = Care()
NOON = MONDAY.replace(hour=9)
FINAL = {State.SENT, State.BOUNCED, State.REFUSED, State.IN_DOUBT, State.CANCELLED, State.EXPIRED}


def test_every_state_stands_in_the_table_and_every_way_ends_in_one() -> None:
    assert set(WAYS) == set(State)
    assert {new for ways in WAYS.values() for new in ways} | {State.DRAFT} == set(State)
    assert {state for state, ways in WAYS.items() if not ways} == {
        State.BOUNCED, State.REFUSED, State.CANCELLED, State.EXPIRED,
    }  # fmt: skip
    assert set(State) == OPEN | FINAL
    assert {State.GOING} == LEFT & OPEN


def test_the_table_answers_both_ways_round_and_can_be_drawn() -> None:
    assert may_move(State.READY, State.CLAIMED)
    assert not may_move(State.IN_DOUBT, State.READY)
    assert came_from(State.GOING) == (State.CLAIMED,)
    lines = drawn().splitlines()
    assert "sent      -> bounced    came back" in lines
    assert "expired      (final)" in lines
    assert len(lines) == sum(max(1, len(ways)) for ways in WAYS.values())


class Life:
    """One newsletter to one client, two workers who may hold it, and a clock."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.now = shop, NOON
        self.held: dict[str, Any] = {}
        self.copies = 0
        self.seen: list[tuple[State, State]] = []

    @property
    def state(self) -> State:
        with self.shop.store.read() as connection:
            return State(connection.execute(select(tables.letters.c.state)).scalar_one())

    def does(self, what: str, worker: str) -> None:
        before = self.state
        with self.shop.store.write() as connection:
            DEEDS[what](self, connection, worker)
        after = self.state
        if after is not before:
            self.seen.append((before, after))


Deed = Callable[[Life, Connection, str], object]


def claims(life: Life, connection: Connection, worker: str) -> None:
    got = claim(
        connection, limit=1, attempt=f"{worker} {life.now:%H%M%S}", delivery=Delivery(), relay="r", now=life.now,
        by=worker, kinds=frozenset(LetterKind),
    )  # fmt: skip
    if got:
        life.held[worker] = got[0]


def goes(life: Life, connection: Connection, worker: str) -> None:
    if letter := life.held.get(worker):
        gone = go(connection, [letter], care=CARE, delivery=Delivery(), relay="r", now=life.now, by=worker)
        life.copies += len(gone.allowed)


def with_letter(settle: Callable[..., object], **more: Any) -> Deed:
    def deed(life: Life, connection: Connection, worker: str) -> object:
        letter = life.held.get(worker)
        return letter and settle(connection, letter, now=life.now, by=worker, **more)

    return deed


def provably_stayed(settle: Callable[..., object], **more: Any) -> Deed:
    def deed(life: Life, connection: Connection, worker: str) -> None:
        was_going = connection.execute(select(tables.letters.c.state)).scalar_one() is State.GOING
        if with_letter(settle, **more)(life, connection, worker) and was_going:
            life.copies -= 1

    return deed


def later(life: Life, connection: Connection, worker: str) -> None:
    provably_stayed(settle_later, answer="450", care=CARE, due_at=life.now)(life, connection, worker)


def stop(life: Life, connection: Connection, worker: str) -> None:
    order = Suppress(scope=SuppressionScope.CLIENT, key="1", reason=SuppressionReason.UNSUBSCRIBED)
    suppress(connection, order, now=life.now, by=worker)


def time_passes(life: Life, _connection: Connection, _worker: str) -> None:
    life.now += dt.timedelta(minutes=16)


DEEDS: dict[str, Deed] = {
    "claims": claims,
    "goes": goes,
    "sent": with_letter(settle_sent, answer="250"),
    "unknown": with_letter(settle_unknown, because="cut"),
    "refused": provably_stayed(settle_refused, answer="550", care=CARE),
    "later": later,
    "released": provably_stayed(settle_released, because="relay", care=CARE),
    "dead claims": lambda life, connection, who: release_dead_claims(connection, now=life.now, by=who),
    "stale doubts": lambda life, connection, who: doubt_stale(connection, now=life.now, by=who),
    "bounces": lambda life, connection, who: mark_bounced(connection, 1, now=life.now, by=who, detail="x"),
    "it left": lambda life, connection, who: prove_sent(connection, 1, now=life.now, by=who),
    "it never left": lambda life, connection, who: prove_not_sent(connection, 1, now=life.now, by=who, care=CARE),
    "restored": lambda life, connection, who: doubt_restored(connection, [1], care=CARE, now=life.now, by=who),
    "says stop": stop,
    "withdraw": lambda life, connection, who: withdraw_changed(connection, care=CARE, now=life.now, by=who),
    "cancel": lambda life, connection, who: cancel(connection, [1], because="x", care=CARE, now=life.now, by=who),
    "expire": lambda life, connection, who: expire_late(connection, care=CARE, now=life.now, by=who),
    "time passes": time_passes,
}
USUAL = ["claims", "goes", "sent", "unknown", "later", "released", "refused", "time passes", "dead claims"]
STEPS = st.lists(
    st.tuples(st.sampled_from(USUAL) | st.sampled_from(list(DEEDS)), st.sampled_from(["Olga", "Petro"])), max_size=30
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from outreach.store.engine import open_store
    from outreach.store.schema import create_everything

    folder: Path = tmp_path_factory.mktemp("states")
    store: Store = open_store(f"sqlite:///{folder / 'outreach.sqlite'}")
    create_everything(store)
    made = open_shop(folder / "firm", store, news=NEWSLETTER)
    add_people(store, 1)
    made.prepare()
    yield made
    store.close()


@pytest.fixture(scope="module")
def born(shop: Shop) -> dict[str, list[dict[str, Any]]]:
    """The rows of a letter that is ready."""
    with shop.store.write() as connection:
        connection.execute(update(tables.letters).values(due_at=MONDAY))
        named = ("decisions", "letters", "caps")
        return {name: [dict(row._mapping) for row in connection.execute(select(tables.metadata.tables[name]))]
                for name in named}  # fmt: skip


def reborn(shop: Shop, born: dict[str, list[dict[str, Any]]]) -> Life:
    with shop.store.write() as connection:
        for table in (tables.letters, tables.caps, tables.decisions, tables.suppressions, tables.journal):
            connection.execute(delete(table))
        for name, rows in born.items():
            connection.execute(insert(tables.metadata.tables[name]), rows)
    return Life(shop)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_whatever_is_done_every_move_is_a_way_of_the_table(
    shop: Shop, born: dict[str, list[dict[str, Any]]], steps: list[tuple[str, str]]
) -> None:
    life = reborn(shop, born)
    for what, worker in steps:
        life.does(what, worker)
        assert 0 <= life.copies <= 1, (what, worker)
    assert all(may_move(old, new) for old, new in life.seen), life.seen
    with shop.store.read() as connection:
        assert audit(connection, care=CARE) == ()
        told = connection.execute(select(tables.journal.c.event)).scalars().all()
    assert told.count(Event.GOING) <= 1 + told.count(Event.DEFERRED) + told.count(Event.RELEASED)


def test_the_whole_life_of_a_letter_that_came_back(shop: Shop, born: dict[str, list[dict[str, Any]]]) -> None:
    life = reborn(shop, born)
    for what in ("claims", "goes", "later", "claims", "goes", "unknown", "sent", "bounces", "sent", "expire"):
        life.does(what, "Olga")
    assert life.seen == [
        (State.READY, State.CLAIMED), (State.CLAIMED, State.GOING), (State.GOING, State.READY),
        (State.READY, State.CLAIMED), (State.CLAIMED, State.GOING), (State.GOING, State.IN_DOUBT),
        (State.IN_DOUBT, State.SENT), (State.SENT, State.BOUNCED),
    ]  # fmt: skip
