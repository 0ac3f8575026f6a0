"""What policy carries over when two clients become one: grounds move, stops hold for both, the later cap is kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from outreach.policy.cap import client_holder
from outreach.policy.records.caps import stand_in_line
from outreach.policy.records.stops import suppress
from outreach.policy.suppression import Suppress
from outreach.store.bulk import among
from outreach.store.dialect import insert_into
from outreach.store.tables import caps, consents, suppressions
from outreach.store.words import SuppressionScope


def share_stops(connection: Connection, one: int, other: int, *, now: datetime, by: str) -> int:
    """What either of them said holds for both, also if they are parted again; how many stops were new."""
    added = 0
    for source, target in ((one, other), (other, one)):
        standing = select(suppressions).where(
            suppressions.c.scope == SuppressionScope.CLIENT,
            suppressions.c.key == str(source),
            suppressions.c.ended_at.is_(None),
        )
        for row in connection.execute(standing.order_by(suppressions.c.id)).all():
            order = Suppress(
                scope=SuppressionScope.CLIENT, key=str(target), reason=row.reason, kind=row.kind, source=row.source
            )
            added += suppress(connection, order, now=now, by=by)
    return added


def move_grounds(connection: Connection, *, kept: int, gone: int) -> list[int]:
    """The grounds of the gone one become the kept one's, unless he has the same; their numbers."""
    same = [consents.c[name] for name in ("basis", "covers", "given_on")]
    known = {tuple(row) for row in connection.execute(select(*same).where(consents.c.client_id == kept))}
    his = connection.execute(select(consents.c.id, *same).where(consents.c.client_id == gone).order_by(consents.c.id))
    ids = [row[0] for row in his.all() if tuple(row[1:]) not in known]
    give_grounds(connection, ids, client_id=kept)
    return ids


def give_grounds(connection: Connection, ids: Sequence[int], *, client_id: int) -> None:
    """These grounds are this client's from now on."""
    connection.execute(update(consents).where(among(connection, consents.c.id, ids)).values(client_id=client_id))


def later_caps(connection: Connection, *, kept: int, gone: int) -> None:
    """The kept one may have his next letter of a kind when both might have had it; nothing is taken back later."""
    stand_in_line(connection)
    holders = (client_holder(kept), client_holder(gone))
    rows = connection.execute(select(caps).where(caps.c.holder.in_(holders), caps.c.free_on.is_not(None))).all()
    mine = {row.kind: row for row in rows if row.holder == holders[0]}
    for his in (row for row in rows if row.holder == holders[1]):
        own = mine.get(his.kind)
        if own is None or _later(own, his):
            values: dict[str, Any] = {"last_on": his.last_on, "free_on": his.free_on, "last_by": his.last_by}
            earlier = (own.last_on, own.free_on, own.last_by) if own else (None, None, None)
            values |= dict(zip(("before_on", "before_free_on", "before_by"), earlier, strict=True))
            made = insert_into(connection, caps).values(kind=his.kind, holder=holders[0], **values)
            connection.execute(made.on_conflict_do_update(index_elements=["kind", "holder"], set_=values))


def _later(own: Any, his: Any) -> bool:
    mine: date = own.free_on
    return bool(mine < his.free_on)
