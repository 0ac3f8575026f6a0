"""`outreach lapsed` and `outreach segment`: who is lost, and whom a condition concerns, in pictures and one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from outreach import steps
from outreach.book.records import Connection, find_client
from outreach.book.records.listing import Listed, listed
from outreach.campaign.file import read_campaign, read_segments
from outreach.cli.clients import show_list
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import as_json, bars, next_step, out, show_problems, table, tell, typed
from outreach.errors import FilesAreWrong
from outreach.lapse.sign import Sign, named
from outreach.lapse.summary import Group, Lapsed
from outreach.lapse.summary import lapsed as summarised
from outreach.locale import say, say_n
from outreach.outcome.figures import money, share, short_day
from outreach.outcome.labels import reason_label, tier_label
from outreach.problems import Place, errors_in
from outreach.segment.compiler import count, first, split
from outreach.segment.records import values_missing
from outreach.segment.who import WHOLE, Segment, read_who
from outreach.segment.why import Clause, why

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")
PICTURES = ("industry", "territory", "tier", "reason")
LONGEST_PICTURE = 8  # bars
TYPED = Path("WHERE")  # where the mistakes of a typed condition are said to be


@click.command()
@click.option("--new", "days", type=click.IntRange(min=1), metavar="DAYS", help="Who was lost in the last DAYS days.")
@click.option("--first", default=10, show_default=True, type=click.IntRange(min=0), help="So many clients by name.")
@json_option
def lapsed(days: int | None, first: int, json_: bool) -> None:
    """Who is lost and who is at risk: by tier, sign and reason, and the greatest losses."""
    desk = open_desk()
    steps.refresh_facts(desk.firm, now=desk.now)
    with desk.firm.store.read() as connection:
        found = summarised(
            connection,
            today=steps.today(desk.firm, now=desk.now),
            days=days or 30,
            first=first,
            new_only=days is not None,
        )
        lines = listed(connection, [one.client_id for one in found.first])
    if json_:
        as_json(asdict(found))
        return
    if not found.clients:
        tell(say("Nothing is known yet: import clients and their orders first."))
        next_step("outreach import clients.csv", "outreach import orders.csv")
        return
    currency = desk.firm.settings.book.currency
    if days is None:
        _show_lapsed(found, currency=currency)
    else:
        _show_new(found, currency=currency)
    _show_greatest(found, lines, currency=currency)
    next_step("outreach lapsed --new 30", "outreach segment \"lost and tier = 'gold'\"", "outreach plan")


def _show_lapsed(found: Lapsed, *, currency: str) -> None:
    of = share(found.lost.clients / found.clients) if found.clients else ""
    out(
        say_n(
            "{n} client is lost, {share} of {all}; it brought {sum} in its last year.",
            "{n} clients are lost, {share} of {all}; they brought {sum} in their last year.",
            found.lost.clients,
            share=of,
            all=found.clients,
            sum=money(found.lost.value, currency),
        ),
        style="bold",
    )
    out(
        say_n(
            "{n} is at risk, worth {sum} a year; lost in the last {days} days: {new}.",
            "{n} are at risk, worth {sum} a year; lost in the last {days} days: {new}.",
            found.at_risk.clients,
            sum=money(found.at_risk.value, currency),
            days=found.newly_lost_days,
            new=found.newly_lost.clients,
        )
    )
    _show_groups(say("tier"), [(tier_label(group.key), group) for group in found.by_tier], currency=currency)
    _show_groups(say("sign"), [(named(Sign(group.key)), group) for group in found.by_sign], currency=currency)
    _show_groups(
        say("why they left"), [(reason_label(group.key), group) for group in found.by_reason], currency=currency
    )


def _show_new(found: Lapsed, *, currency: str) -> None:
    out(
        say_n(
            "{n} client was lost in the last {days} days, worth {sum} a year.",
            "{n} clients were lost in the last {days} days, worth {sum} a year.",
            found.newly_lost.clients,
            days=found.newly_lost_days,
            sum=money(found.newly_lost.value, currency),
        ),
        style="bold",
    )


def _show_groups(title: str, groups: Sequence[tuple[str, Group]], *, currency: str) -> None:
    out()
    most = max((group.clients for _, group in groups), default=0)
    rows = [
        (word, group.clients, money(group.value, currency), _bar(group.clients, most))
        for word, group in groups
        if group.clients or title == say("tier")
    ]
    table(rows, headings=(title, say("clients"), say("worth a year"), ""), right=(1, 2))


def _bar(number: int, most: int) -> str:
    return "▇" * max(round(number / most * 20), 1) if number else ""


def _show_greatest(found: Lapsed, lines: Sequence[Listed], *, currency: str) -> None:
    if not found.first:
        return
    names = {one.id: one.name or one.company or one.code for one in lines}
    out()
    rows = [
        (
            one.client_id,
            names[one.client_id],
            tier_label(one.tier),
            short_day(one.last_order_on) if one.last_order_on else "",
            short_day(one.lost_on),
            money(one.value, currency),
            reason_label(one.reason),
        )
        for one in found.first
    ]
    headings = (
        "№", say("client"), say("tier"), say("last order"), say("lost since"), say("worth a year"), say("reason"),
    )  # fmt: skip
    table(rows, headings=headings, right=(0, 5))


@click.command()
@click.argument("wanted", required=False, metavar="[NAME|WHERE]")
@click.option("--why", "who", metavar="WHO", help="Clause by clause, why this client is in or out.")
@click.option("--first", "first_", default=10, show_default=True, type=click.IntRange(min=0), help="So many by name.")
@json_option
def segment(wanted: str | None, who: str | None, first_: int, json_: bool) -> None:
    """Whom a saved segment, a campaign or a condition such as "lost and tier = 'gold'" concerns."""
    desk = open_desk()
    if wanted is None:
        _show_saved(desk, json_=json_)
        return
    meant = _meant(desk, wanted)
    today = steps.today(desk.firm, now=desk.now)
    with desk.firm.store.read() as connection:
        if who is not None:
            _show_why(connection, meant, who=who, today=today, json_=json_)
            return
        show_problems(values_missing(connection, meant))
        if json_:
            as_json(_plain(connection, meant, today=today, n=first_))
            return
        _show_segment(connection, meant, today=today, n=first_, currency=desk.firm.settings.book.currency)
        example = first(connection, meant, n=1, today=today)
    next_step(typed("outreach", "segment", wanted, "--why", *(example or (1,))), "outreach plan")


def _meant(desk: Desk, wanted: str) -> Segment:
    """A saved segment, else a campaign's audience, else a condition; FilesAreWrong with what is wrong in it."""
    folder = desk.firm.folder
    saved, problems = read_segments(folder / "segments")
    if wanted in saved:
        if errors_in(problems):
            raise FilesAreWrong(problems)
        return saved[wanted]
    file = folder / "campaigns" / f"{wanted.removesuffix('.toml')}.toml"
    if wanted.replace("-", "_").isidentifier() and file.is_file():
        campaign, found = read_campaign(file, saved=saved)
        if campaign is None:
            raise FilesAreWrong(found)
        return campaign.segment

    def place_of(_path: tuple[str | int, ...], offset: int, length: int) -> Place:
        column = 1 if offset <= WHOLE else offset + 1
        return Place(file=TYPED, line=1, column=column, length=max(length, 1), source=wanted)

    made, mistakes = read_who({"where": wanted}, place_of=place_of, saved=saved)
    if errors_in(mistakes):
        raise FilesAreWrong(mistakes)
    return made


