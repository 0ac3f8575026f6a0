"""Decisions that are open again: what waits, what changed, what is decided anew, and what a person skips."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from outreach.campaign.decide import Decision
from outreach.campaign.records.decisions import lost_to_caps, one_an_address, row_values
from outreach.journal import Entry, record
from outreach.policy.cap import Cap
from outreach.policy.records import release, stand_in_line, stop_the_gate
from outreach.store.bulk import chunks
from outreach.store.tables import (
    clients,
    decisions,
    incoming,
    inquiries,
    letters,
    orders,
    personal_facts,
    reasons,
)
from outreach.store.words import Because, Choice, Event, LetterKind, State

_NEVER_BEGAN = (State.DRAFT, State.READY, State.CANCELLED, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits: for a person, for a day, or to be looked at again after a change."""

    id: int
    client_id: int
    choice: Choice
    because: Because
    detail: Mapping[str, str]
    permitted_on: dt.date | None
    client_changed: bool  # since it began to wait

    def is_stuck(self, digest: str) -> bool:
        """Rendering held it, and neither the content nor the client has changed: to try again would change nothing."""
        return self.detail.get("digest") == digest and not self.client_changed

    def says(self, new: Decision) -> bool:
        """Whether a new decision would change nothing."""
        mine = (self.choice, self.because, dict(self.detail), self.permitted_on)
        return mine == (new.choice, new.because, dict(new.detail), new.permitted_on) and new.choice is not Choice.WRITE


def waiting(connection: Connection, campaign_id: int, occasion: str, *, today: dt.date) -> list[Waiting]:
    """All decisions of the occasion that wait, also those that said "not before" a day that has come."""
    facts = select(func.max(personal_facts.c.added_at)).where(personal_facts.c.client_id == decisions.c.client_id)
    why = select(func.max(reasons.c.added_at)).where(reasons.c.client_id == decisions.c.client_id)
    changes = (clients.c.changed_at, facts.scalar_subquery(), why.scalar_subquery())
    rows = connection.execute(
        select(decisions, or_(*(change > decisions.c.decided_at for change in changes)).label("client_changed"))
        .join_from(decisions, clients, decisions.c.client_id == clients.c.id)
        .where(
            decisions.c.campaign_id == campaign_id,
            decisions.c.occasion == occasion,
            _is_open(today),
        )
        .order_by(decisions.c.client_id)
    )
    return [
        Waiting(
            id=row.id,
            client_id=row.client_id,
            choice=row.choice,
            because=row.because,
            detail=row.detail,
            permitted_on=row.permitted_on,
            client_changed=bool(row.client_changed),
        )
        for row in rows
    ]


def decide_anew(
    connection: Connection,
    changes: Sequence[tuple[Waiting, Decision]],
    *,
    campaign_id: int,
    occasion: str,
    cap: Cap | None,
    today: dt.date,
    now: dt.datetime,
    by: str,
) -> int:
    """Puts new decisions in the place of those that waited, reservations made; how many really changed."""
    ids = [old.id for old, _ in changes]
    still = set(connection.scalars(select(decisions.c.id).where(decisions.c.id.in_(ids), _is_open(today))))
    olds = {old.client_id: old for old, _ in changes if old.id in still}
    wanted = [new for old, new in changes if old.id in still]
    single = one_an_address(connection, wanted, campaign_id=campaign_id, occasion=occasion)
    if cap:
        written = [new for new in single if new.choice is Choice.WRITE]
        lost = lost_to_caps(connection, written, {new.client_id: olds[new.client_id].id for new in written}, cap=cap)
        single = [lost.get(new.client_id, new) for new in single]
    different = [new for new in single if not olds[new.client_id].says(new)]
    entries = []
    for new in different:
        old = olds[new.client_id]
        connection.execute(update(decisions).where(decisions.c.id == old.id).values(row_values(new, now=now)))
        detail: dict[str, object] = {"from": old.because, "choice": new.choice, "because": new.because}
        entries.append(
            Entry(
                event=Event.DECIDED_ANEW,
                by=by,
                client_id=old.client_id,
                campaign_id=campaign_id,
                decision_id=old.id,
                detail=detail,
            )
        )
    record(connection, entries, now=now)
    return len(different)


