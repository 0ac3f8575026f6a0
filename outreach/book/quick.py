"""Reads rows by the thousand, a column at a time: what a text meant once it means again.

Whatever is not plain (a cell that cannot be, a stranger, a row too short) is left to `row`, which alone knows why.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, Final

from outreach.book.acquaintance import Acquaintance
from outreach.book.headings import Column, Kind
from outreach.book.history import Entry
from outreach.book.row import LARGEST_AMOUNT, Checked, Reading, Refused, RowReader, Who
from outreach.book.table import Row
from outreach.book.value import LONGEST, BadValue, read_currency, read_money, read_short, read_text

DOUBTFUL: Final = object()  # stands where a value would, in a row that is read the slow way
_MEANINGS = 50_000  # remembered of one column
_PEOPLE = 150_000  # remembered twice over

Cells = Sequence[tuple[str, ...]]


class Meanings(dict[Any, Any]):
    """What texts of one column mean, read once each; DOUBTFUL ones are read again, so that every row is counted."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: Any) -> Any:
        try:
            value = self._read(text) if text else None
        except BadValue:
            return DOUBTFUL
        if len(self) >= _MEANINGS:
            self.clear()
        self[text] = value
        return value


class QuickReader:
    """Reads the rows of orders, inquiries and the like whose clients the book knows."""

    def __init__(self, reader: RowReader, acquaintance: Acquaintance, *, kind: Kind, reading: Reading) -> None:
        self._reader = reader
        self._acquaintance = acquaintance
        self._reading = reading
        self._meanings = [(place, read, Meanings(read)) for place, read in reader.cells]
        self._money = Meanings(self._amount) if kind is Kind.ORDERS else None
        self._people: dict[Any, tuple[int, int]] = {}  # (whom it is written to, whom the file named)
        self._before: dict[Any, tuple[int, int]] = {}

    def read(self, rows: list[Row]) -> tuple[list[Entry], list[Refused]]:
        """The rows as they are written, in their order, and those that are refused."""
        cells = [row.cells for row in rows]
        if min(map(len, cells)) < self._reader.width:
            return self._slowly(rows)
        doubtful = self._too_wide(cells)
        columns = list(zip(*cells, strict=False))
        values = [self._column(columns[place], read, known) for place, read, known in self._meanings]
        if self._money is not None:
            values += self._amounts(columns)
        for place in {place for place, _ in self._reader.needed}:
            doubtful.update(_places_of(None, values[place]))
        for column in values:
            doubtful.update(_places_of(DOUBTFUL, column))
        whom = self._whom(columns, cells)
        doubtful.update(_places_of(None, whom))
        lines = zip(*values, strict=True) if values else repeat((), len(rows))
        if not doubtful:
            self._notice(values)
            return [Entry(row, *ids, line) for row, ids, line in zip(rows, whom, lines, strict=True) if ids], []
        return self._mixed(rows, whom=whom, lines=lines, doubtful=doubtful)

    # -- whom --------------------------------------------------------------------------------------------------

    def _whom(self, columns: list[tuple[str, ...]], cells: Cells) -> list[tuple[int, int] | None]:
        """The two numbers of each row's client; None where he must be asked for one by one."""
        places = self._reader.who_places
        several = zip(*(columns[at] for at in places), strict=True)
        telling: list[Any] = list(columns[places[0]] if len(places) == 1 else several)
        strangers = set(telling) - self._people.keys()
        if strangers:
            self._meet(strangers, telling=telling, cells=cells)
        return list(map(self._people.get, telling))

    def _meet(self, strangers: set[Any], *, telling: list[Any], cells: Cells) -> None:
        if len(self._people) + len(strangers) > _PEOPLE:
            self._before, self._people = self._people, {told: self._people[told] for told in set(telling) - strangers}
        for told in strangers & self._before.keys():
            self._people[told] = self._before[told]
        unknown = {told: at for at, told in enumerate(telling) if told in strangers and told not in self._before}
        whos = {told: who for told, at in unknown.items() if (who := self._who(cells[at]))}
        self._acquaintance.meet(whos.values())
        for told, who in whos.items():
            found = self._acquaintance.find(who)
            if not isinstance(found, str):
                self._people[told] = (found.lives, found.own)

    def _who(self, cells: tuple[str, ...]) -> Who | None:
        try:
            return self._reader.who(cells)
        except BadValue:
            return None

    # -- what --------------------------------------------------------------------------------------------------

    def _too_wide(self, cells: Cells) -> set[int]:
        width = self._reader.width
        if max(map(len, cells)) == width:
            return set()
        return {at for at, row in enumerate(cells) if any(row[width:])}

    def _column(self, texts: tuple[str, ...], read: Callable[[str], Any], known: Meanings) -> Sequence[Any]:
        if read not in (read_short, read_text):
            return list(map(known.__getitem__, texts))
        joined = "|".join(texts)
        if joined.isprintable() and "  " not in joined and (read is read_text or max(map(len, texts)) <= LONGEST):
            return texts if all(texts) else [text or None for text in texts]  # each means itself
        return [known.__missing__(text) for text in texts]

    def _amounts(self, columns: list[tuple[str, ...]]) -> list[Sequence[Any]]:
        assert self._money is not None
        amounts: Iterable[str] = columns[self._reader.place[Column.AMOUNT][0]]
        own = self._reader.place.get(Column.CURRENCY)
        named: Iterable[str] = columns[own[0]] if own else repeat("")
        both = list(map(self._money.__getitem__, zip(amounts, named, strict=False)))
        if DOUBTFUL in both:
            both = [(DOUBTFUL, DOUBTFUL) if one is DOUBTFUL else one for one in both]
        return list(zip(*both, strict=True))

    def _amount(self, told: tuple[str, str]) -> tuple[int, str]:
        amount, named = told
        currency = read_currency(read_short(named)) if named else self._reader.currency
        minor, currency = read_money(amount, currency=currency)
        if abs(minor) > LARGEST_AMOUNT:
            raise BadValue
        return minor, currency

    def _notice(self, values: Sequence[Sequence[Any]]) -> None:
        if self._money is None:
            return
        *_, amounts, currencies = values
        counted = Counter(currencies)
        del counted[self._reading.currency]
        self._reading.noticed.foreign.update(counted)
        if min(amounts) < 0:
            self._reading.noticed.given_back += sum(amount < 0 for amount in amounts)

    # -- the slow way ------------------------------------------------------------------------------------------

    def _mixed(
        self,
        rows: list[Row],
        *,
        whom: list[tuple[int, int] | None],
        lines: Iterable[tuple[Any, ...]],
        doubtful: set[int],
    ) -> tuple[list[Entry], list[Refused]]:
        slow = iter(self._slow([rows[at] for at in sorted(doubtful)]))
        entries: list[Entry] = []
        refused: list[Refused] = []
        quick: list[tuple[Any, ...]] = []
        for at, (row, ids, line) in enumerate(zip(rows, whom, lines, strict=True)):
            if at in doubtful:
                one = next(slow)
                (entries if isinstance(one, Entry) else refused).append(one)  # type: ignore[arg-type]
            else:
                assert ids is not None
                quick.append(line[-2:])
                entries.append(Entry(row, *ids, line))
        if quick:
            self._notice(list(zip(*quick, strict=True)))
        return entries, refused

    def _slowly(self, rows: list[Row]) -> tuple[list[Entry], list[Refused]]:
        read = list(self._slow(rows))
        return [one for one in read if isinstance(one, Entry)], [one for one in read if isinstance(one, Refused)]

    def _slow(self, rows: list[Row]) -> Iterator[Entry | Refused]:
        read = [self._reader.read(row) for row in rows]
        self._acquaintance.meet(one.who for one in read if isinstance(one, Checked))
        for one in read:
            if isinstance(one, Refused):
                yield one
                continue
            found = self._acquaintance.find(one.who)
            if isinstance(found, str):
                yield Refused(row=one.row, reason=found)
            else:
                yield Entry(one.row, found.lives, found.own, one.values)


def _places_of(sought: object, column: Sequence[Any]) -> Iterator[int]:
    """Where it stands, found at the speed of C where it does not stand at all."""
    if sought in column:
        yield from (at for at, value in enumerate(column) if value is sought)
