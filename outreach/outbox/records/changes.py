"""The book moves on: which letters may not go any more, and their withdrawal (I4, I10, I15)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, String, and_, cast, exists, func, literal, or_, select, union_all, update
from sqlalchemy.sql.elements import ColumnElement

from outreach.book.records.desk import notes_of
from outreach.campaign.caution import Caution, Noted
from outreach.campaign.fix import INVITES_BACK
from outreach.campaign.records import reconsider, skip_stopped
from outreach.journal import Entry, record
from outreach.policy.cap import cap_of
from outreach.policy.records import release, stand_in_line
from outreach.policy.standing import NOT_A_WIN_BACK
from outreach.settings import Care
from outreach.store.bulk import chunks
from outreach.store.tables import (
    addresses,
    campaigns,
    client_facts,
    clients,
    consents,
    contacts,
    decisions,
    incoming,
    inquiries,
    letters,
    orders,
    suppressions,
)
from outreach.store.words import (
    AddressState,
    Choice,
    Event,
    IncomingKind,
    LetterKind,
    State,
    SuppressionReason,
    SuppressionScope,
)

WAITING = (State.DRAFT, State.READY)
STOPPED = "stopped"
HIS_OWN_NO = (SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED, SuppressionReason.REFUSED_CONTACT)


def reasons_to_stop(
    connection: Connection, letter_ids: Sequence[int], *, now: datetime, caution: Caution | None = None
) -> dict[int, str]:
    """For each of the letters that may not go: the first reason, as a code. Set-based; locks nothing.

    Without `caution` nobody asks for words of warning and for what is not put right.
    """
    found: dict[int, str] = {}
    for part in chunks(letter_ids, size=500):
        which = letters.c.id.in_(part)
        tests = [
            select(letters.c.id, literal(rank).label("rank"), literal(code).label("code")).where(which, clause)
            for rank, (code, clause) in enumerate(_tests().items())
        ]
        every = union_all(*tests).subquery()
        for row in connection.execute(select(every).order_by(every.c.rank.desc())):
            found[row.id] = row.code
        if caution:
            found = _held_back(connection, part, caution=caution, now=now) | found
    return found


def withdraw_changed(
    connection: Connection,
    *,
    care: Care,
    now: datetime,
    by: str,
    digests: dict[int, str] | None = None,
    caution: Caution | None = None,
) -> int:
    """Cancels drafts and ready letters that may not go any more; whether another is written is decided anew.

    `digests` gives the content that each campaign has at present: a letter of another content is withdrawn.
    """
    count = 0
    stand_in_line(connection)
    waiting = connection.execute(
        select(letters.c.id, letters.c.campaign_id, letters.c.digest).where(letters.c.state.in_(WAITING))
    ).all()
    stale = {
        row.id: "content_changed"
        for row in waiting
        if digests and row.campaign_id in digests and digests[row.campaign_id] != row.digest
    }
    reasons = stale | reasons_to_stop(connection, [row.id for row in waiting], caution=caution, now=now)
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
    """Letters that will never leave; their caps are given back, and the next planning decides about each anew.

    Those of a stopped campaign are skipped for good.
    """
    count = 0
    for part in chunks(letter_ids, size=500):
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
        decision_ids = [row.decision_id for row in moved]
        if because == STOPPED:
            skip_stopped(connection, decision_ids, now=now)
        else:
            reconsider(connection, decision_ids, change=because, now=now, by=by)
    return count


def expire_late(connection: Connection, *, care: Care, now: datetime, by: str) -> int:
    """Letters whose occasion has passed never leave; they are counted and reported, not dropped in silence."""
    stand_in_line(connection)
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
    decided = decisions.c.id == letters.c.decision_id
    covers = and_(
        consents.c.client_id == letters.c.client_id,
        or_(consents.c.covers.is_(None), consents.c.covers == letters.c.kind),
    )
    lasts = or_(consents.c.expires_on.is_(None), consents.c.expires_on >= decisions.c.send_on)
    return {
        "suppressed": _suppressed(),
        STOPPED: exists().where(campaigns.c.id == letters.c.campaign_id, campaigns.c.stopped_at.is_not(None)),
        "skipped": exists().where(decided, decisions.c.choice != Choice.WRITE),
        "not_to_be_written": exists().where(mine, _not_to_be_written()),
        "away": exists().where(mine, decided, clients.c.away_until >= decisions.c.send_on, _wins_back()),
        "no_ground": and_(exists().where(covers), ~exists().where(covers, decided, lasts)),
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
        "ordered": or_(
            exists().where(
                orders.c.client_id == letters.c.client_id,
                orders.c.amount >= 0,
                _newer(orders.c.ordered_on, letters.c.known_order_on),
            ),
            _group_ordered(),
        ),
        "asked": exists().where(
            inquiries.c.client_id == letters.c.client_id, _newer(inquiries.c.asked_on, letters.c.known_inquiry_on)
        ),
        "renamed": exists().where(mine, clients.c.named_at > letters.c.drafted_at),
    }  # fmt: skip


def _group_ordered() -> ColumnElement[bool]:
    """Another firm of his group has ordered, and we have learned of it since his letter was written."""
    me, other = clients.alias(), clients.alias()
    return exists().where(
        me.c.id == letters.c.client_id,
        other.c.group_code == me.c.group_code,
        other.c.id != me.c.id,
        orders.c.client_id == other.c.id,
        orders.c.amount >= 0,
        orders.c.imported_at > letters.c.drafted_at,
        _newer(orders.c.ordered_on, letters.c.known_order_on),
    )


def _held_back(connection: Connection, letter_ids: Sequence[int], *, caution: Caution, now: datetime) -> dict[int, str]:
    """Those whose clients have words of warning, owe, or left for what is not put right: planning would hold them."""
    reason = func.coalesce(client_facts.c.verified_reason, client_facts.c.stated_reason)
    talks = exists().where(contacts.c.client_id == clients.c.id, contacts.c.what != "")
    is_noted = or_(clients.c.notes != "", clients.c.debt > 0, talks)
    invited = and_(letters.c.kind.in_(tuple(INVITES_BACK)), reason.is_not(None))
    rows = connection.execute(
        select(letters.c.id, letters.c.kind, clients.c.id.label("client"), clients.c.debt, clients.c.cleared)
        .add_columns(reason.label("reason"))
        .join_from(letters, clients, clients.c.id == letters.c.client_id)
        .join(client_facts, client_facts.c.client_id == clients.c.id, isouter=True)
        .where(letters.c.id.in_(letter_ids), or_(is_noted, invited))
    ).all()
    notes = notes_of(connection, sorted({row.client for row in rows}))
    return {
        row.id: because.value
        for row in rows
        if (because := caution.against(row.kind, _noted(row, notes=notes.get(row.client, ())), now=now))
    }


def _noted(row: Row[Any], *, notes: tuple[str, ...]) -> Noted:
    return Noted(notes=notes, debt=row.debt, cleared=row.cleared, reason=row.reason)


def _not_to_be_written() -> ColumnElement[bool]:
    left_alone = and_(func.coalesce(clients.c.not_winning_back, "") != "", letters.c.kind != LetterKind.NOTICE)
    return or_(func.coalesce(clients.c.silent_because, "") != "", left_alone)


def _wins_back() -> ColumnElement[bool]:
    return letters.c.kind.not_in(tuple(NOT_A_WIN_BACK))


def _newer(column: ColumnElement[object], known: ColumnElement[object]) -> ColumnElement[bool]:
    return or_(known.is_(None), column > known)


def _suppressed() -> ColumnElement[bool]:
    domain = func.substr(
        letters.c.address_key, func.length(letters.c.address_key) - func.length(suppressions.c.key) + 1
    )
    at = func.substr(letters.c.address_key, func.length(letters.c.address_key) - func.length(suppressions.c.key), 1)
    his = select(addresses.c.address_key).where(addresses.c.client_id == letters.c.client_id).correlate(letters)
    return exists().where(
        suppressions.c.ended_at.is_(None),
        or_(suppressions.c.kind.is_(None), suppressions.c.kind == letters.c.kind),
        or_(
            and_(suppressions.c.scope == SuppressionScope.ADDRESS, suppressions.c.key == letters.c.address_key),
            # What a person said of one of his addresses holds for all of them.
            and_(
                suppressions.c.scope == SuppressionScope.ADDRESS,
                or_(suppressions.c.reason.in_(HIS_OWN_NO), suppressions.c.kind.is_not(None)),
                suppressions.c.key.in_(his),
            ),
            and_(
                suppressions.c.scope == SuppressionScope.CLIENT, suppressions.c.key == cast(letters.c.client_id, String)
            ),
            and_(suppressions.c.scope == SuppressionScope.DOMAIN, suppressions.c.key == domain, at == "@"),
        ),
    )
