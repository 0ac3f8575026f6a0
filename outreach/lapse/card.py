"""The card of a client who may be won back: what to do, how likely, at what cost (P19). Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from outreach.lapse.history import revenue_a_year
from outreach.lapse.records.one import OneClient
from outreach.settings import Costs
from outreach.store.words import Sign


class Todo(StrEnum):
    ANSWER_FIRST = "answer first"
    SETTLE_FIRST = "settle first"
    FIND_OUT = "find out"  # nobody knows why he left
    VERIFY = "verify"  # what he said
    FIX = "fix"  # the verified reason
    LEAVE = "leave"  # at risk only
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`worth_a_year` in minor units; `cost` in units of the currency; `silent_90` per mille, None: no forecast."""

    todo: tuple[Todo, ...]
    reason: str
    silent_90: int | None
    worth_a_year: int
    cost: float
    months_to_repay: int | None


def card_of(lapse: OneClient, *, costs: Costs, today: date) -> Card:
    """The card as of today; a client of whom nothing was worked out yet has an empty one."""
    figures, cost = lapse.figures, costs.letter + costs.call + costs.offer
    worth = 0
    if figures and figures.first_order_on and figures.last_order_on:
        worth = revenue_a_year(figures.revenue, days=(figures.last_order_on - figures.first_order_on).days)
    return Card(
        todo=_todo(lapse, today=today),
        reason=(figures and (figures.verified_reason or figures.stated_reason)) or "",
        silent_90=figures.silent_90 if figures else None,
        worth_a_year=worth,
        cost=cost,
        months_to_repay=ceil(12 * cost * 100 / worth) if worth else None,
    )


def _todo(lapse: OneClient, *, today: date) -> tuple[Todo, ...]:
    figures, signs = lapse.figures, {one.sign for one in lapse.signs if one.since <= today}
    found = [todo for sign, todo in _FIRST.items() if sign in signs]
    lost = figures is not None and figures.lost_on is not None and figures.lost_on <= today
    at_risk = figures is not None and figures.at_risk_on is not None and figures.at_risk_on <= today
    if figures and lost:
        why = Todo.FIX if figures.verified_reason else Todo.VERIFY if figures.stated_reason else Todo.FIND_OUT
        return (*found, why)
    return (*found, Todo.LEAVE if at_risk else Todo.NOTHING) if not found else tuple(found)


_FIRST = {Sign.WE_OWE: Todo.ANSWER_FIRST, Sign.DISSATISFIED: Todo.SETTLE_FIRST}
