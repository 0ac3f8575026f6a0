"""A campaign's stored identity and its occasions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from outreach.campaign.campaign import Campaign
from outreach.campaign.occasion import Occasion
from outreach.journal import Entry, record
from outreach.policy.records import stop_the_gate
from outreach.store.dialect import insert_into
from outreach.store.tables import campaigns, occasions
from outreach.store.words import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A campaign on record."""

    id: int
    key: str
    stopped_because: str | None


def plan_alone(connection: Connection, campaign_id: int) -> None:
    """Waits until nobody else plans this campaign; held to the end of the transaction."""
    connection.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update(key_share=True))


def known_campaign(connection: Connection, campaign: Campaign, *, now: datetime) -> Known:
    """The campaign's record, made at first sight; title and kind follow the file."""
    connection.execute(
        insert_into(connection, campaigns)
        .values(key=campaign.key, title=campaign.title, kind=campaign.kind, first_seen_at=now)
        .on_conflict_do_update(index_elements=[campaigns.c.key], set_={"title": campaign.title, "kind": campaign.kind})
    )
    row = connection.execute(select(campaigns).where(campaigns.c.key == campaign.key)).one()
    return Known(id=row.id, key=row.key, stopped_because=row.stopped_because if row.stopped_at else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOccasion:
    """An occasion on record; `planned_at` None: not yet, or to be planned once more."""

    planned_at: datetime | None
    digest: str | None


def known_occasion(connection: Connection, campaign_id: int, occasion: Occasion, *, control: float) -> KnownOccasion:
    """The occasion's record, made at first sight."""
    connection.execute(
        insert_into(connection, occasions)
        .values(
            campaign_id=campaign_id,
            key=occasion.key,
            starts_on=occasion.starts_on,
            ends_on=occasion.ends_on,
            control_share=round(control * 1000),
        )
        .on_conflict_do_nothing()
    )
    which = (occasions.c.campaign_id == campaign_id, occasions.c.key == occasion.key)
    row = connection.execute(select(occasions.c.planned_at, occasions.c.digest).where(*which)).one()
    return KnownOccasion(planned_at=row.planned_at, digest=row.digest)


def mark_planned(
    connection: Connection,
    campaign_id: int,
    occasion: Occasion,
    *,
    digest: str,
    counts: dict[str, int],
    now: datetime,
    by: str,
) -> None:
    """The audience of this occasion is complete and frozen, as long as the content stays."""
    connection.execute(
        update(occasions)
        .where(occasions.c.campaign_id == campaign_id, occasions.c.key == occasion.key)
        .values(planned_at=now, digest=digest)
    )
    detail: dict[str, object] = {"occasion": occasion.key, **counts}
    record(connection, [Entry(event=Event.DECIDED, by=by, campaign_id=campaign_id, detail=detail)], now=now)


def stop_campaign(connection: Connection, campaign_id: int, *, because: str, now: datetime, by: str) -> bool:
    """No letter of it leaves from this commit on; False if it was stopped before."""
    stop_the_gate(connection)
    changed = connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, campaigns.c.stopped_at.is_(None))
        .values(stopped_at=now, stopped_because=because)
    ).rowcount
    if changed:
        entry = Entry(event=Event.STOPPED, by=by, campaign_id=campaign_id, detail={"because": because})
        record(connection, [entry], now=now)
    return bool(changed)


def wake_campaign(connection: Connection, campaign_id: int, *, now: datetime, by: str) -> bool:
    """Ends a stop; letters that were cancelled stay cancelled. False if it was not stopped."""
    changed = connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id, campaigns.c.stopped_at.is_not(None))
        .values(stopped_at=None, stopped_because=None)
    ).rowcount
    if changed:
        record(connection, [Entry(event=Event.RESUMED, by=by, campaign_id=campaign_id)], now=now)
    return bool(changed)
