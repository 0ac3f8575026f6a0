"""Where a client is in his life with us (P9), in SQL: for conditions over many clients, and for one of them.

Nothing is stored: a stage follows from the marks on the client, his facts, and what came and went since he was lost.
Every expression is over `clients` left joined with `client_facts`; an expression that is NULL means no.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, DateTime, and_, case, exists, func, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from outreach.lapse.day import YEAR
from outreach.store.tables import client_facts, clients, contacts, incoming, inquiries, lapses, letters, orders
from outreach.store.words import LEFT, IncomingKind, Stage

REGULAR = 3  # days with orders: from the third on he is a regular client


def stage_of(connection: Connection, client_id: int, *, today: date) -> tuple[Stage | None, bool]:
    """The stage of one client as of a day, None if he never ordered; and whether he left after his first order."""
    facts = clients.outerjoin(client_facts, client_facts.c.client_id == clients.c.id)
    columns = stage_column(today), case((lost_after_first(today), 1), else_=0)
    row = connection.execute(select(*columns).select_from(facts).where(clients.c.id == client_id)).one()
    return Stage(row[0]) if row[0] else None, bool(row[1])


def stage_column(today: date) -> ColumnElement[Any]:
    """The word of his stage, the first that fits."""
    lost = case((_in_talks(today), Stage.IN_TALKS.value), (_contacted(today), Stage.CONTACTED.value),
                else_=Stage.LAPSED.value)  # fmt: skip
    return case(
        (_closed(), Stage.CLOSED.value),
        (_lost(today), lost),
        (client_facts.c.at_risk_on <= today, Stage.AT_RISK.value),
        (and_(_ordered(), _returned(today)), Stage.RETURNED.value),
        (and_(_ordered(), client_facts.c.order_days < REGULAR), Stage.NEW.value),
        (_ordered(), Stage.ACTIVE.value),
        else_=None,
    )


def stages(today: date) -> Sequence[tuple[Stage, ColumnElement[bool]]]:
    """Each stage with all that makes it his, so that one can be asked for by the indexes that serve it alone."""
    lost, talks, contacted = _lost(today), _in_talks(today), _contacted(today)
    risk = client_facts.c.at_risk_on <= today
    calm = and_(_not_yet(client_facts.c.lost_on, today), _not_yet(client_facts.c.at_risk_on, today), _ordered())
    again, few = _returned(today), client_facts.c.order_days < REGULAR
    return (
        (Stage.CLOSED, _closed()),
        (Stage.IN_TALKS, and_(lost, _open(), talks)),
        (Stage.CONTACTED, and_(lost, _open(), not_(talks), contacted)),
        (Stage.LAPSED, and_(lost, _open(), not_(talks), not_(contacted))),
        (Stage.AT_RISK, and_(risk, _not_yet(client_facts.c.lost_on, today), _open())),
        (Stage.RETURNED, and_(calm, _open(), again)),
        (Stage.NEW, and_(calm, _open(), few, not_(again))),
        (Stage.ACTIVE, and_(calm, _open(), not_(few), not_(again))),
    )


def lost_after_first(today: date) -> ColumnElement[bool]:
    """Lost, and ordered on one day only; no firm of his group ordered after it either."""
    facts = client_facts.c
    of_group = or_(facts.group_order_on.is_(None), facts.group_order_on <= facts.first_order_on)
    return and_(_lost(today), facts.order_days == 1, of_group)


def _open() -> ColumnElement[bool]:
    return and_(*(func.coalesce(mark, "") == "" for mark in (clients.c.not_winning_back, clients.c.silent_because)))


def _closed() -> ColumnElement[bool]:
    return not_(_open())


def _lost(today: date) -> ColumnElement[bool]:
    return client_facts.c.lost_on <= today


def _ordered() -> ColumnElement[bool]:
    return client_facts.c.first_order_on.is_not(None)


def _not_yet(day: ColumnElement[date], today: date) -> ColumnElement[bool]:
    return or_(day.is_(None), day > today)


def _in_talks(today: date) -> ColumnElement[bool]:
    """Since he was lost he wrote a reply, asked, or answered a call. What is dated after today has not happened."""
    return or_(
        _some(incoming.c.client_id, incoming.c.kind == IncomingKind.REPLY, incoming.c.fetched_at >= _since_lost()),
        _some(inquiries.c.client_id, *_meanwhile(inquiries.c.asked_on, today)),
        _some(contacts.c.client_id, *_meanwhile(contacts.c.on_day, today), contacts.c.answered),
    )


def _contacted(today: date) -> ColumnElement[bool]:
    """Since he was lost a letter of ours left for him, or somebody called or met him."""
    return or_(
        _some(letters.c.client_id, letters.c.state.in_(LEFT), letters.c.going_at >= _since_lost()),
        _some(contacts.c.client_id, *_meanwhile(contacts.c.on_day, today)),
    )


def _returned(today: date) -> ColumnElement[bool]:
    """His latest spell ended by an order of the last 365 days, and he has ordered on fewer than three days since."""
    # By its number, and the orders by his: PostgreSQL would else read everybody's spells for each client.
    spells = lapses.alias()
    his = select(spells.c.id).where(spells.c.client_id == clients.c.id).order_by(spells.c.lost_on.desc()).limit(1)
    since = select(func.count(orders.c.ordered_on.distinct())).where(
        orders.c.client_id == clients.c.id,
        orders.c.ordered_on.between(lapses.c.ended_on, today),
        orders.c.amount >= 0,
    )
    latest = exists().where(
        lapses.c.id == his.correlate(clients).scalar_subquery(),
        lapses.c.ended_on.between(today - timedelta(days=YEAR), today),
        lapses.c.ended_by_order.is_not(None),
        since.correlate(clients, lapses).scalar_subquery() < REGULAR,
    )
    return latest.correlate(clients)


def _meanwhile(day: ColumnElement[date], today: date) -> tuple[ColumnElement[bool], ...]:
    return day >= client_facts.c.lost_on, day <= today


def _some(client_id: ColumnElement[int], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(client_id == clients.c.id, *conditions).correlate(clients, client_facts)


def _since_lost() -> ColumnElement[Any]:
    return _Beginning(client_facts.c.lost_on)


class _Beginning(FunctionElement[Any]):
    """The moment at which a day begins, in UTC; SQLite keeps days and moments as texts that compare as they should."""

    type = DateTime(timezone=True)
    inherit_cache = True
    name = "beginning"


@compiles(_Beginning)
def _compile_beginning(element: _Beginning, compiler: SQLCompiler, **how: object) -> str:
    (day,) = element.clauses
    written = compiler.process(day, **how)
    return written if compiler.dialect.name == "sqlite" else f"({written}::timestamp AT TIME ZONE 'UTC')"
