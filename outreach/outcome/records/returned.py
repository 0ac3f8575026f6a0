"""Finds who ordered inside the window of his letter, or of the letter he was held out from, and writes `returns`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    union_all,
    update,
)

from outreach.store.tables import clients, decisions, letters, orders, returns
from outreach.store.words import Choice, State

LEFT = (State.SENT, State.BOUNCED, State.IN_DOUBT)  # the letter passed the final dot
TRIED = (*LEFT, State.REFUSED)  # intention to treat: the control group has dead addresses among it, too
COMPARED = (Choice.WRITE, Choice.CONTROL)
WRITTEN_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Decisions of one occasion; for `window_days` after the day that each was planned for, an order is a return."""

    campaign_id: int
    occasion: str
    planned_from: date
    before: date
    window_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Orders for one client inside his window; `return_id` is set if the return stands already, with another amount."""

    decision_id: int
    client_id: int
    choice: Choice
    planned_on: date
    order_id: int
    ordered_on: date
    amount: int
    return_id: int | None


def occasions(connection: Connection, *, planned_from: date, before: date, window_days: int) -> Iterator[Occasion]:
    """Every occasion of which letters were planned for days from `planned_from` up to the day before `before`."""
    key = (decisions.c.campaign_id, decisions.c.occasion)
    planned = and_(decisions.c.send_on >= planned_from, decisions.c.send_on < before, decisions.c.choice.in_(COMPARED))
    for campaign_id, occasion in connection.execute(select(*key).where(planned).distinct().order_by(*key)).all():
        yield Occasion(
            campaign_id=campaign_id,
            occasion=occasion,
            planned_from=planned_from,
            before=before,
            window_days=window_days,
        )


def found_in(connection: Connection, occasion: Occasion) -> Iterator[list[Found]]:
    """Returns that are not on record, or with another amount; those of a merged client count for him.

    An order of another firm of his group counts from his own first order on, as it does for his being lost. Each
    order brings one client back: whoever placed it if he is compared himself, else the first of his group. Goods that
    came back since his first order there lessen the amount, not below zero; by themselves they are no return.
    """
    bought = _in_order(connection, occasion)
    total = func.sum(bought.c.amount)
    amount = case((total < 0, 0), else_=total)
    keys = (bought.c.decision_id, bought.c.client_id, bought.c.choice, bought.c.planned_on)
    first = (func.min(case((bought.c.place == 1, bought.c.order_id))), func.min(bought.c.ordered_on))
    query = (
        select(*keys, *first, amount, returns.c.id)
        .select_from(bought.outerjoin(returns, returns.c.decision_id == bought.c.decision_id))
        .where(bought.c.planned_on >= occasion.planned_from, bought.c.ordered_on >= bought.c.first_on)
        .group_by(*keys, returns.c.id, returns.c.amount)
        .having(or_(returns.c.id.is_(None), returns.c.amount != amount))
        .order_by(bought.c.decision_id)
    )
    for rows in connection.execute(query).partitions(WRITTEN_AT_ONCE):
        yield [_found(row) for row in rows]


def compared() -> ColumnElement[bool]:
    """Whether a decision is one side of the comparison: held out, or its letter was handed to a relay."""
    tried = select(letters.c.id).where(letters.c.decision_id == decisions.c.id, letters.c.state.in_(TRIED))
    held_out = and_(decisions.c.choice == Choice.CONTROL, decisions.c.send_on.is_not(None))
    return or_(held_out, and_(decisions.c.choice == Choice.WRITE, tried.exists()))


def write_returns(connection: Connection, found: Iterable[Found], *, campaign_id: int, now: datetime) -> int:
    """Adds new returns and mends the amounts of known ones; how many rows were written."""
    every = list(found)
    new = [each for each in every if each.return_id is None]
    known = [each for each in every if each.return_id is not None]
    for each in known:
        connection.execute(update(returns).where(returns.c.id == each.return_id).values(amount=each.amount))
    rows = [
        {
            "decision_id": each.decision_id,
            "client_id": each.client_id,
            "campaign_id": campaign_id,
            "choice": each.choice,
            "order_id": each.order_id,
            "ordered_on": each.ordered_on,
            "amount": each.amount,
            "days": (each.ordered_on - each.planned_on).days,
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
        planned_on=row[3],
        order_id=row[4],
        ordered_on=row[5],
        amount=int(row[6]),
        return_id=row[7],
    )


def _in_order(connection: Connection, occasion: Occasion) -> Subquery:
    """Every order with the one decision it counts for; its `place` among those of the decision, his own first.

    What came back is placed behind all orders, and `first_on` is the day of the first order; without one it is null.
    """
    claims = _claims(connection, occasion)
    turn = func.row_number().over(partition_by=claims.c.order_id, order_by=(claims.c.own.desc(), claims.c.decision_id))
    taken = select(claims, turn.label("turn")).subquery()
    ordered_on = case((taken.c.amount >= 0, taken.c.ordered_on))
    place = func.row_number().over(
        partition_by=taken.c.decision_id,
        order_by=(taken.c.amount < 0, taken.c.ordered_on, taken.c.own.desc(), taken.c.order_id),
    )
    first_on = func.min(ordered_on).over(partition_by=taken.c.decision_id)
    return select(taken, place.label("place"), first_on.label("first_on")).where(taken.c.turn == 1).subquery()


def _claims(connection: Connection, occasion: Occasion) -> Subquery:
    """Which decisions each order could count for."""
    own = _bought(connection, occasion, group=False)
    if not connection.execute(select(exists().where(clients.c.group_code.is_not(None)))).scalar_one():
        return own.subquery()
    return union_all(own, _bought(connection, occasion, group=True)).subquery()


def _bought(connection: Connection, occasion: Occasion, *, group: bool) -> Select[Any]:
    me, other = clients.alias(), clients.alias()
    buyer = func.coalesce(clients.c.merged_into, clients.c.id)
    source = decisions.join(clients, clients.c.id == decisions.c.client_id)
    if group:
        mates = and_(other.c.group_code == me.c.group_code, other.c.id != me.c.id, other.c.merged_into.is_(None))
        source = source.join(me, me.c.id == buyer).join(other, mates).join(orders, orders.c.client_id == other.c.id)
    else:
        source = source.join(orders, orders.c.client_id == buyer)
    return (
        select(
            decisions.c.id.label("decision_id"),
            decisions.c.client_id,
            decisions.c.choice,
            decisions.c.send_on.label("planned_on"),
            orders.c.id.label("order_id"),
            orders.c.ordered_on,
            orders.c.amount,
            case((orders.c.client_id == buyer, 1), else_=0).label("own"),
        )
        .select_from(source)
        .where(
            decisions.c.campaign_id == occasion.campaign_id,
            decisions.c.occasion == occasion.occasion,
            decisions.c.send_on < occasion.before,
            compared(),
            orders.c.ordered_on > decisions.c.send_on,
            orders.c.ordered_on <= _later(connection, decisions.c.send_on, days=occasion.window_days),
            _ordered_himself(me) if group else true(),
        )
    )


def _ordered_himself(me: Any) -> ColumnElement[bool]:
    """Up to the day of that order he had ordered by himself: before that nothing of his group is his."""
    mine = orders.alias()
    earlier = exists().where(mine.c.client_id == me.c.id, mine.c.ordered_on <= orders.c.ordered_on, mine.c.amount >= 0)
    return or_(earlier, me.c.opening_last_order_on <= orders.c.ordered_on)


def _later(connection: Connection, day: ColumnElement[date], *, days: int) -> ColumnElement[date]:
    if connection.dialect.name == "sqlite":
        return func.date(day, f"+{days} days", type_=Date)
    return day + days
