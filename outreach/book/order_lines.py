"""Orders that stand in several lines, one a thing that was bought: each is one order of one sum.

Pure. Only lines that agree in client, number and day are joined, and only where the first rows show beyond doubt
whether a line bears its own sum or that of the whole order. All others stay as they stand; so do lines apart from one
another that name the same thing, since they may be the order said twice. An order of which one sum cannot be read is
one row all the same, with all its sums in one cell: it is refused whole, so that what comes back mended is the whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from outreach.book.columns import Mapping
from outreach.book.headings import Column, Kind
from outreach.book.table import Row
from outreach.book.value import PLUS, BadValue, minor_digits, read_sums
from outreach.locale import say

_OF_ALL = re.compile(
    r"заказ|замовлен|сделк|угод|документ|итог|всего|разом|всього|к оплате|до сплати|order|total|deal", re.IGNORECASE
)
_NO_CURRENCY = "XXX"  # ISO 4217 for none
_MARKS = 1 << 26  # 8 MB of bits
_MOST_APART = 50_000  # orders held in memory
_NOT_SAID = "?"
_EITHER = " / "  # no amount: whoever mends it chooses
_LONGEST = 1_000  # characters of what was bought


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLines:
    """Where the cells of an order stand; `summed` says that every line bears a sum of its own."""

    same: tuple[int, ...]  # number, day and client, which lines of one order share
    amount: int
    what: int
    summed: bool
    scattered: frozenset[int] = frozenset()  # marks of orders whose lines do not all follow one another

    @property
    def told(self) -> str:
        if self.summed:
            return say("Orders stand in several lines each: their sums are added up.")
        return say(
            "Orders stand in several lines each, with the sum of the whole order in every one: it is taken once."
        )

    def join(self, rows: Iterable[Row]) -> Iterator[Row]:
        """One row an order, with the line and the other cells of its first."""
        apart: dict[tuple[str, ...], list[list[Row]]] = {}
        for key, lines in groupby(rows, key=self.order):
            if self.scattered and _mark(key) in self.scattered:
                apart.setdefault(key, []).append(list(lines))
            else:
                yield from self._joined(list(lines))
        for parts in apart.values():
            yield from self._together(parts)

    def with_scattered(self, rows: Iterable[Row]) -> "OrderLines":
        """Itself, knowing which orders come again later in the file; too many for memory are left as they stand."""
        seen, found = bytearray(_MARKS >> 3), set[int]()
        for key, _ in groupby(rows, key=self.order):
            place, bit = _mark(key) >> 3, 1 << (_mark(key) & 7)
            if seen[place] & bit:
                found.add(_mark(key))
            seen[place] |= bit
            if len(found) > _MOST_APART:
                return self
        return replace(self, scattered=frozenset(found))

    def order(self, row: Row) -> tuple[str, ...]:
        """What the lines of one order have in common."""
        key = tuple(row.cells[at] for at in self.same if at < len(row.cells))
        return key if key and key[0] else (str(row.line), "")  # nothing is joined that has no number

    def _together(self, parts: list[list[Row]]) -> Iterator[Row]:
        rows = [row for part in parts for row in part]
        if self.summed and len({_at(row, self.what) for row in rows}) < len(rows):
            parts = [self._joined(part) for part in parts]
            yield from (row for part in parts for row in part)
        else:
            yield from self._joined(rows)

    def _joined(self, rows: list[Row]) -> list[Row]:
        cells = list(max(rows, key=lambda row: len(row.cells)).cells)  # the first of those that are whole
        if len(rows) < 2 or len(cells) <= max(self.amount, self.what):  # noqa: PLR2004
            return rows
        amounts = [_at(row, self.amount) or _NOT_SAID for row in rows]
        cells[self.amount] = _sum(amounts) if self.summed else _EITHER.join(dict.fromkeys(amounts))
        things = dict.fromkeys(_at(row, self.what) for row in rows)
        cells[self.what] = "; ".join(filter(None, things))[:_LONGEST]
        return [Row(line=rows[0].line, cells=tuple(cells))]


def find_order_lines(headings: tuple[str, ...], mapping: Mapping, *, sample: Sequence[Row]) -> OrderLines | None:
    """How the lines of orders are to be joined, or None: each row is an order, or nobody can tell."""
    at = {mapped.column: headings.index(mapped.heading) for mapped in mapping.columns}
    if mapping.kind is not Kind.ORDERS or not at.keys() >= {Column.NUMBER, Column.WHAT, Column.AMOUNT}:
        return None
    others = [place for column, place in at.items() if column not in {Column.NUMBER, Column.WHAT, Column.AMOUNT}]
    amount, what = at[Column.AMOUNT], at[Column.WHAT]
    lines = OrderLines(same=(at[Column.NUMBER], *others), amount=amount, what=what, summed=True)
    orders = [list(each) for _, each in groupby(sample, key=lines.order)]
    several = [each for each in orders if len({_at(row, what) for row in each}) > 1]
    if any(len({_at(row, amount) for row in each}) > 1 for each in several):
        return lines
    if several and _OF_ALL.search(headings[amount]):
        return OrderLines(same=lines.same, amount=amount, what=what, summed=False)
    return None


def _mark(key: tuple[str, ...]) -> int:
    """A number that an order always has, and few others; within one run."""
    return hash(key) % _MARKS


def _at(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _sum(texts: Sequence[str]) -> str:
    """The sum as a cell would say it; all of them where one is no amount, or they are of several currencies."""
    all_of_them = PLUS.join(texts)
    try:
        minor, currency = read_sums(all_of_them, currency=_NO_CURRENCY)
    except BadValue:
        return all_of_them
    digits = minor_digits(currency)
    amount = f"{Decimal(minor).scaleb(-digits):.{digits}f}"
    return amount if currency == _NO_CURRENCY else f"{amount} {currency}"
