"""What the card of a client says must be done."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from outreach.lapse.card import Todo, card_of
from outreach.lapse.records.one import Figures, OneClient, StandingSign
from outreach.settings import Costs
from outreach.store.words import Sign

TODAY = date(2025, 10, 1)
FIGURES = Figures(
    first_order_on=date(2024, 1, 1), last_order_on=date(2025, 1, 1), orders=5, revenue=60_000, revenue_year=60_000,
    last_inquiry_on=None, inquiries_since_order=0, typical_gap=90, at_risk_on=date(2025, 6, 1),
    lost_on=date(2025, 9, 1), silent_90=900, priority=1, stated_reason=None, verified_reason=None, computed_on=TODAY,
)  # fmt: skip
LOST = OneClient(figures=FIGURES, tier=None, spells=())


@pytest.mark.parametrize(
    ("known", "todo"),
    [
        ({}, Todo.FIND_OUT),
        ({"stated_reason": "price"}, Todo.VERIFY),
        ({"stated_reason": "price", "verified_reason": "quality"}, Todo.FIX),
        ({"lost_on": date(2026, 1, 1)}, Todo.LEAVE),
        ({"lost_on": None, "at_risk_on": None}, Todo.NOTHING),
    ],
)
def test_what_must_be_done_follows_from_what_is_known(known: dict[str, Any], todo: Todo) -> None:
    assert card_of(replace(LOST, figures=replace(FIGURES, **known)), costs=Costs(), today=TODAY).todo == (todo,)


def test_our_own_debts_come_first() -> None:
    owed = [StandingSign(sign=sign, since=TODAY, figures={}) for sign in (Sign.DISSATISFIED, Sign.WE_OWE, Sign.VOLUME)]
    lost = replace(LOST, signs=tuple(owed))
    assert card_of(lost, costs=Costs(), today=TODAY).todo == (Todo.ANSWER_FIRST, Todo.SETTLE_FIRST, Todo.FIND_OUT)
    faithful = replace(lost, figures=replace(FIGURES, lost_on=None, at_risk_on=None))
    assert card_of(faithful, costs=Costs(), today=TODAY).todo == (Todo.ANSWER_FIRST, Todo.SETTLE_FIRST)
    early = card_of(lost, costs=Costs(), today=date(2025, 9, 30))
    assert early.todo == (Todo.FIND_OUT,), "a sign that lies ahead is none yet"


def test_the_costs_are_repaid_by_what_he_used_to_bring() -> None:
    card = card_of(LOST, costs=Costs(letter=1, call=9, offer=90), today=TODAY)
    assert (card.worth_a_year, card.cost, card.months_to_repay) == (59_836, 100, 3)
    assert card.reason == ""


def test_of_whom_nothing_was_worked_out_has_an_empty_card() -> None:
    card = card_of(OneClient(figures=None, tier=None, spells=()), costs=Costs(), today=TODAY)
    assert (card.todo, card.worth_a_year, card.months_to_repay, card.silent_90) == ((Todo.NOTHING,), 0, None, None)
