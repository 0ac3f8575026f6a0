"""`outreach`: the group of all commands. A command's file is imported only when that command runs."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from outreach import __version__
from outreach.cli.tongue import choose_language, translated
from outreach.locale import collected, say

# command -> module below outreach.cli, and what `--help` says of it, so that help imports nothing
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("begin", "Make a folder with everything to begin with."),
    "import": ("book", "Read clients, orders, facts or reasons from a file."),
    "import undo": ("undo", "Take the last import of a file back."),
    "sync": ("sources", "Read what is new in the CRM's database and in the drop folder."),
    "clients": ("book", "Show clients."),
    "lapsed": ("audience", "Who is lost and who is at risk."),
    "segment": ("segment", "Whom a condition concerns, and why."),
    "check": ("files", "Every mistake in every file, at once."),
    "explain": ("files", "What a rule means and how to mend it."),
    "holidays": ("files", "The days of the almanac."),
    "preview": ("letters", "A letter as a client would get it."),
    "send-test": ("letters", "Send one letter to yourself, marked [TEST]."),
    "plan": ("plans", "Who would be written to, when, and who not, and why."),
    "why": ("story", "The whole story of one client."),
    "review": ("review", "Everything that waits for a person."),
    "approve": ("plans", "Let this content leave."),
    "stop": ("plans", "Stop a campaign at once."),
    "skip": ("plans", "Leave one client out."),
    "send": ("work", "Send what is due now."),
    "inbox": ("work", "What came back, and what it brought about."),
    "report": ("outcome", "Lost and returned, and what the letters did."),
    "status": ("work", "The queue, the next occasions, pauses and doubts."),
    "pause": ("work", "Stand still: everything, a campaign or a country."),
    "resume": ("work", "End a pause."),
    "resolve": ("work", "Say whether letters in doubt did leave."),
    "tick": ("work", "One pass over all steps."),
    "daemon": ("work", "Do the work for years."),
    "serve": ("work", "Serve the public pages by themselves."),
    "systemd": ("work", "Print a systemd unit."),
    "db": ("database", "Make, check and back up the database."),
    "demo": ("demonstration", "The whole circle, with invented people."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they run."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Before anything is parsed the language is chosen, in which help and mistakes of usage are said."""
        choose_language(args)
        with _mending_options():
            return super(Lazy, translated(self)).make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """The command's own mistakes of usage are said as the program's."""
        with _mending_options():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"outreach.cli.{COMMANDS[cmd_name][0]}")
        command = module.COMMANDS[cmd_name]
        assert isinstance(command, click.Command)
        return translated(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if " ".join(args[:2]) in COMMANDS:  # a file that is called so is ./undo
            args = [" ".join(args[:2]), *args[2:]]
        name = args[0] if args else ""
        if name and name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, list(COMMANDS), n=1)
            hint = " " + say("Did you mean “{meant}”?", meant=near[0]) if near else ""
            raise click.UsageError(say("There is no command “{name}”.", name=name) + hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, collected(text)) for name, (_, text) in COMMANDS.items()])


@contextmanager
def _mending_options() -> Iterator[None]:
    try:
        yield
    except click.NoSuchOption as wrong:
        from outreach.cli.wrong_option import mended

        raise mended(wrong) from None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The config.toml to use; else the one here or above, or OUTREACH_CONFIG.",
)
@click.option("--now", "now", metavar="MOMENT", help="Pretend it is this moment (rehearsal and loopback only).")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.option("-v", "--verbose", count=True, help="Log what is done; twice for more.")
@click.option("-q", "--quiet", is_flag=True, help="Print data only.")
@click.option("--no-input", is_flag=True, help="Never ask; refuse instead.")
@click.version_option(__version__, prog_name="outreach", message="%(prog)s %(version)s")
@click.pass_context
def root(ctx: click.Context, /, **said: object) -> None:
    """Wins a company's lapsed clients back with letters a person is glad to get.

    Begin with: outreach init shop
    """
    ctx.obj = said


def main() -> None:
    """The entry point: every error a person can act on is one line and an exit code, never a traceback."""
    debug = "--debug" in sys.argv
    try:
        # what a command's Exit said, else what it gave back
        ended = root.main(prog_name="outreach", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except click.Abort:
        click.echo(say("Aborted."), err=True)
        sys.exit(1)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as problem:
        if debug:
            raise
        from outreach.cli.screen import complain

        sys.exit(complain(problem))
