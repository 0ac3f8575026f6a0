"""Reading `templates/NAME.LANG.md`: headers, a blank line, Markdown with Jinja; includes are put in here, line by line.

Every line remembers its file and number, so that a mistake is shown where it stands. Nothing here knows Jinja or
Markdown.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from outreach.locale import say
from outreach.problems import Place, Problem, nearest

HEADERS = ("Subject", "Preheader")
MAX_BYTES = 256 * 1024
MAX_INCLUDES = 20
_INCLUDE = re.compile(r"""\s*\{%-?\s*include\s+["']([^"']*)["']\s*-?%\}\s*""")
_HEADER = re.compile(r"([A-Za-z][A-Za-z-]*):[ \t]*(.*)")
_RESERVED = dict.fromkeys(range(0xE000, 0xE004))  # stand for Jinja's tags while Markdown is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a file; `text` may be less than `source`, the whole line (a header without its name)."""

    file: Path
    number: int
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of lines that Jinja reads as one text."""

    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A template as written: its parts, the files it was read from, and what is wrong with it."""

    subject: Part
    preheader: Part
    body: Part
    problems: tuple[Problem, ...]
    digest: str


@dataclass(slots=True)
class _Reading:
    """What one template's reading has gathered so far."""

    folder: Path
    language: str
    problems: list[Problem] = field(default_factory=list)
    sum: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    includes: int = 0


def read_source(name: str, *, language: str, folder: Path) -> Source:
    """The template NAME in `language` below `folder`; a path that leaves the folder is a problem, not a file."""
    reading = _Reading(folder, language)
    lines = _lines(f"{name}.{language}.md", reading, asked=None)
    headers, body = _split(lines, reading)
    for line in headers.values():
        if not line.text.strip():
            reading.problems.append(problem_at(line, "L061", say("This header is empty."), word=line.source))
    if "Subject" not in headers and lines:
        text = say("A letter needs a subject.")
        reading.problems.append(problem_at(lines[0], "L061", text, mend=say("Begin the file with “Subject: ...”.")))
    return Source(
        subject=_part(headers.get("Subject")), preheader=_part(headers.get("Preheader")),
        body=Part(lines=tuple(_with_includes(body, reading, depth=0))),
        problems=tuple(reading.problems), digest=reading.sum.hexdigest(),
    )  # fmt: skip


def read_part(name: str, *, language: str, folder: Path) -> Source:
    """A file without headers (the footer, the layout), as a body; `name` is its whole path below `folder`."""
    reading = _Reading(folder, language)
    body = Part(lines=tuple(_with_includes(_lines(name, reading, asked=None), reading, depth=0)))
    return Source(
        subject=Part(), preheader=Part(), body=body, problems=tuple(reading.problems), digest=reading.sum.hexdigest()
    )


def problem_at(line: Line, rule: str, text: str, *, mend: str = "", word: str = "", nth: int = 0) -> Problem:
    """A problem whose caret stands under the nth `word` of the line, or under its first tag."""
    column, length = _found(line.source, word, nth)
    place = Place(file=line.file, line=line.number, column=column + 1, length=length, source=line.source)
    return Problem(rule=rule, place=place, text=text, mend=mend)


def _found(source: str, word: str, nth: int) -> tuple[int, int]:
    if word:
        # nmae in client.nmae, but not in client.nmaes
        places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", source)] or [
            m.span() for m in re.finditer(re.escape(word), source)
        ]
        if places:
            start, end = places[min(nth, len(places) - 1)]
            return start, end - start
    tag = re.search(r"\{[{%#][^}]*\}{0,2}", source)
    return (tag.start(), tag.end() - tag.start()) if tag else (0, max(len(source), 1))


def _part(line: Line | None) -> Part:
    return Part(lines=(line,)) if line else Part()


def _split(lines: list[Line], reading: _Reading) -> tuple[dict[str, Line], list[Line]]:
    headers: dict[str, Line] = {}
    for index, line in enumerate(lines):
        if not line.text.strip():
            return headers, lines[index + 1 :]
        match = _HEADER.fullmatch(line.text)
        if match is None:
            text = say("Before the first blank line stand headers only, such as “Subject: ...”.")
            reading.problems.append(problem_at(line, "L061", text, word=line.source))
            return headers, lines[index:]
        _keep_header(headers, line, match, reading)
    return headers, []


def _keep_header(headers: dict[str, Line], line: Line, match: re.Match[str], reading: _Reading) -> None:
    known = match[1].capitalize()
    if known not in HEADERS:
        meant = nearest(known, HEADERS)
        mend = say("Did you mean {name}?", name=meant) if meant else say("Known: {names}.", names=", ".join(HEADERS))
        text = say("Unknown header “{name}”.", name=match[1])
        reading.problems.append(problem_at(line, "L061", text, mend=mend, word=match[1]))
    elif known in headers:
        text = say("The header {name} stands here twice.", name=known)
        reading.problems.append(problem_at(line, "L061", text, word=match[1]))
    else:
        headers[known] = Line(file=line.file, number=line.number, text=match[2], source=line.source)


def _with_includes(lines: list[Line], reading: _Reading, *, depth: int) -> Iterator[Line]:
    for line in lines:
        match = _INCLUDE.fullmatch(line.text)
        if match is None:
            yield line
        elif depth >= MAX_INCLUDES or reading.includes >= MAX_INCLUDES:
            text = say("Too many includes, one inside another.")
            reading.problems.append(problem_at(line, "L060", text, word=match[1]))
        else:
            reading.includes += 1
            name = match[1] if match[1].endswith(".md") else f"{match[1]}.{reading.language}.md"
            yield from _with_includes(_lines(name, reading, asked=line), reading, depth=depth + 1)


def _lines(name: str, reading: _Reading, *, asked: Line | None) -> list[Line]:
    file = reading.folder / name
    try:
        raw = _bytes_below(reading.folder, name)
        text = raw.decode("utf-8-sig")
    except (OSError, ValueError) as error:  # UnicodeDecodeError is a ValueError
        reading.problems.append(_unreadable(file, name, asked, error))
        return []
    reading.sum.update(len(raw).to_bytes(8, "big") + raw)
    rows = text.replace("\r\n", "\n").translate(_RESERVED).removesuffix("\n").split("\n")
    return [Line(file=file, number=n, text=row, source=row) for n, row in enumerate(rows, 1)]


def _bytes_below(folder: Path, name: str) -> bytes:
    """A file that is really below the folder: not absolute, no way up, no symbolic link out."""
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
        raise ValueError(say("This path leaves the templates folder."))
    resolved = (folder / name).resolve()
    if not resolved.is_relative_to(folder.resolve()):
        raise ValueError(say("This path leaves the templates folder."))
    with resolved.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError(say("This file is too large for a template."))
    return raw


def _unreadable(file: Path, name: str, asked: Line | None, error: Exception) -> Problem:
    if isinstance(error, UnicodeDecodeError):
        text = say("{file} is not UTF-8.", file=file.name)
    elif isinstance(error, OSError):
        text = say("{file} cannot be read: there is no such file, or no permission.", file=file.name)
    else:
        text = str(error)
    if asked is not None:
        return problem_at(asked, "L060", text, word=name.partition(".")[0])
    return Problem(rule="L060", place=Place(file=file), text=text)
