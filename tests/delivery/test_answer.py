"""What answers and statuses mean, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.delivery.answer import Answer, Phase, Unknown, answer_of, class_of_status, judge, no_answer
from outreach.store.words import BounceClass
from tests.delivery.post import words
from tests.inbox.patience import bounded

BEFORE_THE_DOT = [phase for phase in Phase if phase is not Phase.DOT]


@pytest.mark.parametrize(
    ("code", "text", "enhanced", "said"),
    [
        (250, "2.1.5 Ok", "2.1.5", "Ok"),
        (250, "2.1.5", "2.1.5", ""),
        (250, "", "", ""),
        (550, "5.1.1 no\n5.1.1 such user", "5.1.1", "no such user"),
        (550, "5.1.1 no\n5.7.1 policy", "5.1.1", "no 5.7.1 policy"),
        (550, "4.2.1 busy", "", "4.2.1 busy"),  # RFC 2034: the classes must agree
        (250, "2.10 sold", "", "2.10 sold"),
        (550, "5.1.1000 odd", "", "5.1.1000 odd"),
        (220, "mail.example\nESMTP  ready", "", "mail.example ESMTP ready"),
    ],
)
def test_an_enhanced_status_is_split_off(code: int, text: str, enhanced: str, said: str) -> None:
    assert answer_of(code, text) == Answer(code=code, enhanced=enhanced, text=said)


def test_an_answer_reads_as_it_came() -> None:
    assert str(answer_of(550, "5.1.1 no such user")) == "550 5.1.1 no such user"
    assert str(no_answer("cut")) == "cut"


VERDICTS = [
    # the relay is not there
    ("421 4.3.2 closing", "*", "deferred * relay"),
    ("554 5.3.2 no service", "greeting", "deferred greeting relay"),
    ("502 5.5.1 what", "hello", "deferred hello relay"),
    ("454 4.7.0 TLS not available", "tls", "deferred tls relay"),
    ("501 5.5.4 no TLS", "tls", "deferred tls relay"),
    ("454 4.7.0 try again", "auth", "deferred auth relay"),
    ("450 4.7.1 too fast", "mail", "deferred mail relay"),
    ("451 4.3.0 trouble", "mail", "deferred mail relay"),
    ("452 4.3.1 full", "rcpt", "deferred rcpt relay"),
    ("452 4.3.1 full", "dot", "deferred dot relay"),
    ("451 4.0.0 bye", "quit", "deferred quit relay"),
    ("500 5.0.0 bye", "quit", "deferred quit relay"),
    # our own fault
    ("535 5.7.8 bad credentials", "auth", "deferred auth sender"),
    ("534 5.7.9 too weak", "auth", "deferred auth sender"),
    ("530 5.7.0 must issue a STARTTLS", "mail", "deferred mail sender"),
    ("553 5.1.8 sender", "mail", "deferred mail sender"),
    ("550 5.1.1 unknown user", "mail", "deferred mail sender"),
    ("501 syntax", "mail", "deferred mail sender"),
    ("530 authentication required", "rcpt", "deferred rcpt sender"),
    ("550 5.7.1 relaying denied", "rcpt", "deferred rcpt sender"),
    ("454 4.7.1 <x@y.example>: Relay access denied", "rcpt", "deferred rcpt sender"),
    ("550 blocked by our DNSBL", "rcpt", "deferred rcpt sender"),
    ("553 5.7.1 sender address rejected: not owned by user", "rcpt", "deferred rcpt sender"),
    ("503 5.5.1 bad sequence", "rcpt", "deferred rcpt sender"),
    ("554 transaction failed", "rcpt", "deferred rcpt sender"),
    ("554 5.5.1 no", "data", "deferred data sender"),
    ("552 5.3.4 message too big", "body", "deferred body sender"),
    ("552 5.3.4 message too big", "dot", "deferred dot sender"),
    ("554 transaction failed", "dot", "deferred dot sender"),
    ("550 5.7.26 unauthenticated", "dot", "deferred dot sender"),
    ("550 something", "dot", "deferred dot sender"),
    ("550 5.4.1 Recipient address rejected: Access denied", "dot", "deferred dot sender"),
    # later, for this letter
    ("450 4.2.0 greylisted", "rcpt", "deferred rcpt letter"),
    ("450 4.7.1 greylisted", "rcpt", "deferred rcpt letter"),
    ("452 4.5.3 too many recipients", "rcpt", "deferred rcpt letter"),
    ("451 4.3.0 content filter", "dot", "deferred dot letter"),
    ("450 mailbox busy", "data", "deferred data letter"),
    # the recipient, for good
    ("550 5.1.1 unknown", "rcpt", "refused dead"),
    ("550 5.1.1 unknown", "data", "refused dead"),
    ("550 5.1.1 unknown", "dot", "refused dead"),
    ("550 no such user", "rcpt", "refused dead"),
    ("553 5.1.3 bad address syntax", "rcpt", "refused dead"),
    ("501 5.1.3 bad address syntax", "rcpt", "refused dead"),
    ("556 5.1.10 null MX", "rcpt", "refused dead"),
    ("556 no mail here", "rcpt", "refused dead"),
    ("550 5.4.4 host not found", "rcpt", "refused dead"),
    ("550 mailbox unavailable", "rcpt", "refused"),
    ("551 user not local", "rcpt", "refused"),
    ("553 mailbox name not allowed", "rcpt", "refused"),
    ("550 5.4.1 Recipient address rejected: Access denied", "rcpt", "refused"),
    ("552 5.2.2 over quota", "dot", "refused"),
    ("554 mailbox is full", "dot", "refused"),
    ("550 5.2.1 disabled for now", "rcpt", "refused"),
    # after the dot
    ("250 2.0.0 ok", "dot", "accepted"),
    ("252 2.0.0 will try", "dot", "accepted"),
    ("354 more", "dot", "unknown"),
]


@pytest.mark.parametrize(("said", "phase", "verdict"), VERDICTS)
def test_an_answer_in_its_phase_has_one_verdict(said: str, phase: str, verdict: str) -> None:
    answer = answer_of(int(said[:3]), said[4:])
    for each in Phase if phase == "*" else [Phase(phase)]:
        assert words(judge(answer, each)) == verdict.replace("*", each.value)


@pytest.mark.parametrize("phase", BEFORE_THE_DOT)
@given(code=st.integers(0, 999), text=st.text(max_size=60))
def test_before_the_dot_no_answer_is_ever_taken_for_a_letter_that_left(phase: Phase, code: int, text: str) -> None:
    assert words(judge(answer_of(code, text), phase)) not in {"accepted", "unknown"}


@given(code=st.integers(0, 999), text=st.text(max_size=60))
def test_after_the_dot_only_2xx_accepts_and_only_4xx_and_5xx_prove_the_contrary(code: int, text: str) -> None:
    verdict = words(judge(answer_of(code, text), Phase.DOT))
    assert (verdict == "accepted") == (200 <= code < 300)
    assert (verdict == "unknown") == (not 200 <= code < 300 and not 400 <= code < 600)


CLASSES = [
    ("5.1.1", "", BounceClass.DEAD),
    ("5.1.1", "The email account that you tried to reach does not exist", BounceClass.DEAD),
    ("5.1.2", "", BounceClass.DEAD),
    ("5.1.3", "", BounceClass.DEAD),
    ("5.1.6", "has moved", BounceClass.DEAD),
    ("5.1.10", "null MX", BounceClass.DEAD),
    ("5.4.4", "Host or domain name not found", BounceClass.DEAD),
    ("5.2.1", "The email account that you tried to reach is disabled", BounceClass.DEAD),
    ("5.2.1", "The user you are trying to contact is receiving mail at a rate", BounceClass.SOFT),
    ("5.0.0", "Unknown user", BounceClass.DEAD),
    ("5.1.0", "address rejected: no such recipient", BounceClass.DEAD),
    ("", "550 sorry, no mailbox here by that name", BounceClass.DEAD),
    ("", "Unrouteable address", BounceClass.DEAD),
    ("", "invalid mailbox. Local mailbox x@mail.example is unavailable: user not found", BounceClass.DEAD),
    ("", "mailbox not found", BounceClass.DEAD),
    ("", "mailbox unavailable", BounceClass.SOFT),
    ("", "", BounceClass.SOFT),
    ("", "all is well", BounceClass.SOFT),
    ("5.1.4", "ambiguous", BounceClass.SOFT),
    ("5.2.2", "mailbox full", BounceClass.SOFT),
    ("5.4.6", "routing loop", BounceClass.SOFT),
    ("5.0.0", "user is over quota", BounceClass.SOFT),
    ("5.0.0", "mailbox for user is full", BounceClass.SOFT),
    ("", "temporarily: user unknown, try again", BounceClass.SOFT),
    ("4.1.1", "user unknown", BounceClass.SOFT),
    ("4.4.7", "delivery time expired", BounceClass.SOFT),
    ("4.2.2", "mailbox full", BounceClass.SOFT),
    ("4.7.1", "greylisted, try again later", BounceClass.SOFT),
    ("2.0.0", "relayed", BounceClass.SOFT),
    ("4.7.1", "rate limited by reputation", BounceClass.SENDER_FAULT),
    ("4.7.0", "", BounceClass.SENDER_FAULT),
    ("4.4.1", "relay access denied, try again", BounceClass.SENDER_FAULT),
    ("4.0.0", "message looks like spam", BounceClass.SENDER_FAULT),
    ("5.7.1", "user unknown", BounceClass.SENDER_FAULT),
    ("5.7.26", "", BounceClass.SENDER_FAULT),
    ("5.1.8", "bad sender", BounceClass.SENDER_FAULT),
    ("5.1.7", "bad sender", BounceClass.SENDER_FAULT),
    ("5.3.4", "too big", BounceClass.SENDER_FAULT),
    ("5.5.2", "syntax", BounceClass.SENDER_FAULT),
    ("5.6.0", "content", BounceClass.SENDER_FAULT),
    ("5.1.1", "rejected as spam", BounceClass.SENDER_FAULT),
    ("5.0.0", "Client host [192.0.2.1] blocked using bl.example", BounceClass.SENDER_FAULT),
    ("", "Sender address rejected: Domain not found", BounceClass.SENDER_FAULT),
    ("", "account blocked because it was deleted", BounceClass.DEAD),
    # what an address or a link says is not what the relay says
    ("5.1.1", "<policy@spam.example>: unknown", BounceClass.DEAD),
    ("5.1.1", "spam.trap@blacklist.example unknown", BounceClass.DEAD),
    ("5.1.1", "does not exist, see https://relay.example/policy/spam", BounceClass.DEAD),
    ("", "nothing to say, see https://relay.example/user-unknown", BounceClass.SOFT),
]


@pytest.mark.parametrize(("enhanced", "text", "expected"), CLASSES)
def test_a_bounce_goes_out_by_one_of_three_ways(enhanced: str, text: str, expected: BounceClass) -> None:
    assert class_of_status(enhanced, text) is expected


@given(enhanced=st.from_regex(r"[245]\.\d{1,3}\.\d{1,3}|.{0,12}", fullmatch=True), text=st.text(max_size=200))
def test_any_status_has_a_class_and_a_temporary_one_never_kills(enhanced: str, text: str) -> None:
    found = class_of_status(enhanced, text)
    assert not (enhanced.startswith("4.") and found is BounceClass.DEAD)


@pytest.mark.parametrize("piece", ["user ", "relay ", "<", "a@", "https://", "mailbox is ", "message size ", "sender "])
def test_a_hostile_text_is_read_in_no_time(piece: str) -> None:
    """100 KB of almost-matches; a quadratic pattern would take minutes. What is said so prolixly proves nothing."""
    with bounded():
        assert class_of_status("", piece * (100_000 // len(piece))) is BounceClass.SOFT


def test_unknown_carries_what_happened() -> None:
    assert judge(no_answer("silence"), Phase.DOT) == Unknown(answer=no_answer("silence"))
