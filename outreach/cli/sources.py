"""`outreach sync`: what is new in the databases of CRMs and in the drop folder."""

from collections.abc import Sequence

import click

from outreach import steps, steps_sources
from outreach.book.importing import ImportReport
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import as_json, near, next_step, out, patience, table, tell
from outreach.errors import NotFound, OutreachError
from outreach.locale import say, say_n
from outreach.problems import nearest
from outreach.steps_sources import Synced, TakenIn

SHOWN_REJECTS = 5  # of one SELECT


@click.command()
@click.argument("name", required=False)
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing; files are left alone.")
@click.option("--full", is_flag=True, help="Read everything anew, whatever was read before.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def sync(name: str | None, dry_run: bool, full: bool, json_: bool) -> None:
    """Read [sources.NAME], or all sources and the drop folder; what was read before changes nothing."""
    desk = open_desk()
    names = [_known(desk, name)] if name else list(desk.firm.settings.sources)
    synced, away = _synced(desk, names, dry_run=dry_run, full=full)
    taken, moving = ([], 0) if name or dry_run else steps_sources.take_incoming(desk.firm, now=desk.now, by=desk.by)
    if not dry_run and (synced or taken):
        with patience(say("Working out who is lost")):
            while steps.refresh_facts(desk.firm, now=desk.now):
                pass
    if json_:
        as_json(_plain(synced, taken=taken, away=away, moving=moving))
    else:
        _show(synced, taken=taken, moving=moving, dry_run=dry_run)
    if away:
        raise next(iter(away.values()))


def _known(desk: Desk, name: str) -> str:
    known = desk.firm.settings.sources
    if name in known:
        return name
    meant = nearest(name, known)
    hint = (
        say("Did you mean “{meant}”?", meant=meant) if meant else say("There are: {all}", all=", ".join(known) or "-")
    )
    raise NotFound(say("config.toml has no [sources.{name}].", name=name) + " " + hint)


def _synced(
    desk: Desk, names: Sequence[str], *, dry_run: bool, full: bool
) -> tuple[list[Synced], dict[str, OutreachError]]:
    """What was read; one source that is away does not keep the others from being read."""
    synced: list[Synced] = []
    away: dict[str, OutreachError] = {}
    for name in names:
        try:
            with patience(say("Reading {file}", file=name)):
                synced += steps_sources.sync_source(
                    desk.firm, name, now=desk.now, by=desk.by, dry_run=dry_run, full=full
                )
        except OutreachError as problem:
            away[name] = problem
    return synced, away


def _show(synced: Sequence[Synced], *, taken: Sequence[TakenIn], moving: int, dry_run: bool) -> None:
    if dry_run:
        out(say("A dry run: nothing was written."), style="bold")
    rows = [(one.name, *_figures(one.report)) for one in synced]
    rows += [(one.path.name, *_figures(one.report)) for one in taken if one.report]
    if rows:
        headings = (say("source or file"), say("new"), say("changed"), say("same"), say("refused"))
        table(rows, headings=headings, right=(1, 2, 3, 4))
    elif not (taken or moving):
        out(say("Nothing came."))
    _tell_refused(synced, taken)
    if moving:
        tell(
            say_n(
                "{n} file may still be written to; it is taken in at the next look that finds it unchanged.",
                "{n} files may still be written to; they are taken in at the next look that finds them unchanged.",
                moving,
            )
        )
    next_step("outreach lapsed" if rows and not dry_run else "outreach check")


def _tell_refused(synced: Sequence[Synced], taken: Sequence[TakenIn]) -> None:
    for one in synced:
        for warning in one.report.warnings:
            tell(f"{one.name}: {warning}", style="yellow")
        for reject in one.report.rejects[:SHOWN_REJECTS]:
            tell(say("{name}, row {line}: {why}", name=one.name, line=reject.line, why=reject.reason))
        if one.rejects:
            tell(say("The refused rows are in {file}, each with its reason.", file=near(one.rejects)), style="yellow")
    for file in taken:
        for line in file.why:
            tell(f"{near(file.path)}: {line}", style="yellow")
        if file.rejects:
            tell(say("The refused rows are in {file}, each with its reason.", file=near(file.rejects)), style="yellow")


def _figures(report: ImportReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.same, report.refused


def _plain(
    synced: Sequence[Synced], *, taken: Sequence[TakenIn], away: dict[str, OutreachError], moving: int
) -> dict[str, object]:
    keys = ("new", "changed", "same", "refused")
    return {
        "sources": [{"name": one.name, **dict(zip(keys, _figures(one.report), strict=True))} for one in synced],
        "files": [
            {
                "file": str(one.path),
                "why": list(one.why),
                **(dict(zip(keys, _figures(one.report), strict=True)) if one.report else {}),
            }
            for one in taken
        ],
        "away": {name: str(problem) for name, problem in away.items()},
        "moving": moving,
    }


COMMANDS = {"sync": sync}
