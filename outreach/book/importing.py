"""Imports a file: opened and understood by `plan`, written by `run_import`, whole or not at all.

A source of rows gives guessed columns, these give checked rows, and those are written; another kind of file joins at
the first step. What the rows say about consent and opt-outs is given back for policy, never written here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from outreach.book.acquaintance import Acquaintance
from outreach.book.clients import ClientsWriter
from outreach.book.columns import Mapping
from outreach.book.contact_plan import ContactPlanWriter
from outreach.book.day import DateOrder
from outreach.book.gender_column import judged
from outreach.book.headings import Column, Kind
from outreach.book.history import HistoryWriter, Numbers, Tally
from outreach.book.quick import QuickReader
from outreach.book.records import Connection
from outreach.book.records.identity import by_address
from outreach.book.records.touched import begin_import, end_import, hold_imports, touch, was_left_out
from outreach.book.rejects import Reject, WriteReject, place_of_reasons
from outreach.book.row import Checked, Consent, Reading, Refused, RowReader
from outreach.book.table import Row
from outreach.book.unsubscribed import NoStop, StopReader
from outreach.journal import Entry as JournalEntry
from outreach.journal import record
from outreach.locale import say, say_n
from outreach.settings import Book
from outreach.store.bulk import chunks, roomy
from outreach.store.words import ConsentBasis, Event, LetterKind, SuppressionReason

BATCH = 5_000
SHOWN = 100  # rejects in a report; `each_reject` is given every one


class Rows(Protocol):
    """What is imported: a file that is understood, or what a source gave."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def headings(self) -> tuple[str, ...]: ...
    @property
    def mapping(self) -> Mapping: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def order(self) -> DateOrder | None: ...
    def rows(self) -> Iterator[Row]:
        """All of them, as often as they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """A consent that a client list tells of; `covers` None is every kind of letter."""

    client_id: int
    basis: ConsentBasis
    covers: LetterKind | None
    given_on: date | None
    expires_on: date | None
    proof: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRow:
    """Somebody who must not be written to: a client, one of his addresses, or an address whose row was refused."""

    client_id: int | None
    address_key: str | None
    reason: SuppressionReason
    said: str  # what stands in the cell


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of the rows: new, changed, same and refused add up to all of them."""

    kind: Kind
    new: int
    changed: int
    same: int
    refused: int
    rejects: tuple[Reject, ...]  # the first of them
    warnings: tuple[str, ...]
    consents: tuple[ConsentRow, ...]
    opt_outs: tuple[OptOutRow, ...]
    dry_run: bool
    import_id: int | None  # the row in `imports`; None after a dry run

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same + self.refused


