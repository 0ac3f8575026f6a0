"""Works out the facts of clients anew: of everybody, or of those who were touched; both ways leave the same rows.

Facts are dates, so that passing time changes nothing but who is lost by now (his spell is added) and what falls out
of the last year; both are found by an index and refreshed with the touched.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from outreach import journal
from outreach.lapse.history import (
    YEAR,
    Facts,
    History,
    course_of,
    ending_of_merged,
    facts_of,
    limits_of,
    value_of_year_before,
)
from outreach.lapse.records import Connection, changed, firm, past
from outreach.lapse.records.changed import NewSpell
from outreach.lapse.records.firm import Business, Chunk
from outreach.lapse.rule import digest
from outreach.lapse.spell import Changes, Closed, changes
from outreach.settings import Lapse
from outreach.store.words import Event

log = logging.getLogger("outreach.lapse")

BY = "refresh"  # who did it, in the journal


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """How many clients were looked at, how many of them are lost now and were not known to be, how many came back."""

    clients: int = 0
    newly_lost: int = 0
    returned: int = 0

    def __bool__(self) -> bool:
        return self.clients > 0


@dataclass(slots=True, kw_only=True)
class _Batch:
    """What one chunk of clients brings about."""

    facts: list[Facts] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    opened: list[NewSpell] = field(default_factory=list)
    closed: list[tuple[Closed, str | None]] = field(default_factory=list)
    entries: list[journal.Entry] = field(default_factory=list)


def refresh(
    connection: Connection,
    *,
    settings: Lapse,
    today: date,
    now: datetime,
    touched: Sequence[tuple[int, int]] | None,
) -> RefreshReport:
    """Brings client_facts, spells and the firm's facts up to `today`; `touched` are (client, touch), None is everybody.

    Everybody is refreshed also the first time, under another rule, and when the book's median gap has changed. With
    nobody touched it adds the spells of those who became lost by passing time; called again, it finds no work.
    """
    known = firm.business(connection)
    rule = digest(settings)
    if known and touched is not None and not touched and known.computed_on >= today and known.settings_digest == rule:
        return RefreshReport()
    median = firm.median_gap(connection)
    if touched is None or known is None or known.settings_digest != rule or known.median_gap != median:
        chunks: Iterable[Chunk] = firm.everybody(connection)
    else:
        chunks = firm.some({client_id for client_id, _ in touched} | _moved(connection, known, today=today))
    report = RefreshReport()
    for chunk in chunks:
        report = _refresh_chunk(connection, chunk, settings, median=median, today=today, now=now, so_far=report)
    cuts = firm.cuts(connection, settings)
    changed.decide_tiers(connection, cuts)
    firm.write_business(
        connection,
        Business(
            median_gap=median,
            cuts=cuts,
            clients=firm.count_facts(connection),
            computed_on=today,
            settings_digest=rule,
        ),
    )
    log.info("refreshed clients=%d lost=%d returned=%d", report.clients, report.newly_lost, report.returned)
    return report


def _moved(connection: Connection, known: Business, *, today: date) -> set[int]:
    return firm.moved_by_time(
        connection,
        since=known.computed_on,
        today=today,
        year_before=known.computed_on - YEAR,
        year=today - YEAR,
    )


def _refresh_chunk(
    connection: Connection,
    chunk: Chunk,
    settings: Lapse,
    *,
    median: int | None,
    today: date,
    now: datetime,
    so_far: RefreshReport,
) -> RefreshReport:
    batch = _Batch()
    for history in past.histories(connection, chunk):
        _look_at(history, settings, median=median, today=today, batch=batch)
    changed.write_facts(connection, batch.facts, today=today)
    changed.drop_facts(connection, batch.merged)
    changed.close_spells(connection, batch.closed)
    changed.open_spells(connection, batch.opened, now=now)
    journal.record(connection, batch.entries, now=now)
    lost = sum(1 for entry in batch.entries if entry.event is Event.LOST)
    return RefreshReport(
        clients=so_far.clients + len(chunk.ids),
        newly_lost=so_far.newly_lost + lost,
        returned=so_far.returned + len(batch.entries) - lost,
    )


def _look_at(history: History, settings: Lapse, *, median: int | None, today: date, batch: _Batch) -> None:
    if history.merged:
        batch.merged.append(history.client_id)
        _note(history, Changes(closed=ending_of_merged(history, today=today)), reason=None, batch=batch)
        return
    allowed, typical = limits_of(history, settings, business_median=median)
    facts = facts_of(history, settings, allowed=allowed, typical=typical, today=today)
    if facts != history.previous:  # what has not changed is not written
        batch.facts.append(facts)
    course = course_of(history, settings, allowed=allowed, lost_on=facts.lost_on)
    reason = facts.verified_reason or facts.stated_reason
    _note(history, changes(course, today=today), reason=reason, batch=batch)


def _note(history: History, found: Changes, *, reason: str | None, batch: _Batch) -> None:
    if found.closed is not None:
        batch.closed.append((found.closed, reason))
        if found.closed.ended_by_order is not None:
            batch.entries.append(_returned(history, found.closed))
    for opened in found.opened:
        still = opened.ended_on is None
        new = NewSpell(
            client_id=history.client_id,
            opened=opened,
            value_year=value_of_year_before(history, opened.rests_on),
            reason=reason if still else None,
        )
        batch.opened.append(new)
        if still:
            batch.entries.append(_lost(new))


def _lost(new: NewSpell) -> journal.Entry:
    detail: dict[str, object] = {"lost_on": new.opened.lost_on.isoformat(), "value_year": new.value_year}
    return journal.Entry(event=Event.LOST, by=BY, client_id=new.client_id, detail=detail)


def _returned(history: History, closed: Closed) -> journal.Entry:
    detail: dict[str, object] = {"ended_on": closed.ended_on.isoformat(), "order": closed.ended_by_order}
    return journal.Entry(event=Event.RETURNED, by=BY, client_id=history.client_id, detail=detail)
