"""What clients did and what is known of them: orders, inquiries, contacts, facts, reasons, problem orders, in bulk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from outreach.book.headings import Column, Kind
from outreach.book.records.earlier import keep_earlier
from outreach.store import tables
from outreach.store.bulk import among, insert_many, insert_new, upsert_many
from outreach.store.words import ReasonStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How one kind of row lies in its table. `parts` make the key of a row that has no number of its own."""

    table: Table
    key: tuple[str, ...]
    columns: dict[Column, str]
    parts: tuple[Column, ...] = ()
    stamp: str | None = None  # when it was written; never written over
    unsaid: tuple[tuple[str, object], ...] = ()  # what a new row has where the file says nothing

    @property
    def by_number(self) -> bool:
        return self.key == ("source_key",)


SHAPES: dict[Kind, Shape] = {
    Kind.ORDERS: Shape(
        table=tables.orders,
        key=("source_key",),
        columns={
            Column.NUMBER: "number",
            Column.DAY: "ordered_on",
            Column.AMOUNT: "amount",
            Column.CURRENCY: "currency",
            Column.WHAT: "what",
        },
        parts=(Column.DAY, Column.AMOUNT),
        stamp="imported_at",
    ),
    Kind.INQUIRIES: Shape(
        table=tables.inquiries,
        key=("source_key",),
        columns={
            Column.DAY: "asked_on",
            Column.WHAT: "what",
            Column.ANSWERED_ON: "answered_on",
            Column.ORDER_NUMBER: "order_number",
        },
        parts=(Column.DAY, Column.WHAT),
        stamp="imported_at",
    ),
    Kind.CONTACTS: Shape(
        table=tables.contacts,
        key=("source_key",),
        columns={
            Column.DAY: "on_day",
            Column.CHANNEL: "channel",
            Column.BY: "by",
            Column.ANSWERED: "answered",
            Column.WHAT: "what",
        },
        parts=(Column.DAY, Column.CHANNEL, Column.WHAT),
    ),
    Kind.FACTS: Shape(
        table=tables.personal_facts,
        key=("client_id", "key", "value"),
        columns={
            Column.FACT_KEY: "key",
            Column.FACT_VALUE: "value",
            Column.LANGUAGE: "language",
            Column.USABLE: "usable",
            Column.SOURCE: "source",
        },
        stamp="added_at",
        unsaid=(("key", "note"), ("usable", True)),
    ),
    Kind.REASONS: Shape(
        table=tables.reasons,
        key=("client_id", "reason", "standing"),
        columns={
            Column.REASON: "reason",
            Column.STANDING: "standing",
            Column.SOURCE: "source",
            Column.DAY: "on_day",
            Column.EVENT: "event",
        },
        stamp="added_at",
        unsaid=(("standing", ReasonStanding.STATED),),
    ),
    Kind.PROBLEM_ORDERS: Shape(
        table=tables.problem_orders,
        key=("client_id", "order_number"),
        columns={
            Column.ORDER_NUMBER: "order_number",
            Column.WHAT: "what",
            Column.DAY: "on_day",
            Column.SETTLED_ON: "settled_on",
        },
    ),
    Kind.PEOPLE: Shape(
        table=tables.people,
        key=("client_id", "name"),
        columns={
            Column.PERSON: "name",
            Column.POST: "post",
            Column.PERSON_PHONE: "phone",
            Column.PERSON_EMAIL: "email",
            Column.NOTES: "note",
        },
        stamp="added_at",
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A row that stands in the table already."""

    id: int
    values: tuple[Any, ...]


def standing(
    connection: Connection, shape: Shape, *, names: Sequence[str], about: Collection[Any]
) -> dict[tuple[Any, ...], Standing]:
    """Rows by key, with the values of `names`, whose first key column is among `about`."""
    columns = shape.table.c
    wide = 1 + len(shape.key)
    wanted = (columns[name] for name in (*shape.key, *names))
    query = select(columns.id, *wanted).where(among(connection, columns[shape.key[0]], about))
    rows = map(tuple, connection.execute(query).all())
    return {row[1:wide]: Standing(row[0], row[wide:]) for row in rows}


def add(connection: Connection, shape: Shape, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows; `names` are the columns of each."""
    insert_many(connection, shape.table, columns=names, rows=rows)


def add_if_all_new(
    connection: Connection, shape: Shape, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> bool:
    """New rows, if no key of theirs stands; else nothing is written. `names` are the columns of each."""
    with connection.begin_nested() as inner:
        if insert_new(connection, shape.table, columns=names, rows=rows, key=shape.key) == len(rows):
            return True
        inner.rollback()
    return False


def change(connection: Connection, shape: Shape, *, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows written over those of the same key, except for the key and the moment of first writing."""
    update = [name for name in names if name not in {*shape.key, shape.stamp, "client_id"}]
    _keep(connection, shape, names=names, update=update, rows=rows)
    upsert_many(connection, shape.table, columns=names, rows=rows, key=shape.key, update=update)


def _keep(
    connection: Connection,
    shape: Shape,
    *,
    names: Sequence[str],
    update: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    places = [names.index(name) for name in shape.key]
    new = {tuple(row[place] for place in places): dict(zip(names, row, strict=True)) for row in rows}
    old = standing(connection, shape, names=update, about={key[0] for key in new}) if new else {}
    changes = [
        (was.id, dict(zip(update, was.values, strict=True)), {name: new[key][name] for name in update})
        for key, was in old.items()
        if key in new
    ]
    keep_earlier(connection, shape.table, changes)
