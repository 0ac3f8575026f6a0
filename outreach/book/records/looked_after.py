"""Who looks after a client, and who did before: a row each, with the days where they are known."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert, select, update

from outreach.store.bulk import among
from outreach.store.tables import managers

Change = tuple[int, str | None, str | None]  # client, who it was, who it is from now on


def keep_managers(connection: Connection, changes: Sequence[Change], *, today: date) -> None:
    """Ends the row of whoever it was, which is made if there was none, and begins one."""
    moved = [change for change in changes if change[1] != change[2]]
    if not moved:
        return
    whose = among(connection, managers.c.client_id, [client for client, _, _ in moved])
    open_ = select(managers.c.client_id).where(whose, managers.c.until.is_(None))
    known = set(connection.scalars(open_))
    connection.execute(update(managers).where(whose, managers.c.until.is_(None)).values(until=today))
    rows = [
        {"client_id": client, "manager": was, "since": None, "until": today}
        for client, was, _ in moved
        if was and client not in known
    ]
    rows += [{"client_id": client, "manager": now, "since": today, "until": None} for client, _, now in moved if now]
    if rows:
        connection.execute(insert(managers), rows)
