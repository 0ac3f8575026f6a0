"""`outreach preview` and `outreach send-test`: letters looked at before any client gets one."""

import webbrowser
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from outreach import steps
from outreach.book.address import Address, read_address
from outreach.book.records import Connection, find_client
from outreach.book.records.listing import client_at, listed, others_with
from outreach.campaign.decide import World
from outreach.campaign.plan import would_decide
from outreach.cli.desk import Desk, open_desk
from outreach.cli.reasons import fact_examples, mend, personal
from outreach.cli.screen import near, next_step, out, patience, tell, typed
from outreach.delivery.answer import Accepted, Withheld
from outreach.delivery.road import open_road
from outreach.delivery.stamp import stamped
from outreach.delivery.trial import NOBODYS, send_once
from outreach.errors import RefusedForSafety
from outreach.letter.album import Leaf, put, put_index
from outreach.letter.content import Content
from outreach.letter.draft import Draft, Held
from outreach.letter.preview import preview as as_text
from outreach.letter.trial import Trial, marked, of_decision, trial
from outreach.letter.writer import Writer
from outreach.locale import say, say_n
from outreach.names.doubt import Doubt, explain
from outreach.names.salutation import salute
from outreach.outcome.figures import short_day
from outreach.outcome.labels import because_label
from outreach.policy.records.suppressed import stands_against
from outreach.settings import Fact
from outreach.store.words import Because, Choice

PREVIEWS = "previews"  # folder of letters shown in a browser
WAITS, OUT_OF_REACH = 1, 4  # exit codes: it would wait for a person, the relay did not take it


