"""Rows by the thousand go in as they are, whatever the texts hold."""

import pytest
from sqlalchemy import select

from outreach.book.headings import Kind
from outreach.book.records.history import SHAPES, add_if_all_new
from outreach.store import tables
from outreach.store.engine import Store
from tests.shop import MONDAY, add_people

NAMES = ("source_key", "client_id", "asked_on", "what", "imported_at")


@pytest.mark.parametrize(
    "what", ["\\N", "\\", "a\tb", "a\nb", "a\r\nb", "null", "", "'; DROP TABLE x; --", "д\\tж", None]
)
def test_a_text_comes_back_as_it_went_in(store: Store, what: str | None) -> None:
    add_people(store, 1)
    day = MONDAY.date()
    with store.write() as connection:
        rows = [(f"k{n}", 1, day, text, MONDAY) for n, text in enumerate((what, "plain"))]
        assert add_if_all_new(connection, SHAPES[Kind.INQUIRIES], names=NAMES, rows=rows)
    with store.read() as connection:
        columns = tables.inquiries.c
        query = select(columns.what, columns.asked_on, columns.imported_at).order_by(columns.source_key)
        assert [tuple(row) for row in connection.execute(query)] == [(what, day, MONDAY), ("plain", day, MONDAY)]


def test_where_one_key_stands_none_of_the_rows_goes_in_and_the_transaction_goes_on(store: Store) -> None:
    add_people(store, 1)
    shape, day = SHAPES[Kind.INQUIRIES], MONDAY.date()
    with store.write() as connection:
        assert add_if_all_new(connection, shape, names=NAMES, rows=[("k1", 1, day, "a", MONDAY)])
        twice = [("k0", 1, day, "b", MONDAY), ("k1", 1, day, "c", MONDAY)]
        assert not add_if_all_new(connection, shape, names=NAMES, rows=twice)
        assert add_if_all_new(connection, shape, names=NAMES, rows=[("k2", 1, day, "d", MONDAY)])
    with store.read() as connection:
        query = select(tables.inquiries.c.source_key).order_by(tables.inquiries.c.source_key)
        assert connection.execute(query).scalars().all() == ["k1", "k2"]
