"""A CRM's own database: what its SELECTs give is laid down on disk, as a file would be, and imported from there.

Our transaction never waits for a foreign server: it begins when everything has arrived, so that nothing is half done.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from outreach.book.columns import Mapping, guess_columns
from outreach.book.day import DateOrder
from outreach.book.headings import Kind
from outreach.book.records import Connection
from outreach.book.records.source import Selected, open_source, select_rows, speaks_of_since
from outreach.book.table import Row
from outreach.errors import NotFound
from outreach.locale import say
from outreach.settings import Source

KINDS = tuple(Kind)  # in this order: whom an order speaks of must be known before


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """What one SELECT gave, whole and on disk; `mark` is the greatest value of the column that tells what is new."""

    name: str  # "crm.orders"
    kind: Kind
    statement: str
    headings: tuple[str, ...]
    mapping: Mapping
    sha256: str
    count: int
    mark: str | None
    path: Path
    warnings: tuple[str, ...]
    order: DateOrder | None = None  # days come from a database as days

    def rows(self) -> Iterator[Row]:
        """Every row, its line counted from 1 as the database gave it."""
        with self.path.open(encoding="utf-8", newline="") as file:
            for line, cells in enumerate(csv.reader(file), start=1):
                yield Row(line=line, cells=tuple(cells))


def statements_of(source: Source) -> dict[Kind, str]:
    """The SELECTs that the settings name, clients first."""
    return {kind: said for kind in KINDS if (said := getattr(source, kind.value, ""))}


def read_source(
    name: str, source: Source, *, url: str, marks: Mapping_[str, str], into: Path, folder: Path
) -> list[Spool]:
    """Reads everything in one view of the source and lays it down in `into`; OutOfReach if it is away."""
    with open_source(url, name=name, folder=folder) as connection:
        return [
            _spooled(connection, f"{name}.{kind}", source, kind=kind, mark=marks.get(kind), into=into)
            for kind in statements_of(source)
        ]


def _spooled(connection: Connection, name: str, source: Source, *, kind: Kind, mark: str | None, into: Path) -> Spool:
    statement = statements_of(source)[kind]
    found = select_rows(connection, statement, since=json.loads(mark) if mark else source.since_start)
    mapping = guess_columns(found.headings, path=Path(name), kind=kind)
    place = _place_of_mark(name, source.since, found) if speaks_of_since(statement) else None
    left = [heading for heading in mapping.unknown if heading != source.since]
    path = into / name
    digest, count, greatest = _lay_down(found, path, place=place)
    return Spool(
        name=name,
        kind=kind,
        statement=statement,
        headings=found.headings,
        mapping=mapping,
        sha256=digest,
        count=count,
        mark=None if greatest is None else _as_mark(greatest),
        path=path,
        warnings=(say("These columns are left alone: {headings}", headings=", ".join(left)),) if left else (),
    )


def _place_of_mark(name: str, since: str, found: Selected) -> int:
    folded = [heading.casefold() for heading in found.headings]
    if not since or since.casefold() not in folded:
        text = say(
            "source {name}: it speaks of :since, and names no column “{column}” as `since` says",
            name=name,
            column=since,
        )
        raise NotFound(text)
    return folded.index(since.casefold())


def _lay_down(found: Selected, path: Path, *, place: int | None) -> tuple[str, int, Any]:
    digest, count, greatest = hashlib.sha256(), 0, None
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for rows in found.rows:
            cells = [[_cell(value) for value in row] for row in rows]
            writer.writerows(cells)
            digest.update(repr(cells).encode())
            count += len(cells)
            if place is not None:
                greatest = _greatest(greatest, [row[place] for row in rows])
    return digest.hexdigest(), count, greatest


def _greatest(so_far: Any, values: Sequence[Any]) -> Any:
    known = [value for value in (so_far, *values) if value is not None]
    return max(known) if known else None


def _as_mark(value: Any) -> str:
    """Numbers stay numbers; a moment is bound as its text, which every database reads."""
    return json.dumps(value if isinstance(value, int | float | str) else str(value))


def _cell(value: Any) -> str:
    """The value as it would stand in a file."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return _figure(Decimal(str(value)))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _figure(value: Decimal) -> str:
    """Without needless noughts, and without what a binary fraction adds: 1500.000 and 0.30000000000000004."""
    if not value.is_finite():
        return str(value)
    return f"{round(value, 4).normalize():f}"
