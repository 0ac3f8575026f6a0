"""The courier that sends: connections to one relay, opened as letters need them, replaced when used up or broken."""

import asyncio
import ssl

from outreach.delivery.answer import Deferred, Fault, Phase, Verdict, no_answer
from outreach.delivery.courier import Go, Parcel
from outreach.delivery.protocol import Connection, Deadlines
from outreach.delivery.relay import NotOpened, Password, Relay, open_connection

_TRIES = 3  # connections that may break under a letter before its own turn came


class RelayCourier:
    """As many connections as letters are given to it at once, and never more than `connections`.

    Letters beyond that stand in line behind others; where the relay offers PIPELINING their envelopes then travel with
    the dots of those before them (`Connection`).
    """

    def __init__(
        self,
        relay: Relay,
        *,
        live: bool,
        password: Password | None = None,
        deadlines: Deadlines | None = None,
        ssl_context: ssl.SSLContext | None = None,
        connections: int = 20,
        letters_per_connection: int = 100,
    ) -> None:
        assert connections > 0, "a courier needs a connection"
        self.relay = relay
        self._live = live
        self._password = password
        self._deadlines = deadlines or Deadlines()
        self._context = ssl_context
        self._most = letters_per_connection
        self._connections = connections
        self._lanes: list[_Lane] = []
        self._leaving: set[asyncio.Task[None]] = set()

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        """See `Courier`. A relay that is not live and not on this machine raises RefusedForSafety."""
        lane = self._freest()
        lane.in_hand += 1
        try:
            return await lane.deliver(parcel, go=go)
        finally:
            lane.in_hand -= 1

    async def close(self) -> None:
        """See `Courier`."""
        for lane in self._lanes:
            await lane.close()
        while self._leaving:
            await asyncio.gather(*self._leaving)

    async def open(self) -> Connection:
        """One more connection; NotOpened says why there is none."""
        return await open_connection(
            self.relay,
            live=self._live,
            password=self._password,
            deadlines=self._deadlines,
            ssl_context=self._context,
        )

    def retire(self, connection: Connection) -> None:
        """QUIT goes out behind the letters in hand, and nobody waits for it but `close`."""
        task = asyncio.get_running_loop().create_task(connection.quit())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def _freest(self) -> "_Lane":
        lane = min(self._lanes, key=lambda lane: lane.in_hand, default=None)
        if lane is None or (lane.in_hand and len(self._lanes) < self._connections):
            lane = _Lane(self, letters_per_connection=self._most)
            self._lanes.append(lane)
        return lane


class _Lane:
    """One connection at a time, one after another."""

    def __init__(self, courier: RelayCourier, *, letters_per_connection: int) -> None:
        self.in_hand = 0
        self._courier = courier
        self._most = letters_per_connection
        self._connection: Connection | None = None
        self._given = 0  # letters given to the present connection
        self._opening = asyncio.Lock()

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
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
        async with self._opening:
            self._retire()

    async def _ready(self) -> Connection:
        async with self._opening:
            if self._connection is None or not self._connection.is_usable or self._given >= self._most:
                self._retire()
                self._connection = await self._courier.open()
                self._given = 0
            self._given += 1
            return self._connection

    def _retire(self) -> None:
        if self._connection:
            self._courier.retire(self._connection)
        self._connection = None


def _went_stale(verdict: Verdict) -> bool:
    """Whether a kept connection turned out to be closed: nothing was answered to MAIL, so another may be tried."""
    match verdict:
        case Deferred(phase=Phase.MAIL, fault=Fault.RELAY, answer=answer):
            return answer.code in {0, 421}
        case _:
            return False
