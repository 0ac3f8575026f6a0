"""In which language the command line speaks: chosen before anything is parsed, lent to click, put on every help.

Click has its own words from the standard library's gettext, which asks the environment and nobody else. Nothing but
click and the standard library is imported here, so that help stays quick. What commands say goes through `locale`.
"""

import gettext
import inspect
import os
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TypeVar

import click

from outreach.locale import CATALOGS, DOMAIN, LANGUAGES, collected, language_of_environment, say, speak, spoken

C = TypeVar("C", bound=click.Command)


def choose_language(arguments: Sequence[str]) -> None:
    """The language that config.toml names, else that of the environment; for us and for click."""
    speak(_wanted_by(_config(arguments)) or language_of_environment())
    gettext.bindtextdomain(DOMAIN, str(CATALOGS))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = spoken()  # the first variable that gettext asks


def _config(arguments: Sequence[str]) -> Path | None:
    """The config.toml that these arguments will use; whether it can be read is said by its reader."""
    for place, word in enumerate(arguments):
        if word.startswith("--config="):
            return Path(word.partition("=")[2])
        if word == "--config" and place + 1 < len(arguments):
            return Path(arguments[place + 1])
    if named := os.environ.get("OUTREACH_CONFIG"):
        return Path(named)
    here = Path.cwd()
    return next((one for folder in (here, *here.parents) if (one := folder / "config.toml").is_file()), None)


def _wanted_by(config: Path | None) -> str:
    if config is None:
        return ""
    import tomllib

    try:
        wanted = tomllib.loads(config.read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):  # its reader says what is wrong, in the language of the environment
        return ""
    return wanted if wanted in LANGUAGES else ""


def translated(command: C) -> C:
    """The command with its help in the language in force; the one that was handed in stays as it is written."""
    made = copy(command)
    made._help_option = None  # noqa: SLF001 click keeps it once it is made, and its help with it
    made.help = collected(inspect.cleandoc(command.help)) if command.help else None
    made.short_help = collected(command.short_help) if command.short_help else None
    made.options_metavar = say("[OPTIONS]")
    made.params = [_translated(param) for param in command.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = say("COMMAND [ARGS]...")
        made.commands = {name: translated(inner) for name, inner in made.commands.items()}
    return made


def _translated(param: click.Parameter) -> click.Parameter:
    made = copy(param)
    if isinstance(made, click.Option) and made.help:
        made.help = collected(made.help)
    if name := _kind(made.type):
        made.type = copy(made.type)
        made.type.name = name
    return made


def _kind(kind: object) -> str:
    """What is to be typed; click gives it a name as soon as it is imported, before there is a language."""
    match kind:
        case click.Path():
            return say("directory") if kind.dir_okay and not kind.file_okay else say("file")
        case click.types.IntParamType():
            return say("number")
        case click.types.StringParamType():
            return say("text")
        case _:
            return ""
