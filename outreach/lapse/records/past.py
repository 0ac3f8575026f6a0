"""Reads everything on record about a chunk of clients, in flat memory: a row a client, whatever he ordered.

Millions of days come as one text a client, since a row of the driver costs more than a day within a text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, String, cast, func, null, select

from outreach.lapse.day import YEAR, Day
from outreach.lapse.history import NOTHING_BEFORE, Facts, History, Opening, Order
from outreach.lapse.measure import Measure, Measures
from outreach.lapse.records.evidence import Evidences, signs_held
from outreach.lapse.records.firm import Chunk, everybody
from outreach.lapse.records.group import Groups
from outreach.lapse.records.written import DayNumbers, Days, MaybeDayNumbers, plain_rows, written
from outreach.lapse.signs import NO_SIGNS, QUARTER
from outreach.lapse.spell import Spell
from outreach.store.tables import client_facts, clients, lapses, orders, reasons, touched
from outreach.store.words import ReasonStanding

FACTS = Facts._fields
DAYS_OF_FACTS = ("first_order_on", "last_order_on", "last_inquiry_on", "at_risk_on", "lost_on", "group_order_on")
PLACES_OF_DAYS = [FACTS.index(name) for name in DAYS_OF_FACTS]


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for one chunk and serves the next."""

    groups: Groups = field(default_factory=Groups)
    days: Days = field(default_factory=Days)


def histories(
    connection: Connection, chunk: Chunk, *, today: date, records_answers: bool, kinds: bool, known: Known
) -> Iterator[History]:
    """Everything on record about the clients of a chunk, by number.

    `records_answers`: the firm notes its answers; `kinds`: it judges clients by kind.
    """
    number, maybe = known.days.number, known.days.maybe
    bought = _bought(connection, chunk, today=today)
    why = _reasons(connection, chunk)
    spells = _spells(connection, chunk)
    facts = _facts(connection, chunk, maybe)
    touches = _touches(connection, chunk)
    evidence = Evidences(connection, chunk, known.days, records_answers=records_answers)
    held = signs_held(connection, chunk, number)
    rows = _clients(connection, chunk, kinds=kinds)
    known.groups.learn(connection, {row[10] for row in rows if row[10]})
    for row in rows:
        client_id, group = row[0], row[10]
        days, revenue, in_year, in_half, in_quarter = bought.get(client_id, _NOTHING)
        listed = days.split(",") if days else ()
        spent = in_quarter or 0
        asked = evidence.inquiries_of(client_id)
        stated, verified = why.get(client_id, _NO_REASONS)
        previous = facts.get(client_id)
        standing = spells.get(client_id)
        yield History(
            client_id,
            sorted(set(map(number.__getitem__, listed))) if listed else (),
            len(listed),
            revenue,
            in_year or 0,
            [day for day, _ in asked] if asked else (),
            _opening(row, number) if row[1] or row[2] or row[3] else NOTHING_BEFORE,
            maybe[row[5]],
            row[6] is not None,
            stated,
            verified,
            touches.get(client_id, previous.touch if previous else 0),
            previous,
            standing and Spell(standing[0], number[standing[1]]),
            row[7:10],
            evidence.of(client_id, asked, spent=spent, before=(in_half or 0) - spent),
            held.get(client_id, NO_SIGNS),
            group,
            known.groups.days_of_others(group, client_id) if group else (),
        )


_NOTHING = (None, 0, None, None, None)
_NO_REASONS = (None, None)


def _opening(row: Any, number: DayNumbers) -> Opening:
    return Opening(
        number[row[1]] if row[1] else None,
        row[2] or 0,
        row[3] or 0,
        number[row[4]] if row[4] else None,
    )


def everyones_orders(connection: Connection, measures: Measures) -> Iterator[tuple[Measure, list[Order]]]:
    """The orders of everybody who made any, in no order, with the measure that he is judged by."""
    columns = clients.c.id, clients.c.industry, clients.c.territory, clients.c.country
    for chunk in everybody(connection):
        bought = orders_of(connection, chunk)
        for client_id, *kind in _rows(connection, select(*columns).where(chunk.holds(clients.c.id))):
            if client_id in bought:
                yield measures.of(*kind), bought[client_id]


def orders_of(connection: Connection, chunk: Chunk) -> dict[int, list[Order]]:
    """Every order of these clients, in no order."""
    number = DayNumbers()
    order = written(connection, orders.c.ordered_on) + cast(orders.c.amount, String)
    query = select(orders.c.client_id, func.aggregate_strings(order, ",")).where(chunk.holds(orders.c.client_id))
    return {
        client_id: [(number[each[:10]], int(each[10:])) for each in listed.split(",")]
        for client_id, listed in plain_rows(connection, query.group_by(orders.c.client_id))
    }


def numbered_orders(connection: Connection, chunk: Chunk) -> dict[int, list[tuple[Order, int]]]:
    """Every order of these clients, in no order, each with its number."""
    number = DayNumbers()
    text = written(connection, orders.c.ordered_on) + cast(orders.c.amount, String) + "/" + cast(orders.c.id, String)
    query = select(orders.c.client_id, func.aggregate_strings(text, ",")).where(chunk.holds(orders.c.client_id))
    found: dict[int, list[tuple[Order, int]]] = {}
    for client_id, listed in plain_rows(connection, query.group_by(orders.c.client_id)):
        found[client_id] = own = []
        for each in listed.split(","):
            amount, order_id = each[10:].split("/")
            own.append(((number[each[:10]], int(amount)), int(order_id)))
    return found


