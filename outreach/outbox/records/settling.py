"""What an answer brings about. Only the holder of the attempt settles its letter (I9); a doubt needs evidence."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from outreach.clock import day_in
from outreach.journal import Entry, record
from outreach.outbox.parcel import Claimed
from outreach.outbox.state import came_from, may_move
from outreach.policy.cap import Hold, cap_of
from outreach.policy.records import confirm, release, restore, stand_in_line
from outreach.settings import Care
from outreach.store.bulk import chunks
from outreach.store.tables import journal, letters
from outreach.store.words import Event, State

NOT_GONE = tuple(state for state in came_from(State.IN_DOUBT) if state is not State.GOING)


def settle_sent(connection: Connection, letter: Claimed, *, answer: str, now: datetime, by: str) -> bool:
    """The relay accepted it. A late answer of the same attempt settles a doubt, too."""
    return _settle(
        connection, letter, (State.GOING, State.IN_DOUBT), State.SENT, event=Event.SENT, answer=answer, now=now, by=by
    )


def settle_refused(connection: Connection, letter: Claimed, *, answer: str, care: Care, now: datetime, by: str) -> bool:
    """The relay refused the recipient for good; the cap is as if no letter had gone."""
    was_going = _move(connection, letter, State.GOING, State.REFUSED, answer=answer, now=now)
    if not was_going and not _move(connection, letter, State.CLAIMED, State.REFUSED, answer=answer, now=now):
        return False
    if cap := cap_of(letter.kind, care):
        if was_going:
            restore(connection, cap, letter.decision_id, held_on=None)
        else:
            release(connection, cap, [letter.decision_id])
    _tell(connection, letter, Event.REFUSED, answer=answer, now=now, by=by)
    return True


def settle_later(
    connection: Connection, letter: Claimed, *, answer: str, due_at: datetime, care: Care, now: datetime, by: str
) -> bool:
    """The relay said "later" about this letter: ready again from `due_at` on, one attempt charged."""
    charged = letters.c.attempts + 1
    ways = {old: _move(connection, letter, old, State.READY, answer=answer, now=now, due_at=due_at, attempts=charged)
            for old in (State.GOING, State.CLAIMED)}  # fmt: skip
    was_going = ways[State.GOING]
    if not any(ways.values()):
        return False
    if was_going and (cap := cap_of(letter.kind, care)):
        restore(connection, cap, letter.decision_id, held_on=day_in(letter.time_zone, now=now))
    _tell(connection, letter, Event.DEFERRED, answer=answer, now=now, by=by)
    return True


def settle_released(
    connection: Connection, letter: Claimed, *, because: str, care: Care, now: datetime, by: str
) -> bool:
    """Provably unsent and not the letter's fault: ready again at once, nothing charged."""
    ways = {
        old: _move(connection, letter, old, State.READY, answer=because, now=now)
        for old in (State.GOING, State.CLAIMED)
    }
    if ways[State.GOING] and (cap := cap_of(letter.kind, care)):
        restore(connection, cap, letter.decision_id, held_on=day_in(letter.time_zone, now=now))
    if any(ways.values()):
        _tell(connection, letter, Event.RELEASED, answer=because, now=now, by=by)
    return any(ways.values())


def settle_unknown(connection: Connection, letter: Claimed, *, because: str, now: datetime, by: str) -> bool:
    """The dot went out and no answer came: in doubt, never resent by itself."""
    return _settle(
        connection, letter, (State.GOING,), State.IN_DOUBT, event=Event.IN_DOUBT, answer=because, now=now, by=by
    )


def doubt_stale(connection: Connection, *, now: datetime, by: str) -> int:
    """Letters left going by a process that died: in doubt."""
    rows = connection.execute(
        update(letters)
        .where(letters.c.state == State.GOING, letters.c.lease_until <= now)
        .values(state=State.IN_DOUBT, settled_at=now)
        .returning(letters.c.id, letters.c.client_id, letters.c.campaign_id)
    ).all()
    entries = [
        Entry(event=Event.IN_DOUBT, by=by, letter_id=row.id, client_id=row.client_id, campaign_id=row.campaign_id)
        for row in rows
    ]
    record(connection, entries, now=now)
    return len(rows)


def doubt_restored(connection: Connection, letter_ids: Sequence[int], *, care: Care, now: datetime, by: str) -> int:
    """The ledger says that these went, the (restored) database that they did not: in doubt. How many.

    The day they went is lost, so that caps count from today. Letters that the older copy does not know at all count as
    one, once: their numbers are not given again. A letter that is going is left to its lease.
    """
    wanted = ("id", "client_id", "decision_id", "kind", "address_key", "time_zone", "state")
    stand_in_line(connection)
    count = _skip_lost_numbers(connection, max(letter_ids, default=0), now=now, by=by)
    for part in chunks(letter_ids):
        which = letters.c.id.in_(part), letters.c.state.in_(NOT_GONE)
        rows = connection.execute(select(*(letters.c[name] for name in wanted)).where(*which).with_for_update()).all()
        for row in rows:
            if cap := cap_of(row.kind, care):
                hold = Hold(
                    decision_id=row.decision_id,
                    client_id=row.client_id,
                    address_key=row.address_key,
                    day=day_in(row.time_zone, now=now),
                )
                confirm(connection, cap, hold)
        values = {"state": State.IN_DOUBT, "settled_at": now, "attempt": None, "lease_until": None}
        connection.execute(update(letters).where(letters.c.id.in_([row.id for row in rows])).values(values))
        entries = [
            Entry(event=Event.IN_DOUBT, by=by, letter_id=row.id, client_id=row.client_id, detail={"answer": "ledger"})
            for row in rows
        ]
        record(connection, entries, now=now)
        count += len(rows)
    return count


