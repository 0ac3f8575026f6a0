"""`outreach init`: a folder with everything to begin with. It sends nowhere."""

import os
import shutil
import sys
from pathlib import Path

import click

from outreach.cli.screen import next_step, out, tell
from outreach.errors import RefusedForSafety
from outreach.locale import say, say_n

SAMPLES = ("clients.csv", "orders.csv", "facts.csv", "reasons.csv")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--unsubscribed", type=click.Path(path_type=Path, dir_okay=False),
              help="Your mailing service's list of unsubscribed people.")  # fmt: skip
def init(folder: Path, unsubscribed: Path | None) -> None:
    """Make FOLDER: settings, campaigns, templates, sample clients, a database. It sends nowhere."""
    if unsubscribed and not unsubscribed.is_file():
        raise click.BadParameter(say("there is no such file"), param_hint="--unsubscribed")
    make_folder(folder)
    out(str(folder))
    tell(
        say(
            "config.toml has your firm and its senders; campaigns/ and templates/ the letters; samples/ twelve clients."
        )
    )
    tell(say("Nothing leaves: letters are dropped into {name}/ until you decide otherwise.", name="outgoing"))
    _leave_in_peace(folder, unsubscribed or _asked_for())
    next_step(f"cd {folder}", "outreach import samples/clients.csv", "outreach check")


def _asked_for() -> Path | None:
    """The list of unsubscribed people, from somebody at the terminal; None where nobody is there or has one."""
    root = click.get_current_context().find_root().obj or {}
    if root.get("no_input") or not sys.stdin.isatty():
        return None
    question = say("The list of people who unsubscribed from your present mailing service (a file; Enter: none):")
    while answer := str(click.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True)).strip():
        if Path(answer).is_file():
            return Path(answer)
        tell(say("There is no file {file}.", file=answer), style="yellow")
    return None


def _leave_in_peace(folder: Path, unsubscribed: Path | None) -> None:
    """Nobody on the list will be written to; without a list it says how to give one."""
    from outreach import clock, steps
    from outreach.book.headings import Kind
    from outreach.book.plan import plan_import
    from outreach.firm import CONFIG, open_firm

    if unsubscribed is None:
        tell(say("Before anybody is written to: outreach import FILE --as unsubscribed, with the list of people who "
                 "unsubscribed from your present mailing service."), style="yellow")  # fmt: skip
        return
    plan = plan_import(unsubscribed)
    if plan.mapping.kind is not Kind.UNSUBSCRIBED:  # a list of addresses, without a word of what it is
        plan = plan_import(unsubscribed, kind=Kind.UNSUBSCRIBED)
    firm = open_firm(folder / CONFIG)
    report = steps.import_book(firm, plan, dry_run=False, now=clock.now(), by="init")
    firm.store.close()
    tell(say_n("{n} person of {file} will never be written to.", "{n} people of {file} will never be written to.",
               report.new, file=unsubscribed.name))  # fmt: skip
    for reject in report.rejects:
        tell(say("line {n}", n=reject.line) + f": {reject.reason}", style="yellow")


def make_folder(folder: Path, *, samples: bool = True) -> None:
    """The folder of a firm; RefusedForSafety if there is one already. Nothing that exists is written over."""
    from outreach.firm import CONFIG, open_firm
    from outreach.letter.keys import new_key
    from outreach.store.upgrade import upgrade

    if (folder / CONFIG).exists():
        raise RefusedForSafety(say("{folder} has a {name} already", folder=folder, name=CONFIG))
    folder.mkdir(parents=True, exist_ok=True)
    starter = starter_folder()
    shutil.copytree(starter / "templates", folder / "templates", dirs_exist_ok=True)
    shutil.copytree(starter / "campaigns", folder / "campaigns", dirs_exist_ok=True)
    own = _own_folder()
    for name in (CONFIG, "improvements.toml", "fixes.toml"):
        shutil.copyfile(own / name, folder / name)
    shutil.copyfile(starter / "config.example.toml", folder / "config.example.toml")
    (folder / "segments").mkdir(exist_ok=True)
    if samples:
        (folder / "samples").mkdir(exist_ok=True)
        for name in SAMPLES:
            shutil.copyfile(own / name, folder / "samples" / name)
    for part in ("new", "cur", "tmp"):
        (folder / "inbox" / part).mkdir(parents=True, exist_ok=True)
    _write_key(folder / "secrets" / "token_key", new_key())
    firm = open_firm(folder / CONFIG)
    upgrade(firm.store)
    firm.store.close()


def starter_folder() -> Path:
    """Where templates/ and campaigns/ of a new folder come from: the installed package, or the source tree."""
    own = _own_folder()
    return own if (own / "templates").is_dir() else Path(__file__).parents[2]


def _own_folder() -> Path:
    return Path(__file__).parents[1] / "data" / "starter"


def _write_key(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")


COMMANDS = {"init": init}
