"""What runs in a process of its own and may be killed at a named point: all steps, then everything that is due.

The points lie between the lines of the product; they are reached by wrapping what it calls, so that it knows nothing.
"""

import datetime as dt
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from outreach import steps
from outreach.campaign import plan
from outreach.delivery import send
from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Courier, Go, Parcel
from outreach.delivery.ledger import Ledger
from outreach.delivery.relay import Relay
from outreach.delivery.relay_courier import RelayCourier
from outreach.firm import Firm, Secrets, read_settings
from outreach.letter.content import read_files
from outreach.outbox import writing
from outreach.settings import Security
from outreach.store.engine import Store, open_store

POINTS = (
    "before the claim commits",
    "after the claim committed",
    "before going commits",
    "after going committed, before the ledger",
    "after going, before the dot",
    "after the dot, before the answer is settled",
    "before the settling commits",
    "after the settling committed",
    "during planning",
    "during drafting",
)


class Fuse:
    """Kills this process, as kill -9 does, when the point is reached for the nth time."""

    def __init__(self, point: str, nth: int) -> None:
        self.point, self.left = point, nth

    def reach(self, point: str) -> None:
        if point != self.point:
            return
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(self, point: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            done = function(*args, **named)
            self.reach(point)
            return done

        return wrapped

    def before(self, point: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            self.reach(point)
            return function(*args, **named)

        return wrapped


class FusedCourier:
    """A courier that may die between the going mark and the dot, and between the answer and its settling."""

    def __init__(self, courier: Courier, fuse: Fuse) -> None:
        self.courier, self.fuse = courier, fuse

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        async def fused() -> bool:
            allowed = await go()
            self.fuse.reach("after going, before the dot")
            return allowed

        verdict = await self.courier.deliver(parcel, go=fused)
        self.fuse.reach("after the dot, before the answer is settled")
        return verdict

    async def close(self) -> None:
        await self.courier.close()


class MarksAfterwards:
    """A courier as most senders have it, to see that the proof is one: it sends first and asks afterwards."""

    def __init__(self, courier: Courier) -> None:
        self.courier = courier

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        async def yes() -> bool:
            return True

        verdict = await self.courier.deliver(parcel, go=yes)
        await go()
        return verdict

    async def close(self) -> None:
        await self.courier.close()


def wire(fuse: Fuse) -> None:
    """Lays the fuse to every point."""
    sending: Any = send
    sending.claim = fuse.after("before the claim commits", sending.claim)
    sending.go = fuse.after("before going commits", sending.go)
    sending.settle_sent = fuse.after("before the settling commits", sending.settle_sent)
    sending._settle_sent = fuse.after("after the settling committed", sending._settle_sent)
    run: Any = send._Run
    run.__init__ = fuse.after("after the claim committed", run.__init__)
    ledger: Any = Ledger
    ledger.went = fuse.before("after going committed, before the ledger", Ledger.went)
    planning: Any = plan
    planning.BATCH = 60
    planning.write_decisions = fuse.after("during planning", planning.write_decisions)
    drafting: Any = writing
    drafting.BATCH = 60
    drafting.add_drafts = fuse.after("during drafting", drafting.add_drafts)


def hurry(store: Store) -> None:
    """Processes are killed in our tests, machines are not: what was written is there without waiting for the disk."""
    system: Any = os
    system.fsync = lambda _file: None
    system.environ["SSL_CERT_FILE"] = os.devnull  # nothing here is encrypted, and reading all authorities takes a while
    if store.is_sqlite:
        event.listen(store.writer, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))


def work(
    *, url: str, folder: str, port: int, now: dt.datetime, point: str = "", nth: int = 1, marks_afterwards: bool = False
) -> None:
    """Every step until it finds no work; sending until nothing is due."""
    fuse = Fuse(point, nth)
    wire(fuse)
    settings, problems = read_settings(Path(folder) / "config.toml")
    assert settings is not None, problems
    firm = Firm(folder=Path(folder), settings=settings, store=open_store(url), secrets=Secrets(folder=Path(folder)))
    hurry(firm.store)
    prepare(firm, now=now)
    relay = Relay(name="relay.test", host="127.0.0.1", port=port, security=Security.NONE)
    courier: Courier = RelayCourier(relay, live=False)
    road = send.Road(
        store=firm.store, courier=courier, ledger=Ledger(firm.folder / "ledger.log"), relay="relay.test",
        care=settings.care, delivery=settings.delivery, clock=lambda: now, new_attempt=lambda: os.urandom(8).hex(),
        by="child",
    )  # fmt: skip
    while True:
        fused: Courier = FusedCourier(RelayCourier(relay, live=False), fuse)
        fused = MarksAfterwards(fused) if marks_afterwards else fused
        if not steps.send_due(firm, replace(road, courier=fused), limit=40).counts:
            return


def prepare(firm: Firm, *, now: dt.datetime) -> None:
    files = read_files(firm.folder, settings=firm.settings)
    assert not files.problems
    steps.doubt_stale(firm, now=now, by="child")
    steps.refresh_facts(firm, now=now)
    steps.withdraw_changed(firm, files, now=now, by="child")
    while any(one.counts or one.decided_anew for one in steps.plan_due(firm, files, now=now, by="child")):
        pass
    steps.write_drafts(firm, files, now=now, by="child")
    steps.make_ready(firm, files, now=now, by="child")
    steps.expire_late(firm, now=now, by="child")


__all__ = ["POINTS", "work"]
