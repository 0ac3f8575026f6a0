"""Letters through a real Postfix, read over a real IMAP server; what comes back through both changes the records."""

import asyncio
import re
import socket
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from tests.system.letters import (
    AFTERNOON,
    CAMPAIGN,
    EVENING,
    Letters,
    firm_towards,
    header,
    without_trace,
)
from tests.system.servers import PEOPLE, MailServers

pytestmark = pytest.mark.system


@pytest.fixture
def letters(servers: MailServers, tmp_path: Path) -> Letters:
    return firm_towards(tmp_path / "firm", servers)


@pytest.fixture
def sent(letters: Letters, servers: MailServers) -> Letters:
    """The letters have left, and everything that Postfix has to say has arrived."""
    letters.run("send", CAMPAIGN, "--yes", now=AFTERNOON)
    for who in PEOPLE:
        servers.waits_for(who, 1)
    servers.waits_for("firm", 1)
    return letters


def client_writes(servers: MailServers, message: EmailMessage, *, sender: str, recipient: str) -> None:
    """His mail program hands it to the same Postfix."""
    asyncio.run(
        aiosmtplib.send(
            message, sender=sender, recipients=[recipient], hostname="127.0.0.1", port=servers.smtp, start_tls=False
        )
    )


def words(text: str, *, subject: str, sender: str, to: str, **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_this_postfix_takes_commands_together(servers: MailServers) -> None:
    with socket.create_connection(("127.0.0.1", servers.smtp), timeout=10) as line, line.makefile("rwb") as talk:
        talk.readline()
        talk.write(b"EHLO [127.0.0.1]\r\n")
        talk.flush()
        offered = [talk.readline() for _ in range(2)]
    assert b"250-PIPELINING\r\n" in offered


def test_every_client_gets_his_letter_once_and_byte_for_byte(sent: Letters, servers: MailServers) -> None:
    rows = sent.rows()
    for who in PEOPLE:
        (message,) = servers.read(who)
        row = next(row for email, row in rows.items() if email.startswith(who))
        assert without_trace(message) == sent.approved(row.id)
        assert header(message, "Return-Path") == f"<{row.mail_from}>"
        assert header(message, "Date").endswith("+0300")  # the moment it left, on the client's clock


def test_sending_again_sends_nothing_again(sent: Letters, servers: MailServers) -> None:
    assert "No letter is due now." in sent.run("send", "--yes", now=AFTERNOON).err
    assert [len(servers.arrived(who)) for who in PEOPLE] == [1, 1, 1]


def test_the_way_to_say_stop_arrives_on_one_line(sent: Letters, servers: MailServers) -> None:
    for who in PEOPLE:
        (message,) = servers.read(who)
        lines = [line for line in message.split(b"\r\n") if line.lower().startswith(b"list-unsubscribe:")]
        assert len(lines) == 1
        assert re.fullmatch(
            rb"List-Unsubscribe: <mailto:stop\+[a-z2-7]{26}@in\.ottisk\.example\?subject=unsubscribe>", lines[0]
        )


def test_a_recipient_who_is_not_there_is_refused_at_once(sent: Letters) -> None:
    assert sent.states()["gone"] == "refused"
    row = sent.rows()["gone@strict.example"]
    assert row.answer.startswith("550 5.1.1 <gone@strict.example>: Recipient address rejected")
    assert sent.story(4)[-1] == "refused"


def test_a_letter_that_comes_back_marks_the_address_as_dead(sent: Letters) -> None:
    """Accepted first; Postfix reports to the return path with the letter's own token."""
    assert sent.states()["vanished"] == "sent"
    assert sent.came_back() == [("bounce", "address_dead", 5)]
    assert sent.states()["vanished"] == "bounced"
    assert sent.story(5)[-1] == "bounced"


def test_what_was_read_once_is_not_brought_about_again(sent: Letters) -> None:
    assert sent.came_back() == sent.came_back()
    assert sent.story(5).count("bounced") == 1


def test_an_answer_is_known_by_the_letter_it_answers(sent: Letters, servers: MailServers) -> None:
    (letter,) = servers.read("anna")
    number = header(letter, "Message-ID")
    answer = words(
        "Добрый день! Позвоните мне в четверг.\n", subject="Re: письмо", sender="anna.home@elsewhere.example",
        to=header(letter, "Reply-To"), In_Reply_To=number, References=number,
    )  # fmt: skip
    client_writes(servers, answer, sender="anna.home@elsewhere.example", recipient=header(letter, "Reply-To"))
    servers.waits_for("firm", 2)
    assert ("reply", "awaits_reader", 1) in sent.came_back()
    assert "четверг" in sent.run("inbox", "--kind", "reply", now=EVENING).out
    assert sent.story(1)[-1] == "replied"


def test_a_mail_to_the_stop_address_stops_the_letters(sent: Letters, servers: MailServers) -> None:
    (letter,) = servers.read("bohdan")
    found = re.fullmatch(r"<mailto:([^?]+)\?subject=(\w+)>", header(letter, "List-Unsubscribe"))
    assert found
    asks = words("", subject=found[2], sender="bohdan@strict.example", to=found[1])
    client_writes(servers, asks, sender="bohdan@strict.example", recipient=found[1])
    servers.waits_for("firm", 2)
    assert ("unsubscribe", "unsubscribed", 2) in sent.came_back()
    sent.run("import", str(sent.shop.folder / "clients.csv"), now="2026-01-02T08:00")
    told_of = {one["client"]: one["because"] for one in _plan_of(sent, "2026-01-02T08:00")}
    assert told_of[2] == "unsubscribed"
    assert told_of[4] == told_of[5] == "dead_address"


def _plan_of(letters: Letters, now: str) -> list[dict[str, object]]:
    (plan,) = letters.run("plan", CAMPAIGN, "--dry-run", "--json", now=now).json
    decisions: list[dict[str, object]] = plan["decisions"]
    return decisions
