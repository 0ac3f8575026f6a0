"""`outreach send|tick|daemon|status|inbox|pause|resume|resolve|systemd`: the work itself, and its state."""

import click

from outreach.almanac.city import place_name
from outreach.cli.desk import Desk, open_desk, read_moment
from outreach.cli.screen import as_json, ask_number, next_step, out, show_problems, table, tell
from outreach.cli.words import done_label, pause_label, sent_labels
from outreach.delivery.send import SendReport
from outreach.locale import say, say_n
from outreach.policy.records import Pause
from outreach.store.words import PauseScope

PLACES = (PauseScope.COUNTRY, PauseScope.CITY, PauseScope.REGION)

yes_option = click.option("--yes", is_flag=True, help="Do not ask for the number to be typed.")
json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("campaign", required=False)
@yes_option
def send(campaign: str | None, yes: bool) -> None:
    """Send what is due now (of one CAMPAIGN, if it is named)."""
    from outreach.cli.working import due_letters, send_all

    desk = open_desk()
    if campaign:
        desk.content(campaign)
    count = due_letters(desk, campaign=campaign or "")
    if not count:
        tell(say("No letter is due now."))
        next_step("outreach status", "outreach plan")
        return
    where = say("as files into {folder}", folder=desk.firm.settings.delivery.drop)
    if desk.firm.settings.delivery.live:
        where = say("to clients, over {host}", host=desk.firm.settings.delivery.host)
    question = say_n(
        "{n} letter leaves {where}. Type {n} to send it:",
        "{n} letters leave {where}. Type {n} to send them:",
        count,
        where=where,
    )
    if not ask_number(question, number=count, yes=yes):
        raise click.exceptions.Exit(1)
    _show_sent(send_all(desk, campaign=campaign or ""))
    next_step("outreach status", "outreach inbox")


@click.command()
@click.option("--no-send", is_flag=True, help="Everything but sending.")
def tick(no_send: bool) -> None:
    """One pass over all steps: what the daemon does, once. For cron."""
    from outreach.daemon import one_pass

    desk = open_desk()
    show_problems(desk.files.problems)
    report = one_pass(desk.firm, clock=desk.clock, by="tick", sends=not no_send)
    done = {word: count for word, count in report.counts.items() if count}
    for word, count in done.items():
        out(f"{count:>7}  {done_label(word)}")
    for reason in report.held:
        tell(say("Held: {why}", why=reason), style="yellow")
    if not done and not report.held:
        out(say("Nothing to do."))
    next_step("outreach status")


@click.command()
def daemon() -> None:
    """Do the work for years: plan, draft, send, read the inbox. SIGTERM finishes the letter in hand."""
    from outreach.cli.working import refusals_of
    from outreach.daemon import run

    desk = open_desk()
    if desk.firm.settings.delivery.live is False:
        tell(say("This is a rehearsal: letters are dropped into {folder}.", folder=desk.firm.settings.delivery.drop))
    for reason in refusals_of(desk):
        tell(say("Nothing leaves: {why}", why=reason), style="yellow")
    raise click.exceptions.Exit(run(desk.firm, clock=desk.running_clock()))


@click.command()
def serve() -> None:
    """Serve the public pages (unsubscribe) by themselves; the daemon serves them too, where [web] url is set."""
    from outreach.web.serve import serve as serve_pages

    desk = open_desk()
    web = desk.firm.settings.web
    tell(say("Listening on http://{bind}:{port}; clients reach it as {url}.", bind=web.bind, port=web.port,
             url=web.url or say("nothing yet: set [web] url")))  # fmt: skip
    serve_pages(desk.firm)


@click.command()
@json_option
def status(json_: bool) -> None:
    """The queue, the next occasions, pauses, letters in doubt, who is at work."""
    from outreach.cli.working import status_lines, status_of

    desk = open_desk()
    found = status_of(desk)
    if json_:
        as_json(found)
        return
    for line in status_lines(found):
        out(line)
    next_step("outreach plan", "outreach review", "outreach inbox")