def reopen_changed(connection: Connection, campaign_id: int, *, cap: Cap | None, now: dt.datetime, by: str) -> int:
    """Decisions to write that have no letter yet, but whose client did something or changed since: how many (I15)."""
    whose = decisions.c.client_id
    since = decisions.c.decided_at
    me, other = clients.alias(), clients.alias()
    by_his_group = and_(
        me.c.id == whose, other.c.group_code == me.c.group_code, orders.c.client_id == other.c.id, other.c.id != whose
    )
    ordered = and_(orders.c.imported_at > since, orders.c.imported_at <= now, orders.c.amount >= 0)
    news = (  # what lies ahead of us was written before the clock stepped back: it would be news for ever
        or_(exists().where(orders.c.client_id == whose, ordered), exists().where(by_his_group, ordered)),
        exists().where(inquiries.c.client_id == whose, inquiries.c.imported_at > since, inquiries.c.imported_at <= now),
        exists().where(incoming.c.client_id == whose, incoming.c.applied_at > since, incoming.c.applied_at <= now),
        exists().where(clients.c.id == whose, clients.c.changed_at > since, clients.c.changed_at <= now),
    )
    drafted = exists().where(letters.c.decision_id == decisions.c.id, letters.c.state != State.CANCELLED)
    which = (decisions.c.campaign_id == campaign_id, decisions.c.choice == Choice.WRITE, ~drafted, or_(*news))
    rows = connection.execute(select(decisions.c.id, news[0].label("ordered")).where(*which)).all()
    if cap:
        release(connection, cap, [row.id for row in rows])
    reconsider(connection, [row.id for row in rows if row.ordered], change="ordered", now=now, by=by)
    reconsider(connection, [row.id for row in rows if not row.ordered], change="client_changed", now=now, by=by)
    return len(rows)


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
    """Turns the client's open decisions of a campaign into a skip, so that no letter of his may go. Their numbers."""
    stop_the_gate(connection)
    ids = list(
        connection.scalars(
            update(decisions)
            .where(
                decisions.c.campaign_id == campaign_id,
                decisions.c.client_id == client_id,
                decisions.c.choice.in_((Choice.WRITE, Choice.WAIT, Choice.CALL)),
            )
            .values(choice=Choice.SKIP, because=because, by_hand=True, permitted_on=None, decided_at=now)
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


def leave_merged(connection: Connection, gone: int, *, kept: int, now: dt.datetime, by: str) -> int:
    """What is open about the gone one is left to the kept one, about whom it is decided; how many decisions."""
    stand_in_line(connection)
    ids = list(
        connection.scalars(
            select(decisions.c.id).where(decisions.c.client_id == gone, _is_not_done(), decisions.c.by_hand.is_(False))
        )
    )
    for kind in LetterKind:
        release(connection, Cap(kind=kind, months=None), ids)
    detail = {"client": str(kept)}
    for part in chunks(ids):
        values = {"choice": Choice.SKIP, "because": Because.MERGED, "detail": detail, "permitted_on": None}
        connection.execute(update(decisions).where(decisions.c.id.in_(part)).values(**values, decided_at=now))
    record(connection, [_anew(number, gone, detail=detail, by=by) for number in ids], now=now)
    return len(ids)


def reopen_parted(connection: Connection, gone: int, *, now: dt.datetime) -> int:
    """He is a client by himself again: what was left to the other is looked at by the next planning."""
    left = (decisions.c.client_id == gone, decisions.c.because == Because.MERGED)
    values = {"choice": Choice.WAIT, "because": Because.CHANGED, "detail": {"change": "client_changed"}}
    return connection.execute(update(decisions).where(*left).values(**values, decided_at=now)).rowcount


def _is_not_done() -> ColumnElement[bool]:
    """It waits for a person or a call, or is to be written and its letter has not begun to leave."""
    begun = exists().where(letters.c.decision_id == decisions.c.id, letters.c.state.not_in(_NEVER_BEGAN))
    to_write = and_(decisions.c.choice == Choice.WRITE, ~begun)
    return or_(decisions.c.choice.in_((Choice.WAIT, Choice.CALL)), to_write)


def _anew(number: int, client_id: int, *, detail: dict[str, str], by: str) -> Entry:
    told: dict[str, object] = {"choice": Choice.SKIP, "because": Because.MERGED, **detail}
    return Entry(event=Event.DECIDED_ANEW, by=by, client_id=client_id, decision_id=number, detail=told)


def skip_stopped(connection: Connection, decision_ids: Sequence[int], *, now: dt.datetime) -> None:
    """The campaign was stopped and their letters were cancelled: waking it does not bring them back."""
    for part in chunks(decision_ids):
        connection.execute(
            update(decisions)
            .where(decisions.c.id.in_(part), decisions.c.choice == Choice.WRITE)
            .values(choice=Choice.SKIP, because=Because.STOPPED, permitted_on=None, decided_at=now)
        )


def decide_all_anew(
    connection: Connection, campaign_id: int, occasion: str, *, cap: Cap | None, now: dt.datetime
) -> int:
    """The content changed before any letter left: every decision but a person's own is open again. How many."""
    if cap:
        stand_in_line(connection)
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


def _is_open(today: dt.date) -> ColumnElement[bool]:
    """It waits, or it said "not before" a day that has come, and nobody decided it by hand."""
    day_has_come = and_(decisions.c.choice == Choice.SKIP, decisions.c.permitted_on <= today)
    return and_(decisions.c.by_hand.is_(False), or_(decisions.c.choice == Choice.WAIT, day_has_come))


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
