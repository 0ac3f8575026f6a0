"""Scripted relays: for each thing a relay may do, the verdict and the number of copies it has."""

from dataclasses import dataclass

import pytest

from tests.delivery.post import deliver, parcel, words
from tests.relay import Act, Drop, Hang, Late, Relay, Script


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the relay does with the first letter, what we say of it, how many copies the relay has."""

    name: str
    phase: str
    act: Act
    verdict: str
    copies: int = 0
    keeps: bool = True


CASES = [
    Case(name="everything well", phase="dot", act="250 2.0.0 queued as 4711", verdict="accepted", copies=1),
    Case(name="250 without a status", phase="dot", act="250 ok", verdict="accepted", copies=1),
    Case(name="three lines", phase="dot", act=b"250-one\r\n250-two\r\n250 three\r\n", verdict="accepted", copies=1),
    Case(name="252 after the dot is a yes", phase="dot", act="252 2.0.0 will try", verdict="accepted", copies=1),
    Case(name="251 to RCPT is a yes", phase="rcpt", act="251 2.1.5 will forward", verdict="accepted", copies=1),
    Case(name="554 banner", phase="greeting", act="554 5.3.2 no service", verdict="deferred greeting relay"),
    Case(name="421 banner", phase="greeting", act="421 4.3.2 too busy", verdict="deferred greeting relay"),
    Case(name="banner is garbage", phase="greeting", act="SSH-2.0-OpenSSH_9.2", verdict="deferred greeting relay"),
    Case(name="dropped as banner", phase="greeting", act=Drop(gently=True), verdict="deferred greeting relay"),
    Case(name="EHLO refused", phase="ehlo", act="502 5.5.1 what?", verdict="deferred hello relay"),
    Case(name="421 to EHLO", phase="ehlo", act="421 4.7.0 later", verdict="deferred hello relay"),
    Case(name="dropped at EHLO", phase="ehlo", act=Drop(), verdict="deferred hello relay"),
    Case(name="MAIL 421", phase="mail", act="421 4.3.2 closing", verdict="deferred mail relay"),
    Case(name="MAIL 451", phase="mail", act="451 4.3.0 trouble here", verdict="deferred mail relay"),
    Case(name="MAIL 530", phase="mail", act="530 5.7.0 authenticate first", verdict="deferred mail sender"),
    Case(name="MAIL 550", phase="mail", act="550 5.1.8 bad sender domain", verdict="deferred mail sender"),
    Case(name="MAIL 553 is never about the recipient", phase="mail", act="553 5.1.1 unknown user",
         verdict="deferred mail sender"),
    Case(name="MAIL hangs", phase="mail", act=Hang(), verdict="deferred mail relay"),
    Case(name="dropped at MAIL", phase="mail", act=Drop(), verdict="deferred mail relay"),
    Case(name="MAIL answered with 354", phase="mail", act="354 go", verdict="deferred mail relay"),
    Case(name="RCPT 421", phase="rcpt", act="421 4.3.2 closing", verdict="deferred rcpt relay"),
    Case(name="RCPT greylisted", phase="rcpt", act="450 4.7.1 greylisted, come back", verdict="deferred rcpt letter"),
    Case(name="RCPT 451", phase="rcpt", act="451 4.2.1 mailbox busy", verdict="deferred rcpt letter"),
    Case(name="RCPT 452, relay is full", phase="rcpt", act="452 4.3.1 no space", verdict="deferred rcpt relay"),
    Case(name="RCPT 550 unknown user", phase="rcpt", act="550 5.1.1 no such user", verdict="refused dead"),
    Case(name="RCPT 550 in words only", phase="rcpt", act="550 no such user here", verdict="refused dead"),
    Case(name="RCPT 550 that says nothing", phase="rcpt", act="550 mailbox unavailable", verdict="refused"),
    Case(name="RCPT 552 full", phase="rcpt", act="552 5.2.2 over quota", verdict="refused"),
    Case(name="RCPT relay denied", phase="rcpt", act="554 5.7.1 Relay access denied", verdict="deferred rcpt sender"),
    Case(name="RCPT 550 policy", phase="rcpt", act="550 5.7.1 blocked by Spamhaus", verdict="deferred rcpt sender"),
    Case(name="RCPT garbage", phase="rcpt", act=b"\x00\xff\xfe\r\n", verdict="deferred rcpt relay"),
    Case(name="RCPT half a line, then cut", phase="rcpt", act=Drop(b"250 o"), verdict="deferred rcpt relay"),
    Case(name="RCPT hangs", phase="rcpt", act=Hang(), verdict="deferred rcpt relay"),
    Case(name="RCPT answered with 354", phase="rcpt", act="354 go", verdict="deferred rcpt relay"),
    Case(name="DATA 250", phase="data", act="250 2.0.0 ok", verdict="deferred data relay"),
    Case(name="DATA 421", phase="data", act="421 4.3.2 closing", verdict="deferred data relay"),
    Case(name="DATA 451", phase="data", act="451 4.7.1 greylisted", verdict="deferred data letter"),
    Case(name="DATA 554", phase="data", act="554 5.5.1 no", verdict="deferred data sender"),
    Case(name="DATA 550 about the recipient", phase="data", act="550 5.1.1 user unknown", verdict="refused dead"),
    Case(name="DATA hangs", phase="data", act=Hang(), verdict="deferred data relay"),
    Case(name="dropped at DATA", phase="data", act=Drop(), verdict="deferred data relay"),
    Case(name="a yes with 354", phase="data", act=b"354 go\r\n250 2.0.0 ok\r\n", verdict="deferred body relay"),
    Case(name="garbage with 354", phase="data", act=b"354 go\r\nhello\r\n", verdict="deferred body relay"),
    Case(name="421 with 354", phase="data", act=b"354 go\r\n421 4.3.2 no\r\n", verdict="deferred body relay"),
    Case(name="552 with 354", phase="data", act=b"354 go\r\n552 5.3.4 too big\r\n", verdict="deferred body sender"),
    Case(name="451 after the dot", phase="dot", act="451 4.3.0 try later", verdict="deferred dot letter"),
    Case(name="421 after the dot", phase="dot", act="421 4.3.2 closing", verdict="deferred dot relay"),
    Case(name="554 after the dot", phase="dot", act="554 5.7.1 looks like spam", verdict="deferred dot sender"),
    Case(name="550 policy after the dot", phase="dot", act="550 5.7.26 DMARC", verdict="deferred dot sender"),
    Case(name="550 unknown user after the dot", phase="dot", act="550 5.1.1 user unknown", verdict="refused dead"),
    Case(name="552 full after the dot", phase="dot", act="552 5.2.2 mailbox full", verdict="refused"),
    Case(name="552 too big after the dot", phase="dot", act="552 5.3.4 too big", verdict="deferred dot sender"),
    Case(name="dropped after the dot, kept", phase="dot", act=Drop(), verdict="unknown", copies=1),
    Case(name="dropped after the dot, lost", phase="dot", act=Drop(), verdict="unknown", keeps=False),
    Case(name="closed gently after the dot", phase="dot", act=Drop(gently=True), verdict="unknown", copies=1),
    Case(name="half an answer after the dot", phase="dot", act=Drop(b"250 2.0"), verdict="unknown", copies=1),
    Case(name="half an answer, then silence", phase="dot", act=Hang(b"250 2.0"), verdict="unknown", copies=1),
    Case(name="first line of two, then cut", phase="dot", act=Drop(b"250-ok\r\n"), verdict="unknown", copies=1),
    Case(name="silence after the dot", phase="dot", act=Hang(), verdict="unknown", copies=1),
    Case(name="a late answer", phase="dot", act=Late(0.6, "250 2.0.0 ok"), verdict="unknown", copies=1),
    Case(name="garbage after the dot", phase="dot", act=b"thanks!\r\n", verdict="unknown", copies=1),
    Case(name="a line feed alone", phase="dot", act=b"250 ok\n", verdict="unknown", copies=1),
    Case(name="two codes in one answer", phase="dot", act=b"250-ok\r\n550 no\r\n", verdict="unknown", copies=1),
    Case(name="an endless line", phase="dot", act=Hang(b"250 " + b"x" * 5000), verdict="unknown", copies=1),
    Case(name="endless lines", phase="dot", act=Hang(b"250-xxxxxxxxxx\r\n" * 2000), verdict="unknown", copies=1),
    Case(name="354 after the dot", phase="dot", act=b"354 more\r\n", verdict="unknown", copies=1),
    Case(name="QUIT hangs", phase="quit", act=Hang(), verdict="accepted", copies=1),
    Case(name="dropped at QUIT", phase="quit", act=Drop(), verdict="accepted", copies=1),
    Case(name="QUIT refused", phase="quit", act="500 what?", verdict="accepted", copies=1),
]  # fmt: skip


@pytest.mark.parametrize("extensions", [["PIPELINING"], []], ids=["in a group", "one by one"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_answer_has_its_verdict(case: Case, extensions: list[str]) -> None:
    script = Script(extensions=extensions, keeps_unanswered=case.keeps)
    setattr(script, case.phase, [case.act])
    with Relay(script) as relay:
        (verdict,) = deliver(relay.port, parcel())
    assert words(verdict) == case.verdict
    assert len(relay.accepted) == case.copies
    assert not relay.ran_ahead


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_next_letter_is_judged_by_its_own_answers(case: Case) -> None:
    """Whatever happened to the first letter, the second is accepted once, and the third with an answer of its own."""
    script = Script(keeps_unanswered=case.keeps)
    setattr(script, case.phase, [case.act])
    with Relay(script) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2), parcel(3))
    assert [words(verdict) for verdict in verdicts[1:]] == ["accepted", "accepted"]
    assert [copy.rcpt_to for copy in relay.accepted][-2:] == ["client2@client.example", "client3@client.example"]
    assert len(relay.accepted) == case.copies + 2


def test_nobody_listens() -> None:
    with Relay() as relay:
        port = relay.port
    (verdict,) = deliver(port, parcel())
    assert words(verdict) == "deferred connect relay"


def test_a_host_without_an_address_is_the_relays_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> list[object]:
        return []

    monkeypatch.setattr("socket.getaddrinfo", nothing)
    (verdict,) = deliver(25, parcel())
    assert words(verdict) == "deferred connect relay"


# -- bytes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b".\r\n", b"..\r\n", b"a\r\n.\r\nb\r\n", b".hidden\r\n\r\n...\r\n", b"\r\n.\r\nQUIT\r\n", b"." * 998 + b"\r\n"],
)
def test_dots_arrive_as_they_were(body: bytes) -> None:
    sent = parcel(body=body)
    with Relay() as relay:
        deliver(relay.port, sent)
    assert [copy.message for copy in relay.accepted] == [sent.message]


def test_a_dot_on_the_edge_of_a_chunk_is_doubled_once() -> None:
    head = len(parcel(body=b"").message)
    for shift in range(6):
        filler = b"y" * 62 + b"\r\n"
        start = (64 * 1024 - head) // 64 * 64 - 128
        body = filler * (start // 64) + b"z" * (60 + shift) + b"\r\n" + b".\r\n" * 100
        sent = parcel(body=body)
        with Relay() as relay:
            deliver(relay.port, sent)
        assert relay.accepted[0].message == sent.message