@click.command()
@click.option("--campaign", help="Only this campaign.")
@click.option("--country", help="Only clients of this country (two letters).")
@click.option("--city", help="Only clients of this city of the country.")
@click.option("--region", help="Only clients of this region of the country, as the client list has it.")
@click.option("--until", help="Until this moment, 2026-01-31 or 2026-01-31T12:00.")
@click.option("--reason", required=True, help="Why; it is shown in the status.")
def pause(
    campaign: str | None, country: str | None, city: str | None, region: str | None, until: str | None, reason: str
) -> None:
    """Stand still from now on: everything, one campaign, one country, or a city or region of it."""
    from outreach.policy.records import pause as stand_still

    desk = open_desk()
    scope, key = _scope(desk, campaign, country, city=city, region=region)
    end = read_moment(until) if until else None
    if end and end <= desk.now:
        raise click.UsageError(say("{when} has passed already.", when=until))
    with desk.firm.store.write() as connection:
        new = stand_still(connection, Pause(scope=scope, key=key, reason=reason, until=end), now=desk.now, by=desk.by)
    told = {
        PauseScope.CAMPAIGN: say("Nothing of {name} leaves from now on.", name=key),
        PauseScope.COUNTRY: say("Nothing leaves to clients in {country} from now on.", country=key),
        PauseScope.CITY: say("Nothing leaves to {who} from now on.", who=pause_label(scope, key)),
        PauseScope.REGION: say("Nothing leaves to {who} from now on.", who=pause_label(scope, key)),
    }.get(scope, say("Nothing leaves from now on."))
    tell(told if new else say("It was paused already."))
    if scope in PLACES and new:
        _tell_how_many(desk, Pause(scope=scope, key=key, reason=reason))
    next_step("outreach status", _resume(scope, key))


@click.command()
@click.option("--campaign", help="Only this campaign.")
@click.option("--country", help="Only clients of this country.")
@click.option("--city", help="Only clients of this city of the country.")
@click.option("--region", help="Only clients of this region of the country.")
@click.option("--relay", help="Only this relay.")
def resume(campaign: str | None, country: str | None, city: str | None, region: str | None, relay: str | None) -> None:
    """End a pause; without options the one of everything, and of every relay."""
    from outreach.policy.records import resume as go_on
    from outreach.policy.records import standing_pauses

    desk = open_desk()
    with desk.firm.store.write() as connection:
        if relay:
            count = go_on(connection, scope=PauseScope.RELAY, key=relay, now=desk.now, by=desk.by)
        else:
            scope, key = _scope(desk, campaign, country, city=city, region=region)
            count = go_on(connection, scope=scope, key=key, now=desk.now, by=desk.by)
            if scope is PauseScope.ALL:
                for one in standing_pauses(connection, now=desk.now):
                    if one.scope is PauseScope.RELAY:
                        count += go_on(connection, scope=one.scope, key=one.key, now=desk.now, by=desk.by)
        left = standing_pauses(connection, now=desk.now)
    tell(say_n("{n} pause ended.", "{n} pauses ended.", count))
    for one in left:
        tell(say("Still paused: {what}: {why}", what=pause_label(one.scope, one.key), why=one.reason), style="yellow")
    next_step(*(_resume(one.scope, one.key) for one in left if one.key), "outreach status")


@click.command()
@click.argument("letter", type=int, required=False)
@click.option("--left", "left", flag_value=True, default=None, help="It did leave.")
@click.option("--not-left", "left", flag_value=False, help="It never left.")
@json_option
def resolve(letter: int | None, left: bool | None, json_: bool) -> None:
    """Letters in doubt: list them, or say of one whether it did leave (the relay's log knows, by Message-ID)."""
    from outreach.outbox.records import letters_in_doubt, prove_not_sent, prove_sent

    desk = open_desk()
    if letter is not None and left is not None:
        with desk.firm.store.write() as connection:
            if left:
                moved = prove_sent(connection, letter, now=desk.now, by=desk.by, detail="operator")
            else:
                moved = prove_not_sent(connection, letter, now=desk.now, by=desk.by, care=desk.firm.settings.care)
        tell(say("Noted.") if moved else say("Letter {n} is not in doubt.", n=letter))
        raise click.exceptions.Exit(0 if moved else 1)
    with desk.firm.store.read() as connection:
        doubts = letters_in_doubt(connection)
    if json_:
        as_json([{"letter": one.letter_id, "message_id": one.message_id, "since": one.since} for one in doubts])
        return
    headings = (say("letter"), say("in doubt since"), "Message-ID")
    if doubts:
        table([(one.letter_id, f"{one.since:%Y-%m-%d %H:%M}", one.message_id) for one in doubts], headings=headings)
        next_step("outreach resolve N --left", "outreach resolve N --not-left")
    else:
        tell(say("No letter is in doubt."))


