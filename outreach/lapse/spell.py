"""Spells of being lost: which begin, which end, and by which order. Pure; `refresh` reads and writes them.

A spell rests on the last order before it. Rows are only added, and closed once, so that a closed quarter keeps its
figures: a rule that changes today makes nobody lost, and nobody not lost, on an earlier day. When a client's history
is read for the first time, his past spells are reconstructed with the limit that holds for him now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)

Purchase = tuple[date, int | None]  # a day with orders, the first order of it (None: known from the client list alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A spell as it stands in the store; open while `ended_on` is None."""

    spell_id: int
    lost_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A spell to be added; a reconstructed one has its end already. `rests_on` is the last order before it."""

    lost_on: date
    rests_on: date | None
    ended_on: date | None = None
    ended_by_order: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The end of a spell: by an order, or (without one) because he counts as lost no longer: away, another rule."""

    spell_id: int
    ended_on: date
    ended_by_order: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    opened: tuple[Opened, ...] = ()
    closed: Closed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One client's course: what is known now, and what was known when his facts were last worked out.

    `purchases` are in order of days; `signs` the other days, in order, on which silence began
    anew (inquiries if they count, the end of an absence); `alive_on` the last order, or inquiry if they count.
    """

    purchases: Sequence[Purchase]
    signs: Sequence[date]
    lost_days: int
    lost_on: date | None
    alive_on: date | None
    known_order_on: date | None
    known_lost_on: date | None
    stored: Sequence[Spell]


def changes(course: Course, *, today: date) -> Changes:
    """What must be added and closed; called again with that done, it gives nothing."""
    standing = next((spell for spell in course.stored if spell.ended_on is None), None)
    closed = None if standing is None else _ending(standing, course, today=today)
    if standing is not None and closed is None:
        return Changes()
    ends = [spell.ended_on for spell in course.stored if spell.ended_on is not None]
    if closed is not None:
        ends.append(closed.ended_on)
    return Changes(opened=_beginnings(course, after=max(ends, default=None), today=today), closed=closed)


def _ending(spell: Spell, course: Course, *, today: date) -> Closed | None:
    for day, order_id in course.purchases:
        if course.known_order_on is None or day > course.known_order_on:
            if day >= spell.lost_on:
                return Closed(spell_id=spell.spell_id, ended_on=day, ended_by_order=order_id)
            # News came late: he had ordered before we took him for lost, so nothing was won back.
            return Closed(spell_id=spell.spell_id, ended_on=spell.lost_on, ended_by_order=None)
    asked_since = course.alive_on is not None and course.alive_on >= spell.lost_on
    if (course.lost_on is None or course.lost_on > today) and not asked_since:
        return Closed(spell_id=spell.spell_id, ended_on=max(today, spell.lost_on), ended_by_order=None)
    return None


def _beginnings(course: Course, *, after: date | None, today: date) -> tuple[Opened, ...]:
    found: list[Opened] = []
    for at, (day, _) in enumerate(course.purchases[:-1]):
        if course.known_order_on is not None and day < course.known_order_on:
            continue  # looked at before: what was not a spell then does not become one
        until, order_id = course.purchases[at + 1]
        lost_on = _first_long_silence(day, until, course)
        begin = lost_on and _not_before(lost_on, day, course, after=after, today=today)
        if begin and begin <= min(until, today):
            found.append(Opened(lost_on=begin, rests_on=day, ended_on=until, ended_by_order=order_id))
            after = until
    last = course.purchases[-1][0] if course.purchases else None
    begin = course.lost_on and _not_before(course.lost_on, last, course, after=after, today=today)
    if begin and begin <= today:
        found.append(Opened(lost_on=begin, rests_on=last))
    return tuple(found)


def _first_long_silence(day: date, until: date, course: Course) -> date | None:
    silent_since = day
    for sign in course.signs:
        if silent_since < sign < until:
            if (sign - silent_since).days >= course.lost_days:
                break
            silent_since = sign
    lost_on = silent_since + timedelta(days=course.lost_days)
    return lost_on if lost_on <= until else None


def _not_before(lost_on: date, rests_on: date | None, course: Course, *, after: date | None, today: date) -> date:
    known = course.known_order_on
    seen_before = rests_on is None or (known is not None and rests_on <= known)
    if seen_before and course.known_lost_on is not None:
        lost_on = max(lost_on, min(course.known_lost_on, today))
    return lost_on if after is None else max(lost_on, after + DAY)
