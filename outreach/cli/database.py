"""`outreach db`: make, check and back up the database."""

from pathlib import Path

import click

from outreach.cli.desk import open_desk
from outreach.cli.screen import next_step, out, table, tell
from outreach.locale import say


@click.group()
def db() -> None:
    """Make, check and back up the database."""


@db.command()
def upgrade() -> None:
    """Bring the database to this version's tables; a current one stays as it is."""
    from outreach.store.schema import REVISION
    from outreach.store.upgrade import upgrade as bring_up

    desk = open_desk(schema=False)
    bring_up(desk.firm.store)
    tell(say("The database is at version {version}.", version=REVISION))
    next_step("outreach db check")


@db.command()
def check() -> None:
    """Look for anything that must never be: every promise as a question to the database."""
    from outreach.store.audit import audit

    desk = open_desk()
    with desk.firm.store.read() as connection:
        findings = audit(connection, care=desk.firm.settings.care)
    if findings:
        headings = (say("promise"), say("what is wrong"), say("rows"))
        rows = [(finding.invariant, finding.text, ", ".join(map(str, finding.rows[:10]))) for finding in findings]
        table(rows, headings=headings)
        raise click.exceptions.Exit(1)
    out(say("All promises hold."))


@db.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(target: Path) -> None:
    """Copy the database to TARGET while it is at work."""
    from outreach.store.upgrade import backup as copy

    desk = open_desk()
    size = copy(desk.firm.store, target)
    tell(say("{size} KB copied. Keep the folder secrets/ with it.", size=size // 1024))


COMMANDS = {"db": db}
