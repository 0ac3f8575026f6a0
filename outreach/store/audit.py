"""The promises as questions to the database: what must never be, and which rows are so. It reads tables only.

What an audit cannot see: whether a relay really has a letter, and what a clock said that was wrong.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, exists, func, literal, or_, select

from outreach.almanac.window import add_months
from outreach.locale import say
from outreach.settings import Care
from outreach.store.tables import caps, decisions, dictionaries, incoming, journal, letters, suppressions
from outreach.store.words import Choice, Event, IncomingState, LetterKind, State, SuppressionScope

LEFT = (State.GOING, State.SENT, State.IN_DOUBT, State.BOUNCED)
NEVER_LEFT = (State.CANCELLED, State.EXPIRED)
SHOWN = 100  # rows a finding names, at most

# What stands in the journal of a letter that has come to its end.
_ENDS = {
    State.SENT: (Event.SENT, Event.DOUBT_RESOLVED),
    State.BOUNCED: (Event.BOUNCED,),
    State.REFUSED: (Event.REFUSED, Event.DOUBT_RESOLVED),
    State.IN_DOUBT: (Event.IN_DOUBT,),
    State.CANCELLED: (Event.CANCELLED,),
    State.EXPIRED: (Event.EXPIRED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A promise that is broken; `rows` are numbers of letters unless the text says otherwise."""

    invariant: str
    text: str
    rows: tuple[int, ...]


def audit(connection: Connection, *, care: Care) -> tuple[Finding, ...]:
    """Everything that must never be; nothing if all is well. Memory stays flat however many letters there are."""
    return tuple(
        Finding(invariant=invariant, text=text, rows=rows)
        for invariant, text, found in _questions(connection, care)
        if (rows := tuple(_first(found)))
    )


def _first(found: Iterator[int]) -> Iterator[int]:
    for number, _ in zip(found, range(SHOWN), strict=False):
        yield number


def _questions(connection: Connection, care: Care) -> Iterator[tuple[str, str, Iterator[int]]]:
    def ids(condition: ColumnElement[bool]) -> Iterator[int]:
        return iter(connection.scalars(select(letters.c.id).where(condition).order_by(letters.c.id).limit(SHOWN)))

    yield "I1", say("two decisions about one client for one occasion (client)"), _doubled_decisions(connection)
    yield "I1", say("two letters to one client for one occasion"), _doubled(connection, "client_id")
    yield "I1", say("two letters to one address for one occasion"), _doubled(connection, "address_key")
    yield "I1", say("the letter is not the one that was decided"), ids(_not_as_decided())
    yield "I2", say("went to the dot a second time without a proof that it had not left"), _gone_twice(connection)
    yield "I2", say("left without having been marked as going before"), ids(_left_unmarked())
    yield "I3", say("two letters of one kind to one client, too close"), _too_close(connection, care, "client_id")
    yield "I3", say("two letters of one kind to one address, too close"), _too_close(connection, care, "address_key")
    yield "I3", say("a reservation that nobody needs any more (decision)"), _idle_holds(connection)
    yield "I4", say("went although it had been stopped"), _gone_after_stop(connection)
    yield "I5", say("is final, and the journal does not say how"), ids(_without_an_end())
    yield "I5", say("is final, and nobody knows since when"), ids(_moment_is_wrong())
    yield "I8", say("the bytes are not those that were drafted"), _damaged(connection)
    yield "I9", say("is under way, and nobody holds it"), ids(_held_by_nobody())
    yield "I10", say("went outside its hours or after its occasion"), ids(_out_of_time())
    yield "I12", say("a message is applied without a moment, or was taken in twice (message)"), _misapplied(connection)


# -- I1 ----------------------------------------------------------------------------------------------------------


def _doubled_decisions(connection: Connection) -> Iterator[int]:
    by = (decisions.c.campaign_id, decisions.c.occasion, decisions.c.client_id)
    return iter(connection.scalars(select(decisions.c.client_id).group_by(*by).having(func.count() > 1)))


