"""Works out the facts of clients anew: of everybody, or of those who were touched; both ways leave the same rows.

Facts are dates, so that passing time changes nothing but who is lost by now (his spell is added) and what falls out
of the last year; both are found by an index and refreshed with the touched.
"""

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from outreach import journal
from outreach.lapse.look import Day, Found, look_at, score_anew
from outreach.lapse.measure import Measures
from outreach.lapse.model import Model, Scores, fit
from outreach.lapse.records import Connection, changed, firm
from outreach.lapse.records.changed import ClosedSpell, NewSpell
from outreach.lapse.records.evidence import records_answers, write_signs
from outreach.lapse.records.firm import Business
from outreach.lapse.rule import median_gap
from outreach.store.bulk import roomy
from outreach.store.readers import Readers, readers
from outreach.store.words import Event

log = logging.getLogger("outreach.lapse")

BY = "refresh"  # who did it, in the journal
REFIT_AFTER = timedelta(days=7)
GREAT = 50_000  # clients: from here on the other processors help
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
    standing = _standing(connection, known, today=today)
    much = standing is None or touched is None or len(touched) >= GREAT or not known or known.settings_digest != rule
    before = changed.latest_spell(connection)
    with (
        roomy(connection),
        _uncollected(),
        readers(connection, wanted=much and firm.count_clients(connection) >= GREAT) as crew,
        changed.filling_up(connection),
    ):
        fitted = standing or _fitted(connection, known, today=today)
        day = Day(
            measures=measures,
            median=fitted.median_gap,
            score=fitted.score(),
            today=today,
            records_answers=records_answers(connection),
        )
        report = RefreshReport()
        for found in _found(connection, crew, known, fitted=fitted, day=day, touched=touched):
            report = _write(connection, found, so_far=report, now=now)
    cuts = firm.cuts(connection, measures.usual.lapse)
    changed.give_tiers(connection, cuts, after=before)
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

    def score(self) -> Scores | None:
        return Scores(self.model, as_of=self.on.toordinal()) if self.model else None


def _standing(connection: Connection, known: Business | None, *, today: date) -> _Fitted | None:
    """What was found within the last week, unless the orders have grown by a tenth since."""
    if not known or not known.fitted_on or not known.fitted_on <= today < known.fitted_on + REFIT_AFTER:
        return None
    if firm.highest_order(connection) > known.fitted_orders * GROWN:
        return None
    return _Fitted(median_gap=known.median_gap, model=known.model, on=known.fitted_on, orders=known.fitted_orders)


def _fitted(connection: Connection, known: Business | None, *, today: date) -> _Fitted:
    gaps, rows = firm.sample(connection, today=today)
    median = _settled(median_gap(gaps), known.median_gap if known else None)
    return _Fitted(median_gap=median, model=fit(rows), on=today, orders=firm.highest_order(connection))


def _settled(found: int | None, known: int | None) -> int | None:
    """The median that is known, unless it has really moved: another one gives everybody other dates."""
    if found is None or known is None:
        return found
    return found if abs(found - known) > known * MOVED else known


def _found(
    connection: Connection,
    crew: Readers,
    known: Business | None,
    *,
    fitted: _Fitted,
    day: Day,
    touched: Sequence[tuple[int, int]] | None,
) -> Iterator[Found]:
    """What is new about everybody, or about those whom something has changed; another model changes scores alone."""
    rule = day.measures.digest()
    if known is None or touched is None or (known.settings_digest, known.median_gap) != (rule, day.median):
        yield from crew.map(partial(look_at, day=day), firm.everybody(connection))
        return
    # Scores first: who is looked at afterwards has his row written as a whole, by what was on record before both.
    if (known.model, known.fitted_on) != (fitted.model, fitted.on):
        yield from crew.map(partial(score_anew, score=day.score), firm.everybody(connection))
    changed_ids = _changed(connection, touched) | firm.moved_by_time(
        connection, since=known.computed_on, today=day.today
    )
    yield from crew.map(partial(look_at, day=day), firm.some(changed_ids))


def _changed(connection: Connection, touched: Sequence[tuple[int, int]]) -> set[int]:
    """The touched, and whoever is or was in a group with one of them."""
    found = {client_id for client_id, _ in touched}
    return found | firm.grouped_with(connection, found) if found else found


def _write(connection: Connection, found: Found, *, so_far: RefreshReport, now: datetime) -> RefreshReport:
    changed.write_facts(connection, found.facts)
    changed.write_scores(connection, found.scores)
    changed.drop_facts(connection, found.merged)
    write_signs(connection, found.signs)
    changed.close_spells(connection, found.closed)
    changed.open_spells(connection, found.opened, now=now)
    returned = [_returned(ended) for ended in found.closed if ended.order_id is not None]
    lost = [_lost(new) for new in found.opened if new.opened.ended_on is None]
    journal.record(connection, [*returned, *lost], now=now)
    return RefreshReport(
        clients=so_far.clients + found.clients,
        newly_lost=so_far.newly_lost + len(lost),
        returned=so_far.returned + len(returned),
    )


def _lost(new: NewSpell) -> journal.Entry:
    lost_on = date.fromordinal(new.opened.lost_on)
    detail: dict[str, object] = {"lost_on": lost_on.isoformat(), "value_year": new.value_year}
    return journal.Entry(event=Event.LOST, by=BY, client_id=new.client_id, detail=detail)


def _returned(ended: ClosedSpell) -> journal.Entry:
    ended_on = date.fromordinal(ended.closed.ended_on)
    detail: dict[str, object] = {"ended_on": ended_on.isoformat(), "order": ended.order_id}
    return journal.Entry(event=Event.RETURNED, by=BY, client_id=ended.client_id, detail=detail)
