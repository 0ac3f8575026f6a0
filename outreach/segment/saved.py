"""Reads the saved segments of segments/*.toml together, since they may speak of one another."""

from collections.abc import Mapping

from outreach.locale import say
from outreach.problems import Place, Problem
from outreach.segment.parse import parse_query
from outreach.segment.syntax import InSegment, NotUnderstood
from outreach.segment.who import NOBODY, WHOLE, PlaceOf, Segment, names_in, read_who

MAX_DEPTH = 10  # segments that name segments


def read_saved(
    tables: Mapping[str, Mapping[str, object]], *, places: Mapping[str, PlaceOf]
) -> tuple[Mapping[str, Segment], tuple[Problem, ...]]:
    """Every saved segment by its name (the file's, without .toml); `places` tells where things stand in each file.

    One with a mistake, in a circle (L013), or that names such a one, concerns nobody.
    """
    reading = _Reading(tables, places)
    for name in tables:
        reading.read(name, ())
    return reading.done, tuple(reading.problems)


class _Reading:
    def __init__(self, tables: Mapping[str, Mapping[str, object]], places: Mapping[str, PlaceOf]) -> None:
        self.tables = tables
        self.places = places
        self.done: dict[str, Segment] = {}
        self.problems: list[Problem] = []

    def read(self, name: str, path: tuple[str, ...]) -> None:
        """Reads one after those that it names; `path` are those on the way to it."""
        if name in self.done:
            return
        if name in path or len(path) >= MAX_DEPTH:
            self.refuse(name, path)
            return
        for named in _named(self.tables[name]):
            if named in self.tables:
                self.read(named, (*path, name))
        if name not in self.done:  # else it turned out to stand in a circle
            table, place_of = self.tables[name], self.places[name]
            self.done[name], problems = read_who(table, place_of=place_of, saved=self.done, name=name)
            self.problems.extend(problems)

    def refuse(self, name: str, path: tuple[str, ...]) -> None:
        self.done[name] = NOBODY
        last = path[-1]
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            text = say("these segments name one another in a circle: {circle}", circle=circle)
        else:
            text = say("segments name segments more than {most} deep", most=MAX_DEPTH)
        place = _place_of(name, self.tables[last], self.places[last])
        self.problems.append(Problem(rule="L013", place=place, text=text))


def _place_of(name: str, table: Mapping[str, object], places: PlaceOf) -> Place:
    """Where a table names a segment."""
    for key in ("segment", "exclude"):
        if name in _listed(table.get(key)):
            return places((key,), WHOLE, 0)
    span = next(named.name_span for named in _in_condition(table) if named.name == name)
    return places(("where",), span.start, span.end - span.start)


def _named(table: Mapping[str, object]) -> list[str]:
    in_condition = [named.name for named in _in_condition(table)]
    return [*_listed(table.get("segment")), *_listed(table.get("exclude")), *in_condition]


def _in_condition(table: Mapping[str, object]) -> tuple[InSegment, ...]:
    """The segments that its condition names; none if it cannot be understood, which is told when it is read."""
    where = table.get("where")
    try:
        condition = parse_query(where).condition if isinstance(where, str) and where.strip() else None
    except NotUnderstood:
        return ()
    return tuple(names_in(condition)) if condition else ()


def _listed(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [name for name in listed if isinstance(name, str)]
