"""`outreach import` and `outreach clients`: files of the firm's are read, and its clients looked at and mended."""

import os
from pathlib import Path

import click

from outreach import steps
from outreach.book.columns import said_pair
from outreach.book.headings import Kind
from outreach.book.importing import ImportReport
from outreach.book.plan import ImportPlan, plan_import
from outreach.book.rejects import rejects_file
from outreach.book.saved import Saved, place_of, read_saved, write_saved
from outreach.cli.clients import clients
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import agree, as_json, console, near, next_step, out, patience, table, tell, typed
from outreach.cli.words import file_label
from outreach.locale import say, say_n

KINDS = ("clients", "orders", "facts", "reasons", "inquiries", "contacts", "problems")
SHOWN_REJECTS = 10
LEAST_SAMPLE = 8  # characters

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the file holds, if it is not seen by itself.")
@click.option("--column", "columns", multiple=True, metavar='"HEADING=COLUMN"', help="What a heading means.")
@click.option("--encoding", help="In which characters the file is written.")
@click.option("--delimiter", help="What parts the cells; “tab” for a tab.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are right.")
@json_option
def import_(
    file: Path,
    dry_run: bool,
    kind: str | None,
    columns: tuple[str, ...],
    encoding: str | None,
    delimiter: str | None,
    yes: bool,
    json_: bool,
) -> None:
    """Read clients, orders, facts or reasons from a CSV FILE; the same file again changes nothing."""
    desk = open_desk()
    place = place_of(file, folder=desk.firm.folder)
    saved = read_saved(place)
    plan = _understood(file, saved, kind=kind, columns=columns, encoding=encoding, delimiter=_mark(delimiter))
    if not json_:
        _show_plan(plan, saved_in=place if saved else None)
    new = bool(columns or kind or encoding or delimiter) or saved is None
    if not dry_run and new and not agree(say("Are the columns right?"), yes=yes):
        example = say("Heading") + "=email"
        next_step(
            typed("outreach", "import", file, "--column", example), typed("outreach", "import", file, "--dry-run")
        )
        raise click.exceptions.Exit(1)
    rejects = _rejects_of(file, desk=desk)
    report = _imported(desk, plan, dry_run=dry_run, rejects=rejects)
    if not dry_run and new:
        write_saved(place, plan.mapping, encoding=encoding or "", delimiter=_mark(delimiter) or "")
        tell(say("The columns are kept in {file}.", file=near(place)))
    if json_:
        as_json(_plain(plan, report))
    else:
        _show_report(report)
    _next_after(report, file=file, rejects=rejects)


def _understood(
    file: Path,
    saved: Saved | None,
    *,
    kind: str | None,
    columns: tuple[str, ...],
    encoding: str | None,
    delimiter: str | None,
) -> ImportPlan:
    known = saved or Saved()
    wanted = Kind.PROBLEM_ORDERS if kind == "problems" else Kind(kind) if kind else known.kind
    with patience(say("Reading {file}", file=file.name)):
        return plan_import(
            file,
            encoding=encoding or known.encoding or None,
            delimiter=delimiter or known.delimiter or None,
            kind=wanted,
            said=[said_pair(text) for text in columns],
            remembered=known.columns,
        )


def _imported(desk: Desk, plan: ImportPlan, *, dry_run: bool, rejects: Path) -> ImportReport:
    with patience(say("Importing {file}", file=plan.table.path.name)):
        if dry_run:
            return steps.import_book(desk.firm, plan, dry_run=True, now=desk.now, by=desk.by)
        with rejects_file(rejects, headings=plan.table.headings) as write:
            report = steps.import_book(desk.firm, plan, dry_run=False, now=desk.now, by=desk.by, each_reject=write)
    with patience(say("Working out who is lost")):
        while steps.refresh_facts(desk.firm, now=desk.now):
            pass
    return report


def _rejects_of(file: Path, *, desk: Desk) -> Path:
    """Beside the file, or in the firm's folder where that one may not be written to."""
    folder = file.parent if os.access(file.parent, os.W_OK) else desk.firm.folder
    return folder / f"{file.stem}.rejects.csv"


