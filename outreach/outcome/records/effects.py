"""Counts what became of the decisions of each occasion: letters, what came back, who ordered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Subquery, func, select

from outreach.store.tables import campaigns, decisions, journal, letters, returns
from outreach.store.words import Because, Choice, Event, LetterKind, State

Key = tuple[int, str]  # campaign, occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionRow:
    campaign: str
    title: str
    kind: LetterKind
    campaign_id: int
    occasion: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    clients: int
    amount: int


def occasions(connection: Connection, *, start: date, end: date, campaign: str | None) -> Iterator[OccasionRow]:
    """Occasions whose first letter, or first one held back, was planned for a day from `start` to `end`."""
    chosen = _chosen(start=start, end=end)
    query = (
        select(
            campaigns.c.key, campaigns.c.title, campaigns.c.kind,
            chosen.c.campaign_id, chosen.c.occasion, chosen.c.first_on, chosen.c.last_on,
        )
        .join(chosen, chosen.c.campaign_id == campaigns.c.id)
        .order_by(chosen.c.first_on, campaigns.c.key, chosen.c.occasion)
    )  # fmt: skip
    if campaign is not None:
        query = query.where(campaigns.c.key == campaign)
    for row in connection.execute(query).all():
        yield OccasionRow(
            campaign=row[0],
            title=row[1],
            kind=row[2],
            campaign_id=row[3],
            occasion=row[4],
            first_on=row[5],
            last_on=row[6],
        )


def decided(connection: Connection, *, start: date, end: date) -> dict[Key, list[tuple[Choice, Because, int]]]:
    chosen = _chosen(start=start, end=end)
    keys = (decisions.c.campaign_id, decisions.c.occasion, decisions.c.choice, decisions.c.because)
    query = select(*keys, func.count()).join(chosen, _same(decisions, chosen)).group_by(*keys)
    found: dict[Key, list[tuple[Choice, Because, int]]] = {}
    for campaign_id, occasion, choice, because, n in connection.execute(query).all():
        found.setdefault((campaign_id, occasion), []).append((choice, because, n))
    return found


def states(connection: Connection, *, start: date, end: date) -> dict[Key, dict[State, int]]:
    chosen = _chosen(start=start, end=end)
    keys = (letters.c.campaign_id, letters.c.occasion, letters.c.state)
    query = select(*keys, func.count()).join(chosen, _same(letters, chosen)).group_by(*keys)
    found: dict[Key, dict[State, int]] = {}
    for campaign_id, occasion, state, n in connection.execute(query).all():
        found.setdefault((campaign_id, occasion), {})[state] = n
    return found


def answered(connection: Connection, *, start: date, end: date) -> dict[Key, dict[Event, int]]:
    """Letters that were replied to, unsubscribed from or complained about, each letter once."""
    chosen = _chosen(start=start, end=end)
    wanted = (Event.REPLIED, Event.UNSUBSCRIBED, Event.COMPLAINED)
    keys = (letters.c.campaign_id, letters.c.occasion, journal.c.event)
    query = (
        select(*keys, func.count(func.distinct(journal.c.letter_id)))
        .join(letters, letters.c.id == journal.c.letter_id)
        .join(chosen, _same(letters, chosen))
        .where(journal.c.event.in_(wanted))
        .group_by(*keys)
    )
    found: dict[Key, dict[Event, int]] = {}
    for campaign_id, occasion, event, n in connection.execute(query).all():
        found.setdefault((campaign_id, occasion), {})[event] = n
    return found


def returned(connection: Connection, *, start: date, end: date) -> dict[Key, dict[Choice, ReturnRow]]:
    chosen = _chosen(start=start, end=end)
    keys = (decisions.c.campaign_id, decisions.c.occasion, returns.c.choice)
    query = (
        select(*keys, func.count(), func.sum(returns.c.amount))
        .join(decisions, decisions.c.id == returns.c.decision_id)
        .join(chosen, _same(decisions, chosen))
        .group_by(*keys)
    )
    found: dict[Key, dict[Choice, ReturnRow]] = {}
    for campaign_id, occasion, choice, n, amount in connection.execute(query).all():
        found.setdefault((campaign_id, occasion), {})[choice] = ReturnRow(clients=n, amount=int(amount))
    return found


def _chosen(*, start: date, end: date) -> Subquery:
    first = func.min(decisions.c.send_on)
    return (
        select(
            decisions.c.campaign_id,
            decisions.c.occasion,
            first.label("first_on"),
            func.max(decisions.c.send_on).label("last_on"),
        )
        .group_by(decisions.c.campaign_id, decisions.c.occasion)
        .having(first >= start, first <= end)
        .subquery("chosen")
    )


def _same(table: Any, chosen: Subquery) -> Any:
    return (table.c.campaign_id == chosen.c.campaign_id) & (table.c.occasion == chosen.c.occasion)
