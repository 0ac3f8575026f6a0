"""Letters that were sent and messages that come back about them, for the tests of the inbox."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from outreach.letter.token import Token, TokenKeys, TokenKind, seal
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import Because, Choice, LetterKind, State

KEYS = TokenKeys(current=1, secrets={1: b"a secret of sixteen bytes or more"})
LETTER = 7
ADDRESS = "anna@client.example"
SENT_AT = datetime(2025, 10, 2, 7, 31, tzinfo=UTC)
NOW = SENT_AT + timedelta(hours=3)
MAIL = Path(__file__).parent / "mail"


def token(kind: TokenKind, letter_id: int = LETTER) -> str:
    return seal(Token(kind=kind, letter_id=letter_id), keys=KEYS)


def posted(text: str | bytes, *, letter_id: int = LETTER) -> bytes:
    """The message with BOUNCE_TOKEN, REPLY_TOKEN ... replaced by genuine ones."""
    content = text.encode() if isinstance(text, str) else text
    for kind in TokenKind:
        content = content.replace(f"{kind.name}_TOKEN".encode(), token(kind, letter_id).encode())
    return content


def mail(name: str, *, letter_id: int = LETTER) -> bytes:
    """A message of the corpus in `mail/`."""
    return posted((MAIL / f"{name}.eml").read_bytes(), letter_id=letter_id)


def corpus() -> list[str]:
    return sorted(path.stem for path in MAIL.glob("*.eml"))


def add_letter(
    store: Store,
    client_id: int,
    *,
    letter_id: int = LETTER,
    state: State = State.SENT,
    email: str = ADDRESS,
    went_at: datetime | None = SENT_AT,
) -> int:
    """A letter as the outbox would have left it, with its campaign and decision; returns its number."""
    campaign = {"id": 1, "key": "news", "title": "News", "kind": LetterKind.NEWSLETTER, "first_seen_at": SENT_AT}
    with store.write() as connection:
        if connection.execute(select(tables.campaigns.c.id)).first() is None:
            connection.execute(insert(tables.campaigns).values(campaign))
        shared = {"campaign_id": 1, "occasion": f"2025-Q4-{letter_id}", "client_id": client_id, "email": email}
        connection.execute(
            insert(tables.decisions).values(
                **shared,
                id=letter_id,
                choice=Choice.WRITE,
                because=Because.DUE,
                detail={},
                theme="news",
                address_key=email,
                decided_at=SENT_AT,
            )
        )
        connection.execute(
            insert(tables.letters).values(
                **shared,
                id=letter_id,
                decision_id=letter_id,
                kind=LetterKind.NEWSLETTER,
                state=state,
                address_key=email,
                language="ru",
                sender="olga",
                mail_from=f"bounces+{token(TokenKind.BOUNCE, letter_id)}@in.firm.example",
                subject="News",
                message_id=f"<{token(TokenKind.MESSAGE, letter_id)}@firm.example>",
                message=b"",
                message_hash="",
                digest="",
                facts_used=[],
                due_at=SENT_AT,
                day_ends_at=SENT_AT,
                expires_at=SENT_AT,
                time_zone="Europe/Kyiv",
                drafted_at=SENT_AT - timedelta(days=1),
                going_at=went_at,
                settled_at=went_at,
            )
        )
    return letter_id
