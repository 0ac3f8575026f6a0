"""What a file is and means, before anything is written: opened, columns guessed, cells mended, dates ordered.

What is written by such a plan, `importing` knows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from outreach.book.columns import Mapping, guess_columns, holds_people
from outreach.book.day import DateOrder, order_of
from outreach.book.headings import PRICES, QUANTITIES, STATES, Column, Kind, bare, folded
from outreach.book.mending import Values, find_mending
from outreach.book.order_lines import find_order_lines
from outreach.book.rejects import is_ours
from outreach.book.table import Row, Table, open_table
from outreach.book.unsubscribed import export_mapping, find_export, find_status
from outreach.errors import FilesAreWrong
from outreach.locale import say, say_n
from outreach.problems import Place, Problem

SHOWN = 3  # rows that a person sees under the columns
_CALLED_OFF = re.compile(
    r"отмен|аннулир|скасован|анульован|відхилен|отклон|cancel|void|declined|возвра[тщ]|поверн|refunded|returned",
    re.IGNORECASE,
)
_SAMPLE = 400  # rows that show what the cells need
_DAYS = frozenset({
    Column.DAY, Column.BIRTHDAY, Column.FIRST_SEEN, Column.AWAY_UNTIL, Column.LAST_ORDER, Column.ANSWERED_ON,
    Column.SETTLED_ON, Column.CONSENT_ON, Column.CONSENT_UNTIL, Column.CONTACT_ON,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """A file that is whole and understood; nothing has been written. Show `first` and `mapping` to a person."""

    table: Table
    mapping: Mapping
    first: tuple[Row, ...]
    warnings: tuple[str, ...]
    order: DateOrder | None = None  # None where no day of the file tells it

    @property
    def name(self) -> str:
        return self.table.path.name

    @property
    def sha256(self) -> str:
        return self.table.sha256

    @property
    def headings(self) -> tuple[str, ...]:
        return self.table.headings

    def rows(self) -> Iterator[Row]:
        """All rows, as often as they are asked for."""
        return self.table.rows()


def plan_import(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str = "",
    kind: Kind | None = None,
    key: str = "",
    said: Iterable[tuple[str, str]] = (),
    remembered: Iterable[tuple[str, str]] = (),
    values: Values | None = None,
    country: str = "",
) -> ImportPlan:
    """Opens the file and guesses its columns; `said` pairs (heading, column) win. FilesAreWrong if it is no use.

    `remembered` are pairs of an earlier import; those whose heading the file has no longer are passed over. `key` is
    the heading by which clients are known; `values` are words of cells and what they mean; `country` is of clients
    whose row names none.
    """
    said, remembered = tuple(said), tuple(remembered)
    words = [heading for heading, _ in (*said, *remembered)]
    table = open_table(path, encoding=encoding, delimiter=delimiter, sheet=sheet, words=words)
    known = {folded(heading) for heading in table.headings}
    told = [pair for pair in remembered if folded(pair[0]) in known]
    sample = list(islice(table.rows(), _SAMPLE))
    may_be_export = kind in {None, Kind.UNSUBSCRIBED} and not said
    export = find_export(table.headings, sample) if may_be_export else None
    if export:
        mapping = export_mapping(table.headings, export)
    else:
        mapping = guess_columns(table.headings, path=path, kind=kind, said=(*told, *said), key=key)
    people = kind is None and not told and not said and holds_people(mapping, table.headings, sample=sample)
    if people:
        mapping = guess_columns(table.headings, path=path, kind=Kind.PEOPLE, key=key)
    if status := find_status(mapping, table.headings, sample):
        told = [*told, (status, Column.OPT_OUT)]
        mapping = guess_columns(table.headings, path=path, kind=mapping.kind, said=(*told, *said), key=key)
    mending = find_mending(table.headings, mapping, sample=sample, values=values, country=country)
    table = replace(table, headings=mending.headings, mend=mending.mend)
    mended = list(islice(table.rows(), _SAMPLE)) if mending.mend else sample
    lines = find_order_lines(table.headings, mending.mapping, sample=mended)
    if lines:
        table = replace(table, join=lines.with_scattered(table.rows()).join)
    order = _order(table, mending.mapping, sample=sample)
    warnings = (*_doubts(table, mending.mapping, sample=sample), *mending.told)
    if people:
        warnings += (
            say(
                "Codes stand beside several names each: these are people at firms, unless --as clients says otherwise."
            ),
        )
    if lines:
        warnings += (lines.told,)
    first = tuple(islice(table.rows(), SHOWN))
    return ImportPlan(table=table, mapping=mending.mapping, first=first, warnings=warnings, order=order)


def _order(table: Table, mapping: Mapping, *, sample: Iterable[Row]) -> DateOrder | None:
    """In which order days with slashes stand: any one that can be read in one way only tells it for all.

    FilesAreWrong if one says that the day comes first and another that the month does.
    """
    places = [table.headings.index(mapped.heading) for mapped in mapping.columns if mapped.column in _DAYS]
    if not any("/" in row.cells[place] for row in sample for place in places if place < len(row.cells)):
        return None
    seen: dict[DateOrder, tuple[int, str]] = {}
    for row in table.rows():
        for place in places:
            if place < len(row.cells) and (order := order_of(row.cells[place])):
                seen.setdefault(order, (row.line, row.cells[place]))
        if len(seen) > 1:
            _refuse_both_orders(table.path, seen)
    return next(iter(seen), None)


def _refuse_both_orders(path: Path, seen: dict[DateOrder, tuple[int, str]]) -> None:
    (line, one), (later, other) = sorted(seen.values())
    text = say("“{one}” puts the day first or last, “{other}” in line {n} the other way round", one=one, other=other,
               n=later)  # fmt: skip
    mend = say("Write the days as 2024-03-05.")
    raise FilesAreWrong((Problem(rule="B019", place=Place(file=path, line=line, column=1), text=text, mend=mend),))


def _cancelled(mapping: Mapping, headings: tuple[str, ...], *, sample: Sequence[Row]) -> Iterator[str]:
    """An order that was called off, or came back whole, stands in many exports like any other."""
    for place, heading in enumerate(headings):
        if mapping.kind is not Kind.ORDERS or folded(bare(heading)) not in STATES:
            continue
        cells = [row.cells[place] for row in sample if place < len(row.cells) and _CALLED_OFF.match(row.cells[place])]
        if cells:
            yield say_n(
                "{n} of the first orders is “{state}” under “{heading}” and is read as an order all the same: export "
                "without such orders.",
                "{n} of the first orders are “{state}” under “{heading}” and are read as orders all the same: export "
                "without such orders.",
                len(cells), state=cells[0], heading=heading,
            )  # fmt: skip


def _prices(mapping: Mapping, headings: tuple[str, ...]) -> Iterator[str]:
    """The price of one thing is no sum of an order."""
    prices = {folded(word) for word in PRICES}
    for mapped in mapping.columns:
        count = next((each for each in headings if folded(bare(each)) in QUANTITIES), "")
        if mapped.column is Column.AMOUNT and count and folded(bare(mapped.heading)) in prices:
            yield say("Amounts are read from “{price}” beside “{count}”: if that is the price of one thing, export the "
                      "sums too.", price=mapped.heading, count=count)  # fmt: skip


def _doubts(table: Table, mapping: Mapping, *, sample: Sequence[Row]) -> Iterator[str]:
    if not sample:
        yield say("There are no rows below the headings.")
    if table.guessed:
        yield say("The encoding is a guess: {codec}. Look at the first rows.", codec=table.codec)
    if alone := [heading for heading in mapping.unknown if not is_ours(heading)]:
        yield say("These columns are left alone: {headings}", headings=", ".join(alone))
    yield from _prices(mapping, table.headings)
    yield from _cancelled(mapping, table.headings, sample=sample)
    if table.outline:
        yield say("Clients stand in rows of their own above what is theirs.")
    if table.totals:
        yield say_n("{n} line of totals is left out", "{n} lines of totals are left out", table.totals)
    if table.notes:
        yield say_n(
            "{n} note below the table is left out (line {line})",
            "{n} notes below the table are left out (from line {line})",
            len(table.notes), line=table.notes[0],
        )  # fmt: skip
