"""Counts and lists the lost and the endangered; reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Join, and_, func, literal_column, or_, select

from outreach.lapse.records.firm import tier_column
from outreach.lapse.records.stage import lost_after_first, stage_column
from outreach.lapse.tier import Cuts, tier_of
from outreach.store.tables import client_facts, client_signs, clients, lapses
from outreach.store.words import Sign, Stage, Tier

_FIGURES = func.count(), func.coalesce(func.sum(lapses.c.value_year), 0)  # how many, and the value of their last year


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRow:
    """Lost clients of one tier and reason, counted; `reason` is "" where nobody knows it."""

    tier: Tier
    reason: str
    clients: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LostClient:
    """One of the lost; `value` is what his last year brought."""

    client_id: int
    code: str
    name: str
    tier: Tier
    last_order_on: date | None
    lost_on: date
    value: int
    reason: str


def count_lost(connection: Connection, *, today: date) -> int:
    query = select(func.count()).select_from(client_facts).where(client_facts.c.lost_on <= today)
    return connection.execute(query).scalar_one()


def lost_groups(connection: Connection, *, today: date, cuts: Cuts) -> Iterator[LostRow]:
    """The lost by tier and reason; the tier is today's."""
    tier, reason = tier_column(client_facts.c.revenue, cuts), _known_reason()
    query = (
        select(tier, reason, *_FIGURES)
        .select_from(_with_open_spell())
        .where(client_facts.c.lost_on <= today)
        .group_by(tier, reason)
        .order_by(tier, reason)
    )
    for row in connection.execute(query):
        yield LostRow(tier=Tier(row[0]), reason=row[1], clients=row[2], value=int(row[3]))


def lost_since(connection: Connection, *, today: date, since: date) -> tuple[int, int]:
    """How many were lost after `since`, and the value of their last year."""
    query = (
        select(*_FIGURES)
        .select_from(_with_open_spell())
        .where(client_facts.c.lost_on > since, client_facts.c.lost_on <= today)
    )
    row = connection.execute(query).one()
    return row[0], int(row[1])


def at_risk(connection: Connection, *, today: date) -> tuple[int, int]:
    """How many are at risk and not lost, and what they brought in the last year."""
    figures = func.count(), func.coalesce(func.sum(client_facts.c.revenue_year), 0)
    row = connection.execute(select(*figures).where(_at_risk(today))).one()
    return row[0], int(row[1])


def by_sign(connection: Connection, *, today: date) -> dict[Sign, tuple[int, int]]:
    """How many of the lost and endangered show each sign beside silence, and what they brought in the last year."""
    query = (
        select(client_signs.c.sign, func.count(), func.coalesce(func.sum(client_facts.c.revenue_year), 0))
        .join_from(client_signs, client_facts, client_facts.c.client_id == client_signs.c.client_id)
        .where(client_signs.c.since <= today)
        .group_by(client_signs.c.sign)
    )
    return {row[0]: (row[1], int(row[2])) for row in connection.execute(query)}


def by_stage(connection: Connection, *, today: date) -> dict[Stage, tuple[int, int]]:
    """How many of the lost are at each stage, and what they brought in their last year."""
    columns = stage_column(today).label("stage"), func.coalesce(lapses.c.value_year, 0).label("value")
    each = select(*columns).select_from(_lost_with_clients()).where(client_facts.c.lost_on <= today).subquery()
    query = select(each.c.stage, func.count(), func.sum(each.c.value)).group_by(each.c.stage)
    return {Stage(row[0]): (row[1], int(row[2])) for row in connection.execute(query)}


def after_first(connection: Connection, *, today: date) -> tuple[int, int]:
    """How many of the lost ordered on one day only, and what they brought in their last year."""
    row = connection.execute(select(*_FIGURES).select_from(_with_open_spell()).where(lost_after_first(today))).one()
    return row[0], int(row[1])


def _at_risk(today: date) -> ColumnElement[bool]:
    not_lost = or_(client_facts.c.lost_on.is_(None), client_facts.c.lost_on > today)
    return and_(client_facts.c.at_risk_on <= today, not_lost)


def first_lost(
    connection: Connection, *, today: date, cuts: Cuts, limit: int, since: date | None = None
) -> Iterator[LostClient]:
    """The greatest losses first; with `since`, of those lost after that day."""
    value = func.coalesce(lapses.c.value_year, 0)
    query = (
        select(
            client_facts.c.client_id,
            clients.c.code,
            clients.c.name,
            client_facts.c.revenue,
            client_facts.c.last_order_on,
            client_facts.c.lost_on,
            value,
            _known_reason(),
        )
        .select_from(_lost_with_clients())
        .where(client_facts.c.lost_on <= today, client_facts.c.lost_on > (since or date.min))
        .order_by(value.desc(), client_facts.c.revenue.desc(), client_facts.c.client_id)
        .limit(limit)
    )
    for row in connection.execute(query):
        yield LostClient(
            client_id=row[0],
            code=row[1],
            name=row[2],
            tier=tier_of(row[3], cuts),
            last_order_on=row[4],
            lost_on=row[5],
            value=int(row[6]),
            reason=row[7],
        )


def _with_open_spell() -> Join:
    mine = (lapses.c.client_id == client_facts.c.client_id) & lapses.c.ended_on.is_(None)
    return client_facts.outerjoin(lapses, mine)


def _lost_with_clients() -> Join:
    return _with_open_spell().join(clients, clients.c.id == client_facts.c.client_id)


def _known_reason() -> ColumnElement[str]:
    return func.coalesce(client_facts.c.verified_reason, client_facts.c.stated_reason, literal_column("''"))
