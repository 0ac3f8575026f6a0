"""`outreach segment`: whom a condition concerns, in pictures and one by one, why, and who falls in or out soon."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from outreach import steps
from outreach.book.records import Connection, find_client
from outreach.book.records.listing import listed
from outreach.campaign.file import read_campaign, read_segments
from outreach.cli.clients import show_list
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import as_json, bars, near, next_step, out, show_problems, table, tell, typed
from outreach.cli.sheet import Cell, write_csv, write_xlsx
from outreach.errors import FilesAreWrong
from outreach.locale import say, say_n
from outreach.outcome.figures import short_day
from outreach.outcome.labels import reason_label, tier_label
from outreach.problems import Place, Problem, errors_in, nearest
from outreach.segment.compiler import Edge, count, edge, first, split
from outreach.segment.field import FIELDS, Kind
from outreach.segment.records import SHOWN, Member, members, values_missing
from outreach.segment.who import NOBODY, WHOLE, Segment, read_who
from outreach.segment.why import Clause, why

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")
PICTURES = ("industry", "territory", "tier", "reason")
LONGEST_PICTURE = 8  # bars
TYPED = Path("WHERE")  # where the mistakes of a typed condition are said to be


@click.command()
@click.argument("wanted", required=False, metavar="[NAME|WHERE]")
@click.option("--why", "who", metavar="WHO", help="Clause by clause, why this client is in or out.")
@click.option("--first", "first_", default=10, show_default=True, type=click.IntRange(min=0), help="So many by name.")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write all of them to a workbook.")
@click.option("--csv", "csv_", type=click.Path(dir_okay=False, path_type=Path), help="Write all of them to a CSV file.")
@json_option
def segment(
    wanted: str | None, who: str | None, first_: int, xlsx: Path | None, csv_: Path | None, json_: bool
) -> None:
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
        if xlsx or csv_:
            _write(connection, meant, xlsx=xlsx, csv_=csv_, today=today, now=desk.now)
            return
        if json_:
            as_json(_plain(connection, meant, today=today, n=first_))
            return
        _show_segment(connection, meant, today=today, n=first_, currency=desk.firm.settings.book.currency)
        example = first(connection, meant, n=1, today=today)
    next_step(
        typed("outreach", "segment", wanted, "--why", *(example or (1,))),
        typed("outreach", "segment", wanted, "--xlsx", "clients.xlsx"),
        "outreach plan",
    )


def _write(
    connection: Connection, meant: Segment, *, xlsx: Path | None, csv_: Path | None, today: date, now: datetime
) -> None:
    """All of them into each file that is asked for."""
    headings = ("id", "email", "phone", *SHOWN)
    for path in (xlsx, csv_):
        if path is None:
            continue
        rows = map(_row, members(connection, meant, today=today))
        written = (
            write_xlsx(path, rows, headings=headings, now=now)
            if path is xlsx
            else write_csv(path, rows, headings=headings)
        )
        tell(say_n("{n} client stands in {file}.", "{n} clients stand in {file}.", written, file=near(path)))


def _row(member: Member) -> tuple[Cell, ...]:
    return member.id, member.email, member.phone, *map(_cell, SHOWN, member.fields)


def _cell(name: str, value: str | int | date | None) -> Cell:
    """As a person writes it: money in major units, shares in per cent."""
    match FIELDS[name].kind, value:
        case Kind.MONEY, int():
            return Decimal(value).scaleb(-2)
        case Kind.SHARE, int():
            return Decimal(value).scaleb(-1)
        case _:
            return value


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
        raise FilesAreWrong(_misspelt(wanted, saved=saved, folder=folder) or mistakes)
    return made


def _misspelt(wanted: str, *, saved: Iterable[str], folder: Path) -> tuple[Problem, ...]:
    """That there is no such segment, where a word looks like the name of one there is."""
    known = (*saved, *(file.stem for file in sorted((folder / "campaigns").glob("*.toml"))))
    meant = nearest(wanted, known) if wanted.replace("-", "_").isidentifier() else None
    if meant is None or nearest(wanted, (*known, *FIELDS)) != meant:
        return ()
    text = say("there is no saved segment “{name}”.", name=wanted)
    place = Place(file=TYPED, line=1, column=1, length=len(wanted), source=wanted)
    return (Problem(rule="L013", place=place, text=text, mend=say("Did you mean “{meant}”?", meant=meant)),)


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
    _show_edge(connection, edge(connection, meant, today=today, n=n))


def _show_edge(connection: Connection, found: Edge) -> None:
    """Who falls in or out if nobody does anything."""
    if not (found.falling_in.clients or found.falling_out.clients):
        return
    sides = ((say("falls in"), found.falling_in), (say("falls out"), found.falling_out))
    ids = [one.client_id for _, side in sides for one in side.first]
    names = {one.id: one.name or one.company or one.code for one in listed(connection, ids)}
    out()
    out(
        say(
            "Within {days} days, if nobody does anything: {joining} more, {leaving} fewer.",
            days=found.days,
            joining=found.falling_in.clients,
            leaving=found.falling_out.clients,
        )
    )
    rows = [(one.client_id, names[one.client_id], how, short_day(one.on)) for how, side in sides for one in side.first]
    if rows:
        table(rows, headings=("№", say("client"), "", say("day")), right=(0,))
    rest = found.falling_in.clients + found.falling_out.clients - len(rows)
    if rows and rest:
        out(say("… and {n} more", n=rest))


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
        "edge": asdict(edge(connection, meant, today=today, n=n)),
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
        rows = [
            (name, None, "") if one is NOBODY else (name, count(connection, one, today=today), one.where)
            for name, one in saved.items()
        ]
    if json_:
        as_json([{"name": name, "clients": number, "where": where} for name, number, where in rows])
    elif rows:
        table(
            [
                (name, "", say("has mistakes")) if number is None else (name, number, where)
                for name, number, where in rows
            ],
            headings=(say("segment"), say("clients"), say("condition")),
            right=(1,),
        )
    else:
        tell(say("No segment is saved in segments/ yet; a condition may be tried at once."))
    next_step("outreach segment \"lost and tier = 'gold'\"", 'outreach segment "days_since(last_order) > 200"')
    if wrong:
        raise click.exceptions.Exit(3)


COMMANDS = {"segment": segment}
