"""What holds letters back: a pause, a limit, a stale book, whatever changes on the wire, and damage."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from outreach.delivery import send
from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Courier, Go, Parcel
from outreach.policy.records import Pause, pause, resume, suppress
from outreach.policy.suppression import Suppress
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import PauseScope, SuppressionReason, SuppressionScope
from tests.delivery.due import CARE, NOON, a_shop, clean, held
from tests.shop import GREETING, MONDAY, Shop, Sink, change_client


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    return a_shop(tmp_path, store)


@pytest.mark.parametrize(
    ("scope", "key", "holds"),
    [
        (PauseScope.ALL, "", True),
        (PauseScope.CAMPAIGN, "campaign", True),
        (PauseScope.CAMPAIGN, "another", False),
        (PauseScope.COUNTRY, "UA", True),
        (PauseScope.COUNTRY, "MD", False),
        (PauseScope.CITY, "UA Харків", True),
        (PauseScope.CITY, "UA харьков", True),
        (PauseScope.CITY, "UA Київ", False),
        (PauseScope.CITY, "RU Харьков", False),
        (PauseScope.REGION, "UA Харківська обл.", True),
        (PauseScope.REGION, "UA Харків", False),
        (PauseScope.RELAY, "relay.test", True),
        (PauseScope.RELAY, "another", False),
    ],
)
@pytest.mark.parametrize("when", ["before the claim", "after the claim"])
def test_a_pause_holds_what_it_names(
    tmp_path: Path, sqlite_store: Store, scope: PauseScope, key: str, when: str, *, holds: bool
) -> None:
    shop = a_shop(tmp_path, sqlite_store)
    with sqlite_store.write() as connection:
        connection.execute(update(tables.clients).values(city="м. Харків", territory="Харківська область"))

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


def test_a_changed_client_has_no_letter_of_the_old_words(tmp_path: Path, sqlite_store: Store) -> None:
    shop = a_shop(tmp_path, sqlite_store, source=GREETING)
    change_client(sqlite_store, 1, now=NOON, given_name="Anna", named_at=NOON)
    courier: Courier = Sink()
    assert shop.send(courier) == {"withheld": 1}


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
