"""Works out the facts of clients anew: of everybody, or of those who were touched; both ways leave the same rows.

Facts are dates, so that passing time changes nothing but who is lost by now (his spell is added) and what falls out
of the last year; both are found by an index and refreshed with the touched.
"""

import gc
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from outreach import journal
from outreach.lapse.history import (
    Facts,
    History,
    Score,
    course_changes,
    days_of,
    ending_of_merged,
    facts_of,
    judged_days,
    limits_of,
    priority_of,
    value_of_year_before,
)
from outreach.lapse.measure import Measure, Measures
from outreach.lapse.model import Model, Scores, fit
from outreach.lapse.records import Connection, changed, firm, past
from outreach.lapse.records.changed import NewSpell
from outreach.lapse.records.evidence import records_answers, write_signs
from outreach.lapse.records.firm import Business, Chunk
from outreach.lapse.records.scored import ScoreHeld, scores_held
from outreach.lapse.rule import median_gap
from outreach.lapse.signs import NO_SIGNS, Held, signs_of
from outreach.lapse.spell import Closed, Opened
from outreach.store.bulk import roomy
from outreach.store.words import Event

log = logging.getLogger("outreach.lapse")

BY = "refresh"  # who did it, in the journal
REFIT_AFTER = timedelta(days=7)
SCORES = 2  # columns at the end of Facts that a new model changes alone
GROWN = 1.1  # times the orders there were
MOVED = 0.05  # of the median: less is no news


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """How many clients were looked at, how many of them are lost now and were not known to be, how many came back."""

    clients: int = 0
    newly_lost: int = 0
    returned: int = 0

    def __bool__(self) -> bool:
        return self.clients > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What a refresh rests on, the same for every client."""

    measures: Measures
    median: int | None
    score: Score | None
    today: date
    now: datetime
    records_answers: bool


@dataclass(slots=True, kw_only=True)
class _Batch:
    """What one chunk of clients brings about."""

    facts: list[Facts] = field(default_factory=list)
    scores: list[tuple[int | None, int | None, int]] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    opened: list[tuple[History, str | None, Sequence[Opened]]] = field(default_factory=list)
    closed: list[tuple[int, str | None, Closed]] = field(default_factory=list)
    signs: list[tuple[int, Held, Held]] = field(default_factory=list)


def refresh(
    connection: Connection,
    *,
    measures: Measures,
    today: date,
    now: datetime,
    touched: Sequence[tuple[int, int]] | None,
) -> RefreshReport:
    """Brings client_facts, spells and the firm's facts up to `today`; `touched` are (client, touch), None is everybody.

    Everybody is refreshed also the first time, under another rule, and when the book's median gap has moved; another
    model changes scores alone. With nobody touched it adds the spells of those who became lost by passing time; called
    again, it finds no work.
    """
    known = firm.business(connection)
    rule = measures.digest()
    if known and touched is not None and not touched and known.computed_on >= today and known.settings_digest == rule:
        return RefreshReport()
    fitted = _fitted(connection, known, today=today)
    anew = touched is None or not known or (known.settings_digest, known.median_gap) != (rule, fitted.median_gap)
    if anew or touched is None or known is None:
        chunks: Iterable[Chunk] = firm.everybody(connection)
    else:
        chunks = firm.some(
            _changed(connection, touched) | firm.moved_by_time(connection, since=known.computed_on, today=today)
        )
    day = _Day(
        measures=measures,
        median=fitted.median_gap,
        score=fitted.score(),
        today=today,
        now=now,
        records_answers=records_answers(connection),
    )
    report, before = RefreshReport(), changed.latest_spell(connection)
    with roomy(connection), _uncollected():
        for chunk in chunks:
            report = _refresh_chunk(connection, chunk, day, so_far=report)
        if known and not anew and fitted.model_differs_from(known):
            _score_anew(connection, day.score)
    cuts = firm.cuts(connection, measures.usual.lapse)
    changed.complete_spells(connection, cuts, after=before)
    firm.write_business(
        connection,
        Business(
            median_gap=fitted.median_gap,
            cuts=cuts,
            clients=firm.count_facts(connection),
            computed_on=today,
            settings_digest=rule,
            model=fitted.model,
            fitted_on=fitted.on,
            fitted_orders=fitted.orders,
        ),
    )
    log.info("refreshed clients=%d lost=%d returned=%d", report.clients, report.newly_lost, report.returned)
    return report


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for circles among millions of rows, which have none: that costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """What the book as a whole says: its median gap, and its model as of a day."""

    median_gap: int | None
    model: Model | None
    on: date
    orders: int

    def model_differs_from(self, known: Business) -> bool:
        return (known.model, known.fitted_on) != (self.model, self.on)

    def score(self) -> Scores | None:
        return Scores(self.model, as_of=self.on.toordinal()) if self.model else None


def _fitted(connection: Connection, known: Business | None, *, today: date) -> _Fitted:
    """Found anew once a week, and when the orders have grown by a tenth: then everybody's chance is reckoned anew."""
    orders = firm.highest_order(connection)
    if known and known.fitted_on and orders <= known.fitted_orders * GROWN and known.fitted_on <= today:
        on, until = known.fitted_on, known.fitted_on + REFIT_AFTER
        if today < until:
            return _Fitted(median_gap=known.median_gap, model=known.model, on=on, orders=known.fitted_orders)
    gaps, rows = firm.sample(connection, today=today)
    median = _settled(median_gap(gaps), known.median_gap if known else None)
    return _Fitted(median_gap=median, model=fit(rows), on=today, orders=orders)


def _settled(found: int | None, known: int | None) -> int | None:
    """The median that is known, unless it has really moved: another one gives everybody other dates."""
    if found is None or known is None:
        return found
    return found if abs(found - known) > known * MOVED else known


