"""Opening a connection: nothing leaves this machine unless live, no password without TLS, no trust without a proof."""

import asyncio
import logging
import socket
import ssl
import subprocess
import traceback
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Parcel
from outreach.delivery.protocol import Deadlines
from outreach.delivery.relay import NotOpened, Password, Relay, host_is_loopback, open_connection
from outreach.delivery.relay_courier import RelayCourier
from outreach.errors import OutOfReach, RefusedForSafety
from outreach.settings import Security
from tests.delivery.post import parcel, words, yes
from tests.relay import Drop, Hang, Script
from tests.relay import Relay as ScriptedRelay

CANARY = "canary-pa55word"
PATIENT = Deadlines(connect=5, greeting=5, envelope=5, data=5, body=5, dot=5, quit=1)


@dataclass(frozen=True, kw_only=True)
class Authority:
    """An authority of our own, and servers that it vouches for."""

    folder: Path

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "ca.pem"))

    def server(self, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


def _openssl(*words: str, folder: Path) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """`localhost` is right, `elsewhere` bears another name, `stranger` signed itself, `expired` has run out."""
    folder = tmp_path_factory.mktemp("authority")
    # Python 3.13 asks what the authority's key is for, and which key vouches (VERIFY_X509_STRICT).
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    _openssl(
        "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca", "-days", "2",
        "-addext", "keyUsage=critical,keyCertSign", folder=folder,
    )  # fmt: skip
    for name, host, days in (
        ("localhost", "localhost", "2"),
        ("elsewhere", "mail.example", "2"),
        ("expired", "localhost", "-1"),
    ):
        (folder / "san").write_text(f"subjectAltName=DNS:{host}\nauthorityKeyIdentifier=keyid\n")
        _openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}", folder=folder)
        _openssl(
            "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", f"{name}.pem", "-days", days, "-extfile", "san", folder=folder,
        )  # fmt: skip
    _openssl(
        "req", "-x509", *key, "-keyout", "stranger.key", "-out", "stranger.pem", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-days", "2", folder=folder,
    )  # fmt: skip
    return Authority(folder=folder)


def send(
    port: int,
    *,
    security: Security,
    trust: ssl.SSLContext | None,
    username: str = "",
    password: str | None = None,
    parcels: tuple[Parcel, ...] = (),
) -> list[str]:
    async def work() -> list[Verdict]:
        courier = RelayCourier(
            Relay(name="test", host="localhost", port=port, security=security, username=username),
            live=False,
            password=Password(password) if password is not None else None,
            deadlines=PATIENT,
            ssl_context=trust,
        )
        verdicts = [await courier.deliver(each, go=yes) for each in parcels or (parcel(),)]
        await courier.close()
        return verdicts

    return [words(verdict) for verdict in asyncio.run(work())]


# -- the guard ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1"]
)
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert host_is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "127.1", "2130706433", "localhost.example", "smtp.firm.example", "192.0.2.1", "10.0.0.1",
     "::ffff:192.0.2.1", "127.0.0.1.example", "localhost."],
)  # fmt: skip
def test_every_other_host_is_outside(host: str) -> None:
    assert not host_is_loopback(host)


def opened(relay: Relay, *, live: bool, password: Password | None = None) -> None:
    async def work() -> None:
        connection = await open_connection(relay, live=live, password=password, deadlines=PATIENT)
        await connection.quit()

    asyncio.run(work())


def test_a_rehearsal_opens_no_socket_to_the_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(socket.socket, "connect", asked)
    with pytest.raises(RefusedForSafety, match="not live"):
        opened(Relay(name="out", host="192.0.2.1", port=25, security=Security.TLS), live=False)


def test_a_local_name_that_points_outside_is_refused_before_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def pointed_away(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 25))]

    monkeypatch.setattr(socket, "getaddrinfo", pointed_away)
    with pytest.raises(RefusedForSafety, match="not live"):
        opened(Relay(name="out", host="localhost", port=25, security=Security.NONE), live=False)


def test_even_live_mail_needs_tls_to_leave_this_machine() -> None:
    with pytest.raises(RefusedForSafety, match="without TLS"):
        opened(Relay(name="out", host="192.0.2.1", port=25, security=Security.NONE), live=True)


def test_a_password_is_never_sent_in_clear_even_at_home() -> None:
    with pytest.raises(RefusedForSafety, match="password"):
        opened(Relay(name="in", host="localhost", port=25, security=Security.NONE, username="u"), live=True)