def count_unknown(connection: Connection, letter_ids: Sequence[int]) -> int:
    """How many of these numbers no letter has."""
    known = sum(
        connection.execute(select(func.count()).select_from(letters).where(letters.c.id.in_(part))).scalar_one()
        for part in chunks(letter_ids)
    )
    return len(letter_ids) - known


def _skip_lost_numbers(connection: Connection, highest: int, *, now: datetime, by: str) -> int:
    """The highest number of the ledger stands in the journal at least, where `take_numbers` sees it."""
    told = connection.execute(select(func.max(journal.c.letter_id))).scalar() or 0
    known = connection.execute(select(func.max(letters.c.id))).scalar() or 0
    if highest <= max(told, known):
        return 0
    entry = Entry(event=Event.IN_DOUBT, by=by, letter_id=highest, detail={"answer": "ledger", "known": known})
    record(connection, [entry], now=now)
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.setval(func.pg_get_serial_sequence("letters", "id"), highest)))
    return 1


def mark_bounced(connection: Connection, letter_id: int, *, now: datetime, by: str, detail: str) -> bool:
    """It came back; for a letter in doubt that is also the proof that it had left."""
    return _prove(
        connection,
        letter_id,
        (State.SENT, State.IN_DOUBT),
        State.BOUNCED,
        event=Event.BOUNCED,
        now=now,
        by=by,
        why=detail,
    )


def prove_sent(connection: Connection, letter_id: int, *, now: datetime, by: str, detail: str = "reply") -> bool:
    """Evidence, or an operator's word, that a letter in doubt did leave."""
    return _prove(
        connection, letter_id, (State.IN_DOUBT,), State.SENT, event=Event.DOUBT_RESOLVED, now=now, by=by, why=detail
    )


def prove_not_sent(connection: Connection, letter_id: int, *, now: datetime, by: str, care: Care) -> bool:
    """An operator's word that a letter in doubt never left; its cap is given back."""
    moved = _prove(
        connection,
        letter_id,
        (State.IN_DOUBT,),
        State.REFUSED,
        event=Event.DOUBT_RESOLVED,
        now=now,
        by=by,
        why="never left",
    )
    if moved:
        row = connection.execute(
            letters.select().with_only_columns(letters.c.kind, letters.c.decision_id).where(letters.c.id == letter_id)
        ).one()
        if cap := cap_of(row.kind, care):
            restore(connection, cap, row.decision_id, held_on=None)
    return moved


def _settle(
    connection: Connection,
    letter: Claimed,
    olds: tuple[State, ...],
    new: State,
    *,
    event: Event,
    answer: str,
    now: datetime,
    by: str,
) -> bool:
    moved = any(_move(connection, letter, old, new, answer=answer, now=now) for old in olds)
    if moved:
        _tell(connection, letter, event, answer=answer, now=now, by=by)
    return moved


def _move(
    connection: Connection,
    letter: Claimed,
    old: State,
    new: State,
    *,
    answer: str,
    now: datetime,
    **values: datetime | ColumnElement[int],
) -> bool:
    assert may_move(old, new), f"no way from {old} to {new}"
    freed = {"attempt": None, "lease_until": None} if new is State.READY else {"settled_at": now, "lease_until": None}
    changed = connection.execute(
        update(letters)
        .where(letters.c.id == letter.letter_id, letters.c.state == old, letters.c.attempt == letter.attempt)
        .values(state=new, answer=answer[:500], **freed, **values)
    ).rowcount
    return changed == 1


def _tell(connection: Connection, letter: Claimed, event: Event, *, answer: str, now: datetime, by: str) -> None:
    entry = Entry(
        event=event,
        by=by,
        letter_id=letter.letter_id,
        client_id=letter.client_id,
        campaign_id=letter.campaign_id,
        decision_id=letter.decision_id,
        detail={"answer": answer[:500]},
    )
    record(connection, [entry], now=now)


def _prove(
    connection: Connection,
    letter_id: int,
    olds: tuple[State, ...],
    new: State,
    *,
    event: Event,
    now: datetime,
    by: str,
    why: str,
) -> bool:
    row = connection.execute(
        update(letters)
        .where(letters.c.id == letter_id, letters.c.state.in_(olds))
        .values(state=new, settled_at=now)
        .returning(letters.c.client_id, letters.c.campaign_id, letters.c.decision_id)
    ).first()
    if row is None:
        return False
    entry = Entry(
        event=event,
        by=by,
        letter_id=letter_id,
        client_id=row.client_id,
        campaign_id=row.campaign_id,
        decision_id=row.decision_id,
        detail={"why": why[:200], "state": new},
    )
    record(connection, [entry], now=now)
    return True
