"""Opens the road by which letters leave: the rehearsal's drop folder, or the relay, once it may be used."""

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from outreach.campaign.caution import read_caution
from outreach.delivery.courier import Courier
from outreach.delivery.drop import DropCourier
from outreach.delivery.ledger import Ledger
from outreach.delivery.relay import Password, Relay, host_is_loopback
from outreach.delivery.relay_courier import RelayCourier
from outreach.delivery.send import Road
from outreach.errors import RefusedForSafety
from outreach.locale import say
from outreach.policy.law import live_refusals
from outreach.settings import Settings
from outreach.store.engine import Store
from outreach.store.identity import identity_of

REHEARSAL = "rehearsal"


def open_road(
    store: Store,
    *,
    folder: Path,
    settings: Settings,
    password: str | None,
    clock: Callable[[], datetime],
    by: str,
    should_stop: Callable[[], bool] = lambda: False,
) -> Road:
    """Raises RefusedForSafety where something must be decided before a letter leaves for real."""
    delivery = settings.delivery
    with store.read() as connection:
        known = identity_of(connection)
    if delivery.live:
        _refuse_live(settings, clock_argued=known.clock_argued)
    courier: Courier = DropCourier(folder / delivery.drop)
    if delivery.live:
        relay = Relay(
            name=delivery.host,
            host=delivery.host,
            port=delivery.port,
            security=delivery.security,
            username=delivery.username,
        )
        secret = Password(password) if password else None
        courier = RelayCourier(relay, live=True, password=secret)
    return Road(
        store=store,
        courier=courier,
        ledger=ledger_beside(folder, store_id=known.store_id),
        relay=delivery.host if delivery.live else REHEARSAL,
        care=settings.care,
        delivery=delivery,
        clock=clock,
        new_attempt=lambda: uuid.uuid4().hex,
        by=by,
        should_stop=should_stop,
        caution=read_caution(folder, time_zone=settings.time_zone),
    )


def ledger_beside(folder: Path, *, store_id: str) -> Ledger:
    """The ledger of one database; a new database begins a new one."""
    return Ledger(folder / f"ledger-{store_id[:12]}.log")


def _refuse_live(settings: Settings, *, clock_argued: bool) -> None:
    refusals = live_refusals(settings)
    if refusals:
        raise RefusedForSafety("; ".join(refusals))
    if clock_argued and not host_is_loopback(settings.delivery.host):
        raise RefusedForSafety(
            say("the time in this database was given by an argument: it is a rehearsal's, and no letter of it leaves")
        )