def run_import(
    connection: Connection,
    plan: Rows,
    *,
    book: Book,
    now: datetime,
    zone: str = "UTC",
    dates: DateOrder = DateOrder.DMY,
    erase: bool = False,
    dry_run: bool = False,
    by: str = "import",
    each_reject: WriteReject | None = None,
) -> ImportReport:
    """Writes the rows in the caller's transaction; the same file again changes nothing, a dry run leaves nothing.

    `zone` is the firm's, for what day it is; with `erase` an empty cell empties what was known.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    reading = Reading(today=today, currency=book.currency, order=plan.order or dates)
    run = _Run(each_reject=each_reject)
    with _undone(connection) if dry_run else nullcontext(), roomy(connection):
        hold_imports(connection)
        was_out = partial(was_left_out, connection, file=plan.name)
        trusted = judged(plan.mapping, plan.headings, rows=plan.rows(), was_left_out=was_out)
        import_id = _begun(connection, plan, mapping=trusted.named, now=now)
        _write(connection, plan, mapping=trusted.mapping, run=run, reading=reading, book=book, erase=erase, now=now)
        _note(connection, plan, import_id=import_id, run=run, by=by, now=now)
    return ImportReport(
        kind=plan.mapping.kind,
        new=run.new,
        changed=run.changed,
        same=run.same,
        refused=run.refused,
        rejects=tuple(run.rejects),
        warnings=(*plan.warnings, *trusted.told, *_ruled(trusted.mapping, book), *_noticed(reading)),
        consents=tuple(run.consents),
        opt_outs=tuple(dict.fromkeys(run.opt_outs)),
        dry_run=dry_run,
        import_id=None if dry_run else import_id,
    )


Write = Callable[[list[Row]], Tally]


@dataclass(slots=True)
class _Run:
    """What has become of the rows so far."""

    each_reject: WriteReject | None
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    touched: Numbers = field(default_factory=Numbers)
    rejects: list[Reject] = field(default_factory=list)
    consents: list[ConsentRow] = field(default_factory=list)
    opt_outs: list[OptOutRow] = field(default_factory=list)

    def count(self, tally: Tally) -> None:
        self.new += tally.new
        self.changed += tally.changed
        self.same += tally.same
        self.touched.add(tally.touched)
        for one in sorted(tally.refused, key=lambda refused: refused.row.line):
            reject = Reject(line=one.row.line, reason=one.reason, raw=one.row.cells)
            self.refused += 1
            if len(self.rejects) < SHOWN:
                self.rejects.append(reject)
            if self.each_reject:
                self.each_reject(reject)


def _write(
    connection: Connection,
    plan: Rows,
    *,
    mapping: Mapping,
    run: _Run,
    reading: Reading,
    book: Book,
    erase: bool,
    now: datetime,
) -> None:
    """`mapping` is what is believed of the plan's."""
    acquaintance = Acquaintance(connection)
    if plan.mapping.kind is Kind.UNSUBSCRIBED:
        write = _stops(StopReader(plan.mapping, plan.headings), connection, run)
    elif plan.mapping.kind is Kind.CLIENTS:
        reader = RowReader(mapping, plan.headings, reading=reading)
        people = ClientsWriter(connection, columns=reader.columns, book=book, erase=erase, now=now)
        write = _clients(people, reader, run)
    else:
        reader = RowReader(plan.mapping, plan.headings, reading=reading)
        quick = QuickReader(reader, acquaintance, kind=plan.mapping.kind, reading=reading)
        write = _history(_writer(connection, plan, columns=reader.columns, now=now), quick)
    for rows in chunks(plan.rows(), size=BATCH):
        tally = write(rows)
        _keep_silent(run, tally.refused, acquaintance)
        run.count(tally)
    touch(connection, run.touched)


def _writer(
    connection: Connection, plan: Rows, *, columns: tuple[Column, ...], now: datetime
) -> HistoryWriter | ContactPlanWriter:
    if plan.mapping.kind is Kind.CONTACT_PLAN:
        return ContactPlanWriter(connection, columns=columns, now=now)
    return HistoryWriter(
        connection, plan.mapping.kind, columns=columns, now=now, refused_at=place_of_reasons(plan.headings)
    )


def _history(writer: HistoryWriter | ContactPlanWriter, reader: QuickReader) -> Write:
    def write(rows: list[Row]) -> Tally:
        entries, refused = reader.read(rows)
        tally = writer.write(entries)
        tally.refused += refused
        return tally

    return write


def _stops(reader: StopReader, connection: Connection, run: _Run) -> Write:
    """Nobody is made: an address that no client has is stopped by itself, and all clients who have it with it."""

    def write(rows: list[Row]) -> Tally:
        tally = Tally()
        read = [(row, reader.read(row)) for row in rows]
        keys = {one.address.key for _, found in read if not isinstance(found, NoStop) for one in found}
        there = by_address(connection, keys)
        for row, found in read:
            if isinstance(found, NoStop):
                tally.same += not found.reason
                tally.refused += [Refused(row=row, reason=found.reason)] if found.reason else []
                continue
            tally.new += 1
            for one in found:
                whom: set[int | None] = {client.lives for client in there.get(one.address.key, ())}
                run.opt_outs += [OptOutRow(client_id=client if one.reason is not SuppressionReason.DEAD else None,
                                           address_key=one.address.key, reason=one.reason, said=one.said)
                                 for client in whom or {None}]  # fmt: skip
        return tally

    return write


def _clients(writer: ClientsWriter, reader: RowReader, run: _Run) -> Write:
    def write(rows: list[Row]) -> Tally:
        read = [reader.read(row) for row in rows]
        tally, everybody = writer.write([one for one in read if isinstance(one, Checked)])
        tally.refused += [one for one in read if isinstance(one, Refused)]
        for filed in everybody:
            for row in filed.rows:
                if row.consent:
                    run.consents += _consent_rows(row.consent, filed.id)
                if row.opt_out:
                    run.opt_outs += _opt_out_rows(row.opt_out, filed.id, [address.key for address in filed.addresses])
        return tally

    return write


