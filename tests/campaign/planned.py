"""Clients who say stop and plans that hold together, for whoever tests planning."""

from sqlalchemy import insert

from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.words import (
    SuppressionReason,
    SuppressionScope,
)
from tests.shop import MONDAY, Shop

WRITTEN = ("write", "due")
LATER = MONDAY.replace(hour=15, minute=29)  # 17:29 in Kyiv: everybody's hour has come


def stop_client(shop: Shop, client_id: int, reason: SuppressionReason = SuppressionReason.UNSUBSCRIBED) -> None:
    with shop.store.write() as connection:
        order = Suppress(scope=SuppressionScope.CLIENT, key=str(client_id), reason=reason)
        suppress(connection, order, now=shop.clock(), by="test")


def clean(shop: Shop) -> None:
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()


def touch(shop: Shop, *clients: int) -> None:
    with shop.store.write() as connection:
        connection.execute(insert(tables.touched), [{"client_id": one, "touch": 1} for one in clients])
