"""A file of JSON lines: an object a row, its keys the headings; a nested object's keys are joined with dots."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from outreach.book.table.cell import text_of
from outreach.book.table.source import Record, refuse
from outreach.locale import say


class JsonLines:
    """Rows of objects; the first record is the headings, in the order in which keys first appear."""

    def __init__(self, path: Path, *, codec: str) -> None:
        self._path = path
        self._codec = codec
        self._headings = list(dict.fromkeys(key for _, row in self._objects() for key in row))

    def expect(self, line: int, *, width: int) -> None:
        """Each object has what it has."""

    def records(self) -> Iterator[Record]:
        """The headings as line 0, then each object."""
        yield 0, list(self._headings)
        for line, row in self._objects():
            yield line, [row.get(heading, "") for heading in self._headings]

    def _objects(self) -> Iterator[tuple[int, dict[str, str]]]:
        with self._path.open(encoding=self._codec) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, self._read(line, number=number)

    def _read(self, line: str, *, number: int) -> dict[str, str]:
        try:
            found = json.loads(line, object_pairs_hook=self._unlike(number))
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            text = say("this line is not one whole JSON object")
            refuse(self._path, line=number, rule="B018", text=text, mend=say("Write one object a line."))
        return dict(_flat(found))

    def _unlike(self, number: int) -> Any:
        def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
            made = dict(found)
            if len(made) < len(found):
                keys = [key for key, _ in found]
                twice = next(key for key in keys if keys.count(key) > 1)
                text = say("the heading “{heading}” stands there twice", heading=twice)
                refuse(self._path, line=number, rule="B005", text=text)
            return made

        return pairs


def _flat(found: dict[str, Any], *, before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _flat(value, before=f"{before}{key}.")
        elif isinstance(value, list):
            yield before + key, "; ".join(filter(None, map(text_of, value)))
        else:
            yield before + key, text_of(value)