def _changed(connection: Connection, touched: Sequence[tuple[int, int]]) -> set[int]:
    """The touched, and whoever is or was in a group with one of them."""
    found = {client_id for client_id, _ in touched}
    return found | firm.grouped_with(connection, found) if found else found


def _refresh_chunk(connection: Connection, chunk: Chunk, day: _Day, *, so_far: RefreshReport) -> RefreshReport:
    batch = _Batch()
    for history in past.histories(connection, chunk, today=day.today, records_answers=day.records_answers):
        _look_at(history, day, batch=batch)
    changed.write_facts(connection, batch.facts, today=day.today)
    changed.write_scores(connection, batch.scores)
    changed.drop_facts(connection, batch.merged)
    write_signs(connection, batch.signs)
    entries = _end_spells(connection, batch)
    opened = _with_value(connection, chunk, batch.opened)
    changed.open_spells(connection, opened, now=day.now)
    lost = [_lost(new) for new in opened if new.opened.ended_on is None]
    journal.record(connection, [*entries, *lost], now=day.now)
    return RefreshReport(
        clients=so_far.clients + len(chunk.ids),
        newly_lost=so_far.newly_lost + len(lost),
        returned=so_far.returned + len(entries),
    )


def _look_at(history: History, day: _Day, *, batch: _Batch) -> None:
    today = day.today.toordinal()
    if history.merged:
        batch.merged.append(history.client_id)
        closed = ending_of_merged(history.standing, today=today)
        if closed:
            batch.closed.append((history.client_id, None, closed))
        if history.held:
            batch.signs.append((history.client_id, history.held, NO_SIGNS))
        return
    days, measure = days_of(history), day.measures.of(*history.kind)
    judged = judged_days(history, days)
    signs = _signs(history, measure, days=judged, today=today)
    if signs != history.held:
        batch.signs.append((history.client_id, history.held, signs))
    allowed, typical = limits_of(judged, measure.lapse, business_median=day.median)
    facts = facts_of(
        history, measure.lapse, days=days, judged=judged, allowed=allowed, typical=typical, score=day.score, signs=signs
    )
    if facts != history.previous:  # what has not changed is not written
        if history.previous and facts[:-SCORES] == history.previous[:-SCORES]:
            batch.scores.append((facts.silent_90, facts.priority, facts.client_id))
        else:
            batch.facts.append(facts)
    found = course_changes(history, facts, measure.lapse, days=judged, allowed=allowed, today=today)
    reason = facts.verified_reason or facts.stated_reason
    if found.closed:
        batch.closed.append((history.client_id, reason, found.closed))
    if found.opened:
        batch.opened.append((history, reason, found.opened))


def _signs(history: History, measure: Measure, *, days: Sequence[int], today: int) -> Held:
    asked = history.inquiries[-1] if history.inquiries else 0
    return signs_of(history.evidence, measure.signs, days=days, last_inquiry=asked, held=history.held, today=today)


def _score_anew(connection: Connection, score: Score | None) -> None:
    """Writes the chance and the priority of all whom another model gives another one."""
    for chunk in firm.everybody(connection):
        changed.write_scores(connection, list(_rescored(scores_held(connection, chunk), score)))


def _rescored(held: Iterable[ScoreHeld], score: Score | None) -> Iterator[tuple[int | None, int | None, int]]:
    for client_id, times, first, last, revenue, silent_before, priority_before in held:
        silent = score(times, first, last) if score else None
        priority = None if silent is None else priority_of(silent, revenue, days=last - first)
        if silent != silent_before or priority != priority_before:
            yield silent, priority, client_id


def _end_spells(connection: Connection, batch: _Batch) -> list[journal.Entry]:
    """Closes what has ended; those who came back by an order on record are told of."""
    ended = [(client_id, closed.ended_on) for client_id, _, closed in batch.closed if closed.by_order]
    by_order = changed.first_orders(connection, ended)
    told, rows = [], []
    for client_id, reason, closed in batch.closed:
        order_id = by_order.get((client_id, closed.ended_on)) if closed.by_order else None
        rows.append((closed, order_id, reason))
        if order_id is not None:
            told.append(_returned(client_id, closed, order_id))
    changed.close_spells(connection, rows)
    return told


def _with_value(
    connection: Connection, chunk: Chunk, found: Sequence[tuple[History, str | None, Sequence[Opened]]]
) -> list[NewSpell]:
    """The new spells, and what the last year before each was worth; only a spell that is open has a reason."""
    if not found:
        return []
    many = chunk.whole and len(found) > len(chunk.ids) // 4  # then reading on is quicker than seeking each
    ids = chunk if many else Chunk(ids=[history.client_id for history, _, _ in found], whole=False)
    orders = past.orders_of(connection, ids)
    return [
        NewSpell(
            history.client_id,
            opened,
            value_of_year_before(orders.get(history.client_id, ()), history.opening, rests_on=opened.rests_on),
            reason if opened.ended_on is None else None,
        )
        for history, reason, spells in found
        for opened in spells
    ]


def _lost(new: NewSpell) -> journal.Entry:
    lost_on = date.fromordinal(new.opened.lost_on)
    detail: dict[str, object] = {"lost_on": lost_on.isoformat(), "value_year": new.value_year}
    return journal.Entry(event=Event.LOST, by=BY, client_id=new.client_id, detail=detail)


def _returned(client_id: int, closed: Closed, order_id: int) -> journal.Entry:
    ended_on = date.fromordinal(closed.ended_on)
    detail: dict[str, object] = {"ended_on": ended_on.isoformat(), "order": order_id}
    return journal.Entry(event=Event.RETURNED, by=BY, client_id=client_id, detail=detail)