def _doubled(connection: Connection, whose: str) -> Iterator[int]:
    by = (letters.c.campaign_id, letters.c.occasion, letters.c[whose])
    newest = select(func.max(letters.c.id)).where(letters.c.state.not_in(NEVER_LEFT))
    return iter(connection.scalars(newest.group_by(*by).having(func.count() > 1)))


def _not_as_decided() -> ColumnElement[bool]:
    same = and_(
        decisions.c.id == letters.c.decision_id,
        decisions.c.campaign_id == letters.c.campaign_id,
        decisions.c.occasion == letters.c.occasion,
        decisions.c.client_id == letters.c.client_id,
    )
    return ~exists().where(same)


# -- I2 ----------------------------------------------------------------------------------------------------------


def _gone_twice(connection: Connection) -> Iterator[int]:
    """Between two goings of a letter there must be a proof: the relay said no or later, or it was given back."""
    told = (Event.GOING, Event.DEFERRED, Event.RELEASED, Event.REFUSED)
    rows = connection.execution_options(yield_per=1_000).execute(
        select(journal.c.letter_id, journal.c.event)
        .where(journal.c.event.in_(told), journal.c.letter_id.is_not(None))
        .order_by(journal.c.letter_id, journal.c.id)
    )
    for letter_id, entries in groupby(rows, key=lambda row: row.letter_id):
        gone = False
        for entry in list(entries):
            if gone and entry.event is Event.GOING:
                yield letter_id
                break
            gone = entry.event is Event.GOING


def _left_unmarked() -> ColumnElement[bool]:
    marked = exists().where(journal.c.letter_id == letters.c.id, journal.c.event.in_((Event.GOING, Event.IN_DOUBT)))
    return and_(letters.c.state.in_(LEFT), ~marked)


# -- I3 ----------------------------------------------------------------------------------------------------------


def _too_close(connection: Connection, care: Care, whose: str) -> Iterator[int]:
    capped = (LetterKind.NEWSLETTER, LetterKind.APOLOGY)
    moment = func.coalesce(letters.c.going_at, letters.c.settled_at).label("moment")
    rows = connection.execution_options(yield_per=1_000).execute(
        select(letters.c.id, letters.c.kind, letters.c[whose].label("holder"), letters.c.time_zone, moment)
        .where(letters.c.kind.in_(capped), letters.c.state.in_(LEFT))
        .order_by(letters.c.kind, letters.c[whose], moment, letters.c.id)
    )
    last: tuple[LetterKind, object, date] | None = None
    for row in rows:
        day = row.moment.astimezone(ZoneInfo(row.time_zone)).date()
        if last and last[:2] == (row.kind, row.holder) and not _far_enough(last[2], day, row.kind, care):
            yield row.id
        last = (row.kind, row.holder, day)


def _far_enough(first: date, second: date, kind: LetterKind, care: Care) -> bool:
    return kind is LetterKind.NEWSLETTER and add_months(first, care.newsletter_months) <= second


def _idle_holds(connection: Connection) -> Iterator[int]:
    """Held for a decision that is not to be written any more, or whose letter has come to its end."""
    wanted = exists().where(decisions.c.id == caps.c.held_by, decisions.c.choice == Choice.WRITE)
    ended = exists().where(
        letters.c.decision_id == caps.c.held_by, letters.c.state.in_((*LEFT, State.REFUSED, State.EXPIRED))
    )
    return iter(
        connection.scalars(
            select(caps.c.held_by).where(caps.c.held_by.is_not(None), or_(~wanted, ended)).distinct().limit(SHOWN)
        )
    )


# -- I4 ----------------------------------------------------------------------------------------------------------


def _gone_after_stop(connection: Connection) -> Iterator[int]:
    """By the order of the journal, which is that of the gate; moments are taken before it and may overlap."""
    near = [row for scope in SuppressionScope for row in connection.execute(_gone_near(scope)).all()]
    stopped = _stops_told(connection) if near else {}
    for row in near:
        gone = connection.scalar(
            select(func.max(journal.c.id)).where(journal.c.letter_id == row.id, journal.c.event == Event.GOING)
        )
        if gone is None or stopped.get(row.stop, 0) < gone:
            yield row.id