def _show_segment(connection: Connection, meant: Segment, *, today: date, n: int, currency: str) -> None:
    number = count(connection, meant, today=today)
    out(say_n("{n} client", "{n} clients", number), style="bold")
    for field, rows in _pictures(connection, meant, today=today):
        out()
        out(_field_label(field))
        shown = [(_value_label(field, value), many) for value, many in rows[:LONGEST_PICTURE]]
        rest = sum(many for _, many in rows[LONGEST_PICTURE:])
        bars([*shown, *([(say("others"), rest)] if rest else [])])
    found = listed(connection, first(connection, meant, n=n, today=today)) if n else ()
    if found:
        out()
        show_list(found, currency=currency)
        if number > len(found):
            out(say("… and {n} more", n=number - len(found)))


def _pictures(
    connection: Connection, meant: Segment, *, today: date
) -> Iterator[tuple[str, Sequence[tuple[str | None, int]]]]:
    """The splits that say something: not those in which nothing is known."""
    for field in PICTURES:
        rows = split(connection, meant, field=field, today=today)
        if any(value for value, _ in rows):
            yield field, rows


def _field_label(field: str) -> str:
    return {
        "industry": say("By industry"),
        "territory": say("By territory"),
        "tier": say("By tier"),
        "reason": say("By reason for leaving"),
    }[field]


