"""Decision rows: one per campaign, occasion and client (I1), written with their reservations, decided anew when due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from outreach.campaign.decide import Decision
from outreach.journal import Entry, record
from outreach.policy.cap import Cap, Hold, address_holder, client_holder
from outreach.policy.records import release, reserve
from outreach.store.dialect import chunks, insert_into
from outreach.store.tables import caps, clients, decisions, letters, personal_facts, reasons
from outreach.store.words import Because, Choice, Event, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits: for a person, or to be looked at again after a change."""

    id: int
    client_id: int
    because: Because
    detail: Mapping[str, str]
    client_changed: bool  # since it began to wait

    def is_stuck(self, digest: str) -> bool:
        """Rendering held it, and neither the content nor the client has changed: to try again would change nothing."""
        return self.detail.get("digest") == digest and not self.client_changed


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
    single = _one_an_address(connection, made, campaign_id=campaign_id, occasion=occasion)
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


def waiting(connection: Connection, campaign_id: int, occasion: str) -> list[Waiting]:
    """All decisions of the occasion that wait."""
    facts = select(func.max(personal_facts.c.added_at)).where(personal_facts.c.client_id == decisions.c.client_id)
    why = select(func.max(reasons.c.added_at)).where(reasons.c.client_id == decisions.c.client_id)
    changes = (clients.c.changed_at, facts.scalar_subquery(), why.scalar_subquery())
    rows = connection.execute(
        select(decisions, or_(*(change > decisions.c.decided_at for change in changes)).label("client_changed"))
        .join_from(decisions, clients, decisions.c.client_id == clients.c.id)
        .where(
            decisions.c.campaign_id == campaign_id,
            decisions.c.occasion == occasion,
            decisions.c.choice == Choice.WAIT,
        )
        .order_by(decisions.c.client_id)
    )
    return [
        Waiting(
            id=row.id,
            client_id=row.client_id,
            because=row.because,
            detail=row.detail,
            client_changed=bool(row.client_changed),
        )
        for row in rows
    ]


def decide_anew(
    connection: Connection,
    old: Waiting,
    new: Decision,
    *,
    campaign_id: int,
    occasion: str,
    cap: Cap | None,
    now: dt.datetime,
    by: str,
) -> bool:
    """Puts a new decision in the place of one that waited; False if it is the same or another got there first."""
    if (new.choice, new.because, dict(new.detail)) == (Choice.WAIT, old.because, dict(old.detail)):
        return False
    (single,) = _one_an_address(connection, [new], campaign_id=campaign_id, occasion=occasion)
    values = _values(single, now=now)
    changed = connection.execute(
        update(decisions).where(decisions.c.id == old.id, decisions.c.choice == Choice.WAIT).values(values)
    ).rowcount
    if not changed:
        return False
    if cap and single.choice is Choice.WRITE:
        _reserved(connection, [single], {single.client_id: old.id}, cap=cap, now=now)
    detail: dict[str, object] = {"from": old.because, "choice": single.choice, "because": single.because}
    entry = Entry(
        event=Event.DECIDED_ANEW,
        by=by,
        client_id=old.client_id,
        campaign_id=campaign_id,
        decision_id=old.id,
        detail=detail,
    )
    record(connection, [entry], now=now)
    return True


def reconsider(connection: Connection, decision_ids: Sequence[int], *, change: str, now: dt.datetime, by: str) -> None:
    """Their letters were withdrawn because something changed: the next planning looks at them again."""
    _to_wait(connection, decision_ids, because=Because.CHANGED, detail={"change": change}, now=now, by=by)


def to_wait(
    connection: Connection,
    decision_id: int,
    *,
    because: Because,
    detail: Mapping[str, str],
    cap: Cap | None,
    now: dt.datetime,
    by: str,
) -> None:
    """Rendering found what keeps the letter back: a person must act first; the reservation is given back."""
    if cap:
        release(connection, cap, [decision_id])
    _to_wait(connection, [decision_id], because=because, detail=dict(detail), now=now, by=by)


