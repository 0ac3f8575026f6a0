"""How a file of the firm's was understood last time: mappings/NAME.toml, with which its next import begins.

What a heading may mean is decided in `columns`; a person may mend the file by hand.
"""

import json
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass
from pathlib import Path

from outreach.book.columns import Mapping
from outreach.book.headings import Kind
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.problems import Problem, nearest
from outreach.tomlfile import Document, read_document

FOLDER = "mappings"
_TEXTS = ("kind", "encoding", "delimiter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An empty text or `kind` None means that it is to be guessed; `columns` are (heading, column) pairs."""

    kind: Kind | None = None
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()


def place_of(source: Path, *, folder: Path) -> Path:
    """The file in the firm's `folder` for a source file; mended rejects are read as the file they came from."""
    stem = source.name.removesuffix(source.suffix).removesuffix(".rejects")
    return folder / FOLDER / f"{stem}.toml"


def read_saved(path: Path) -> Saved | None:
    """What was saved, None if nothing was; FilesAreWrong with every mistake in it."""
    if not path.exists():
        return None
    document = read_document(path)
    if isinstance(document, Problem):
        raise FilesAreWrong((document,))
    problems = _problems(document)
    if problems:
        raise FilesAreWrong(tuple(problems))
    table = document.table
    columns: Mapping_[str, str] = table.get("columns", {})
    kind = table.get("kind", "")
    return Saved(
        kind=Kind(kind) if kind else None,
        encoding=table.get("encoding", ""),
        delimiter=table.get("delimiter", ""),
        columns=tuple(columns.items()),
    )


def write_saved(path: Path, mapping: Mapping, *, encoding: str, delimiter: str) -> None:
    """Keeps the mapping; an encoding or delimiter only if a person named it. The folder is made where there is none."""
    lines = [
        f"# {line}"
        for line in (
            say("How the headings of this file are understood; the next import of it begins here."),
            say("An empty text leaves a heading out."),
        )
    ]
    named = (("kind", str(mapping.kind)), ("encoding", encoding), ("delimiter", delimiter))
    lines += [f"{key} = {_quoted(value)}" for key, value in named if value]
    lines += ["", "[columns]"]
    lines += [f"{_quoted(heading)} = {_quoted(column)}" for heading, column in mapping.named]
    lines += [f'{_quoted(heading)} = ""' for heading in mapping.unknown]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _problems(document: Document) -> list[Problem]:
    """What keeps the file from being used; `plan_import` looks at the columns themselves."""
    found = []
    known = (*_TEXTS, "columns")
    for key, value in document.table.items():
        if key not in known:
            meant = nearest(key, known)
            mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
            place = document.place((key,), key=True)
            found.append(
                Problem(rule="T002", place=place, text=say("there is no key “{key}” here", key=key), mend=mend)
            )
        elif key in _TEXTS and not isinstance(value, str):
            text = say("a text in quotes is expected")
            found.append(Problem(rule="T002", place=document.place((key,)), text=text))
    return found + _kind_problems(document) + _column_problems(document)


def _kind_problems(document: Document) -> list[Problem]:
    kind = document.table.get("kind", "")
    if not isinstance(kind, str) or not kind or kind in set(Kind):
        return []
    text = say("“{value}” is not one of: {allowed}.", value=kind, allowed=", ".join(Kind))
    return [Problem(rule="T002", place=document.place(("kind",)), text=text)]


def _column_problems(document: Document) -> list[Problem]:
    columns = document.table.get("columns", {})
    if not isinstance(columns, dict):
        return [Problem(rule="T002", place=document.place(("columns",)), text=say("a table is expected"))]
    return [
        Problem(
            rule="T002", place=document.place(("columns", heading)), text=say("a column's name in quotes is expected")
        )
        for heading, column in columns.items()
        if not isinstance(column, str)
    ]


def _quoted(text: str) -> str:
    """A TOML basic string; JSON writes the same but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
