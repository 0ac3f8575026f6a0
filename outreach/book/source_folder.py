"""The drop folder: which files in it stand still, and where each is put when it was read.

A file that is still being written is left alone: it is taken when two looks, some seconds apart, found it unchanged.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from outreach.book.headings import DEEDS, Kind, folded
from outreach.book.plan import ImportPlan, plan_import
from outreach.book.rejects import is_ours
from outreach.book.saved import Saved, is_rejects, place_of, read_saved
from outreach.errors import FilesAreWrong
from outreach.locale import say
from outreach.problems import Place, Problem

LOOKS = ".looks.json"
DONE, REFUSED = "done", "refused"
APART = timedelta(seconds=10)  # between two looks that tell
_NOT_YET = (".part", ".crdownload", ".tmp", ".filepart", ".partial")  # how programs call what they are still writing

Look = list[float]  # size, moment of the last change, moment of the first look that saw both


def still_files(incoming: Path, *, now: datetime) -> tuple[list[Path], list[Path]]:
    """The files that have stood still since an earlier look, and those that may still change; the look is kept."""
    before = _looks(incoming)
    seen: dict[str, Look] = {}
    still: list[Path] = []
    moving: list[Path] = []
    for path in sorted(incoming.iterdir()) if incoming.is_dir() else ():
        if not path.is_file() or path.name.startswith((".", "~")) or path.suffix.lower() in _NOT_YET:
            continue
        state = path.stat()
        size, changed, since = before.get(path.name, [-1, -1, 0])
        same = size == state.st_size and changed == state.st_mtime
        seen[path.name] = [state.st_size, state.st_mtime, since if same else now.timestamp()]
        stands = same and now.timestamp() - since >= APART.total_seconds()
        (still if stands else moving).append(path)
    if seen != before:
        (incoming / LOOKS).write_text(json.dumps(seen), encoding="utf-8")
    return still, moving


def understood(path: Path, *, folder: Path, country: str = "") -> ImportPlan:
    """The file with nobody to ask: FilesAreWrong unless every heading is known, of itself or from a saved mapping."""
    saved = read_saved(place_of(path, folder=folder)) or Saved()
    form = Saved() if is_rejects(path) else saved  # our own file has our form
    plan = plan_import(
        path,
        encoding=form.encoding or None,
        delimiter=form.delimiter or None,
        sheet=form.sheet,
        kind=saved.kind,
        remembered=saved.columns,
        values=saved.values,
        country=country,
    )
    left_out = {heading for heading, column in saved.columns if not column}
    if strange := [heading for heading in plan.mapping.unknown if not (heading in left_out or _is_read(heading, plan))]:
        raise _wrong(path, say("these headings are not known: {headings}", headings=", ".join(strange)))
    if plan.table.guessed and all(heading.isascii() for heading, _ in plan.mapping.named):
        raise _wrong(path, say("its encoding is a guess that no heading bears out"))
    return plan


def _is_read(heading: str, plan: ImportPlan) -> bool:
    """Whether we put it there, or look for returns under it."""
    return is_ours(heading) or (plan.mapping.kind is Kind.ORDERS and folded(heading) in DEEDS)


def put_away(path: Path, where: str, *, lines: Iterable[str]) -> Path:
    """Moves the file into a folder beside it, under another name if that one is taken, with a .txt that says why."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    names = (path.name if n == 1 else f"{path.stem}-{n}{path.suffix}" for n in range(1, 1_000_000))
    target = next(folder / name for name in names if not (folder / name).exists())
    target.with_name(f"{target.name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path.replace(target)


def _looks(incoming: Path) -> Mapping[str, Look]:
    """What the last look saw; nothing if nobody looked, or somebody spoiled the note."""
    try:
        found = json.loads((incoming / LOOKS).read_text(encoding="utf-8"))
        return {str(name): [float(part) for part in look] for name, look in found.items() if len(look) == len("abc")}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _wrong(path: Path, text: str) -> FilesAreWrong:
    mend = say("Import it once by hand and say what its columns are: outreach import FILE --column “Heading=column”.")
    return FilesAreWrong((Problem(rule="B012", place=Place(file=path), text=text, mend=mend),))
