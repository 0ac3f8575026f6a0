"""`outreach clients`: a list, one client on a page, and his name or form of address mended."""

from collections.abc import Mapping
from dataclasses import asdict

import click

from outreach import steps, steps_clients
from outreach.book.records import client_card, find_client
from outreach.book.records.listing import Listed, clients_like, count_clients
from outreach.cli.client_page import plain_page, read_page, show_page
from outreach.cli.desk import open_desk
from outreach.cli.merging import apart, duplicates_, merge, unmerge
from outreach.cli.noting import next_, note, person
from outreach.cli.reasons import fact_examples
from outreach.cli.screen import as_json, next_step, out, table, tell, typed
from outreach.locale import say, say_n, spoken
from outreach.outcome.figures import money
from outreach.settings import Fact, in_language

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.group()
def clients() -> None:
    """Show clients, and mend how they are addressed."""


@clients.command(name="list", short_help="Clients by a part of name, firm, town or code.")
@click.argument("part", required=False, default="")
@click.option("--manager", default="", help="Only those whom this manager looks after.")
@click.option("--first", default=20, show_default=True, type=click.IntRange(min=1), help="So many at most.")
@json_option
def list_(part: str, manager: str, first: int, json_: bool) -> None:
    """Clients whose name, firm, town or code has PART in it; all of them if nothing is said."""
    desk = open_desk()
    with desk.firm.store.read() as connection:
        found = clients_like(connection, part, limit=first + 1, manager=manager)
        everybody = count_clients(connection)
    if json_:
        as_json([asdict(one) for one in found[:first]])
        return
    if found:
        show_list(found[:first], currency=desk.firm.settings.book.currency)
    elif part or manager:
        tell(say("No client is called “{text}”.", text=part or manager))
    if len(found) > first:
        tell(say("… and more; --first {n} shows them.", n=first * 5))
    tell(say_n("{n} client in the book.", "{n} clients in the book.", everybody))
    number = found[0].id if found else 1
    next_step(f"outreach clients show {number}", "outreach segment \"lost and tier = 'gold'\"")


@clients.command()
@click.argument("who", nargs=-1, required=True)
@json_option
def show(who: tuple[str, ...], json_: bool) -> None:
    """One client on a page. WHO is a number, an e-mail, a code or a part of a name."""
    desk = open_desk()
    today = steps.today(desk.firm, now=desk.now)
    with desk.firm.store.read() as connection:
        page = read_page(connection, find_client(connection, " ".join(who)), today=today)
    if json_:
        as_json(plain_page(page))
        return
    show_page(page, settings=desk.firm.settings, today=today)
    number = page.card.client.id
    next_step(f"outreach why {number}", typed("outreach", "clients", "set", number, "vocative=…"))


@clients.command(name="set", short_help="Set what is known of a client.")
@click.argument("who")
@click.argument("settings", nargs=-1, required=True, metavar="KEY=VALUE...")
def set_(who: str, settings: tuple[str, ...]) -> None:
    """Set how WHO is addressed, who looks after him, how he stands with us: salutation, manager, attitude ...

    An empty value takes away what was known: vocative=
    """
    from outreach.book.setting import read_setting
    from outreach.book.value import BadValue
    from outreach.cli.client_page import salutation_line

    desk = open_desk()
    try:
        read = (read_setting(one, currency=desk.firm.settings.book.currency) for one in settings)
        wanted = {one.column: one.value for one in read}
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    with desk.firm.store.read() as connection:
        number = find_client(connection, who)
    changed = steps_clients.set_client(desk.firm, number, wanted, now=desk.now, by=desk.by)
    with desk.firm.store.read() as connection:
        client = client_card(connection, number).client
    out(salutation_line(client, settings=desk.firm.settings))
    if changed:
        tell(say("Changed. A letter drafted before is planned anew; mend the client list too, or the next import of it"
                 " may change this back."))  # fmt: skip
    else:
        tell(say("Nothing was to be changed."))
    next_step(f"outreach clients show {number}", "outreach review")


