"""Writes checked rows of a client list: who is new, who changed, which addresses came, what he said about letters.

Consent and opt-outs are not written here; they are given back for policy. No address is ever brought back to life.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from outreach.book.address import Address
from outreach.book.headings import Column, Kind
from outreach.book.history import Entry, HistoryWriter, Seen, Tally
from outreach.book.records import Connection
from outreach.book.records.clients import (
    FiledAddress,
    add_clients,
    addresses_standing,
    change_clients,
    clients_standing,
    file_addresses,
    highest_client,
    numbers_of,
)
from outreach.book.records.identity import by_address, by_code
from outreach.book.row import Checked, Refused, Who, is_own
from outreach.locale import say
from outreach.settings import Book

NAMING = frozenset(
    {"name", "family_name", "given_name", "patronymic", "gender", "salutation", "vocative", "addressing"}
)  # a change of one of these sets `named_at`
_PARTS = ("family_name", "given_name", "patronymic")


@dataclass(slots=True, eq=False)
class Filed:
    """A client as he will stand after this batch; `id` is 0 until a new one has his number."""

    id: int
    code: str
    values: list[Any]
    named_at: datetime
    addresses: list[FiledAddress] = field(default_factory=list)
    rows: list[Checked] = field(default_factory=list)
    to_file: dict[str, FiledAddress] = field(default_factory=dict)
    is_met: bool = False
    is_changed: bool = False


@dataclass(slots=True)
class _Batch:
    """Everybody the rows of one batch may be about."""

    by_code: dict[str, Filed] = field(default_factory=dict)
    by_key: dict[str, list[Filed]] = field(default_factory=lambda: defaultdict(list))
    merged: set[str] = field(default_factory=set)  # codes of clients who live on in another

    def everybody(self) -> list[Filed]:
        return list(dict.fromkeys(self.by_code.values()))


class ClientsWriter:
    """Writes the rows of one client list, batch by batch, in the caller's transaction."""

    def __init__(
        self, connection: Connection, *, columns: tuple[Column, ...], book: Book, erase: bool, now: datetime
    ) -> None:
        self._connection = connection
        self._now = now
        said = tuple(column.value for column in columns)
        is_composed = "name" not in said and bool(set(said) & set(_PARTS))
        composed = ("name", *(part for part in _PARTS if part not in said)) if is_composed else ()
        self._house = {name: value for name in ("country", "language") if (value := getattr(book, name))}
        self._names = (*said, *composed, *(name for name in self._house if name not in said))
        self._said = len(said)
        self._naming = tuple(name in NAMING for name in self._names)
        self._parts = tuple(self._names.index(part) for part in _PARTS) if is_composed else ()
        rules = {str(name): rule for name, rule in book.merge.items()}
        self._keep = tuple(rules.get(name) == "keep" for name in self._names)
        self._mirror = tuple(erase or rules.get(name) == "mirror" for name in said)
        self._seen = Seen(highest_client(connection))
        self._facts = HistoryWriter(connection, Kind.FACTS, columns=(Column.FACT_KEY, Column.FACT_VALUE), now=now)
        self._reasons = HistoryWriter(connection, Kind.REASONS, columns=(Column.REASON,), now=now)

    def write(self, rows: list[Checked]) -> tuple[Tally, list[Filed]]:
        """Writes the batch; gives the tally and the clients, each with the rows that speak of him."""
        tally, batch, same = Tally(), self._gathered(rows), []
        for row in rows:
            found = self._find(batch, row.who)
            if isinstance(found, str):
                tally.refused.append(Refused(row=row.row, reason=found, who=row.who, opt_out=row.opt_out))
            elif self._enter(tally, batch, row, found):
                same.append(found)
        everybody = [filed for filed in batch.everybody() if filed.rows]
        self._flush(everybody)
        tally.touched = {filed.id for filed in everybody if filed.is_changed}
        self._tell_more(tally, everybody, same=same)
        return tally, everybody

    # -- whom a row is about -----------------------------------------------------------------------------------

    def _gathered(self, rows: list[Checked]) -> _Batch:
        """Everybody with a code or an address of these rows, as they stand."""
        codes = {code for row in rows for code in (row.who.code, row.who.own_code) if code}
        by_codes = by_code(self._connection, codes)
        keys = {address.key for row in rows for address in row.who.addresses}
        by_addresses = by_address(self._connection, keys)
        ids = {found.lives for found in by_codes.values()}
        ids |= {found.lives for several in by_addresses.values() for found in several}
        filed = self._load(ids)
        batch = _Batch(by_code={one.code: one for one in filed.values()})
        for code, found in by_codes.items():
            if found.own != found.lives:
                batch.by_code[code] = filed[found.lives]
                batch.merged.add(code)
        for one in filed.values():
            for address in one.addresses:
                batch.by_key[address.key].append(one)
        return batch

    def _load(self, ids: set[int]) -> dict[int, Filed]:
        standing = clients_standing(self._connection, ids, names=(*self._names, "named_at"))
        written_to = addresses_standing(self._connection, ids)
        return {
            number: Filed(
                id=number,
                code=code,
                values=list(values),
                named_at=named_at,
                addresses=written_to.get(number, []),
            )
            for number, (code, *values, named_at) in standing.items()
        }

    def _find(self, batch: _Batch, who: Who) -> Filed | str:
        """The client as filed, a new one, or why it cannot be told who he is."""
        if who.code and who.code in batch.by_code:
            return batch.by_code[who.code]
        there = next((batch.by_key[address.key] for address in who.addresses if batch.by_key.get(address.key)), [])
        if who.code:
            nameless = [filed for filed in there if is_own(filed.code)]
            known = nameless[0] if len(nameless) == 1 else batch.by_code.get(who.own_code)
            return self._recoded(batch, known, who.code) if known else self._new(batch, who.code)
        if len(there) > 1:
            numbers = ", ".join(str(number) for number in sorted(filed.id for filed in there))
            return say(
                "clients {numbers} share this address; only a code can tell which of them it is", numbers=numbers
            )
        known = there[0] if there else batch.by_code.get(who.own_code)
        return known or self._new(batch, who.own_code)

    def _recoded(self, batch: _Batch, filed: Filed, code: str) -> Filed:
        del batch.by_code[filed.code]
        filed.code, filed.is_changed = code, True
        batch.by_code[code] = filed
        return filed

    def _new(self, batch: _Batch, code: str) -> Filed:
        filed = Filed(id=0, code=code, values=[None] * len(self._names), named_at=self._now, is_changed=True)
        batch.by_code[code] = filed
        return filed

    # -- what it says of him -----------------------------------------------------------------------------------

    def _enter(self, tally: Tally, batch: _Batch, row: Checked, filed: Filed) -> bool:
        """Whether the row says nothing new."""
        again = filed.is_met or (filed.id != 0 and self._seen.met(filed.id))
        if row.who.code in batch.merged:  # he lives on in another, whose row has its own line
            filed.rows.append(row)
            tally.same += 1
            return False
        values = self._merged(filed, row)
        if again and values != filed.values:
            text = say("an earlier line of this file says something else of the same client")
            tally.refused.append(Refused(row=row.row, reason=text, who=row.who, opt_out=row.opt_out))
            return False
        filed.is_met = True
        if filed.id:
            self._seen.meet(filed.id)
        filed.rows.append(row)
        differs = self._take(filed, values)
        moved = self._take_addresses(batch, filed, row.who.addresses, first=not again)
        is_new = not filed.id and not again
        is_changed = not is_new and (differs or moved or (filed.is_changed and not again))
        filed.is_changed |= is_changed
        tally.new += is_new
        tally.changed += is_changed
        tally.same += not (is_new or is_changed)
        return not (is_new or is_changed)

    def _merged(self, filed: Filed, row: Checked) -> list[Any]:
        """What is filed with what the row says over it, but for what is kept; an empty cell takes away what mirrors."""
        rules = zip(row.values, filed.values, self._keep, self._mirror, strict=False)
        said = [
            old if (keep and old not in {None, ""}) or (value is None and not mirror) else value
            for value, old, keep, mirror in rules
        ]
        values = said + filed.values[self._said :]
        if self._parts:
            place = self._names.index("name")
            parts = [values[part] for part in self._parts if values[part]]
            if not values[place] or (
                len(parts) > 1 and not self._keep[place]
            ):  # a whole name is not replaced by a piece of one
                values[place] = " ".join(parts)
        if not filed.id and not filed.is_met:
            for name, value in self._house.items():
                place = self._names.index(name)
                values[place] = values[place] or value
        return values

    def _take(self, filed: Filed, values: list[Any]) -> bool:
        pairs = zip(self._naming, filed.values, values, strict=True)
        if any(naming and old != new for naming, old, new in pairs):
            filed.named_at = self._now
        differs = values != filed.values
        filed.values = values
        return differs

    def _take_addresses(self, batch: _Batch, filed: Filed, said: tuple[Address, ...], *, first: bool) -> bool:
        """Whether any address came or moved: those the file says go first, in its order, before those it does not."""
        old = {address.key: address for address in filed.addresses}
        named = [address.key for address in said]
        rest = [key for key in old if key not in named]
        order = [*named, *rest] if first else [*old, *(key for key in named if key not in old)]
        if order == list(old):  # where a merge was undone the ranks have gaps, which say nothing
            return False
        emails = {address.key: address.email for address in said} | {key: one.email for key, one in old.items()}
        filed.addresses = [FiledAddress(key, emails[key], rank) for rank, key in enumerate(order)]
        moved = [address for address in filed.addresses if old.get(address.key) != address] if said else []
        filed.to_file |= {address.key: address for address in moved}
        for address in moved:
            if address.key not in old:
                batch.by_key[address.key].append(filed)
        return bool(moved)

    # -- into the book -----------------------------------------------------------------------------------------

    def _flush(self, everybody: list[Filed]) -> None:
        names = ("code", *self._names, "named_at", "created_at", "changed_at")
        changed = [(filed.id, *self._as_row(filed)) for filed in everybody if filed.id and filed.is_changed]
        change_clients(self._connection, names=("id", *names), rows=changed)  # first: one may leave his code to another
        new = [filed for filed in everybody if not filed.id]
        add_clients(self._connection, names=names, rows=[self._as_row(filed) for filed in new])
        numbers = numbers_of(self._connection, [filed.code for filed in new])
        for filed in new:
            filed.id = numbers[filed.code]
        rows = [
            (filed.id, address.email, address.key, address.rank, self._now)
            for filed in everybody
            for address in filed.to_file.values()
        ]
        file_addresses(self._connection, rows)

    def _as_row(self, filed: Filed) -> tuple[Any, ...]:
        values = (
            "" if name == "name" and value is None else value
            for name, value in zip(self._names, filed.values, strict=True)
        )
        return (filed.code, *values, filed.named_at, self._now, self._now)

    def _tell_more(self, tally: Tally, everybody: list[Filed], *, same: list[Filed]) -> None:
        """The facts and reasons of the rows; a client about whom only these are new counts as changed."""
        facts = self._facts.write(_entries(everybody, lambda row: row.facts))
        reasons = self._reasons.write(_entries(everybody, lambda row: [(row.reason,)] if row.reason else []))
        more = facts.touched | reasons.touched
        count = len({filed.id for filed in same} & more)
        tally.same -= count
        tally.changed += count
        tally.touched |= more


def _entries(everybody: list[Filed], said: Callable[[Checked], Iterable[tuple[Any, ...]]]) -> list[Entry]:
    return [
        Entry(row=row.row, client_id=filed.id, own_id=filed.id, values=values)
        for filed in everybody
        for row in filed.rows
        for values in said(row)
    ]