@click.command()
@click.argument("campaign")
@click.option("--client", "who", metavar="WHO", help="Number, e-mail, code or part of a name.")
@click.option("--language", type=click.Choice(["ru", "uk", "en"]), help="As if this were the client's language.")
@click.option("--browser", is_flag=True, help="Show the HTML in a browser too.")
@click.option("--all", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Every letter of the next occasion as files in DIR, with an index.html.")  # fmt: skip
def preview(campaign: str, who: str | None, language: str | None, browser: bool, folder: Path | None) -> None:
    """A letter of CAMPAIGN as a client would get it at its next occasion. Nothing is kept and nothing leaves."""
    if (who is None) == (folder is None):
        raise click.UsageError(say("Say --client WHO for one letter, or --all DIR for every one."))
    desk = open_desk()
    content = desk.content(campaign)
    if folder is not None:
        _all(desk, content, folder=folder, browser=browser)
        return
    with desk.firm.store.read() as connection:
        number = find_client(connection, who or "")
        shown = trial(
            connection,
            number,
            writer=_writer(desk, content),
            worlds=_worlds(desk, content),
            language=language or "",
        )
        fits = {key: others_with(connection, number, key=key) for key in _facts_of(shown)}
    _show(desk, content, shown, fits=fits)
    if isinstance(shown.made, Held):
        facts = desk.firm.settings.facts
        if shown.made.because is Because.NOTHING_PERSONAL:
            for line in fact_examples(personal(facts)):
                tell(line)
        next_step(f"outreach clients show {number}", *_mends(content, shown.made, number=number, facts=facts))
        raise click.exceptions.Exit(WAITS)
    if browser:
        _open(desk, content, shown, made=shown.made)
    key = content.campaign.key
    next_step(
        typed("outreach", "send-test", key, "--client", number, "--to", "me@firm.example"), f"outreach plan {key}"
    )


@click.command(name="send-test")
@click.argument("campaign")
@click.option(
    "--client", "who", required=True, metavar="WHO", help="Whose letter: number, e-mail, code, part of a name."
)
@click.option("--to", "to", required=True, metavar="ADDRESS", help="Where it goes: your own address.")
def send_test(campaign: str, who: str, to: str) -> None:
    """Send one letter to yourself, marked [TEST]. It is on no record and counts for nothing."""
    desk = open_desk()
    content = desk.content(campaign)
    address = read_address(to)
    if not isinstance(address, Address):
        raise click.UsageError(say("“{text}” is no address.", text=to))
    writer = _writer(desk, content)
    with desk.firm.store.read() as connection:
        _refuse_clients(connection, address)
        number = find_client(connection, who)
        shown = trial(connection, number, writer=writer, worlds=_worlds(desk, content), to=address.email)
    if isinstance(shown.made, Held):
        tell(_held(shown, shown.made), style="red")
        raise click.exceptions.Exit(WAITS)
    _leave(desk, shown, shown.made, to=address)


def _leave(desk: Desk, shown: Trial, made: Draft, *, to: Address) -> None:
    """Over the road that every letter takes: the rehearsal's folder or the relay."""
    firm = desk.firm
    road = open_road(
        firm.store,
        folder=firm.folder,
        settings=firm.settings,
        password=firm.secrets.get("relay_password"),
        clock=lambda: desk.now,
        by=desk.by,
    )
    with patience(say("Sending")):
        verdict = send_once(
            road, marked(made.message), envelope=made.envelope, zone=firm.settings.time_zone, now=desk.now
        )
    key = shown.wanted.campaign
    if not isinstance(verdict, Accepted):
        tell(
            say(
                "The letter did not leave: {answer}", answer=verdict.answer if not isinstance(verdict, Withheld) else ""
            ),
            style="red",
        )
        next_step("outreach status")
        raise click.exceptions.Exit(OUT_OF_REACH)
    if firm.settings.delivery.live:
        out(say("Sent to {address}: {answer}", address=to.email, answer=verdict.answer))
    else:
        place = firm.path(firm.settings.delivery.drop) / f"{NOBODYS}.eml"
        out(near(place))
        tell(say("This is a rehearsal: the letter was dropped as a file, which a mail program opens."))
    next_step(f"outreach plan {key}", f"outreach approve {key}")


def _refuse_clients(connection: Connection, address: Address) -> None:
    """A test goes to us: a client, or somebody who said stop, must not get it by a slip of the hand."""
    if (number := client_at(connection, address.key)) is not None:
        raise RefusedForSafety(say("This is the address of client {number}: a test goes to yourself.", number=number))
    if stands_against(connection, address_keys=(address.key,)):
        raise RefusedForSafety(say("Nothing is written to this address: it is suppressed."))


def _worlds(desk: Desk, content: Content) -> Iterator[World]:
    return steps.worlds(desk.firm, desk.files, content, now=desk.now, ahead=steps.YEAR_AHEAD)


def _writer(desk: Desk, content: Content) -> Writer:
    return steps.writer_of(desk.firm, desk.files, content, now=desk.now)


def _facts_of(shown: Trial) -> tuple[str, ...]:
    return shown.made.facts_used if isinstance(shown.made, Draft) else ()


def _show(desk: Desk, content: Content, shown: Trial, *, fits: dict[str, int]) -> None:
    occasion, decision = shown.occasion, shown.decision
    day = short_day(occasion.day) if occasion.day else occasion.key
    out(say("{campaign}, {day}", campaign=content.campaign.title, day=day), style="bold")
    if decision.choice is Choice.WRITE and decision.due_at:
        when = decision.due_at.astimezone(ZoneInfo(decision.time_zone or desk.firm.settings.time_zone))
        out(say("It would leave on {day} at {hour} on his clock.", day=short_day(when.date()), hour=f"{when:%H:%M}"))
    else:
        why = because_label(decision.because)
        until = decision.permitted_on
        later = " " + say("From {day} on it would be another answer.", day=short_day(until)) if until else ""
        tell(say("He would not be written to now: {why}.", why=why) + later, style="yellow")
    if not shown.in_audience:
        key = content.campaign.key
        command = typed("outreach", "segment", key, "--why", shown.wanted.client_id)
        tell(say("The campaign does not concern him: {command}", command=command), style="yellow")
    out()
    if isinstance(shown.made, Held):
        tell(_held(shown, shown.made), style="red")
        return
    out(as_text(shown.made))
    for key, others in fits.items():
        text = say_n("“{key}” would fit {n} other client.", "“{key}” would fit {n} other clients.", others, key=key)
        nobody = say("“{key}” fits nobody else.", key=key)
        out("  " + (text if others else nobody), style="yellow" if others else "green")


def _mends(content: Content, made: Held, *, number: int, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """What would let the letter go: a word about the client, or about the rule that it broke."""
    if made.rules:
        return tuple(f"outreach explain {rule}" for rule in made.rules[:3])
    if made.because is Because.MISSING_VALUE:  # the preview has just said which
        return ()
    command = mend(made.because, client=str(number), campaign=content.campaign.key, facts=facts)
    return (command,) if command else ()


def _held(shown: Trial, made: Held) -> str:
    """Why the letter would wait, in a sentence."""
    if made.because is Because.NAME_DOUBTFUL:
        called = salute(shown.wanted.person, language=shown.wanted.language)
        if isinstance(called, Doubt):
            return say("The letter would wait: {why}", why=explain(called))
    rules = f" ({', '.join(made.rules)})" if made.rules else ""
    detail = f": {made.detail}" if made.detail else ""
    return say("The letter would wait: {why}", why=because_label(made.because) + detail + rules)


def _open(desk: Desk, content: Content, shown: Trial, *, made: Draft) -> None:
    """The HTML as a file, and a browser on it where there is one."""
    folder = desk.firm.path(PREVIEWS)
    folder.mkdir(exist_ok=True)
    name = f"{content.campaign.key}-{shown.wanted.client_id}"
    put(folder, name, made, message=stamped(made.message, now=desk.now, zone=desk.firm.settings.time_zone))
    _browse(folder / f"{name}.html")


def _browse(file: Path) -> None:
    out(near(file))
    if not webbrowser.open(file.absolute().as_uri()):
        tell(say("No browser could be opened; open the file yourself."))


def _all(desk: Desk, content: Content, *, folder: Path, browser: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    writer = _writer(desk, content)
    leaves: list[Leaf] = []
    others: Counter[Because] = Counter()
    with desk.firm.store.read() as connection, patience(say("Writing the letters")):
        for world in _next(desk, content):
            for decision in would_decide(connection, world):
                if decision.choice is Choice.WRITE:
                    shown = of_decision(connection, decision, writer=writer, world=world)
                    leaves.append(_leaf(desk, connection, shown, folder=folder))
                else:
                    others[decision.because] += 1
    index = put_index(folder, leaves, title=content.campaign.title)
    held = sum(not leaf.file for leaf in leaves)
    if browser:
        _browse(index)
    else:
        out(near(index))
    tell(say_n("{n} letter", "{n} letters", len(leaves) - held))
    if held:
        tell(say_n("{n} would wait for a person", "{n} would wait for a person", held), style="yellow")
    for because, number in others.most_common():
        tell(say("Not written to: {n}, {why}", n=number, why=because_label(because)))
    next_step(f"outreach plan {content.campaign.key}", "outreach review")


def _next(desk: Desk, content: Content) -> list[World]:
    """The occasions that are planned by now; where none is, the next one."""
    found = list(_worlds(desk, content))
    ahead = desk.firm.settings.daemon.plan_days_ahead
    near_ = [world for world in found if (world.occasion.starts_on - world.today).days <= ahead]
    return near_ or found[:1]


def _leaf(desk: Desk, connection: Connection, shown: Trial, *, folder: Path) -> Leaf:
    wanted, made = shown.wanted, shown.made
    one = listed(connection, [wanted.client_id])[0]
    name = f"{wanted.client_id}-{wanted.occasion}"
    if isinstance(made, Draft):
        put(folder, name, made, message=stamped(made.message, now=desk.now, zone=desk.firm.settings.time_zone))
    facts = say("Personal facts used: {facts}", facts=", ".join(_facts_of(shown)) or say("none"))
    return Leaf(
        client_id=wanted.client_id,
        name=one.name or one.company or one.code,
        language=wanted.language,
        file=name if isinstance(made, Draft) else "",
        subject=made.subject if isinstance(made, Draft) else "",
        note=facts if isinstance(made, Draft) else _held(shown, made),
    )


COMMANDS = {"preview": preview, "send-test": send_test}
