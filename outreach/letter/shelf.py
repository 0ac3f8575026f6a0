"""Templates that no campaign names: they are read for their mistakes too. Those in use are read in `content`."""

from collections.abc import Collection, Iterator
from pathlib import Path

from outreach.errors import FilesAreWrong
from outreach.letter.template import read_template
from outreach.problems import Problem

PARTS = ("layouts", "parts")  # folders of what letters include


def stray_problems(templates: Path, *, used: Collection[str], facts: Collection[str]) -> tuple[Problem, ...]:
    """Every mistake in templates/NAME.LANG.md whose NAME is not in `used`."""
    found: list[Problem] = []
    for name, language in _names(templates):
        if name in used:
            continue
        try:
            read_template(name, language=language, folder=templates, facts=facts)
        except FilesAreWrong as wrong:
            found += [problem for problem in wrong.problems if problem not in found]
    return tuple(found)


def _names(templates: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(templates.rglob("*.md")):
        inside = path.relative_to(templates)
        name, _, language = inside.as_posix().removesuffix(".md").rpartition(".")
        if name and inside.parts[0] not in PARTS:
            yield name, language
