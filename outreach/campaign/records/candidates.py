"""Reads all that is to be known about the clients of an audience: a handful of set-based reads a chunk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, or_, select

from outreach.almanac.window import LeapDay
from outreach.book.records.desk import notes_of
from outreach.book.records.naming import person_of
from outreach.campaign.campaign import Campaign, When
from outreach.campaign.decide import Candidate, Earlier, KnownFact
from outreach.campaign.occasion import PROFESSIONAL, Occasion, Who
from outreach.campaign.records.his_day import on_his_day
from outreach.names.language import language_of
from outreach.policy.cap import client_holder
from outreach.policy.records import standings
from outreach.segment.compiler import audience
from outreach.segment.who import Segment
from outreach.store.bulk import chunks
from outreach.store.tables import campaigns, caps, client_facts, clients, decisions, letters, personal_facts, reasons
from outreach.store.words import Choice, LetterKind, ReasonStanding, State

AGAIN_AFTER = dt.timedelta(days=300)  # a yearly day may shift by weeks; the same letter within that is the same letter
NEVER_LEFT = (State.CANCELLED, State.EXPIRED, State.REFUSED)


def audience_ids(
    connection: Connection, segment: Segment, occasion: Occasion, *, when: When, leap_day: LeapDay, today: dt.date
) -> list[int]:
    """Numbers of the clients whom the occasion concerns, in their order."""
    chosen = audience(segment, today=today).subquery()
    wanted = select(clients.c.id).where(clients.c.id.in_(select(chosen.c[0]))).order_by(clients.c.id)
    if occasion.holidays:
        return _of_the_day(connection, wanted, occasion)
    if when.is_personal and occasion.day:
        wanted = wanted.where(on_his_day(when, occasion.day, leap_day=leap_day, today=today))
    return list(connection.scalars(wanted))


def _of_the_day(connection: Connection, wanted: Select[tuple[int]], occasion: Occasion) -> list[int]:
    """Those whose own day it is; where his country is not known and must be, a person is asked for it."""
    countries = connection.scalars(select(func.coalesce(clients.c.country, "")).distinct()).all()
    near = [country for country in countries if not country or occasion.concerns(country)]
    wanted = wanted.where(func.coalesce(clients.c.country, "").in_(near))
    asked: list[Any] = [clients.c.country]
    if occasion.is_religious:
        asked.append(clients.c.faith)
        wanted = wanted.where(clients.c.faith.is_not(None))
    if occasion.is_professional:
        asked += [clients.c.profession, clients.c.industry]
    if occasion.almanac:
        wanted = wanted.where(or_(clients.c.profession.is_not(None), clients.c.industry.is_not(None)))
    keeps: dict[tuple[str | None, ...], bool] = {}
    found = []
    for row in connection.execute(wanted.add_columns(*asked)):
        told = tuple(row[1:])
        if told not in keeps:
            keeps[told] = occasion.may_be_his(who_of(row))
        if keeps[told]:
            found.append(row.id)
    return found


def still_in(connection: Connection, segment: Segment, ids: Sequence[int], *, today: dt.date) -> set[int]:
    """Those of `ids` who belong to the segment at present."""
    found: set[int] = set()
    chosen = audience(segment, today=today).subquery()
    for part in chunks(ids):
        found.update(connection.scalars(select(chosen.c[0]).where(chosen.c[0].in_(part))))
    return found


def candidates(
    connection: Connection,
    ids: Sequence[int],
    *,
    campaign: Campaign,
    occasion: Occasion,
    today: dt.date,
    now: dt.datetime,
) -> list[Candidate]:
    """One Candidate for each client, in the order of the numbers."""
    standing = standings(connection, ids, kind=campaign.kind)
    facts = _facts(connection, ids)
    events = _verified_events(connection, ids)
    begins = dt.datetime.combine(occasion.starts_on, dt.time(), tzinfo=dt.UTC)
    since = max(now, begins) - AGAIN_AFTER  # planned a year ahead, the next Christmas is not this one again
    had = _earlier(connection, ids, decisions.c.theme == occasion.theme, campaign, occasion, since=since)
    professional = decisions.c.theme.startswith(PROFESSIONAL, autoescape=True)
    greeted = _earlier(connection, ids, professional, campaign, occasion, since=since)
    told = _last_newsletters(connection, ids)
    noted = notes_of(connection, ids)
    called = still_in(connection, campaign.call_segment, ids, today=today) if campaign.call_segment else set()
    return [
        Candidate(
            client_id=row.id,
            standing=standing[row.id],
            person=person_of(row),
            language=language_of(person_of(row), country=row.country or "") or None,
            country=row.country,
            city=row.city,
            region=row.territory,
            who=who_of(row),
            time_zone=row.time_zone,
            manager=row.manager,
            facts=tuple(facts[row.id]),
            reason=row.verified_reason or row.stated_reason,
            verified_event=events.get(row.id),
            last_newsletter_on=told.get(row.id),
            had=had.get(row.id),
            had_professional=greeted.get(row.id),
            better_called=row.id in called,
            notes=noted.get(row.id, ()),
            debt=row.debt,
            cleared=row.cleared,
        )
        for row in _clients(connection, ids)
    ]


def who_of(row: Row[Any]) -> Who:
    """What of a row of clients says which day is his; a column that was not asked for is not known."""
    told = row._mapping  # noqa: SLF001  SQLAlchemy's public name for it
    return Who(
        country=told.get("country") or "",
        faith=told.get("faith") or "",
        profession=told.get("profession") or "",
        industry=told.get("industry") or "",
    )


def _clients(connection: Connection, ids: Sequence[int]) -> Iterable[Row[Any]]:
    return connection.execute(
        select(clients, client_facts.c.verified_reason, client_facts.c.stated_reason)
        .join_from(clients, client_facts, clients.c.id == client_facts.c.client_id, isouter=True)
        .where(clients.c.id.in_(ids))
        .order_by(clients.c.id)
    )


def _facts(connection: Connection, ids: Sequence[int]) -> dict[int, list[KnownFact]]:
    found: dict[int, list[KnownFact]] = defaultdict(list)
    usable = and_(personal_facts.c.client_id.in_(ids), personal_facts.c.usable)
    for row in connection.execute(select(personal_facts).where(usable).order_by(personal_facts.c.id)):
        found[row.client_id].append(KnownFact(key=row.key, value=row.value, language=row.language))
    return found


def _verified_events(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    rows = connection.execute(
        select(reasons.c.client_id, reasons.c.event)
        .where(
            reasons.c.client_id.in_(ids), reasons.c.standing == ReasonStanding.VERIFIED, reasons.c.event.is_not(None)
        )
        .order_by(reasons.c.on_day, reasons.c.id)
    )
    return {row.client_id: row.event for row in rows if row.event.strip()}


def _earlier(
    connection: Connection,
    ids: Sequence[int],
    theme: Any,
    campaign: Campaign,
    occasion: Occasion,
    *,
    since: dt.datetime,
) -> dict[int, Earlier]:
    mine = and_(campaigns.c.key == campaign.key, decisions.c.occasion == occasion.key)
    left = exists().where(letters.c.decision_id == decisions.c.id, letters.c.state.not_in(NEVER_LEFT))
    drafted = exists().where(letters.c.decision_id == decisions.c.id, letters.c.drafted_at >= decisions.c.decided_at)
    counts = or_(decisions.c.choice == Choice.CONTROL, and_(decisions.c.choice == Choice.WRITE, or_(left, ~drafted)))
    merged = _merged_with(connection, ids)
    rows = connection.execute(
        select(decisions.c.client_id, decisions.c.send_on, campaigns.c.key)
        .join_from(decisions, campaigns, decisions.c.campaign_id == campaigns.c.id)
        .where(decisions.c.client_id.in_([*ids, *merged]), theme, decisions.c.due_at > since, counts)
        .where(or_(~mine, decisions.c.client_id.in_(list(merged))))  # what another had of this occasion, he had
        .order_by(decisions.c.id)
    )
    return {merged.get(row.client_id, row.client_id): Earlier(campaign=row.key, on=row.send_on) for row in rows}


def _merged_with(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Those who live on in one of these: what they had counts as his."""
    gone = connection.execute(select(clients.c.id, clients.c.merged_into).where(clients.c.merged_into.in_(ids)))
    return {row.id: row.merged_into for row in gone}


def _last_newsletters(connection: Connection, ids: Sequence[int]) -> dict[int, dt.date]:
    """Day of the last newsletter that went, from the cap that it left behind."""
    holders = {client_holder(number): number for number in ids}
    rows = connection.execute(
        select(caps.c.holder, caps.c.last_on).where(
            caps.c.kind == LetterKind.NEWSLETTER, caps.c.holder.in_(list(holders)), caps.c.last_on.is_not(None)
        )
    )
    return {holders[row.holder]: row.last_on for row in rows}
