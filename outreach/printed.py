"""What is printed from code, so that it cannot drift: `python -m outreach.printed` writes it, `--check` compares.

Config example, settings, commands, the where-language, rules, decisions and the drawing of the states. It works on a
source tree; an installed package has no docs.
"""

import difflib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from outreach.settings import Section, Settings
from outreach.store.words import Because, Choice

ROOT = Path(__file__).parents[1]
WIDTH = 110
_MARKED = re.compile(r"(?<=<!-- printed: states -->\n).*?(?=<!-- /printed -->)", re.DOTALL)
_OPENING = "<!-- Printed by python -m outreach.printed; do not edit. -->"

SECRETS = {
    "token_key": "Seals the addresses of answers and unsubscribes; `outreach init` makes it.",
    "relay_password": "Password of `[delivery] username`.",
    "source_NAME": "Password of `[sources.NAME] url`, or the whole URL where that is empty.",
}
ENVIRONMENT = {
    "OUTREACH_CONFIG": "The config.toml to use, from wherever a command is typed.",
    "OUTREACH_NAME": "The secret of that name, in capitals: `OUTREACH_RELAY_PASSWORD`.",
    "OUTREACH_NAME_FILE": "A file that holds the secret; others may not read it.",
    "CREDENTIALS_DIRECTORY": "A folder of secrets, as systemd gives it.",
    "LC_ALL, LC_MESSAGES, LANG": "Language of screens where the settings name none.",
    "NO_COLOR, FORCE_COLOR, COLUMNS": "How screens look.",
    "NOTIFY_SOCKET": "Where the daemon tells systemd that it is alive.",
}
EXAMPLES = {
    "senders.KEY": {
        "name": '{ ru = "Дарья Левицкая", uk = "Дарина Левицька", en = "Daryna Levytska" }',
        "post": '{ ru = "директор", uk = "директорка", en = "Director" }',
        "email": '"director@firm.example"',
    },
    "sources.KEY": {
        "url": '"postgresql://reader@crm.firm.example/crm"',
        "every_minutes": "30",
        "since": '"changed_at"',
        "clients": '"SELECT code, name, email, city, changed_at FROM clients WHERE changed_at >= :since"',
    },
    "kinds.KEY": {"industry": '["gifts"]', "floor_days": "120"},
    "facts.KEY": {
        "frame": '{ ru = "Помню, как мы с Вами …", uk = "Пам’ятаю, як ми з Вами …", en = "I remember how we …" }'
    },
}


def config_example() -> str:
    """config.example.toml: every key with its meaning and its default; what has no default is commented out."""
    lines = ["# Every setting with its default, printed from outreach/settings.py. Copy what you change.", ""]
    for name, field in Settings.model_fields.items():
        if not _is_table(field.annotation):
            lines += _key(name, field, _toml(field.default))
    for name, model in tables_of_settings():
        examples = EXAMPLES.get(name)
        table = [f"[{name}]", f"# {_said(model)}", ""]
        for key, inner in model.model_fields.items():
            table += _key(key, inner, (examples or {}).get(key) or _toml(inner.default))
        lines += table if examples is None else [f"# {line}".rstrip() for line in table[:-1]] + [""]
    return "\n".join(lines).rstrip() + "\n"


def configuration() -> str:
    """docs/configuration.md."""
    opening = """
        # Settings

        They stand in `config.toml`. Each has a default that is safe; `config.example.toml` holds them all.
        A mistake is shown with its line and column by `outreach check`.

        A text may be one for all, `"Ottisk"`, or one a language: `{ ru = "…", uk = "…", en = "…" }`.
        """
    secrets = """
        ## Secrets

        Never in config.toml. Each is looked for in `OUTREACH_NAME`, in the file that `OUTREACH_NAME_FILE` names, in
        `$CREDENTIALS_DIRECTORY/name` and in `secrets/name` beside config.toml. A file that others may read is refused.
        """
    plain = {name: field for name, field in Settings.model_fields.items() if not _is_table(field.annotation)}
    lines = [_OPENING, *_block(opening), "## At the top", "", *_keys(plain), ""]
    for name, model in tables_of_settings():
        lines += [f"## [{name}]", "", _said(model), "", *_keys(model.model_fields), ""]
    lines += [*_block(secrets), *_rows(SECRETS, heading="secret"), ""]
    lines += ["## Environment", "", *_rows(ENVIRONMENT, heading="variable")]
    return "\n".join(lines) + "\n"


def commands() -> str:
    """docs/cli.md: the help of every command, at one width whatever the terminal."""
    from outreach.cli.main import root

    opening = """
        # Commands

        Data goes to stdout, words to stderr. Exit codes: 0 done, 1 findings or failed, 2 usage, 3 a file is wrong,
        4 database, relay or mailbox out of reach, 5 refused by a safety rule, 75 another process does this work.
        """
    context = root.context_class(root, info_name="outreach", terminal_width=WIDTH, **root.context_settings)
    lines = [_OPENING, *_block(opening), "```text", root.get_help(context).rstrip(), "```"]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None, name
        lines += list(_helped(command, f"outreach {name}", parent=context))
    return "\n".join(lines) + "\n"


def segments() -> str:
    """docs/segments.md."""
    from outreach.segment.printed import fields_markdown

    opening = """
        # Segments

        `[who]` of a campaign file says whom it concerns. Its `where`, the conditions of a saved segment in `segments/`
        and what `outreach segment` is asked are one language, described here.
        """
    return "\n".join((_OPENING, *_block(opening), fields_markdown()))