def _gone_near(scope: SuppressionScope) -> Select[tuple[int, int]]:
    concerned: dict[SuppressionScope, ColumnElement[bool]] = {
        SuppressionScope.ADDRESS: letters.c.address_key == suppressions.c.key,
        SuppressionScope.DOMAIN: letters.c.address_key.like(literal("%@") + suppressions.c.key),
        SuppressionScope.CLIENT: cast(letters.c.client_id, String) == suppressions.c.key,
    }
    about = or_(suppressions.c.kind.is_(None), suppressions.c.kind == letters.c.kind)
    while_it_stood = and_(
        letters.c.going_at > suppressions.c.at,
        or_(suppressions.c.ended_at.is_(None), letters.c.going_at < suppressions.c.ended_at),
    )
    return (
        select(letters.c.id, suppressions.c.id.label("stop"))
        .join_from(letters, suppressions, concerned[scope])
        .where(suppressions.c.scope == scope, about, while_it_stood, letters.c.state.in_(LEFT))
        .order_by(letters.c.id)
    )


def _stops_told(connection: Connection) -> dict[int, int]:
    """For each suppression, the number of its row in the journal."""
    rows = connection.execute(select(journal.c.id, journal.c.detail).where(journal.c.event == Event.SUPPRESSED))
    return {row.detail["suppression"]: row.id for row in rows if "suppression" in row.detail}


# -- I5, I8, I9, I10 ---------------------------------------------------------------------------------------------


def _without_an_end() -> ColumnElement[bool]:
    told = {
        state: exists().where(journal.c.letter_id == letters.c.id, journal.c.event.in_(events))
        for state, events in _ENDS.items()
    }
    return or_(*(and_(letters.c.state == state, ~clause) for state, clause in told.items()))


def _moment_is_wrong() -> ColumnElement[bool]:
    final = letters.c.state.in_(tuple(_ENDS))
    return and_(final, letters.c.settled_at.is_(None))


def _damaged(connection: Connection) -> Iterator[int]:
    samples = {row.id: row.sample for row in connection.execute(select(dictionaries))}
    columns = (letters.c.id, letters.c.message, letters.c.message_hash, letters.c.dictionary_id)
    rows = connection.execution_options(yield_per=500).execute(select(*columns).order_by(letters.c.id))
    for row in rows:
        if hashlib.sha256(_opened(row.message, samples.get(row.dictionary_id, b""))).hexdigest() != row.message_hash:
            yield row.id


def _opened(packed: bytes, sample: bytes) -> bytes:
    """As the outbox packs them: deflate with the sample as its dictionary."""
    opener = zlib.decompressobj(zdict=sample[-32_768:])
    try:
        return opener.decompress(packed) + opener.flush()
    except zlib.error:
        return b""


def _held_by_nobody() -> ColumnElement[bool]:
    under_way = letters.c.state.in_((State.CLAIMED, State.GOING))
    return and_(under_way, or_(letters.c.attempt.is_(None), letters.c.lease_until.is_(None)))


def _out_of_time() -> ColumnElement[bool]:
    late = or_(letters.c.going_at >= letters.c.expires_at, letters.c.going_at >= letters.c.day_ends_at)
    return and_(letters.c.state.in_(LEFT), or_(late, letters.c.going_at < letters.c.due_at))


# -- I12 ---------------------------------------------------------------------------------------------------------


def _misapplied(connection: Connection) -> Iterator[int]:
    unmarked = and_(incoming.c.state == IncomingState.APPLIED, incoming.c.applied_at.is_(None))
    yield from connection.scalars(select(incoming.c.id).where(unmarked))
    doubled = select(func.max(incoming.c.id)).group_by(incoming.c.sha256).having(func.count() > 1)
    yield from connection.scalars(doubled)