def _value_label(field: str, value: str | None) -> str:
    if not value:
        return say("not known")
    if field == "tier":
        return tier_label(value)
    return reason_label(value) if field == "reason" else value


def _plain(connection: Connection, meant: Segment, *, today: date, n: int) -> dict[str, object]:
    return {
        "clients": count(connection, meant, today=today),
        "by": {
            field: [{"value": value, "clients": many} for value, many in rows]
            for field, rows in _pictures(connection, meant, today=today)
        },
        "first": [asdict(one) for one in listed(connection, first(connection, meant, n=n, today=today))],
    }


def _show_why(connection: Connection, meant: Segment, *, who: str, today: date, json_: bool) -> None:
    number = find_client(connection, who)
    clauses = why(connection, meant, client_id=number, today=today)
    inside = all(clause.holds for clause in clauses)
    if json_:
        as_json({"client": number, "in": inside, "clauses": [asdict(clause) for clause in clauses]})
        return
    one = listed(connection, [number])[0]
    named_ = one.name or one.company or one.code
    text = say("№ {number} {name} is in it.", number=number, name=named_) if inside else say(
        "№ {number} {name} is not in it.", number=number, name=named_
    )  # fmt: skip
    out(text, style="bold green" if inside else "bold red")
    for line, holds in _lines(clauses, depth=1):
        out(line, style="" if holds else "red")
    next_step(f"outreach clients show {number}", "outreach segment")


def _lines(clauses: Sequence[Clause], *, depth: int) -> Iterator[tuple[str, bool]]:
    for clause in clauses:
        mark = "✓" if clause.holds else "✗"
        has = "" if clause.parts else "   " + say("he has: {value}", value=clause.value) if clause.value else ""
        yield f"{'  ' * depth}{mark} {clause.text}{has}", clause.holds
        yield from _lines(clause.parts, depth=depth + 1)


def _show_saved(desk: Desk, *, json_: bool) -> None:
    saved, problems = read_segments(desk.firm.folder / "segments")
    today = steps.today(desk.firm, now=desk.now)
    wrong = show_problems(problems)
    with desk.firm.store.read() as connection:
        rows = [(name, count(connection, one, today=today), one.where) for name, one in saved.items()]
    if json_:
        as_json([{"name": name, "clients": number, "where": where} for name, number, where in rows])
    elif rows:
        table(rows, headings=(say("segment"), say("clients"), say("condition")), right=(1,))
    else:
        tell(say("No segment is saved in segments/ yet; a condition may be tried at once."))
    next_step("outreach segment \"lost and tier = 'gold'\"", 'outreach segment "days_since(last_order) > 200"')
    if wrong:
        raise click.exceptions.Exit(3)


COMMANDS = {"lapsed": lapsed, "segment": segment}
