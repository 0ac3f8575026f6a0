"""Connections cut at any byte: never accepted without a copy, never a proof of non-sending with one."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

import pytest

from outreach.delivery.answer import Deferred, Fault, Phase, Unknown, Verdict, no_answer
from tests.delivery.post import courier_to, parcel, words, yes
from tests.relay import Relay, Script

LETTERS = 250


def drawn(*what: object, below: int) -> int:
    """A number that is the same in every run."""
    return int.from_bytes(hashlib.sha256(repr(what).encode()).digest()[:8]) % below


@asynccontextmanager
async def hung_up(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    """Whatever happens meanwhile, the connection is gone afterwards."""
    try:
        yield
    finally:
        writer.transport.abort()
        with suppress(OSError):  # the other side may have gone first
            await writer.wait_closed()


class Cutter:
    """A proxy that cuts a connection after so many bytes in one direction; a fourth of them is left whole."""

    def __init__(self, port: int, *, seed: int) -> None:
        self._port = port
        self._seed = seed
        self._count = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._count += 1
        whole = drawn(self._seed, self._count, "whole", below=4) == 0
        there = 10**9 if whole else drawn(self._seed, self._count, "there", below=900)
        back = 10**9 if whole else drawn(self._seed, self._count, "back", below=400)
        async with hung_up(writer):
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._port)
            async with hung_up(inner_writer):
                await self._until_one_ends(
                    self._flow(reader, inner_writer, there), self._flow(inner_reader, writer, back)
                )

    async def _until_one_ends(self, *ways: Coroutine[None, None, None]) -> None:
        flows = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(flows, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for flow in flows:
                flow.cancel()
            await asyncio.gather(*flows, return_exceptions=True)

    async def _flow(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, octets: int) -> None:
        while octets > 0 and (data := await source.read(min(octets, 4096))):
            sink.write(data)
            await sink.drain()
            octets -= len(data)


def campaign(relay: Relay, *, seed: int, at_once: int, connections: int = 1) -> dict[int, Verdict]:
    async def work() -> dict[int, Verdict]:
        courier = courier_to(port, letters_per_connection=2, connections=connections)
        verdicts: dict[int, Verdict] = {}
        waiting = list(range(1, LETTERS + 1))

        async def worker() -> None:
            while waiting:
                number = waiting.pop(0)
                verdicts[number] = await courier.deliver(parcel(number), go=yes)

        await asyncio.gather(*(worker() for _ in range(at_once)))
        await courier.close()
        return verdicts

    port = relay.serve(Cutter(relay.port, seed=seed).talk)
    return asyncio.run(work())


def copies(relay: Relay) -> Counter[int]:
    return Counter(int(copy.rcpt_to.removeprefix("client").partition("@")[0]) for copy in relay.accepted)


def lies(verdicts: dict[int, Verdict], kept: Counter[int]) -> list[str]:
    """Accepted and not there, or proven unsent and there."""
    told = {number: words(verdict) for number, verdict in verdicts.items()}
    return [
        f"{number}: {word}, {kept[number]} copies"
        for number, word in told.items()
        if (word == "accepted" and kept[number] != 1) or (word not in {"accepted", "unknown"} and kept[number])
    ]


@pytest.mark.parametrize("extensions", [["PIPELINING"], []], ids=["in a group", "one by one"])
@pytest.mark.parametrize(("at_once", "connections"), [(1, 1), (3, 1), (6, 3)])
def test_whatever_is_cut_the_verdicts_are_true(extensions: list[str], at_once: int, connections: int) -> None:
    with Relay(Script(extensions=extensions)) as relay:
        verdicts = campaign(relay, seed=at_once, at_once=at_once, connections=connections)
    kept = copies(relay)
    told = Counter(words(verdict) for verdict in verdicts.values())
    assert len(verdicts) == LETTERS
    assert lies(verdicts, kept) == []
    assert max(kept.values()) == 1
    assert told["accepted"] > LETTERS / 10  # the proof is worth something
    assert told["unknown"] > 0
    assert sum(count for word, count in told.items() if word.startswith("deferred")) > LETTERS / 10


def test_the_proof_catches_a_courier_that_takes_silence_for_a_no() -> None:
    with Relay() as relay:
        verdicts = campaign(relay, seed=1, at_once=1)
    naive: dict[int, Verdict] = {
        number: Deferred(answer=no_answer(""), phase=Phase.DOT, fault=Fault.RELAY)
        if isinstance(verdict, Unknown)
        else verdict
        for number, verdict in verdicts.items()
    }
    assert lies(naive, copies(relay))
