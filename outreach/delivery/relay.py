"""A relay, and the one place where a socket is opened: the guard against live mail, TLS and AUTH stand here.

What is said once the connection stands is not here but in `protocol`; which letters it carries, in `relay_courier`.
"""

import asyncio
import ipaddress
import socket
import ssl
from dataclasses import dataclass, field

import aiosmtplib

from outreach.delivery.answer import Answer, Deferred, Fault, Phase, answer_of, judge, no_answer
from outreach.delivery.protocol import Connection, Deadlines
from outreach.errors import OutOfReach, RefusedForSafety
from outreach.locale import say
from outreach.settings import Security


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where letters are handed in. A username means AUTH, which needs TLS of either sort."""

    name: str
    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""


@dataclass(frozen=True, slots=True)
class Password:
    """A secret that prints as stars wherever it turns up: logs, tracebacks, screens."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


class NotOpened(OutOfReach):
    """The relay could not be reached, trusted or logged in to; no letter was touched."""

    def __init__(self, relay: Relay, verdict: Deferred) -> None:
        super().__init__(f"relay {relay.name}: {verdict.phase}: {verdict.answer}")
        self.verdict = verdict


def host_is_loopback(host: str) -> bool:
    """Whether a host, as written, can only be this machine: `localhost` or a loopback address."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


async def open_connection(
    relay: Relay,
    *,
    live: bool,
    password: Password | None = None,
    deadlines: Deadlines | None = None,
    ssl_context: ssl.SSLContext | None = None,
) -> Connection:
    """A connection that is ready for letters; NotOpened says whose fault it is that there is none.

    RefusedForSafety: not live and not towards loopback; nothing but loopback without TLS; AUTH never without TLS.
    `ssl_context` stands in for the system's trust; it must verify.
    """
    _refuse_unsafe(relay, live=live)
    patience = deadlines or Deadlines()
    opened = await _Opening(relay, live=live, deadlines=patience, context=ssl_context).run(password)
    if isinstance(opened, Deferred):
        raise NotOpened(relay, opened)  # raised here, so that no frame that held the password hangs on it
    return opened


def _refuse_unsafe(relay: Relay, *, live: bool) -> None:
    if not live and not host_is_loopback(relay.host):
        raise RefusedForSafety(say("delivery is not live: relay {name} is not on this machine", name=relay.name))
    if relay.security is Security.NONE and not host_is_loopback(relay.host):
        raise RefusedForSafety(say("relay {name}: without TLS letters go to this machine only", name=relay.name))
    if relay.security is Security.NONE and relay.username:
        raise RefusedForSafety(say("relay {name}: a password is never sent without TLS", name=relay.name))


class _Stopped(Exception):
    """Opening ended at a phase; the verdict says how."""

    def __init__(self, verdict: Deferred) -> None:
        super().__init__()
        self.verdict = verdict


class _Opening:
    """The steps from a host's name to a connection that takes letters, with the phase they have come to."""

    def __init__(self, relay: Relay, *, live: bool, deadlines: Deadlines, context: ssl.SSLContext | None) -> None:
        self.relay = relay
        self.live = live
        self.deadlines = deadlines
        self.context = context
        self.phase = Phase.CONNECT

    async def run(self, password: Password | None) -> Connection | Deferred:
        smtp: aiosmtplib.SMTP | None = None
        try:
            smtp = self._library(await self._socket())
            await self._greeted(smtp)
            await self._secured(smtp)
            await self._logged_in(smtp, password)
            return _hand_over(smtp, deadlines=self.deadlines)
        except BaseException as problem:
            if smtp and isinstance(smtp.transport, asyncio.Transport):
                smtp.transport.abort()
            if isinstance(problem, _Stopped):
                return problem.verdict
            if isinstance(problem, aiosmtplib.SMTPException | OSError | ValueError):
                return self._verdict_on(problem, password)
            raise

    async def _socket(self) -> socket.socket:
        """A connected socket. Every address is looked at once more: a name may have been pointed elsewhere."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self.deadlines.connect):
            found = await loop.getaddrinfo(self.relay.host, self.relay.port, type=socket.SOCK_STREAM)
        problem: OSError = OSError("the name has no address")
        for family, kind, protocol, _, address in found:
            if not self.live and not host_is_loopback(str(address[0])):
                raise RefusedForSafety(
                    say("delivery is not live: relay {name} is not on this machine", name=self.relay.name)
                )
            sock = socket.socket(family, kind, protocol)
            sock.setblocking(False)
            try:
                async with asyncio.timeout(self.deadlines.connect / len(found)):
                    await loop.sock_connect(sock, address)
            except OSError as reason:  # TimeoutError is one
                sock.close()
                problem = reason
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        raise problem

    def _library(self, sock: socket.socket) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.relay.host,
            sock=sock,
            local_hostname=_literal(sock),
            timeout=self.deadlines.greeting,
            use_tls=self.relay.security is Security.TLS,
            start_tls=False,
            tls_context=self.context,
        )

    async def _greeted(self, smtp: aiosmtplib.SMTP) -> None:
        self.phase = Phase.TLS if self.relay.security is Security.TLS else Phase.GREETING
        try:
            await smtp.connect()
        except aiosmtplib.SMTPConnectResponseError:
            self.phase = Phase.GREETING  # whatever came over TLS, it was a banner
            raise
        self.phase = Phase.HELLO
        await smtp.ehlo()

    async def _secured(self, smtp: aiosmtplib.SMTP) -> None:
        if self.relay.security is not Security.STARTTLS:
            return
        self.phase = Phase.TLS
        if not smtp.supports_extension("starttls"):
            raise _Stopped(self._deferred("the relay offers no STARTTLS"))
        await smtp.starttls()
        self.phase = Phase.HELLO
        await smtp.ehlo()  # RFC 3207 §4.2: what was offered in clear counts for nothing

    async def _logged_in(self, smtp: aiosmtplib.SMTP, password: Password | None) -> None:
        if not self.relay.username:
            return
        self.phase = Phase.AUTH
        assert smtp.get_transport_info("sslcontext"), "AUTH without TLS was refused before"
        if password is None:
            raise _Stopped(self._deferred("there is a username and no password", fault=Fault.SENDER))
        # One method, once: a wrong password tried three ways is how accounts get locked.
        if "plain" in smtp.server_auth_methods:
            await smtp.auth_plain(self.relay.username, password.secret)
        elif "login" in smtp.server_auth_methods:
            await smtp.auth_login(self.relay.username, password.secret)
        else:
            raise _Stopped(self._deferred("the relay offers neither AUTH PLAIN nor LOGIN"))

    def _deferred(self, what: str, *, fault: Fault = Fault.RELAY) -> Deferred:
        return Deferred(answer=no_answer(what), phase=self.phase, fault=fault)

    def _verdict_on(self, problem: Exception, password: Password | None) -> Deferred:
        if isinstance(problem, aiosmtplib.SMTPResponseException) and problem.code > 0:
            answer = _without(answer_of(problem.code, problem.message), password)
            verdict = judge(answer, self.phase)
            return verdict if isinstance(verdict, Deferred) else self._deferred(str(answer))
        if isinstance(problem, TimeoutError) and self.phase is Phase.CONNECT:
            return self._deferred(f"no connection within {self.deadlines.connect:g} s")
        return self._deferred(str(_without(no_answer(" ".join(str(problem).split())), password)))


def _hand_over(smtp: aiosmtplib.SMTP, *, deadlines: Deadlines) -> Connection:
    transport = smtp.transport
    if not isinstance(transport, asyncio.Transport) or transport.is_closing():
        raise ConnectionResetError("the connection was lost after the greetings")
    return Connection(transport, pipelining=smtp.supports_extension("pipelining"), deadlines=deadlines)


def _literal(sock: socket.socket) -> str:
    """Our name in EHLO as an address literal (RFC 5321 §4.1.3): always true, and asks no name server."""
    host = str(sock.getsockname()[0]).partition("%")[0]
    return f"[IPv6:{host}]" if ":" in host else f"[{host}]"


def _without(answer: Answer, password: Password | None) -> Answer:
    """A relay may quote what it was given; whatever it quotes, the password stays out of what we keep."""
    if password and password.secret and password.secret in answer.text:
        return Answer(code=answer.code, enhanced=answer.enhanced, text="(it quotes the password)")
    return answer
