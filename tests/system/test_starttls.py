"""Encryption towards a real Postfix: a certificate nobody vouches for is refused, and nothing is said in clear."""

from pathlib import Path

import pytest

from tests.system.letters import AFTERNOON, CAMPAIGN, firm_towards
from tests.system.servers import PEOPLE, MailServers

pytestmark = pytest.mark.system


def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(
    servers: MailServers, tmp_path: Path
) -> None:
    letters = firm_towards(tmp_path / "firm", servers, security="starttls", host="localhost")
    said = letters.run("send", CAMPAIGN, "--yes", now=AFTERNOON)
    assert "CERTIFICATE_VERIFY_FAILED" in said.err or "certificate" in said.err
    assert set(letters.states().values()) == {"ready"}
    assert [servers.arrived(who) for who in PEOPLE] == [[], [], []]


def test_letters_travel_encrypted_where_the_system_knows_the_authority(
    servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.authority))
    letters = firm_towards(tmp_path / "firm", servers, security="starttls", host="localhost")
    letters.run("send", CAMPAIGN, "--yes", now=AFTERNOON)
    for who in PEOPLE:
        servers.waits_for(who, 1)
        (message,) = servers.read(who)
        assert b"using TLSv1.3" in message


def test_a_certificate_of_another_name_is_refused(
    servers: MailServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(servers.authority))
    letters = firm_towards(tmp_path / "firm", servers, security="starttls", host="127.0.0.1")
    letters.run("send", CAMPAIGN, "--yes", now=AFTERNOON)
    assert set(letters.states().values()) == {"ready"}
    assert [servers.arrived(who) for who in PEOPLE] == [[], [], []]
