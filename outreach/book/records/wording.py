"""Which words the clients of the book have in a column already."""

from sqlalchemy import Connection, select

from outreach.book.headings import Column
from outreach.store.tables import clients, reasons

_MOST = 5_000


def words_in_use(connection: Connection, column: Column) -> tuple[str, ...]:
    """The different words of one column of clients, or of their reasons."""
    found = reasons.c.reason if column is Column.REASON else clients.c[column.value]
    rows = connection.execute(select(found).where(found.is_not(None), found != "").distinct().limit(_MOST))
    return tuple(sorted(row[0] for row in rows))
