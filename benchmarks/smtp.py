"""How fast letters leave: our courier beside a bare socket that only writes, and beside a plain aiosmtplib loop.

    python benchmarks/smtp.py [--letters 4000] [--rounds 3] [--delay 0.01]

All three speak to the same sink, which lives in a process of its own, in turn and in every round; the ratios are what
counts. `--delay` is the one-way delay of a proxy, for what a relay far away costs.
"""

import argparse
import asyncio
import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection as Pipe
from typing import Any

import aiosmtplib

from outreach.delivery.answer import Accepted
from outreach.delivery.courier import Parcel
from outreach.delivery.relay import Relay
from outreach.delivery.relay_courier import RelayCourier
from outreach.settings import Security

LETTER = b"From: a@firm.example\r\nTo: b@client.example\r\nSubject: x\r\n\r\n" + (b"QUJD" * 19 + b"\r\n") * 104


class Sink(asyncio.Protocol):
    """Takes everything, offers PIPELINING, keeps nothing: as fast as a sink in Python gets."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.rest = b""
        self.in_body = False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        said: list[bytes] = []
        while self._step(said):
            pass
        if said:
            self.transport.write(b"".join(said))

    def _step(self, said: list[bytes]) -> bool:
        end = self.rest.find(b"\r\n.\r\n" if self.in_body else b"\r\n")
        if end < 0:
            return False
        if self.in_body:
            self.rest, self.in_body = self.rest[end + 5 :], False
            said.append(b"250 2.0.0 taken\r\n")
            return True
        line, self.rest = self.rest[:end], self.rest[end + 2 :]
        if line.startswith(b"EHLO"):
            said.append(b"250-sink\r\n250 PIPELINING\r\n")
        elif line == b"DATA":
            self.in_body = True
            said.append(b"354 go\r\n")
        else:
            said.append(b"221 bye\r\n" if line == b"QUIT" else b"250 2.0.0 ok\r\n")
        return True


def serve(pipe: Pipe, delay: float) -> None:
    """The sink, behind a proxy that holds every byte back for `delay` seconds each way."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Sink, "127.0.0.1", 0)
        inner: int = server.sockets[0].getsockname()[1]
        if delay:
            server = await asyncio.start_server(lambda r, w: _held(r, w, inner, delay), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def _held(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, delay: float) -> None:
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()

    async def flow(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            loop.call_later(delay, sink.write, data)

    await asyncio.gather(flow(reader, inner_writer), flow(inner_reader, writer))


async def ours(port: int, letters: int, connections: int) -> None:
    """Two letters in hand on each connection; going is committed before every dot, here by saying yes."""

    async def go() -> bool:
        return True

    numbers = iter(range(letters))

    async def worker(courier: RelayCourier) -> None:
        for number in numbers:
            parcel = Parcel(
                letter_id=number, attempt="1", mail_from="a@firm.example", rcpt_to="b@client.example", message=LETTER
            )
            assert isinstance(await courier.deliver(parcel, go=go), Accepted)

    relay = Relay(name="sink", host="127.0.0.1", port=port, security=Security.NONE)
    courier = RelayCourier(relay, live=False, connections=connections, letters_per_connection=10**9)
    await asyncio.gather(*(worker(courier) for _ in range(2 * connections)))
    await courier.close()


async def naive(port: int, letters: int, connections: int) -> None:
    """Kept connections and `sendmail`, as most programs do it."""
    numbers = iter(range(letters))

    async def worker() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        for _ in numbers:
            await client.sendmail("a@firm.example", ["b@client.example"], LETTER)
        await client.quit()

    await asyncio.gather(*(worker() for _ in range(connections)))


async def bare(port: int, letters: int, connections: int) -> None:
    """The same bytes down plain sockets in threads, and nothing read but that something came: the limit here."""
    await asyncio.gather(*(asyncio.to_thread(_write, port, letters // connections) for _ in range(connections)))


def _write(port: int, letters: int) -> None:
    envelope = b"MAIL FROM:<a@firm.example>\r\nRCPT TO:<b@client.example>\r\nDATA\r\n"
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.recv(4096)
        sock.sendall(b"EHLO x\r\n" + envelope)
        sock.recv(4096)
        for _ in range(letters):
            sock.sendall(LETTER + b".\r\n" + envelope)
            sock.recv(4096)


def rate(way: Callable[[int, int, int], Coroutine[Any, Any, None]], port: int, letters: int, connections: int) -> float:
    start = time.perf_counter()
    asyncio.run(way(port, letters, connections))
    return letters / (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=4000)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delay", type=float, default=0.0, help="one-way, in seconds")
    chosen = parser.parse_args()
    here, there = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=serve, args=(there, chosen.delay), daemon=True)
    sink.start()
    port = here.recv()
    ways = {"bare socket": bare, "ours": ours, "naive aiosmtplib": naive}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(chosen.rounds):
        for name, way in ways.items():
            rates[name].append(rate(way, port, chosen.letters, chosen.connections))
    sink.terminate()
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print(f"{len(LETTER)} bytes a letter, {chosen.connections} connections, median of {chosen.rounds} rounds")
    for name, found in middle.items():
        print(f"  {name:<18} {found:8.0f} letters/s")
    print(f"  ours / bare socket      {middle['ours'] / middle['bare socket']:.2f}")
    print(f"  ours / naive aiosmtplib {middle['ours'] / middle['naive aiosmtplib']:.1f}")


if __name__ == "__main__":
    main()
