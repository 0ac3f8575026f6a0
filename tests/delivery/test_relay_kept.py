"""Scripted relays: which connections are kept for the next letter, which are left, how many there are at once."""

import asyncio
from collections.abc import Callable

import pytest

from outreach.delivery.answer import Accepted, Verdict
from tests.delivery.post import BRISK, courier_to, deliver, parcel, words, yes
from tests.relay import Act, Drop, Hang, Late, Relay, Script


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
