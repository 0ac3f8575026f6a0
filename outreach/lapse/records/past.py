"""Reads everything on record about a chunk of clients, in flat memory: a row a client, whatever he ordered.

Millions of days come as one text a client, since a row of the driver costs more than a day within a text.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, case, cast, func, select

from outreach.lapse.history import NOTHING_BEFORE, Facts, History, Opening, Order
from outreach.lapse.records.firm import Chunk
from outreach.lapse.records.written import DayNumbers, written
from outreach.lapse.spell import Spell
from outreach.store.tables import client_facts, clients, inquiries, lapses, orders, reasons, touched
from outreach.store.words import ReasonStanding

FACTS = Facts._fields
DAYS_OF_FACTS = ("first_order_on", "last_order_on", "last_inquiry_on", "at_risk_on", "lost_on")


def histories(connection: Connection, chunk: Chunk, *, year_began: date) -> Iterator[History]:
    """Everything on record about the clients of a chunk, by number; `year_began` is the day before the last year."""
    number = DayNumbers()
    bought = _bought(connection, chunk, year_began=year_began)
    asked = _asked(connection, chunk)
    why = _reasons(connection, chunk)
    spells = _spells(connection, chunk)
    known = _facts(connection, chunk, number)
    touches = _touches(connection, chunk)
    nothing = ("", 0, 0, 0)
    for client_id, opened_on, opened_orders, opened_revenue, seen_on, away_until, merged_into in _clients(
        connection, chunk
    ):
        days, many, revenue, in_year = bought.get(client_id, nothing)
        questions = asked.get(client_id)
        previous = known.get(client_id)
        standing, last_end = spells.get(client_id, (None, None))
        has_opening = opened_on or opened_orders or opened_revenue
        yield History(
            client_id,
            sorted({number[day] for day in days.split(",")}) if days else (),
            many,
            revenue,
            in_year,
            sorted([number[day] for day in questions.split(",")]) if questions else (),
            Opening(
                number[opened_on] if opened_on else None,
                opened_orders or 0,
                opened_revenue or 0,
                number[seen_on] if seen_on else None,
            )
            if has_opening
            else NOTHING_BEFORE,
            number[away_until] if away_until else None,
            merged_into is not None,
            why.get((client_id, ReasonStanding.STATED)),
            why.get((client_id, ReasonStanding.VERIFIED)),
            touches.get(client_id, previous.touch if previous else 0),
            previous,
            standing and Spell(standing[0], number[standing[1]]),
            number[last_end] if last_end else None,
        )


def orders_of(connection: Connection, chunk: Chunk) -> dict[int, list[Order]]:
    """Every order of these clients, in no order."""
    number = DayNumbers()
    order = written(connection, orders.c.ordered_on) + cast(orders.c.amount, String)
    query = select(orders.c.client_id, func.aggregate_strings(order, ",")).where(chunk.holds(orders.c.client_id))
    return {
        client_id: [(number[each[:10]], int(each[10:])) for each in listed.split(",")]
        for client_id, listed in _rows(connection, query.group_by(orders.c.client_id))
    }


def _rows(connection: Connection, query: Any) -> Sequence[Any]:
    return connection.execute(query).all()


def _clients(connection: Connection, chunk: Chunk) -> Sequence[Any]:
    columns = (
        clients.c.id,
        written(connection, clients.c.opening_last_order_on),
        clients.c.opening_orders,
        clients.c.opening_revenue,
        written(connection, clients.c.first_seen_on),
        written(connection, clients.c.away_until),
        clients.c.merged_into,
    )
    return _rows(connection, select(*columns).where(chunk.holds(clients.c.id)).order_by(clients.c.id))


def _bought(connection: Connection, chunk: Chunk, *, year_began: date) -> dict[int, tuple[str | None, int, int, int]]:
    """By client: his days, how many orders, their sum with the refunds, and that of the last year."""
    is_order = orders.c.amount >= 0
    query = (
        select(
            orders.c.client_id,
            func.aggregate_strings(case((is_order, written(connection, orders.c.ordered_on))), ","),
            func.count(case((is_order, 1))),
            func.sum(orders.c.amount),
            func.sum(case((orders.c.ordered_on > year_began, orders.c.amount), else_=0)),
        )
        .where(chunk.holds(orders.c.client_id))
        .group_by(orders.c.client_id)
    )
    return {row[0]: (row[1], row[2], int(row[3]), int(row[4])) for row in _rows(connection, query)}


def _asked(connection: Connection, chunk: Chunk) -> dict[int, str]:
    days = func.aggregate_strings(written(connection, inquiries.c.asked_on), ",")
    query = select(inquiries.c.client_id, days).where(chunk.holds(inquiries.c.client_id))
    return {row[0]: row[1] for row in _rows(connection, query.group_by(inquiries.c.client_id))}


def _reasons(connection: Connection, chunk: Chunk) -> dict[tuple[int, ReasonStanding], str]:
    columns = (reasons.c.client_id, reasons.c.standing, reasons.c.reason)
    query = (
        select(*columns)
        .where(chunk.holds(reasons.c.client_id))
        .order_by(reasons.c.on_day.is_not(None), reasons.c.on_day, reasons.c.added_at, reasons.c.id)
    )
    return {(client_id, standing): reason for client_id, standing, reason in _rows(connection, query)}


def _spells(connection: Connection, chunk: Chunk) -> dict[int, tuple[tuple[int, str] | None, str | None]]:
    """By client: the number and beginning of his open spell, and the end of the latest closed one."""
    is_open = lapses.c.ended_on.is_(None)
    query = (
        select(
            lapses.c.client_id,
            func.max(case((is_open, lapses.c.id))),
            func.max(case((is_open, written(connection, lapses.c.lost_on)))),
            func.max(written(connection, lapses.c.ended_on)),
        )
        .where(chunk.holds(lapses.c.client_id))
        .group_by(lapses.c.client_id)
    )
    return {row[0]: (row[1] and (row[1], row[2]), row[3]) for row in _rows(connection, query)}


def _facts(connection: Connection, chunk: Chunk, number: DayNumbers) -> dict[int, Facts]:
    columns = [
        written(connection, client_facts.c[name]) if name in DAYS_OF_FACTS else client_facts.c[name] for name in FACTS
    ]
    query = select(*columns).where(chunk.holds(client_facts.c.client_id))
    found = {}
    for client_id, first, last, many, buys, revenue, year, asked, since, gap, risk, lost, said, true, touch in _rows(
        connection, query
    ):
        found[client_id] = Facts(
            client_id,
            number[first] if first else None,
            number[last] if last else None,
            many,
            buys,
            revenue,
            year,
            number[asked] if asked else None,
            since,
            gap,
            number[risk] if risk else None,
            number[lost] if lost else None,
            said,
            true,
            touch,
        )
    return found


def _touches(connection: Connection, chunk: Chunk) -> dict[int, int]:
    query = select(touched.c.client_id, touched.c.touch).where(chunk.holds(touched.c.client_id))
    return {client_id: touch for client_id, touch in _rows(connection, query)}  # noqa: C416 rows are no pairs to mypy
