"""A store and a folder in which files are written and imported, and what came of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from outreach.book.importing import ImportReport, run_import
from outreach.book.plan import plan_import
from outreach.book.records import touched_clients
from outreach.settings import Book
from outreach.store import tables
from outreach.store.engine import Store

NOW = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
BOOK = Book(currency="UAH", country="UA", language="uk")
CLIENTS = """Код;ФИО;E-mail;Город;Дата рождения
1;Иванова Анна Петровна;anna@x.ua; Київ;05.03.1980
2;Петров Борис;boris@x.ua, b.petrov@y.ua;Львів;
3;Дина;;Одеса;1900-01-01
"""


class Bench:
    """A store and a folder in which files are written and imported."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder

    def take(self, content: str, *, now: datetime = NOW, **more: Any) -> ImportReport:
        path = self.folder / more.pop("name", "file.csv")
        path.write_text(content, encoding="utf-8")
        book = BOOK.model_copy(update={"merge": more.pop("merge", {})})
        opening = {key: more.pop(key) for key in ("kind", "said") if key in more}
        with self.store.write() as connection:
            return run_import(connection, plan_import(path, **opening), book=book, now=now, **more)

    def all(self, table: str, *columns: str) -> list[Any]:
        wanted = tables.metadata.tables[table]
        query = select(*(wanted.c[name] for name in columns)).order_by(wanted.c.id)
        with self.store.read() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return [row[0] for row in rows] if len(columns) == 1 else rows

    def touched(self) -> dict[int, int]:
        with self.store.read() as connection:
            return {row.client_id: row.touch for row in touched_clients(connection, limit=100)}


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.same, report.refused
