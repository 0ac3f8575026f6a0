"""The quick way through rows gives what the plain one gives, for whatever stands in the cells."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from outreach.book import quick
from outreach.book.acquaintance import Acquaintance
from outreach.book.columns import Mapping, guess_columns
from outreach.book.headings import Kind
from outreach.book.history import Entry
from outreach.book.quick import QuickReader
from outreach.book.records import Connection
from outreach.book.row import Checked, Reading, Refused, RowReader
from outreach.book.table import Row
from outreach.store import tables
from outreach.store.engine import Store
from tests.shop import MONDAY

FORMS = {
    Kind.ORDERS: ("Код", "Клиент", "Номер заказа", "Дата", "Сумма", "Валюта", "Товар"),
    Kind.INQUIRIES: ("Код", "E-mail", "Дата", "Тема", "Дата ответа"),
    Kind.CONTACTS: ("Код", "Дата", "Канал", "Ответил", "Тема"),
    Kind.FACTS: ("Код", "Ключ", "Факт"),
}
CELLS = (
    "", "1", "2", "3", "77", "a@x.ua", "bad@", "Анна", "A7", "A8", "2024-05-05", "05/06/2024", "31.02.2024",
    "1900-01-01", "2999-01-01", "100", "12 345,67", "-5", "1.234", "грн", "USD", "EUR", "$5", "да", "может", "звонок",
    "x  y",
    "a\x07b", "д" * 501, "итого", "|", "'=1",
)  # fmt: skip
NOW = date(2026, 1, 12)


def known(connection: Connection) -> None:
    moments = {"named_at": MONDAY, "created_at": MONDAY, "changed_at": MONDAY}
    people = [{"id": n, "code": str(n), "name": "Анна", "merged_into": None, **moments} for n in (1, 2)]
    people.append({"id": 3, "code": "3", "name": "Вера", "merged_into": 1, **moments})
    connection.execute(insert(tables.clients), people)
    connection.execute(
        insert(tables.addresses).values(client_id=2, email="a@x.ua", address_key="a@x.ua", added_at=MONDAY)
    )


def plainly(reader: RowReader, acquaintance: Acquaintance, rows: list[Row]) -> tuple[list[Entry], list[Refused]]:
    """One row after another."""
    entries, refused = [], []
    for row in rows:
        one = reader.read(row)
        if isinstance(one, Checked):
            acquaintance.meet([one.who])
            found = acquaintance.find(one.who)
            if isinstance(found, str):
                refused.append(Refused(row=row, reason=found))
            else:
                entries.append(Entry(row, found.lives, found.own, one.values))
        else:
            refused.append(one)
    return entries, refused


def mapping_of(kind: Kind, headings: tuple[str, ...]) -> Mapping:
    return guess_columns(headings, path=Path("rows.csv"), kind=kind)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_quick_way_reads_as_the_plain_one(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(list(FORMS)))
    width = len(FORMS[kind])
    cells = st.lists(st.sampled_from(CELLS), min_size=width, max_size=width)
    likely = st.tuples(st.sampled_from(("1", "2", "3")), cells).map(lambda pair: [pair[0], *pair[1][1:]])
    odd = st.lists(st.sampled_from(CELLS), max_size=width + 2)
    found = data.draw(st.lists(st.lists(likely | cells | odd, min_size=1, max_size=6), min_size=1, max_size=4))
    monkeypatch.setattr(quick, "_PEOPLE", data.draw(st.sampled_from((2, 100_000))))
    monkeypatch.setattr(quick, "_MEANINGS", data.draw(st.sampled_from((1, 100_000))))
    batches = [[Row(line=n, cells=tuple(one)) for n, one in enumerate(batch)] for batch in found]
    mapping = mapping_of(kind, FORMS[kind])
    with sqlite_store.write() as connection:
        known(connection)
        ours, theirs = (Reading(today=NOW, currency="EUR") for _ in "12")
        fast = RowReader(mapping, FORMS[kind], reading=ours)
        reader = QuickReader(fast, Acquaintance(connection), kind=kind, reading=ours)
        plain, met = RowReader(mapping, FORMS[kind], reading=theirs), Acquaintance(connection)
        for rows in batches:
            entries, refused = reader.read(rows)
            wanted, not_wanted = plainly(plain, met, rows)
            assert entries == wanted
            assert [(one.row, one.reason) for one in refused] == [(one.row, one.reason) for one in not_wanted]
        assert ours.noticed.foreign == theirs.noticed.foreign
        # it may tell of a day in a row that is refused for something else
        assert ours.noticed.slashed or not theirs.noticed.slashed
        connection.rollback()


def test_plain_rows_never_go_the_slow_way(sqlite_store: Store) -> None:
    """Else the speed would be gone and nothing would tell."""
    headings = FORMS[Kind.ORDERS][:1] + FORMS[Kind.ORDERS][2:]
    reading = Reading(today=NOW, currency="EUR")
    rows = [Row(line=n, cells=(str(n % 2 + 1), f"A{n}", "05.03.2024", f"{n},50", "", "печать")) for n in range(100)]
    with sqlite_store.write() as connection:
        known(connection)
        reader = RowReader(mapping_of(Kind.ORDERS, headings), headings, reading=reading)
        quickly = QuickReader(reader, Acquaintance(connection), kind=Kind.ORDERS, reading=reading)
        reader.read = None  # type: ignore[method-assign, assignment]
        entries, refused = quickly.read(rows)
        connection.rollback()
    assert (len(entries), refused) == (100, [])
    assert entries[1].values == ("A1", date(2024, 3, 5), "печать", 150, "EUR")


def test_who_is_forgotten_for_room_is_met_again(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_PEOPLE", 2)
    headings = FORMS[Kind.ORDERS][:1] + FORMS[Kind.ORDERS][2:]
    reading = Reading(today=NOW, currency="EUR")
    with sqlite_store.write() as connection:
        known(connection)
        reader = RowReader(mapping_of(Kind.ORDERS, headings), headings, reading=reading)
        quickly = QuickReader(reader, Acquaintance(connection), kind=Kind.ORDERS, reading=reading)
        owners = []
        for batch in (["1", "2"], ["3"], ["1"], ["2"]):
            rows = [Row(line=n, cells=(who, f"A{n}", "05.03.2024", "1", "", "")) for n, who in enumerate(batch)]
            owners += [entry.client_id for entry in quickly.read(rows)[0]]
        connection.rollback()
    assert owners == [1, 2, 1, 1, 2]


def test_a_lone_word_for_totals_is_nobody() -> None:
    """As a SELECT with a rollup gives one; files lose such lines before they are read."""
    headings = ("ФИО", "Дата", "Сумма")
    reader = RowReader(mapping_of(Kind.ORDERS, headings), headings, reading=Reading(today=NOW, currency="EUR"))
    found = reader.read(Row(line=2, cells=("Итого:", "2024-05-05", "5")))
    assert isinstance(found, Refused)
    assert found.reason == "this is a line of totals, not a client"
