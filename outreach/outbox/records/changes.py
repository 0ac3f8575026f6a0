"""The book moves on: which letters may not go any more, and their withdrawal (I4, I10, I15)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, String, and_, cast, exists, func, literal, or_, select, union_all, update
from sqlalchemy.sql.elements import ColumnElement

from outreach.campaign.records import reconsider
from outreach.journal import Entry, record
from outreach.policy.cap import cap_of
from outreach.policy.records import release
from outreach.settings import Care
from outreach.store.dialect import chunks
from outreach.store.tables import addresses, campaigns, clients, incoming, inquiries, letters, orders, suppressions
from outreach.store.words import (
    AddressState,
    Event,
    IncomingKind,
    LetterKind,
    State,
    SuppressionScope,
)

WAITING = (State.DRAFT, State.READY)
DECIDED_ANEW = frozenset({"ordered", "asked", "renamed", "address_changed", "answered", "content_changed"})


def reasons_to_stop(connection: Connection, letter_ids: Sequence[int]) -> dict[int, str]:
    """For each of the letters that may not go: the first reason, as a code. Set-based; locks nothing."""
    found: dict[int, str] = {}
    for part in chunks(letter_ids, 500):
        which = letters.c.id.in_(part)
        tests = [
            select(letters.c.id, literal(rank).label("rank"), literal(code).label("code")).where(which, clause)
            for rank, (code, clause) in enumerate(_tests().items())
        ]
        every = union_all(*tests).subquery()
        for row in connection.execute(select(every).order_by(every.c.rank.desc())):
            found[row.id] = row.code
    return found


def withdraw_changed(
    connection: Connection, *, care: Care, now: datetime, by: str, digests: dict[int, str] | None = None
) -> int:
    """Cancels drafts and ready letters that may not go any more; those that only changed are decided anew.

    `digests` gives the content that each campaign has at present: a letter of another content is withdrawn.
    """
    count = 0
    waiting = connection.execute(
        select(letters.c.id, letters.c.campaign_id, letters.c.digest).where(letters.c.state.in_(WAITING))
    ).all()
    stale = {
        row.id: "content_changed"
        for row in waiting
        if digests and row.campaign_id in digests and digests[row.campaign_id] != row.digest
    }
    reasons = stale | reasons_to_stop(connection, [row.id for row in waiting])
    for because in sorted(set(reasons.values())):
        ids = [number for number, why in reasons.items() if why == because]
        count += cancel(connection, ids, because=because, care=care, now=now, by=by)
    return count


def cancel(
    connection: Connection,
    letter_ids: Sequence[int],
    *,
    because: str,
    care: Care,
    now: datetime,
    by: str,
    states: Iterable[State] = WAITING,
) -> int:
    """Letters that will never leave; their caps are given back. One whose client only changed is decided anew."""
    count = 0
    for part in chunks(letter_ids, 500):
        moved = connection.execute(
            update(letters)
            .where(letters.c.id.in_(part), letters.c.state.in_(tuple(states)))
            .values(state=State.CANCELLED, cancelled_because=because, settled_at=now, attempt=None, lease_until=None)
            .returning(letters.c.id, letters.c.client_id, letters.c.campaign_id, letters.c.decision_id, letters.c.kind)
        ).all()
        count += len(moved)
        _give_back(connection, [(row.kind, row.decision_id) for row in moved], care=care)
        entries = [
            Entry(
                event=Event.CANCELLED,
                by=by,
                letter_id=row.id,
                client_id=row.client_id,
                campaign_id=row.campaign_id,
                decision_id=row.decision_id,
                detail={"because": because},
            )
            for row in moved
        ]
        record(connection, entries, now=now)
        if because in DECIDED_ANEW:
            reconsider(connection, [row.decision_id for row in moved], change=because, now=now, by=by)
    return count


def expire_late(connection: Connection, *, care: Care, now: datetime, by: str) -> int:
    """Letters whose occasion has passed never leave; they are counted and reported, not dropped in silence."""
    moved = connection.execute(
        update(letters)
        .where(letters.c.state.in_(WAITING), letters.c.expires_at <= now)
        .values(state=State.EXPIRED, settled_at=now)
        .returning(letters.c.id, letters.c.client_id, letters.c.campaign_id, letters.c.decision_id, letters.c.kind)
    ).all()
    _give_back(connection, [(row.kind, row.decision_id) for row in moved], care=care)
    entries = [
        Entry(
            event=Event.EXPIRED,
            by=by,
            letter_id=row.id,
            client_id=row.client_id,
            campaign_id=row.campaign_id,
            decision_id=row.decision_id,
        )
        for row in moved
    ]
    record(connection, entries, now=now)
    return len(moved)


def _give_back(connection: Connection, held: Iterable[tuple[LetterKind, int]], *, care: Care) -> None:
    by_kind: dict[LetterKind, list[int]] = {}
    for kind, decision_id in held:
        by_kind.setdefault(kind, []).append(decision_id)
    for kind, decision_ids in by_kind.items():
        if cap := cap_of(kind, care):
            release(connection, cap, decision_ids)


def _tests() -> dict[str, ColumnElement[bool]]:
    """Code and condition, the gravest first; each speaks of a row of `letters`."""
    mine = clients.c.id == letters.c.client_id
    return {
        "suppressed": _suppressed(),
        "stopped": exists().where(campaigns.c.id == letters.c.campaign_id, campaigns.c.stopped_at.is_not(None)),
        "not_to_be_written": exists().where(
            mine,
            or_(clients.c.silent_because.is_not(None), clients.c.not_winning_back.is_not(None)),
            letters.c.kind != LetterKind.NOTICE,
        ),
        "merged": exists().where(mine, clients.c.merged_into.is_not(None)),
        "address_changed": ~exists().where(
            addresses.c.client_id == letters.c.client_id,
            addresses.c.address_key == letters.c.address_key,
            addresses.c.state == AddressState.LIVE,
        ),
        "answered": exists().where(
            incoming.c.client_id == letters.c.client_id,
            incoming.c.kind.in_((IncomingKind.REPLY, IncomingKind.SPAM_REPORT)),
            incoming.c.applied_at > letters.c.drafted_at,
        ),
        "ordered": exists().where(
            orders.c.client_id == letters.c.client_id, _newer(orders.c.ordered_on, letters.c.known_order_on)
        ),
        "asked": exists().where(
            inquiries.c.client_id == letters.c.client_id, _newer(inquiries.c.asked_on, letters.c.known_inquiry_on)
        ),
        "renamed": exists().where(mine, clients.c.named_at > letters.c.drafted_at),
    }  # fmt: skip


def _newer(column: ColumnElement[object], known: ColumnElement[object]) -> ColumnElement[bool]:
    return or_(known.is_(None), column > known)


def _suppressed() -> ColumnElement[bool]:
    domain = func.substr(
        letters.c.address_key, func.length(letters.c.address_key) - func.length(suppressions.c.key) + 1
    )
    at = func.substr(letters.c.address_key, func.length(letters.c.address_key) - func.length(suppressions.c.key), 1)
    return exists().where(
        suppressions.c.ended_at.is_(None),
        or_(suppressions.c.kind.is_(None), suppressions.c.kind == letters.c.kind),
        or_(
            and_(suppressions.c.scope == SuppressionScope.ADDRESS, suppressions.c.key == letters.c.address_key),
            and_(
                suppressions.c.scope == SuppressionScope.CLIENT, suppressions.c.key == cast(letters.c.client_id, String)
            ),
            and_(suppressions.c.scope == SuppressionScope.DOMAIN, suppressions.c.key == domain, at == "@"),
        ),
    )
