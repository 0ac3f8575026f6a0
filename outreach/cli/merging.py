"""`outreach clients duplicates`, `merge`, `unmerge`, `apart`: rows of one client are found, become one, or do not."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

import click

from outreach import steps_clients
from outreach.book.duplicate import Duplicate, Likeness, duplicates
from outreach.book.records import Connection, client_card, find_client
from outreach.book.records.apart import Apart, who_is_apart
from outreach.book.records.listing import Listed, listed
from outreach.cli.desk import open_desk
from outreach.cli.screen import agree, as_json, next_step, out, patience, table, tell, typed
from outreach.locale import say, say_n

yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


@click.command(name="duplicates", short_help="Clients who are probably one and the same.")
@click.option("--first", default=20, show_default=True, type=click.IntRange(min=1), help="So many groups at most.")
@click.option("--apart", "different", is_flag=True, help="List those who were said to be different people instead.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def duplicates_(first: int, different: bool, json_: bool) -> None:
    """Clients with the same address in another spelling, the same telephone, or the same person at the same firm.

    Whoever was said to be somebody else (“outreach clients apart”) is not proposed again.
    """
    desk = open_desk()
    with desk.firm.store.read() as connection:
        said = who_is_apart(connection)
        if different:
            _list_apart(connection, said, json_=json_)
            return
    with patience(say("Comparing clients")), desk.firm.store.read() as connection:
        found = duplicates(connection)
        shown = found if json_ else found[:first]
        known = {one.id: one for one in listed(connection, sorted({who for group in shown for who in group.clients}))}
    if json_:
        as_json([asdict(group) for group in shown])
        return
    for group in shown:
        _show_group(group, known)
    if len(found) > first:
        tell(say("… and more; --first {n} shows them.", n=first * 5))
    tell(say_n("{n} group of clients who are probably one.", "{n} groups of clients who are probably one.", len(found)))
    if said:
        tell(say_n("{n} pair was said to be different people; --apart lists it.",
                   "{n} pairs were said to be different people; --apart lists them.", len(said)))  # fmt: skip
    if found:
        one, other = found[0].proofs[-1].clients[:2]
        next_step(
            typed("outreach", "clients", "merge", *_kept_first(found[0], known)),
            typed("outreach", "clients", "apart", one, other),
        )


def _list_apart(connection: Connection, said: Iterable[Apart], *, json_: bool) -> None:
    pairs = tuple(said)
    if json_:
        as_json([{"clients": [one.one, one.other], "by": one.by, "at": one.at} for one in pairs])
        return
    known = {one.id: one for one in listed(connection, sorted({who for one in pairs for who in (one.one, one.other)}))}
    rows = [(*(f"№ {who} {_called(known[who])}" for who in (one.one, one.other)), one.by, f"{one.at:%Y-%m-%d}")
            for one in pairs]  # fmt: skip
    if rows:
        table(rows, headings=(say("client"), say("is not"), say("by"), say("since")))
        next_step(typed("outreach", "clients", "apart", pairs[0].one, pairs[0].other, "--undo"))
    else:
        tell(say("Nobody was said to be a different person."))


def _called(one: Listed) -> str:
    return one.name or one.company or one.code


def _show_group(group: Duplicate, known: Mapping[int, Listed]) -> None:
    for number in _kept_first(group, known):
        one = known[number]
        orders = say_n("{n} order", "{n} orders", one.orders)
        out("  ".join(part for part in (f"№ {one.id}", one.code, one.name, one.company, one.city, orders) if part))
    for proof in group.proofs:
        whose = ", ".join(f"№ {number}" for number in proof.clients)
        out(f"    {likeness_label(proof.likeness)}: {proof.form}  ({whose})")
    out()


def _kept_first(group: Duplicate, known: Mapping[int, Listed]) -> list[int]:
    """Who has ordered most is kept; among equals the oldest."""
    return sorted(group.clients, key=lambda number: (-known[number].orders, number))


def likeness_label(likeness: Likeness) -> str:
    """What two rows have in common."""
    return {
        Likeness.ADDRESS: say("the same e-mail address"),
        Likeness.PHONE: say("the same telephone"),
        Likeness.PERSON: say("the same person at the same firm"),
    }[likeness]


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


@click.command(short_help="Say that rows which look alike are different people.")
@click.argument("who")
@click.argument("others", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="They may be one and the same after all.")
def apart(who: str, others: tuple[str, ...], undo: bool) -> None:
    """WHO and OTHERS are different people, each from each: they are not proposed as one again, and cannot be merged."""
    desk = open_desk()
    with desk.firm.store.read() as connection:
        numbers = tuple(dict.fromkeys(find_client(connection, one) for one in (who, *others)))
    if len(numbers) == 1:
        raise click.UsageError(say("Name at least two clients."))
    count = steps_clients.keep_apart(desk.firm, numbers, now=desk.now, by=desk.by, undo=undo)
    if not count:
        tell(say("That was known already."))
    elif undo:
        tell(say_n("{n} pair may be proposed as one again.", "{n} pairs may be proposed as one again.", count))
    else:
        tell(say_n("Kept: {n} pair is two different people.", "Kept: {n} pairs are different people.", count))
    next_step(
        "outreach clients duplicates", *([] if undo else [typed("outreach", "clients", "apart", *numbers, "--undo")])
    )
