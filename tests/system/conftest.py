"""Servers that live as long as the session."""

from collections.abc import Iterator

import pytest

from tests.system.servers import MailServers, mail_servers


@pytest.fixture(scope="session")
def _servers() -> Iterator[MailServers]:
    with mail_servers() as servers:
        yield servers


@pytest.fixture
def servers(_servers: MailServers) -> MailServers:
    """Postfix and Dovecot, with every mailbox empty."""
    _servers.empty()
    return _servers
