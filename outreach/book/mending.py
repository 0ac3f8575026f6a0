"""What spreadsheets and people do to cells, put right before a row is read: lost zeroes, several things in one cell.

Pure. A mend is taken up only where the first rows, or a heading, show that the file needs it; `told` says which.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from outreach.book.address import Address, read_addresses
from outreach.book.columns import Mapped, Mapping
from outreach.book.headings import DEEDS, Column, Kind, folded
from outreach.book.state_number import with_zeroes
from outreach.book.table import Row
from outreach.book.table.outline import sign_of
from outreach.book.telephone import PHONES, Phones
from outreach.book.unsubscribed import is_status, says_left
from outreach.book.value import EITHER_WAY, PLUS, multiple_in, same_words, without_point
from outreach.locale import say

Mend = Callable[[str], str]
Values = dict[Column, dict[str, str]]  # what a cell says, folded: what it means

_EDRPOU = ("єдрпоу", "едрпоу", "егрпоу", "эдрпоу", "окпо")
_TAX = ("инн", "іпн", "рнокпп")
_PERSONAL = (Column.NAME, Column.FAMILY, Column.GIVEN)
_NAME_WORD = re.compile(r"[^\W\d_a-zа-яёіїєґ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?|[^\W\d_]\.")
_SPLIT = re.compile(r"[;,|()<>\s]+")
_SIGNS = ("-", "−", "–", "(", "+", EITHER_WAY)
_SUMS = frozenset({Column.AMOUNT, Column.REVENUE, Column.DEBT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """Headings and mapping with the columns that were made, what is done to each row (None: nothing), and why."""

    headings: tuple[str, ...]
    mapping: Mapping
    mend: Callable[[Row], Row] | None
    told: tuple[str, ...]


def find_mending(
    headings: tuple[str, ...],
    mapping: Mapping,
    *,
    sample: Sequence[Row],
    values: Values | None = None,
    country: str = "",
) -> Mending:
    """What this file needs, by its headings and its first rows; `country` is of clients of whom it says nothing."""
    places = {mapped: headings.index(mapped.heading) for mapped in mapping.columns}
    mends, told = _cell_mends(places, sample=sample, values=values or {})
    phones = Phones.of(places, sample=sample, country=country)
    told += phones.told
    joined = [place for mapped, place in places.items() if mapped.column is Column.PERSON]
    deeds = _Deeds.of(headings, mapping)
    told += deeds.told(headings, sample) if deeds else ()
    split = _Split.of(headings, mapping, sample=sample)
    if split:
        headings, mapping, told = split.headings, split.mapping, [*told, split.told]
    is_whole = len(joined) < 2  # noqa: PLR2004 one cell by itself
    if not mends and not split and not phones.places and is_whole and not deeds:
        return Mending(headings=headings, mapping=mapping, mend=None, told=tuple(told))
    mender = _Mender(mends, split, phones, tuple(joined), deeds)
    return Mending(headings=headings, mapping=mapping, mend=mender, told=tuple(told))


@dataclass(frozen=True, slots=True)
class _Mender:
    """Mends a row in place of its cells; a row that is too short is left as it is, to be refused."""

    mends: dict[int, Mend]
    split: "_Split | None"
    phones: Phones
    joined: tuple[int, ...]  # a name in several cells, which is made whole in the first of them
    deeds: "_Deeds | None" = None

    def __call__(self, row: Row) -> Row:
        cells = list(row.cells)
        for place, mend in self.mends.items():
            if place < len(cells) and cells[place]:
                cells[place] = mend(cells[place])
        if self.phones.places:
            self.phones.mend(cells)
        if len(self.joined) > 1 and len(cells) > max(self.joined):
            cells[self.joined[0]] = " ".join(filter(None, (cells[place] for place in self.joined)))
        if self.deeds:
            self.deeds.applied(cells)
        if self.split:
            cells = self.split.applied(cells)
        return Row(line=row.line, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class _Deeds:
    """Columns that may say that goods came back, whatever the sign of the amount."""

    places: tuple[int, ...]
    amount: int

    @classmethod
    def of(cls, headings: tuple[str, ...], mapping: Mapping) -> "_Deeds | None":
        """None where there are none, or the file holds no orders."""
        amounts = [headings.index(mapped.heading) for mapped in mapping.columns if mapped.column is Column.AMOUNT]
        places = tuple(place for place, heading in enumerate(headings) if folded(heading) in DEEDS)
        return cls(places, amounts[0]) if mapping.kind is Kind.ORDERS and amounts and places else None

    def told(self, headings: tuple[str, ...], sample: Sequence[Row]) -> Iterator[str]:
        """What the first rows show of it."""
        for place in self.places:
            if any(self.signed(row.cells, place) != row.cells[self.amount] for row in sample if self.fits(row.cells)):
                yield say("Amounts beside a return under “{heading}” are goods that came back.",
                          heading=headings[place])  # fmt: skip

    def fits(self, cells: Sequence[str]) -> bool:
        return len(cells) > max(*self.places, self.amount)

    def signed(self, cells: Sequence[str], place: int) -> str:
        amount = cells[self.amount]
        return amount if not amount or amount.startswith(_SIGNS) else sign_of(cells[place]) + amount

    def applied(self, cells: list[str]) -> None:
        """Puts the sign before the amount, once."""
        if self.fits(cells):
            for place in self.places:
                cells[self.amount] = self.signed(cells, place)


# -- a cell by itself --------------------------------------------------------------------------------------------


def _cell_mends(
    places: dict[Mapped, int], *, sample: Sequence[Row], values: Values
) -> tuple[dict[int, Mend], list[str]]:
    mends: dict[int, Mend] = {}
    told = []
    for mapped, place in places.items():
        cells = [row.cells[place] for row in sample if place < len(row.cells)]
        if mapped.column is Column.CODE and (mend := _code_mend(mapped.heading, cells)):
            mends[place] = mend
            if any(mend(cell) != cell for cell in cells):
                text = say("Codes under “{heading}” get back what a spreadsheet took: the zeroes before them, or “.0” "
                           "behind them.", heading=mapped.heading)  # fmt: skip
                told.append(text)
        elif mapped.column in PHONES and any(without_point(cell) != cell for cell in cells):
            mends[place] = without_point
        elif mapped.column in _SUMS and (times := multiple_in(mapped.heading)) > 1:
            mends[place] = _multiplied(times)
            told.append(say("Amounts under “{heading}” are multiplied by {n}.", heading=mapped.heading, n=times))
        elif mapped.column is Column.OPT_OUT and is_status(mapped.heading):
            mends[place] = _left_only
            text = say("Under “{heading}” only words such as “unsubscribed” are read as a wish not to be written to.",
                       heading=mapped.heading)  # fmt: skip
            told.append(text)
        elif meant := values.get(mapped.column):
            mends[place] = _meaning(meant)
    return mends, told


def _code_mend(heading: str, cells: Sequence[str]) -> Mend | None:
    name = folded(heading)
    lengths = (8,) if any(word in name for word in _EDRPOU) else (10, 12) if any(word in name for word in _TAX) else ()
    mend = _padded(lengths)
    # A state's number is whole in every file or in none, whatever its first rows show: it is a key.
    return mend if lengths or any(mend(cell) != cell for cell in cells if cell) else None


def _padded(lengths: tuple[int, ...]) -> Mend:
    def mend(text: str) -> str:
        bare = without_point(text)
        return with_zeroes(bare, lengths=lengths) if bare.isdecimal() and bare.isascii() else bare

    return mend


def _left_only(text: str) -> str:
    return text if says_left(text) else ""


def _multiplied(times: int) -> Mend:
    behind = " тыс." if times == 1000 else " млн"  # noqa: PLR2004 the two there are

    def multiplied(text: str) -> str:
        """Each of the sums in it, if they are several."""
        return PLUS.join(each if multiple_in(each) > 1 else each + behind for each in text.split(PLUS))

    return multiplied


def _meaning(meant: dict[str, str]) -> Mend:
    return lambda text: meant.get(same_words(text), text)


# -- a name and an address in one cell ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Split:
    """Cells that hold a name and addresses are parted: `source` is looked at, the other half goes to `target`."""

    headings: tuple[str, ...]
    mapping: Mapping
    source: int
    target: int
    is_name: bool  # whether the source is a column of names
    is_made: bool  # whether the file has no column for the other half
    told: str

    @classmethod
    def of(cls, headings: tuple[str, ...], mapping: Mapping, *, sample: Sequence[Row]) -> "_Split | None":
        """None where no cell of the first rows holds both, or where the file holds no people."""
        names = [mapped for mapped in mapping.columns if mapped.column in {Column.NAME, Column.COMPANY}]
        emails = [mapped for mapped in mapping.columns if mapped.column is Column.EMAIL]
        if emails and _some(sample, headings.index(emails[0].heading), _has_name):
            other = [mapped for mapped in mapping.columns if mapped.column in _PERSONAL]
            return cls._made(headings, mapping, source=emails[0], other=other[:1], is_name=False)
        for source in names:
            if _some(sample, headings.index(source.heading), _has_address):
                return cls._made(headings, mapping, source=source, other=emails[:1], is_name=True)
        return None

    @classmethod
    def _made(
        cls, headings: tuple[str, ...], mapping: Mapping, *, source: Mapped, other: Sequence[Mapped], is_name: bool
    ) -> "_Split":
        place = headings.index(source.heading)
        told = say("Names and addresses that stand together under “{heading}” are parted.", heading=source.heading)
        if other:
            target = headings.index(other[0].heading)
        else:
            target, made = len(headings), f"{source.heading} ({'e-mail' if is_name else say('name')})"
            headings = (*headings, made)
            column = Column.EMAIL if is_name else Column.NAME
            mapping = replace(mapping, columns=(*mapping.columns, Mapped(heading=made, column=column)))
        return cls(headings, mapping, place, target, is_name, not other, told)

    def applied(self, cells: list[str]) -> list[str]:
        """The cells with both halves in their places; what stands in the target already is not replaced."""
        if self.is_made and len(cells) >= self.target:
            cells.insert(self.target, "")
        if len(cells) < len(self.headings) or "@" not in cells[self.source]:
            return cells
        name, addresses = name_and_addresses(cells[self.source])
        if not addresses:
            if self.is_name:  # to be refused as the address that it is not
                cells[self.target] = cells[self.target] or cells[self.source]
            return cells
        own, other = (name, addresses) if self.is_name else (addresses, name)
        cells[self.source] = own
        cells[self.target] = cells[self.target] or other
        return cells


def name_and_addresses(cell: str) -> tuple[str, str]:
    """The name and the addresses of a cell such as "Анна Иванова, a@x.ua (b@x.ua)"; none if a part is neither."""
    parts = [part for part in _SPLIT.split(cell) if part]
    addresses = [part for part in parts if "@" in part]
    words = [part.strip("\"'«»") for part in parts if "@" not in part]
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return "", ""
    if not all(isinstance(one, Address) for part in addresses for one in read_addresses(part)):
        return "", ""
    return " ".join(words), "; ".join(addresses)


def _some(sample: Sequence[Row], place: int, claim: Callable[[str], bool]) -> bool:
    return any(claim(row.cells[place]) for row in sample if place < len(row.cells))


def _has_name(cell: str) -> bool:
    name, addresses = name_and_addresses(cell) if "@" in cell else ("", "")
    return bool(name and addresses)


def _has_address(cell: str) -> bool:
    return "@" in cell and bool(name_and_addresses(cell)[1])
