"""Claim and going: who holds a letter, and the last check before the final dot (I2, I3, I4, I9, I10, I13)."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from outreach.campaign.caution import Caution
from outreach.clock import day_in
from outreach.journal import Entry, record
from outreach.outbox.parcel import Claimed, unpack
from outreach.outbox.records.changes import cancel, reasons_to_stop
from outreach.outbox.records.settling import settle_released
from outreach.policy.cap import Hold, cap_of
from outreach.policy.records import (
    Pause,
    confirm,
    pass_the_gate,
    paused_clients,
    stand_in_line,
    standing_pauses,
    stop_the_gate,
)
from outreach.settings import Care, Delivery
from outreach.store.tables import campaigns, clients, decisions, dictionaries, letters
from outreach.store.words import Event, LetterKind, PauseScope, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What the last check said: `allowed` letters are going; `withheld` gives the reason for each other one."""

    allowed: frozenset[int]
    withheld: dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A letter whose day ended before it left, and where its next chance lies."""

    letter_id: int
    due_at: datetime
    day_ends_at: datetime


def claim(
    connection: Connection,
    *,
    limit: int,
    attempt: str,
    delivery: Delivery,
    relay: str,
    now: datetime,
    by: str,
    kinds: Collection[LetterKind],
    campaign: str = "",
) -> tuple[Claimed, ...]:
    """Up to `limit` due letters, held by `attempt` until their lease runs out; never more than the pace allows."""
    if delivery.per_hour or delivery.per_day:
        stop_the_gate(connection)  # two who count at once would both take what is left
    paused = standing_pauses(connection, now=now)
    allowed = min(limit, pace_left(connection, delivery=delivery, now=now))
    if allowed <= 0 or _all_paused(paused, relay=relay):
        return ()
    due = and_(
        letters.c.state == State.READY,
        letters.c.due_at <= now,
        letters.c.day_ends_at > now,
        _not_paused(connection, paused),
    )
    due = and_(due, letters.c.kind.in_(sorted(kinds)))
    if campaign:
        due = and_(due, letters.c.campaign_id.in_(select(campaigns.c.id).where(campaigns.c.key == campaign)))
    picked = (
        select(letters.c.id)
        .where(due)
        .order_by(letters.c.due_at, letters.c.id)
        .limit(allowed)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    until = now + timedelta(minutes=delivery.lease_minutes)
    ids = connection.scalars(
        update(letters)
        .where(letters.c.id.in_(select(picked.c.id)), letters.c.state == State.READY)
        .values(state=State.CLAIMED, attempt=attempt, lease_until=until, relay=relay)
        .returning(letters.c.id)
    ).all()
    entries = [Entry(event=Event.CLAIMED, by=by, letter_id=number, detail={"attempt": attempt}) for number in ids]
    record(connection, entries, now=now)
    return _held(connection, ids, attempt=attempt)


def go(
    connection: Connection,
    held: Sequence[Claimed],
    *,
    care: Care,
    delivery: Delivery,
    relay: str,
    now: datetime,
    by: str,
    caution: Caution | None = None,
) -> Gone:
    """The last word before the dot, for every letter that is ready to go at this moment; the caller commits.

    Each allowed letter is `going` and its cap confirmed. The others are cancelled or given back; one whose lease ran
    out is somebody else's by now and is not touched (I9).
    """
    pass_the_gate(connection)
    stand_in_line(connection)
    mine = _still_mine(connection, held, now=now)
    fenced = {letter.letter_id: "lease_lost" for letter in held if letter.letter_id not in mine}
    held = [letter for letter in held if letter.letter_id in mine]
    withheld = fenced | _stopped(connection, held, care=care, relay=relay, caution=caution, now=now, by=by)
    allowed: set[int] = set()
    for letter in held:
        if letter.letter_id in withheld:
            continue
        if not _confirm_cap(connection, letter, care=care, now=now):
            withheld[letter.letter_id] = "capped"
            cancel(connection, [letter.letter_id], because="capped", care=care, now=now, by=by, states=(State.CLAIMED,))
        else:
            _set_going(connection, letter, delivery=delivery, now=now)
            allowed.add(letter.letter_id)
    entries = [Entry(event=Event.GOING, by=by, letter_id=number) for number in sorted(allowed)]
    record(connection, entries, now=now)
    return Gone(allowed=frozenset(allowed), withheld=withheld)


def _still_mine(connection: Connection, held: Sequence[Claimed], *, now: datetime) -> set[int]:
    attempts = {letter.letter_id: letter.attempt for letter in held}
    claimed = (letters.c.id.in_(attempts), letters.c.state == State.CLAIMED, letters.c.lease_until > now)
    rows = connection.execute(
        select(letters.c.id, letters.c.attempt).where(*claimed).order_by(letters.c.id).with_for_update()
    )
    return {row.id for row in rows if row.attempt == attempts[row.id]}


def pace_left(connection: Connection, *, delivery: Delivery, now: datetime) -> int:
    """How many letters the limits per hour and day still allow; counted in the store, so restarts change nothing."""
    left = [10_000]
    for limit, hours in ((delivery.per_hour, 1), (delivery.per_day, 24)):
        if limit:
            going = select(func.count()).where(letters.c.going_at > now - timedelta(hours=hours))
            held = select(func.count()).where(letters.c.state == State.CLAIMED)
            left.append(limit - connection.execute(going).scalar_one() - connection.execute(held).scalar_one())
    return max(0, min(left))


def release_dead_claims(connection: Connection, *, now: datetime, by: str) -> int:
    """Claims whose lease ran out before going: nothing left, so they are ready again."""
    ids = connection.scalars(
        update(letters)
        .where(letters.c.state == State.CLAIMED, letters.c.lease_until <= now)
        .values(state=State.READY, attempt=None, lease_until=None)
        .returning(letters.c.id)
    ).all()
    entries = [Entry(event=Event.RELEASED, by=by, letter_id=number, detail={"because": "lease"}) for number in ids]
    record(connection, entries, now=now)
    return len(ids)


def past_their_day(connection: Connection, *, now: datetime) -> list[Row[Any]]:
    """Ready letters and drafts whose sending hours of the day are over while their occasion is not."""
    columns = (letters.c.id, letters.c.country, letters.c.time_zone, letters.c.day_ends_at, letters.c.expires_at)
    return list(
        connection.execute(
            select(*columns, decisions.c.due_at.label("first_due_at"))
            .join_from(letters, decisions, letters.c.decision_id == decisions.c.id)
            .where(
                letters.c.state.in_((State.READY, State.DRAFT)),
                letters.c.day_ends_at <= now,
                letters.c.expires_at > now,
            )
        )
    )


def reschedule(connection: Connection, moves: Sequence[Moved], *, now: datetime, by: str) -> int:
    """Gives letters their next permitted day; a letter that left the queue meanwhile is not touched."""
    count = 0
    entries = []
    for move in moves:
        changed = connection.execute(
            update(letters)
            .where(letters.c.id == move.letter_id, letters.c.state.in_((State.READY, State.DRAFT)))
            .values(due_at=move.due_at, day_ends_at=move.day_ends_at)
        ).rowcount
        if changed:
            detail: dict[str, object] = {"due_at": move.due_at.isoformat()}
            entries.append(Entry(event=Event.RESCHEDULED, by=by, letter_id=move.letter_id, detail=detail))
        count += changed
    record(connection, entries, now=now)
    return count


def _held(connection: Connection, ids: Sequence[int], *, attempt: str) -> tuple[Claimed, ...]:
    rows = connection.execute(
        select(letters, dictionaries.c.sample)
        .join_from(letters, dictionaries, letters.c.dictionary_id == dictionaries.c.id)
        .where(letters.c.id.in_(ids))
        .order_by(letters.c.due_at, letters.c.id)
    )
    return tuple(
        Claimed(
            letter_id=row.id,
            attempt=attempt,
            decision_id=row.decision_id,
            campaign_id=row.campaign_id,
            client_id=row.client_id,
            kind=row.kind,
            email=row.email,
            address_key=row.address_key,
            mail_from=row.mail_from,
            message_id=row.message_id,
            time_zone=row.time_zone,
            message=_unpacked(row.message, row.sample),
            message_hash=row.message_hash,
            attempts=row.attempts,
        )
        for row in rows
    )


def _unpacked(packed: bytes, sample: bytes) -> bytes:
    """Damaged bytes come out as none: their hash is not the letter's, and nobody sends them (I8)."""
    try:
        return unpack(packed, sample)
    except zlib.error:
        return b""


