"""Sends one letter that is on nobody's record: over the same road as every other, but nothing is claimed or settled."""

import asyncio
from datetime import datetime

from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Parcel
from outreach.delivery.send import Road
from outreach.delivery.stamp import stamped
from outreach.letter.message import Envelope

NOBODYS = 0  # the letter number under which the rehearsal drops it


def send_once(road: Road, message: bytes, *, envelope: Envelope, zone: str, now: datetime) -> Verdict:
    """Carries the message to the envelope's recipient and says what was answered; the store is not written."""
    parcel = Parcel(
        letter_id=NOBODYS,
        attempt="test",
        mail_from=envelope.mail_from,
        rcpt_to=envelope.rcpt_to,
        message=stamped(message, now=now, zone=zone),
    )
    return asyncio.run(_carry(road, parcel))


async def _carry(road: Road, parcel: Parcel) -> Verdict:
    try:
        return await road.courier.deliver(parcel, go=_go)
    finally:
        await road.courier.close()


async def _go() -> bool:
    return True
