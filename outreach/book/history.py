"""Writes checked rows of orders, inquiries, contacts, facts, reasons and problem orders: which are new, which changed.

The same file again changes nothing. An empty cell never erases. Memory does not grow with the file.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from outreach.book.headings import Column, Kind
from outreach.book.records import Connection
from outreach.book.records.history import SHAPES, Standing, add, add_if_all_new, change, standing
from outreach.book.records.identity import highest_id
from outreach.book.row import Refused
from outreach.book.table import Row
from outreach.locale import said_in_any, say


class Entry(NamedTuple):  # made by the million
    """A row whose client is known: `client_id` whom it is written to, `own_id` whom the file named before any merge."""

    row: Row
    client_id: int
    own_id: int
    values: tuple[Any, ...]


Keyed = tuple[tuple[Any, ...], Entry, tuple[Any, ...]]  # key, what it was made of, values


@dataclass(slots=True)
class Tally:
    """What became of the rows written so far."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[Refused] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


class Seen:
    """Which rows of a table this import has met, one bit each: those that stood before, and all that are newer."""

    def __init__(self, highest: int) -> None:
        self._highest = highest
        self._bits = bytearray(highest // 8 + 1)

    def meet(self, number: int) -> bool:
        """Whether it was met before; it is from now on."""
        before = self.met(number)
        if number <= self._highest:
            self._bits[number >> 3] |= 1 << (number & 7)
        return before

    def met(self, number: int) -> bool:
        return number > self._highest or bool(self._bits[number >> 3] & 1 << (number & 7))


class Numbers:
    """Numbers of clients, one bit each, given back in ascending order."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if number >> 3 >= len(self._bits):
                self._bits.extend(bytes(max(len(self._bits), (number >> 3) + 1 - len(self._bits))))
            self._bits[number >> 3] |= 1 << (number & 7)

    def __iter__(self) -> Iterator[int]:
        for place, byte in enumerate(self._bits):
            if byte:
                yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)


class HistoryWriter:
    """Writes the rows of one file of one kind, batch by batch, in the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        kind: Kind,
        *,
        columns: tuple[Column, ...],
        now: datetime,
        refused_at: int | None = None,
    ) -> None:
        self._connection = connection
        self._kind = kind
        self._shape = shape = SHAPES[kind]
        self._now = now
        self._places = [
            (place, shape.columns[column]) for place, column in enumerate(columns) if column in shape.columns
        ]
        said = [name for _, name in self._places]
        self._unsaid = tuple((name, value) for name, value in shape.unsaid if name not in said)
        self._names = (*said, *(name for name, _ in self._unsaid))
        self._fallback = tuple(dict(shape.unsaid).get(name) for name in self._names)
        self._number = columns.index(Column.NUMBER) if Column.NUMBER in columns else None
        self._parts = tuple(columns.index(column) for column in shape.parts if column in columns)
        self._seen = Seen(highest_id(connection, shape.table))
        self._compared = tuple(place for place, name in enumerate(self._names) if name not in shape.key)
        self._are_whole = tuple(place for place, _ in self._places) == tuple(range(len(columns)))
        self._expects_new = shape.by_number
        self._amount = columns.index(Column.AMOUNT) if Column.AMOUNT in columns else None
        self._day = columns.index(Column.DAY) if Column.DAY in columns else None
        self._refused_at = refused_at  # which cell of a row says why it was refused before
        self._unclear = said_in_any(
            "an earlier line of this file says something else of the same; join the two lines into one"
        ) | said_in_any(
            "it stands in the book otherwise; write the whole of it here, and empty the cell that says why the line "
            "was refused"
        )

    def write(self, entries: list[Entry]) -> Tally:
        """Writes what is new or changed and says what was what."""
        keyed = self._keyed(entries)
        if not keyed:
            return Tally()
        if self._expects_new and self._all_new(keyed):
            return Tally(new=len(keyed), touched={entry.client_id for _, entry, _ in keyed})
        tally = self._sorted_out(keyed)
        self._expects_new = self._shape.by_number and tally.new == len(keyed)
        return tally

    def _all_new(self, keyed: list[Keyed]) -> bool:
        """Writes them without looking, which is twice as quick, unless one of them stands already."""
        if len({key for key, _, _ in keyed}) < len(keyed):
            return False
        stamp = (self._now,) if self._shape.stamp else ()
        rows = [(*key, entry.client_id, *self._complete(values), *stamp) for key, entry, values in keyed]
        return add_if_all_new(self._connection, self._shape, names=self._row_names(), rows=rows)

    def _sorted_out(self, keyed: list[Keyed]) -> Tally:
        tally = Tally()
        names = [self._names[place] for place in self._compared]
        fetched = ("client_id", *names) if self._shape.by_number else names
        about = {key[0] for key, _, _ in keyed}
        old = standing(self._connection, self._shape, names=fetched, about=about)
        new: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
        changed: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
        for key, entry, values in keyed:
            if key in new:
                client, before = new[key]
                self._again(tally, entry, same=client == entry.client_id and _merged(values, before) == before)
            elif key not in old:
                new[key] = (entry.client_id, self._complete(values))
                tally.new += 1
            else:
                self._meet(tally, entry, key=key, values=values, old=old, changed=changed)
        self._flush(new, changed)
        tally.touched = {client for rows in (new, changed) for client, _ in rows.values()}
        return tally

    def _meet(
        self,
        tally: Tally,
        entry: Entry,
        *,
        key: tuple[Any, ...],
        values: tuple[Any, ...],
        old: dict[tuple[Any, ...], Standing],
        changed: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]],
    ) -> None:
        row = old[key]
        before = row.values
        if self._shape.by_number:
            client, before = before[0], before[1:]
            if client != entry.client_id:
                tally.refused.append(Refused(row=entry.row, reason=_of_another(key[0], client)))
                return
        merged = _merged([values[place] for place in self._compared], before)
        if self._seen.meet(row.id):
            self._again(tally, entry, same=merged == before)
        elif merged == before:
            tally.same += 1
        elif self._is_unclear(entry.row):
            text = say("it stands in the book otherwise; write the whole of it here, and empty the cell that says why "
                       "the line was refused")  # fmt: skip
            tally.refused.append(Refused(row=entry.row, reason=text))
        else:
            whole = list(values)
            for at, place in enumerate(self._compared):
                whole[place] = merged[at]
            changed[key] = (entry.client_id, tuple(whole))
            old[key] = Standing(row.id, (entry.client_id, *merged) if self._shape.by_number else merged)
            tally.changed += 1

    def _is_unclear(self, row: Row) -> bool:
        """It comes back from the refused rows as one of several that say different things of the same."""
        return self._refused_at is not None and row.cells[self._refused_at] in self._unclear

    def _again(self, tally: Tally, entry: Entry, *, same: bool) -> None:
        if same:
            tally.same += 1
        else:
            text = say("an earlier line of this file says something else of the same; join the two lines into one")
            tally.refused.append(Refused(row=entry.row, reason=text))

    def _flush(
        self,
        new: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]],
        changed: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]],
    ) -> None:
        shape, names = self._shape, self._row_names()
        stamp = (self._now,) if shape.stamp else ()
        for rows, write in ((new, add), (changed, change)):
            listed = [
                (*(key if shape.by_number else ()), client, *values, *stamp) for key, (client, values) in rows.items()
            ]
            write(self._connection, shape, names=names, rows=listed)

    def _row_names(self) -> tuple[str, ...]:
        shape = self._shape
        head = ("source_key", "client_id") if shape.by_number else ("client_id",)
        return (*head, *self._names, *((shape.stamp,) if shape.stamp else ()))

    # -- keys --------------------------------------------------------------------------------------------------

    def _keyed(self, entries: list[Entry]) -> list[Keyed]:
        listed = [(entry, self._values(entry)) for entry in entries]
        if self._shape.by_number:
            keys = self._source_keys(entries)
            return [((key,), entry, values) for key, (entry, values) in zip(keys, listed, strict=True)]
        places = [self._names.index(name) for name in self._shape.key[1:]]
        return [
            ((entry.client_id, *(values[place] for place in places)), entry, values)
            for entry, values in ((entry, self._complete(values, only=places)) for entry, values in listed)
        ]

    def _values(self, entry: Entry) -> tuple[Any, ...]:
        if self._are_whole and not self._unsaid:
            return entry.values
        return (*[entry.values[place] for place, _ in self._places], *[None for _ in self._unsaid])

    def _complete(self, values: tuple[Any, ...], *, only: Iterable[int] | None = None) -> tuple[Any, ...]:
        """The values with what a new row has where the file is silent; with `only`, at these places alone."""
        places = range(len(values)) if only is None else only
        if not self._shape.unsaid:
            return values
        filled = {place: self._fallback[place] for place in places if values[place] is None}
        return tuple([filled.get(place, value) for place, value in enumerate(values)]) if filled else values

    def _source_keys(self, entries: list[Entry]) -> list[str]:
        if self._number is not None:
            numbers = [entry.values[self._number] for entry in entries]
            if all(numbers) and not self._give_back(entries):
                return numbers
        bases = [self._base(entry) for entry in entries]
        before = self._met_before({base for base, counted in bases if counted})
        within: Counter[str] = Counter()
        keys = []
        for base, counted in bases:
            within[base] += counted
            keys.append(f"{base}|{before[base] + within[base]}" if counted else base)
        return keys

    def _base(self, entry: Entry) -> tuple[str, bool]:
        """The key so far, and whether it must be counted because the row has no number of its own."""
        number = entry.values[self._number] if self._number is not None else None
        if number and self._give_back([entry]):  # its number is that of the order, or of a paper of another kind
            assert self._day is not None
            return "|".join([str(entry.own_id), "back", number, str(entry.values[self._day])]), True
        if number:
            return number, False
        parts = [_short(entry.values[place]) for place in self._parts]
        return "|".join([str(entry.own_id), *parts]), True

    def _give_back(self, entries: Iterable[Entry]) -> bool:
        """Whether any of them is goods that came back."""
        return self._amount is not None and any(entry.values[self._amount] < 0 for entry in entries)

    def _met_before(self, bases: set[str]) -> dict[str, int]:
        """How often each stood in earlier batches of this file: the first count that was not met yet tells."""
        times = dict.fromkeys(bases, 0)
        asking = bases
        while asking:
            keys = {f"{base}|{times[base] + 1}": base for base in asking}
            found = standing(self._connection, self._shape, names=(), about=keys)
            asking = {keys[key] for (key,), row in found.items() if self._seen.met(row.id)}
            for base in asking:
                times[base] += 1
        return times


def _merged(values: Sequence[Any], before: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple([old if value is None else value for value, old in zip(values, before, strict=True)])


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= len("2024-03-05") else hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _of_another(number: str, client: int) -> str:
    return say(
        "{number} is already client {client}'s; numbers that begin anew need their year", number=number, client=client
    )
