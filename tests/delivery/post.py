"""What the tests of delivery share: a parcel, a verdict in words, one delivery from start to end."""

import asyncio
from collections.abc import Awaitable, Callable

from outreach.delivery.answer import Accepted, Deferred, Refused, Unknown, Verdict, Withheld
from outreach.delivery.courier import Courier, Go, Parcel
from outreach.delivery.protocol import Deadlines
from outreach.delivery.relay import Relay
from outreach.delivery.relay_courier import RelayCourier
from outreach.settings import Security

# Long enough for a busy machine, short enough for a test; what hangs hangs for ever.
BRISK = Deadlines(connect=2, greeting=2, envelope=0.3, data=0.3, body=0.3, dot=0.3, quit=0.3)


def parcel(number: int = 1, *, body: bytes = b"Good morning.\r\n") -> Parcel:
    """A letter that can be told from every other one by its Message-ID."""
    head = b"From: a@firm.example\r\nTo: b@client.example\r\nMessage-ID: <%d@firm.example>\r\n\r\n" % number
    return Parcel(
        letter_id=number,
        attempt=f"try-{number}",
        mail_from=f"bounces+{number}@firm.example",
        rcpt_to=f"client{number}@client.example",
        message=head + body,
    )


def words(verdict: Verdict) -> str:
    """A verdict as a test's table writes it."""
    match verdict:
        case Accepted():
            return "accepted"
        case Deferred(phase=phase, fault=fault):
            return f"deferred {phase} {fault}"
        case Refused(address_is_dead=dead):
            return "refused dead" if dead else "refused"
        case Unknown():
            return "unknown"
        case Withheld():
            return "withheld"


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


def courier_to(port: int, **options: object) -> RelayCourier:
    relay = Relay(name="test", host="127.0.0.1", port=port, security=Security.NONE)
    return RelayCourier(relay, live=False, **({"deadlines": BRISK} | options))  # type: ignore[arg-type]


def deliver(port: int, *parcels: Parcel, go: Go = yes, **options: object) -> list[Verdict]:
    """Delivers one after another over one courier and closes it."""

    async def work() -> list[Verdict]:
        courier = courier_to(port, **options)
        try:
            return [await courier.deliver(each, go=go) for each in parcels]
        finally:
            await courier.close()

    return asyncio.run(work())


def run_with(courier: Courier, work: Callable[[], Awaitable[None]]) -> None:
    async def both() -> None:
        try:
            await work()
        finally:
            await courier.close()

    asyncio.run(both())