def _mark(delimiter: str | None) -> str | None:
    return "\t" if delimiter in {"tab", "\\t"} else delimiter


def _short(cell: str, room: int) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= room else line[: room - 1] + "…"


def _room_for_samples(plan: ImportPlan) -> int:
    """How wide a sample may be, so that a row of the table is one line of the terminal."""
    named = max((len(heading) for heading in plan.table.headings), default=0)
    read_as = max((len(column) for _, column in plan.mapping.named), default=0)
    each = (console().width - named - max(read_as, len(say("is read as")))) // max(len(plan.first), 1)
    return max(LEAST_SAMPLE, each - 2)


def _show_plan(plan: ImportPlan, *, saved_in: Path | None) -> None:
    guessed = f" ({say('a guess')})" if plan.table.guessed else ""
    marks = {";": say("semicolon"), ",": say("comma"), "\t": say("tab")}
    out(
        say(
            "{file}: {kind}, {codec}{guessed}, parted by {mark}",
            file=plan.table.path.name,
            kind=file_label(plan.mapping.kind),
            codec=plan.table.codec,
            guessed=guessed,
            mark=marks.get(plan.table.delimiter, plan.table.delimiter),
        ),
        style="bold",
    )
    if saved_in:
        tell(say("The columns are those of {file}.", file=near(saved_in)))
    out()
    meant = dict(plan.mapping.named)
    places = {heading: at for at, heading in enumerate(plan.table.headings)}
    samples = [row.cells for row in plan.first]
    room = _room_for_samples(plan)
    rows = [
        (
            heading,
            meant.get(heading, say("left alone")),
            *(_short(cells[at], room) if at < len(cells) else "" for cells in samples),
        )
        for heading, at in places.items()
        if heading
    ]
    lines = [say("line {n}", n=row.line) for row in plan.first]
    table(rows, headings=(say("heading"), say("is read as"), *lines))
    out()


def _show_report(report: ImportReport) -> None:
    if report.dry_run:
        out(say("A dry run: nothing was written."), style="bold")
    figures = (
        (say("new"), report.new),
        (say("changed"), report.changed),
        (say("same"), report.same),
        (say("refused"), report.refused),
    )
    out("   ".join(f"{word} {count}" for word, count in figures), style="bold")
    told = []
    if report.consents:
        told.append(say_n("{n} ground to write on", "{n} grounds to write on", len(report.consents)))
    if report.opt_outs:
        told.append(say_n("{n} request not to write", "{n} requests not to write", len(report.opt_outs)))
    if told:
        out(", ".join(told))
    for warning in report.warnings:
        tell(warning, style="yellow")
    if report.rejects:
        out()
        rows = [(one.line, one.reason) for one in report.rejects[:SHOWN_REJECTS]]
        table(rows, headings=(say("line"), say("why it was refused")), right=(0,))
        if report.refused > SHOWN_REJECTS:
            out(say("… and {n} more", n=report.refused - SHOWN_REJECTS))


def _next_after(report: ImportReport, *, file: Path, rejects: Path) -> None:
    if report.dry_run:
        next_step(typed("outreach", "import", file))
        return
    if report.refused:
        tell(say("The refused rows are in {file}, each with its reason.", file=near(rejects)), style="yellow")
        next_step(typed("outreach", "import", near(rejects)), "outreach lapsed")
        return
    next_step("outreach lapsed", "outreach clients list", "outreach check")


def _plain(plan: ImportPlan, report: ImportReport) -> dict[str, object]:
    return {
        "file": str(plan.table.path),
        "kind": str(report.kind),
        "encoding": plan.table.codec,
        "encoding_guessed": plan.table.guessed,
        "delimiter": plan.table.delimiter,
        "columns": dict(plan.mapping.named),
        "left_alone": list(plan.mapping.unknown),
        "dry_run": report.dry_run,
        "import": report.import_id,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "refused": report.refused,
        "consents": len(report.consents),
        "opt_outs": len(report.opt_outs),
        "rejects": [{"line": one.line, "reason": one.reason} for one in report.rejects],
        "warnings": list(report.warnings),
    }


COMMANDS = {"import": import_, "clients": clients}