def decisions() -> str:
    """docs/decisions.md: every code that a decision can have, with the choice it leads to."""
    from outreach.outcome.labels import because_label, choice_label

    opening = """
        # Decisions

        Before there is any letter, there is one decision for each campaign, occasion and client, and its reason.
        `outreach why CLIENT` shows them.
        """
    lines = [_OPENING, *_block(opening)]
    for choice in Choice:
        lines += [f"## {choice}: {choice_label(choice)}", "", "| code | on screens | meaning |", "| --- | --- | --- |"]
        lines += [
            f"| `{code}` | {because_label(code)} | {why} |"
            for code, (to, why) in because_meanings().items()
            if to is choice
        ]
        lines += [""]
    return "\n".join(lines)


def rules() -> str:
    """docs/rules.md: what `outreach explain` says of each rule."""
    from outreach.cli.rules import explanations

    opening = """
        # Rules

        Every finding in a file has a rule's id. `outreach explain L014` says what stands here, in your language.
        """
    lines = [_OPENING, *_block(opening)]
    for rule, said in explanations().items():
        lines += [f"## {rule}", "", *textwrap.wrap(said, WIDTH), ""]
    return "\n".join(lines)


def architecture() -> str:
    """docs/architecture.md as it stands, with the states drawn anew between their marks."""
    from outreach.outbox.state import drawn

    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    return _MARKED.sub(lambda _: f"```text\n{drawn()}\n```\n", text)


PRINTED: dict[str, Callable[[], str]] = {
    "config.example.toml": config_example,
    "docs/configuration.md": configuration,
    "docs/cli.md": commands,
    "docs/segments.md": segments,
    "docs/decisions.md": decisions,
    "docs/rules.md": rules,
    "docs/architecture.md": architecture,
}


def stale(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files that do not say what the code says, each with the difference."""
    for name in names:
        path, wanted = ROOT / name, PRINTED[name]()
        found = path.read_text(encoding="utf-8") if path.is_file() else ""
        if found != wanted:
            lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), name, "printed", lineterm="", n=0)
            yield name, "\n".join(lines)


def main() -> None:
    """Writes what is stale; with --check it only shows it and ends with 1."""
    checks = "--check" in sys.argv[1:]
    found = list(stale(PRINTED))
    for name, difference in found:
        if checks:
            sys.stdout.write(f"{difference}\n{name} is stale; run: make printed\n")
        else:
            (ROOT / name).write_text(PRINTED[name](), encoding="utf-8")
            sys.stdout.write(f"{name}\n")
    sys.exit(1 if checks and found else 0)


# -- settings ----------------------------------------------------------------------------------------------------


def _is_table(annotation: Any) -> bool:
    return get_origin(annotation) is dict or (isinstance(annotation, type) and issubclass(annotation, Section))


def tables_of_settings() -> Iterator[tuple[str, type[Section]]]:
    fields = Settings.model_fields.items()
    yield from ((name, type(field.default)) for name, field in fields if isinstance(field.default, Section))
    for name, field in fields:
        if get_origin(field.annotation) is dict:
            yield f"{name}.KEY", get_args(field.annotation)[1]


def _said(model: type[Section]) -> str:
    return inspect.cleandoc(model.__doc__ or "").replace("\n", " ")


def _key(name: str, field: Any, value: str) -> list[str]:
    said = [f"# {line}" for line in textwrap.wrap(field.description or "", WIDTH)]
    return [*said, f"{name} = {value}" if value else f"# {name} = {_an_example(field.annotation)}", ""]


def _toml(value: object) -> str:
    """A default as TOML; "" where there is none."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case str():
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        case tuple():
            return "[" + ", ".join(_toml(part) for part in value) + "]"
        case dict():
            return "{}"
        case _:
            return ""


def _an_example(annotation: Any) -> str:
    return "2026-01-31" if "date" in str(annotation) else '""'


def _keys(fields: dict[str, Any]) -> list[str]:
    rows = [
        f"| `{name}` | {_default(field)} | {_cell(field.description or '')}{_allowed(field.annotation)} |"
        for name, field in fields.items()
    ]
    return ["| key | default | meaning |", "| --- | --- | --- |", *rows]


def _rows(meanings: dict[str, str], *, heading: str) -> list[str]:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in meanings.items()]
    return [f"| {heading} | meaning |", "| --- | --- |", *rows]


def _block(text: str) -> list[str]:
    return [*textwrap.dedent(text).strip().splitlines(), ""]


def _default(field: Any) -> str:
    value = _toml(field.default)
    return f"`{value}`" if value else "*needed*" if field.is_required() else "none"


def _allowed(annotation: Any) -> str:
    words = [word for word in get_args(annotation) if word] if get_origin(annotation) is Literal else []
    return " One of: " + ", ".join(f"`{word}`" for word in words) + "." if words else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# -- commands and codes ------------------------------------------------------------------------------------------


def _helped(command: Any, name: str, *, parent: Any) -> Iterator[str]:
    context = command.context_class(command, info_name=name.rsplit(" ", 1)[-1], parent=parent, terminal_width=WIDTH)
    yield from ("", f"## {name}", "", "```text", command.get_help(context).rstrip(), "```")
    for inner in getattr(command, "commands", {}):
        yield from _helped(command.commands[inner], f"{name} {inner}", parent=context)


def because_meanings() -> dict[Because, tuple[Choice, str]]:
    """Each code with its choice and meaning, as the comment beside it says."""
    rows = re.findall(r'= "(\w+)"  # (\w+): (.+)', inspect.getsource(Because))
    return {Because(code): (Choice(choice), meaning) for code, choice, meaning in rows}


if __name__ == "__main__":
    main()
