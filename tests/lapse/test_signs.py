"""The signs beside silence: when each holds, by what figures, and what each setting changes."""

import pytest

from outreach.lapse.signs import NO_EVIDENCE, NO_SIGNS, Evidence, Held, Shown, signs_of
from outreach.settings import Signs
from outreach.store.words import Sign

TODAY = 738_000


def shown(
    evidence: Evidence, *, days: list[int] | None = None, asked: int = 0, held: Held = NO_SIGNS, **other: float
) -> Held:
    rule = Signs.model_validate(other)
    return signs_of(evidence, rule, days=days or [], last_inquiry=asked, held=held, today=TODAY)


def test_without_evidence_there_is_no_sign() -> None:
    assert shown(NO_EVIDENCE) == NO_SIGNS


def test_inquiries_in_a_row_without_an_order_are_a_sign_from_the_third_on() -> None:
    asked = Evidence(open_inquiries=[10, 20, 30, 40, 50])
    assert shown(asked, days=[15])[Sign.INQUIRIES] == Shown(40, {"count": 4, "last": "0001-02-19"})
    assert Sign.INQUIRIES not in shown(asked, days=[35])
    assert shown(asked, days=[35], inquiries=2)[Sign.INQUIRIES].since == 50


def test_calls_that_he_does_not_answer_are_a_sign_unless_he_comes_by_himself() -> None:
    tried = Evidence(contacts=[(5, False), (10, True), (20, False), (30, False), (40, False)])
    assert shown(tried)[Sign.NO_ANSWER] == Shown(40, {"count": 3, "first": "0001-01-20"})
    assert Sign.NO_ANSWER not in shown(tried, days=[25])
    assert Sign.NO_ANSWER not in shown(tried, asked=25)
    assert Sign.NO_ANSWER in shown(tried, days=[25], no_answers=2)


def test_buying_far_less_is_a_sign_for_who_bought_often() -> None:
    less = Evidence(spent=40, spent_before=100)
    often = [1, 2, 3, 4]
    assert shown(less, days=often)[Sign.VOLUME] == Shown(TODAY, {"spent": 40, "before": 100})
    assert Sign.VOLUME not in shown(less, days=often[:3])
    assert Sign.VOLUME in shown(less, days=often[:3], volume_orders=3)
    assert Sign.VOLUME not in shown(less, days=often, volume_share=0.4)
    assert Sign.VOLUME not in shown(Evidence(spent_before=100), days=often)  # that is silence


def test_a_sign_that_still_holds_keeps_the_day_it_was_first_seen() -> None:
    held = {Sign.VOLUME: Shown(7, {}), Sign.DISSATISFIED: Shown(8, {})}
    found = shown(Evidence(spent=1, spent_before=9, problems=1), days=[1, 2, 3, 4], held=held)
    assert {sign: one.since for sign, one in found.items()} == {Sign.VOLUME: 7, Sign.DISSATISFIED: 8}


@pytest.mark.parametrize(("problem_on", "since"), [(None, TODAY), (500, 500)])
def test_an_order_that_went_wrong_is_a_sign_from_its_day_on(problem_on: int | None, since: int) -> None:
    found = shown(Evidence(problems=2, problem_on=problem_on))
    assert found[Sign.DISSATISFIED] == Shown(since, {"count": 2})


def test_an_inquiry_that_we_left_unanswered_is_our_fault_after_a_few_days() -> None:
    owed = Evidence(open_inquiries=[100], owed_since=100)
    assert shown(owed)[Sign.WE_OWE] == Shown(103, {"asked": "0001-04-10"})
    assert shown(owed, owe_days=10)[Sign.WE_OWE].since == 110
