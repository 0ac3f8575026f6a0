"""`outreach import` and `outreach clients`: files of the firm's are read, and its clients looked at and mended."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from outreach import steps
from outreach.book.columns import said_pair
from outreach.book.headings import Kind
from outreach.book.importing import ImportReport
from outreach.book.meaning import MEANT, UnknownWord, unknown_words
from outreach.book.plan import ImportPlan, plan_import
from outreach.book.records.wording import words_in_use
from outreach.book.rejects import rejects_file, workbook_beside
from outreach.book.saved import Saved, is_rejects, place_of, read_saved, write_saved
from outreach.cli.book_plan import show_plan
from outreach.cli.clients import clients
from outreach.cli.desk import Desk, open_desk
from outreach.cli.meaning import ask_words, said_words
from outreach.cli.screen import agree, as_json, near, next_step, out, patience, table, tell, typed
from outreach.locale import say, say_n

KINDS = ("clients", "orders", "facts", "reasons", "inquiries", "contacts", "problems", "people", "contact_plan",
         "unsubscribed")  # fmt: skip
SHOWN_REJECTS = 10

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Show what would change and change nothing.")
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the file holds, if it is not seen by itself.")
@click.option("--column", "columns", multiple=True, metavar='"HEADING=COLUMN"', help="What a heading means.")
@click.option("--encoding", help="In which characters the file is written.")
@click.option("--delimiter", help="What parts the cells; “tab” for a tab.")
@click.option("--sheet", metavar="NAME|N", help="Which sheet of a workbook; else the one with most rows.")
@click.option("--key", metavar="HEADING", help="Under which heading the code stands by which a client is known.")
@click.option("--value", "values", multiple=True, metavar='"WORD=KNOWN"', help="What an unknown word of a cell means.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are right.")
@json_option
def import_(
    file: Path,
    *,
    dry_run: bool,
    kind: str | None,
    columns: tuple[str, ...],
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    key: str | None,
    values: tuple[str, ...],
    yes: bool,
    json_: bool,
) -> None:
    """Read clients, orders, facts or reasons from FILE, a table of any kind; the same again changes nothing."""
    desk = open_desk()
    place = place_of(file, folder=desk.firm.folder)
    saved = read_saved(place)
    told = _Told(kind=kind, columns=columns, encoding=encoding or "", delimiter=_mark(delimiter) or "",
                 sheet=sheet or "", key=key or "")  # fmt: skip
    plan = _understood(desk, file, saved, told=told)
    unknown = _unknown_words(desk, plan)
    words = (*(saved.words if saved else ()), *said_words(values, unknown))
    if not json_:
        show_plan(plan, saved_in=place if saved else None)
        words += ask_words(unknown if not values else (), yes=yes or dry_run)
    if len(words) > len(saved.words if saved else ()):
        plan = _understood(desk, file, replace(saved or Saved(), words=words), told=told)
    new = told != _Told() or bool(words and not (saved and saved.words == words)) or saved is None
    if not dry_run and new and not agree(say("Are the columns right?"), yes=yes):
        example = say("Heading") + "=email"
        next_step(
            typed("outreach", "import", file, "--column", example), typed("outreach", "import", file, "--dry-run")
        )
        raise click.exceptions.Exit(1)
    rejects = _rejects_of(file, desk=desk)
    report = _imported(desk, plan, dry_run=dry_run, rejects=rejects)
    if not dry_run and new:
        before = saved or Saved()
        kept = Saved(encoding=told.encoding or before.encoding, delimiter=told.delimiter or before.delimiter,
                     sheet=told.sheet or before.sheet, words=words)  # fmt: skip
        write_saved(place, plan.mapping, saved=kept)
        tell(say("The columns are kept in {file}.", file=near(place)))
    if json_:
        as_json(_plain(plan, report))
    else:
        _show_report(report)
    _next_after(report, again=(file, *told.options(values)), rejects=rejects)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What was said on the command line about how the file is to be read."""

    kind: str | None = None
    columns: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    key: str = ""

    def options(self, values: tuple[str, ...]) -> Iterator[str]:
        """What to type to say it again."""
        for name, said in (
            ("--as", self.kind),
            ("--encoding", self.encoding),
            ("--delimiter", "tab" if self.delimiter == "\t" else self.delimiter),
            ("--sheet", self.sheet),
            ("--key", self.key),
            *(("--column", each) for each in self.columns),
            *(("--value", each) for each in values),
        ):
            if said:
                yield from (name, said)


def _understood(desk: Desk, file: Path, saved: Saved | None, *, told: _Told) -> ImportPlan:
    known = saved or Saved()
    form = Saved() if is_rejects(file) else known  # our own file has our form, whatever the first one had
    is_elsewhere = told.sheet not in {"", known.sheet}  # another sheet may hold other things
    remembered = None if is_elsewhere else known.kind
    wanted = Kind.PROBLEM_ORDERS if told.kind == "problems" else Kind(told.kind) if told.kind else remembered
    with patience(say("Reading {file}", file=file.name)):
        return plan_import(
            file,
            encoding=told.encoding or form.encoding or None,
            delimiter=told.delimiter or form.delimiter or None,
            sheet=told.sheet or form.sheet,
            kind=wanted,
            key=told.key,
            said=[said_pair(text) for text in told.columns],
            remembered=known.columns,
            values=known.values,
            country=desk.firm.settings.book.country,
        )


def _unknown_words(desk: Desk, plan: ImportPlan) -> tuple[UnknownWord, ...]:
    """Words of the file that neither the book nor an earlier answer knows."""
    columns = [mapped.column for mapped in plan.mapping.columns if mapped.column in MEANT]
    if not columns:
        return ()
    with desk.firm.store.read() as connection:
        known = {column: words_in_use(connection, column) for column in columns}
    return unknown_words(plan.table.rows(), plan.mapping, headings=plan.table.headings, known=known)


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


def _next_after(report: ImportReport, *, again: tuple[str | Path, ...], rejects: Path) -> None:
    if report.dry_run:
        next_step(typed("outreach", "import", *again))
        return
    if report.refused:
        files = f"{near(workbook_beside(rejects))}, {rejects.name}"
        tell(say("The refused rows are in {file}, each with its reason.", file=files), style="yellow")
        next_step(typed("outreach", "import", near(workbook_beside(rejects))), "outreach lapsed")
        return
    next_step("outreach lapsed", "outreach clients list", "outreach check")


def _plain(plan: ImportPlan, report: ImportReport) -> dict[str, object]:
    return {
        "file": str(plan.table.path),
        "kind": str(report.kind),
        "encoding": plan.table.codec,
        "encoding_guessed": plan.table.guessed,
        "delimiter": plan.table.delimiter,
        "form": str(plan.table.form),
        "sheet": plan.table.sheet,
        "keys": list(plan.mapping.keys),
        "service": plan.mapping.service,
        "totals": plan.table.totals,
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
