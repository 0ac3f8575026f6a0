"""Until the final dot a letter can be kept back: go is asked when the whole body is out, and a cut proves it stayed."""

import asyncio

import pytest

from outreach.delivery.answer import Verdict
from tests.delivery.post import BRISK, courier_to, deliver, no, parcel, words, yes
from tests.relay import After, Drop, Hang, Relay, Script

LONG = b"x" * 70 + b"\r\n"


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