def _consent_rows(consent: Consent, client_id: int) -> list[ConsentRow]:
    return [
        ConsentRow(
            client_id=client_id,
            basis=consent.basis,
            covers=covers,
            given_on=consent.given_on,
            expires_on=consent.expires_on,
            proof=consent.proof,
        )
        for covers in (consent.covers or (None,))
    ]


def _opt_out_rows(said: str, client_id: int | None, keys: Iterable[str]) -> list[OptOutRow]:
    """The client and each of his addresses, so that he is left in peace under another number too."""
    whom: list[tuple[int | None, str | None]] = [(client_id, key) for key in keys] or [(client_id, None)]
    return [
        OptOutRow(client_id=client, address_key=key, reason=SuppressionReason.REFUSED_CONTACT, said=said)
        for client, key in whom
        if client or key
    ]


def _keep_silent(run: _Run, refused: Sequence[Refused], acquaintance: Acquaintance) -> None:
    """A row may be refused for its birthday; "do not write to me" on it still holds."""
    asked = [(one.who, one.opt_out) for one in refused if one.who and one.opt_out]
    acquaintance.meet(who for who, _ in asked)
    for who, said in asked:
        found = acquaintance.find(who)
        client_id = None if isinstance(found, str) else found.lives
        run.opt_outs += _opt_out_rows(said, client_id, [address.key for address in who.addresses])


def _begun(connection: Connection, plan: Rows, *, mapping: Sequence[tuple[str, str]], now: datetime) -> int:
    return begin_import(
        connection,
        file=plan.name,
        sha256=plan.sha256,
        what=plan.mapping.kind,
        mapping=mapping,
        now=now,
    )


def _note(connection: Connection, plan: Rows, *, import_id: int, run: _Run, by: str, now: datetime) -> None:
    counts = {"new": run.new, "changed": run.changed, "same": run.same, "refused": run.refused}
    end_import(connection, import_id, counts=counts)
    detail: dict[str, object] = {"import": import_id, "what": str(plan.mapping.kind), **counts}
    record(connection, [JournalEntry(event=Event.IMPORTED, by=by, detail=detail)], now=now)


@contextmanager
def _undone(connection: Connection) -> Iterator[None]:
    """Everything inside is taken back at the end."""
    inner = connection.begin_nested()
    try:
        yield
    finally:
        inner.rollback()


def _ruled(mapping: Mapping, book: Book) -> Iterator[str]:
    """Which of its columns are not merged as all are."""
    if mapping.kind is not Kind.CLIENTS:
        return
    rules = {str(name): rule for name, rule in book.merge.items()}
    ruled = [(rules.get(mapped.column), mapped.heading) for mapped in mapping.columns]
    if kept := [heading for rule, heading in ruled if rule == "keep"]:
        yield say("Only filled where nothing is known, as [book] merge says: {columns}", columns=", ".join(kept))
    if emptied := [heading for rule, heading in ruled if rule == "mirror"]:
        yield say("Emptied where the file is empty, as [book] merge says: {columns}", columns=", ".join(emptied))


def _noticed(reading: Reading) -> Iterator[str]:
    noticed = reading.noticed
    if noticed.placeholders:
        yield say_n(
            "{n} day was a placeholder and is left out",
            "{n} days were placeholders and are left out",
            noticed.placeholders,
        )
    if noticed.slashed:
        if reading.order is DateOrder.DMY:
            yield say("Dates such as 03/04/2024 were read as 3 April.")
        else:
            yield say("Dates such as 03/04/2024 were read as 4 March.")
    if noticed.given_back:
        yield say_n(
            "{n} amount is below zero: goods that came back. They are no order, and lessen what the client brought.",
            "{n} amounts are below zero: goods that came back. They are no orders, and lessen what the client brought.",
            noticed.given_back,
        )
    for currency, count in sorted(noticed.foreign.items()):
        yield say_n(
            "{n} amount is in {currency}, but [book] currency says {own}: sums add it up as if it were the same.",
            "{n} amounts are in {currency}, but [book] currency says {own}: sums add them up as if they were the same.",
            count, currency=currency, own=reading.currency,
        )  # fmt: skip
