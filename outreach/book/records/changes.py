"""Changes to single clients that a person or a letter that came back brings about, each with its journal row."""

from datetime import date, datetime

from sqlalchemy import Connection, select, update

from outreach.book.records.touched import touch
from outreach.errors import NotFound
from outreach.journal import Entry, record
from outreach.locale import say
from outreach.store.dialect import insert_into
from outreach.store.tables import addresses, clients, personal_facts, reasons
from outreach.store.words import AddressState, Event, ReasonStanding


def mark_addresses_dead(connection: Connection, address_key: str, *, now: datetime) -> tuple[int, ...]:
    """No client is written to there again; gives the clients whose address died now, none the second time."""
    living = (addresses.c.address_key == address_key, addresses.c.state == AddressState.LIVE)
    died = update(addresses).where(*living).values(state=AddressState.DEAD).returning(addresses.c.client_id)
    whose = tuple(sorted(connection.execute(died).scalars()))
    if whose:
        connection.execute(update(clients).where(clients.c.id.in_(whose)).values(changed_at=now))
        touch(connection, whose)
    return whose


def set_name(
    connection: Connection,
    client_id: int,
    *,
    now: datetime,
    by: str,
    name: str | None = None,
    family_name: str | None = None,
    given_name: str | None = None,
    patronymic: str | None = None,
    gender: str | None = None,
) -> bool:
    """Writes what is given and leaves the rest; whether anything changed. Letters drafted before are planned anew."""
    given = {
        "name": name,
        "family_name": family_name,
        "given_name": given_name,
        "patronymic": patronymic,
        "gender": gender,
    }
    return _rename(connection, client_id, given=given, now=now, by=by)


def set_salutation(
    connection: Connection,
    client_id: int,
    *,
    now: datetime,
    by: str,
    salutation: str | None = None,
    vocative: str | None = None,
    addressing: str | None = None,
) -> bool:
    """Writes how he is addressed, as `set_name` does; an empty text takes his own form away again."""
    given = {"salutation": salutation, "vocative": vocative, "addressing": addressing}
    return _rename(connection, client_id, given=given, now=now, by=by)


def set_place(
    connection: Connection,
    client_id: int,
    *,
    now: datetime,
    by: str,
    language: str | None = None,
    country: str | None = None,
    city: str | None = None,
    time_zone: str | None = None,
) -> bool:
    """Writes in which language and by which clock he is written to, as `set_name` does."""
    given = {"language": language, "country": country, "city": city, "time_zone": time_zone}
    return _rename(connection, client_id, given=given, now=now, by=by)


def add_fact(
    connection: Connection,
    client_id: int,
    *,
    key: str,
    value: str,
    now: datetime,
    by: str,
    language: str | None = None,
    usable: bool = True,
    source: str | None = None,
) -> bool:
    """Whether it was not known yet; the same key and value again changes nothing."""
    _expect(connection, client_id)
    row = insert_into(connection, personal_facts).values(
        client_id=client_id, key=key, value=value, language=language, usable=usable, source=source or by, added_at=now
    )
    if connection.execute(row.on_conflict_do_nothing().returning(personal_facts.c.id)).first() is None:
        return False
    _tell(connection, client_id, what=f"fact.{key}", now=now, by=by)
    return True


def add_reason(
    connection: Connection,
    client_id: int,
    *,
    reason: str,
    standing: ReasonStanding,
    now: datetime,
    by: str,
    source: str | None = None,
    on_day: date | None = None,
    event: str | None = None,
) -> bool:
    """Whether it was not known yet; stated and verified stand side by side (P11), and neither replaces the other."""
    _expect(connection, client_id)
    row = insert_into(connection, reasons).values(
        client_id=client_id,
        reason=reason,
        standing=standing,
        source=source or by,
        on_day=on_day,
        event=event,
        added_at=now,
    )
    if connection.execute(row.on_conflict_do_nothing().returning(reasons.c.id)).first() is None:
        return False
    _tell(connection, client_id, what=f"reason.{reason}.{standing}", now=now, by=by)
    return True


def _rename(connection: Connection, client_id: int, *, given: dict[str, str | None], now: datetime, by: str) -> bool:
    said = {name: value for name, value in given.items() if value is not None}
    asked = select(*(clients.c[name] for name in given)).where(clients.c.id == client_id)
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        raise _nobody(client_id)
    changed = {name: value or (None if name != "name" else "") for name, value in said.items()}
    changed = {name: value for name, value in changed.items() if row[name] != value}
    if not changed:
        return False
    connection.execute(update(clients).where(clients.c.id == client_id).values(**changed, named_at=now, changed_at=now))
    _tell(connection, client_id, what=", ".join(changed), now=now, by=by)
    return True


def _tell(connection: Connection, client_id: int, *, what: str, now: datetime, by: str) -> None:
    """Names of columns, never what stands in them: the journal outlives an erasure."""
    touch(connection, (client_id,))
    record(
        connection,
        [Entry(event=Event.CLIENT_CHANGED, by=by, client_id=client_id, detail={"what": what})],
        now=now,
    )


def _expect(connection: Connection, client_id: int) -> None:
    if connection.execute(select(clients.c.id).where(clients.c.id == client_id)).first() is None:
        raise _nobody(client_id)


def _nobody(client_id: int) -> NotFound:
    return NotFound(say("There is no client {number}.", number=client_id))
