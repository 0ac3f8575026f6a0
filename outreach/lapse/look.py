"""Works out what is new about a chunk of clients; it only reads, so that other processes can do it too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from outreach.lapse.history import (
    Facts,
    History,
    Order,
    Score,
    course_changes,
    days_of,
    ending_of_merged,
    facts_of,
    judged_days,
    limits_of,
    nothing_new,
    priority_of,
    value_of_year_before,
)
from outreach.lapse.measure import Measure, Measures
from outreach.lapse.records import Connection, changed, past
from outreach.lapse.records.changed import ClosedSpell, FactsRow, NewSpell, ScoreRow
from outreach.lapse.records.firm import Chunk
from outreach.lapse.records.past import Known
from outreach.lapse.records.scored import ScoreHeld, scores_held
from outreach.lapse.rule import Limits
from outreach.lapse.signs import NO_SIGNS, Held, signs_of
from outreach.lapse.spell import Closed, Opened
from outreach.settings import Lapse

SCORES = 2  # columns at the end of Facts that a new model changes alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a refresh rests on, the same for every client."""

    measures: Measures
    median: int | None
    score: Score | None
    today: date
    records_answers: bool
    known: Known = field(default_factory=Known)


@dataclass(slots=True, kw_only=True)
class Found:
    """What is to be written about the clients of one chunk."""

    clients: int = 0
    facts: Sequence[FactsRow] = ()
    scores: list[ScoreRow] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    opened: Sequence[NewSpell] = ()
    closed: Sequence[ClosedSpell] = ()
    signs: list[tuple[int, Held, Held]] = field(default_factory=list)


