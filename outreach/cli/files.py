"""`outreach check` and `outreach explain`: every mistake in every file at once, and what a rule means."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click

from outreach.book.records.listing import count_clients
from outreach.campaign.folder import Folder, read_folder
from outreach.cli.holidays import holidays
from outreach.cli.rules import explanations
from outreach.cli.screen import as_json, console, near, next_step, out, show_problems, table, tell
from outreach.errors import NotFound, OutOfReach
from outreach.firm import find_config, open_firm, read_settings
from outreach.letter.content import read_files
from outreach.letter.shelf import stray_problems
from outreach.locale import say, say_n
from outreach.names.remedy import remedies
from outreach.problems import Problem, Severity, errors_in, nearest
from outreach.segment.records import values_missing
from outreach.settings import Settings
from outreach.store.engine import Store
from outreach.store.schema import ensure_current

FINDINGS, FILE_IS_WRONG = 1, 3  # exit codes


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as GitHub shows it at the line.",
)
def check(form: str) -> None:
    """Every mistake in config.toml, campaigns, segments, templates, improvements, fixes and holidays, at once."""
    said = click.get_current_context().find_root().obj or {}
    config = (said.get("config") or find_config(Path.cwd())).resolve()
    found = _problems(config)
    if form == "json":
        as_json([_plain(problem) for problem in found])
    elif form == "github":
        for problem in found:
            click.echo(_github(problem))
    else:
        _show(found)
    if errors_in(found):
        raise click.exceptions.Exit(FILE_IS_WRONG)
    if found:
        raise click.exceptions.Exit(FINDINGS)


def _problems(config: Path) -> tuple[Problem, ...]:
    """Of every file; with settings that cannot be read, of those that need none."""
    settings, about_config = read_settings(config)
    if settings is None:
        return (*about_config, *read_folder(config.parent).problems)
    files = read_files(config.parent, settings=settings)
    used = {campaign.template for campaign in files.folder.campaigns}
    stray = stray_problems(config.parent / "templates", used=used, facts=settings.facts)
    return (*about_config, *files.problems, *stray, *_unknown_values(config, files.folder, settings))


def _unknown_values(config: Path, folder: Folder, settings: Settings) -> tuple[Problem, ...]:
    """Words of conditions that no client has; nothing while there is no book to compare with."""
    if not settings.database and not (config.parent / "outreach.sqlite").exists():
        return ()
    try:
        with closing(open_firm(config).store) as store:
            return tuple(_missing(store, folder))
    except OutOfReach as unreachable:
        tell(say("Words of conditions were not compared with the book: {why}", why=unreachable))
        return ()


def _missing(store: Store, folder: Folder) -> Iterator[Problem]:
    ensure_current(store)
    told: set[Problem] = set()
    with store.read() as connection:
        if not count_clients(connection):
            return
        calls = [campaign.call_segment for campaign in folder.campaigns if campaign.call_segment]
        for segment in (*folder.segments.values(), *(campaign.segment for campaign in folder.campaigns), *calls):
            for problem in values_missing(connection, segment):
                if problem not in told:
                    told.add(problem)
                    yield problem


def _show(found: Sequence[Problem]) -> None:
    for at, problem in enumerate(found):
        if at:
            tell("")
        show_problems([problem])
    if not found:
        out(say("No mistake in any file."), style="green")
        next_step("outreach plan")
        return
    errors = len(errors_in(found))
    tell("")
    counted = (say_n("{n} mistake", "{n} mistakes", errors), say_n("{n} warning", "{n} warnings", len(found) - errors))
    out(", ".join(counted), style="bold")
    rules = list(dict.fromkeys(problem.rule for problem in found))
    next_step(*(f"outreach explain {rule}" for rule in rules[:3]))


def _plain(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "rule": problem.rule,
        "severity": str(problem.severity),
        "file": near(place.file),
        "line": place.line,
        "column": place.column,
        "length": place.length,
        "text": problem.text,
        "mend": problem.mend,
    }


def _github(problem: Problem) -> str:
    """A workflow command: GitHub shows it at the line."""
    level = "error" if problem.severity is Severity.ERROR else "warning"
    place = problem.place
    where = f"file={_escaped(near(place.file), more=True)}"
    if place.line:
        where += f",line={place.line},col={max(place.column, 1)}"
    return f"::{level} {where},title={problem.rule}::{_escaped(problem.said)}"


def _escaped(text: str, *, more: bool = False) -> str:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A"} | ({":": "%3A", ",": "%2C"} if more else {})
    return "".join(marks.get(letter, letter) for letter in text)


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """What RULE means and how to mend what it finds; without RULE a list of all.

    RULE may also be the reason why a name waits, such as name.junk.
    """
    known = {**explanations(), **remedies()}
    if rule is None:
        table([(name, text.split(". ")[0].rstrip(".") + ".") for name, text in known.items()], headings=("", ""))
        next_step("outreach explain L010")
        return
    wanted = rule.strip().lower() if "." in rule else rule.strip().upper()
    if wanted not in known:
        meant = nearest(wanted, known)
        hint = say("Did you mean “{meant}”?", meant=meant) if meant else say("outreach explain lists all of them.")
        raise NotFound(say("There is no rule “{rule}”.", rule=rule) + " " + hint)
    out(wanted, style="bold")
    out(textwrap.fill(known[wanted], width=min(console().width, 100), break_on_hyphens=False))
    next_step("outreach review --names" if "." in wanted else "outreach check")


COMMANDS = {"check": check, "explain": explain, "holidays": holidays}