def _stopped(
    connection: Connection,
    held: Sequence[Claimed],
    *,
    care: Care,
    relay: str,
    caution: Caution | None,
    now: datetime,
    by: str,
) -> dict[int, str]:
    ids = [letter.letter_id for letter in held]
    withheld = reasons_to_stop(connection, ids, caution=caution, now=now)
    for number, because in withheld.items():
        cancel(connection, [number], because=because, care=care, now=now, by=by, states=(State.CLAIMED,))
    paused = standing_pauses(connection, now=now)
    in_time = and_(letters.c.day_ends_at > now, letters.c.expires_at > now, _not_paused(connection, paused))
    if _all_paused(paused, relay=relay):
        fit: set[int] = set()
    else:
        fit = set(connection.scalars(select(letters.c.id).where(letters.c.id.in_(ids), in_time)))
    for letter in held:
        if letter.letter_id not in fit and letter.letter_id not in withheld:
            withheld[letter.letter_id] = "paused_or_late"
            settle_released(connection, letter, because="paused or late", care=care, now=now, by=by)
    return withheld


def _confirm_cap(connection: Connection, letter: Claimed, *, care: Care, now: datetime) -> bool:
    cap = cap_of(letter.kind, care)
    return cap is None or confirm(connection, cap, _hold(letter, now=now))


