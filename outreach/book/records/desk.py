"""What a person writes down about one client at his desk: columns of his, notes, people at a firm."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select, update

from outreach.book.records.looked_after import keep_managers
from outreach.book.records.touched import touch
from outreach.errors import NotFound
from outreach.journal import Entry, record
from outreach.locale import say
from outreach.store.dialect import insert_into
from outreach.store.tables import clients, contacts, people
from outreach.store.words import Event

INTERVIEW = "interview"  # the channel of a note about a talk


def set_columns(
    connection: Connection,
    client_id: int,
    values: Mapping[str, str | int | date | None],
    *,
    now: datetime,
    today: date,
    by: str,
) -> bool:
    """Writes what is given and leaves the rest; whether anything changed. A manager's days are kept."""
    asked = select(*(clients.c[name] for name in values), clients.c.manager.label("looked_after"))
    row = connection.execute(asked.where(clients.c.id == client_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(say("There is no client {number}.", number=client_id))
    changed = {name: value for name, value in values.items() if row[name] != value}
    if not changed:
        return False
    connection.execute(update(clients).where(clients.c.id == client_id).values(**changed, changed_at=now))
    if "manager" in changed:
        manager = changed["manager"]
        assert manager is None or isinstance(manager, str)
        keep_managers(connection, [(client_id, row["looked_after"], manager)], today=today)
    _tell(connection, client_id, what=", ".join(changed), now=now, by=by)
    return True


def add_note(connection: Connection, client_id: int, text: str, *, on_day: date, now: datetime, by: str) -> bool:
    """A talk with him, as `by` tells it; False if the same stands there already."""
    same = (contacts.c.client_id == client_id, contacts.c.on_day == on_day, contacts.c.what == text)
    if connection.execute(select(contacts.c.id).where(*same)).first():
        return False
    number = connection.execute(select(func.coalesce(func.max(contacts.c.id), 0))).scalar_one() + 1
    row = {"source_key": f"note|{client_id}|{number}", "on_day": on_day, "channel": INTERVIEW, "by": by, "what": text}
    connection.execute(insert(contacts).values(client_id=client_id, **row))
    connection.execute(update(clients).where(clients.c.id == client_id).values(changed_at=now))
    _tell(connection, client_id, what="note", now=now, by=by)
    return True


def notes_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """What was written down about these clients and about talks with them; those of whom nothing was are left out."""
    found: dict[int, tuple[str, ...]] = {}
    own = select(clients.c.id, clients.c.notes).where(clients.c.id.in_(ids), clients.c.notes != "")
    talks = select(contacts.c.client_id, contacts.c.what).where(contacts.c.client_id.in_(ids), contacts.c.what != "")
    for query in (own, talks.order_by(contacts.c.id)):
        for client_id, text in connection.execute(query):
            found[client_id] = (*found.get(client_id, ()), text)
    return found


def debt_of(connection: Connection, client_id: int) -> int | None:
    """What he owes by the firm's books."""
    debt: int | None = connection.execute(select(clients.c.debt).where(clients.c.id == client_id)).scalar()
    return debt


def set_person(
    connection: Connection, client_id: int, name: str, *, said: Mapping[str, str | None], now: datetime, by: str
) -> bool:
    """Somebody at the firm: made, or what is said of him written over; whether anything changed."""
    query = select(people).where(people.c.client_id == client_id, people.c.name == name)
    row = connection.execute(query).mappings().one_or_none()
    if row is not None and all(row[key] == value for key, value in said.items()):
        return False
    made = insert_into(connection, people).values(client_id=client_id, name=name, added_at=now, **said)
    connection.execute(
        made.on_conflict_do_update(index_elements=["client_id", "name"], set_=said)
        if said
        else made.on_conflict_do_nothing()
    )
    _tell(connection, client_id, what="people", now=now, by=by)
    return True


def _tell(connection: Connection, client_id: int, *, what: str, now: datetime, by: str) -> None:
    """Names of columns, never what stands in them: the journal outlives an erasure."""
    touch(connection, (client_id,))
    detail: dict[str, object] = {"what": what}
    record(connection, [Entry(event=Event.CLIENT_CHANGED, by=by, client_id=client_id, detail=detail)], now=now)
