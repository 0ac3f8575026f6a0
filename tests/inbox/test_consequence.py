"""What a classified message brings about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.inbox.classify import Found
from outreach.inbox.consequence import BOUNCE_DAYS, Consequence, decide, key_of
from outreach.inbox.received import About
from outreach.inbox.report import Action
from outreach.store.words import (
    BounceClass,
    Event,
    Evidence,
    IncomingEffect,
    IncomingKind,
    State,
    SuppressionReason,
    SuppressionScope,
)
from tests.inbox.posted import ADDRESS, NOW, SENT_AT

LETTER = About(
    letter_id=7, client_id=3, campaign_id=1, decision_id=9, state=State.SENT, address_key=ADDRESS, left_at=SENT_AT
)
DEAD = Found(
    kind=IncomingKind.BOUNCE,
    evidence=Evidence.TOKEN,
    letter_id=7,
    bounce=BounceClass.DEAD,
    action=Action.FAILED,
    status="5.1.1",
    recipients=(ADDRESS,),
)
REPLY = Found(kind=IncomingKind.REPLY, evidence=Evidence.REFERENCE, letter_id=7, sender=ADDRESS)


def brought(
    found: Found, about: About | None = LETTER, *, client_id: int | None = None, repeated: bool = False
) -> Consequence:
    consequence = decide(
        found, about, incoming_id=1, client_id=client_id, repeated=repeated, fetched_at=NOW, by="daemon"
    )
    assert consequence is not None
    return consequence


def changes_nothing(consequence: Consequence) -> bool:
    return not (
        consequence.suppress or consequence.dead_address or consequence.bounced or consequence.sent or consequence.entry
    )


@pytest.mark.parametrize("state", [State.SENT, State.IN_DOUBT, State.BOUNCED])
def test_a_dead_address_is_written_to_no_more(state: State) -> None:
    done = brought(DEAD, replace(LETTER, state=state))
    assert done.effect is IncomingEffect.ADDRESS_DEAD
    assert [(order.scope, order.key, order.reason, order.kind) for order in done.suppress] == [
        (SuppressionScope.ADDRESS, ADDRESS, SuppressionReason.DEAD, None)
    ]
    assert (done.dead_address, done.bounced, done.sent) == (ADDRESS, True, False)


def test_a_report_that_names_nobody_is_about_the_one_recipient() -> None:
    assert brought(replace(DEAD, recipients=())).effect is IncomingEffect.ADDRESS_DEAD


def test_another_spelling_is_the_same_address() -> None:
    assert brought(replace(DEAD, recipients=("ANNA@Client.Example",))).effect is IncomingEffect.ADDRESS_DEAD


def test_an_address_it_was_forwarded_to_does_not_speak_for_ours() -> None:
    done = brought(replace(DEAD, recipients=("anna@elsewhere.example",)))
    assert (done.effect, done.suppress, done.bounced) == (IncomingEffect.CAME_BACK, (), True)


@pytest.mark.parametrize(
    ("bounce", "event"),
    [(BounceClass.SOFT, Event.BOUNCED_SOFTLY), (BounceClass.SENDER_FAULT, Event.SENDER_AT_FAULT)],
)
def test_other_bounces_are_noted_and_prove_that_it_left(bounce: BounceClass, event: Event) -> None:
    done = brought(replace(DEAD, bounce=bounce))
    assert (done.effect, done.suppress, done.bounced, done.sent) == (IncomingEffect.NOTED, (), False, True)
    assert done.entry is not None
    assert (done.entry.event, done.entry.client_id, done.entry.letter_id) == (event, 3, 7)
    assert done.entry.detail["status"] == "5.1.1"


@pytest.mark.parametrize("state", [State.DRAFT, State.READY, State.CLAIMED, State.REFUSED, State.CANCELLED])
def test_a_letter_that_never_left_cannot_come_back(state: State) -> None:
    done = brought(DEAD, replace(LETTER, state=state))
    assert done.effect is IncomingEffect.NEVER_LEFT
    assert changes_nothing(done)


def test_a_bounce_quicker_than_the_relays_answer_is_asked_again() -> None:
    going = replace(LETTER, state=State.GOING)
    assert decide(DEAD, going, incoming_id=1, client_id=None, repeated=False, fetched_at=NOW, by="x") is None


def test_a_bounce_long_after_the_letter_is_only_kept() -> None:
    done = brought(DEAD, replace(LETTER, left_at=NOW - timedelta(days=BOUNCE_DAYS, seconds=1)))
    assert done.effect is IncomingEffect.TOO_LATE
    assert changes_nothing(done)
    assert brought(DEAD, replace(LETTER, left_at=None)).effect is IncomingEffect.ADDRESS_DEAD


@pytest.mark.parametrize(
    ("kind", "effect", "reason", "event"),
    [
        (
            IncomingKind.SPAM_REPORT,
            IncomingEffect.COMPLAINED,
            SuppressionReason.COMPLAINED,
            Event.COMPLAINED,
        ),
        (
            IncomingKind.UNSUBSCRIBE,
            IncomingEffect.UNSUBSCRIBED,
            SuppressionReason.UNSUBSCRIBED,
            Event.UNSUBSCRIBED,
        ),
    ],
)
def test_who_says_stop_is_stopped_as_client_and_as_address(
    kind: IncomingKind, effect: IncomingEffect, reason: SuppressionReason, event: Event
) -> None:
    done = brought(Found(kind=kind, evidence=Evidence.TOKEN, letter_id=7))
    assert (done.effect, done.sent) == (effect, True)
    assert [(order.scope, order.key, order.reason) for order in done.suppress] == [
        (SuppressionScope.CLIENT, "3", reason),
        (SuppressionScope.ADDRESS, ADDRESS, reason),
    ]
    assert done.entry is not None
    assert done.entry.event is event


def test_a_robot_is_noted_and_is_no_answer() -> None:
    done = brought(replace(REPLY, kind=IncomingKind.AUTO_REPLY))
    assert (done.kind, done.effect, done.suppress) == (IncomingKind.AUTO_REPLY, IncomingEffect.NOTED, ())
    assert done.entry is not None
    assert done.entry.event is Event.AUTO_REPLIED


@pytest.mark.parametrize(("sender", "another"), [(ADDRESS, False), ("boris@client.example", True), ("nonsense", True)])
def test_a_reply_waits_for_a_reader(sender: str, another: bool) -> None:
    done = brought(replace(REPLY, sender=sender))
    assert (done.effect, done.client_id, done.sent, done.suppress) == (IncomingEffect.AWAITS_READER, 3, True, ())
    assert done.entry is not None
    assert (done.entry.event, done.entry.detail["another_address"]) == (Event.REPLIED, another)


def test_what_came_before_by_another_way_changes_nothing() -> None:
    done = brought(DEAD, repeated=True)
    assert done.effect is IncomingEffect.REPEATED
    assert changes_nothing(done)


@pytest.mark.parametrize("kind", IncomingKind)
@pytest.mark.parametrize("client_id", [None, 3])
def test_an_address_alone_never_changes_anything(kind: IncomingKind, client_id: int | None) -> None:
    done = brought(replace(DEAD, kind=kind, letter_id=None), None, client_id=client_id)
    assert changes_nothing(done)
    assert (done.evidence, done.client_id, done.letter_id) == (
        Evidence.NONE if client_id is None else Evidence.ADDRESS,
        client_id,
        None,
    )


def test_a_clients_words_without_a_letter_wait_for_a_reader() -> None:
    done = brought(REPLY, None, client_id=3)
    assert (done.kind, done.effect) == (IncomingKind.REPLY, IncomingEffect.AWAITS_READER)


def test_a_strangers_words_are_not_about_us() -> None:
    done = brought(REPLY, None)
    assert (done.kind, done.effect) == (IncomingKind.UNKNOWN, IncomingEffect.NOT_OURS)


@pytest.mark.parametrize("found", [replace(REPLY, asks_to_stop=True), replace(REPLY, kind=IncomingKind.UNSUBSCRIBE)])
@pytest.mark.parametrize("client_id", [None, 3])
def test_a_wish_that_proves_nothing_is_shown_to_a_person(found: Found, client_id: int | None) -> None:
    done = brought(found, None, client_id=client_id)
    assert (done.kind, done.effect) == (IncomingKind.REPLY, IncomingEffect.ASKS_TO_STOP)


def test_an_address_that_is_none_has_no_key() -> None:
    assert key_of("nonsense") == ""
