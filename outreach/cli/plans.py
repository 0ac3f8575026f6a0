"""`outreach plan|approve|stop|skip`: what is planned, for whom and not, and a person's word on it.

The story of one client, `outreach why`, is in `story`; what waits for a person, `outreach review`, in `review`.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click
from babel.dates import format_datetime

from outreach import steps
from outreach.book.records import find_client
from outreach.book.records.listing import listed
from outreach.campaign.decide import Decision
from outreach.campaign.plan import would_decide
from outreach.campaign.records import known_campaign, wake_campaign
from outreach.campaign.records.shown import Counted, Decided, counted, decided
from outreach.cli.desk import Desk, open_desk
from outreach.cli.reasons import sentence, why_so
from outreach.cli.screen import as_json, ask_number, next_step, out, show_problems, table, tell
from outreach.cli.story import letter_dict
from outreach.errors import NotFound
from outreach.letter.content import Content
from outreach.locale import say, say_n, spoken
from outreach.outbox.records import count_letters, letters_of, standing_approval
from outreach.outcome.labels import because_label, choice_label
from outreach.store.words import Choice, State

SHOWN = 15
LONGER = 60  # days ahead that are offered where nothing is due sooner

campaign_argument = click.argument("campaign")
json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("campaign", required=False)
@click.option("--dry-run", is_flag=True, help="Write nothing down; say what would be decided now.")
@click.option("--ahead", type=click.IntRange(0, 366), help="Look so many days ahead (the daemon: plan_days_ahead).")
@click.option("--all", "everybody", is_flag=True, help="List everybody, not the first ones.")
@json_option
def plan(campaign: str | None, dry_run: bool, ahead: int | None, everybody: bool, json_: bool) -> None:
    """Who would get a letter, when and from whom; and who would not, and why. Nothing leaves before `approve`."""
    desk = open_desk()
    show_problems(desk.files.problems)
    names = [desk.content(campaign).campaign.key] if campaign else list(desk.files.contents)
    shown = [_planned(desk, name, dry_run=dry_run, ahead=ahead, everybody=everybody, json_=json_) for name in names]
    if json_:
        as_json([one for one in shown if one])
    elif not any(shown):
        tell(say("No occasion is due within {n} days.", n=_days(desk, ahead)))
        next_step(*(["outreach plan --ahead 60"] if _days(desk, ahead) < LONGER else []), "outreach status")
    else:
        name = campaign or "CAMPAIGN"
        next_step(f"outreach preview {name} --client WHO", "outreach review", f"outreach approve {name}")


def _days(desk: Desk, ahead: int | None) -> int:
    return desk.firm.settings.daemon.plan_days_ahead if ahead is None else ahead


def _planned(
    desk: Desk, name: str, *, dry_run: bool, ahead: int | None, everybody: bool, json_: bool
) -> dict[str, object] | None:
    content = desk.files.contents[name]
    occasions = steps.occasions_of(desk.firm, desk.files, content, now=desk.now, ahead=ahead)
    if not occasions:
        return None
    if dry_run:
        return _would(desk, content, ahead=ahead, everybody=everybody, json_=json_)
    steps.refresh_facts(desk.firm, now=desk.now)
    steps.withdraw_changed(desk.firm, desk.files, now=desk.now, by=desk.by)
    steps.plan_due(desk.firm, desk.files, now=desk.now, by=desk.by, only=name, ahead=ahead)
    steps.write_drafts(desk.firm, desk.files, now=desk.now, by=desk.by, only=name)
    steps.make_ready(desk.firm, desk.files, now=desk.now, by=desk.by)
    with desk.firm.store.write() as connection:
        known = known_campaign(connection, content.campaign, now=desk.now)
    with desk.firm.store.read() as connection:
        counts = counted(connection, known.id, since=steps.today(desk.firm, now=desk.now))
        keys = {one.key for one in occasions}
        letters = decided(connection, campaign_id=known.id, choices=(Choice.WRITE,))
        approved = standing_approval(connection, campaign_id=known.id, digest=content.digest, now=desk.now)
    if known.stopped_because is not None and not json_:
        tell(say("{name} is stopped: {why}", name=name, why=known.stopped_because), style="yellow")
    mine = [one for one in letters if one.occasion in keys]
    if not json_:
        _show_plan(content, counts, mine, everybody=everybody)
        if approved:
            tell(say("Approved by {who} on {day:%Y-%m-%d}.", who=approved.by, day=approved.at), style="green")
        else:
            tell(say("Not approved yet: nothing of this leaves."), style="yellow")
    return {
        "campaign": name,
        "approved": bool(approved),
        "counts": [_as_dict(one) for one in counts],
        "letters": [letter_dict(one) for one in mine],
    }


def _would(desk: Desk, content: Content, *, ahead: int | None, everybody: bool, json_: bool) -> dict[str, object]:
    rows: list[tuple[str, Decision]] = []
    for world in steps.worlds(desk.firm, desk.files, content, now=desk.now, ahead=ahead):
        with desk.firm.store.read() as connection:
            made = list(would_decide(connection, world))
        rows += [(world.occasion.key, one) for one in made]
    if not json_:
        _show_would(desk, content, rows, everybody=everybody)
    return {"campaign": content.campaign.key, "decisions": [_decision_dict(one, occasion) for occasion, one in rows]}


def _show_would(desk: Desk, content: Content, rows: Sequence[tuple[str, Decision]], *, everybody: bool) -> None:
    out(f"{content.campaign.title}  ({content.campaign.key})", style="bold")
    if not rows:
        tell(say("Nobody is concerned."))
        return
    shown = rows if everybody else rows[:SHOWN]
    with desk.firm.store.read() as connection:
        names = {one.id: one.name or one.company or one.code
                 for one in listed(connection, [one.client_id for _, one in shown])}  # fmt: skip
    headings = (say("no."), say("client"), say("occasion"), say("decision"), say("leaves (client's clock)"),
                say("because"))  # fmt: skip
    cells = [
        (
            one.client_id,
            names[one.client_id],
            occasion,
            choice_label(one.choice),
            _local(one),
            why_so(one.because, one.detail),
        )
        for occasion, one in shown
    ]
    table(cells, headings=headings, right=(0,))
    if len(rows) > len(shown):
        tell(say("… and {n} more; --all lists them", n=len(rows) - len(shown)))


def _show_plan(content: Content, counts: Sequence[Counted], letters: Sequence[Decided], *, everybody: bool) -> None:
    out(f"{content.campaign.title}  ({content.campaign.key})", style="bold")
    shown = letters if everybody else letters[:SHOWN]
    if shown:
        table(
            [(one.client_id, one.client, _local(one), one.language, one.sender, one.subject or "") for one in shown],
            headings=(say("no."), say("client"), say("leaves (client's clock)"), say("language"), say("from"),
                      say("subject")),
            right=(0,),
        )  # fmt: skip
    if len(letters) > len(shown):
        tell(say("… and {n} more; --all lists them", n=len(letters) - len(shown)))
    if not counts:
        tell(say("Nobody is concerned."))
        return
    out()
    table(
        [
            (
                one.occasion,
                choice_label(one.choice),
                one.clients,
                because_label(one.because),
                one.permitted_on or "",
            )
            for one in counts
        ],
        headings=(say("occasion"), say("decision"), say("clients"), say("because"), say("next permitted")),
        right=(2,),
    )


@click.command()
@campaign_argument
@click.option("--letter", "letters", type=int, multiple=True, metavar="N", help="Only this letter (may be repeated).")
@click.option("--yes", is_flag=True, help="Do not ask for the number to be typed.")
def approve(campaign: str, letters: tuple[int, ...], yes: bool) -> None:
    """Let letters with exactly this content leave, this time and, while nothing of it changes, the next times."""
    desk = open_desk()
    content = desk.content(campaign)
    _planned(desk, content.campaign.key, dry_run=False, ahead=None, everybody=False, json_=True)
    with desk.firm.store.write() as connection:
        known = known_campaign(connection, content.campaign, now=desk.now)
        wake_campaign(connection, known.id, now=desk.now, by=desk.by)
        waiting = letters_of(connection, known.id, digest=content.digest)
        count = len(letters) or count_letters(connection, campaign_id=known.id, digest=content.digest)
    _refuse_others(letters, drafts={one.letter_id for one in waiting if one.state is State.DRAFT}, content=content)
    if not count:  # approved ahead of its day: as many as there would be now
        count = _expected(desk, content)
        tell(
            say_n(
                "No letter waits now; the approval holds for the next occasion, for about {n} letter.",
                "No letter waits now; the approval holds for the next occasion, for about {n} letters.",
                count,
            )
        )
    question = say_n(
        "{n} letter of “{title}” may leave then. Type {n} to approve:",
        "{n} letters of “{title}” may leave then. Type {n} to approve:",
        count,
        title=content.campaign.title,
    )
    if not ask_number(question, number=count, yes=yes):
        raise click.exceptions.Exit(1)
    ready = steps.approve_content(desk.firm, content, letters=count, only=letters or None, now=desk.now, by=desk.by)
    tell(say_n("{n} letter is ready.", "{n} letters are ready.", ready), style="green")
    before = sum(one.state is State.READY for one in waiting)
    if before:
        tell(say_n("{n} letter was ready already.", "{n} letters were ready already.", before))
    _first_and_last(desk, known.id, content)
    next_step(
        "outreach send " + campaign, f"outreach stop {campaign}", f"outreach skip {campaign} WHO", "outreach daemon"
    )


def _refuse_others(letters: tuple[int, ...], *, drafts: set[int], content: Content) -> None:
    """A letter that is not among these drafts cannot be approved; a slip in its number must not pass for done."""
    for number in letters:
        if number not in drafts:
            raise NotFound(say("No letter {n} of “{name}” waits for approval.", n=number, name=content.campaign.key))


def _expected(desk: Desk, content: Content) -> int:
    """Letters that the next occasion would have if it were today."""
    for world in steps.worlds(desk.firm, desk.files, content, now=desk.now, ahead=steps.YEAR_AHEAD):
        with desk.firm.store.read() as connection:
            return sum(one.choice is Choice.WRITE for one in would_decide(connection, world))
    return 0


def _first_and_last(desk: Desk, campaign_id: int, content: Content) -> None:
    with desk.firm.store.read() as connection:
        ready = [one for one in letters_of(connection, campaign_id, digest=content.digest) if one.state is State.READY]
    if ready:
        first, last = min(one.due_at for one in ready), max(one.due_at for one in ready)
        tell(say("The first leaves on {first:%Y-%m-%d %H:%M} UTC, the last on {last:%Y-%m-%d %H:%M} UTC.",
                 first=first, last=last))  # fmt: skip


@click.command()
@campaign_argument
@click.option("--reason", default="", help="Why; it is shown in the plan.")
def stop(campaign: str, reason: str) -> None:
    """Stop a campaign at once: what has not left is cancelled, its approval is taken back."""
    desk = open_desk()
    cancelled = steps.stop_campaign(desk.firm, desk.content(campaign), because=reason, now=desk.now, by=desk.by)
    tell(say_n("Stopped; {n} letter is cancelled.", "Stopped; {n} letters are cancelled.", cancelled), style="yellow")
    next_step(f"outreach plan {campaign}", f"outreach approve {campaign}")


@click.command()
@campaign_argument
@click.argument("who")
def skip(campaign: str, who: str) -> None:
    """Leave one client out of a campaign's present occasions."""
    desk = open_desk()
    with desk.firm.store.read() as connection:
        client_id = find_client(connection, who)
    changed = steps.skip_client(desk.firm, desk.content(campaign), client_id, now=desk.now, by=desk.by)
    tell(say("Client {n} is left out.", n=client_id) if changed
         else say("Nothing was planned for client {n}, or it has left.", n=client_id))  # fmt: skip
    next_step(f"outreach why {client_id} {campaign}")
    if not changed:
        raise click.exceptions.Exit(1)


def _local(one: Decided | Decision) -> str:
    if one.due_at is None or one.time_zone is None:
        return ""
    return format_datetime(one.due_at.astimezone(ZoneInfo(one.time_zone)), "EEE yyyy-MM-dd HH:mm", locale=spoken())


def _as_dict(one: Counted) -> dict[str, object]:
    return {"occasion": one.occasion, "choice": one.choice, "because": one.because, "clients": one.clients,
            "permitted_on": one.permitted_on}  # fmt: skip


def _decision_dict(one: Decision, occasion: str) -> dict[str, object]:
    return {
        "occasion": occasion,
        "client": one.client_id,
        "choice": one.choice,
        "because": one.because,
        "why": sentence(one.because, one.detail),
        "due": f"{one.due_at:%Y-%m-%d %H:%M}" if one.due_at else None,
        "permitted_on": one.permitted_on,
    }


COMMANDS = {"plan": plan, "approve": approve, "stop": stop, "skip": skip}
