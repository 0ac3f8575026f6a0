"""Draws: the same for the same seed and subject, and as likely as they say."""

from collections import Counter

from outreach.demo.draw import happens, number, one_of, weighed


def test_a_draw_belongs_to_its_seed_and_its_subject() -> None:
    assert number("a", 1, "x") == number("a", 1, "x")
    assert len({number("a", 1, "x"), number("b", 1, "x"), number("a", 1, "y"), number("a", "1x")}) == 4


def test_lots_fall_as_often_as_they_say() -> None:
    assert 60 < sum(happens("s", n, per_mille=100) for n in range(1000)) < 140
    assert not any(happens("s", n, per_mille=0) for n in range(100))
    drawn = Counter(weighed((("often", 3), ("seldom", 1)), "s", n) for n in range(1000))
    assert 650 < drawn["often"] < 850
    assert {one_of("ab", "s", n) for n in range(20)} == {"a", "b"}
