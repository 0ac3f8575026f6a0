"""A post office on loopback: takes letters over SMTP, keeps them in a Maildir, and lets some come back.

Nothing leaves the machine. What befalls which letter is drawn in `fate`, what comes back is written in `comeback`.
"""

import asyncio
import hashlib
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from outreach.demo.comeback import Delivered, comeback
from outreach.demo.draw import number
from outreach.demo.fate import AtTheDoor, Draw, Fate
from outreach.demo.ledger import Accepted, Ledger
from outreach.errors import OutOfReach
from outreach.locale import say

_PIPELINING = "250-PIPELINING"  # RFC 2920: commands that come together are answered in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came back for a letter."""

    fate: Fate
    recipient: str
    message_id: str


class PostOffice:
    """Letters lie in FOLDER/delivered, the ledger beside it; `inbox` is the firm's Maildir, for what comes back.

    A restarted office goes on where it stopped. `port` is known once it has started.
    """

    def __init__(self, folder: Path, seed: str, *, inbox: Path) -> None:
        self.port = 0
        self._delivered = folder / "delivered"
        self._inbox = inbox
        self._seed = seed
        self._draw = Draw(seed=seed)
        self._lock = Lock()
        for maildir in (self._delivered, inbox):
            for part in ("tmp", "new", "cur"):
                (maildir / part).mkdir(parents=True, exist_ok=True)
        self._ledger = Ledger(folder / "ledger.jsonl")
        self._listener: _Listener | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listens on a free port of 127.0.0.1; OutOfReach if aiosmtpd is not installed."""
        assert self._listener is None, "an office opens once"
        self._listener = _Listener(_Hooks(self))
        self.port = self._listener.port

    def stop(self) -> None:
        """Closes the door and every connection; twice is once."""
        if self._listener:
            self._listener.close()
            self._listener = None

    def accepted(self) -> tuple[Accepted, ...]:
        """Every letter taken so far, in order."""
        with self._lock:
            return tuple(self._ledger.accepted)

    def refused(self) -> frozenset[str]:
        """Recipients whom the office does not know."""
        with self._lock:
            return frozenset(self._ledger.refused)

    def deliver_returns(self, *, now: datetime) -> tuple[Returned, ...]:
        """Puts into the inbox what comes back for the letters taken since the last call; `now` dates it."""
        with self._lock:
            waiting = self._ledger.unreturned()
            fates = self._fates(waiting)
            done = [self._give_back(letter, fates[letter.file], now=now) for letter in waiting]
        return tuple(returned for returned in done if returned.fate is not Fate.NOTHING)

    def door(self, recipient: str) -> AtTheDoor:
        """The answer to RCPT, which the ledger remembers."""
        with self._lock:
            answer = self._draw.at_the_door(recipient, came_before=recipient in self._ledger.deferred)
            if answer is not AtTheDoor.WELCOME:
                self._ledger.note("deferred" if answer is AtTheDoor.LATER else "refused", recipient=recipient)
            return answer

    def take(self, content: bytes, *, sender: str, recipient: str) -> None:
        """Keeps a letter; when it returns, the letter lies in the Maildir and stands in the ledger."""
        with self._lock:
            nth = len(self._ledger.accepted) + 1
            file = f"{nth:08d}.{hashlib.sha256(content).hexdigest()[:12]}"
            trace = f"Return-Path: <{sender}>\nDelivered-To: {recipient}\n".encode()
            _drop(self._delivered, file, trace + content.replace(b"\r\n", b"\n"))
            message_id = str(message_from_bytes(content).get("Message-ID", "")).strip()
            letter = Accepted(recipient=recipient, message_id=message_id, sender=sender, file=file)
            self._ledger.note("accepted", **asdict(letter))

    def _fates(self, waiting: list[Accepted]) -> dict[str, Fate]:
        fates = {letter.file: self._draw.fate(letter.recipient, nth=self._ledger.nth(letter)) for letter in waiting}
        silent = [letter for letter in waiting if fates[letter.file] is Fate.NOTHING]
        if silent and not self._ledger.reported:
            angry = min(silent, key=lambda letter: number(self._seed, "spam", letter.recipient))
            fates[angry.file] = Fate.SPAM_REPORT
        return fates

    def _give_back(self, letter: Accepted, fate: Fate, *, now: datetime) -> Returned:
        raw = (self._delivered / "new" / letter.file).read_bytes().split(b"\n", 2)[2]
        lying = Delivered(raw=raw, sender=letter.sender, recipient=letter.recipient)
        message = comeback(lying, fate, seed=self._seed, now=now)
        if message:
            _drop(self._inbox, f"{int(now.timestamp())}.{letter.file}.office", message)
        came = fate if message else Fate.NOTHING
        self._ledger.note("returned", file=letter.file, fate=came)
        return Returned(fate=came, recipient=letter.recipient, message_id=letter.message_id)


class _Hooks:
    """The hooks that aiosmtpd calls; every answer is the office's."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    async def handle_EHLO(  # noqa: N802 aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], _PIPELINING, responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        answer = self._office.door(address)
        if answer is AtTheDoor.WELCOME:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(rcpt_options)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            self._office.take(envelope.original_content, sender=envelope.mail_from or "", recipient=recipient)
        return "250 2.0.0 OK"


class _Listener:
    """An event loop in a thread of its own that answers on a free port of 127.0.0.1."""

    def __init__(self, hooks: _Hooks) -> None:
        try:
            from aiosmtpd.smtp import SMTP
        except ImportError as missing:
            raise OutOfReach(say("The demonstration needs aiosmtpd: pip install 'outreach[demo]'")) from missing
        self._loop = asyncio.new_event_loop()
        door = socket.create_server(("127.0.0.1", 0))
        self.port: int = door.getsockname()[1]
        opening = self._loop.create_server(
            lambda: SMTP(hooks, hostname="office.demo.example", enable_SMTPUTF8=True, loop=self._loop), sock=door
        )
        self._server = self._loop.run_until_complete(opening)
        self._thread = Thread(target=self._loop.run_forever, name="post office", daemon=True)
        self._thread.start()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _hang_up(self) -> None:
        self._server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)  # closed transports leave the loop on its next turn


def _drop(maildir: Path, name: str, content: bytes) -> None:
    """Whole or not at all: tmp, then new."""
    (maildir / "tmp" / name).write_bytes(content)
    (maildir / "tmp" / name).replace(maildir / "new" / name)
