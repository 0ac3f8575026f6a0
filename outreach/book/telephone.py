"""Telephones that a spreadsheet took for numbers: the + and the first figures that it lost, where the country is told.

By which forms two telephones are alike is in `likeness`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from outreach.book.columns import Mapped
from outreach.book.headings import Column
from outreach.book.table import Row
from outreach.book.value import BadValue, read_country, without_point
from outreach.locale import say

PHONES = frozenset({Column.PHONE, Column.PERSON_PHONE})
UKRAINE, RUSSIA, KAZAKHSTAN = "UA", "RU", "KZ"
_LOST = {
    UKRAINE: (re.compile(r"[3-9]\d{8}\Z"), "+380"),
    RUSSIA: (re.compile(r"[3489]\d{9}\Z"), "+7"),
    KAZAKHSTAN: (re.compile(r"[67]\d{9}\Z"), "+7"),
}  # what is left of a number without its 0 or 8, and what stands before it from abroad
_BARE = {
    UKRAINE: re.compile(r"380[3-9]\d{8}\Z"),
    RUSSIA: re.compile(r"7[3489]\d{9}\Z"),
    KAZAKHSTAN: re.compile(r"7[67]\d{9}\Z"),
}  # whole but for the +
_WHOLE = {
    UKRAINE: re.compile(r"(?:\+?380|0)[3-9]\d{8}\Z"),
    RUSSIA: re.compile(r"(?:\+?7|8)[3489]\d{9}\Z"),
    KAZAKHSTAN: re.compile(r"(?:\+?7|8)[67]\d{9}\Z"),
}
_SIGNS = re.compile(r"[\s().-]+")


def is_short(text: str) -> bool:
    """Whether these are the bare figures of a telephone that may have lost its beginning."""
    return any(pattern.match(text) for pattern, _ in _LOST.values())


def countries_shown(cells: Iterable[str]) -> frozenset[str]:
    """The countries whose whole telephones stand among these."""
    bare = [_SIGNS.sub("", cell) for cell in cells]
    return frozenset(country for country, whole in _WHOLE.items() if any(whole.match(cell) for cell in bare))


def whole_phone(text: str, *, countries: Collection[str]) -> str:
    """The telephone as it is dialled from abroad, if it is one of these countries without its beginning; else as is."""
    for country in countries:
        if country not in _LOST:
            continue
        pattern, prefix = _LOST[country]
        if pattern.match(text):
            return prefix + text
        if _BARE[country].match(text):
            return "+" + text
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """The telephones of a file: at which `places` they lost their beginning, and whose they may be."""

    places: tuple[int, ...]
    country_place: int | None  # where the client's own country stands
    countries: frozenset[str]  # of rows that do not say it
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: dict[Mapped, int], *, sample: Sequence[Row], country: str) -> "Phones":
        """By the first rows; `country` is of clients of whom the file says nothing."""
        phones = {mapped: place for mapped, place in columns.items() if mapped.column in PHONES}
        rows = [_without_points(row, phones.values()) for row in sample]
        shown = countries_shown(row[place] for row in rows for place in phones.values() if place < len(row))
        at = next((place for mapped, place in columns.items() if mapped.column is Column.COUNTRY), None)
        every = cls(places=tuple(phones.values()), country_place=at, countries=shown or frozenset({country} - {""}))
        both = {mapped: list(every.before_and_after(rows, place)) for mapped, place in phones.items()}
        return cls(
            places=tuple(phones[mapped] for mapped, pairs in both.items() if any(old != new for old, new in pairs)),
            country_place=at,
            countries=every.countries,
            told=tuple(line for mapped, pairs in both.items() for line in _told(mapped.heading, pairs)),
        )

    def before_and_after(self, rows: Iterable[Sequence[str]], place: int) -> Iterator[tuple[str, str]]:
        """Each telephone at this place as it stands, and made whole."""
        yield from ((row[place], self.whole(row, place)) for row in rows if place < len(row))

    def mend(self, cells: list[str]) -> None:
        """Makes those of a row whole."""
        for place in self.places:
            if place < len(cells) and cells[place]:
                cells[place] = self.whole(cells, place)

    def whole(self, cells: Sequence[str], place: int) -> str:
        """The telephone there, by the client's own country if the row says it."""
        at = self.country_place
        own = _country(cells[at]) if at is not None and at < len(cells) else ""
        return whole_phone(cells[place], countries={own} if own else self.countries)


def _without_points(row: Row, places: Iterable[int]) -> list[str]:
    cells = list(row.cells)
    for place in places:
        if place < len(cells):
            cells[place] = without_point(cells[place])
    return cells


def _told(heading: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    pairs = list(pairs)
    if any(old != new for old, new in pairs):
        yield say("Telephones under “{heading}” get back the + and the first figures that a spreadsheet took.",
                  heading=heading)  # fmt: skip
    short = next((old for old, new in pairs if old == new and is_short(old)), "")
    if short:
        yield say("Telephones under “{heading}” such as {example} seem to lack their first figures; they are left as "
                  "they are, since nothing tells their country.", heading=heading, example=short)  # fmt: skip


def _country(text: str) -> str:
    try:
        return read_country(text) if text else ""
    except BadValue:
        return ""
