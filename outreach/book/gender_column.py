"""Whether a file's column of genders may be believed: a CRM that writes "m" of everybody would greet Anna as a man.

A client's own gender comes before every sign of his name, so what the column says is weighed against all names of the
file before any row is written. Pure; which column an earlier import left out, the caller knows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from outreach.book.columns import Mapped, Mapping
from outreach.book.headings import Column, Kind
from outreach.book.table import Row
from outreach.book.value import BadValue, read_gender, read_short
from outreach.locale import say
from outreach.names.gender import gender_told

LEAST = 3  # rows that deny a column as a whole
ONE_IN = 50  # and more of them than one in so many; a few are slips
LEAST_OF_FEW = 2  # are enough where they are more than half of all
SHOWN = 3
_PARTS = {Column.NAME: "name", Column.FAMILY: "family", Column.GIVEN: "given", Column.PATRONYMIC: "patronymic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The mapping by which rows are written, the pairs that are kept of it, and what a person is told."""

    mapping: Mapping
    named: tuple[tuple[str, str], ...]
    told: tuple[str, ...] = ()


def judged(
    mapping: Mapping, headings: tuple[str, ...], *, rows: Iterable[Row], was_left_out: Callable[[str], bool]
) -> Judged:
    """Reads every row where there is a column of genders, none where there is not.

    `was_left_out` says of a heading whether the last import of the same file left it out: then it stays so until a
    file bears it out, for what is new in a CRM since yesterday may be too few rows to tell.
    """
    if mapping.kind is not Kind.CLIENTS:
        return Judged(mapping=mapping, named=mapping.named)
    column = next((mapped for mapped in mapping.columns if mapped.column is Column.GENDER), None)
    if column is None:
        return Judged(mapping=_with_sure(mapping), named=mapping.named)
    found = _weighed(column, mapping, headings, rows=rows)
    if found.is_denied or (not found.is_borne_out and was_left_out(column.heading)):
        left = replace(mapping, columns=tuple(mapped for mapped in mapping.columns if mapped is not column))
        named = (*left.named, (column.heading, ""))
        return Judged(mapping=_with_sure(left), named=named, told=(_why_left_out(column.heading, found),))
    told = (_why_doubtful(column.heading, found),) if found.against else ()
    return Judged(mapping=mapping, named=mapping.named, told=told)


@dataclass(slots=True)
class _Weighed:
    """Of the rows whose name tells a gender: how many there are, and how many the column denies."""

    all: int = 0
    against: int = 0
    borne_out: set[str] = field(default_factory=set)  # genders that both say
    samples: list[str] = field(default_factory=list)

    @property
    def is_denied(self) -> bool:
        if self.against * 2 > self.all:
            return self.against >= LEAST_OF_FEW
        return self.against >= LEAST and self.against * ONE_IN > self.all

    @property
    def is_borne_out(self) -> bool:
        """A column that says the same of everybody never is."""
        return len(self.borne_out) > 1 and self.against * ONE_IN <= self.all


def _weighed(column: Mapped, mapping: Mapping, headings: tuple[str, ...], *, rows: Iterable[Row]) -> _Weighed:
    place = headings.index(column.heading)
    parts = [(_PARTS[one.column], headings.index(one.heading)) for one in mapping.columns if one.column in _PARTS]
    found, meant = _Weighed(), _Meanings()
    for row in rows if parts else ():
        cells = row.cells
        if len(cells) < len(headings) or not (said := meant[cells[place]]):
            continue
        told = gender_told(**{part: cells[at] for part, at in parts})
        if not told:
            continue
        found.all += 1
        if told == said:
            found.borne_out.add(told)
            continue
        found.against += 1
        if len(found.samples) < SHOWN:
            name = " ".join(read_short(cells[at]) for _, at in parts if cells[at])
            found.samples.append(say("line {n}, {name}: “{said}”", n=row.line, name=name, said=cells[place]))
    return found


class _Meanings(dict[str, str]):
    """What a cell says, read once: m, f, or nothing."""

    def __missing__(self, cell: str) -> str:
        try:
            meant = read_gender(cell) if cell else ""
        except BadValue:  # its row will be refused
            return ""
        self[cell] = meant
        return meant


def _with_sure(mapping: Mapping) -> Mapping:
    """What a person called sure is read as any column of genders is."""
    columns = [replace(one, column=Column.GENDER) if one.column is Column.SURE_GENDER else one
               for one in mapping.columns]  # fmt: skip
    return replace(mapping, columns=tuple(columns))


def _why_left_out(heading: str, found: _Weighed) -> str:
    if found.is_denied:
        text = say(
            "The column “{heading}” is left out as a whole: in {n} of the {all} rows whose name tells a gender it says "
            "the other one ({samples}).",
            heading=heading, n=found.against, all=found.all, samples="; ".join(found.samples),
        )  # fmt: skip
    else:
        text = say(
            "The column “{heading}” is left out, as in the last import of this file: no names here bear it out.",
            heading=heading,
        )
    how = say(
        "Genders in the book stay as they are. If the column is right all the same, read it as gender_sure: "
        '--column "{heading}=gender_sure", or AS gender_sure in a SELECT.',
        heading=heading,
    )
    return f"{text} {how}"


def _why_doubtful(heading: str, found: _Weighed) -> str:
    return say(
        "The column “{heading}” says the other gender than the name in {n} of the {all} rows whose name tells one "
        "({samples}): they will be greeted as the column says.",
        heading=heading, n=found.against, all=found.all, samples="; ".join(found.samples),
    )  # fmt: skip
