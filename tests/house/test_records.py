"""Who writes which table, and where SQL may stand."""

import ast

import pytest

from outreach.store import tables
from tests.house.sources import Source, last_word, sources

WRITES = {"insert", "update", "delete"}
WRITES_SECOND = {"insert_into", "insert_many", "upsert_many"}  # (connection, table)
TABLES = {table.name: table for table in tables.metadata.sorted_tables}
# The store makes a new database with the rows that always stand; see store/schema.py.
SEEDED = {("outreach/store/schema.py", "gate")}


def written(source: Source) -> set[str]:
    """The tables that a file writes: named in an INSERT, UPDATE or DELETE, or handed on as `table=`."""
    found = set()
    for called, call in source.calls():
        if isinstance(call.func, ast.Attribute) and last_word(call.func.value) in TABLES and called in WRITES:
            found.add(last_word(call.func.value))
        elif called in WRITES and isinstance(call.func, ast.Name) and call.args:
            found.add(last_word(call.args[0]))
        elif called in WRITES_SECOND and len(call.args) > 1:
            found.add(last_word(call.args[1]))
        found |= {last_word(word.value) for word in call.keywords if word.arg == "table"}
    return found & set(TABLES)


def test_every_table_has_an_owner_that_is_a_room() -> None:
    rooms = {source.room for source in sources()}
    assert {name: table.info["owner"] for name, table in TABLES.items() if table.info["owner"] not in rooms} == {}


def test_a_room_writes_its_own_tables_only() -> None:
    foreign = {
        (source.name, name)
        for source in sources()
        for name in written(source)
        if TABLES[name].info["owner"] != source.room
    }
    assert foreign <= SEEDED


def test_every_table_is_written_by_its_owner() -> None:
    """Else the test above would read nothing, or the table would be for nothing."""
    seen = {name for source in sources() for name in written(source)}
    assert set(TABLES) - seen == set()


@pytest.mark.parametrize(
    "text",
    [
        "update(letters).values(state=1)",
        "insert_into(connection, letters).values(rows)",
        "tables.letters.delete()",
        "connection.execute(insert(tables.letters), rows)",
        "Shape(table=letters)",
    ],
)
def test_no_way_of_writing_goes_unseen(text: str) -> None:
    assert written(Source(name="outreach/book/records.py", text=text, tree=ast.parse(text))) == {"letters"}


def may_hold_sql(source: Source) -> bool:
    return (
        "/records/" in source.name
        or source.name.endswith("/records.py")
        or source.room in {"store", "journal"}
        or source.name.startswith("outreach/segment/compiler/")
    )


def test_sql_stands_in_records_alone() -> None:
    outside = [
        (source.name, called)
        for source in sources()
        if not may_hold_sql(source)
        for called, call in source.calls()
        if called in {"exec_driver_sql", "scalars", "mappings"}
        or (called == "execute" and isinstance(call.func, ast.Attribute))
    ]
    assert outside == []


def test_every_column_that_holds_a_word_knows_which_words() -> None:
    """A state, kind or reason is an enum in words.py; what a firm words itself is called otherwise."""
    from outreach.store.columns import Word

    own = {"kind", "state", "choice", "scope", "evidence"}
    loose = [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.name in own and not isinstance(column.type, Word)
    ]
    assert loose == []


def test_every_foreign_key_is_found_by_an_index_or_says_why_not() -> None:
    """A table that grows is joined by its client; without an index each join reads it whole."""
    bare = []
    for table in TABLES.values():
        keys = [[column.name for column in index.columns] for index in table.indexes]
        keys += [[column.name for column in part.columns] for part in table.constraints if hasattr(part, "columns")]
        bare += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name == "client_id" and column.foreign_keys and not any(key[:1] == [column.name] for key in keys)
        ]
    assert bare == []
