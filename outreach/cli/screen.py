"""How screens look: tables, bars, questions, problems with their caret. What they say is decided elsewhere."""

import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from outreach.errors import FilesAreWrong, OutreachError
from outreach.locale import say
from outreach.problems import Problem, Severity, errors_in, os_reason, pointed

BAR = "▇"
BAR_WIDTH = 30
_BLANKS = "\n\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"  # the last two stand in figures: 8 506 €


def console(*, err: bool = False) -> Console:
    """Data goes to stdout, words to stderr; NO_COLOR, FORCE_COLOR and COLUMNS are honoured."""
    return Console(stderr=err, highlight=False, soft_wrap=True)


def out(text: str = "", *, style: str = "") -> None:
    """A line of data. The text is printed as it is: what stands in square brackets is no markup."""
    console().print(Text(clean(text), style=style))


def tell(text: str, *, style: str = "") -> None:
    """A line of words for the person at the terminal."""
    context = click.get_current_context(silent=True)
    if context is None or not (context.find_root().obj or {}).get("quiet"):
        console(err=True).print(Text(clean(text), style=style))


def next_step(*commands: str) -> None:
    """The commands to type next."""
    title = say("Next:") + "  "
    line = title + "   ".join(commands)
    width = console(err=True).width
    tell(line if len(line) <= width else title + f"\n{' ' * len(title)}".join(commands), style="dim")


def table(rows: Iterable[Sequence[object]], *, headings: Sequence[str], right: Sequence[int] = ()) -> None:
    """A plain table; `right` are the columns of figures."""
    made = Table(box=None, pad_edge=False, header_style="bold", show_edge=False, show_header=any(headings))
    for place, heading in enumerate(headings):
        made.add_column(Text(heading), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean(str(cell))) for cell in row))
    console().print(made)


def bars(rows: Sequence[tuple[str, int]]) -> None:
    """Words with their counts as bars."""
    most = max((count for _, count in rows), default=0)
    width = max((len(word) for word, _ in rows), default=0)
    for word, count in rows:
        length = round(count / most * BAR_WIDTH) if most else 0
        out(f"  {word:<{width}}  {count:>7}  {BAR * max(length, 1 if count else 0)}")


def as_json(value: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def clean(text: str) -> str:
    """Without control characters: a stranger's text must not move the cursor or change colours."""
    return "".join(letter if letter.isprintable() or letter in _BLANKS else "�" for letter in text)


def show_problems(problems: Sequence[Problem]) -> bool:
    """Every problem with its caret; whether one of them is an error."""
    for problem in problems:
        style = "red" if problem.severity is Severity.ERROR else "yellow"
        place = replace(problem.place, file=Path(near(problem.place.file)))
        console(err=True).print(Text(clean(pointed(replace(problem, place=place))), style=style))
    return bool(errors_in(problems))


def ask_number(question: str, *, number: int, yes: bool) -> bool:
    """Asks for the number to be typed; True if it was. `--yes` answers, `--no-input` refuses."""
    if yes:
        return True
    context = click.get_current_context()
    if (context.find_root().obj or {}).get("no_input") or not sys.stdin.isatty():
        tell(say("{question} Nothing was done: add --yes.", question=question))
        return False
    typed = click.prompt(clean(question), default="", show_default=False, prompt_suffix=" ", err=True)
    if str(typed).strip() == str(number):
        return True
    tell(say("That is not the number {n}: nothing was done.", n=number), style="yellow")
    return False


def agree(question: str, *, yes: bool) -> bool:
    """Asks for a yes where nothing can be undone by asking again; `--yes` answers, `--no-input` refuses."""
    if yes:
        return True
    context = click.get_current_context()
    if (context.find_root().obj or {}).get("no_input") or not sys.stdin.isatty():
        tell(say("{question} Nothing was done: add --yes.", question=question))
        return False
    question = say("{question} [y/N]", question=question)
    answer = click.prompt(clean(question), default="", show_default=False, prompt_suffix=": ", err=True)
    return str(answer).strip().casefold() in {"y", "yes", *say("y yes").split()}


@contextmanager
def patience(text: str) -> Iterator[None]:
    """Says what is being waited for, on a terminal only; gone when it is done."""
    with console(err=True).status(Text(clean(text), style="dim"), spinner="dots"):
        yield


def near(path: Path) -> str:
    """The file as a person at this place would type it."""
    full, here = path.absolute(), Path.cwd()
    return str(full.relative_to(here) if full.is_relative_to(here) else full)


def typed(*words: object) -> str:
    """A command as it may be typed into a shell, in double quotes where they will do."""
    return " ".join(_quoted(str(word)) for word in words)


def _quoted(word: str) -> str:
    if shlex.quote(word) == word:
        return word
    return shlex.quote(word) if any(sign in word for sign in '"$`\\!') else f'"{word}"'


def complain(problem: BaseException) -> int:
    """One line for what went wrong, and the exit code; a bug says how to see more."""
    if isinstance(problem, FilesAreWrong):
        show_problems(problem.problems)
        return problem.exit_code
    if isinstance(problem, OutreachError):
        console(err=True).print(Text(clean(str(problem)), style="red"))
        return problem.exit_code
    if isinstance(problem, OSError) and problem.strerror:  # a full disk, a folder that may not be written to
        text = f"{problem.filename}: {os_reason(problem)}" if problem.filename else os_reason(problem)
        console(err=True).print(Text(clean(text), style="red"))
        return OutreachError.exit_code
    text = say("This is a mistake of the program: {kind}: {text}", kind=type(problem).__name__, text=problem)
    console(err=True).print(Text(clean(text), style="red"))
    console(err=True).print(Text(say("Run it again with --debug and tell us."), style="dim"))
    return 1
