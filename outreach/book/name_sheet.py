"""The sheet of doubtful names: written with what we propose, and read back as a person left it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.book.doubtful import Doubtful
from outreach.book.records.naming import Named
from outreach.book.setting import Value, read_setting
from outreach.book.table.opening import Table, open_table
from outreach.book.value import BadValue
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.names.doubt import explain
from outreach.names.person import Person
from outreach.problems import Place, Problem

CLIENT, GIVEN, REASON, WHY, PROPOSED = "client", "as given", "reason", "waits because", "proposed"
CHANGED = (
    "language", "country", "family_name", "given_name", "patronymic", "gender", "vocative", "salutation", "addressing",
)  # fmt: skip
HEADINGS = (CLIENT, "code", "email", GIVEN, REASON, WHY, PROPOSED, *CHANGED)
_FIELDS = {"family_name": "family", "given_name": "given"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One client's columns as the sheet has them; `as_given` is the name that stood beside them when it was written."""

    line: int
    client_id: int
    as_given: str
    values: Mapping[str, Value]


def sheet_row(one: Doubtful) -> tuple[str | int, ...]:
    """A row for a spreadsheet: what is known, with our proposals in place."""
    known = {**columns_of(one.client), **one.proposed}
    about = (
        one.client.code,
        one.client.email,
        given_as(one.client.person),
        one.doubt.code.value,
        explain(one.doubt),
        ", ".join(one.proposed),
    )
    return (one.client.client_id, *about, *(known[column] for column in CHANGED))


def columns_of(client: Named) -> dict[str, str]:
    """The columns that the sheet may change, as they stand."""
    person = client.person
    return {
        column: client.country if column == "country" else getattr(person, _FIELDS.get(column, column))
        for column in CHANGED
    }


def given_as(person: Person) -> str:
    """His whole name as the client list has it."""
    return person.name or " ".join(part for part in (person.family, person.given, person.patronymic) if part)


def read_sheet(path: Path) -> tuple[Mended, ...]:
    """The rows of a sheet that came back, CSV or XLSX; FilesAreWrong with every cell that means nothing."""
    table = open_table(path, words=HEADINGS)
    missing = [heading for heading in (CLIENT, GIVEN) if heading not in table.headings]
    if missing:
        text = say("the sheet has no column “{name}”", name=missing[0])
        raise FilesAreWrong((_problem(path, table.heading_line, text),))
    found = tuple(_rows(table, path))
    problems = tuple(one for one in found if isinstance(one, Problem))
    if problems:
        raise FilesAreWrong(problems)
    return tuple(one for one in found if isinstance(one, Mended))


def _rows(table: Table, path: Path) -> Iterator[Mended | Problem]:
    for row in table.rows():
        cells = dict(zip(table.headings, row.cells, strict=False))
        number = cells[CLIENT].strip()
        if not number.isdecimal():
            yield _problem(path, row.line, say("“{text}” is no number of a client", text=number))
            continue
        try:
            values = {
                one.column: one.value
                for one in (read_setting(f"{column}={cells[column]}") for column in CHANGED if column in cells)
            }
        except BadValue as wrong:
            yield _problem(path, row.line, str(wrong))
            continue
        yield Mended(line=row.line, client_id=int(number), as_given=cells[GIVEN], values=values)


def _problem(path: Path, line: int, text: str) -> Problem:
    return Problem(rule="B020", place=Place(file=path, line=line, column=1), text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a sheet would change; `stale` are lines about somebody else by now: renamed, merged or gone."""

    wanted: Mapping[int, Mapping[str, Value]]
    stale: tuple[int, ...]


def changes_in(rows: Iterable[Mended], *, known: Mapping[int, Named]) -> Changes:
    """Only what differs from what stands in the book; a row about another name than the present one is left alone."""
    wanted: dict[int, Mapping[str, Value]] = {}
    stale = []
    for row in rows:
        client = known.get(row.client_id)
        if client is None or row.as_given != given_as(client.person):
            stale.append(row.line)
            continue
        present = columns_of(client)
        differing = {column: value for column, value in row.values.items() if (value or "") != present[column]}
        if differing:
            wanted[row.client_id] = differing
    return Changes(wanted=wanted, stale=tuple(stale))