def _rows(connection: Connection, query: Any) -> Sequence[Any]:
    return connection.execute(query).all()


def _clients(connection: Connection, chunk: Chunk, *, kinds: bool) -> Sequence[Any]:
    kind = (clients.c.industry, clients.c.territory, clients.c.country) if kinds else (null(), null(), null())
    columns = (
        clients.c.id,
        written(connection, clients.c.opening_last_order_on),
        clients.c.opening_orders,
        clients.c.opening_revenue,
        written(connection, clients.c.first_seen_on),
        written(connection, clients.c.away_until),
        clients.c.merged_into,
        *kind,
        clients.c.group_code,
    )
    return plain_rows(connection, select(*columns).where(chunk.holds(clients.c.id)).order_by(clients.c.id))


def _bought(
    connection: Connection, chunk: Chunk, *, today: date
) -> dict[int, tuple[str | None, int, int | None, int | None, int | None]]:
    """By client: the days of his orders, their sum with the refunds; that of the last year, 180 days, 90 days."""
    day, amount = orders.c.ordered_on, orders.c.amount
    revenue = func.sum(amount)
    sums: list[ColumnElement[int]] = [
        revenue,
        *(revenue.filter(day > today - timedelta(days=days)) for days in (YEAR, 2 * QUARTER, QUARTER)),
    ]
    if connection.dialect.name != "sqlite":  # PostgreSQL sums numbers into decimals
        sums = [cast(each, BigInteger) for each in sums]
    listed = func.aggregate_strings(written(connection, day), ",").filter(amount >= 0)
    query = select(orders.c.client_id, listed, *sums).where(chunk.holds(orders.c.client_id))
    return {row[0]: row[1:] for row in plain_rows(connection, query.group_by(orders.c.client_id))}


def _reasons(connection: Connection, chunk: Chunk) -> dict[int, tuple[str | None, str | None]]:
    """By client: the latest reason that he stated, and the latest that was verified."""
    columns = (reasons.c.client_id, reasons.c.standing, reasons.c.reason)
    query = (
        select(*columns)
        .where(chunk.holds(reasons.c.client_id))
        .order_by(reasons.c.on_day.is_not(None), reasons.c.on_day, reasons.c.added_at, reasons.c.id)
    )
    found: dict[int, tuple[str | None, str | None]] = {}
    for client_id, standing, reason in _rows(connection, query):
        stated, verified = found.get(client_id, _NO_REASONS)
        found[client_id] = (reason, verified) if standing == ReasonStanding.STATED else (stated, reason)
    return found


def _spells(connection: Connection, chunk: Chunk) -> dict[int, tuple[int, str]]:
    """By client: the number and the beginning of his open spell."""
    query = select(lapses.c.client_id, lapses.c.id, written(connection, lapses.c.lost_on)).where(
        chunk.holds(lapses.c.client_id), lapses.c.ended_on.is_(None)
    )
    return {row[0]: (row[1], row[2]) for row in plain_rows(connection, query)}


def last_ends(connection: Connection, chunk: Chunk) -> dict[int, Day]:
    """By client: the end of his latest spell that has one."""
    query = (
        select(lapses.c.client_id, func.max(written(connection, lapses.c.ended_on)))
        .where(chunk.holds(lapses.c.client_id), lapses.c.ended_on.is_not(None))
        .group_by(lapses.c.client_id)
    )
    number = DayNumbers()
    return {row[0]: number[row[1]] for row in plain_rows(connection, query)}


def _facts(connection: Connection, chunk: Chunk, day: MaybeDayNumbers) -> dict[int, Facts]:
    columns = [
        written(connection, client_facts.c[name]) if name in DAYS_OF_FACTS else client_facts.c[name] for name in FACTS
    ]
    query = select(*columns).where(chunk.holds(client_facts.c.client_id))
    return {row[0]: _facts_of(row, day) for row in plain_rows(connection, query)}


def _facts_of(row: Sequence[Any], day: MaybeDayNumbers) -> Facts:
    # Written out, as a loop over the places of days takes twice as long.
    (one, first, last, days, orders_, revenue, in_year, asked, since_order, gap, at_risk, lost, stated, verified, touch,
     group, group_order, silent, priority) = row  # fmt: skip
    return Facts(
        one, day[first], day[last], days, orders_, revenue, in_year, day[asked], since_order, gap, day[at_risk],
        day[lost], stated, verified, touch, group, day[group_order], silent, priority,
    )  # fmt: skip


def _touches(connection: Connection, chunk: Chunk) -> dict[int, int]:
    query = select(touched.c.client_id, touched.c.touch).where(chunk.holds(touched.c.client_id))
    return {client_id: touch for client_id, touch in _rows(connection, query)}  # noqa: C416 rows are no pairs to mypy


def returns_so_far(connection: Connection) -> tuple[int, int]:
    """How many losses are on record, and how many of them ended with an order."""
    row = connection.execute(select(func.count(lapses.c.id), func.count(lapses.c.ended_by_order))).one()
    return row[0], row[1]
