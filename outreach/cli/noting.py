"""`outreach clients note`, `next` and `person`: what was said, when to speak again, and who else works there."""

import click

from outreach import steps, steps_clients
from outreach.book.day import read_day
from outreach.book.records import find_client
from outreach.book.records.desk import add_note, set_person
from outreach.book.value import BadValue, read_short, read_text
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import next_step, tell
from outreach.locale import say


@click.command(short_help="Write down what he said.")
@click.argument("who")
@click.argument("text")
@click.option("--on", "day", help="The day of the talk; else today.")
@click.option("--by", help="Who spoke with him; else you.")
def note(who: str, text: str, day: str | None, by: str | None) -> None:
    """Note TEXT, what WHO said in a talk, with its day and author; it is shown with his calls and meetings."""
    desk = open_desk()
    try:
        on_day = read_day(day) if day else steps.today(desk.firm, now=desk.now)
        said = read_text(text.strip())
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    if not said:
        raise click.UsageError(say("The note is empty."))
    with desk.firm.store.write() as connection:
        number = find_client(connection, who)
        new = add_note(connection, number, said, on_day=on_day, now=desk.now, by=by or desk.by)
    tell(say("Kept.") if new else say("That was known already."))
    next_step(f"outreach clients show {number}")


@click.command(name="next", short_help="Plan when to speak with him again.")
@click.argument("who")
@click.argument("day", required=False)
@click.option("--about", help="What it will be about.")
@click.option("--by", help="Who will do it; else his manager.")
@click.option("--done", is_flag=True, help="It was done: nothing is planned any more.")
def next_(who: str, day: str | None, about: str | None, by: str | None, done: bool) -> None:
    """Plan the next contact with WHO for DAY: by whom, and about what."""
    if done == bool(day):
        raise click.UsageError(say("Give the day of the next contact, or --done."))
    desk = open_desk()
    try:
        planned = read_day(day) if day else None
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    number = _found(desk, who)
    values = {"contact_on": planned, "contact_by": by if planned else None, "contact_about": about if planned else None}
    changed = steps_clients.set_client(desk.firm, number, values, now=desk.now, by=desk.by)
    tell(say("Kept.") if changed else say("That was known already."))
    next_step(f"outreach clients show {number}")


@click.command(short_help="Somebody else at his firm.")
@click.argument("who")
@click.argument("name")
@click.option("--post", help="The post.")
@click.option("--phone", help="The telephone.")
@click.option("--email", help="The address; nothing is written there.")
@click.option("--note", help="What to know.")
def person(who: str, name: str, **said: str | None) -> None:
    """Write down NAME, who works at the firm of WHO; what is said again is written over."""
    desk = open_desk()
    try:
        whole = read_short(name.strip())
        given = {key: read_text(value.strip()) or None for key, value in said.items() if value is not None}
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    with desk.firm.store.write() as connection:
        number = find_client(connection, who)
        new = set_person(connection, number, whole, said=given, now=desk.now, by=desk.by)
    tell(say("Kept.") if new else say("That was known already."))
    next_step(f"outreach clients show {number}")


def _found(desk: Desk, who: str) -> int:
    with desk.firm.store.read() as connection:
        return find_client(connection, who)
