"""The only SQL of letter: what a letter needs to know about its client, for many decisions at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, select

from outreach.book.records.naming import person_of
from outreach.names.person import Person
from outreach.policy.cap import client_holder
from outreach.store.tables import (
    campaigns,
    caps,
    client_facts,
    clients,
    decisions,
    inquiries,
    letters,
    occasions,
    orders,
    personal_facts,
    reasons,
    touched,
)
from outreach.store.words import Choice, LetterKind, ReasonStanding, State


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWrite:
    """A decision to write, with everything its words may need."""

    decision_id: int
    campaign_id: int
    campaign: str
    occasion: str
    client_id: int
    email: str
    address_key: str
    language: str
    sender: str
    send_on: dt.date
    due_at: dt.datetime
    day_ends_at: dt.datetime
    expires_at: dt.datetime
    time_zone: str
    person: Person
    client: Row[Any]
    facts: dict[str, str]
    reason: str | None
    event: str | None
    event_on: dt.date | None
    first_order_on: dt.date | None
    last_order_on: dt.date | None
    newest_order_on: dt.date | None  # on record, whatever counts as a purchase
    last_inquiry_on: dt.date | None
    orders: int
    greatest_order_on: dt.date | None
    greatest_order_what: str | None
    told_until: dt.date | None  # day of his last newsletter


def to_write(
    connection: Connection, *, campaign_id: int, limit: int, now: dt.datetime, after: int = 0
) -> list[ToWrite]:
    """Decisions to write that have no letter yet, by number, beginning behind `after`.

    One whose occasion has passed is not among them, nor one about a client whose facts must be worked out first.
    """
    drafted = exists().where(letters.c.decision_id == decisions.c.id, letters.c.state != State.CANCELLED)
    stale = exists().where(touched.c.client_id == decisions.c.client_id)
    rows = connection.execute(
        select(decisions, campaigns.c.key.label("campaign"))
        .join_from(decisions, campaigns, decisions.c.campaign_id == campaigns.c.id)
        .join(occasions, and_(occasions.c.campaign_id == campaigns.c.id, occasions.c.key == decisions.c.occasion))
        .where(
            decisions.c.campaign_id == campaign_id,
            decisions.c.choice == Choice.WRITE,
            decisions.c.id > after,
            campaigns.c.stopped_at.is_(None),
            decisions.c.expires_at > now,
            ~drafted,
            ~stale,
        )
        .order_by(decisions.c.id)
        .limit(limit)
    ).all()
    return _known(connection, rows)


def of_client(connection: Connection, client_id: int, *, language: str) -> "ToWrite | None":
    """The same for one client without any decision: for previews. Days and hours are made up."""
    row = connection.execute(select(clients).where(clients.c.id == client_id)).first()
    return None if row is None else _one(connection, _Shown(client_id=client_id, language=language))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """Stands for a decision row in a preview."""

    client_id: int
    language: str
    id: int = 0
    campaign_id: int = 0
    campaign: str = ""
    occasion: str = ""
    email: str = "preview@example.com"
    address_key: str = "preview@example.com"
    sender: str = ""
    send_on: dt.date = dt.date(2000, 1, 1)
    due_at: dt.datetime = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    day_ends_at: dt.datetime = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    expires_at: dt.datetime = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    time_zone: str = "UTC"


def _one(connection: Connection, shown: _Shown) -> ToWrite:
    return _known(connection, [shown])[0]


def _known(connection: Connection, rows: Sequence[Any]) -> list[ToWrite]:
    ids = sorted({row.client_id for row in rows})
    people = {row.id: row for row in connection.execute(select(clients).where(clients.c.id.in_(ids)))}
    figures = {
        row.client_id: row for row in connection.execute(select(client_facts).where(client_facts.c.client_id.in_(ids)))
    }
    facts = _facts(connection, ids)
    events = _events(connection, ids)
    asked = _last_inquiries(connection, ids)
    ordered = _newest_orders(connection, ids)
    greatest = _greatest_orders(connection, ids)
    told = _told(connection, ids)
    return [
        _to_write(
            row,
            people[row.client_id],
            figures.get(row.client_id),
            facts=facts[row.client_id],
            event=events.get(row.client_id),
            asked=asked.get(row.client_id),
            ordered=ordered.get(row.client_id),
            greatest=greatest.get(row.client_id),
            told=told.get(row.client_id),
        )
        for row in rows
    ]


def _to_write(
    row: Any,
    client: Row[Any],
    figures: Row[Any] | None,
    *,
    facts: Sequence[Row[Any]],
    event: Row[Any] | None,
    asked: dt.date | None,
    ordered: dt.date | None,
    greatest: Any | None,
    told: dt.date | None,
) -> ToWrite:
    usable = [fact for fact in facts if fact.language in {None, "", row.language}]
    return ToWrite(
        decision_id=row.id,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        occasion=row.occasion,
        client_id=row.client_id,
        email=row.email,
        address_key=row.address_key,
        language=row.language,
        sender=row.sender,
        send_on=row.send_on,
        due_at=row.due_at,
        day_ends_at=row.day_ends_at,
        expires_at=row.expires_at,
        time_zone=row.time_zone,
        person=person_of(client),
        client=client,
        facts={fact.key: fact.value for fact in usable},  # the newest of a kind
        reason=(figures.verified_reason or figures.stated_reason) if figures else None,
        event=event.event if event else None,
        event_on=event.on_day if event else None,
        first_order_on=figures.first_order_on if figures else None,
        last_order_on=figures.last_order_on if figures else None,
        newest_order_on=ordered,
        last_inquiry_on=asked,
        orders=figures.orders if figures else 0,
        greatest_order_on=greatest.ordered_on if greatest else None,
        greatest_order_what=greatest.what if greatest else None,
        told_until=told,
    )


def _facts(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    which = and_(personal_facts.c.client_id.in_(ids), personal_facts.c.usable)
    for row in connection.execute(select(personal_facts).where(which).order_by(personal_facts.c.id)):
        found[row.client_id].append(row)
    return found


def _events(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    rows = connection.execute(
        select(reasons)
        .where(
            reasons.c.client_id.in_(ids), reasons.c.standing == ReasonStanding.VERIFIED, reasons.c.event.is_not(None)
        )
        .order_by(reasons.c.on_day, reasons.c.id)
    )
    return {row.client_id: row for row in rows}


def _last_inquiries(connection: Connection, ids: Sequence[int]) -> dict[int, dt.date]:
    rows = connection.execute(
        select(inquiries.c.client_id, inquiries.c.asked_on)
        .where(inquiries.c.client_id.in_(ids))
        .order_by(inquiries.c.asked_on)
    )
    return {row.client_id: row.asked_on for row in rows}


def _newest_orders(connection: Connection, ids: Sequence[int]) -> dict[int, dt.date]:
    newest = func.max(orders.c.ordered_on).label("newest")
    rows = connection.execute(
        select(orders.c.client_id, newest)
        .where(orders.c.client_id.in_(ids), orders.c.amount >= 0)
        .group_by(orders.c.client_id)
    )
    return {row.client_id: row.newest for row in rows}


def _greatest_orders(connection: Connection, ids: Sequence[int]) -> dict[int, Any]:
    """The greatest order of each; of equal ones the first."""
    columns = (orders.c.client_id, orders.c.ordered_on, orders.c.what)
    rows = connection.execute(
        select(*columns)
        .where(orders.c.client_id.in_(ids), orders.c.amount > 0)
        .order_by(orders.c.amount, orders.c.ordered_on.desc(), orders.c.id.desc())
    )
    return {row.client_id: row for row in rows}


def _told(connection: Connection, ids: Sequence[int]) -> dict[int, dt.date]:
    holders = {client_holder(number): number for number in ids}
    rows = connection.execute(
        select(caps.c.holder, caps.c.last_on).where(
            caps.c.kind == LetterKind.NEWSLETTER, caps.c.holder.in_(list(holders)), caps.c.last_on.is_not(None)
        )
    )
    return {holders[row.holder]: row.last_on for row in rows}
