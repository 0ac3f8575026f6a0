"""Messages that break the reading are set aside, and stop nobody behind them."""

import hashlib
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from outreach.errors import OutOfReach
from outreach.inbox.reading import apply_pending, fetch
from outreach.inbox.records import quarantine
from outreach.store.engine import Store
from outreach.store.tables import incoming
from outreach.store.words import (
    IncomingKind,
    IncomingState,
)
from tests.cast import add_client
from tests.inbox.box import Box, anna, read, states, stops
from tests.inbox.posted import ADDRESS, KEYS, NOW, corpus, mail


def test_a_poison_message_is_kept_and_does_not_stop_those_behind_it(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    anna(store)
    report = read(store, b"Content-Type: message/rfc822\n\n" * 3_000, mail("postfix_unknown_user"))
    assert (report.quarantined, [count.kind for count in report.kinds]) == (1, [IncomingKind.BOUNCE])
    assert states(store) == {IncomingState.APPLIED: 1, IncomingState.QUARANTINED: 1}
    assert "quarantined: OverTheLimit" in caplog.text
    with store.read() as connection:
        assert len(connection.execute(select(incoming.c.raw).order_by(incoming.c.id)).scalars().first() or b"") > 80_000
    with store.write() as connection:
        assert not quarantine(connection, 1, now=NOW)


def test_a_message_the_database_refuses_does_not_take_others_with_it(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    anna(sqlite_store)
    with sqlite_store.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER poison BEFORE UPDATE ON incoming WHEN NEW.subject = 'poison' "
            "BEGIN SELECT raise(ABORT, 'anna@client.example'); END"
        )
    report = read(sqlite_store, b"Subject: poison\n\nx", mail("reply_apple_ru"), b"Subject: last\n\nx")
    assert report.quarantined == 1
    assert [(count.kind, count.number) for count in report.kinds] == [
        (IncomingKind.REPLY, 1),
        (IncomingKind.UNKNOWN, 1),
    ]
    assert ADDRESS not in caplog.text


def test_nothing_but_poison_is_nothing_but_quarantine(sqlite_store: Store) -> None:
    report = read(sqlite_store, b"Content-Type: message/rfc822\n\n" * 3_000)
    assert (report.kinds, report.quarantined) == ((), 1)


def test_when_every_message_fails_none_is_blamed(sqlite_store: Store) -> None:
    anna(sqlite_store)
    fetch(sqlite_store, Box(mail("reply_apple_ru"), mail("stop_without_proof")), now=NOW)
    with sqlite_store.write() as connection:
        connection.exec_driver_sql("CREATE TRIGGER t BEFORE UPDATE ON incoming BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(IntegrityError):
        apply_pending(sqlite_store, keys=KEYS, now=NOW, by="daemon")
    assert states(sqlite_store) == {IncomingState.NEW: 2}


def test_a_database_that_is_gone_quarantines_nothing(sqlite_store: Store) -> None:
    anna(sqlite_store)
    fetch(sqlite_store, Box(mail("reply_apple_ru")), now=NOW)
    with sqlite_store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE journal RENAME TO elsewhere")
    with pytest.raises(OutOfReach):
        apply_pending(sqlite_store, keys=KEYS, now=NOW, by="daemon")
    assert states(sqlite_store) == {IncomingState.NEW: 1}


class Draw:
    """Numbers that look drawn and are the same in every run."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.drawn = 0

    def below(self, limit: int) -> int:
        self.drawn += 1
        digest = hashlib.sha256(f"{self.seed} {self.drawn}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def one_of(self, choices: Sequence[bytes]) -> bytes:
        return choices[self.below(len(choices))]

    def some_bytes(self) -> bytes:
        return bytes(self.below(256) for _ in range(1 + self.below(12)))


def _mutated(draw: Draw, originals: Sequence[bytes]) -> bytes:
    changed = bytearray(draw.one_of(originals))
    for _ in range(1 + draw.below(8)):
        at = draw.below(len(changed) + 1)
        match draw.below(6):
            case 0:
                changed[at : at + draw.below(40)] = b""
            case 1:
                changed[at:at] = draw.some_bytes()
            case 2:
                signs = [b"\n", b"\r", b"\0", b"\n\n", b"=?utf-8?B?", b"<", b"\xff\xfe", b": ", b"\xed\xa0\x80"]
                changed[at:at] = draw.one_of(signs)
            case 3:
                changed[at:at] = changed[draw.below(len(changed) + 1) :][:200]
            case 4:
                changed[at:] = draw.one_of(originals)[at:]
            case _:
                pages = [b"utf-9", b"idna", b"zip", b"", b"\xd0"]
                changed = bytearray(bytes(changed).replace(b"utf-8", draw.one_of(pages)))
    return bytes(changed)


def test_two_thousand_damaged_messages_each_end_in_a_row(store: Store) -> None:
    """None is uncaught, none is lost, and none harms a client other than the one whose token it carries.

    What a message means does not depend on the database: PostgreSQL is given a part of them.
    """
    number = 2_000 if store.is_sqlite else 300
    client_id = anna(store)
    add_client(store, email="boris@client.example")
    draw = Draw("2025")
    originals = [mail(name) for name in corpus()]
    contents = {_mutated(draw, originals) for _ in range(number)}
    report = read(store, *sorted(contents))
    assert report.fetched == len(contents) > number * 0.95
    assert report.quarantined + sum(count.number for count in report.kinds) == len(contents)
    assert states(store).get(IncomingState.NEW, 0) == 0
    assert report.quarantined < 20
    assert {key for _, key, _ in stops(store)} <= {ADDRESS, str(client_id)}
