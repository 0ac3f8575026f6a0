"""Charts as geometry: where bars, lines, dots and words stand. Pure; `pages/report.html` draws them as SVG.

Every chart is CHART_WIDTH wide and scales with the page; colours are classes, so that light, dark and print may differ.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

CHART_WIDTH = 520
BAR = 16
LETTER = 9.4  # width of an average letter at the greatest font size of the charts, a telephone's
PLOT_HEIGHT = 190  # of upright bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    look: str  # a class of the page's style


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    y: float
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    x: float
    y: float
    text: str
    anchor: str = "start"  # start, middle or end
    look: str = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`name` and `tells` are read to those who cannot see it."""

    name: str
    tells: str
    height: float
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    words: tuple[Word, ...] = ()
    width: float = CHART_WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its length, the text at its end, its class."""

    value: float
    shown: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its interval, 0 to 1."""

    low: float
    rate: float
    high: float
    shown: str
    look: str


def upright(name: str, tells: str, groups: Sequence[tuple[tuple[str, str], Sequence[Bar]]]) -> Chart:
    """Groups of upright bars side by side, each with two short words below, one under the other."""
    top, left = 24.0, 8.0
    foot = top + PLOT_HEIGHT
    most = max((bar.value for _, bars in groups for bar in bars), default=0) or 1
    step = (CHART_WIDTH - 2 * left) / max(len(groups), 1)
    boxes: list[Box] = []
    words: list[Word] = []
    for at, (label, bars) in enumerate(groups):
        width = min(34.0, step * 0.8 / len(bars))
        x = left + step * (at + 0.5) - width * len(bars) / 2
        for bar in bars:
            height = PLOT_HEIGHT * bar.value / most
            boxes.append(Box(x=x + 1, y=foot - height, width=width - 2, height=height, look=bar.look))
            words.append(Word(x=x + width / 2, y=foot - height - 6, text=bar.shown, anchor="middle", look="figure"))
            x += width
        middle = left + step * (at + 0.5)
        words.append(Word(x=middle, y=foot + 20, text=label[0], anchor="middle"))
        words.append(Word(x=middle, y=foot + 38, text=label[1], anchor="middle", look="mark"))
    axis = Line(x1=0, y1=foot, x2=CHART_WIDTH, y2=foot, look="axis")
    return Chart(name=name, tells=tells, height=foot + 46, boxes=tuple(boxes), lines=(axis,), words=tuple(words))


def lying(name: str, tells: str, rows: Sequence[tuple[str, Sequence[Bar]]]) -> Chart:
    """Rows of lying bars, each row with its word above, so that long words have room on a telephone."""
    most = max((bar.value for _, bars in rows for bar in bars), default=0) or 1
    room = CHART_WIDTH - LETTER * max((len(bar.shown) for _, bars in rows for bar in bars), default=0) - 12
    boxes: list[Box] = []
    words: list[Word] = []
    y = 4.0
    for label, bars in rows:
        words.append(Word(x=0, y=y + 13, text=label))
        y += 20
        for bar in bars:
            length = max(room * bar.value / most, 1.5)
            boxes.append(Box(x=0, y=y, width=length, height=BAR, look=bar.look))
            words.append(Word(x=length + 6, y=y + 13, text=bar.shown, look="figure"))
            y += BAR + 3
        y += 11
    return Chart(name=name, tells=tells, height=y, boxes=tuple(boxes), words=tuple(words))


def whiskers(
    name: str, tells: str, rows: Sequence[tuple[str, Sequence[Rate]]], *, percent: Callable[[float], str]
) -> Chart:
    """Rows of shares, each a dot with its interval as whiskers, over a common scale from 0 marked by `percent`."""
    most = _round_up(max((rate.high for _, rates in rows for rate in rates), default=0.1))
    left, room = 6.0, CHART_WIDTH - 70.0
    lines: list[Line] = []
    dots: list[Dot] = []
    words: list[Word] = []
    y = 4.0
    for label, rates in rows:
        words.append(Word(x=0, y=y + 13, text=label))
        y += 22
        for rate in rates:
            middle = y + 9
            low, high = left + room * rate.low / most, left + room * rate.high / most
            lines.append(Line(x1=low, y1=middle, x2=high, y2=middle, look=f"whisker {rate.look}"))
            lines += [Line(x1=x, y1=middle - 5, x2=x, y2=middle + 5, look=f"whisker {rate.look}") for x in (low, high)]
            dots.append(Dot(x=left + room * rate.rate / most, y=middle, look=rate.look))
            words.append(Word(x=high + 8, y=middle + 4, text=rate.shown, look="figure"))
            y += 20
        y += 12
    scale, marks = _scale(most, percent, left=left, room=room, foot=y)
    return Chart(
        name=name, tells=tells, height=y + 24, lines=(*scale, *lines), dots=tuple(dots), words=(*words, *marks)
    )


def _scale(
    most: float, percent: Callable[[float], str], *, left: float, room: float, foot: float
) -> tuple[list[Line], list[Word]]:
    quarters = [most * at / 4 for at in range(5)]
    lines = [Line(x1=left + room * q / most, y1=20, x2=left + room * q / most, y2=foot, look="grid") for q in quarters]
    words = [
        Word(x=left + room * q / most, y=foot + 17, text=percent(q), anchor="middle", look="mark") for q in quarters[1:]
    ]
    return lines, words


def _round_up(share: float) -> float:
    """The next of 1, 2, 4, 10 times a power of ten (all divide by 4 without long tails), at most 1."""
    if share >= 1:
        return 1.0
    magnitude: float = 10.0 ** floor(log10(max(share, 0.001)))
    return min(1.0, next(step * magnitude for step in (1, 2, 4, 6, 8, 10) if share <= step * magnitude * 1.000001))