class _News(NamedTuple):
    """Something may become of his spells."""

    history: History
    facts: Facts
    settings: Lapse
    days: Sequence[int]
    allowed: Limits


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What must still be read up before it can be written."""

    facts: list[Facts] = field(default_factory=list)
    news: list[_News] = field(default_factory=list)
    opened: list[tuple[History, str | None, Sequence[Opened]]] = field(default_factory=list)
    closed: list[tuple[int, str | None, Closed]] = field(default_factory=list)


def look_at(connection: Connection, chunk: Chunk, *, day: Day) -> Found:
    """Everything about these clients that is not yet in the store as it should be by `day`."""
    found, seen = Found(), _Seen()
    record = past.histories(
        connection,
        chunk,
        today=day.today,
        records_answers=day.records_answers,
        kinds=day.measures.by_kind,
        known=day.known,
    )
    for history in record:
        found.clients += 1
        if history.merged:
            _merged(history, day, found=found, seen=seen)
        else:
            _one(history, day, found=found, seen=seen)
    _courses(connection, chunk, day, seen=seen)
    found.facts = changed.rows_of(seen.facts, today=day.today)
    found.closed = _with_order(connection, seen.closed)
    found.opened = _with_value(connection, chunk, seen.opened)
    return found


def score_anew(connection: Connection, chunk: Chunk, *, score: Score | None) -> Found:
    """The chance and the priority of those to whom another model gives another one: known from their facts alone."""
    return Found(scores=list(_rescored(scores_held(connection, chunk), score)))


def _merged(history: History, day: Day, *, found: Found, seen: _Seen) -> None:
    found.merged.append(history.client_id)
    closed = ending_of_merged(history.standing, today=day.today.toordinal())
    if closed:
        seen.closed.append((history.client_id, None, closed))
    if history.held:
        found.signs.append((history.client_id, history.held, NO_SIGNS))


def _one(history: History, day: Day, *, found: Found, seen: _Seen) -> None:
    today = day.today.toordinal()
    days, measure = days_of(history), day.measures.of(*history.kind)
    judged = judged_days(history, days)
    signs = _signs(history, measure, days=judged, today=today)
    if signs != history.held:
        found.signs.append((history.client_id, history.held, signs))
    allowed, typical = limits_of(judged, measure.lapse, business_median=day.median)
    facts = facts_of(
        history, measure.lapse, days=days, judged=judged, allowed=allowed, typical=typical, score=day.score, signs=signs
    )
    if facts != history.previous:  # what has not changed is not written
        if history.previous and facts[:-SCORES] == history.previous[:-SCORES]:
            found.scores.append((facts.silent_90, facts.priority, facts.client_id))
        else:
            seen.facts.append(facts)
    if not nothing_new(history, facts, days=judged, allowed=allowed, today=today):
        seen.news.append(_News(history, facts, measure.lapse, judged, allowed))


def _courses(connection: Connection, chunk: Chunk, day: Day, *, seen: _Seen) -> None:
    if not seen.news:
        return
    ends = past.last_ends(connection, _part_of(chunk, [news.history.client_id for news in seen.news]))
    for history, facts, settings, days, allowed in seen.news:
        end = ends.get(history.client_id)
        course = course_changes(
            history, facts, settings, days=days, allowed=allowed, last_end=end, today=day.today.toordinal()
        )
        reason = facts.verified_reason or facts.stated_reason
        if course.closed:
            seen.closed.append((history.client_id, reason, course.closed))
        if course.opened:
            seen.opened.append((history, reason, course.opened))


def _part_of(chunk: Chunk, ids: Sequence[int]) -> Chunk:
    """Where to read on about some clients of a chunk: if they are many, reading is quicker than seeking each."""
    return chunk if chunk.whole and len(ids) > chunk.many // 4 else Chunk.of(ids)


def _signs(history: History, measure: Measure, *, days: Sequence[int], today: int) -> Held:
    asked = history.inquiries[-1] if history.inquiries else 0
    return signs_of(history.evidence, measure.signs, days=days, last_inquiry=asked, held=history.held, today=today)


def _rescored(held: Iterable[ScoreHeld], score: Score | None) -> Iterator[ScoreRow]:
    for client_id, times, first, last, revenue, silent_before, priority_before in held:
        silent = score(times, first, last) if score else None
        priority = None if silent is None else priority_of(silent, revenue, days=last - first)
        if silent != silent_before or priority != priority_before:
            yield silent, priority, client_id


def _with_order(connection: Connection, found: Sequence[tuple[int, str | None, Closed]]) -> list[ClosedSpell]:
    """The spells that have ended, with the order that ended them if one on record did."""
    ended = [(client_id, closed.ended_on) for client_id, _, closed in found if closed.by_order]
    by_order = changed.first_orders(connection, ended)
    return [
        ClosedSpell(client_id, closed, by_order.get((client_id, closed.ended_on)) if closed.by_order else None, reason)
        for client_id, reason, closed in found
    ]


def _with_value(
    connection: Connection, chunk: Chunk, found: Sequence[tuple[History, str | None, Sequence[Opened]]]
) -> list[NewSpell]:
    """The new spells, with what the year before each was worth, and by which order a past one ended."""
    if not found:
        return []
    bought = past.numbered_orders(connection, _part_of(chunk, [history.client_id for history, _, _ in found]))
    spells = [
        _new_spell(history, opened, bought.get(history.client_id, ()), reason=reason)
        for history, reason, opens in found
        for opened in opens
    ]
    by_group = [(new.client_id, new.opened.ended_on) for new in spells if new.order_id is None and new.opened.ended_on]
    if not by_group:
        return spells
    order_ids = changed.first_orders(connection, by_group)
    return [
        new._replace(order_id=order_ids.get((new.client_id, new.opened.ended_on or 0), new.order_id)) for new in spells
    ]


def _new_spell(
    history: History, opened: Opened, bought: Sequence[tuple[Order, int]], *, reason: str | None
) -> NewSpell:
    """Only a spell that is open has a reason, and only one that is not has an order that ended it."""
    value = value_of_year_before([order for order, _ in bought], history.opening, rests_on=opened.rests_on)
    if opened.ended_on is None:
        return NewSpell(history.client_id, opened, value, reason, None)
    that_day = [number for (day, amount), number in bought if day == opened.ended_on and amount >= 0]
    return NewSpell(history.client_id, opened, value, None, min(that_day, default=None))
