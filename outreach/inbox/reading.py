"""Reads a source to its end and brings about what the messages mean. It may be killed at any line and run again.

First transaction: a message enters the ledger. Then the source sets it aside. Second transaction: its consequences.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from outreach.errors import OutOfReach
from outreach.inbox.apply import apply_found
from outreach.inbox.classify import Found, classify
from outreach.inbox.received import Pending
from outreach.inbox.records import quarantine, take_in, unapplied
from outreach.inbox.source import Raw, Source
from outreach.letter.token import TokenKeys
from outreach.store.engine import Store
from outreach.store.words import IncomingKind

log = logging.getLogger("outreach.inbox")

BATCH = 50  # messages a transaction ...
BATCH_BYTES = 8 * 1024 * 1024  # ... and no more than this in memory, but for one large message


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    kind: IncomingKind
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """`fetched` are new in the ledger; `kinds` were applied now, also such as an earlier reading left behind."""

    fetched: int = 0
    kinds: tuple[KindCount, ...] = ()
    quarantined: int = 0

    @property
    def found_work(self) -> bool:
        return bool(self.fetched or self.kinds or self.quarantined)


def read_source(store: Store, source: Source, *, keys: TokenKeys, now: datetime, by: str) -> ReadReport:
    """Raises OutOfReach if the source or the database cannot be read; what was taken over until then is kept."""
    fetched = fetch(store, source, now=now)
    report = apply_pending(store, keys=keys, now=now, by=by)
    return ReadReport(fetched=fetched, kinds=report.kinds, quarantined=report.quarantined)


def fetch(store: Store, source: Source, *, now: datetime) -> int:
    """Takes everything new into the ledger, then sets it aside at the source; how many were not known."""
    fetched = 0
    for batch in _batches(source.new()):
        with store.write() as connection:
            fetched += take_in(connection, batch, source=source.name, now=now)
        for raw in batch:
            source.done(raw.key)
    return fetched


def apply_pending(store: Store, *, keys: TokenKeys, now: datetime, by: str) -> ReadReport:
    """Applies everything in the ledger that has not been; a message that cannot be is quarantined, the rest goes on."""
    kinds: Counter[IncomingKind] = Counter()
    quarantined, last = 0, 0
    while pending := _next_pending(store, after=last):
        last = pending[-1].incoming_id
        classified = []
        for one in pending:
            found = _classified(one, keys=keys)
            if found is not None:
                classified.append((one, found))
            else:
                quarantined += _set_aside(store, one, now=now)
        applied, failed = _applied(store, classified, now=now, by=by)
        kinds.update(applied)
        quarantined += failed
    counts = tuple(KindCount(kind=kind, number=kinds[kind]) for kind in IncomingKind if kinds[kind])
    return ReadReport(kinds=counts, quarantined=quarantined)


def _batches(raws: Iterable[Raw]) -> Iterator[list[Raw]]:
    """At least one, if empty: that the source was read is worth a note."""
    batch: list[Raw] = []
    size = 0
    for raw in raws:
        batch.append(raw)
        size += len(raw.content)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _next_pending(store: Store, *, after: int) -> tuple[Pending, ...]:
    with store.read() as connection:
        return unapplied(connection, limit=BATCH, most_bytes=BATCH_BYTES, after=after)


def _classified(pending: Pending, *, keys: TokenKeys) -> Found | None:
    try:
        return classify(pending.content, keys=keys)
    except Exception as problem:  # noqa: BLE001 a stranger's bytes may provoke anything, RecursionError too
        log.warning("incoming message %d is quarantined: %s", pending.incoming_id, type(problem).__name__)
        return None


def _applied(
    store: Store, classified: Sequence[tuple[Pending, Found]], *, now: datetime, by: str
) -> tuple[list[IncomingKind], int]:
    """Kinds applied and how many were quarantined: one message that fails does not take the others with it."""
    try:
        return _together(store, classified, now=now, by=by), 0
    except OutOfReach:
        raise
    except Exception as problem:  # noqa: BLE001 found out below which message it was
        log.warning("%d incoming messages are applied one by one: %s", len(classified), type(problem).__name__)
    kinds: list[IncomingKind] = []
    failed: list[tuple[Pending, Exception]] = []
    for one in classified:
        try:
            kinds += _together(store, [one], now=now, by=by)
        except OutOfReach:
            raise
        except Exception as problem:  # noqa: BLE001 one message must not stop those behind it (I12)
            failed.append((one[0], problem))
    if len(failed) == len(classified) > 1:
        raise failed[0][1]  # whatever it is, it is not the messages' fault: they stay as they are
    for pending, why in failed:
        # no traceback: the database's errors carry the addresses they were given
        log.error("incoming message %d is quarantined: %s", pending.incoming_id, type(why).__name__)
    return kinds, sum(_set_aside(store, pending, now=now) for pending, _ in failed)


def _together(
    store: Store, classified: Sequence[tuple[Pending, Found]], *, now: datetime, by: str
) -> list[IncomingKind]:
    if not classified:
        return []
    with store.write() as connection:
        return [done.kind for done in apply_found(connection, classified, now=now, by=by)]


def _set_aside(store: Store, pending: Pending, *, now: datetime) -> int:
    with store.write() as connection:
        return int(quarantine(connection, pending.incoming_id, now=now))
