"""The post office takes real letters over TCP and lets some of them come back, the same each time."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import aiosmtplib
import pytest

from outreach.demo.fate import AtTheDoor, Draw, Fate
from outreach.demo.office import PostOffice

NOW = datetime(2025, 10, 20, 8, 0, tzinfo=UTC)
SEED = "test"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with PostOffice(tmp_path / "office", SEED, inbox=tmp_path / "inbox") as opened:
        yield opened


def letter(to: str, *, unsubscribe: bool = True) -> bytes:
    mailto = f"<https://l.firm.example/u/t>, <mailto:stop+{to[:3]}@in.firm.example?subject=unsubscribe>"
    lines = [
        "From: =?utf-8?b?0J7Qu9C10L3QsA==?= <olena@firm.example>",
        f"To: Anna Lis <{to}>",
        "Reply-To: olena@firm.example",
        "Subject: =?utf-8?b?0JTQvtCx0YDRi9C5INC00LXQvdGM?=",
        f"Message-ID: <{to[:6]}.token@firm.example>",
        *([f"List-Unsubscribe: {mailto}"] if unsubscribe else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        "Здравствуйте, Анна!",
        "",
    ]
    return "\r\n".join(lines).encode()


async def _sent(port: int, recipients: list[str]) -> dict[str, int]:
    answers = {}
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False) as relay:
        for to in recipients:
            try:
                await relay.sendmail(f"bounces+{to[:3]}@in.firm.example", [to], letter(to))
                answers[to] = 250
            except aiosmtplib.SMTPRecipientsRefused as refused:
                answers[to] = refused.recipients[0].code
    return answers


def send(office: PostOffice, recipients: list[str]) -> dict[str, int]:
    return asyncio.run(_sent(office.port, recipients))


def recipient(*, door: AtTheDoor = AtTheDoor.WELCOME, fate: Fate = Fate.NOTHING) -> str:
    """The first address that meets this door and this fate."""
    draw = Draw(seed=SEED)
    addresses = (f"{n:03d}anna@cafe.example" for n in range(10_000))
    return next(
        to for to in addresses if draw.at_the_door(to, came_before=False) is door and draw.fate(to, nth=1) is fate
    )


def came(inbox: Path) -> list[Message]:
    return [message_from_bytes(file.read_bytes()) for file in sorted((inbox / "new").iterdir())]


def words(message: Message) -> str:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def test_a_letter_that_is_accepted_lies_in_the_maildir_with_its_envelope(office: PostOffice, tmp_path: Path) -> None:
    to = recipient()
    assert send(office, [to]) == {to: 250}
    (taken,) = office.accepted()
    assert (taken.recipient, taken.sender) == (to, f"bounces+{to[:3]}@in.firm.example")
    assert taken.message_id == f"<{to[:6]}.token@firm.example>"
    lying = message_from_bytes((tmp_path / "office/delivered/new" / taken.file).read_bytes())
    assert lying["Delivered-To"] == to
    assert words(lying).strip() == "Здравствуйте, Анна!"


def test_an_unknown_recipient_is_refused_every_time(office: PostOffice) -> None:
    to = recipient(door=AtTheDoor.UNKNOWN)
    assert [send(office, [to])[to] for _ in range(2)] == [550, 550]
    assert office.accepted() == ()
    assert office.refused() == {to}


def test_a_deferred_recipient_is_accepted_at_the_next_try_even_by_a_restarted_office(
    office: PostOffice, tmp_path: Path
) -> None:
    to = recipient(door=AtTheDoor.LATER)
    assert send(office, [to]) == {to: 451}
    office.stop()
    with PostOffice(tmp_path / "office", SEED, inbox=tmp_path / "inbox") as reopened:
        assert send(reopened, [to]) == {to: 250}


def test_commands_that_come_together_are_answered_in_their_order(office: PostOffice) -> None:
    async def talk() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
        to = recipient().encode()
        writer.write(b"EHLO me.example\r\nMAIL FROM:<a@firm.example>\r\nRCPT TO:<" + to + b">\r\nDATA\r\n")
        writer.write(b"Subject: x\r\n\r\ny\r\n.\r\nMAIL FROM:<b@firm.example>\r\nQUIT\r\n")
        said = await reader.read()
        writer.close()
        await writer.wait_closed()
        return said

    said = asyncio.run(talk())
    assert b"250-PIPELINING" in said
    last = [line[:3] for line in said.splitlines()][-6:]
    assert last == [b"250", b"250", b"354", b"250", b"250", b"221"]


def test_a_bounce_is_a_delivery_report_to_the_return_path(office: PostOffice, tmp_path: Path) -> None:
    to = recipient(fate=Fate.BOUNCE)
    send(office, [to])
    assert [returned.fate for returned in office.deliver_returns(now=NOW)] == [Fate.BOUNCE]
    (report,) = came(tmp_path / "inbox")
    assert report.get_content_type() == "multipart/report"
    assert (report["Return-Path"], report["To"]) == ("<>", f"bounces+{to[:3]}@in.firm.example")
    parts = report.get_payload()
    assert isinstance(parts, list)
    _, status, original = parts
    assert isinstance(status, Message)
    assert isinstance(original, Message)
    assert status.get_content_type() == "message/delivery-status"
    assert f"Final-Recipient: rfc822; {to}" in status.as_string()
    assert "Status: 5.1.1" in status.as_string()
    assert f"Message-ID: <{to[:6]}.token@firm.example>" in original.as_string()


def test_a_person_answers_the_sender_and_quotes_the_letter(office: PostOffice, tmp_path: Path) -> None:
    to = recipient(fate=Fate.REPLY)
    send(office, [to])
    office.deliver_returns(now=NOW)
    (reply,) = came(tmp_path / "inbox")
    assert reply["To"] == "olena@firm.example"
    assert to in reply["From"]
    assert reply["In-Reply-To"] == f"<{to[:6]}.token@firm.example>"
    assert "> Здравствуйте, Анна!" in words(reply)
    assert "Олена пишет:" in words(reply)
    assert "Auto-Submitted" not in reply


def test_an_absence_note_says_that_no_person_wrote_it(office: PostOffice, tmp_path: Path) -> None:
    to = recipient(fate=Fate.AWAY)
    send(office, [to])
    office.deliver_returns(now=NOW)
    (note,) = came(tmp_path / "inbox")
    assert note["Auto-Submitted"] == "auto-replied"
    assert note["Delivered-To"] == f"bounces+{to[:3]}@in.firm.example"


def test_an_unsubscribe_goes_to_the_address_that_the_letter_names(office: PostOffice, tmp_path: Path) -> None:
    to = recipient(fate=Fate.UNSUBSCRIBE)
    send(office, [to])
    office.deliver_returns(now=NOW)
    (stop,) = came(tmp_path / "inbox")
    assert (stop["To"], stop["Subject"]) == (f"stop+{to[:3]}@in.firm.example", "unsubscribe")


def test_one_reader_reports_spam_once_in_the_life_of_the_office(office: PostOffice, tmp_path: Path) -> None:
    draw = Draw(seed=SEED)
    quiet = [f"{n:03d}boris@cafe.example" for n in range(60)]
    quiet = [
        to
        for to in quiet
        if draw.at_the_door(to, came_before=False) is AtTheDoor.WELCOME and draw.fate(to, nth=1) is Fate.NOTHING
    ]
    send(office, quiet[:20])
    assert [returned.fate for returned in office.deliver_returns(now=NOW)] == [Fate.SPAM_REPORT]
    (report,) = came(tmp_path / "inbox")
    assert "Feedback-Type: abuse" in report.as_string()
    assert report["To"] == "abuse@in.firm.example"
    send(office, quiet[20:40])
    assert office.deliver_returns(now=NOW) == ()


def test_the_same_seed_brings_the_same_returns(tmp_path: Path) -> None:
    recipients = [f"{n:03d}vera@cafe.example" for n in range(120)]
    worlds = []
    for name in ("one", "two"):
        with PostOffice(tmp_path / name, SEED, inbox=tmp_path / name / "inbox") as office:
            answers = send(office, recipients)
            worlds.append(
                (answers, office.deliver_returns(now=NOW), [m.as_string() for m in came(tmp_path / name / "inbox")])
            )
            assert office.deliver_returns(now=NOW) == ()
    assert worlds[0] == worlds[1]


def test_nobody_answers_a_letter_that_came_from_nobody(tmp_path: Path) -> None:
    office = PostOffice(tmp_path / "office", SEED, inbox=tmp_path / "inbox")
    to = recipient(fate=Fate.BOUNCE)
    office.take(letter(to), sender="", recipient=to)
    assert office.deliver_returns(now=NOW) == ()


def test_who_finds_no_unsubscribe_address_writes_that_he_wants_no_more(tmp_path: Path) -> None:
    office = PostOffice(tmp_path / "office", SEED, inbox=tmp_path / "inbox")
    to = recipient(fate=Fate.UNSUBSCRIBE)
    office.take(letter(to, unsubscribe=False), sender="olena@firm.example", recipient=to)
    office.deliver_returns(now=NOW)
    (reply,) = came(tmp_path / "inbox")
    assert "больше не пишите" in words(reply)


def test_a_dead_mailbox_stays_dead_and_a_living_one_never_dies() -> None:
    draw = Draw(seed=SEED)
    for n in range(400):
        fates = [draw.fate(f"{n}@cafe.example", nth=nth) for nth in (1, 2, 3)]
        gone = [fate for fate in fates if fate in {Fate.BOUNCE, Fate.FULL}]
        assert not gone or len(set(fates)) == 1


@pytest.mark.parametrize(
    ("text", "word"), [("Привіт, як їжак?", "пише:"), ("Здравствуйте", "пишет:"), ("Good morning", "wrote:")]
)
def test_a_person_answers_in_the_language_of_the_letter(tmp_path: Path, text: str, word: str) -> None:
    office = PostOffice(tmp_path / "office", SEED, inbox=tmp_path / "inbox")
    to = recipient(fate=Fate.REPLY)
    office.take(
        letter(to).replace("Здравствуйте, Анна!".encode(), text.encode()), sender="a@firm.example", recipient=to
    )
    office.deliver_returns(now=NOW)
    assert word in words(came(tmp_path / "inbox")[0])
