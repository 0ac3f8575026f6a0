"""Suppressions and consents, and the gate that keeps a letter from going once a stop is committed (I4)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from outreach.book.importing import ConsentRow, OptOutRow
from outreach.journal import Entry, record
from outreach.policy.suppression import Suppress
from outreach.store.bulk import chunks
from outreach.store.dialect import insert_into
from outreach.store.tables import clients, consents, gate, suppressions
from outreach.store.words import Event, SuppressionReason, SuppressionScope


def pass_the_gate(connection: Connection) -> None:
    """Going takes this before it looks at stops; several may go at once. SQLite has one writer, which is enough."""
    connection.execute(select(gate.c.turn).where(gate.c.id == 1).with_for_update(read=True)).one()


def stop_the_gate(connection: Connection) -> None:
    """Whoever stops anything takes this first: when he commits, no letter that should stop can be going after."""
    connection.execute(select(gate.c.turn).where(gate.c.id == 1).with_for_update()).one()


def suppress(connection: Connection, order: Suppress, *, now: datetime, by: str, letter_id: int | None = None) -> bool:
    """Stops letters to an address, domain or client; True if it was not stopped for this reason before.

    What is said of a client holds for all who are one with him.
    """
    stop_the_gate(connection)
    if order.scope is not SuppressionScope.CLIENT:
        return _suppress(connection, order, now=now, by=by, letter_id=letter_id)
    whom = one_with(connection, int(order.key))
    new = [_suppress(connection, replace(order, key=str(one)), now=now, by=by, letter_id=letter_id) for one in whom]
    return any(new)


def one_with(connection: Connection, client_id: int) -> tuple[int, ...]:
    """The client and all who were merged with him, himself first."""
    lives = select(func.coalesce(clients.c.merged_into, clients.c.id)).where(clients.c.id == client_id)
    group = or_(clients.c.id == lives.scalar_subquery(), clients.c.merged_into == lives.scalar_subquery())
    found = connection.scalars(select(clients.c.id).where(group).order_by(clients.c.id))
    return (client_id, *(one for one in found if one != client_id))


def _suppress(connection: Connection, order: Suppress, *, now: datetime, by: str, letter_id: int | None) -> bool:
    row = {
        "scope": order.scope,
        "key": order.key,
        "reason": order.reason,
        "kind": order.kind,
        "source": order.source,
        "at": now,
    }
    made = connection.execute(
        insert_into(connection, suppressions).values(row).on_conflict_do_nothing().returning(suppressions.c.id)
    ).first()
    if made is None:
        return False
    client_id = int(order.key) if order.scope is SuppressionScope.CLIENT else None
    detail: dict[str, object] = {
        "suppression": made.id,
        "scope": order.scope,
        "reason": order.reason,
        "source": order.source,
    }
    if order.kind:
        detail["kind"] = order.kind
    entry = Entry(event=Event.SUPPRESSED, by=by, client_id=client_id, letter_id=letter_id, detail=detail)
    record(connection, [entry], now=now)
    return True


def lift_unsubscription(
    connection: Connection, *, client_id: int, address_key: str, now: datetime, by: str, letter_id: int | None = None
) -> bool:
    """Takes back what the person himself did by mistake; other suppressions stay. True if there was one."""
    whose = [str(one) for one in one_with(connection, client_id)]
    mine = (suppressions.c.scope == SuppressionScope.CLIENT) & suppressions.c.key.in_(whose)
    address = (suppressions.c.scope == SuppressionScope.ADDRESS) & (suppressions.c.key == address_key)
    lifted = connection.execute(
        update(suppressions)
        .where(
            and_(
                suppressions.c.reason == SuppressionReason.UNSUBSCRIBED,
                suppressions.c.ended_at.is_(None),
                mine | address,
            )
        )
        .values(ended_at=now)
    ).rowcount
    if lifted:
        entry = Entry(event=Event.RESUBSCRIBED, by=by, client_id=client_id, letter_id=letter_id)
        record(connection, [entry], now=now)
    return bool(lifted)


def is_unsubscribed(connection: Connection, *, client_id: int, address_key: str) -> bool:
    """Whether the client or his address has said stop."""
    mine = (suppressions.c.scope == SuppressionScope.CLIENT) & (suppressions.c.key == str(client_id))
    address = (suppressions.c.scope == SuppressionScope.ADDRESS) & (suppressions.c.key == address_key)
    standing = suppressions.c.ended_at.is_(None) & (suppressions.c.reason == SuppressionReason.UNSUBSCRIBED)
    return connection.execute(select(suppressions.c.id).where(standing, mine | address)).first() is not None


def record_consents(connection: Connection, rows: Sequence[ConsentRow], *, now: datetime, by: str) -> int:
    """Adds grounds that are not on record yet, and follows the list where it gives one another end; how many did."""
    added = 0
    for part in chunks(rows):
        ids = sorted({row.client_id for row in part})
        columns = [consents.c[name] for name in ("client_id", "basis", "covers", "given_on", "expires_on", "id")]
        found = connection.execute(select(*columns).where(consents.c.client_id.in_(ids)))
        known = {tuple(row[:4]): (row.expires_on, row.id) for row in found}
        new = {(row.client_id, row.basis, row.covers, row.given_on): row for row in part}
        fresh = [row for key, row in new.items() if key not in known]
        moved = {known[key][1]: row for key, row in new.items() if key in known and known[key][0] != row.expires_on}
        if fresh:
            connection.execute(insert(consents), [_consent(row, now=now) for row in fresh])
        for number, row in moved.items():
            values = _consent(row, now=now)
            connection.execute(update(consents).where(consents.c.id == number).values(values))
        fresh += moved.values()
        entries = [
            Entry(event=Event.CONSENT_RECORDED, by=by, client_id=row.client_id, detail={"basis": row.basis})
            for row in fresh
        ]
        record(connection, entries, now=now)
        added += len(fresh)
    return added


def withdraw_consents(connection: Connection, *, recorded_at: datetime) -> int:
    """Grounds that an import recorded at this very moment are none; requests not to write stay. How many."""
    return connection.execute(delete(consents).where(consents.c.at == recorded_at)).rowcount


def record_opt_outs(connection: Connection, rows: Sequence[OptOutRow], *, now: datetime, by: str) -> int:
    """Stops letters to everybody whom a client list marks; how many stops were new. An import never lifts one."""
    added = 0
    for row in rows:
        if row.client_id is not None:
            order = Suppress(
                scope=SuppressionScope.CLIENT, key=str(row.client_id), reason=row.reason, source="client list"
            )
            added += suppress(connection, order, now=now, by=by)
        if row.address_key is not None:
            order = Suppress(
                scope=SuppressionScope.ADDRESS, key=row.address_key, reason=row.reason, source="client list"
            )
            added += suppress(connection, order, now=now, by=by)
    return added


def _consent(row: ConsentRow, *, now: datetime) -> dict[str, object]:
    return {
        "client_id": row.client_id,
        "basis": row.basis,
        "covers": row.covers,
        "given_on": row.given_on,
        "expires_on": row.expires_on,
        "proof": row.proof,
        "at": now,
    }
