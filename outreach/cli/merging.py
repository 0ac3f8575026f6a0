"""`outreach clients merge` and `unmerge`: two rows of one client become one, and are parted again."""

import click

from outreach import steps_clients
from outreach.book.records import client_card, find_client
from outreach.cli.desk import open_desk
from outreach.cli.screen import agree, next_step, out, tell, typed
from outreach.locale import say, say_n

yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command(short_help="Make one client of several rows.")
@click.argument("kept")
@click.argument("gone", nargs=-1, required=True)
@yes_option
def merge(kept: str, gone: tuple[str, ...], yes: bool) -> None:
    """GONE live on in KEPT: orders, inquiries, addresses, facts and reasons follow; letters and spells stay as history.

    What either of them said against letters holds for both. “outreach clients unmerge GONE” parts them again.
    """
    desk = open_desk()
    with desk.firm.store.read() as connection:
        keeps = find_client(connection, kept)
        goes = tuple(dict.fromkeys(find_client(connection, one) for one in gone))
        named = {one: client_card(connection, one).client.name for one in (keeps, *goes)}
    for one in goes:
        out(f"№ {one} {named[one]} → № {keeps} {named[keeps]}")
    if not agree(say("Are these one and the same?"), yes=yes):
        raise click.exceptions.Exit(1)
    moved = steps_clients.merge_clients(desk.firm, keeps, goes, now=desk.now, by=desk.by)
    rows = sum(moved.values())
    tell(say_n("Merged: {n} row follows client {number}.", "Merged: {n} rows follow client {number}.", rows,
               number=keeps))  # fmt: skip
    next_step(f"outreach clients show {keeps}", *(typed("outreach", "clients", "unmerge", one) for one in goes[:1]))


@click.command(short_help="Part a client again from the one he was merged into.")
@click.argument("gone")
def unmerge(gone: str) -> None:
    """GONE is a client by himself again, with the rows that were his; stops and caps stay with both."""
    desk = open_desk()
    with desk.firm.store.read() as connection:
        number = find_client(connection, gone)
    merge = steps_clients.unmerge_client(desk.firm, number, now=desk.now, by=desk.by)
    tell(say("Parted: client {number} is by himself again. What came since stays with client {kept}.",
             number=number, kept=merge.kept_id))  # fmt: skip
    next_step(f"outreach clients show {number}", f"outreach clients show {merge.kept_id}")
