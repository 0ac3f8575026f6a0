"""A real Postfix and a real Dovecot on loopback, with everything of theirs in one folder; nothing leaves the machine.

Clients live at strict.example, whose unknown recipients are refused at once, and at lenient.example, which takes any
letter and reports afterwards. The firm's own addresses end in its Maildir.
"""

import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

OWNER = "nobody"
PASSWORD = "secret"
PEOPLE = ("anna", "bohdan", "jane")  # who have a mailbox; anybody else at a client's domain is unknown
PATIENCE = 60.0  # seconds, for a machine under load

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}/log
syslog_name = post
myhostname = relay.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
disable_dns_lookups = yes
recipient_delimiter = +
default_transport = error:5.1.2 nothing leaves this machine
relay_transport = error:5.1.2 nothing leaves this machine
virtual_mailbox_domains = strict.example, lenient.example, ottisk.example, in.ottisk.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/etc/strict
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/tls/relay.pem
smtpd_tls_key_file = {folder}/tls/relay.key
smtpd_tls_received_header = yes
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
local     unix - n n - - local
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
first_valid_uid = 1
mail_location = maildir:~
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def needs(*programs: str, as_root: bool = False) -> None:
    """Skips where something is missing; on the machine that decides (CI=true) that is a failure."""
    missing = [program for program in programs if not Path(program).exists()]
    if as_root and os.geteuid() != 0:
        missing.append("the rights of root")
    if not missing:
        return
    reason = "not here: " + ", ".join(missing)
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def until(happened: Callable[[], object], *, what: str) -> None:
    """Looks again and again, with a deadline."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"waited in vain: {what}"
        threading.Event().wait(0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServers:
    """Where they listen, and where letters lie."""

    folder: Path
    smtp: int
    imap: int

    @property
    def firm_inbox(self) -> Path:
        return self.folder / "mail" / "firm"

    @property
    def authority(self) -> Path:
        """The certificate that vouches for the relay's own."""
        return self.folder / "tls" / "authority.pem"

    def arrived(self, who: str) -> list[Path]:
        """Files in somebody's Maildir, read or not."""
        box = self.folder / "mail" / who
        return [*(box / "new").glob("*"), *(box / "cur").glob("*")]

    def waits_for(self, who: str, letters: int) -> None:
        until(lambda: len(self.arrived(who)) >= letters, what=f"{letters} letters for {who}\n{self.log()}")

    def log(self) -> str:
        file = self.folder / "log" / "mail.log"
        return file.read_text(encoding="utf-8", errors="replace")[-4000:] if file.exists() else ""

    def read(self, who: str) -> list[bytes]:
        """Everything in somebody's INBOX, over IMAP."""
        with imaplib.IMAP4("127.0.0.1", self.imap, timeout=PATIENCE) as imap:
            imap.login(who, PASSWORD)
            imap.select("INBOX", readonly=True)
            _, found = imap.search(None, "ALL")
            return [self._fetched(imap, number) for number in found[0].split()]

    @staticmethod
    def _fetched(imap: imaplib.IMAP4, number: bytes) -> bytes:
        _, answer = imap.fetch(number.decode(), "(BODY.PEEK[])")
        assert isinstance(answer[0], tuple)
        return answer[0][1]

    def empty(self) -> None:
        """As if nothing had ever arrived."""
        for who in ("firm", *PEOPLE):
            for file in self.arrived(who):
                file.unlink()


@contextmanager
def mail_servers() -> Iterator[MailServers]:
    """Both, until the `with` ends."""
    needs("/usr/sbin/postfix", "/usr/sbin/dovecot", "/usr/bin/openssl", as_root=True)
    # Not below pytest's own folder: the servers' own users must be able to walk there.
    folder = Path(tempfile.mkdtemp(prefix="outreach-mail-"))
    folder.chmod(0o755)
    servers = MailServers(folder=folder, smtp=_free_port(), imap=_free_port())
    try:
        make_certificates(folder / "tls")
        _make_boxes(folder)
        with _postfix(servers), _dovecot(servers):
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postfix(servers: MailServers) -> Iterator[None]:
    folder, etc = servers.folder, servers.folder / "etc"
    for name in ("etc", "queue", "data", "log"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    known = _owner()
    (etc / "main.cf").write_text(_MAIN.format(folder=folder, **known), encoding="ascii")
    (etc / "master.cf").write_text(_MASTER.format(port=servers.smtp), encoding="ascii")
    boxes = [f"{who}@{domain} {who}/" for who in PEOPLE for domain in ("strict.example", "lenient.example")]
    ours = ("bounces@in.ottisk.example", "stop@in.ottisk.example", "olena@ottisk.example", "maksym@ottisk.example")
    (etc / "mailboxes").write_text("\n".join([*boxes, *(f"{one} firm/" for one in ours)]) + "\n", encoding="ascii")
    (etc / "strict").write_text("strict.example reject_unlisted_recipient\n", encoding="ascii")
    control = ["/usr/sbin/postfix", "-c", str(etc)]
    subprocess.run([*control, "start"], check=True, capture_output=True, timeout=PATIENCE)
    try:
        until(lambda: _listens(servers.smtp), what=f"Postfix\n{servers.log()}")
        yield
    finally:
        subprocess.run([*control, "stop"], check=False, capture_output=True, timeout=PATIENCE)


@contextmanager
def _dovecot(servers: MailServers) -> Iterator[None]:
    folder = servers.folder / "dovecot"
    for part in (folder, folder / "run", folder / "state"):
        part.mkdir()
    file = folder / "dovecot.conf"
    known = _owner() | {"owner": OWNER, "group": _group(), "mail": servers.folder / "mail"}
    file.write_text(
        _DOVECOT.format(folder=folder, port=servers.imap, password=PASSWORD, **known).lstrip(), encoding="ascii"
    )
    process = subprocess.Popen(
        ["/usr/sbin/dovecot", "-F", "-c", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: _listens(servers.imap), what="Dovecot")
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def make_certificates(folder: Path) -> None:
    """An authority of our own, and a certificate of the relay's for localhost, both for a day."""
    folder.mkdir()

    def openssl(*words: str) -> None:
        subprocess.run(["/usr/bin/openssl", *words], check=True, capture_output=True, cwd=folder, timeout=PATIENCE)

    key = ("-newkey", "rsa:2048", "-nodes", "-days", "1")
    openssl("req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", "-subj", "/CN=Test authority",
            "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    openssl("req", *key[:3], "-keyout", "relay.key", "-out", "relay.csr", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n", encoding="ascii")
    openssl("x509", "-req", "-in", "relay.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", "1", "-extfile", "names", "-out", "relay.pem")  # fmt: skip
    (folder / "relay.key").chmod(0o600)


def _make_boxes(folder: Path) -> None:
    mail = folder / "mail"
    mail.mkdir()
    for who in ("firm", *PEOPLE):
        for part in ("", "new", "cur", "tmp"):
            (mail / who / part).mkdir(exist_ok=True)
            shutil.chown(mail / who / part, OWNER, _group())


def _owner() -> dict[str, object]:
    import pwd

    known = pwd.getpwnam(OWNER)
    return {"uid": known.pw_uid, "gid": known.pw_gid}


def _group() -> str:
    import grp
    import pwd

    return grp.getgrgid(pwd.getpwnam(OWNER).pw_gid).gr_name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return bool(line.recv(4))
    except OSError:
        return False