@clients.command(short_help="Add a personal fact.")
@click.argument("who")
@click.argument("key", required=False)
@click.argument("text", required=False)
@click.option("--language", help="The language it is written in: ru, uk, en; empty: any.")
def fact(who: str, key: str | None, text: str | None, language: str | None) -> None:
    """Add a personal fact KEY (as in [facts] of config.toml) to WHO: TEXT completes the fact's sentence.

    Without KEY and TEXT: which facts there are, each with its sentence and an example.
    """
    from outreach.book.records import add_fact
    from outreach.book.value import BadValue, read_fact, read_language
    from outreach.problems import nearest

    desk = open_desk()
    frames = desk.firm.settings.facts
    if key is None:
        show_facts(frames)
        next_step(typed("outreach", "clients", "fact", who, next(iter(frames), "KEY"), "…"))
        return
    if key not in frames:
        meant = nearest(key, frames)
        hint = say("Did you mean “{meant}”?", meant=meant) if meant else say("There are: {all}", all=", ".join(frames))
        raise click.UsageError(say("config.toml has no fact “{key}”.", key=key) + " " + hint)
    try:
        written, value = read_language(language) if language else None, read_fact((text or "").strip())
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    if not value:
        empty = say("The fact is empty: the sentence would have a gap.")
        raise click.UsageError(" ".join((empty, *fact_examples({key: frames[key]}))))
    with desk.firm.store.write() as connection:
        number = find_client(connection, who)
        own = written or client_card(connection, number).client.language
        new = add_fact(connection, number, key=key, value=value, language=own, now=desk.now, by=desk.by)
    frame = in_language(frames[key].frame, own or "")
    out(frame.replace("…", value) if "…" in frame else value)
    tell(say("Kept.") if new else say("That was known already."))
    next_step(f"outreach clients show {number}", "outreach review")


@clients.command(short_help="Record why a client left.")
@click.argument("who")
@click.argument("reason")
@click.option("--event", help="What happened, as a clause behind “I know that …”; it makes the reason a verified one.")
@click.option("--source", help="How we know.")
def reason(who: str, reason: str, event: str | None, source: str | None) -> None:
    """Record REASON (late_delivery, price, service ... or your own word) for WHO: stated, or verified with --event."""
    from outreach.book.records import add_reason
    from outreach.book.value import BadValue, read_reason
    from outreach.store.words import ReasonStanding

    desk = open_desk()
    try:
        word = read_reason(reason)
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    if not word:
        raise click.UsageError(say("The reason is empty; without one nothing needs to be recorded."))
    standing = ReasonStanding.VERIFIED if event else ReasonStanding.STATED
    with desk.firm.store.write() as connection:
        number = find_client(connection, who)
        new = add_reason(
            connection,
            number,
            reason=word,
            standing=standing,
            event=event,
            source=source,
            on_day=desk.now.date(),
            now=desk.now,
            by=desk.by,
        )
        known = {(one.reason, one.standing): one.event for one in client_card(connection, number).reasons}
    on_record = known.get((word, standing))
    if new:
        tell(say("Kept."))
    elif event and on_record != event:
        tell(say("Not kept: the event on record is “{event}”.", event=on_record or ""), style="yellow")
        raise click.exceptions.Exit(1)
    else:
        tell(say("That was known already."))
    next_step(f"outreach clients show {number}", "outreach review")


def show_facts(facts: Mapping[str, Fact]) -> None:
    """The kinds of facts of config.toml: what a person may be asked for."""
    rows = [(key, in_language(one.frame, spoken()), in_language(one.example, spoken())) for key, one in facts.items()]
    if rows:
        table(rows, headings=(say("fact"), say("sentence"), say("for example")))
    else:
        tell(say("config.toml has no [facts] yet."))


def show_list(found: tuple[Listed, ...], *, currency: str) -> None:
    """A table of clients."""
    headings = ("№", say("code"), say("client"), say("firm"), say("town"), say("orders"), say("revenue"))
    rows = [
        (
            one.id,
            one.code,
            one.name,
            one.company,
            " ".join(part for part in (one.city, one.country) if part),
            one.orders or "",
            money(one.revenue, currency) if one.revenue else "",
        )
        for one in found
    ]
    table(rows, headings=headings, right=(0, 5, 6))


for command in (note, next_, person, duplicates_, merge, unmerge, apart):
    clients.add_command(command)
