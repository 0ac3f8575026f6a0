"""Two at once: who stops against who goes (I4), two planners and two senders against one cap (I3)."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from outreach import steps
from outreach.campaign.records import skip_client, stop_campaign
from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Go, Parcel
from outreach.outbox.records import claim, claims, go
from outreach.policy.records import Pause, pause, suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Care, Delivery
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import Because, LetterKind, PauseScope, State, SuppressionReason, SuppressionScope
from tests.shop import GREETING, MONDAY, NEWSLETTER, Shop, Sink, add_people, open_shop

EVENING = MONDAY.replace(hour=15, minute=29)
PATIENCE = 0.4  # seconds that the one who goes gives the other to slip in between
KEY = "client1@example.com"


def stop(scope: SuppressionScope, key: str) -> Callable[[Connection], object]:
    order = Suppress(scope=scope, key=key, reason=SuppressionReason.UNSUBSCRIBED)
    return lambda connection: suppress(connection, order, now=EVENING, by="he himself")


STOPS: dict[str, Callable[[Connection], object]] = {
    "an address": stop(SuppressionScope.ADDRESS, KEY),
    "a domain": stop(SuppressionScope.DOMAIN, "example.com"),
    "a client": stop(SuppressionScope.CLIENT, "1"),
    "a pause": lambda connection: pause(connection, Pause(scope=PauseScope.ALL, reason="x"), now=EVENING, by="Anna"),
    "a stopped campaign": lambda connection: stop_campaign(connection, 1, because="x", now=EVENING, by="Anna"),
    "a skipped client": lambda connection: skip_client(
        connection, campaign_id=1, client_id=1, because=Because.BY_HAND, cap=None, now=EVENING, by="Anna"
    ),
}


def slips_in(shop: Shop, stops: Callable[[Connection], object], patch: pytest.MonkeyPatch) -> bool:
    """Whether a stop can commit after the last check of a letter and before that letter's going does."""
    checked, stopped = threading.Event(), threading.Event()
    check = claims._stopped

    def check_and_wait(*args: Any, **named: Any) -> dict[int, str]:
        found = check(*args, **named)
        checked.set()
        stopped.wait(PATIENCE)
        return found

    patch.setattr(claims, "_stopped", check_and_wait)

    def stop_him() -> None:
        checked.wait(5)
        with shop.store.write() as connection:
            stops(connection)
        stopped.set()

    other = threading.Thread(target=stop_him)
    other.start()
    with shop.store.write() as connection:
        held = claim(connection, limit=1, attempt="a", delivery=Delivery(), relay="r", now=EVENING, by="test",
                     kinds=frozenset(LetterKind))  # fmt: skip
        gone = go(connection, held, care=Care(), delivery=Delivery(), relay="r", now=EVENING, by="test")
        slipped = bool(gone.allowed) and stopped.is_set()
    other.join()
    assert gone.allowed
    return slipped


@pytest.fixture
def ready(tmp_path: Path, store: Store) -> Shop:
    """One letter that is due."""
    shop = open_shop(tmp_path / "firm", store, greeting=GREETING)
    add_people(store, 1)
    shop.prepare()
    shop.clock.now = EVENING
    return shop


