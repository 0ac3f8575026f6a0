"""Scripted relays: for each thing a relay may do, the verdict and the number of copies it has."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from outreach.delivery.answer import Accepted, Verdict
from tests.delivery.post import BRISK, courier_to, deliver, no, parcel, words, yes
from tests.relay import Act, After, Drop, Hang, Late, Relay, Script

LONG = b"x" * 70 + b"\r\n"


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


# -- go ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extensions", [["PIPELINING"], []])
def test_a_letter_that_is_withheld_never_gets_its_dot(extensions: list[str]) -> None:
    with Relay(Script(extensions=extensions)) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2), go=no)
        assert relay.ended.wait(5)
    assert [words(verdict) for verdict in verdicts] == ["withheld", "withheld"]
    assert relay.accepted == []
    assert relay.connections == 2


def test_go_is_asked_only_when_the_whole_body_is_out() -> None:
    """And never for a letter that was refused before."""
    asked: list[int] = []
    script = Script(rcpt=["550 5.1.1 unknown", "250 ok"])
    with Relay(script) as relay:

        async def go() -> bool:
            asked.append(len(relay.commands))
            assert relay.accepted == []
            return True

        verdicts = deliver(relay.port, parcel(1), parcel(2), go=go)
    assert [words(verdict) for verdict in verdicts] == ["refused dead", "accepted"]
    assert len(asked) == 1


def test_what_go_raises_comes_out_and_the_letter_has_not_left() -> None:
    async def broken() -> bool:
        raise ZeroDivisionError

    with Relay() as relay:
        with pytest.raises(ZeroDivisionError):
            deliver(relay.port, parcel(), go=broken)
        assert relay.ended.wait(5)
    assert relay.accepted == []


@pytest.mark.parametrize("act", [b"250 2.0.0 ok\r\n", b"421 4.3.2 closing\r\n", Drop(), Drop(gently=True), b"?\r\n"])
def test_what_comes_while_go_works_keeps_the_dot_back(act: bytes | Drop) -> None:
    """The going was committed, and still the letter is proven unsent."""
    with Relay(Script(body=[After(1, act)])) as relay:

        async def work() -> Verdict:
            courier = courier_to(relay.port)

            async def slow_go() -> bool:
                (lane,) = courier._lanes
                assert lane._connection
                await lane._connection._gone
                return True

            verdict = await courier.deliver(parcel(), go=slow_go)
            await courier.close()
            return verdict

        verdict = asyncio.run(work())
    assert words(verdict) == "deferred body relay"
    assert relay.accepted == []


@pytest.mark.parametrize("extensions", [["PIPELINING"], []])
def test_cut_in_the_middle_of_a_long_body(extensions: list[str]) -> None:
    asked = False

    async def go() -> bool:
        nonlocal asked
        asked = True
        return True

    body = LONG * 300_000  # more than the kernel's buffers take
    with Relay(Script(extensions=extensions, body=[After(5000, Drop())])) as relay:
        (verdict,) = deliver(relay.port, parcel(body=body), go=go)
    assert words(verdict) == "deferred body relay"
    assert not asked
    assert relay.accepted == []


def test_a_relay_that_stops_reading_is_left_before_the_dot() -> None:
    with Relay(Script(body=[After(5000, Hang())])) as relay:
        (verdict,) = deliver(relay.port, parcel(body=LONG * 300_000))
    assert words(verdict) == "deferred body relay"
    assert "nothing" in str(verdict)


def test_giving_up_in_the_middle_closes_the_connection() -> None:
    """SIGTERM during MAIL: what is cancelled leaves no half conversation behind."""

    async def work() -> None:
        courier = courier_to(relay.port, deadlines=BRISK)
        task = asyncio.create_task(courier.deliver(parcel(1), go=yes))
        await asyncio.to_thread(relay.reached["mail"].wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert words(await courier.deliver(parcel(2), go=yes)) == "accepted"
        await courier.close()

    with Relay(Script(mail=[Hang()])) as relay:
        asyncio.run(work())
    assert [copy.rcpt_to for copy in relay.accepted] == ["client2@client.example"]


# -- connections -------------------------------------------------------------------------------------------------


def test_many_letters_share_a_connection() -> None:
    with Relay() as relay:
        verdicts = deliver(relay.port, *(parcel(number) for number in range(1, 8)), letters_per_connection=3)
    assert {words(verdict) for verdict in verdicts} == {"accepted"}
    assert relay.connections == 3
    assert relay.commands.count("QUIT") == 3


@pytest.mark.parametrize("extensions", [["PIPELINING"], []])
def test_a_refused_recipient_does_not_cost_the_connection(extensions: list[str]) -> None:
    with Relay(Script(extensions=extensions, rcpt=["550 5.1.1 unknown", "450 4.2.1 busy"])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2), parcel(3))
    assert [words(verdict) for verdict in verdicts] == ["refused dead", "deferred rcpt letter", "accepted"]
    assert relay.connections == 1
    assert relay.commands.count("RSET") == 2


def test_a_relay_that_takes_data_for_nobody_is_left() -> None:
    """RFC 2920 §3.1 lets it answer 354 after a refused RCPT; an empty message is never sent into that."""
    with Relay(Script(rcpt=["550 5.1.1 unknown"], data=["354 go ahead"])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
        assert relay.ended.wait(5)
    assert [words(verdict) for verdict in verdicts] == ["refused dead", "accepted"]
    assert relay.connections == 2
    assert len(relay.accepted) == 1


@pytest.mark.parametrize("act", ["500 what?", "421 4.3.2 closing", Hang(), Drop(), b"?\r\n"])
def test_a_reset_that_fails_costs_the_connection_only(act: Act) -> None:
    with Relay(Script(rcpt=["550 5.1.1 unknown"], rset=[act])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
    assert [words(verdict) for verdict in verdicts] == ["refused dead", "accepted"]
    assert relay.connections == 2


def test_replies_out_of_step_close_the_connection_and_prove_a_non_send() -> None:
    """MAIL refused, and yet RCPT accepted: somebody else's answers."""
    with Relay(Script(mail=["550 5.7.1 no"], rcpt=["250 ok"])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
    assert [words(verdict) for verdict in verdicts] == ["deferred rcpt relay", "accepted"]
    assert relay.connections == 2


@pytest.mark.parametrize("act", [b"421 4.4.2 idle too long\r\n", b"250 2.0.0 hello?\r\n", Drop(), Drop(gently=True)])
def test_what_comes_between_letters_costs_the_connection_only(act: bytes | Drop) -> None:
    first = b"250 2.0.0 taken\r\n"
    said: Act = Drop(first, gently=act.gently) if isinstance(act, Drop) else first + act
    if isinstance(act, Drop) and not act.gently:
        said = Drop(first, gently=True)  # RST may overtake the answer
    with Relay(Script(dot=[said])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
    assert [words(verdict) for verdict in verdicts] == ["accepted", "accepted"]
    assert relay.connections == 2
    assert len(relay.accepted) == 2


def test_a_kept_connection_that_went_stale_is_replaced_unseen() -> None:
    with Relay(Script(mail=["250 ok", "421 4.4.2 idle too long", "250 ok"])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
    assert [words(verdict) for verdict in verdicts] == ["accepted", "accepted"]
    assert relay.connections == 2


def test_a_relay_that_always_hangs_up_on_mail_is_not_tried_for_ever() -> None:
    with Relay(Script(mail=["250 ok", *[Drop()] * 9])) as relay:
        verdicts = deliver(relay.port, parcel(1), parcel(2))
    assert [words(verdict) for verdict in verdicts] == ["accepted", "deferred mail relay"]
    assert relay.connections == 2


def together(port: int, count: int, *, go: Callable[[int], bool] = bool) -> list[Verdict]:
    async def work() -> list[Verdict]:
        async def one(number: int) -> Verdict:
            async def asked() -> bool:
                await asyncio.sleep(0)
                return go(number)

            return await courier.deliver(parcel(number), go=asked)

        courier = courier_to(port, connections=1)
        verdicts = await asyncio.gather(*(one(number) for number in range(1, count + 1)))
        await courier.close()
        return verdicts

    return asyncio.run(work())


@pytest.mark.parametrize("extensions", [["PIPELINING"], []])
def test_letters_given_together_keep_their_own_answers(extensions: list[str]) -> None:
    script = Script(extensions=extensions, rcpt=["250 ok", "550 5.1.1 second", "250 ok", "450 4.2.1 fourth"])
    script.dot = ["250 2.0.0 first", "554 5.7.1 third", "250 2.0.0 fifth"]
    with Relay(script) as relay:
        verdicts = together(relay.port, 5)
    assert [words(verdict) for verdict in verdicts] == [
        "accepted", "refused dead", "deferred dot sender", "deferred rcpt letter", "accepted",
    ]  # fmt: skip
    assert [verdict.answer.text for verdict in verdicts if isinstance(verdict, Accepted)] == ["first", "fifth"]
    assert not relay.ran_ahead
    assert relay.connections == 1


def test_the_next_envelope_travels_right_behind_the_dot() -> None:
    """The second MAIL is on its way while the first dot has no answer yet; that failing, only the first is in doubt."""
    with Relay(Script(dot=[Hang()])) as relay:
        verdicts = together(relay.port, 2)
    assert words(verdicts[0]) == "unknown"
    assert words(verdicts[1]) == "accepted"  # nothing was answered to its MAIL, so it took another connection
    assert len(relay.accepted) == 2


def test_letters_behind_a_withheld_one_move_to_another_connection() -> None:
    with Relay() as relay:
        verdicts = together(relay.port, 8, go=lambda number: number % 2 == 0)
    assert [words(verdict) for verdict in verdicts] == ["withheld", "accepted"] * 4
    assert sorted(copy.rcpt_to[6] for copy in relay.accepted) == ["2", "4", "6", "8"]


@pytest.mark.parametrize("most", [1, 3, 20])
def test_letters_at_once_open_connections_up_to_a_limit(most: int) -> None:
    """And no letter waits for another's going while a connection may be opened for it."""
    letters = 9  # shared evenly by three connections: the barrier lets go only as many as there are
    with Relay() as relay:

        async def work() -> list[Verdict]:
            courier = courier_to(relay.port, connections=most, deadlines=BRISK.__class__())
            barrier = asyncio.Barrier(min(most, letters))

            async def together_go() -> bool:
                await barrier.wait()
                return True

            verdicts = await asyncio.gather(
                *(courier.deliver(parcel(n), go=together_go) for n in range(1, letters + 1))
            )
            await courier.close()
            return verdicts

        verdicts = asyncio.run(work())
    assert {words(verdict) for verdict in verdicts} == {"accepted"}
    assert relay.connections == min(most, letters)


def test_one_connection_is_enough_for_one_letter_at_a_time() -> None:
    with Relay() as relay:
        deliver(relay.port, *(parcel(number) for number in range(1, 6)), connections=5)
    assert relay.connections == 1


def test_a_slow_dot_does_not_run_out_the_next_letters_deadline() -> None:
    """Only the reply that is due next is waited for against the clock."""
    patient = {"deadlines": BRISK.__class__(envelope=0.2, data=0.2, dot=5)}
    with Relay(Script(dot=[Late(0.5, "250 2.0.0 slow")])) as relay:

        async def work() -> list[Verdict]:
            courier = courier_to(relay.port, connections=1, **patient)
            both = await asyncio.gather(*(courier.deliver(parcel(number), go=yes) for number in (1, 2)))
            await courier.close()
            return both

        verdicts = asyncio.run(work())
    assert [words(verdict) for verdict in verdicts] == ["accepted", "accepted"]


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
