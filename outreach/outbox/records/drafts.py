"""Drafts: kept once, as the bytes that will leave, and made ready when their content is approved."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from outreach.journal import Entry, record
from outreach.outbox.parcel import NewLetter, pack, unpack
from outreach.outbox.state import LEFT
from outreach.store.bulk import chunks
from outreach.store.dialect import insert_into
from outreach.store.tables import dictionaries, journal, letters
from outreach.store.words import Event, State

QUIET = timedelta(hours=2)  # between the first wave of a campaign and the rest


def take_numbers(connection: Connection, count: int) -> list[int]:
    """Letter numbers for drafts about to be rendered in this transaction; PostgreSQL may leave gaps."""
    if connection.dialect.name == "sqlite":  # one writer at a time: nobody else can take them before we commit
        # The journal also knows numbers that were given before an older copy was put back.
        tops = (connection.execute(select(func.max(of))).scalar() for of in (letters.c.id, journal.c.letter_id))
        last = max(top or 0 for top in tops)
        return list(range(last + 1, last + 1 + count))
    sequence = func.nextval(func.pg_get_serial_sequence("letters", "id"))
    series = func.generate_series(1, count).table_valued("n")
    return list(connection.scalars(select(sequence).select_from(series)))


def add_drafts(connection: Connection, drafts: Sequence[NewLetter], *, now: datetime, by: str) -> int:
    """Keeps the drafts; one that exists already (I1) is left as it is. How many were new."""
    added = 0
    for part in chunks(drafts, size=500):
        samples = {draft.digest: _dictionary(connection, draft) for draft in part}
        rows = [_row(draft, *samples[draft.digest], now=now) for draft in part]
        made = connection.execute(
            insert_into(connection, letters)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(letters.c.id, letters.c.client_id, letters.c.campaign_id, letters.c.decision_id)
        ).all()
        entries = [
            Entry(
                event=Event.DRAFTED,
                by=by,
                letter_id=row.id,
                client_id=row.client_id,
                campaign_id=row.campaign_id,
                decision_id=row.decision_id,
            )
            for row in made
        ]
        record(connection, entries, now=now)
        added += len(made)
    return added


def make_ready(
    connection: Connection,
    *,
    campaign_id: int,
    digest: str,
    approved_by: str,
    now: datetime,
    by: str,
    only: Sequence[int] | None = None,
) -> int:
    """Drafts of an approved content become ready (only those named, if any are); how many."""
    which = [letters.c.campaign_id == campaign_id, letters.c.digest == digest, letters.c.state == State.DRAFT]
    if only is not None:
        which.append(letters.c.id.in_(only))
    moved = connection.execute(
        update(letters)
        .where(*which)
        .values(state=State.READY, approved_by=approved_by)
        .returning(letters.c.id, letters.c.client_id)
    ).all()
    entries = [
        Entry(event=Event.READIED, by=by, letter_id=row.id, client_id=row.client_id, campaign_id=campaign_id)
        for row in moved
    ]
    record(connection, entries, now=now)
    return len(moved)


def count_letters(connection: Connection, *, campaign_id: int, digest: str) -> int:
    """Letters of this content in the occasion that has most of them: what an approver is shown, and a jump shows in."""
    live = letters.c.state.not_in((State.CANCELLED, State.EXPIRED))
    counts = (
        select(func.count().label("letters"))
        .where(letters.c.campaign_id == campaign_id, letters.c.digest == digest, live)
        .group_by(letters.c.occasion)
        .subquery()
    )
    return int(connection.execute(select(func.coalesce(func.max(counts.c.letters), 0))).scalar_one())


def hold_back(connection: Connection, *, campaign_id: int, digest: str, first: int) -> None:
    """Lets the first letters of a content go, and the others not before two hours after them."""
    mine = (letters.c.campaign_id == campaign_id, letters.c.digest == digest)
    left = select(func.count()).select_from(letters).where(*mine, letters.c.state.in_(LEFT))
    if connection.execute(left).scalar_one():
        return  # the first wave is out already
    ready = connection.execute(
        select(letters.c.id, letters.c.due_at)
        .where(*mine, letters.c.state == State.READY)
        .order_by(letters.c.due_at, letters.c.id)
    ).all()
    if len(ready) <= first:
        return
    after = ready[first - 1].due_at + QUIET
    late = [row.id for row in ready[first:] if row.due_at < after]
    for part in chunks(late):
        connection.execute(update(letters).where(letters.c.id.in_(part)).values(due_at=after))


def letter_message(connection: Connection, letter_id: int) -> bytes | None:
    """The bytes of a letter as they were approved, without Date; None if there is no such letter."""
    row = connection.execute(
        select(letters.c.message, dictionaries.c.sample)
        .join_from(letters, dictionaries, letters.c.dictionary_id == dictionaries.c.id)
        .where(letters.c.id == letter_id)
    ).first()
    return None if row is None else unpack(row.message, row.sample)


def _row(draft: NewLetter, dictionary_id: int, sample: bytes, *, now: datetime) -> dict[str, object]:
    return {
        "id": draft.letter_id,
        "mail_from": draft.mail_from,
        "decision_id": draft.decision_id,
        "campaign_id": draft.campaign_id,
        "occasion": draft.occasion,
        "client_id": draft.client_id,
        "kind": draft.kind,
        "state": State.DRAFT,
        "email": draft.email,
        "address_key": draft.address_key,
        "language": draft.language,
        "sender": draft.sender,
        "country": draft.country,
        "subject": draft.subject,
        "message_id": draft.message_id,
        "message": pack(draft.message, sample),
        "message_hash": draft.message_hash,
        "dictionary_id": dictionary_id,
        "digest": draft.digest,
        "facts_used": list(draft.facts_used),
        "due_at": draft.due_at,
        "day_ends_at": draft.day_ends_at,
        "expires_at": draft.expires_at,
        "time_zone": draft.time_zone,
        "drafted_at": now,
        "known_order_on": draft.known_order_on,
        "known_inquiry_on": draft.known_inquiry_on,
    }


def _dictionary(connection: Connection, draft: NewLetter) -> tuple[int, bytes]:
    """The deflate dictionary of this content: that of an earlier letter, else this one's bytes become it."""
    known = connection.execute(
        select(dictionaries.c.id, dictionaries.c.sample)
        .join_from(letters, dictionaries, letters.c.dictionary_id == dictionaries.c.id)
        .where(letters.c.digest == draft.digest, letters.c.campaign_id == draft.campaign_id)
        .limit(1)
    ).first()
    if known:
        return known.id, known.sample
    made = connection.execute(
        insert(dictionaries).values(sample=draft.message).returning(dictionaries.c.id)
    ).scalar_one()
    return made, draft.message
