"""Decision rows: one per campaign, occasion and client (I1), with their reservations. See `anew` for changes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select, update

from outreach.campaign.decide import Decision
from outreach.policy.cap import Cap, Hold, address_holder, client_holder
from outreach.policy.records import reserve
from outreach.store.bulk import chunks
from outreach.store.dialect import insert_into
from outreach.store.tables import (
    caps,
    decisions,
    letters,
)
from outreach.store.words import Because, Choice, State


def decided_clients(connection: Connection, campaign_id: int, occasion: str) -> set[int]:
    """Clients who have a decision for this occasion."""
    which = (decisions.c.campaign_id == campaign_id, decisions.c.occasion == occasion)
    return set(connection.scalars(select(decisions.c.client_id).where(*which)))


def write_decisions(
    connection: Connection,
    made: Sequence[Decision],
    *,
    campaign_id: int,
    occasion: str,
    theme: str,
    cap: Cap | None,
    now: dt.datetime,
) -> dict[str, int]:
    """Adds the decisions, one letter an address, caps reserved; gives how many of each choice were added."""
    single = one_an_address(connection, made, campaign_id=campaign_id, occasion=occasion)
    rows = [_row(one, campaign_id=campaign_id, occasion=occasion, theme=theme, now=now) for one in single]
    added: dict[int, int] = {}
    for part in chunks(rows):
        statement = insert_into(connection, decisions).values(list(part)).on_conflict_do_nothing()
        for row in connection.execute(statement.returning(decisions.c.id, decisions.c.client_id)):
            added[row.client_id] = row.id
    written = [one for one in single if one.choice is Choice.WRITE and one.client_id in added]
    lost = _reserved(connection, written, added, cap=cap, now=now) if cap else 0
    counts: dict[str, int] = {}
    for one in single:
        if one.client_id in added:
            counts[one.choice] = counts.get(one.choice, 0) + 1
    if lost:
        counts[Choice.WRITE] -= lost
        counts[Choice.SKIP] = counts.get(Choice.SKIP, 0) + lost
    return counts


def has_left(connection: Connection, campaign_id: int, occasion: str) -> bool:
    """Whether any letter of the occasion has left, or is about to."""
    left = letters.c.state.not_in((State.DRAFT, State.READY, State.CANCELLED, State.EXPIRED))
    which = (letters.c.campaign_id == campaign_id, letters.c.occasion == occasion, left)
    return connection.execute(select(letters.c.id).where(*which).limit(1)).first() is not None


def one_an_address(
    connection: Connection, made: Sequence[Decision], *, campaign_id: int, occasion: str
) -> list[Decision]:
    """The first client at an address is written to; the others are skipped and told who he is (I1)."""
    keys = sorted({one.address_key for one in made if one.choice is Choice.WRITE and one.address_key})
    taken: dict[str, int] = {}
    for part in chunks(keys):
        rows = connection.execute(
            select(decisions.c.address_key, decisions.c.client_id).where(
                decisions.c.campaign_id == campaign_id,
                decisions.c.occasion == occasion,
                decisions.c.choice == Choice.WRITE,
                decisions.c.address_key.in_(part),
            )
        )
        taken.update((row.address_key, row.client_id) for row in rows)
    single = []
    for one in sorted(made, key=lambda one: one.client_id):
        other = taken.get(one.address_key or "")
        if one.choice is Choice.WRITE and one.address_key and other not in {None, one.client_id}:
            single.append(_skipped(one, Because.SAME_ADDRESS, client=str(other)))
            continue
        if one.choice is Choice.WRITE and one.address_key:
            taken[one.address_key] = one.client_id
        single.append(one)
    return single


def _skipped(one: Decision, because: Because, **detail: str) -> Decision:
    cleared = dict.fromkeys(("email", "address_key", "send_on", "due_at", "day_ends_at", "expires_at", "time_zone"))
    return replace(
        one,
        choice=Choice.SKIP,
        because=because,
        detail=detail,
        permitted_on=None,
        **cleared,  # type: ignore[arg-type]
    )


def _reserved(
    connection: Connection, written: Sequence[Decision], ids: Mapping[int, int], *, cap: Cap, now: dt.datetime
) -> int:
    """Reserves; a decision whose client or address was taken meanwhile becomes a skip. How many did."""
    lost = lost_to_caps(connection, written, ids, cap=cap)
    for client_id, skipped in lost.items():
        values = row_values(skipped, now=now)
        connection.execute(update(decisions).where(decisions.c.id == ids[client_id]).values(values))
    return len(lost)


def lost_to_caps(
    connection: Connection, written: Sequence[Decision], ids: Mapping[int, int], *, cap: Cap
) -> dict[int, Decision]:
    """Reserves for each; by client, what becomes of those whose client or address is taken."""
    holds = [
        Hold(decision_id=ids[one.client_id], client_id=one.client_id, address_key=one.address_key, day=one.send_on)
        for one in written
        if one.address_key and one.send_on
    ]
    got = reserve(connection, cap, holds)
    return {
        hold.client_id: Decision(
            client_id=hold.client_id,
            choice=Choice.SKIP,
            because=Because.CAPPED,
            permitted_on=_free_on(connection, cap, hold),
        )
        for hold in holds
        if hold.decision_id not in got
    }


def _free_on(connection: Connection, cap: Cap, hold: Hold) -> dt.date | None:
    holders = (client_holder(hold.client_id), address_holder(hold.address_key))
    rows = connection.execute(
        select(caps.c.free_on, caps.c.held_on).where(caps.c.kind == cap.kind, caps.c.holder.in_(holders))
    )
    found = rows.all()
    days = [row.free_on for row in found if row.free_on] + [cap.free_after(row.held_on) for row in found if row.held_on]
    return max(days, default=None)


def _row(one: Decision, *, campaign_id: int, occasion: str, theme: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "occasion": occasion,
        "client_id": one.client_id,
        "theme": theme,
        **row_values(one, now=now),
    }


def row_values(one: Decision, *, now: dt.datetime) -> dict[str, Any]:
    return {
        "choice": one.choice,
        "because": one.because,
        "detail": dict(one.detail),
        "permitted_on": one.permitted_on,
        "address_key": one.address_key,
        "email": one.email,
        "language": one.language,
        "sender": one.sender,
        "send_on": one.send_on,
        "due_at": one.due_at,
        "day_ends_at": one.day_ends_at,
        "expires_at": one.expires_at,
        "time_zone": one.time_zone,
        "decided_at": now,
    }
