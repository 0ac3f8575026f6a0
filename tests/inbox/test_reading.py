"""From the mailbox to what it brings about, on both databases, killed in between and run again."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from outreach.errors import OutOfReach
from outreach.inbox.maildir import Maildir
from outreach.inbox.reading import ReadReport, apply_pending, fetch, read_source
from outreach.inbox.received import Received
from outreach.inbox.records import count_incoming, mark_read, quarantine, read_replies, take_in, unapplied
from outreach.inbox.source import Raw
from outreach.letter.token import TokenKind
from outreach.store.engine import Store
from outreach.store.tables import addresses, cursors, incoming, journal, letters, suppressions
from outreach.store.words import (
    AddressState,
    Event,
    Evidence,
    IncomingEffect,
    IncomingKind,
    IncomingState,
    State,
    SuppressionReason,
    SuppressionScope,
)
from tests.cast import add_client
from tests.inbox.posted import ADDRESS, KEYS, LETTER, NOW, add_letter, corpus, mail, posted, token


class Box:
    """A source that holds messages in memory."""

    def __init__(self, *contents: bytes, name: str = "box") -> None:
        self.name = name
        self.waiting = {str(number): content for number, content in enumerate(contents)}

    def new(self) -> Iterator[Raw]:
        for key, content in list(self.waiting.items()):
            yield Raw(key=key, content=content)

    def done(self, key: str) -> None:
        self.waiting.pop(key, None)


def read(store: Store, *contents: bytes, now: datetime = NOW, name: str = "box") -> ReadReport:
    return read_source(store, Box(*contents, name=name), keys=KEYS, now=now, by="daemon")


def received(store: Store) -> tuple[Received, ...]:
    with store.read() as connection:
        return read_replies(connection, limit=1_000)


def events(store: Store) -> list[Event]:
    with store.read() as connection:
        return list(connection.execute(select(journal.c.event).order_by(journal.c.id)).scalars())


def state_of(store: Store, letter_id: int = LETTER) -> State:
    with store.read() as connection:
        state: State = connection.execute(select(letters.c.state).where(letters.c.id == letter_id)).scalar_one()
        return state


def stops(store: Store) -> set[tuple[SuppressionScope, str, SuppressionReason]]:
    with store.read() as connection:
        rows = connection.execute(select(suppressions.c.scope, suppressions.c.key, suppressions.c.reason))
        return {(row.scope, row.key, row.reason) for row in rows}


def anna(store: Store, *, state: State = State.SENT) -> int:
    client_id = add_client(store, email=ADDRESS)
    add_letter(store, client_id, state=state)
    return client_id


def states(store: Store) -> dict[IncomingState, int]:
    with store.read() as connection:
        rows = connection.execute(select(incoming.c.state, func.count().label("n")).group_by(incoming.c.state))
        return {row.state: row.n for row in rows}


@pytest.mark.parametrize("state", [State.SENT, State.IN_DOUBT])
def test_a_letter_that_came_back_stops_its_address_but_not_the_client(store: Store, state: State) -> None:
    anna(store, state=state)
    report = read(store, mail("postfix_unknown_user"))
    assert (report.fetched, report.quarantined) == (1, 0)
    assert [(count.kind, count.number) for count in report.kinds] == [(IncomingKind.BOUNCE, 1)]
    assert state_of(store) is State.BOUNCED
    assert stops(store) == {(SuppressionScope.ADDRESS, ADDRESS, SuppressionReason.DEAD)}
    with store.read() as connection:
        assert connection.execute(select(addresses.c.state)).scalar_one() is AddressState.DEAD
    assert {Event.BOUNCED, Event.SUPPRESSED} <= set(events(store))


def test_a_forged_bounce_is_recorded_and_stops_nobody(store: Store) -> None:
    client_id = anna(store)
    read(store, mail("forged_bounce"))
    (one,) = received(store)
    assert (one.evidence, one.effect, one.client_id) == (Evidence.ADDRESS, IncomingEffect.UNPROVEN, client_id)
    assert (state_of(store), stops(store), events(store)) == (State.SENT, set(), [])


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("gmail_over_quota", Event.BOUNCED_SOFTLY),
        ("outlook_blocked", Event.SENDER_AT_FAULT),
        ("postfix_delayed", Event.BOUNCED_SOFTLY),
        ("away_ru_outlook", Event.AUTO_REPLIED),
        ("reply_apple_ru", Event.REPLIED),
    ],
)
def test_whatever_else_comes_back_is_noted_and_ends_a_doubt(store: Store, name: str, event: Event) -> None:
    anna(store, state=State.IN_DOUBT)
    read(store, mail(name))
    assert (state_of(store), stops(store)) == (State.SENT, set())
    assert sorted(events(store)) == sorted([Event.DOUBT_RESOLVED, event])


@pytest.mark.parametrize(
    ("name", "reason", "event"),
    [
        ("arf_abuse", SuppressionReason.COMPLAINED, Event.COMPLAINED),
        ("apple_unsubscribe_button", SuppressionReason.UNSUBSCRIBED, Event.UNSUBSCRIBED),
        ("reply_stop_ru", SuppressionReason.UNSUBSCRIBED, Event.UNSUBSCRIBED),
    ],
)
def test_who_says_stop_gets_no_more_letters(store: Store, name: str, reason: SuppressionReason, event: Event) -> None:
    client_id = anna(store)
    read(store, mail(name))
    client, address = SuppressionScope.CLIENT, SuppressionScope.ADDRESS
    assert stops(store) == {(client, str(client_id), reason), (address, ADDRESS, reason)}
    assert event in events(store)
    assert state_of(store) is State.SENT


def test_a_wish_without_proof_waits_for_a_person(store: Store) -> None:
    client_id = anna(store)
    read(store, mail("stop_without_proof"))
    with store.read() as connection:
        (one,) = read_replies(connection, limit=10, kind=IncomingKind.REPLY, unread=True)
    assert (one.effect, one.client_id, one.evidence) == (IncomingEffect.ASKS_TO_STOP, client_id, Evidence.ADDRESS)
    assert stops(store) == set()


def test_a_reply_is_read_once_by_a_person(store: Store) -> None:
    client_id = anna(store)
    read(store, mail("reply_gmail_uk"))
    (one,) = received(store)
    assert (one.letter_id, one.client_id, one.read_at) == (LETTER, client_id, None)
    assert one.excerpt == "Дякую, зателефонуйте мені завтра о 15:00."
    with store.read() as connection:
        assert [(count.number, count.unread) for count in count_incoming(connection)] == [(1, 1)]
    with store.write() as connection:
        assert mark_read(connection, one.incoming_id, now=NOW, by="olga")
    with store.write() as connection:
        assert not mark_read(connection, one.incoming_id, now=NOW + timedelta(days=1), by="olga")
        assert not mark_read(connection, 99, now=NOW, by="olga")
    with store.read() as connection:
        assert not read_replies(connection, limit=10, unread=True)
        assert [(count.number, count.unread) for count in count_incoming(connection)] == [(1, 0)]
    assert received(store)[0].read_at == NOW
    assert events(store) == [Event.REPLIED, Event.REPLY_READ]


def test_the_same_message_from_two_mailboxes_is_applied_once(store: Store) -> None:
    anna(store)
    read(store, mail("reply_apple_ru"))
    again = read(store, mail("reply_apple_ru"), name="other")
    assert (again.fetched, again.kinds) == (0, ())
    assert not again.found_work


def test_the_same_message_by_another_way_is_applied_once(store: Store) -> None:
    anna(store)
    copy = b"Received: from elsewhere\n" + mail("reply_apple_ru")
    assert read(store, mail("reply_apple_ru"), copy).fetched == 2
    read(store, b"X-Third: yes\n" + copy)
    assert events(store) == [Event.REPLIED]
    assert sorted(one.effect for one in received(store)) == ["awaits_reader", "repeated", "repeated"]
    with store.read() as connection:
        assert len(read_replies(connection, limit=10, unread=True)) == 1


def test_replies_without_a_message_id_are_each_a_reply(store: Store) -> None:
    anna(store)
    bare = posted("From: anna@client.example\nTo: x+REPLY_TOKEN@in.firm.example\n\nHello")
    read(store, bare, bare + b" again")
    assert events(store) == [Event.REPLIED, Event.REPLIED]


def test_killed_between_the_ledger_and_its_application_nothing_is_lost(store: Store) -> None:
    anna(store)
    box = Box(mail("postfix_unknown_user"), mail("reply_apple_ru"))
    assert fetch(store, box, now=NOW) == 2  # killed here
    report = read_source(store, box, keys=KEYS, now=NOW, by="daemon")
    assert (report.fetched, sum(count.number for count in report.kinds)) == (0, 2)
    assert read_source(store, box, keys=KEYS, now=NOW, by="daemon") == ReadReport()
    assert events(store).count(Event.BOUNCED) == 1


def test_killed_before_a_message_was_set_aside_it_is_applied_once(store: Store) -> None:
    anna(store)
    box = Box(mail("reply_apple_ru"))
    with store.write() as connection:
        take_in(connection, list(box.new()), source=box.name, now=NOW)  # killed before done()
    report = read_source(store, box, keys=KEYS, now=NOW, by="daemon")
    assert (report.fetched, [count.number for count in report.kinds]) == (0, [1])
    assert not box.waiting
    assert events(store) == [Event.REPLIED]


def test_killed_while_applying_leaves_everything_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    anna(store)
    fetch(store, Box(mail("postfix_unknown_user")), now=NOW)

    def cut(connection: object, *_: object) -> None:
        raise KeyboardInterrupt

    sql_event.listen(store.writer, "commit", cut)
    with pytest.raises(KeyboardInterrupt):
        apply_pending(store, keys=KEYS, now=NOW, by="daemon")
    sql_event.remove(store.writer, "commit", cut)
    assert (state_of(store), stops(store), events(store)) == (State.SENT, set(), [])
    apply_pending(store, keys=KEYS, now=NOW, by="daemon")
    assert state_of(store) is State.BOUNCED


def test_a_maildir_is_read_to_its_end_and_kept(store: Store, tmp_path: Path) -> None:
    anna(store)
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    for number, name in enumerate(corpus()):
        (tmp_path / "box" / "new" / f"{number:03}.mail").write_bytes(mail(name))
    box = Maildir(tmp_path / "box")
    report = read_source(store, box, keys=KEYS, now=NOW, by="daemon")
    assert (report.fetched, report.quarantined) == (len(corpus()), 0)
    assert len(list((tmp_path / "box" / "cur").iterdir())) == len(corpus())
    assert not read_source(store, box, keys=KEYS, now=NOW, by="daemon").found_work


def test_a_bounce_of_a_letter_that_is_going_waits_until_it_is_settled(store: Store) -> None:
    anna(store, state=State.GOING)
    report = read(store, mail("postfix_unknown_user"))
    assert (report.fetched, report.kinds) == (1, ())
    with store.write() as connection:
        connection.execute(letters.update().values(state=State.SENT))
    assert [count.kind for count in read(store).kinds] == [IncomingKind.BOUNCE]
    assert state_of(store) is State.BOUNCED


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


def test_a_token_outlives_its_letter(store: Store) -> None:
    read(store, mail("postfix_unknown_user"), mail("apple_unsubscribe_button"))
    kinds = {one.kind: one.effect for one in received(store)}
    assert kinds == {IncomingKind.BOUNCE: IncomingEffect.NOT_OURS, IncomingKind.REPLY: IncomingEffect.ASKS_TO_STOP}


def test_an_address_of_two_clients_tells_of_neither(store: Store) -> None:
    add_client(store, email=ADDRESS)
    add_client(store, email=ADDRESS)
    read(store, mail("forged_bounce"))
    assert received(store)[0].evidence is Evidence.NONE


def test_a_merged_client_is_stopped_under_the_number_he_has_now(store: Store) -> None:
    kept = add_client(store)
    old = add_client(store, email=ADDRESS, merged_into=kept)
    add_letter(store, old)
    read(store, mail("apple_unsubscribe_button"))
    assert (SuppressionScope.CLIENT, str(kept), SuppressionReason.UNSUBSCRIBED) in stops(store)


def test_reading_an_empty_mailbox_is_noted(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    read(store)
    read(store, now=later)
    with store.read() as connection:
        row = connection.execute(select(cursors.c.source, cursors.c.read_at)).one()
    assert (row.source, row.read_at) == ("box", later)


def test_large_messages_come_a_few_at_a_time(store: Store) -> None:
    contents = [b"Subject: %d\n\n" % number + b"x" * 400 for number in range(5)]
    fetch(store, Box(*contents), now=NOW)
    with store.read() as connection:
        assert [one.incoming_id for one in unapplied(connection, limit=10, most_bytes=1_000)] == [1, 2]
        assert [one.incoming_id for one in unapplied(connection, limit=10, most_bytes=1, after=2)] == [3]
        assert not unapplied(connection, limit=10, most_bytes=1, after=5)


def test_many_letters_come_back_at_once(store: Store) -> None:
    ids = list(range(1, 131))
    for number in ids:
        add_letter(
            store,
            add_client(store, email=f"c{number}@client.example"),
            letter_id=number,
            email=f"c{number}@client.example",
        )
    template = (mail("postfix_unknown_user")).decode().replace(token(TokenKind.BOUNCE), "BOUNCE_TOKEN")
    contents = [
        posted(
            template.replace("9F2C61A0C3@", f"{number}@").replace(ADDRESS, f"c{number}@client.example"),
            letter_id=number,
        )
        for number in ids
    ]
    report = read(store, *contents, *contents[:3])
    assert (report.fetched, report.kinds[0].number) == (130, 130)
    assert {state_of(store, number) for number in ids} == {State.BOUNCED}
    assert len(stops(store)) == 130


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
