"""The screen that shows how a file is understood, before it is imported."""

from collections.abc import Iterator
from pathlib import Path

from outreach.book.headings import Column
from outreach.book.plan import ImportPlan
from outreach.book.table import Form
from outreach.book.unsubscribed import Export
from outreach.cli.screen import console, near, out, table, tell
from outreach.cli.words import file_label
from outreach.locale import say

_LEAST_SAMPLE = 8  # characters


def _short(cell: str, room: int) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= room else line[: room - 1] + "…"


def _room_for_samples(plan: ImportPlan) -> int:
    """How wide a sample may be, so that a row of the table is one line of the terminal."""
    named = max((len(heading) for heading in plan.table.headings), default=0)
    read_as = max((len(column) for _, column in plan.mapping.named), default=0)
    each = (console().width - named - max(read_as, len(say("is read as")))) // max(len(plan.first), 1)
    return max(_LEAST_SAMPLE, each - 2)


def show_plan(plan: ImportPlan, *, saved_in: Path | None) -> None:
    """What the file is, and each heading with what it is read as and three cells below it."""
    out(_title(plan), style="bold")
    for line in _details(plan):
        tell(line)
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


def _title(plan: ImportPlan) -> str:
    found, kind = plan.table, file_label(plan.mapping.kind)
    guessed = f" ({say('a guess')})" if found.guessed else ""
    match found.form:
        case Form.TEXT:
            marks = {";": say("semicolon"), ",": say("comma"), "\t": say("tab")}
            mark = marks.get(found.delimiter, found.delimiter)
            return say("{file}: {kind}, {codec}{guessed}, parted by {mark}", file=found.path.name, kind=kind,
                       codec=found.codec, guessed=guessed, mark=mark)  # fmt: skip
        case Form.WORKBOOK:
            return say("{file}: {kind}, sheet “{sheet}”", file=found.path.name, kind=kind, sheet=found.sheet)
        case Form.PAGE:
            return say("{file}: {kind}, a page of HTML, {codec}{guessed}", file=found.path.name, kind=kind,
                       codec=found.codec, guessed=guessed)  # fmt: skip
        case Form.JSON_LINES:
            return say("{file}: {kind}, JSON lines", file=found.path.name, kind=kind)


def _details(plan: ImportPlan) -> Iterator[str]:
    """Which sheet, which key, whose list: what was chosen among several."""
    sheets = plan.table.sheets
    if len(sheets) > 1:
        others = ", ".join(
            f"{sheet.name} ({sheet.rows})" if sheet.rows else sheet.name  # none were counted if one was chosen
            for sheet in sheets
            if sheet.name != plan.table.sheet
        )
        yield say("Other sheets, with their rows: {sheets}; --sheet chooses.", sheets=others)
    key = next((mapped.heading for mapped in plan.mapping.columns if mapped.column is Column.CODE), "")
    if key:
        rest = ", ".join(heading for heading in plan.mapping.keys if heading != key)
        more = " " + say("{others} could be it too; --key chooses.", others=rest) if rest else ""
        yield say("Clients are known by “{heading}”.", heading=key) + more
    if plan.mapping.service == Export.SENDPULSE:  # known by its shape, which others have too
        yield say("This is a list of people who must not be written to, from SendPulse or a service like it.")
    elif plan.mapping.service:
        yield say("This is a list of people who must not be written to ({service}).", service=plan.mapping.service)
    if plan.table.heading_line > 1 and plan.table.form is not Form.JSON_LINES:
        yield say("The headings stand in line {n}.", n=plan.table.heading_line)
