"""`outreach report`: a quarter on one screen, as JSON, or as a page to mail to a director."""

from collections.abc import Sequence
from pathlib import Path

import click

from outreach import steps
from outreach.cli.desk import open_desk
from outreach.cli.screen import as_json, near, next_step, out, patience, table, tell
from outreach.locale import say, say_n
from outreach.outcome.effect import Effect, Finding
from outreach.outcome.figures import money, number, of, point, points, share, short_day
from outreach.outcome.labels import bucket_label, finding_label, quarter_label, reason_label, tier_label
from outreach.outcome.page import lead, page
from outreach.outcome.plain import plain
from outreach.outcome.quarter import Flow
from outreach.outcome.report import Report, make_report


@click.command()
@click.option("--quarter", metavar="2026Q3", help="The quarter; else the present one.")
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
@click.option("--html", "html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the report as one page that needs nothing else.")  # fmt: skip
def report(quarter: str | None, json_: bool, html: Path | None) -> None:
    """Lost and returned, what the letters did, why clients left, and what it is worth."""
    desk = open_desk()
    steps.refresh_facts(desk.firm, now=desk.now)
    steps.find_returns(desk.firm, now=desk.now)
    today = steps.today(desk.firm, now=desk.now)
    with desk.firm.store.read() as connection:
        made = make_report(connection, settings=desk.firm.settings, quarter=quarter, today=today)
    if html is not None:
        with patience(say("Drawing the report")):
            html.write_text(page(made), encoding="utf-8")
        tell(say("Written: {file}", file=near(html)))
    if json_:
        as_json(plain(made))
    elif html is None:
        _show(made)
    before = made.quarter.previous()
    next_step(f"outreach report --html report-{made.quarter}.html", f"outreach report --quarter {before}")


def _show(made: Report) -> None:
    _head(made)
    _flows(made)
    _reasons(made)
    _campaigns(made.campaigns, currency=made.currency)


def _head(made: Report) -> None:
    title = " · ".join(part for part in (quarter_label(made.quarter), made.company) if part)
    until = "" if made.complete else "  " + say("(up to {day})", day=short_day(made.end))
    out(title + until, style="bold")
    out(lead(made))


def _flows(made: Report) -> None:
    out()
    headings = (
        "", say("lost before"), say("newly lost"), say("returned"), say("lost now"),
        say("newly lost, a year"), say("returned, a year"),
    )  # fmt: skip
    rows = [_flow(tier_label(flow.key), flow, currency=made.currency) for flow in made.dynamics.by_tier]
    rows.append(_flow(say("in all"), made.dynamics.total, currency=made.currency))
    table(rows, headings=headings, right=(1, 2, 3, 4, 5, 6))
    taken_off = made.dynamics.total.taken_off
    if taken_off:
        tell(
            say_n(
                "{n} counts as lost no longer without having ordered: away, merged, or another rule.",
                "{n} count as lost no longer without having ordered: away, merged, or another rule.",
                taken_off,
            )
        )


def _flow(word: str, flow: Flow, *, currency: str) -> tuple[str, ...]:
    counts = (flow.at_start, flow.newly_lost, flow.returned, flow.at_end)
    values = (flow.value_lost, flow.value_returned)
    return (word, *(number(n) for n in counts), *(money(value, currency) if value else "" for value in values))


def _reasons(made: Report) -> None:
    why = made.dynamics.why
    if not why.asked.of:
        return
    out()
    out(say("Why they left ({asked} asked)", asked=of(why.asked)), style="bold")
    told = [flow for flow in made.dynamics.by_reason if flow.key and flow.newly_lost]
    if told:
        out("  " + " · ".join(f"{reason_label(flow.key)} {number(flow.newly_lost)}" for flow in told))
    if why.asked.count:
        rows = [
            (
                bucket_label(cause.bucket),
                number(cause.found.count),
                share(cause.found.rate),
                share(cause.benchmark) if cause.benchmark is not None else "",
            )
            for cause in why.causes
        ]
        table(rows, headings=(say("cause"), say("clients"), say("here"), say("in the books")), right=(1, 2, 3))


def _campaigns(found: Sequence[Effect], *, currency: str) -> None:
    if not found:
        return
    out()
    headings = (
        say("campaign"), say("sent"), say("bounced"), say("answers"), say("said stop"),
        say("ordered, written to"), say("ordered, held out"), say("what it shows"),
    )  # fmt: skip
    rows = [
        (
            effect.title,
            number(effect.sent),
            number(effect.bounced),
            number(effect.replied),
            number(effect.unsubscribed + effect.complained),
            of(effect.letters),
            of(effect.held_out) if effect.held_out.of else "",
            finding_label(effect.finding),
        )
        for effect in found
    ]
    table(rows, headings=headings, right=(1, 2, 3, 4))
    for effect in found:
        for line in _remarks(effect, currency=currency):
            out("  " + line)


def _remarks(effect: Effect, *, currency: str) -> list[str]:
    told = []
    if effect.difference is not None:
        text = say("{campaign}: {gap} percentage points", campaign=effect.title, gap=points(effect.difference))
        told.append(text)
    if effect.finding is Finding.PRELIMINARY:
        told.append(
            say(
                "{campaign}: a verdict is given after {day}, when every window has closed",
                campaign=effect.title,
                day=short_day(effect.closes_on),
            )
        )
    if effect.detectable is not None and effect.finding is not Finding.BROUGHT_BACK:
        told.append(
            say(
                "{campaign}: this list could show a difference of {n} points at least",
                campaign=effect.title,
                n=point(effect.detectable),
            )
        )
    if effect.ordered_after:
        told.append(
            say(
                "{campaign}: {sum} ordered after the letters, which is not what they brought",
                campaign=effect.title,
                sum=money(effect.ordered_after, currency),
            )
        )
    return told


COMMANDS = {"report": report}
