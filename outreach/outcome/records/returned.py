"""Finds who ordered inside the window of his letter, or of the letter he was held out from, and writes `returns`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from outreach.store.tables import clients, decisions, letters, orders, returns
from outreach.store.words import Choice, State

LEFT = (State.SENT, State.BOUNCED, State.IN_DOUBT)  # the letter passed the final dot
TRIED = (*LEFT, State.REFUSED)  # intention to treat: the control group has dead addresses among it, too
COMPARED = (Choice.WRITE, Choice.CONTROL)
WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The decisions of one occasion planned for one day, and the days in which an order of theirs is a return."""

    campaign_id: int
    occasion: str
    planned_on: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Orders of one client inside his window; `return_id` is set if the return stands already, with another amount."""

    decision_id: int
    client_id: int
    choice: Choice
    ordered_on: date
    amount: int
    return_id: int | None


def windows(connection: Connection, *, planned_from: date, before: date, window_days: int) -> Iterator[Window]:
    """Every occasion and day on which letters were planned from `planned_from` up to the day before `before`."""
    key = (decisions.c.campaign_id, decisions.c.occasion, decisions.c.send_on)
    planned = and_(decisions.c.send_on >= planned_from, decisions.c.send_on < before, decisions.c.choice.in_(COMPARED))
    query = select(*key).where(planned).group_by(*key).order_by(*key)
    for campaign_id, occasion, day in connection.execute(query).all():
        until = day + timedelta(days=window_days)
        yield Window(campaign_id=campaign_id, occasion=occasion, planned_on=day, until=until)


def found_in(connection: Connection, window: Window) -> Iterator[list[Found]]:
    """Returns that are not on record, or with another amount; those of a merged client count for him."""
    amount = func.sum(orders.c.amount)
    keys = (decisions.c.id, decisions.c.client_id, decisions.c.choice, returns.c.id, returns.c.amount)
    buyer = func.coalesce(clients.c.merged_into, decisions.c.client_id)
    inside = and_(
        orders.c.client_id == buyer,
        orders.c.ordered_on > window.planned_on,
        orders.c.ordered_on <= window.until,
        orders.c.amount >= 0,
    )
    query = (
        select(keys[0], keys[1], keys[2], func.min(orders.c.ordered_on), amount, keys[3])
        .select_from(
            decisions.join(clients, clients.c.id == decisions.c.client_id)
            .join(orders, inside)
            .outerjoin(returns, returns.c.decision_id == decisions.c.id)
        )
        .where(
            decisions.c.campaign_id == window.campaign_id,
            decisions.c.occasion == window.occasion,
            decisions.c.send_on == window.planned_on,
            compared(),
        )
        .group_by(*keys)
        .having(or_(returns.c.id.is_(None), returns.c.amount != amount))
        .order_by(decisions.c.id)
    )
    for rows in connection.execute(query).partitions(WRITTEN_AT_ONCE):
        yield [_found(row) for row in rows]


def compared() -> ColumnElement[bool]:
    """Whether a decision is one side of the comparison: held out, or its letter was handed to a relay."""
    tried = select(letters.c.id).where(letters.c.decision_id == decisions.c.id, letters.c.state.in_(TRIED))
    held_out = and_(decisions.c.choice == Choice.CONTROL, decisions.c.send_on.is_not(None))
    return or_(held_out, and_(decisions.c.choice == Choice.WRITE, tried.exists()))


def write_returns(connection: Connection, found: Iterable[Found], *, window: Window, now: datetime) -> int:
    """Adds new returns and mends the amounts of known ones; how many rows were written."""
    every = list(found)
    new = [each for each in every if each.return_id is None]
    known = [each for each in every if each.return_id is not None]
    first = _first_orders(connection, new)
    for each in known:
        connection.execute(update(returns).where(returns.c.id == each.return_id).values(amount=each.amount))
    rows = [
        {
            "decision_id": each.decision_id,
            "client_id": each.client_id,
            "campaign_id": window.campaign_id,
            "choice": each.choice,
            "order_id": first[each.decision_id],
            "ordered_on": each.ordered_on,
            "amount": each.amount,
            "days": (each.ordered_on - window.planned_on).days,
            "found_at": now,
        }
        for each in new
    ]
    if rows:
        adding: Any = insert(returns)
        connection.execute(adding if connection.dialect.name == "sqlite" else adding.returning(returns.c.id), rows)
    return len(new) + len(known)


def _found(row: Any) -> Found:
    return Found(
        decision_id=row[0],
        client_id=row[1],
        choice=row[2],
        ordered_on=row[3],
        amount=int(row[4]),
        return_id=row[5],
    )


def _first_orders(connection: Connection, new: list[Found]) -> dict[int, int]:
    days: dict[date, list[int]] = {}
    for each in new:
        days.setdefault(each.ordered_on, []).append(each.decision_id)
    first: dict[int, int] = {}
    for day, ids in days.items():
        query = (
            select(decisions.c.id, func.min(orders.c.id))
            .join(clients, clients.c.id == decisions.c.client_id)
            .join(orders, orders.c.client_id == func.coalesce(clients.c.merged_into, decisions.c.client_id))
            .where(decisions.c.id.in_(ids), orders.c.ordered_on == day, orders.c.amount >= 0)
            .group_by(decisions.c.id)
        )
        first.update((decision_id, order_id) for decision_id, order_id in connection.execute(query).all())
    return first
