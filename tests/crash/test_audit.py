"""Each promise broken on purpose: the audit names it, and nothing else."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text, update

from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Care
from outreach.store import tables
from outreach.store.audit import Finding, audit
from outreach.store.engine import Store
from outreach.store.words import Event, IncomingState, LetterKind, State, SuppressionReason, SuppressionScope
from tests.shop import MONDAY, NEWSLETTER, Shop, Sink, add_people, open_shop

EVENING = MONDAY.replace(hour=15, minute=29)
CARE = Care()
letters, decisions = tables.letters, tables.decisions

Break = Callable[[Connection], object]


def copy_letter(connection: Connection, *, drop: tuple[str, ...] = (), **more: Any) -> None:
    """Letter 1 once more under number 99, the indexes that forbid it gone."""
    for index in drop:
        connection.execute(text(f"DROP INDEX {index}"))
    row = dict(connection.execute(select(letters).where(letters.c.id == 1)).one()._mapping)
    connection.execute(insert(letters).values(**(row | {"id": 99, "message_id": "<99@x>"} | more)))
    for event in (Event.GOING, Event.SENT, Event.CANCELLED):
        connection.execute(insert(tables.journal).values(at=EVENING, event=event, letter_id=99, by="x", detail={}))


def change(**values: Any) -> Break:
    return lambda connection: connection.execute(update(letters).where(letters.c.id == 1).values(**values))


def told(event: Event) -> Break:
    return lambda connection: connection.execute(
        insert(tables.journal).values(at=EVENING, event=event, letter_id=1, by="x", detail={})
    )


def untold(event: Event) -> Break:
    which = (tables.journal.c.letter_id == 1, tables.journal.c.event == event)
    return lambda connection: connection.execute(tables.journal.delete().where(*which))


def stopped(scope: SuppressionScope, key: str, *, at: dt.datetime, kind: LetterKind | None = None) -> Break:
    def deed(connection: Connection) -> None:
        order = Suppress(scope=scope, key=key, reason=SuppressionReason.UNSUBSCRIBED, kind=kind)
        suppress(connection, order, now=at, by="x")
        # as if it had been told before the letter went
        first = tables.journal.c.event == Event.SUPPRESSED
        connection.execute(update(tables.journal).where(first).values(id=-1))

    return deed


def message(**values: Any) -> Break:
    row = {"source": "x", "sha256": "1", "raw": b"", "fetched_at": EVENING, "state": IncomingState.APPLIED}
    return lambda connection: connection.execute(insert(tables.incoming).values(**(row | values)))


BEFORE = MONDAY - dt.timedelta(days=1)
ADDRESS = "client1@example.com"
BROKEN: dict[str, tuple[str, Break]] = {
    "two letters to one client": ("I1 I1 I3 I3", lambda c: copy_letter(
        c, drop=("uq_letters_client", "uq_letters_address"))),
    "a letter of another decision": ("I1", change(decision_id=2)),
    "gone twice": ("I2", told(Event.GOING)),
    "left unmarked": ("I2", untold(Event.GOING)),
    "too close": ("I1 I3 I3 I10", lambda c: copy_letter(
        c, occasion="2025Q4", going_at=EVENING - dt.timedelta(days=80))),
    "an idle hold": ("I3", lambda c: c.execute(update(tables.caps).values(held_by=1, held_on=EVENING.date()))),
    "a stopped address": ("I4", stopped(SuppressionScope.ADDRESS, ADDRESS, at=BEFORE)),
    "a stopped domain": ("I4", stopped(SuppressionScope.DOMAIN, "example.com", at=BEFORE)),
    "a stopped client": ("I4", stopped(SuppressionScope.CLIENT, "1", at=BEFORE)),
    "a stopped kind": ("I4", stopped(SuppressionScope.CLIENT, "1", at=BEFORE, kind=LetterKind.NEWSLETTER)),
    "no end told": ("I5", untold(Event.SENT)),
    "no end known": ("I5", change(settled_at=None)),
    "another hash": ("I8", change(message_hash="0")),
    "damaged bytes": ("I8", change(message=b"x")),
    "held by nobody": ("I9", change(state=State.GOING, attempt=None)),
    "before its hour": ("I10", change(due_at=EVENING + dt.timedelta(hours=1))),
    "after its day": ("I10", change(day_ends_at=EVENING)),
    "after its occasion": ("I10", change(expires_at=EVENING)),
    "a message without a moment": ("I12", message()),
}  # fmt: skip
FINE: dict[str, Break] = {
    "a stop of another kind": stopped(SuppressionScope.CLIENT, "1", at=BEFORE, kind=LetterKind.GREETING),
    "a stop of somebody else": stopped(SuppressionScope.CLIENT, "3", at=BEFORE),
    "a stop of a like domain": stopped(SuppressionScope.DOMAIN, "ample.com", at=BEFORE),
    "a stop that came later": stopped(SuppressionScope.CLIENT, "1", at=EVENING + dt.timedelta(hours=1)),
    "a message on record": message(applied_at=EVENING),
    "a refusal, then another going": lambda c: (told(Event.DEFERRED)(c), told(Event.GOING)(c)),
    "a letter that was cancelled before": lambda c: copy_letter(c, state=State.CANCELLED),
}


def broken(shop: Shop, deed: Break) -> tuple[Finding, ...]:
    """What the audit finds after the deed, which is then undone."""
    with shop.store.writer.connect() as connection:
        deed(connection)
        found = audit(connection, care=CARE)
        connection.rollback()
    return found


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    made = open_shop(tmp_path / "firm", store, news=NEWSLETTER)
    add_people(store, 2)
    made.prepare()
    made.clock.now = EVENING
    assert made.send(Sink()) == {"sent": 2}
    add_people(store, 1)
    return made


def test_every_broken_promise_is_named(shop: Shop) -> None:
    found = {what: broken(shop, deed) for what, (_, deed) in BROKEN.items()}
    said = {what: " ".join(one.invariant for one in findings) for what, findings in found.items()}
    assert said == {what: names for what, (names, _) in BROKEN.items()}
    assert all(finding.rows for findings in found.values() for finding in findings)


def test_what_is_allowed_is_not_named(shop: Shop) -> None:
    assert {what: broken(shop, deed) for what, deed in FINE.items()} == dict.fromkeys(FINE, ())
