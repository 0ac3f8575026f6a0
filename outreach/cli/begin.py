"""`outreach init`: a folder with everything to begin with. It sends nowhere."""

import os
import shutil
from pathlib import Path

import click

from outreach.cli.screen import next_step, out, tell
from outreach.errors import RefusedForSafety
from outreach.locale import say

SAMPLES = ("clients.csv", "orders.csv", "facts.csv", "reasons.csv")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make FOLDER: settings, campaigns, templates, sample clients, a database. It sends nowhere."""
    make_folder(folder)
    out(str(folder))
    tell(
        say(
            "config.toml has your firm and its senders; campaigns/ and templates/ the letters; samples/ twelve clients."
        )
    )
    tell(say("Nothing leaves: letters are dropped into {name}/ until you decide otherwise.", name="outgoing"))
    next_step(f"cd {folder}", "outreach import samples/clients.csv", "outreach check")


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