def _hold(letter: Claimed, *, now: datetime) -> Hold:
    return Hold(
        decision_id=letter.decision_id,
        client_id=letter.client_id,
        address_key=letter.address_key,
        day=_local_day(letter, now=now),
    )


def _local_day(letter: Claimed, *, now: datetime) -> date:
    return day_in(letter.time_zone, now=now)


def _set_going(connection: Connection, letter: Claimed, *, delivery: Delivery, now: datetime) -> None:
    connection.execute(
        update(letters)
        .where(letters.c.id == letter.letter_id, letters.c.attempt == letter.attempt)
        # The answer to the dot may take ten minutes (RFC 5321 §4.5.3.2.6); only after that is it a doubt.
        .values(state=State.GOING, going_at=now, lease_until=now + timedelta(minutes=delivery.lease_minutes + 10))
    )


def _all_paused(paused: Sequence[Pause], *, relay: str) -> bool:
    return any(
        pause.scope is PauseScope.ALL or (pause.scope is PauseScope.RELAY and pause.key == relay) for pause in paused
    )


def _not_paused(connection: Connection, paused: Sequence[Pause]) -> ColumnElement[bool]:
    countries = [pause.key for pause in paused if pause.scope is PauseScope.COUNTRY]
    keys = [pause.key for pause in paused if pause.scope is PauseScope.CAMPAIGN]
    of_paused = select(campaigns.c.id).where(campaigns.c.key.in_(keys))
    free = and_(func.coalesce(letters.c.country, "").not_in(countries), letters.c.campaign_id.not_in(of_paused))
    places = [pause for pause in paused if pause.scope in {PauseScope.CITY, PauseScope.REGION}]
    if not places:
        return free
    return and_(free, letters.c.client_id.not_in(select(clients.c.id).where(paused_clients(connection, places))))
