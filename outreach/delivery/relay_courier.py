"""The courier that sends: keeps one connection to a relay, opens another when it is used up or broken."""

import asyncio
import ssl

from outreach.delivery.answer import Deferred, Fault, Phase, Verdict, no_answer
from outreach.delivery.courier import Go, Parcel
from outreach.delivery.protocol import Connection, Deadlines
from outreach.delivery.relay import NotOpened, Password, Relay, open_connection

_TRIES = 3  # connections that may break under a letter before its own turn came


class RelayCourier:
    """One connection at a time. Letters given to it together stand in line; two keep the wire busy (`Connection`)."""

    def __init__(
        self,
        relay: Relay,
        *,
        live: bool,
        password: Password | None = None,
        deadlines: Deadlines | None = None,
        ssl_context: ssl.SSLContext | None = None,
        letters_per_connection: int = 100,
    ) -> None:
        self.relay = relay
        self._live = live
        self._password = password
        self._deadlines = deadlines or Deadlines()
        self._context = ssl_context
        self._most = letters_per_connection
        self._connection: Connection | None = None
        self._given = 0  # letters given to the present connection
        self._opening = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        """See `Courier`. A relay that is not live and not on this machine raises RefusedForSafety."""
        lost = 0
        while lost < _TRIES:
            try:
                connection = await self._ready()
            except NotOpened as problem:
                return problem.verdict
            was_used = connection.letters > 0
            verdict = await connection.transact(parcel, go=go)
            if verdict is not None and not (was_used and _went_stale(verdict)):
                return verdict
            lost += not connection.withheld
        cut = no_answer(f"{_TRIES} connections broke before the letter's turn")
        return Deferred(answer=cut, phase=Phase.MAIL, fault=Fault.RELAY)

    async def close(self) -> None:
        """See `Courier`."""
        async with self._opening:
            self._retire()
        while self._leaving:
            await asyncio.gather(*self._leaving)

    async def _ready(self) -> Connection:
        async with self._opening:
            if self._connection and self._connection.is_usable and self._given < self._most:
                self._given += 1
                return self._connection
            self._retire()
            self._connection = await open_connection(
                self.relay,
                live=self._live,
                password=self._password,
                deadlines=self._deadlines,
                ssl_context=self._context,
            )
            self._given = 1
            return self._connection

    def _retire(self) -> None:
        """QUIT goes out behind the letters in hand, and nobody waits for it but `close`."""
        if self._connection:
            task = asyncio.get_running_loop().create_task(self._connection.quit())
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
        self._connection = None


def _went_stale(verdict: Verdict) -> bool:
    """Whether a kept connection turned out to be closed: nothing was answered to MAIL, so another may be tried."""
    match verdict:
        case Deferred(phase=Phase.MAIL, fault=Fault.RELAY, answer=answer):
            return answer.code in {0, 421}
        case _:
            return False
