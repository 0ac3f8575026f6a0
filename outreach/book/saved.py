"""How a file of the firm's was understood last time: mappings/NAME.toml, with which its next import begins.

What a heading may mean is decided in `columns`; a person may mend the file by hand.
"""

import json
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass
from pathlib import Path

from outreach.book.columns import Mapping
from outreach.book.headings import Column, Kind
from outreach.book.meaning import MEANT
from outreach.book.mending import Values
from outreach.book.value import same_words
from outreach.errors import FilesAreWrong
from outreach.locale import say, say_n
from outreach.problems import Problem, nearest
from outreach.tomlfile import Document, read_document

FOLDER = "mappings"
REJECTED = ".rejects"
_TEXTS = ("kind", "encoding", "delimiter", "sheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person said that a word of a column means; `count` rows had it then."""

    column: Column
    text: str
    meant: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An empty text or `kind` None means that it is to be guessed; `columns` are (heading, column) pairs."""

    kind: Kind | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def values(self) -> Values:
        """The words as `mending` goes by them."""
        found: Values = {}
        for word in self.words:
            found.setdefault(word.column, {})[same_words(word.text)] = word.meant
        return found


def place_of(source: Path, *, folder: Path) -> Path:
    """The file in the firm's `folder` for a source file; mended rejects are read as the file they came from."""
    stem = source.name.removesuffix(source.suffix).removesuffix(REJECTED)
    return folder / FOLDER / f"{stem}.toml"


def is_rejects(source: Path) -> bool:
    """Whether the file was written by us for rows that were refused: its form is ours, not that of the first file."""
    return source.stem.endswith(REJECTED)


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
        sheet=table.get("sheet", ""),
        columns=tuple(columns.items()),
        words=tuple(
            Word(column=Column(column), text=text, meant=meant)
            for column, words in table.get("values", {}).items()
            for text, meant in words.items()
        ),
    )


def write_saved(path: Path, mapping: Mapping, *, saved: Saved) -> None:
    """Keeps the mapping; of `saved` what a person named, and his words. The folder is made where there is none."""
    lines = [
        f"# {line}"
        for line in (
            say("How the headings of this file are understood; the next import of it begins here."),
            say("An empty text leaves a heading out."),
        )
    ]
    named = (("kind", str(mapping.kind)), *((key, getattr(saved, key)) for key in _TEXTS[1:]))
    lines += [f"{key} = {_quoted(value)}" for key, value in named if value]
    lines += ["", "[columns]"]
    lines += [f"{_quoted(heading)} = {_quoted(column)}" for heading, column in mapping.named]
    lines += [f'{_quoted(heading)} = ""' for heading in mapping.unknown]
    for column in dict.fromkeys(word.column for word in saved.words):
        lines += ["", f"[values.{column}]"]
        lines += [_word_line(word) for word in saved.words if word.column is column]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _word_line(word: Word) -> str:
    line = f"{_quoted(word.text)} = {_quoted(word.meant)}"
    return f"{line}  # {say_n('{n} row', '{n} rows', word.count)}" if word.count else line


def _problems(document: Document) -> list[Problem]:
    """What keeps the file from being used; `plan_import` looks at the columns themselves."""
    found = []
    known = (*_TEXTS, "columns", "values")
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
    return found + _kind_problems(document) + _column_problems(document) + _word_problems(document)


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


def _word_problems(document: Document) -> list[Problem]:
    values = document.table.get("values", {})
    if not isinstance(values, dict):
        return [Problem(rule="T002", place=document.place(("values",)), text=say("a table is expected"))]
    found = []
    for column, words in values.items():
        place = document.place(("values", column), key=True)
        if column not in {str(each) for each in MEANT}:
            text = say("“{value}” is not one of: {allowed}.", value=column, allowed=", ".join(MEANT))
            found.append(Problem(rule="T002", place=place, text=text))
        elif not isinstance(words, dict) or not all(isinstance(meant, str) for meant in words.values()):
            found.append(Problem(rule="T002", place=place, text=say("a table is expected")))
    return found


def _quoted(text: str) -> str:
    """A TOML basic string; JSON writes the same but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
