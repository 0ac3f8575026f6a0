"""What people are shown of the outbox: the queue, what is due, what is in doubt, which letters a campaign has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from outreach.store.tables import campaigns, letters
from outreach.store.words import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Letters of one campaign and occasion in one state; `first_due_at` of those that wait."""

    campaign: str
    occasion: str
    state: State
    letters: int
    first_due_at: datetime | None
    last_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    letter_id: int
    client_id: int
    message_id: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """To whom a letter is written, and in which language."""

    letter_id: int
    client_id: int
    campaign_id: int
    email: str
    address_key: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A letter of a campaign as `approve` and `plan` list it."""

    letter_id: int
    client_id: int
    state: State
    subject: str
    language: str
    sender: str
    due_at: datetime
    time_zone: str
    facts_used: tuple[str, ...]


def queue(connection: Connection) -> tuple[Queue, ...]:
    """Counts by campaign, occasion and state."""
    rows = connection.execute(
        select(
            campaigns.c.key,
            letters.c.occasion,
            letters.c.state,
            func.count().label("number"),
            func.min(letters.c.due_at).label("first"),
            func.max(letters.c.due_at).label("last"),
        )
        .join_from(letters, campaigns, letters.c.campaign_id == campaigns.c.id)
        .group_by(campaigns.c.key, letters.c.occasion, letters.c.state)
        .order_by(campaigns.c.key, letters.c.occasion, letters.c.state)
    )
    return tuple(
        Queue(
            campaign=row.key,
            occasion=row.occasion,
            state=row.state,
            letters=row.number,
            first_due_at=row.first,
            last_due_at=row.last,
        )
        for row in rows
    )


def count_due(connection: Connection, *, campaign: str = "", now: datetime) -> int:
    """Ready letters whose hour has come and whose day is not over."""
    query = select(func.count()).select_from(letters).where(
        letters.c.state == State.READY, letters.c.due_at <= now, letters.c.day_ends_at > now
    )  # fmt: skip
    if campaign:
        query = query.where(letters.c.campaign_id.in_(select(campaigns.c.id).where(campaigns.c.key == campaign)))
    return connection.execute(query).scalar_one()


def next_due(connection: Connection, *, now: datetime) -> datetime | None:
    """When the next ready letter is due; one whose day is over does not count."""
    query = select(func.min(letters.c.due_at)).where(letters.c.state == State.READY, letters.c.day_ends_at > now)
    found: datetime | None = connection.execute(query).scalar()
    return found


def letters_in_doubt(connection: Connection) -> tuple[InDoubt, ...]:
    """Letters of which nobody knows whether they left, oldest first."""
    rows = connection.execute(
        select(letters).where(letters.c.state == State.IN_DOUBT).order_by(letters.c.going_at, letters.c.id)
    )
    return tuple(
        InDoubt(
            letter_id=row.id, client_id=row.client_id, message_id=row.message_id, since=row.going_at or row.drafted_at
        )
        for row in rows
    )


def addressee(connection: Connection, letter_id: int) -> Addressee | None:
    """To whom a letter is written; None if there is no such letter."""
    row = connection.execute(select(letters).where(letters.c.id == letter_id)).first()
    if row is None:
        return None
    return Addressee(
        letter_id=row.id,
        client_id=row.client_id,
        campaign_id=row.campaign_id,
        email=row.email,
        address_key=row.address_key,
        language=row.language,
    )


def letters_of(connection: Connection, campaign_id: int, *, digest: str | None = None) -> tuple[Waiting, ...]:
    """The campaign's letters (of one content, if it is named), those that wait first, by due time."""
    order = case((letters.c.state.in_((State.DRAFT, State.READY)), 0), else_=1)
    query = select(letters).where(letters.c.campaign_id == campaign_id)
    if digest is not None:
        query = query.where(letters.c.digest == digest)
    return tuple(
        Waiting(
            letter_id=row.id,
            client_id=row.client_id,
            state=row.state,
            subject=row.subject,
            language=row.language,
            sender=row.sender,
            due_at=row.due_at,
            time_zone=row.time_zone,
            facts_used=tuple(row.facts_used),
        )
        for row in connection.execute(query.order_by(order, letters.c.due_at, letters.c.id))
    )
