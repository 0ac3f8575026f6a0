"""Which column of the book a heading means, and which kind of file it is: guessed, shown, and overridden by a person.

The headings people use stand in `headings`; what a cell under them means is read in `value`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from outreach.book.headings import (
    COMMON,
    FORKED,
    HEADINGS,
    JOINT,
    NEEDED,
    OF,
    TAX_NUMBERS,
    TELLING,
    WHO,
    Column,
    Kind,
    bare,
    folded,
)
from outreach.book.table import Row
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.problems import Place, Problem, nearest

_SEVERAL_EACH = 1.5  # names a code; below it these are clients of whom a few stand there twice
_SEVERAL = frozenset({Column.EMAIL, Column.PERSON, Column.OPT_OUT})  # columns that more than one heading may feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One heading and what it means; `fact` is the fact's key where the column is FACT."""

    heading: str
    column: Column
    fact: str = ""

    def __str__(self) -> str:
        return f"{self.column}.{self.fact}" if self.fact else str(self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What a file is and what its headings mean; headings in `unknown` are left alone."""

    kind: Kind
    columns: tuple[Mapped, ...]
    unknown: tuple[str, ...]
    keys: tuple[str, ...] = ()  # headings under which a client's code may stand; the one that is read is among columns
    service: str = ""  # whose list of unsubscribed people it is

    def has(self, column: Column) -> bool:
        return any(mapped.column is column for mapped in self.columns)

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """(heading, column) pairs as text, for showing and saving; `guess_columns(..., said=)` takes them back."""
        return tuple((mapped.heading, str(mapped)) for mapped in self.columns)


def guess_columns(
    headings: tuple[str, ...],
    *,
    path: Path,
    kind: Kind | None = None,
    said: Iterable[tuple[str, str]] = (),
    key: str = "",
) -> Mapping:
    """The mapping; `said` are (heading, column) pairs of a person or a saved mapping, which win over any guess.

    An empty column in a pair leaves the heading out; `key` is the heading of the code by which a client is known.
    FilesAreWrong when no kind fits or a pair names what is not there.
    """
    told = _told(headings, [*said, (key, Column.CODE)] if key else said, path=path)
    if key:
        chosen = {folded(key), folded(_lower(key, headings) or key)}
        told |= {other: None for other in headings if _is_key(other, headings) and folded(other) not in chosen}
    if kind is not None:
        return _with_needed(_mapping(kind, headings, told), path=path)
    guesses = [
        guess for each in Kind if _may_be(each, headings) and not _missing(guess := _mapping(each, headings, told))
    ]
    if not guesses:
        _refuse(path, rule="B011", text=_nothing_fits(headings), mend=say("Say what the file is with --as."))
    return max(guesses, key=lambda guess: len(guess.columns))  # of equals the first in the order of Kind


def holds_people(mapping: Mapping, headings: tuple[str, ...], *, sample: Sequence[Row]) -> bool:
    """Whether a list of clients has one code beside several names again and again: these are people at firms."""
    people = _mapping(Kind.PEOPLE, headings, {})
    if mapping.kind is not Kind.CLIENTS or not all(map(people.has, (Column.CODE, Column.COMPANY, Column.PERSON))):
        return False
    codes = [headings.index(one.heading) for one in people.columns if one.column is Column.CODE]
    names = [headings.index(one.heading) for one in people.columns if one.column is Column.PERSON]
    whole = [row.cells for row in sample if len(row.cells) > max(*codes, *names) and row.cells[codes[0]]]
    pairs = {(cells[codes[0]], *(cells[place].casefold() for place in names)) for cells in whole}
    return len(pairs) >= _SEVERAL_EACH * len({code for code, *_ in pairs}) > 0


def _may_be(kind: Kind, headings: tuple[str, ...]) -> bool:
    telling = TELLING.get(kind)
    return telling is None or any(word in telling for heading in headings for word in _words(heading, headings))


def said_pair(text: str) -> tuple[str, str]:
    """A "Heading=column" as typed on a command line; the heading may hold "=" itself."""
    heading, _, column = text.rpartition("=")
    return heading.strip(), column.strip()


def _told(headings: tuple[str, ...], said: Iterable[tuple[str, str]], *, path: Path) -> dict[str, Mapped | None]:
    known = {folded(heading): heading for heading in headings}
    told: dict[str, Mapped | None] = {}
    for heading, column in said:
        real = known.get(folded(heading)) or _lower(heading, headings)
        if real is None:
            mend = _meant(heading, headings) or say("There are: {all}", all=", ".join(filter(None, headings)))
            _refuse(path, rule="B012", text=say("the file has no heading “{heading}”", heading=heading), mend=mend)
        told[real] = _mapped(real, column, path=path) if column else None
    return told


def _lower(said: str, headings: tuple[str, ...]) -> str | None:
    """The heading of two rows of which only the lower was named, if no other has the same."""
    found = [each for each in headings if JOINT in each and folded(each.rpartition(JOINT)[2]) == folded(said)]
    return found[0] if len(found) == 1 else None


def _mapped(heading: str, column: str, *, path: Path) -> Mapped:
    name, _, fact = column.partition(".")
    if name not in {each.value for each in Column} or bool(fact) != (name == Column.FACT):
        mend = _meant(name, [each.value for each in Column])
        _refuse(path, rule="B013", text=say("there is no column “{column}”", column=column), mend=mend)
    return Mapped(heading=heading, column=Column(name), fact=fact)


def _mapping(kind: Kind, headings: tuple[str, ...], told: dict[str, Mapped | None]) -> Mapping:
    found = {heading: mapped for heading, mapped in told.items() if mapped is not None}
    known = WHO | COMMON | HEADINGS[kind] if kind is Kind.CLIENTS else WHO | HEADINGS[kind]
    free = [heading for heading in headings if heading and heading not in told]
    for heading in sorted(
        free, key=lambda each: _is_tax_number(each, headings)
    ):  # a firm's own code is its client's before the state's number
        column = next((known[word] for word in _words(heading, headings) if word in known), None)
        if column and _is_free(column, found):
            found[heading] = Mapped(heading=heading, column=column)
    for heading in free:  # what may mean two things takes the one that is left
        forks = FORKED.get(kind, {})
        words = () if heading in found else _words(heading, headings)
        options = next((forks[word] for word in words if word in forks), ())
        column = next((each for each in options if _is_free(each, found)), None)
        if column:
            found[heading] = Mapped(heading=heading, column=column)
    whole = _first_names_alone(found)
    return Mapping(
        kind=kind,
        columns=tuple(whole[heading] for heading in headings if heading in whole),
        unknown=tuple(heading for heading in headings if heading and heading not in whole),
        keys=tuple(heading for heading in headings if _is_key(heading, headings)),
    )


def _words(heading: str, headings: tuple[str, ...]) -> Iterator[str]:
    """What the heading may be known by; one below another ("Клиент / Код") as people would join the two."""
    yield folded(heading)
    yield folded(bare(heading))
    upper, joint, lower = heading.rpartition(JOINT)
    if not joint:
        return
    yield folded(f"{lower} {OF.get(upper.casefold(), upper)}")
    yield folded(f"{upper} {lower}")
    if sum(other.rpartition(JOINT)[2].casefold() == lower.casefold() for other in headings) == 1:
        yield folded(lower)
        yield folded(bare(lower))


def _is_key(heading: str, headings: tuple[str, ...]) -> bool:
    return any(WHO.get(word) is Column.CODE for word in _words(heading, headings))


def _is_tax_number(heading: str, headings: tuple[str, ...]) -> bool:
    return any(word in TAX_NUMBERS for word in _words(heading, headings))


def _first_names_alone(found: dict[str, Mapped]) -> dict[str, Mapped]:
    # "Имя" beside "Фамилия" is the given name; alone, or beside nothing else of a name, it holds the whole.
    columns = {mapped.column for mapped in found.values()}
    if Column.GIVEN in columns and not columns & {Column.FAMILY, Column.NAME}:
        return {
            heading: Mapped(heading=heading, column=Column.NAME) if mapped.column is Column.GIVEN else mapped
            for heading, mapped in found.items()
        }
    return found


def _is_free(column: Column, found: dict[str, Mapped]) -> bool:
    return column in _SEVERAL or all(mapped.column is not column for mapped in found.values())


def _missing(mapping: Mapping) -> tuple[frozenset[Column], ...]:
    return tuple(any_of for any_of in NEEDED[mapping.kind] if not any(mapping.has(column) for column in any_of))


def _with_needed(mapping: Mapping, *, path: Path) -> Mapping:
    if missing := _missing(mapping):
        wanted = ", ".join("/".join(sorted(any_of)) for any_of in missing)
        text = say("a file of {kind} needs a column for: {columns}", kind=mapping.kind, columns=wanted)
        _refuse(path, rule="B010", text=text, mend=say("Say which heading it is: --column “Heading=column”."))
    return mapping


def _nothing_fits(headings: tuple[str, ...]) -> str:
    return say("what this file holds cannot be told from its headings: {headings}", headings=", ".join(headings))


def _meant(word: str, known: Iterable[str]) -> str:
    guess = nearest(word, known)
    return say("Did you mean “{guess}”?", guess=guess) if guess else ""


def _refuse(path: Path, *, rule: str, text: str, mend: str) -> NoReturn:
    raise FilesAreWrong((Problem(rule=rule, place=Place(file=path), text=text, mend=mend),))
