"""`outreach import undo`: the last import of a file is taken back."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from outreach import steps, steps_clients
from outreach.book.records.undoing import Imported, last_import
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import agree, as_json, next_step, out, patience, table, tell, typed
from outreach.errors import NotFound
from outreach.locale import say, say_n
from outreach.steps_clients import Undone


@click.command(name="import undo")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def undo(file: Path, yes: bool, json_: bool) -> None:
    """Take the last import of FILE back: its rows go, what it changed is as before.

    Rows that later ones refer to stay and are listed; so does what was changed since, and every request not to write.
    """
    desk = open_desk()
    with desk.firm.store.read() as connection:
        found = last_import(connection, file.name)
    tell(say("{file} was imported on {day}.", file=found.file, day=_moment(found.at)))
    if not agree(say("Take it back?"), yes=yes):
        raise click.exceptions.Exit(1)
    with patience(say("Taking {file} back", file=found.file)):
        undone = steps_clients.undo_import(desk.firm, file.name, now=desk.now, by=desk.by)
        while steps.refresh_facts(desk.firm, now=desk.now):
            pass
    if json_:
        as_json(asdict(undone))
    else:
        _show(undone)
    if before := _standing(desk, file.name):
        tell(say("An earlier import of {file} stands, of {day}.", file=file.name, day=_moment(before.at)))
        next_step(typed("outreach", "import", "undo", file), "outreach clients list")
    else:
        next_step("outreach clients list", typed("outreach", "import", file))


def _standing(desk: Desk, file: str) -> Imported | None:
    try:
        with desk.firm.store.read() as connection:
            return last_import(connection, file)
    except NotFound:
        return None


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _show(undone: Undone) -> None:
    rows = [(name, count) for name, count in undone.taken.items()]
    if rows:
        table(rows, headings=(say("table"), say("rows taken back")), right=(1,))
    if undone.restored or not rows:
        out(say_n("{n} row is as before.", "{n} rows are as before.", undone.restored))
    if undone.consents:
        out(say_n("{n} ground to write on is taken back.", "{n} grounds to write on are taken back.", undone.consents))
    if undone.changed_since:
        out(say_n("{n} value was changed since and stays.", "{n} values were changed since and stay.",
                  undone.changed_since))  # fmt: skip
    if undone.left:
        out(say("Left, because later rows refer to them:"))
        for one in undone.left:
            out(f"  {one.table} № {one.id}")


COMMANDS = {"import undo": undo}
