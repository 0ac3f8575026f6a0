"""Words in a client's notes that should hold a letter back until a person has looked: debt, court, "do not call".

The list is shipped, and a firm's own `warnings.csv` adds to it or takes words out of it. What is done about a word
that is found is decided in campaign.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from outreach.locale import say
from outreach.problems import Place, Problem

OWN_NAME = "warnings.csv"
HEADINGS = ("words", "off")  # off: yes takes a shipped entry out
DEBT = "debt"  # debt=12050 among cleared words: so much is owed, and it was looked at
_ENTRY = re.compile(r"[\w'’ʼ-]+\*?(?: [\w'’ʼ-]+\*?)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """`pattern` finds any of the entries in a folded text; None finds nothing."""

    entries: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def found_in(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The words as they stand in the texts, folded, each once."""
        if self.pattern is None:
            return ()
        found = (" ".join(match[0].split()) for text in texts for match in self.pattern.finditer(_folded(text)))
        return tuple(dict.fromkeys(found))


NOTHING = Warnings(entries=(), pattern=None)


def not_cleared(found: Iterable[str], *, debt: int | None, cleared: str | None) -> tuple[tuple[str, ...], int]:
    """The words, and the debt, that nobody has looked at yet; a debt that has grown is looked at again."""
    known = {word.strip() for word in (cleared or "").split(",")}
    seen = max((int(word[len(DEBT) + 1 :]) for word in known if re.fullmatch(rf"{DEBT}=\d+", word)), default=0)
    owed = debt or 0
    return tuple(word for word in found if word not in known), owed if owed > seen else 0


def as_cleared(found: Iterable[str], *, debt: int | None) -> str | None:
    """All that is found at present, as it is kept when a person has looked."""
    words = (*found, *((f"{DEBT}={debt}",) if debt else ()))
    return ", ".join(words) or None


@cache
def shipped() -> Warnings:
    """The list of the package; a mistake in it is a bug."""
    text = (files("outreach") / "data" / "warning_words.csv").read_text(encoding="utf-8")
    entries, _, problems = _read(text, file=Path("warning_words.csv"))
    assert not problems, problems
    return _compiled(entries)


def read_warnings(path: Path) -> tuple[Warnings, tuple[Problem, ...]]:
    """The shipped list with the firm's own file over it; no file is the shipped list."""
    if not path.exists():
        return shipped(), ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return shipped(), (Problem(rule="W001", place=Place(file=path), text=say("the file is not in UTF-8")),)
    added, taken, problems = _read(text, file=path)
    kept = [entry for entry in shipped().entries if entry not in taken]
    return _compiled(dict.fromkeys((*kept, *added))), tuple(problems)


def _read(text: str, *, file: Path) -> tuple[list[str], set[str], list[Problem]]:
    """Entries that are on, entries that are off, and what is wrong."""
    added: list[str] = []
    taken: set[str] = set()
    problems: list[Problem] = []
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    for line, cells in enumerate(rows, start=1):
        words = _folded(" ".join((cells[0] if cells else "").split()))
        if (line == 1 and words == HEADINGS[0]) or not words:
            continue
        if not _ENTRY.match(words):
            problems.append(_no_entry(words, file=file, line=line, source=";".join(cells)))
        elif len(cells) > 1 and cells[1].strip():
            taken.add(words)
        else:
            added.append(words)
    return added, taken, problems


def _no_entry(words: str, *, file: Path, line: int, source: str) -> Problem:
    place = Place(file=file, line=line, column=1, length=len(words), source=source)
    mend = say("Write words, with * for any ending: {example}.", example="задолж*")
    return Problem(rule="W002", place=place, text=say("“{words}” is no entry", words=words), mend=mend)


def _compiled(entries: Iterable[str]) -> Warnings:
    every = tuple(entries)
    if not every:
        return NOTHING
    longest = sorted(every, key=len, reverse=True)
    joined = "|".join(r"\s+".join(_word(word) for word in entry.split()) for entry in longest)
    return Warnings(entries=every, pattern=re.compile(rf"(?<!\w)(?:{joined})(?!\w)"))


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
