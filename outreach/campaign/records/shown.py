"""What people are shown of decisions: counts, lists, what waits, the story of one client."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from outreach.store.tables import campaigns, clients, decisions, letters, occasions
from outreach.store.words import Because, Choice, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many decisions of one occasion with the same answer; `permitted_on` is the earliest next chance."""

    occasion: str
    choice: Choice
    because: Because
    clients: int
    permitted_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision as a screen lists it; the letter's part is empty where there is none."""

    decision_id: int
    campaign: str
    occasion: str
    client_id: int
    client: str
    choice: Choice
    because: Because
    detail: Mapping[str, str]
    permitted_on: dt.date | None
    due_at: dt.datetime | None
    time_zone: str | None
    language: str | None
    sender: str | None
    letter_id: int | None
    state: State | None
    subject: str | None
    cancelled_because: str | None
    decided_at: dt.datetime


def counted(connection: Connection, campaign_id: int, *, since: dt.date) -> tuple[Counted, ...]:
    """Decisions of a campaign's occasions that end on `since` or later, by occasion and answer."""
    rows = connection.execute(
        select(
            decisions.c.occasion,
            decisions.c.choice,
            decisions.c.because,
            func.count().label("clients"),
            func.min(decisions.c.permitted_on).label("permitted_on"),
        )
        .join_from(
            decisions,
            occasions,
            and_(occasions.c.campaign_id == decisions.c.campaign_id, occasions.c.key == decisions.c.occasion),
        )
        .where(decisions.c.campaign_id == campaign_id, occasions.c.ends_on >= since)
        .group_by(decisions.c.occasion, decisions.c.choice, decisions.c.because)
        .order_by(decisions.c.occasion, decisions.c.choice.desc(), func.count().desc())
    )
    return tuple(
        Counted(
            occasion=row.occasion,
            choice=row.choice,
            because=row.because,
            clients=row.clients,
            permitted_on=row.permitted_on,
        )
        for row in rows
    )


def decided(
    connection: Connection,
    *,
    campaign_id: int | None = None,
    client_id: int | None = None,
    occasion: str | None = None,
    choices: tuple[Choice, ...] = tuple(Choice),
    limit: int = 1_000,
) -> tuple[Decided, ...]:
    """Decisions, those with the earliest letter first, or one client's by their occasions; every filter is optional."""
    query = _all().where(decisions.c.choice.in_(choices))
    when = (
        select(occasions.c.starts_on)
        .where(occasions.c.campaign_id == decisions.c.campaign_id, occasions.c.key == decisions.c.occasion)
        .correlate(decisions)
        .scalar_subquery()
    )
    if campaign_id is not None:
        query = query.where(decisions.c.campaign_id == campaign_id)
    if client_id is not None:
        query = query.where(decisions.c.client_id == client_id)
    if occasion is not None:
        query = query.where(decisions.c.occasion == occasion)
    rows = connection.execute(
        query.order_by(decisions.c.due_at if client_id is None else when, decisions.c.id).limit(limit)
    )
    return tuple(Decided(**row._mapping) for row in rows)  # noqa: SLF001 SQLAlchemy's public way to a row's names


def who_waits(connection: Connection, *, today: dt.date, limit: int = 1_000) -> tuple[Decided, ...]:
    """Everything that waits for a person, in occasions that have not passed, by cause."""
    under_way = and_(
        occasions.c.campaign_id == decisions.c.campaign_id,
        occasions.c.key == decisions.c.occasion,
        occasions.c.ends_on >= today,
    )
    query = (
        _all()
        .join(occasions, under_way)
        .where(decisions.c.choice == Choice.WAIT, decisions.c.because != Because.CHANGED)
        .order_by(decisions.c.because, occasions.c.ends_on, decisions.c.id)
        .limit(limit)
    )
    return tuple(Decided(**row._mapping) for row in connection.execute(query))  # noqa: SLF001 as above


def _all() -> Select[tuple[object, ...]]:
    latest = (
        select(func.max(letters.c.id)).where(letters.c.decision_id == decisions.c.id).correlate(decisions)
    ).scalar_subquery()
    wanted = [
        decisions.c[name]
        for name in ("occasion", "client_id", "choice", "because", "detail", "permitted_on", "due_at", "time_zone",
                     "language", "sender", "decided_at")
    ]  # fmt: skip
    return (
        select(
            decisions.c.id.label("decision_id"),
            campaigns.c.key.label("campaign"),
            _name().label("client"),
            *wanted,
            letters.c.id.label("letter_id"),
            letters.c.state,
            letters.c.subject,
            letters.c.cancelled_because,
        )
        .join_from(decisions, campaigns, decisions.c.campaign_id == campaigns.c.id)
        .join(clients, decisions.c.client_id == clients.c.id)
        .join(letters, letters.c.id == latest, isouter=True)
    )


def _name() -> ColumnElement[str]:
    """What a client is called on a screen: his name, else his firm, else his code."""
    parts = func.trim(func.coalesce(clients.c.family_name, "") + " " + func.coalesce(clients.c.given_name, ""))
    return func.coalesce(
        func.nullif(clients.c.name, ""), func.nullif(parts, ""), func.nullif(clients.c.company, ""), clients.c.code
    )
