"""`outreach demo`: the whole circle with invented people on real purchases, told in a few lines a station."""

import shutil
import sys
from pathlib import Path

import click

from outreach.campaign.records.shown import decided
from outreach.cli.begin import make_folder
from outreach.cli.screen import next_step, out, tell
from outreach.cli.words import incoming_label, sent_labels
from outreach.demo.circle import BEGINS, ENDS, QUARTER, Told, go_round, prepare
from outreach.firm import CONFIG, open_firm
from outreach.locale import say
from outreach.outcome.effect import Effect
from outreach.outcome.labels import choice_label, tier_label
from outreach.outcome.page import page
from outreach.outcome.report import Report
from outreach.store.words import Choice, IncomingKind

DATA = Path(__file__).parents[1] / "data"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-firm")
def demo(folder: Path) -> None:
    """The whole circle in FOLDER: import, find the lost, plan, approve, send, read answers, report. Loopback only."""
    if not (folder / CONFIG).exists():
        make_folder(folder, samples=False)
        prepare(folder, data=DATA)
    firm = open_firm((folder / CONFIG).resolve())
    tell(say("Real purchases of 2,357 customers of a shop, moved by 28 years; names and trades are invented."))
    report = go_round(firm, tell=_tell)
    target = folder / f"report-{QUARTER}.html"
    target.write_text(page(report), encoding="utf-8")
    with firm.store.read() as connection:
        written = decided(connection, choices=(Choice.WRITE,), limit=1)
    firm.store.close()
    _line(say("page"), str(target))
    path = [] if shutil.which("outreach") else [f"export PATH={Path(sys.argv[0]).resolve().parent}:$PATH"]
    whom = str(written[0].client_id) if written else "1"
    next_step(
        *path, f"cd {folder}", "outreach lapsed", f"outreach why {whom}", "outreach plan quarterly-improvements",
        "outreach review", "outreach inbox", "outreach report",
    )  # fmt: skip


def _tell(station: str, told: Told) -> None:
    {
        "book": _book,
        "lapse": _lapse,
        "plan": _plan,
        "approve": _approve,
        "send": _send,
        "inbox": _inbox,
        "returns": _returns,
        "report": _report,
    }[station](told)


def _line(title: str, *lines: str) -> None:
    for place, line in enumerate(lines):
        out(f"{title if place == 0 else '':<10}{line}")


def _book(told: Told) -> None:
    lines = [
        say("{file}: {new} new, {same} known already, {refused} refused", file=f"{name}.csv", new=report.new,
            same=report.same + report.changed, refused=report.refused)
        for name, report in told.imports.items()
    ]  # fmt: skip
    _line(say("book"), say("as of {day}", day=BEGINS), *lines)


def _lapse(told: Told) -> None:
    found = told.found[-1]
    tiers = ", ".join(f"{tier_label(group.key)} {group.clients}" for group in found.by_tier)
    _line(say("lapse"), say("{n} clients are lost: {tiers}", n=found.lost.clients, tiers=tiers))


def _plan(told: Told) -> None:
    lines = [
        f"{name}: " + ", ".join(f"{choice_label(word)} {counts[word]}" for word in Choice if counts[word])
        if any(counts[word] for word in Choice) else say("{name}: decided already", name=name)
        for name, counts in told.planned.items()
    ]  # fmt: skip
    _line(say("plan"), *lines)


def _approve(told: Told) -> None:
    _line(say("approve"), *(say("{name}: {n} letters", name=name, n=count) for name, count in told.approved.items()))


def _send(told: Told) -> None:
    counts = {word: count for word, count in told.sent.items() if count}
    words = {"withdrawn": say("withdrawn in time")} | sent_labels()
    said = ", ".join(f"{words[word]} {count}" for word, count in counts.items())
    _line(say("send"), said or say("nothing: everybody has had his letter"))


def _inbox(told: Told) -> None:
    said = ", ".join(f"{incoming_label(IncomingKind(kind))} {count}" for kind, count in told.read.items())
    _line(say("inbox"), said or say("nothing new"))


def _returns(told: Told) -> None:
    _line(
        say("returns"),
        say("{orders} orders until {day}; {ended} of the lost came back", orders=told.later_orders["new"],
            day=ENDS, ended=told.returned["lapses ended"]),
    )  # fmt: skip


def _report(told: Told) -> None:
    report: Report = told.reports[-1]
    lines = [_effect(effect) for effect in report.campaigns]
    _line(say("report"), *lines, say("Nobody received these letters, so an honest report must find no effect."))


def _effect(effect: Effect) -> str:
    counts = say(
        "{name}: {a} of {n} with a letter ordered within the window, {b} of {m} held out",
        name=effect.campaign,
        a=effect.letters.count,
        n=effect.letters.of,
        b=effect.held_out.count,
        m=effect.held_out.of,
    )
    if effect.difference is None:
        return counts
    low, high = effect.difference.low * 100, effect.difference.high * 100
    return counts + "; " + say("difference between {low:+.1f} and {high:+.1f} points", low=low, high=high)


COMMANDS = {"demo": demo}
