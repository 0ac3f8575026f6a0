"""A server that somebody else wrote: aiosmtpd, which knows no PIPELINING."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

from outreach.delivery.protocol import Deadlines
from tests.delivery.post import courier_to, parcel, words, yes


class Keeper:
    """Refuses the second client, keeps the others' letters."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802 the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("client2@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.kept.append((str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        return "250 2.0.0 taken"


def test_letters_reach_a_real_server_byte_for_byte() -> None:
    keeper = Keeper()
    parcels = [parcel(number, body=b".dots\r\n..\r\n.\r\nend\r\n") for number in range(1, 6)]

    async def work() -> list[str]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(keeper, loop=loop), "127.0.0.1", 0)
        courier = courier_to(server.sockets[0].getsockname()[1], deadlines=Deadlines())
        verdicts = [await courier.deliver(each, go=yes) for each in parcels]
        await courier.close()
        server.close()
        return [words(verdict) for verdict in verdicts]

    assert asyncio.run(work()) == ["accepted", "refused dead", "accepted", "accepted", "accepted"]
    assert keeper.kept == [(each.mail_from, [each.rcpt_to], each.message) for each in parcels if each.letter_id != 2]
