"""A scripted SMTP relay on loopback: a test says what it answers in each phase, it keeps what it accepted.

It lives in a thread with a loop of its own, so that what is tested may block, hang or be cut off.
"""

import asyncio
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hang:
    """Says `first` and then nothing, for ever."""

    first: bytes = b""


@dataclass(frozen=True, slots=True)
class Drop:
    """Says `first` and closes the connection; `gently` sends FIN, otherwise RST."""

    first: bytes = b""
    gently: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """Says `text` only after so many seconds."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """Says `text` only when the test sets `until`."""

    until: threading.Event
    text: str


@dataclass(frozen=True, slots=True)
class After:
    """In the body: does `then` when so many bytes of it have come."""

    octets: int
    then: "Hang | Drop | bytes"


Act = str | bytes | Hang | Drop | Late | Held | After  # a string is a reply line, bytes go out as they are


@dataclass(kw_only=True)
class Script:
    """What is done at the first, second ... time a phase is reached; a list that has run out means the usual."""

    greeting: list[Act] = field(default_factory=list)
    ehlo: list[Act] = field(default_factory=list)
    starttls: list[Act] = field(default_factory=list)
    auth: list[Act] = field(default_factory=list)
    rset: list[Act] = field(default_factory=list)
    mail: list[Act] = field(default_factory=list)
    rcpt: list[Act] = field(default_factory=list)
    data: list[Act] = field(default_factory=list)
    body: list[Act] = field(default_factory=list)
    dot: list[Act] = field(default_factory=list)
    quit: list[Act] = field(default_factory=list)
    extensions: list[str] = field(default_factory=lambda: ["PIPELINING", "8BITMIME"])
    keeps_unanswered: bool = True  # a copy is kept where the dot came and the answer did not
    user: str = ""  # the only login, with `password`
    password: str = ""
    auth_methods: str = "PLAIN LOGIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A message that the relay took over; dots are single again."""

    mail_from: str
    rcpt_to: str
    message: bytes


class _Over(Exception):
    """The script has ended this conversation."""


