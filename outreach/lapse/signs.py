"""Which signs beside silence a client shows, since when, and by what figures. Pure; their names are in `sign`.

A sign may lie ahead: it holds from its day on, so that passing time alone brings nothing about that is not on record.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from outreach.lapse.day import Day
from outreach.settings import Signs
from outreach.store.words import Sign

QUARTER = 90  # days


class Evidence(NamedTuple):
    """What may be a sign. `spent` is of the last 90 days, `spent_before` of the 90 before, in minor units."""

    open_inquiries: Sequence[Day] = ()  # those that ended in no order, in order
    owed_since: Day | None = None  # the first of them that nobody answered
    contacts: Sequence[tuple[Day, bool]] = ()  # calls and letters on record, in order: did he answer?
    problems: int = 0  # orders that went wrong and are not settled
    problem_on: Day | None = None  # the first of them, where its day is known
    spent: int = 0
    spent_before: int = 0


NO_EVIDENCE = Evidence()


class Shown(NamedTuple):
    """A sign holds from `since` on; `figures` are what its sentence needs."""

    since: Day
    figures: Mapping[str, int | str]


Held = Mapping[Sign, Shown]
NO_SIGNS: Held = {}


def signs_of(
    evidence: Evidence, signs: Signs, *, days: Sequence[Day], last_inquiry: Day, held: Held, today: Day
) -> Held:
    """The signs of a client with orders on these days; of one that has no day of its own, the day it was first seen."""
    if evidence is NO_EVIDENCE:
        return NO_SIGNS
    found: dict[Sign, Shown] = {}
    ordered = days[-1] if days else 0
    asked = [day for day in evidence.open_inquiries if day > ordered]
    if len(asked) >= signs.inquiries:
        found[Sign.INQUIRIES] = Shown(asked[signs.inquiries - 1], {"count": len(asked), "last": _iso(asked[-1])})
    tried = _unanswered(evidence.contacts, after=max(ordered, last_inquiry)) if evidence.contacts else []
    if len(tried) >= signs.no_answers:
        found[Sign.NO_ANSWER] = Shown(tried[signs.no_answers - 1], {"count": len(tried), "first": _iso(tried[0])})
    bought_less = 0 < evidence.spent < signs.volume_share * evidence.spent_before
    if bought_less and len(days) >= signs.volume_orders:
        figures = {"spent": evidence.spent, "before": evidence.spent_before}
        found[Sign.VOLUME] = Shown(_first_seen(Sign.VOLUME, held, today=today), figures)
    if evidence.problems:
        since = evidence.problem_on or _first_seen(Sign.DISSATISFIED, held, today=today)
        found[Sign.DISSATISFIED] = Shown(since, {"count": evidence.problems})
    if evidence.owed_since is not None:
        since = evidence.owed_since + signs.owe_days
        found[Sign.WE_OWE] = Shown(since, {"asked": _iso(evidence.owed_since)})
    return found


def _unanswered(contacts: Sequence[tuple[Day, bool]], *, after: Day) -> list[Day]:
    """The last contacts in a row that he did not answer; an order or inquiry of his is an answer too."""
    row: list[Day] = []
    for day, answered in contacts:
        if answered:
            row = []
        elif day > after:
            row.append(day)
    return row


def _first_seen(sign: Sign, held: Held, *, today: Day) -> Day:
    return held[sign].since if sign in held else today


def _iso(day: Day) -> str:
    return date.fromordinal(day).isoformat()