@pytest.mark.parametrize("what", STOPS)
def test_no_stop_commits_between_the_last_check_and_going(
    ready: Shop, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not slips_in(ready, STOPS[what], monkeypatch)


def test_without_the_gate_the_same_race_is_lost(ready: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above proves something; SQLite has one writer and needs no gate."""
    monkeypatch.setattr(claims, "pass_the_gate", lambda _connection: None)
    lost = slips_in(ready, STOPS["a client"], monkeypatch)
    assert lost is not ready.store.is_sqlite


class Watching(Sink):
    """A sink that notes who had said stop before his letter asked to go, and went all the same."""

    def __init__(self, stopped: set[str]) -> None:
        super().__init__()
        self.stopped, self.after_stop = stopped, list[str]()

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        said_stop = parcel.rcpt_to in self.stopped
        before = len(self.parcels)
        verdict = await super().deliver(parcel, go=go)
        if said_stop and len(self.parcels) > before and self.parcels[-1] is parcel:
            self.after_stop.append(parcel.rcpt_to)
        return verdict


def test_while_people_say_stop_nobody_gets_a_letter_after_it(tmp_path: Path, store: Store) -> None:
    shop = open_shop(tmp_path / "firm", store, greeting=GREETING)
    people = add_people(store, 60)
    shop.prepare()
    shop.clock.now = EVENING
    stopped: set[str] = set()

    def say_stop() -> None:
        for number in reversed(people):
            key = f"client{number}@example.com"
            order = Suppress(scope=SuppressionScope.ADDRESS, key=key, reason=SuppressionReason.COMPLAINED)
            with store.write() as connection:
                suppress(connection, order, now=EVENING, by="test")
            stopped.add(key)

    sink = Watching(stopped)
    with ThreadPoolExecutor(1) as others:
        done = others.submit(say_stop)
        shop.send(sink, limit=10)
        done.result()
    assert sink.after_stop == []
    with store.read() as connection:
        assert audit(connection, care=Care()) == ()
    assert {"sent", "cancelled"} >= set(shop.states())


# -- caps --------------------------------------------------------------------------------------------------------


def race_of_planners(shop: Shop, *, people: int) -> Sink:
    """Two planners plan two newsletters in opposite order, two senders send them to one sink."""
    add_people(shop.store, people, shared_by=3)
    files, firm, now = shop.files, shop.firm, shop.clock()
    start = threading.Barrier(2)

    def plan(order: tuple[str, str]) -> None:
        start.wait()
        for only in order:
            steps.plan_due(firm, files, now=now, by=f"planner {order}", only=only)

    with ThreadPoolExecutor(2) as planners:
        list(planners.map(plan, (("more", "news"), ("news", "more"))))
    shop.prepare()
    sink = Sink()
    for _ in range(4):
        shop.clock.now = shop.clock.now.replace(hour=15, minute=29)
        with ThreadPoolExecutor(2) as senders:
            list(senders.map(lambda _number: shop.send(sink, limit=25), range(2)))
        shop.clock.move(days=1)
        shop.prepare()
    return sink


def newsletters(folder: Path, store: Store) -> Shop:
    other = NEWSLETTER.replace("newsletters/news", "newsletters/more")
    shop = open_shop(folder, store, news=NEWSLETTER, more=other)
    shop.write("templates/newsletters/more.en.md", (shop.folder / "templates/newsletters/news.en.md").read_text())
    return shop


def owners(shop: Shop, sink: Sink) -> Iterator[int]:
    with shop.store.read() as connection:
        rows = connection.execute(select(tables.letters.c.id, tables.letters.c.client_id))
        whose = {row.id: row.client_id for row in rows}
    return (whose[letter] for letter in sink.letter_ids)


def nobody_had_two(shop: Shop, sink: Sink, *, addresses: int) -> None:
    assert max(Counter(parcel.rcpt_to for parcel in sink.parcels).values()) == 1
    assert max(Counter(owners(shop, sink)).values()) == 1
    assert len(sink.parcels) == addresses
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()


def test_two_planners_and_two_newsletters_leave_one_letter_a_person(tmp_path: Path, store: Store) -> None:
    shop = newsletters(tmp_path / "firm", store)
    nobody_had_two(shop, race_of_planners(shop, people=150), addresses=50)


@pytest.mark.long
def test_five_thousand_clients_with_shared_addresses(tmp_path: Path, store: Store) -> None:
    shop = newsletters(tmp_path / "firm", store)
    nobody_had_two(shop, race_of_planners(shop, people=5_001), addresses=1_667)


def test_without_reservations_the_same_race_is_lost(
    tmp_path: Path, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Campaigns that look before they leap, as most do: the sink has seen people with two letters."""
    shop = newsletters(tmp_path / "firm", sqlite_store)
    for module in ("outreach.campaign.plan", "outreach.outbox.records.claims", "outreach.outbox.records.changes"):
        monkeypatch.setattr(f"{module}.cap_of", lambda _kind, _care: None)
    sink = race_of_planners(shop, people=12)
    assert max(Counter(parcel.rcpt_to for parcel in sink.parcels).values()) > 1
    with sqlite_store.read() as connection:
        assert "I3" in {finding.invariant for finding in audit(connection, care=Care())}


def test_two_who_claim_at_once_keep_the_limit_of_an_hour(tmp_path: Path, store: Store) -> None:
    """I13: what two workers claim together is counted together, and counted again after a restart."""
    shop = open_shop(tmp_path / "firm", store, greeting=GREETING, config="[delivery]\nper_hour = 7\n\n")
    add_people(store, 20)
    shop.prepare()
    shop.clock.now = EVENING - dt.timedelta(minutes=90)
    with store.write() as connection:
        connection.execute(tables.letters.update().values(due_at=MONDAY))
    sink = Sink()
    with ThreadPoolExecutor(3) as senders:
        list(senders.map(lambda _number: shop.send(sink, limit=5), range(3)))
    assert len(sink.parcels) == 7
    shop.clock.move(minutes=30)
    assert shop.send(sink) == {}
    shop.clock.move(minutes=31)
    shop.send(sink)
    assert len(sink.parcels) == 14
    assert shop.states().count(State.READY.value) == 6