class Relay:
    """`with Relay(Script(...)) as relay:` and then `relay.port`, `relay.accepted`, `relay.commands`."""

    def __init__(
        self, script: Script | None = None, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
    ) -> None:
        self.script = script or Script()
        self.accepted: list[Copy] = []
        self.commands: list[str] = []  # as they came, over all connections
        self.in_clear: list[str] = []  # those that came without TLS
        self.connections = 0
        self.ran_ahead = False  # a command came before the one before it was answered
        self.ended = threading.Event()  # a conversation is over, its socket closed
        self.reached: defaultdict[str, threading.Event] = defaultdict(threading.Event)
        self.port = 0
        self._tls = tls
        self._starttls = starttls
        self._times: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._talks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def serve(self, talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> int:
        """Another listener in the same thread (a proxy); gives its port."""

        async def start() -> int:
            server = await asyncio.start_server(self._kept(talk), "127.0.0.1", 0)
            self._servers.append(server)
            port: int = server.sockets[0].getsockname()[1]
            return port

        return self._do(start())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _start(self) -> None:
        server = await asyncio.start_server(self._kept(self._talk), "127.0.0.1", 0, ssl=self._tls)
        self._servers.append(server)
        self.port = server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await asyncio.sleep(0.01)  # closed transports say goodbye to their loop

    def _kept(
        self, talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def kept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            self._talks.add(task)
            try:
                await talk(reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                pass
            finally:
                writer.transport.abort()
                self._talks.discard(task)

        return kept

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await _Talk(self, reader, writer).run()
        except _Over:
            pass
        finally:
            writer.transport.abort()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            self.ended.set()

    def act(self, phase: str, usual: Act) -> Act:
        """What the script says for this time, or the usual."""
        nth = self._times.get(phase, 0)
        self._times[phase] = nth + 1
        self.reached[phase].set()
        said: list[Act] = getattr(self.script, phase)
        return said[nth] if nth < len(said) else usual


class _Talk:
    def __init__(self, relay: Relay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.relay = relay
        self.reader = reader
        self.writer = writer
        self.mail_from = ""
        self.rcpt_to = ""

    @property
    def is_secret(self) -> bool:
        return self.writer.get_extra_info("sslcontext") is not None

    async def run(self) -> None:
        await self.do("greeting", "220 relay.test ESMTP")
        while line := await self.reader.readline():
            command = line.decode("ascii").rstrip("\r\n")
            self.relay.commands.append(command)
            if not self.is_secret:
                self.relay.in_clear.append(command)
            if self.reader._buffer and "PIPELINING" not in self.relay.script.extensions:  # type: ignore[attr-defined]
                self.relay.ran_ahead = True
            await self.answer(command.split(" ")[0].upper(), command)

    async def answer(self, verb: str, command: str) -> None:
        known: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self.hello,
            "STARTTLS": self.start_tls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
            "QUIT": self.leave,
        }
        if verb in known:
            await known[verb](command)
        else:
            await self.do_act("500 5.5.2 what?")

    async def start_tls(self, _command: str) -> None:
        if await self.do("starttls", "220 2.0.0 go ahead"):
            assert self.relay._starttls
            await self.writer.start_tls(self.relay._starttls)

    async def mail(self, command: str) -> None:
        if await self.do("mail", "503 5.5.1 nested MAIL" if self.mail_from else "250 2.1.0 sender ok"):
            self.mail_from = command.partition("<")[2].rstrip(">")

    async def rcpt(self, command: str) -> None:
        if await self.do("rcpt", "250 2.1.5 recipient ok" if self.mail_from else "503 5.5.1 need MAIL first"):
            self.rcpt_to = command.partition("<")[2].rstrip(">")

    async def rset(self, _command: str) -> None:
        self.mail_from = self.rcpt_to = ""
        await self.do("rset", "250 2.0.0 reset")

    async def leave(self, _command: str) -> None:
        await self.do("quit", "221 2.0.0 bye")
        raise _Over

    async def hello(self, _command: str) -> None:
        offered = list(self.relay.script.extensions)
        if self.relay._starttls and not self.is_secret:
            offered.append("STARTTLS")
        if self.relay.script.user and self.is_secret:
            offered.append(f"AUTH {self.relay.script.auth_methods}")
        lines = ["relay.test", *offered]
        usual = "".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}"
        await self.do("ehlo", usual)

    async def auth(self, command: str) -> None:
        import base64

        script = self.relay.script
        words = command.split(" ")
        given = base64.b64decode(words[2]).decode()
        if words[1].upper() == "LOGIN":
            await self.do_act("334 UGFzc3dvcmQ6")
            given = f"\0{given}\0" + base64.b64decode((await self.reader.readline()).strip()).decode()
        right = given == f"\0{script.user}\0{script.password}"
        await self.do("auth", "235 2.7.0 welcome" if right else "535 5.7.8 bad credentials")

    async def data(self, _command: str) -> None:
        usual = "354 go ahead" if self.rcpt_to else "554 5.5.1 no valid recipients"
        if not await self.do("data", usual, goes_on=b"354"):
            return
        act = self.relay.act("body", "")
        message = b""
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise _Over
            message += line[1:] if line.startswith(b".") else line
            if isinstance(act, After) and len(message) >= act.octets:
                then, act = act.then, ""
                await self.do_act(then)
        await self.dot(message)

    async def dot(self, message: bytes) -> None:
        act = self.relay.act("dot", "250 2.0.0 taken over")
        text = act.text if isinstance(act, Late | Held) else act
        takes = text.startswith("2") if isinstance(text, str) else self.relay.script.keeps_unanswered
        if takes:
            self.relay.accepted.append(Copy(mail_from=self.mail_from, rcpt_to=self.rcpt_to, message=message))
        self.mail_from = self.rcpt_to = ""
        await self.do_act(act)

    async def do(self, phase: str, usual: Act, *, goes_on: bytes = b"2") -> bool:
        return (await self.do_act(self.relay.act(phase, usual))).startswith(goes_on)

    async def do_act(self, act: Act) -> bytes:
        match act:
            case str():
                return await self.say(f"{act}\r\n".encode(), closes=act.startswith("421"))
            case bytes():
                return await self.say(act)
            case Late():
                await asyncio.sleep(act.seconds)
                return await self.say(f"{act.text}\r\n".encode())
            case Held():
                while not act.until.is_set():  # noqa: ASYNC110 it is set from another thread
                    await asyncio.sleep(0.01)
                return await self.say(f"{act.text}\r\n".encode())
            case Hang():
                await self.say(act.first)
                await asyncio.Event().wait()
            case Drop():
                await self.drop(act)
            case After():
                raise AssertionError("only in the body")
        raise _Over

    async def say(self, what: bytes, *, closes: bool = False) -> bytes:
        self.writer.write(what)
        await self.writer.drain()
        if closes:
            await self.drop(Drop(gently=True))
        return what

    async def drop(self, act: Drop) -> None:
        await self.say(act.first)
        if act.gently:
            if self.writer.can_write_eof():
                self.writer.write_eof()
        else:
            sock: socket.socket = self.writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        raise _Over
