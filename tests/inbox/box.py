"""A mailbox in memory, one letter that went to Anna, and what the store says after the box was read."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from outreach.inbox.reading import ReadReport, read_source
from outreach.inbox.received import Received
from outreach.inbox.records import read_replies
from outreach.inbox.source import Raw
from outreach.store.engine import Store
from outreach.store.tables import incoming, journal, letters, suppressions
from outreach.store.words import (
    Event,
    IncomingState,
    State,
    SuppressionReason,
    SuppressionScope,
)
from tests.cast import add_client
from tests.inbox.posted import ADDRESS, KEYS, LETTER, NOW, add_letter


class Box:
    """A source that holds messages in memory."""

    def __init__(self, *contents: bytes, name: str = "box") -> None:
        self.name = name
        self.waiting = {str(number): content for number, content in enumerate(contents)}

    def new(self) -> Iterator[Raw]:
        for key, content in list(self.waiting.items()):
            yield Raw(key=key, content=content)

    def done(self, key: str) -> None:
        self.waiting.pop(key, None)


def read(store: Store, *contents: bytes, now: datetime = NOW, name: str = "box") -> ReadReport:
    return read_source(store, Box(*contents, name=name), keys=KEYS, now=now, by="daemon")


def received(store: Store) -> tuple[Received, ...]:
    with store.read() as connection:
        return read_replies(connection, limit=1_000)


def events(store: Store) -> list[Event]:
    with store.read() as connection:
        return list(connection.execute(select(journal.c.event).order_by(journal.c.id)).scalars())


def state_of(store: Store, letter_id: int = LETTER) -> State:
    with store.read() as connection:
        state: State = connection.execute(select(letters.c.state).where(letters.c.id == letter_id)).scalar_one()
        return state


def stops(store: Store) -> set[tuple[SuppressionScope, str, SuppressionReason]]:
    with store.read() as connection:
        rows = connection.execute(select(suppressions.c.scope, suppressions.c.key, suppressions.c.reason))
        return {(row.scope, row.key, row.reason) for row in rows}


def anna(store: Store, *, state: State = State.SENT) -> int:
    client_id = add_client(store, email=ADDRESS)
    add_letter(store, client_id, state=state)
    return client_id


def states(store: Store) -> dict[IncomingState, int]:
    with store.read() as connection:
        rows = connection.execute(select(incoming.c.state, func.count().label("n")).group_by(incoming.c.state))
        return {row.state: row.n for row in rows}
