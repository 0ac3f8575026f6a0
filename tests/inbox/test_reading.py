"""From the mailbox to what it brings about, on both databases, killed in between and run again."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select

from outreach.inbox.maildir import Maildir
from outreach.inbox.reading import ReadReport, apply_pending, fetch, read_source
from outreach.inbox.records import count_incoming, mark_read, read_replies, take_in, unapplied
from outreach.letter.token import TokenKind
from outreach.store.engine import Store
from outreach.store.tables import addresses, cursors, letters
from outreach.store.words import (
    AddressState,
    Event,
    Evidence,
    IncomingEffect,
    IncomingKind,
    State,
    SuppressionReason,
    SuppressionScope,
)
from tests.cast import add_client
from tests.inbox.box import Box, anna, events, read, received, state_of, stops
from tests.inbox.posted import ADDRESS, KEYS, LETTER, NOW, add_letter, corpus, mail, posted, token


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
