"""Makes the tables of a new database and says whether those of an old one fit; changing them is migrations' work."""

import platform
import secrets
import uuid
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from outreach.errors import SchemaIsOld
from outreach.locale import say
from outreach.store.engine import Store
from outreach.store.tables import gate, identity, metadata

REVISION = "0002"  # the newest migration; a test compares


def create_everything(store: Store) -> None:
    """All tables and the rows that always stand; only for an empty database (`db upgrade` and tests)."""
    with store.write() as connection:
        metadata.create_all(connection)
        seed(connection)


def seed(connection: Connection) -> None:
    """The one row of `gate` and of `identity`."""
    if connection.execute(select(gate.c.id)).first() is None:
        connection.execute(insert(gate).values(id=1, turn=0))
    if connection.execute(select(identity.c.id)).first() is None:
        connection.execute(
            insert(identity).values(
                id=1,
                store_id=uuid.uuid4().hex,
                erased_secret=secrets.token_hex(32),
                machine=machine_name(),
                clock_argued=False,
            )
        )


def machine_name() -> str:
    """What tells this machine from a copy of it, as far as the system says; the host's name elsewhere."""
    known = Path("/etc/machine-id")
    text = known.read_text(encoding="ascii").strip() if known.is_file() else ""
    return text or platform.node()


def ensure_current(store: Store) -> None:
    """Raises SchemaIsOld unless the database is of this version's making."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            raise SchemaIsOld(say("the database has no tables yet; run: outreach db upgrade"))
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found != REVISION:
        raise SchemaIsOld(
            say(
                "the database is at version {found}, this program needs {needed}; run: outreach db upgrade",
                found=found,
                needed=REVISION,
            )
        )
