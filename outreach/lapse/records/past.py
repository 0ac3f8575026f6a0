"""Reads everything on record about a chunk of clients, in flat memory on every driver."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from outreach.lapse.history import Facts, History, Opening, Order
from outreach.lapse.records.firm import Chunk
from outreach.lapse.spell import Spell
from outreach.store.tables import client_facts, clients, inquiries, lapses, orders, reasons, touched
from outreach.store.words import ReasonStanding

FACTS = tuple(field.name for field in fields(Facts))


def histories(connection: Connection, chunk: Chunk) -> list[History]:
    """Everything on record about the clients of a chunk, by number."""
    bought = _orders(connection, chunk)
    asked = _inquiries(connection, chunk)
    why = _reasons(connection, chunk)
    spells = _spells(connection, chunk)
    known = _facts(connection, chunk)
    touches = _touches(connection, chunk)
    found = []
    for row in _clients(connection, chunk):
        previous = known.get(row.id)
        found.append(
            History(
                client_id=row.id,
                orders=bought.get(row.id, ()),
                inquiries=asked.get(row.id, ()),
                opening=Opening(
                    last_order_on=row.opening_last_order_on,
                    orders=row.opening_orders or 0,
                    revenue=row.opening_revenue or 0,
                    first_seen_on=row.first_seen_on,
                ),
                away_until=row.away_until,
                merged=row.merged_into is not None,
                stated_reason=why.get((row.id, ReasonStanding.STATED)),
                verified_reason=why.get((row.id, ReasonStanding.VERIFIED)),
                touch=touches.get(row.id, previous.touch if previous else 0),
                previous=previous,
                spells=spells.get(row.id, ()),
            )
        )
    return found


def _clients(connection: Connection, chunk: Chunk) -> Iterable[Any]:
    columns = (
        clients.c.id,
        clients.c.opening_last_order_on,
        clients.c.opening_orders,
        clients.c.opening_revenue,
        clients.c.first_seen_on,
        clients.c.away_until,
        clients.c.merged_into,
    )
    return connection.execute(select(*columns).where(chunk.holds(clients.c.id)).order_by(clients.c.id))


def _orders(connection: Connection, chunk: Chunk) -> dict[int, list[Order]]:
    columns = (orders.c.client_id, orders.c.ordered_on, orders.c.amount, orders.c.id)
    query = select(*columns).where(chunk.holds(orders.c.client_id)).order_by(columns[0], columns[1], columns[3])
    found: defaultdict[int, list[Order]] = defaultdict(list)
    for client_id, day, amount, order_id in connection.execute(query).all():
        found[client_id].append((day, amount, order_id))
    return found


def _inquiries(connection: Connection, chunk: Chunk) -> dict[int, list[date]]:
    query = (
        select(inquiries.c.client_id, inquiries.c.asked_on)
        .where(chunk.holds(inquiries.c.client_id))
        .order_by(inquiries.c.client_id, inquiries.c.asked_on)
    )
    return _grouped(connection, query)


def _reasons(connection: Connection, chunk: Chunk) -> dict[tuple[int, ReasonStanding], str]:
    columns = (reasons.c.client_id, reasons.c.standing, reasons.c.reason)
    query = (
        select(*columns)
        .where(chunk.holds(reasons.c.client_id))
        .order_by(reasons.c.on_day.is_not(None), reasons.c.on_day, reasons.c.added_at, reasons.c.id)
    )
    return {(client_id, standing): reason for client_id, standing, reason in connection.execute(query).all()}


def _spells(connection: Connection, chunk: Chunk) -> dict[int, list[Spell]]:
    columns = (lapses.c.client_id, lapses.c.id, lapses.c.lost_on, lapses.c.ended_on)
    found: defaultdict[int, list[Spell]] = defaultdict(list)
    query = select(*columns).where(chunk.holds(lapses.c.client_id)).order_by(lapses.c.client_id, lapses.c.lost_on)
    for client_id, spell_id, lost_on, ended_on in connection.execute(query).all():
        found[client_id].append(Spell(spell_id=spell_id, lost_on=lost_on, ended_on=ended_on))
    return found


def _facts(connection: Connection, chunk: Chunk) -> dict[int, Facts]:
    columns = [client_facts.c[name] for name in FACTS]
    query = select(*columns).where(chunk.holds(client_facts.c.client_id))
    return {row[0]: Facts(**dict(zip(FACTS, row, strict=True))) for row in connection.execute(query).all()}


def _touches(connection: Connection, chunk: Chunk) -> dict[int, int]:
    query = select(touched.c.client_id, touched.c.touch).where(chunk.holds(touched.c.client_id))
    return {client_id: touch for client_id, touch in connection.execute(query).all()}  # noqa: C416 rows are no pairs to mypy


def _grouped(connection: Connection, query: Any) -> dict[int, list[date]]:
    found: defaultdict[int, list[date]] = defaultdict(list)
    for client_id, day in connection.execute(query).all():
        found[client_id].append(day)
    return found
