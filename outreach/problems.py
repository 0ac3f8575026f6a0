"""A mistake in a person's file, as a value: where it stands, what is wrong, how to mend it."""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from outreach.locale import say


class Severity(StrEnum):
    ERROR = "error"  # the file cannot be used
    WARNING = "warning"  # it can, but look


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Line and column count from 1; the caret underlines `length` characters of `source`, the line itself."""

    file: Path
    line: int = 0
    column: int = 0
    length: int = 1
    source: str = ""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`rule` is an id that `outreach explain` knows; `text` and `mend` are already in the reader's language."""

    rule: str
    place: Place
    text: str
    mend: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}  {self.rule}  {self.said}"

    @property
    def said(self) -> str:
        """What is wrong and how to mend it, as sentences that follow one another."""
        if not self.mend:
            return self.text
        return self.text + ("" if self.text.endswith((".", "!", "?", "…")) else ".") + " " + self.mend


def pointed(problem: Problem) -> str:
    """The problem with its source line and a caret under the word, for a terminal."""
    if not problem.place.source:
        return str(problem)
    before = problem.place.source[: max(problem.place.column - 1, 0)]
    pad = "".join("\t" if letter == "\t" else " " for letter in before)
    caret = "^" * max(1, min(problem.place.length, len(problem.place.source) - len(before)))
    return f"{problem}\n    {problem.place.source}\n    {pad}{caret}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """What was probably meant, or None."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that make a file unusable."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def os_reason(problem: OSError) -> str:
    """What the system refused, in the reader's language where it is one that people meet."""
    known = {
        errno.ENOENT: say("there is no such file or folder"),
        errno.EACCES: say("no permission"),
        errno.EPERM: say("no permission"),
        errno.EISDIR: say("it is a folder"),
        errno.ENOTDIR: say("it is not a folder"),
        errno.ENOSPC: say("the disk is full"),
        errno.EROFS: say("nothing may be written there"),
        errno.EADDRINUSE: say("the port is taken"),
    }
    return known.get(problem.errno or 0) or problem.strerror or str(problem)
