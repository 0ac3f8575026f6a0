"""One SMTP conversation after the greetings: our own protocol on a transport that aiosmtplib opened.

Nothing after the body leaves before `go` said yes; a reply is credited in strict order or the connection is closed.
Opening, TLS and AUTH are not here but in `relay`.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass

from outreach.delivery.answer import Answer, Deferred, Fault, Phase, Unknown, Verdict, Withheld, judge, no_answer
from outreach.delivery.courier import Go, Parcel
from outreach.delivery.envelope import read_envelope
from outreach.delivery.reply import Garbled, ReplyReader

log = logging.getLogger("outreach.delivery")

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds of patience in each phase: RFC 5321 §4.5.3.2, and Postfix's for what it leaves open."""

    connect: float = 30  # TCP, over all addresses of the host
    greeting: float = 300  # banner, EHLO, STARTTLS and AUTH, each
    envelope: float = 300  # MAIL and RCPT, each; in a group, together
    data: float = 120
    body: float = 180  # for each 64 KiB to leave
    dot: float = 600  # a short one makes doubles of letters that were merely slow
    quit: float = 5  # its answer is ignored anyway


class _Turn:
    """Replies that are owed, in the order of the wire; `done` comes early when the connection breaks."""

    __slots__ = ("answers", "done", "seconds", "wanted")

    def __init__(self, wanted: int, *, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        self.wanted = wanted
        self.seconds = seconds
        self.answers: list[Answer] = []
        self.done: asyncio.Future[None] = loop.create_future()

    def end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class Connection(asyncio.Protocol):
    """Carries letters one after another. A second `transact` may be begun before the first has ended: where the relay
    offers PIPELINING its envelope then travels right behind the first one's dot (RFC 2920 §3.1), one round trip each.
    """

    def __init__(self, transport: asyncio.Transport, *, pipelining: bool, deadlines: Deadlines) -> None:
        self.broken = ""  # why nothing more can be sent here
        self.withheld = False  # broken by ourselves: the relay is not to blame
        self.letters = 0
        self._pipelining = pipelining
        self._deadlines = deadlines
        self._loop = asyncio.get_running_loop()
        self._transport = transport
        self._reader = ReplyReader()
        self._turns: deque[_Turn] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._due: float | None = None  # on the loop's clock
        self._unasked: Answer | None = None
        self._room: asyncio.Future[None] | None = None  # waited for while the transport cannot take more
        self._writing = asyncio.Lock()
        self._envelope_is_open = False
        self._gone: asyncio.Future[None] = self._loop.create_future()
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=1, low=0)  # so that drained means: the kernel has it all

    @property
    def is_usable(self) -> bool:
        return not self.broken and not self._transport.is_closing()

    async def transact(self, parcel: Parcel, *, go: Go) -> Verdict | None:
        """The verdict on one letter; None: the connection broke before its turn and no byte of it was written."""
        async with self._writing:
            if not self.is_usable:
                return None
            self.letters += 1
            try:
                told = await self._until_dot(parcel, go=go)
            except BaseException:
                self.abort("given up in the middle of a letter")
                raise
            if isinstance(told, _Turn) and not self._pipelining:
                return await self._after_dot(told)
        return await self._after_dot(told) if isinstance(told, _Turn) else told

    async def quit(self) -> None:
        """Says goodbye behind the letters in hand and closes; what the relay answers is ignored."""
        async with self._writing:
            if self.is_usable:
                turn = self._ask(b"QUIT\r\n", wanted=1, seconds=self._deadlines.quit)
                await turn.done
            self.abort("we said goodbye")
        await self._gone

    def abort(self, why: str) -> None:
        """Closes at once; what has not been answered stays unanswered."""
        if not self.broken:
            self.withheld = True
        self._break(why)

    # -- the transaction -----------------------------------------------------------------------------------------

    async def _until_dot(self, parcel: Parcel, *, go: Go) -> _Turn | Verdict:
        replies = await self._send_envelope(parcel)
        read = read_envelope(replies, broken=self.broken or "the connection closed")
        self._envelope_is_open = read.verdict is not None
        if not read.in_step:
            self._break("replies out of step")
        if read.verdict is not None:
            return read.verdict
        await self._send_body(parcel.message)
        if not self.is_usable:
            return self._unsent()
        if not await go():
            self.abort("withheld")
            return Withheld()
        return self._send_dot()

    async def _send_envelope(self, parcel: Parcel) -> list[Answer]:
        """The replies to MAIL, RCPT and DATA, as far as they came; a refused envelope before is reset first."""
        commands = [f"MAIL FROM:<{parcel.mail_from}>\r\n".encode(), f"RCPT TO:<{parcel.rcpt_to}>\r\n".encode()]
        if self._envelope_is_open:
            commands.insert(0, b"RSET\r\n")
        replies = await (self._in_one_group(commands) if self._pipelining else self._one_by_one(commands))
        if not self._envelope_is_open:
            return replies
        if replies and not replies[0].is_yes:
            self._break("RSET was not taken")
            return []
        return replies[1:]

    async def _in_one_group(self, commands: list[bytes]) -> list[Answer]:
        envelope = self._ask(b"".join(commands) + b"DATA\r\n", wanted=len(commands), seconds=self._deadlines.envelope)
        data = self._expect(1, seconds=self._deadlines.data)
        await envelope.done
        await data.done
        return envelope.answers + data.answers

    async def _one_by_one(self, commands: list[bytes]) -> list[Answer]:
        replies: list[Answer] = []
        for command in [*commands, b"DATA\r\n"]:
            seconds = self._deadlines.data if command == b"DATA\r\n" else self._deadlines.envelope
            turn = self._ask(command, wanted=1, seconds=seconds)
            await turn.done
            replies += turn.answers
            if not turn.answers or not turn.answers[0].is_yes:
                break
        return replies

    async def _send_body(self, message: bytes) -> None:
        """Hands everything but the final dot to the kernel; returns early when the connection breaks."""
        body = message.replace(b"\r\n.", b"\r\n..")  # RFC 5321 §4.5.2
        body = b"." + body if body.startswith(b".") else body
        for start in range(0, len(body), _CHUNK):
            if not self.is_usable:
                return
            self._transport.write(body[start : start + _CHUNK])
            await self._drained()

    def _send_dot(self) -> _Turn | Verdict:
        if not self.is_usable:  # closed, or something came unasked, while `go` was working
            return self._unsent()
        turn = self._ask(b".\r\n", wanted=1, seconds=self._deadlines.dot)
        if self._transport.is_closing():  # the kernel took nothing: send(2) failed at once
            self._break("the connection was reset")
            return self._unsent()
        return turn

    async def _after_dot(self, turn: _Turn) -> Verdict:
        await turn.done
        verdict = judge(turn.answers[0], Phase.DOT) if turn.answers else Unknown(answer=no_answer(self.broken))
        if isinstance(verdict, Unknown):
            self._break("no answer that counts after the dot")
        return verdict

    def _unsent(self) -> Verdict:
        """The connection broke between 354 and the dot; a "no" that came unasked is believed, a "yes" is not."""
        if self._unasked and self._unasked.is_no:
            return judge(self._unasked, Phase.BODY)
        why = no_answer(self.broken or "the connection closed")
        return Deferred(answer=self._unasked or why, phase=Phase.BODY, fault=Fault.RELAY)

    # -- replies -------------------------------------------------------------------------------------------------

    def _ask(self, command: bytes, *, wanted: int, seconds: float) -> _Turn:
        turn = self._expect(wanted, seconds=seconds)
        if not self.broken:
            self._transport.write(command)
        return turn

    def _expect(self, wanted: int, *, seconds: float) -> _Turn:
        turn = _Turn(wanted, seconds=seconds, loop=self._loop)
        if self.broken:
            turn.end()
            return turn
        self._turns.append(turn)
        if len(self._turns) == 1:
            self._watch()
        return turn

    def _watch(self) -> None:
        """Only the reply that is due next has a deadline: those behind it cannot come sooner."""
        self._due = self._loop.time() + self._turns[0].seconds if self._turns else None
        self._set_timer()

    def _set_timer(self) -> None:
        # One that would ring too early is left to ring and set again: cheaper than a new one for every reply.
        if self._due is None or (self._timer and self._timer.when() <= self._due):
            return
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._due, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._due is not None and self._loop.time() >= self._due:
            self._break(f"no answer within {self._turns[0].seconds:g} s")
        self._set_timer()

    def _credit(self, answer: Answer) -> None:
        if self.broken:
            return
        if not self._turns:
            self._unasked = answer
            self._break("a reply that nobody asked for")
            return
        turn = self._turns[0]
        turn.answers.append(answer)
        if answer.closes:
            self._break("the relay closed the connection (421)")
        elif len(turn.answers) == turn.wanted:
            self._turns.popleft()
            self._watch()
            turn.end()

    def _break(self, why: str) -> None:
        if self.broken:
            return
        self.broken = why
        log.debug("connection closed: %s", why)
        while self._turns:
            self._turns.popleft().end()
        self._due = None
        if self._timer:
            self._timer.cancel()
        self.resume_writing()
        self._transport.abort()

    # -- what asyncio tells --------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        try:
            for answer in self._reader.feed(data):
                self._credit(answer)
        except Garbled as what:
            self._break(f"the relay sent {what}")

    def connection_lost(self, exc: Exception | None) -> None:
        self._break("the connection was lost in the middle of a reply" if self._reader.is_halfway else _lost(exc))
        if not self._gone.done():
            self._gone.set_result(None)

    def pause_writing(self) -> None:
        self._room = self._loop.create_future()

    def resume_writing(self) -> None:
        if self._room and not self._room.done():
            self._room.set_result(None)
        self._room = None

    async def _drained(self) -> None:
        if self._room is None or self.broken:
            return
        seconds = self._deadlines.body
        timer = self._loop.call_later(seconds, self._break, f"the relay took nothing for {seconds:g} s")
        try:
            await self._room
        finally:
            timer.cancel()


def _lost(exc: Exception | None) -> str:
    return "the connection was lost" if exc is None else f"the connection was lost ({type(exc).__name__})"
