"""Spells of being lost begin and end, and never change afterwards."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.lapse.spell import Closed, Course, Opened, Spell, changes

JANUARY = date(2025, 1, 1)
APRIL = date(2025, 4, 1)  # ninety days after
TODAY = date(2025, 6, 1)
NEW = Course(
    purchases=[(JANUARY, 1)],
    signs=[],
    lost_days=90,
    lost_on=APRIL,
    alive_on=JANUARY,
    known_order_on=None,
    known_lost_on=None,
    stored=[],
)
KNOWN = replace(NEW, known_order_on=JANUARY, known_lost_on=APRIL)
OPEN = replace(KNOWN, stored=[Spell(spell_id=7, lost_on=APRIL, ended_on=None)])


def test_who_is_silent_for_too_long_is_lost() -> None:
    assert changes(KNOWN, today=APRIL).opened == (Opened(lost_on=APRIL, rests_on=JANUARY),)
    assert changes(KNOWN, today=APRIL - timedelta(days=1)).opened == ()


def test_a_spell_that_stands_is_left_alone() -> None:
    assert changes(OPEN, today=TODAY).opened == ()
    assert changes(OPEN, today=TODAY).closed is None


def test_an_order_ends_the_spell() -> None:
    back = replace(OPEN, purchases=[(JANUARY, 1), (date(2025, 5, 5), 2)], lost_on=date(2025, 8, 3))
    found = changes(back, today=TODAY)
    assert found.closed == Closed(spell_id=7, ended_on=date(2025, 5, 5), ended_by_order=2)
    assert found.opened == ()


def test_an_order_on_the_very_day_makes_him_lost_and_returned() -> None:
    back = replace(NEW, purchases=[(JANUARY, 1), (APRIL, 2)], lost_on=date(2025, 6, 30))
    assert changes(back, today=TODAY).opened == (
        Opened(lost_on=APRIL, rests_on=JANUARY, ended_on=APRIL, ended_by_order=2),
    )


def test_who_came_back_and_left_again_has_two_spells() -> None:
    back = replace(OPEN, purchases=[(JANUARY, 1), (date(2025, 5, 5), 2)], lost_on=date(2025, 8, 3))
    found = changes(back, today=date(2025, 9, 1))
    assert found.closed is not None
    assert found.opened == (Opened(lost_on=date(2025, 8, 3), rests_on=date(2025, 5, 5)),)


def test_news_that_come_late_are_no_return() -> None:
    late = replace(OPEN, purchases=[(JANUARY, 1), (date(2025, 3, 20), 2)], lost_on=date(2025, 6, 18))
    assert changes(late, today=TODAY).closed == Closed(spell_id=7, ended_on=APRIL, ended_by_order=None)


def test_past_spells_are_reconstructed_from_a_history_seen_for_the_first_time() -> None:
    years = replace(NEW, purchases=[(date(2023, 1, 1), 1), (date(2023, 12, 1), 2), (JANUARY, 3)])
    assert [(each.lost_on, each.ended_on) for each in changes(years, today=TODAY).opened] == [
        (date(2023, 4, 1), date(2023, 12, 1)),
        (date(2024, 2, 29), JANUARY),
        (APRIL, None),
    ]


def test_a_silence_looked_at_before_does_not_become_a_spell_later() -> None:
    years = replace(KNOWN, purchases=[(date(2023, 1, 1), 1), (date(2023, 12, 1), 2), (JANUARY, 3)])
    assert [each.lost_on for each in changes(years, today=TODAY).opened] == [APRIL]


def test_a_stricter_rule_makes_nobody_lost_in_the_past() -> None:
    stricter = replace(KNOWN, known_lost_on=date(2025, 12, 1))
    assert changes(stricter, today=TODAY).opened == (Opened(lost_on=TODAY, rests_on=JANUARY),)


def test_a_milder_rule_or_an_absence_ends_the_spell_today_without_an_order() -> None:
    milder = replace(OPEN, lost_on=date(2025, 12, 1))
    assert changes(milder, today=TODAY).closed == Closed(spell_id=7, ended_on=TODAY, ended_by_order=None)


def test_an_inquiry_leaves_the_spell_open_until_he_orders() -> None:
    asks = replace(OPEN, signs=[date(2025, 5, 20)], alive_on=date(2025, 5, 20), lost_on=date(2025, 8, 18))
    assert changes(asks, today=TODAY).closed is None


def test_inquiries_between_two_orders_put_off_the_loss() -> None:
    asked = replace(NEW, purchases=[(JANUARY, 1), (date(2025, 7, 1), 2)], signs=[date(2025, 3, 1)], lost_on=None)
    found = changes(asked, today=date(2025, 7, 2))
    assert [each.lost_on for each in found.opened] == [date(2025, 5, 30)]
    late = replace(asked, signs=[date(2025, 4, 15)])
    assert [each.lost_on for each in changes(late, today=date(2025, 7, 2)).opened] == [APRIL]
    often = replace(asked, signs=[date(2025, 3, 1), date(2025, 5, 1)])
    assert changes(often, today=date(2025, 7, 2)).opened == ()


def test_who_only_asked_is_lost_without_resting_on_an_order() -> None:
    asker = replace(NEW, purchases=[], signs=[JANUARY])
    assert changes(asker, today=TODAY).opened == (Opened(lost_on=APRIL, rests_on=None),)


def test_a_second_spell_begins_after_the_first_has_ended() -> None:
    again = replace(KNOWN, stored=[Spell(spell_id=7, lost_on=APRIL, ended_on=date(2025, 5, 1))])
    assert changes(again, today=TODAY).opened == (Opened(lost_on=date(2025, 5, 2), rests_on=JANUARY),)


def test_whose_orders_all_vanished_is_lost_no_longer() -> None:
    gone = replace(OPEN, purchases=[], lost_on=None, alive_on=None)
    assert changes(gone, today=TODAY).closed == Closed(spell_id=7, ended_on=TODAY, ended_by_order=None)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(0, 400))
def test_spells_of_one_client_never_overlap(gaps: list[int], silence: int) -> None:
    days = [date(2020, 1, 1)]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    course = replace(
        NEW,
        purchases=[(day, at) for at, day in enumerate(days)],
        lost_on=days[-1] + timedelta(days=90),
        alive_on=days[-1],
    )
    opened = changes(course, today=days[-1] + timedelta(days=silence)).opened
    assert len(opened) == sum(gap >= 90 for gap in [*gaps, silence])
    for spell, later in pairwise(opened):
        assert spell.lost_on <= (spell.ended_on or date.max) < later.lost_on