def test_a_name_that_is_not_known_is_the_relays_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotOpened, match="not known") as raised:
        opened(Relay(name="in", host="localhost", port=25, security=Security.NONE), live=False)
    assert words(raised.value.verdict) == "deferred connect relay"
    assert isinstance(raised.value, OutOfReach)


def test_the_second_address_is_tried_when_the_first_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedRelay() as relay, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = unused.getsockname()[1]

        def two(*_: object, **__: object) -> list[object]:
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            return [(*kind, ("127.0.0.1", dead)), (*kind, ("127.0.0.1", relay.port))]

        monkeypatch.setattr(socket, "getaddrinfo", two)
        opened(Relay(name="in", host="localhost", port=1, security=Security.NONE), live=False)
    assert relay.connections == 1


# -- TLS ---------------------------------------------------------------------------------------------------------


def test_letters_travel_after_starttls(authority: Authority) -> None:
    with ScriptedRelay(starttls=authority.server("localhost")) as relay:
        told = send(relay.port, security=Security.STARTTLS, trust=authority.trust(), parcels=(parcel(1), parcel(2)))
    assert told == ["accepted", "accepted"]
    assert relay.in_clear == [relay.commands[0], "STARTTLS"]
    assert [command.split(" ")[0] for command in relay.commands[:3]] == ["EHLO", "STARTTLS", "EHLO"]
    assert relay.commands[0] in {"EHLO [127.0.0.1]", "EHLO [IPv6:::1]"}


def test_letters_travel_over_tls_from_the_first_byte(authority: Authority) -> None:
    long = parcel(2, body=(b"x" * 70 + b"\r\n") * 20_000)
    with ScriptedRelay(tls=authority.server("localhost")) as relay:
        told = send(relay.port, security=Security.TLS, trust=authority.trust(), parcels=(parcel(1), long, parcel(3)))
    assert told == ["accepted"] * 3
    assert relay.in_clear == []
    assert relay.accepted[1].message == long.message


@pytest.mark.parametrize("name", ["elsewhere", "stranger", "expired"])
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_relay_that_cannot_prove_itself_gets_nothing(authority: Authority, name: str, security: Security) -> None:
    """Another host's certificate, one that signed itself, one that has run out."""
    server = authority.server(name)
    script = Script(user="u", password=CANARY)
    with ScriptedRelay(
        script,
        tls=server if security is Security.TLS else None,
        starttls=server if security is Security.STARTTLS else None,
    ) as relay:
        told = send(relay.port, security=security, trust=authority.trust(), username="u", password=CANARY)
    assert told == ["deferred tls relay"]
    assert relay.accepted == []
    assert not any(command.startswith(("AUTH", "MAIL")) for command in relay.commands)


def test_the_systems_trust_does_not_know_our_authority(authority: Authority) -> None:
    with ScriptedRelay(starttls=authority.server("localhost")) as relay:
        assert send(relay.port, security=Security.STARTTLS, trust=None) == ["deferred tls relay"]
    assert relay.accepted == []


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        (Script(user="u", password=CANARY), "deferred tls relay"),  # STARTTLS not offered, or stripped on the way
        (Script(starttls=["454 4.7.0 TLS not available"]), "deferred tls relay"),
        (Script(starttls=[b"220 go\r\n", Drop()]), "deferred tls relay"),
        (Script(starttls=[Drop()]), "deferred tls relay"),
        (Script(starttls=[Drop(b"220 go ahead\r\n")]), "deferred tls relay"),
        (Script(starttls=[Drop(b"220 go ahead\r\n250-relay.test\r\n250 AUTH PLAIN\r\n")]), "deferred tls relay"),
    ],
)
def test_without_starttls_nothing_is_said(authority: Authority, script: Script, verdict: str) -> None:
    offered = authority.server("localhost") if script.starttls and script.starttls[0] != b"220 go\r\n" else None
    with ScriptedRelay(script, starttls=offered) as relay:
        told = send(relay.port, security=Security.STARTTLS, trust=authority.trust(), username="u", password=CANARY)
    assert told == [verdict]
    assert relay.accepted == []
    assert not any(command.startswith(("AUTH", "MAIL")) for command in relay.commands)


