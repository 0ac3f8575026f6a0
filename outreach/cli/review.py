"""`outreach review`: everything that waits for a person, and doubtful names mended alone or in one sheet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from outreach import steps, steps_clients
from outreach.book.doubtful import Doubtful, doubtful
from outreach.book.name_sheet import HEADINGS, given_as, sheet_row
from outreach.book.records.naming import everybody_named, named
from outreach.campaign.campaign import Approve
from outreach.campaign.records import known_campaign
from outreach.campaign.records.shown import Decided, who_waits
from outreach.cli.desk import Desk, open_desk
from outreach.cli.reasons import fact_examples, mend, personal, sentence
from outreach.cli.screen import as_json, ask_number, near, next_step, out, patience, table, tell, typed
from outreach.cli.sheet import write_csv, write_xlsx
from outreach.cli.story import letter_dict
from outreach.letter.content import Content
from outreach.locale import say, say_n
from outreach.names.doubt import explain
from outreach.outbox.records import letters_of
from outreach.store.words import Because, State

WORKBOOK = ".xlsx"
SHEET = "names.xlsx"
GROUPS = 15


@click.command()
@click.option("--names", is_flag=True, help="Every client of the book whom no letter could address, and why.")
@click.option("--to", "sheet", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write them as a sheet with what is proposed (.csv or .xlsx).")  # fmt: skip
@click.option("--from", "mended", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Take the sheet back as a person left it.")  # fmt: skip
@click.option("--first", default=20, show_default=True, type=click.IntRange(min=1), help="So many names at most.")
@click.option("--yes", is_flag=True, help="Do not ask for the number to be typed.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def review(names: bool, sheet: Path | None, mended: Path | None, first: int, yes: bool, json_: bool) -> None:
    """The one queue of everything that waits for a person: doubtful names, nothing personal known, failed checks.

    Doubtful names are mended one by one (“outreach clients set”) or all in a sheet: --to names.xlsx, look at it in a
    spreadsheet, correct what is wrong, then --from names.xlsx. Nothing that is proposed is used before that.
    """
    if sheet and mended:
        raise click.UsageError(say("Say --to FILE or --from FILE, not both."))
    desk = open_desk()
    if mended:
        _take_back(desk, mended, yes=yes)
    elif sheet:
        _write(desk, sheet)
    elif names:
        _list_names(desk, first=first, json_=json_)
    else:
        _queue(desk, json_=json_)


def _queue(desk: Desk, *, json_: bool) -> None:
    facts = desk.firm.settings.facts
    with desk.firm.store.read() as connection:
        rows = who_waits(connection, today=steps.today(desk.firm, now=desk.now))
        each = [
            (content.campaign.key, one)
            for content in desk.files.contents.values()
            if content.campaign.care.approve is Approve.LETTER
            for one in letters_of_key(desk, content)
        ]
    proposed = _proposed(desk, rows)
    if json_:
        as_json([{**letter_dict(one), "proposed": dict(proposed.get(one.client_id, {}))} for one in rows])
        return
    table(
        [
            (
                one.client_id,
                one.client,
                f"{one.campaign} {one.occasion}",
                sentence(one.because, one.detail),
                _command(one.client_id, proposed.get(one.client_id, {}))
                or mend(one.because, client=str(one.client_id), campaign=one.campaign, facts=facts),
            )
            for one in rows
        ],
        headings=(say("no."), say("client"), say("for"), say("waits because"), say("mend")),
        right=(0,),
    )
    if any(one.because is Because.NOTHING_PERSONAL for one in rows):
        for line in fact_examples(personal(facts)):
            tell(line)
    for key, number in each:
        out(
            say(
                "Letter {n} of {name} waits for its own approval: outreach approve {name} --letter {n}",
                n=number,
                name=key,
            )
        )
    tell(say_n("{n} decision waits.", "{n} decisions wait.", len(rows)))
    next_step("outreach clients show WHO", "outreach review --names", "outreach plan CAMPAIGN")


def _proposed(desk: Desk, rows: Sequence[Decided]) -> dict[int, Mapping[str, str]]:
    """What is proposed for those who wait for a name or a language."""
    ids = [one.client_id for one in rows if one.because in {Because.NAME_DOUBTFUL, Because.LANGUAGE_UNKNOWN}]
    with desk.firm.store.read() as connection:
        known = named(connection, ids)
    found = doubtful(known.values(), letters=desk.firm.settings.letters)
    return {one.client.client_id: one.proposed for one in found if one.proposed}


def _command(client_id: int, proposed: Mapping[str, str]) -> str:
    """The proposal as a command to copy; empty where there is none."""
    if not proposed:
        return ""
    return typed("outreach", "clients", "set", client_id, *(f"{key}={value}" for key, value in proposed.items()))


def letters_of_key(desk: Desk, content: Content) -> list[int]:
    """Drafts of a campaign whose letters are approved one by one."""
    with desk.firm.store.write() as connection:
        known = known_campaign(connection, content.campaign, now=desk.now)
        found = letters_of(connection, known.id, digest=content.digest)
    return [one.letter_id for one in found if one.state is State.DRAFT]


def _doubtful(desk: Desk) -> Iterator[Doubtful]:
    with desk.firm.store.read() as connection:
        yield from doubtful(everybody_named(connection), letters=desk.firm.settings.letters)


def _list_names(desk: Desk, *, first: int, json_: bool) -> None:
    with patience(say("Looking at every name")):
        found = list(_doubtful(desk))
    if json_:
        as_json([_plain(one) for one in found])
        return
    shown = found[:first]
    table(
        [(one.client.client_id, given_as(one.client.person), explain(one.doubt), _said(one.proposed)) for one in shown],
        headings=(say("no."), say("client"), say("waits because"), say("proposed")),
        right=(0,),
    )
    if len(found) > first:
        tell(say("… and more; --first {n} shows them.", n=first * 5))
    _show_groups(found)
    proposed = sum(bool(one.proposed) for one in found)
    tell(say_n("{n} client could not be addressed.", "{n} clients could not be addressed.", len(found)))
    tell(say_n("{n} of them has a proposal.", "{n} of them have a proposal.", proposed))
    if found:
        next_step(
            f"outreach review --to {SHEET}",
            f"outreach clients show {found[0].client.client_id}",
            f"outreach explain {found[0].doubt.code}",
        )


def _show_groups(found: Sequence[Doubtful]) -> None:
    """The same mend for many: Николай → Микола, 312 clients; and how many wait for the same reason."""
    counted = Counter(
        (str(dict(one.doubt.text_args).get("name", "")), str(dict(one.doubt.text_args).get("form", "")))
        for one in found
        if dict(one.doubt.text_args).get("form")
    )
    rows = [(was, form, count) for (was, form), count in counted.most_common(GROUPS) if count > 1]
    if rows:
        out()
        table(rows, headings=(say("as given"), say("proposed"), say("clients")), right=(2,))
    reasons = Counter(one.doubt.code.value for one in found)
    if len(reasons) > 1:
        out()
        table(reasons.most_common(), headings=(say("reason"), say("clients")), right=(1,))


def _said(proposed: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in proposed.items())


def _plain(one: Doubtful) -> dict[str, object]:
    return {
        "client": one.client.client_id,
        "code": one.client.code,
        "as_given": given_as(one.client.person),
        "reason": one.doubt.code,
        "why": explain(one.doubt),
        "proposed": dict(one.proposed),
    }


def _write(desk: Desk, path: Path) -> None:
    rows = map(sheet_row, _doubtful(desk))
    with patience(say("Looking at every name")):
        if path.suffix.casefold() == WORKBOOK:
            written = write_xlsx(path, rows, headings=HEADINGS, now=desk.now)
        else:
            written = write_csv(path, rows, headings=HEADINGS)
    out(near(path))
    tell(say_n("{n} client could not be addressed.", "{n} clients could not be addressed.", written))
    tell(say("What is proposed stands there already. Correct what is wrong; delete the rows to leave out."))
    next_step(f"outreach review --from {near(path)}")


def _take_back(desk: Desk, path: Path, *, yes: bool) -> None:
    from outreach.book.name_sheet import changes_in, read_sheet

    rows = read_sheet(path)
    with desk.firm.store.read() as connection:
        changes = changes_in(rows, known=named(connection, [row.client_id for row in rows]))
    if changes.stale:
        lines = ", ".join(str(line) for line in changes.stale[:10])
        tell(say_n("{n} row is about another name than the book has now and is left out: line {lines}.",
                   "{n} rows are about other names than the book has now and are left out: lines {lines}.",
                   len(changes.stale), lines=lines), style="yellow")  # fmt: skip
    count = len(changes.wanted)
    if not count:
        tell(say("Nothing was to be changed."))
        return
    for client_id, values in list(changes.wanted.items())[:GROUPS]:
        out(f"№ {client_id}: " + _said({key: str(value or "") for key, value in values.items()}))
    if count > GROUPS:
        tell(say("… and {n} more", n=count - GROUPS))
    question = say_n(
        "{n} client is changed so. Type {n} to confirm:", "{n} clients are changed so. Type {n} to confirm:", count
    )
    if not ask_number(question, number=count, yes=yes):
        raise click.exceptions.Exit(1)
    changed = steps_clients.set_clients(desk.firm, changes.wanted, now=desk.now, by=desk.by)
    tell(say_n("{n} client was changed.", "{n} clients were changed.", changed), style="green")
    tell(say("A letter drafted before is planned anew; mend the client list too, or the next import of it may change"
             " this back."))  # fmt: skip
    next_step("outreach review --names", "outreach plan")


COMMANDS = {"review": review}
