"""Spells of being lost: which begin, which end, and by which day's order. Pure; `refresh` reads and writes them.

A spell rests on the last order before it. Rows are only added, and closed once, so that a closed quarter keeps its
figures: a rule that changes today makes nobody lost, and nobody not lost, on an earlier day. When a client's history
is read for the first time, his past spells are reconstructed with the limit that holds for him now.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from outreach.lapse.day import Day


class Spell(NamedTuple):
    """A spell that stands open in the store. Named tuples here: there are millions."""

    spell_id: int
    lost_on: Day


class Opened(NamedTuple):
    """A spell to be added; a reconstructed one has its end already, by an order. `rests_on`: the last order before."""

    lost_on: Day
    rests_on: Day | None
    ended_on: Day | None = None


class Closed(NamedTuple):
    """The end of a spell: by an order, or because he counts as lost no longer: away, another rule."""

    spell_id: int
    ended_on: Day
    by_order: bool


class Changes(NamedTuple):
    opened: tuple[Opened, ...] = ()
    closed: Closed | None = None


NO_CHANGES = Changes()


class Course(NamedTuple):
    """One client's course: what is known now, and what was known when his facts were last worked out.

    `days` have orders, in order; `signs` are the other days, in order, on which silence began anew (inquiries if they
    count, the end of an absence); `alive_on` is the last order, or inquiry if they count; `standing` his open spell,
    `last_end` the end of the latest closed one.
    """

    days: Sequence[Day]
    signs: Sequence[Day]
    lost_days: int
    lost_on: Day | None
    alive_on: Day | None
    known_order_on: Day | None
    known_lost_on: Day | None
    standing: Spell | None
    last_end: Day | None


def changes(course: Course, *, today: Day) -> Changes:
    """What must be added and closed; called again with that done, it gives nothing."""
    closed = None if course.standing is None else _ending(course.standing, course, today=today)
    if course.standing is not None and closed is None:
        return NO_CHANGES
    ends = [end for end in (course.last_end, closed and closed.ended_on) if end is not None]
    return Changes(opened=_beginnings(course, after=max(ends, default=None), today=today), closed=closed)


def _ending(spell: Spell, course: Course, *, today: Day) -> Closed | None:
    known = course.known_order_on
    fresh = next((day for day in course.days if known is None or day > known), None)
    if fresh is not None:
        # News that came late: he had ordered before we took him for lost, so nothing was won back.
        late = fresh < spell.lost_on
        return Closed(spell.spell_id, spell.lost_on if late else fresh, by_order=not late)
    asked_since = course.alive_on is not None and course.alive_on >= spell.lost_on
    if (course.lost_on is None or course.lost_on > today) and not asked_since:
        return Closed(spell.spell_id, max(today, spell.lost_on), by_order=False)
    return None


def _beginnings(course: Course, *, after: Day | None, today: Day) -> tuple[Opened, ...]:
    found: list[Opened] = []
    known, lost_days = course.known_order_on, course.lost_days
    for day, until in pairwise(course.days):
        if until - day < lost_days or (known is not None and day < known):
            continue  # short; or looked at before: what was not a spell then does not become one
        lost_on = _first_long_silence(day, until, course) if course.signs else day + lost_days
        begin = lost_on and _not_before(lost_on, day, course, after=after, today=today)
        if begin and begin <= min(until, today):
            found.append(Opened(begin, day, until))
            after = until
    last = course.days[-1] if course.days else None
    begin = course.lost_on and _not_before(course.lost_on, last, course, after=after, today=today)
    if begin and begin <= today:
        found.append(Opened(begin, last))
    return tuple(found)


def _first_long_silence(day: Day, until: Day, course: Course) -> Day | None:
    silent_since = day
    for sign in course.signs:
        if silent_since < sign < until:
            if sign - silent_since >= course.lost_days:
                break
            silent_since = sign
    lost_on = silent_since + course.lost_days
    return lost_on if lost_on <= until else None


def _not_before(lost_on: Day, rests_on: Day | None, course: Course, *, after: Day | None, today: Day) -> Day:
    known = course.known_order_on
    seen_before = rests_on is None or (known is not None and rests_on <= known)
    if seen_before and course.known_lost_on is not None:
        lost_on = max(lost_on, min(course.known_lost_on, today))
    return lost_on if after is None else max(lost_on, after + 1)