@click.command()
@click.option("--read", "read", type=int, multiple=True, metavar="N", help="Mark message N as read by a person.")
@click.option(
    "--kind",
    type=click.Choice(["bounce", "spam_report", "auto_reply", "unsubscribe", "reply", "unknown"]),
    help="Show messages of this kind only.",
)
@click.option("--new", is_flag=True, help="Read the mailbox first.")
@json_option
def inbox(read: tuple[int, ...], kind: str | None, new: bool, json_: bool) -> None:
    """What came back, and what it brought about. A reply holds further letters until it is marked as read."""
    from outreach.cli.working import incoming_rows, mark_replies_read, read_new

    desk = open_desk()
    if new:
        read_new(desk)
    if read:
        tell(say_n("{n} reply marked as read.", "{n} replies marked as read.", mark_replies_read(desk, read)))
    rows = incoming_rows(desk, kind=kind)
    if json_:
        as_json(rows)
        return
    if not rows:
        tell(say("Nothing has come back."))
        next_step("outreach inbox --new", "outreach status")
        return
    headings = (say("no."), say("when"), say("kind"), say("client"), say("what"), say("brought about"))
    cells = [(row["id"], row["at"], row["said"], row["client"], row["excerpt"], row["brought_about"]) for row in rows]
    table(cells, headings=headings, right=(0,))
    next_step("outreach inbox --read N", "outreach clients show WHO", "outreach review")


@click.command()
def systemd() -> None:
    """Print a systemd unit for the daemon; put it into /etc/systemd/system/outreach.service."""
    from outreach.cli.working import unit

    desk = open_desk(schema=False)
    click.echo(unit(desk.firm.folder.resolve()), nl=False)


def _scope(
    desk: Desk, campaign: str | None, country: str | None, *, city: str | None, region: str | None
) -> tuple[PauseScope, str]:
    from outreach.book.value import BadValue, read_country

    if campaign and (country or city or region):
        raise click.UsageError(say("Name a campaign or a country, not both."))
    if campaign:
        return PauseScope.CAMPAIGN, desk.content(campaign).campaign.key
    if city and region:
        raise click.UsageError(say("Name a city or a region, not both."))
    country = country or (desk.firm.settings.book.country if city or region else None)
    if not country:
        if city or region:
            raise click.UsageError(say("Name its country too: --country UA"))
        return PauseScope.ALL, ""
    try:
        code = read_country(country)
    except BadValue as wrong:
        raise click.UsageError(str(wrong)) from None
    if city:
        return PauseScope.CITY, f"{code} {place_name(city, country=code)}"
    return (PauseScope.REGION, f"{code} {' '.join(region.split())}") if region else (PauseScope.COUNTRY, code)


def _resume(scope: PauseScope, key: str) -> str:
    """What ends this pause."""
    if scope in {PauseScope.CITY, PauseScope.REGION}:
        country, _, place = key.partition(" ")
        return f'outreach resume --country {country} --{scope} "{place}"'
    return f"outreach resume --{scope} {key}" if key else "outreach resume"


def _tell_how_many(desk: Desk, paused: Pause) -> None:
    """How many clients a place has: none may be a slip of the pen."""
    from outreach.policy.records import count_paused

    with desk.firm.store.read() as connection:
        count = count_paused(connection, paused)
    tell(say_n("{n} client of the book lives there.", "{n} clients of the book live there.", count))


def _show_sent(report: SendReport) -> None:
    said = sent_labels()
    for word, count in report.counts.items():
        out(f"{count:>7}  {said[word]}")
    if report.held_because:
        tell(report.held_because, style="yellow")


COMMANDS = {
    "send": send,
    "tick": tick,
    "daemon": daemon,
    "serve": serve,
    "status": status,
    "pause": pause,
    "resume": resume,
    "resolve": resolve,
    "inbox": inbox,
    "systemd": systemd,
}
