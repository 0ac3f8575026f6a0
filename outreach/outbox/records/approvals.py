"""Approvals: given once per content, revoked by `stop`, counted only while they stand."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from outreach.almanac.window import add_months
from outreach.campaign.campaign import Approve
from outreach.journal import Entry, record
from outreach.outbox.approval import Approval, still_counts
from outreach.outbox.records.drafts import count_letters, hold_back, make_ready
from outreach.store.tables import approvals
from outreach.store.words import Event


def approve(
    connection: Connection, *, campaign_id: int, digest: str, letters: int, months: int, by: str, now: datetime
) -> Approval:
    """Records a person's approval of this content; an earlier one of the same content is replaced."""
    revoke_approvals(connection, campaign_id=campaign_id, digest=digest, now=now, by=by)
    expires_at = datetime.combine(add_months(now.date(), months), now.timetz())
    number = connection.execute(
        insert(approvals)
        .values(campaign_id=campaign_id, digest=digest, letters=letters, by=by, at=now, expires_at=expires_at)
        .returning(approvals.c.id)
    ).scalar_one()
    detail: dict[str, object] = {"digest": digest[:12], "letters": letters}
    record(connection, [Entry(event=Event.APPROVED, by=by, campaign_id=campaign_id, detail=detail)], now=now)
    return Approval(
        id=number, campaign_id=campaign_id, digest=digest, letters=letters, by=by, at=now, expires_at=expires_at
    )


def standing_approval(connection: Connection, *, campaign_id: int, digest: str, now: datetime) -> Approval | None:
    """The approval of exactly this content that is in force, if any."""
    row = connection.execute(
        select(approvals)
        .where(
            approvals.c.campaign_id == campaign_id,
            approvals.c.digest == digest,
            approvals.c.revoked_at.is_(None),
            approvals.c.expires_at > now,
        )
        .order_by(approvals.c.id.desc())
    ).first()
    if row is None:
        return None
    return Approval(
        id=row.id,
        campaign_id=row.campaign_id,
        digest=row.digest,
        letters=row.letters,
        by=row.by,
        at=row.at,
        expires_at=row.expires_at,
    )


def ready_what_is_approved(
    connection: Connection,
    *,
    campaign_id: int,
    digest: str,
    approve: Approve,
    first_wave: int,
    audience_jump: float,
    now: datetime,
    by: str,
) -> int:
    """Drafts that need no further word become ready; how many. A first wave leaves two hours before the others."""
    if approve is Approve.LETTER:
        return 0  # each is approved by its number
    approved_by = "nobody"
    if approve is Approve.CONTENT:
        standing = standing_approval(connection, campaign_id=campaign_id, digest=digest, now=now)
        total = count_letters(connection, campaign_id=campaign_id, digest=digest)
        if standing is None or not still_counts(standing, letters=total, audience_jump=audience_jump, now=now):
            return 0
        approved_by = standing.by
    count = make_ready(connection, campaign_id=campaign_id, digest=digest, approved_by=approved_by, now=now, by=by)
    if count and first_wave:
        hold_back(connection, campaign_id=campaign_id, digest=digest, first=first_wave)
    return count


def revoke_approvals(
    connection: Connection, *, campaign_id: int, now: datetime, by: str, digest: str | None = None
) -> int:
    """Takes back the campaign's approvals (of one content, or all); how many stood."""
    which = [approvals.c.campaign_id == campaign_id, approvals.c.revoked_at.is_(None)]
    if digest is not None:
        which.append(approvals.c.digest == digest)
    revoked = connection.execute(update(approvals).where(*which).values(revoked_at=now)).rowcount
    if revoked:
        entry = Entry(event=Event.APPROVAL_REVOKED, by=by, campaign_id=campaign_id, detail={"approvals": revoked})
        record(connection, [entry], now=now)
    return revoked