def skip_client(
    connection: Connection,
    *,
    campaign_id: int,
    client_id: int,
    because: Because,
    cap: Cap | None,
    now: dt.datetime,
    by: str,
) -> list[int]:
    """Turns the client's open decisions of a campaign into a skip; their numbers."""
    ids = list(
        connection.scalars(
            update(decisions)
            .where(
                decisions.c.campaign_id == campaign_id,
                decisions.c.client_id == client_id,
                decisions.c.choice.in_((Choice.WRITE, Choice.WAIT, Choice.CALL)),
            )
            .values(choice=Choice.SKIP, because=because, by_hand=True, decided_at=now)
            .returning(decisions.c.id)
        )
    )
    if cap:
        release(connection, cap, ids)
    entries = [
        Entry(event=Event.SKIPPED, by=by, client_id=client_id, campaign_id=campaign_id, decision_id=number)
        for number in ids
    ]
    record(connection, entries, now=now)
    return ids


def decide_all_anew(
    connection: Connection, campaign_id: int, occasion: str, *, cap: Cap | None, now: dt.datetime
) -> int:
    """The content changed before any letter left: every decision but a person's own is open again. How many."""
    ids = list(
        connection.scalars(
            update(decisions)
            .where(
                decisions.c.campaign_id == campaign_id, decisions.c.occasion == occasion, decisions.c.by_hand.is_(False)
            )
            .values(choice=Choice.WAIT, because=Because.CHANGED, detail={"change": "content_changed"}, decided_at=now)
            .returning(decisions.c.id)
        )
    )
    if cap:
        release(connection, cap, ids)
    return len(ids)


def _to_wait(
    connection: Connection,
    decision_ids: Sequence[int],
    *,
    because: Because,
    detail: dict[str, str],
    now: dt.datetime,
    by: str,
) -> None:
    for part in chunks(decision_ids):
        rows = connection.execute(
            update(decisions)
            .where(decisions.c.id.in_(part), decisions.c.choice == Choice.WRITE)
            .values(choice=Choice.WAIT, because=because, detail=detail, decided_at=now)
            .returning(decisions.c.id, decisions.c.client_id, decisions.c.campaign_id)
        ).all()
        entries = [
            Entry(
                event=Event.DECIDED_ANEW,
                by=by,
                client_id=row.client_id,
                campaign_id=row.campaign_id,
                decision_id=row.id,
                detail={"choice": Choice.WAIT, "because": because, **detail},
            )
            for row in rows
        ]
        record(connection, entries, now=now)


def _one_an_address(
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


def _skipped(one: Decision, because: Because, *, permitted_on: dt.date | None = None, **detail: str) -> Decision:
    cleared = dict.fromkeys(("email", "address_key", "send_on", "due_at", "day_ends_at", "expires_at", "time_zone"))
    return replace(
        one,
        choice=Choice.SKIP,
        because=because,
        detail=detail,
        permitted_on=permitted_on,
        **cleared,  # type: ignore[arg-type]
    )


def _reserved(
    connection: Connection, written: Sequence[Decision], ids: Mapping[int, int], *, cap: Cap, now: dt.datetime
) -> int:
    """Reserves; a decision whose client or address was taken meanwhile becomes a skip. How many did."""
    holds = [
        Hold(decision_id=ids[one.client_id], client_id=one.client_id, address_key=one.address_key, day=one.send_on)
        for one in written
        if one.address_key and one.send_on
    ]
    got = reserve(connection, cap, holds)
    lost = [hold for hold in holds if hold.decision_id not in got]
    for hold in lost:
        free_on = _free_on(connection, cap, hold)
        skipped = _skipped(Decision(client_id=hold.client_id, choice=Choice.SKIP, because=Because.CAPPED),
                           Because.CAPPED, permitted_on=free_on)  # fmt: skip
        values = _values(skipped, now=now)
        connection.execute(update(decisions).where(decisions.c.id == hold.decision_id).values(values))
    return len(lost)


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
        **_values(one, now=now),
    }


def _values(one: Decision, *, now: dt.datetime) -> dict[str, Any]:
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
