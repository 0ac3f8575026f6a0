"""What comes to the book by itself: from the databases of CRMs, and from files that somebody drops into a folder.

Each may be killed at any line and run again. The daily work stands in `steps.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from outreach import steps
from outreach.book.importing import ImportReport, run_import
from outreach.book.plan import ImportPlan
from outreach.book.records.source import keep_mark, last_read_at, marks_of, with_password
from outreach.book.rejects import rejects_file, workbook_beside
from outreach.book.source import KINDS, Spool, read_source, statements_of
from outreach.book.source_folder import DONE, REFUSED, put_away, still_files, understood
from outreach.errors import FilesAreWrong, NotFound
from outreach.firm import Firm
from outreach.locale import say
from outreach.policy.records import record_consents, record_opt_outs
from outreach.settings import Source

REJECTS = "rejects"  # the folder of refused rows of sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What became of the rows of one SELECT; `rejects` is the file of those that were refused."""

    name: str
    report: ImportReport
    rejects: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a dropped file: where it lies now, and its import, or why it was refused."""

    path: Path
    report: ImportReport | None
    why: tuple[str, ...]
    rejects: Path | None = None  # the file of rows that were refused


def due_sources(firm: Firm, *, now: datetime) -> list[str]:
    """Those whose time has come."""
    timed = {name: one for name, one in firm.settings.sources.items() if one.every_minutes}
    if not timed:
        return []
    with firm.store.read() as connection:
        last = {name: last_read_at(connection, name) for name in timed}
    return [
        name
        for name, source in timed.items()
        if (at := last[name]) is None or now - at >= timedelta(minutes=source.every_minutes)
    ]


def sync_source(
    firm: Firm, name: str, *, now: datetime, by: str, dry_run: bool = False, full: bool = False
) -> list[Synced]:
    """Reads what is new at a source, and then writes it, each kind with its mark in one transaction.

    OutOfReach if the source is away: then nothing was written. With `full` everything is read anew.
    """
    source = firm.settings.sources[name]
    with firm.store.read() as connection:
        marks = {} if full else marks_of(connection, name, statements=statements_of(source))
    with TemporaryDirectory(prefix="outreach-") as into:
        url = _url(firm, name, source)
        spools = read_source(name, source, url=url, marks=marks, into=Path(into), folder=firm.folder)
        if dry_run:
            return _tried(firm, spools, now=now, by=by)
        return [_written(firm, name, spool, now=now, by=by) for spool in spools]


def take_incoming(firm: Firm, *, now: datetime, by: str) -> tuple[list[TakenIn], int]:
    """Imports what has stood still in the drop folder, clients first; and how many files must be seen once more."""
    if not firm.settings.book.incoming:
        return [], 0
    still, moving = still_files(firm.path(firm.settings.book.incoming), now=now)
    taken: list[TakenIn] = []
    plans: list[ImportPlan] = []
    for path in still:
        try:
            plans.append(understood(path, folder=firm.folder, country=firm.settings.book.country))
        except FilesAreWrong as wrong:
            taken.append(_refused(path, [problem.said for problem in wrong.problems]))
    plans.sort(key=lambda plan: KINDS.index(plan.mapping.kind))
    return taken + [_taken_in(firm, plan, now=now, by=by) for plan in plans], len(moving)


def _url(firm: Firm, name: str, source: Source) -> str:
    secret = firm.secrets.get(f"source_{name}")
    if not source.url and not secret:
        text = say("source {name} has no url, and there is no secret source_{name}", name=name)
        raise NotFound(text)
    return with_password(source.url, password=secret) if source.url else str(secret)


def _tried(firm: Firm, spools: Sequence[Spool], *, now: datetime, by: str) -> list[Synced]:
    """What would become of them all, orders of new clients too; everything is taken back at the end."""
    found = []
    with firm.store.write() as connection:
        inner = connection.begin_nested()
        for spool in spools:
            report = run_import(
                connection, spool, book=firm.settings.book, zone=firm.settings.time_zone, now=now, by=by
            )
            report = replace(report, dry_run=True, import_id=None)
            found.append(Synced(name=spool.name, report=report, rejects=None))
        inner.rollback()
    return found


def _written(firm: Firm, name: str, spool: Spool, *, now: datetime, by: str) -> Synced:
    folder = firm.path(REJECTS)
    path = folder / f"{spool.name}-{now:%Y%m%d-%H%M%S}.csv"
    folder.mkdir(exist_ok=True)
    with rejects_file(path, headings=spool.headings) as write, firm.store.write() as connection:
        inner = connection.begin_nested()
        report = run_import(
            connection, spool, book=firm.settings.book, zone=firm.settings.time_zone, now=now, by=by, each_reject=write
        )
        told = record_consents(connection, report.consents, now=now, by=by)
        told += record_opt_outs(connection, report.opt_outs, now=now, by=by)
        if report.rows == report.same and not told:
            inner.rollback()  # a look that found nothing new is no import
        else:
            inner.commit()
        keep_mark(connection, name, spool.kind, statement=spool.statement, mark=spool.mark, now=now)
    return Synced(name=spool.name, report=report, rejects=path if path.exists() else None)


def _taken_in(firm: Firm, plan: ImportPlan, *, now: datetime, by: str) -> TakenIn:
    path = plan.table.path
    rejects = path.with_name(f".{path.stem}.rejects.csv")
    with rejects_file(rejects, headings=plan.headings) as write:
        report = steps.import_book(firm, plan, dry_run=False, now=now, by=by, each_reject=write)
    target = put_away(path, DONE, lines=_figures(report))
    kept = target.with_name(f"{target.stem}.rejects.csv")
    for each, beside in ((rejects, kept), (workbook_beside(rejects), workbook_beside(kept))):
        if each.exists():
            each.replace(beside)
    return TakenIn(path=target, report=report, why=(), rejects=kept if kept.exists() else None)


def _figures(report: ImportReport) -> Iterator[str]:
    yield say(
        "new {new}, changed {changed}, same {same}, refused {refused}",
        new=report.new, changed=report.changed, same=report.same, refused=report.refused,
    )  # fmt: skip
    yield from report.warnings
    yield from (f"{reject.line}: {reject.reason}" for reject in report.rejects)


def _refused(path: Path, why: Sequence[str]) -> TakenIn:
    return TakenIn(path=put_away(path, REFUSED, lines=why), report=None, why=tuple(why))
