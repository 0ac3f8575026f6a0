"""Puts decisions, letters and spells into a store, as campaign, outbox and lapse would have left them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select

from outreach import journal
from outreach.store.engine import Store
from outreach.store.tables import campaigns, decisions, lapses, letters
from outreach.store.words import Because, Choice, Event, LetterKind, State

NOW = datetime(2025, 10, 1, 6, tzinfo=UTC)


def add_campaign(store: Store, key: str, *, title: str = "", kind: LetterKind = LetterKind.GREETING) -> int:
    with store.write() as connection:
        values = {"key": key, "title": title or key, "kind": kind, "first_seen_at": NOW}
        connection.execute(insert(campaigns).values(**values))
        return int(connection.execute(select(campaigns.c.id).where(campaigns.c.key == key)).scalar_one())


def decide(
    store: Store,
    client_id: int,
    *,
    campaign: int,
    on: date | None,
    occasion: str = "2025-07-01",
    choice: Choice = Choice.WRITE,
    because: Because = Because.DUE,
    state: State | None = State.SENT,
    events: tuple[Event, ...] = (),
) -> int:
    """A decision and, if it is to write and `state` is given, its letter with what happened to it."""
    with store.write() as connection:
        row: dict[str, Any] = {
            "campaign_id": campaign, "occasion": occasion, "client_id": client_id, "choice": choice,
            "because": because, "detail": {}, "theme": "t", "send_on": on, "decided_at": NOW,
            "address_key": f"c{client_id}@x.example",
        }  # fmt: skip
        connection.execute(insert(decisions).values(**row))
        mine = (
            decisions.c.campaign_id == campaign,
            decisions.c.occasion == occasion,
            decisions.c.client_id == client_id,
        )
        number = int(connection.execute(select(decisions.c.id).where(*mine)).scalar_one())
        if choice is Choice.WRITE and state is not None:
            letter: dict[str, Any] = {
                "id": number, "decision_id": number, "campaign_id": campaign, "occasion": occasion,
                "client_id": client_id, "kind": LetterKind.GREETING, "state": state,
                "mail_from": "b@x.example", "email": row["address_key"],
                "address_key": row["address_key"], "language": "en", "sender": "s", "subject": "Hello",
                "message_id": f"<{number}@x>", "message": b"", "message_hash": "", "digest": "", "facts_used": [],
                "due_at": NOW, "day_ends_at": NOW, "expires_at": NOW, "time_zone": "UTC", "drafted_at": NOW,
            }  # fmt: skip
            connection.execute(insert(letters).values(**letter))
            journal.record(
                connection, [journal.Entry(event=each, by="t", letter_id=number) for each in events], now=NOW
            )
    return number


def add_spell(store: Store, client_id: int, *, lost: date, ended: date | None = None, **columns: Any) -> None:
    with store.write() as connection:
        row = {
            "client_id": client_id, "lost_on": lost, "noticed_at": NOW, "tier": "gold", "value_year": 100,
            "ended_on": ended,
        } | columns  # fmt: skip
        connection.execute(insert(lapses).values(**row))
