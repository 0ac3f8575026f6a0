"""Charts: everything stands inside the drawing, and lengths follow values."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.outcome.chart import CHART_WIDTH, Bar, Chart, Rate, lying, upright, whiskers

counts = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=8)
shares = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted), min_size=1, max_size=6)


def _inside(chart: Chart) -> None:
    for box in chart.boxes:
        assert box.width >= 0
        assert box.height >= 0
        assert 0 <= box.x <= box.x + box.width <= CHART_WIDTH + 0.01
        assert 0 <= box.y <= box.y + box.height <= chart.height + 0.01
    for line in chart.lines:
        assert 0 <= line.x1 <= line.x2 <= CHART_WIDTH
        assert 0 <= line.y1 <= line.y2 <= chart.height
    for dot in chart.dots:
        assert 0 <= dot.x <= CHART_WIDTH
    for word in chart.words:
        assert 0 <= word.y <= chart.height


@given(counts)
def test_upright_bars_stand_inside_the_drawing(pairs: list[tuple[int, int]]) -> None:
    bars = [(Bar(value=a, shown=str(a), look="lost"), Bar(value=b, shown=str(b), look="back")) for a, b in pairs]
    chart = upright("n", "t", [(("Q1", "2025"), each) for each in bars])
    _inside(chart)
    by_value = sorted(
        zip((bar.value for pair in bars for bar in pair), (box.height for box in chart.boxes), strict=True)
    )
    assert [height for _, height in by_value] == sorted(box.height for box in chart.boxes)


@given(counts)
def test_lying_bars_lie_inside_the_drawing(pairs: list[tuple[int, int]]) -> None:
    _inside(lying("n", "t", [("a", [Bar(value=value, shown=str(value), look="gold") for value in p]) for p in pairs]))


@given(shares)
def test_whiskers_stay_inside_their_scale(rates: list[list[float]]) -> None:
    rows = [("c", [Rate(low=low, rate=rate, high=high, shown="5%", look="back")]) for low, rate, high in rates]
    chart = whiskers("n", "t", rows, percent=lambda share: f"{share:.0%}")
    _inside(chart)
    assert len(chart.dots) == len(rates)


def test_the_scale_ends_at_a_round_share() -> None:
    for high, last in ((0.37, "40%"), (0.0351, "4%"), (0.06, "6%"), (0.97, "100%"), (1.0, "100%"), (0.1, "10%")):
        rate = Rate(low=0, rate=0, high=high, shown="", look="back")
        chart = whiskers("n", "t", [("c", [rate])], percent=lambda share: f"{share:.0%}")
        assert chart.words[-1].text == last
