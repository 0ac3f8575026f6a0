"""Spells of being lost begin and end, and never change afterwards."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.lapse.spell import Closed, Course, Opened, Spell, changes


def day(year: int, month: int, of_month: int) -> int:
    return date(year, month, of_month).toordinal()


JANUARY = day(2025, 1, 1)
APRIL = day(2025, 4, 1)  # ninety days after
TODAY = day(2025, 6, 1)
NEW = Course(
    days=[JANUARY],
    signs=[],
    lost_days=90,
    lost_on=APRIL,
    alive_on=JANUARY,
    known_order_on=None,
    known_lost_on=None,
    standing=None,
    last_end=None,
)
KNOWN = NEW._replace(known_order_on=JANUARY, known_lost_on=APRIL)
OPEN = KNOWN._replace(standing=Spell(7, APRIL))


def test_who_is_silent_for_too_long_is_lost() -> None:
    assert changes(KNOWN, today=APRIL).opened == (Opened(lost_on=APRIL, rests_on=JANUARY),)
    assert changes(KNOWN, today=APRIL - 1).opened == ()


def test_a_spell_that_stands_is_left_alone() -> None:
    assert changes(OPEN, today=TODAY).opened == ()
    assert changes(OPEN, today=TODAY).closed is None


def test_an_order_ends_the_spell() -> None:
    back = OPEN._replace(days=[JANUARY, day(2025, 5, 5)], lost_on=day(2025, 8, 3))
    found = changes(back, today=TODAY)
    assert found.closed == Closed(spell_id=7, ended_on=day(2025, 5, 5), by_order=True)
    assert found.opened == ()


def test_an_order_on_the_very_day_makes_him_lost_and_returned() -> None:
    back = NEW._replace(days=[JANUARY, APRIL], lost_on=day(2025, 6, 30))
    assert changes(back, today=TODAY).opened == (Opened(lost_on=APRIL, rests_on=JANUARY, ended_on=APRIL),)


def test_who_came_back_and_left_again_has_two_spells() -> None:
    back = OPEN._replace(days=[JANUARY, day(2025, 5, 5)], lost_on=day(2025, 8, 3))
    found = changes(back, today=day(2025, 9, 1))
    assert found.closed is not None
    assert found.opened == (Opened(lost_on=day(2025, 8, 3), rests_on=day(2025, 5, 5)),)


def test_news_that_come_late_are_no_return() -> None:
    late = OPEN._replace(days=[JANUARY, day(2025, 3, 20)], lost_on=day(2025, 6, 18))
    assert changes(late, today=TODAY).closed == Closed(spell_id=7, ended_on=APRIL, by_order=False)


def test_past_spells_are_reconstructed_from_a_history_seen_for_the_first_time() -> None:
    years = NEW._replace(days=[day(2023, 1, 1), day(2023, 12, 1), JANUARY])
    assert [(each.lost_on, each.ended_on) for each in changes(years, today=TODAY).opened] == [
        (day(2023, 4, 1), day(2023, 12, 1)),
        (day(2024, 2, 29), JANUARY),
        (APRIL, None),
    ]


def test_a_silence_looked_at_before_does_not_become_a_spell_later() -> None:
    years = KNOWN._replace(days=[day(2023, 1, 1), day(2023, 12, 1), JANUARY])
    assert [each.lost_on for each in changes(years, today=TODAY).opened] == [APRIL]


def test_a_stricter_rule_makes_nobody_lost_in_the_past() -> None:
    stricter = KNOWN._replace(known_lost_on=day(2025, 12, 1))
    assert changes(stricter, today=TODAY).opened == (Opened(lost_on=TODAY, rests_on=JANUARY),)


def test_a_milder_rule_or_an_absence_ends_the_spell_today_without_an_order() -> None:
    milder = OPEN._replace(lost_on=day(2025, 12, 1))
    assert changes(milder, today=TODAY).closed == Closed(spell_id=7, ended_on=TODAY, by_order=False)


def test_an_inquiry_leaves_the_spell_open_until_he_orders() -> None:
    asks = OPEN._replace(signs=[day(2025, 5, 20)], alive_on=day(2025, 5, 20), lost_on=day(2025, 8, 18))
    assert changes(asks, today=TODAY).closed is None


def test_inquiries_between_two_orders_put_off_the_loss() -> None:
    asked = NEW._replace(days=[JANUARY, day(2025, 7, 1)], signs=[day(2025, 3, 1)], lost_on=None)
    found = changes(asked, today=day(2025, 7, 2))
    assert [each.lost_on for each in found.opened] == [day(2025, 5, 30)]
    late = asked._replace(signs=[day(2025, 4, 15)])
    assert [each.lost_on for each in changes(late, today=day(2025, 7, 2)).opened] == [APRIL]
    often = asked._replace(signs=[day(2025, 3, 1), day(2025, 5, 1)])
    assert changes(often, today=day(2025, 7, 2)).opened == ()


def test_who_only_asked_is_lost_without_resting_on_an_order() -> None:
    asker = NEW._replace(days=[], signs=[JANUARY])
    assert changes(asker, today=TODAY).opened == (Opened(lost_on=APRIL, rests_on=None),)


def test_a_second_spell_begins_after_the_first_has_ended() -> None:
    again = KNOWN._replace(last_end=day(2025, 5, 1))
    assert changes(again, today=TODAY).opened == (Opened(lost_on=day(2025, 5, 2), rests_on=JANUARY),)


def test_whose_orders_all_vanished_is_lost_no_longer() -> None:
    gone = OPEN._replace(days=[], lost_on=None, alive_on=None)
    assert changes(gone, today=TODAY).closed == Closed(spell_id=7, ended_on=TODAY, by_order=False)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(0, 400))
def test_spells_of_one_client_never_overlap(gaps: list[int], silence: int) -> None:
    days = [day(2020, 1, 1)]
    for gap in gaps:
        days.append(days[-1] + gap)
    course = NEW._replace(
        days=days,
        lost_on=days[-1] + 90,
        alive_on=days[-1],
    )
    opened = changes(course, today=days[-1] + silence).opened
    assert len(opened) == sum(gap >= 90 for gap in [*gaps, silence])
    for spell, later in pairwise(opened):
        assert spell.lost_on <= (spell.ended_on or spell.lost_on) < later.lost_on