def test_a_relay_cut_after_the_dot_over_tls_is_unknown(authority: Authority) -> None:
    with ScriptedRelay(Script(dot=[Drop()]), tls=authority.server("localhost")) as relay:
        told = send(relay.port, security=Security.TLS, trust=authority.trust(), parcels=(parcel(1), parcel(2)))
    assert told == ["unknown", "accepted"]
    assert len(relay.accepted) == 2


# -- AUTH --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("methods", ["PLAIN LOGIN", "LOGIN", "PLAIN"])
@pytest.mark.parametrize("password", [CANARY, "пароль с пробелом"])
def test_a_login_comes_after_tls_and_once(authority: Authority, methods: str, password: str) -> None:
    script = Script(user="u", password=password, auth_methods=methods)
    with ScriptedRelay(script, starttls=authority.server("localhost")) as relay:
        told = send(relay.port, security=Security.STARTTLS, trust=authority.trust(), username="u", password=password)
    assert told == ["accepted"]
    assert sum(command.startswith("AUTH") for command in relay.commands) == 1
    assert not any(command.startswith("AUTH") for command in relay.in_clear)


@pytest.mark.parametrize(
    ("script", "password", "verdict"),
    [
        (Script(user="u", password="other"), CANARY, "deferred auth sender"),
        (Script(user="u", password="other", auth_methods="LOGIN"), CANARY, "deferred auth sender"),
        (Script(user="u", password=CANARY, auth=["454 4.7.0 later"]), CANARY, "deferred auth relay"),
        (Script(user="u", password=CANARY, auth=["421 4.7.0 closing"]), CANARY, "deferred auth relay"),
        (Script(user="u", password=CANARY, auth=[Drop()]), CANARY, "deferred auth relay"),
        (Script(user="u", password=CANARY, auth=[b"what\r\n"]), CANARY, "deferred auth relay"),
        (Script(user="u", password=CANARY, auth_methods="CRAM-MD5 XOAUTH2"), CANARY, "deferred auth relay"),
        (Script(), CANARY, "deferred auth relay"),
        (Script(user="u", password=CANARY), None, "deferred auth sender"),
    ],
)
def test_a_login_that_fails_is_tried_once_and_no_letter_is_touched(
    authority: Authority, script: Script, password: str | None, verdict: str
) -> None:
    with ScriptedRelay(script, starttls=authority.server("localhost")) as relay:
        told = send(relay.port, security=Security.STARTTLS, trust=authority.trust(), username="u", password=password)
    assert told == [verdict]
    assert sum(command.startswith("AUTH") for command in relay.commands) <= 1
    assert relay.accepted == []


@pytest.mark.parametrize("answer", [f"535 5.7.8 no such password: {CANARY}", f"what {CANARY}"])
def test_the_password_stays_out_of_everything_that_is_kept(
    authority: Authority, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Even when the relay quotes it: not in the error, its frames, the log, or a print of what holds it."""
    caplog.set_level(logging.DEBUG)
    relay = Relay(name="test", host="localhost", port=0, security=Security.STARTTLS, username="u")

    async def work(port: int) -> None:
        there = Relay(name="test", host="localhost", port=port, security=Security.STARTTLS, username="u")
        await open_connection(
            there, live=False, password=Password(CANARY), deadlines=PATIENT, ssl_context=authority.trust()
        )

    script = Script(user="u", password="x", auth=[answer])
    with ScriptedRelay(script, starttls=authority.server("localhost")) as server, pytest.raises(NotOpened) as raised:
        asyncio.run(work(server.port))
    error = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    ours = [frame for frame in error.stack if "tests" not in frame.filename]
    assert ours
    assert error.__context__ is None
    kept = (
        str(error)
        + str([frame.locals for frame in ours])
        + caplog.text
        + repr(Password(CANARY))
        + str(Password(CANARY))
        + repr(relay)
    )
    assert CANARY not in kept


def test_a_silent_banner_is_waited_for_no_longer_than_told() -> None:
    brisk = Deadlines(connect=1, greeting=0.2)

    async def work(port: int) -> None:
        await open_connection(
            Relay(name="in", host="localhost", port=port, security=Security.NONE), live=False, deadlines=brisk
        )

    with ScriptedRelay(Script(greeting=[Hang()])) as relay, pytest.raises(NotOpened) as raised:
        asyncio.run(work(relay.port))
    assert words(raised.value.verdict) == "deferred greeting relay"
