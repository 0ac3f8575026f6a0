"""The catalogs of what is said to people; `python -m outreach.locale.catalogs` collects the texts and writes them.

A translator edits the .po files by hand and runs this again: what is translated stays, a new text comes in empty, one
that nobody says any more goes. Nothing is guessed, so no entry is ever fuzzy. How texts are said is in `__init__`.
Collected are what is handed to `say`, the help of commands, and click's own words that a person at a terminal can meet.
"""

import ast
import datetime as dt
import importlib.util
import inspect
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from outreach.locale import LANGUAGES

PACKAGE = Path(__file__).parents[1]
FOLDER = Path(__file__).parent
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
SAID = {"say": 1, "say_n": 2}  # function -> how many of its first arguments are texts
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")  # its files with texts
CLICK_SAYS = {"_": 1, "ngettext": 2}
PROGRAMMERS = frozenset({"TypeError", "ValueError", "RuntimeError"})  # nobody at a terminal meets them

Text = str | tuple[str, str]
_NO_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the files do not change because a day has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A text as it stands in a source file, one string or a singular with its plural."""

    text: Text
    file: str  # below the package, with slashes


class NotLiteral(ValueError):
    """A text is put together while the program runs, so that no catalog can hold it; names file and line."""


def all_texts(package: Path = PACKAGE) -> tuple[Spoken, ...]:
    """Every text of the package, in the order of files and lines; NotLiteral where one cannot be known."""
    sources = sorted((*package.rglob("*.py"), *package.rglob("pages/*.html")))
    return tuple(
        Spoken(text=text, file=path.relative_to(package).as_posix())
        for path in sources
        for text in (_of_python(path) if path.suffix == ".py" else _of_page(path))
    )


def texts_of_click() -> tuple[Spoken, ...]:
    """Click's own texts, as the version that is installed has them."""
    found = importlib.util.find_spec("click")
    assert found is not None
    assert found.origin is not None
    files = [Path(found.origin).with_name(f"{name}.py") for name in CLICK]
    return tuple(Spoken(text=text, file=f"click/{path.name}") for path in files for text in _of_click(path))


def template() -> Catalog:
    """The texts without a translation."""
    catalog = _empty(None)
    for spoken in (*all_texts(), *texts_of_click()):
        catalog.add(spoken.text, locations=[(spoken.file, 0)], flags=_flags(spoken.text))
    return catalog


def translation(language: str, texts: Catalog) -> Catalog:
    """`texts` with what is translated already."""
    known = read(language)
    catalog = _empty(language)
    for message in texts:
        if message.id:
            old = known.get(message.id)
            said = old.string if old and isinstance(old.string, tuple) == isinstance(message.id, tuple) else ""
            catalog.add(message.id, said or None, locations=message.locations, flags=message.flags)
    return catalog


def read(language: str) -> Catalog:
    """The translations on disk; empty if there are none."""
    path = po_path(language)
    if not path.is_file():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def po_path(language: str) -> Path:
    """Where a language's texts stand; the compiled .mo lies beside them."""
    return FOLDER / language / "LC_MESSAGES" / "outreach.po"


def placeholders(text: str) -> frozenset[str]:
    """The {names} that a text asks for; ValueError if its braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def printed(catalog: Catalog) -> str:
    """The catalog as a .po file: sorted, without dates, line numbers or versions; it changes when a text does."""
    written = io.BytesIO()
    write_po(written, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    unstable = tuple(f'"{name}' for name in ("Project", "Report", "POT", "PO-", "Last", "Language-Team", "Generated"))
    lines = written.getvalue().decode().splitlines()
    return "\n".join(line for line in lines if not line.startswith(unstable)) + "\n"


def compiled(catalog: Catalog) -> bytes:
    """The catalog as a .mo file, without what is not translated: it is said in English."""
    for text in untranslated(catalog):
        catalog.delete(text)
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def main() -> None:
    """Writes the catalogs anew and says how many texts still lack a translation; exit code 1 if any does."""
    texts = template()
    (FOLDER / "outreach.pot").write_text(printed(texts), encoding="utf-8")
    missing = 0
    for language in TRANSLATED:
        catalog = translation(language, texts)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed(catalog), encoding="utf-8")
        missing += len(untranslated(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
    sys.stderr.write(f"{len(texts)} texts, {missing} translations missing\n")
    sys.exit(1 if missing else 0)


def untranslated(catalog: Catalog) -> tuple[Text, ...]:
    """The texts without a translation, or with a plural form left out."""
    return tuple(
        cast("Text", message.id)
        for message in catalog
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    )


def _empty(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        project="outreach",
        charset="utf-8",
        fuzzy=False,
        header_comment="# Texts of outreach, collected by python -m outreach.locale.catalogs.",
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
    )


def _flags(text: Text) -> tuple[str, ...]:
    parts = (text,) if isinstance(text, str) else text
    return ("python-brace-format",) if any(placeholders(part) for part in parts) else ()


def _of_python(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (count := SAID.get(_called(node))) is not None:
            parts = [_literal(part, path) for part in node.args[:count]]
            yield parts[0] if count == 1 else (parts[0], parts[1])
    if path.parent.name == "cli":
        for node in ast.walk(tree):
            yield from _of_help(node, path)


def _of_help(node: ast.AST, path: Path) -> Iterator[str]:
    """What a command's own help, those of its options and the table of all commands say."""
    match node:
        case ast.FunctionDef(decorator_list=signs) if any(_declares(sign, ("command", "group")) for sign in signs):
            yield inspect.cleandoc(ast.get_docstring(node) or "")
        case ast.Call(keywords=named) if _declares(node, ("command", "group", "option")):
            yield from (_literal(one.value, path) for one in named if one.arg in {"help", "short_help"})
        case ast.AnnAssign(target=ast.Name(id="COMMANDS"), value=ast.Dict(values=rows)):
            yield from (_literal(row.elts[1], path) for row in rows if isinstance(row, ast.Tuple))


def _declares(node: ast.AST, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names


def _of_click(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)]
    unmet = {id(inner) for call in raised if _called(call) in PROGRAMMERS for inner in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in unmet and (count := CLICK_SAYS.get(_called(node))):
            if all(isinstance(part, ast.Constant) for part in node.args[:count]):
                parts = [_literal(part, path) for part in node.args[:count]]
                yield parts[0] if count == 1 else (parts[0], parts[1])
            else:  # the one that is looked up by a variable
                yield "required"


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _literal(node: ast.expr, path: Path) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise NotLiteral(f"{path}:{node.lineno}: what is said must be one literal string")


def _of_page(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        for _, text, _, _ in extract("jinja2", file, keywords={"say": None, "say_n": (1, 2)}):
            if isinstance(text, str):
                yield text
            else:
                yield text[0], text[1]


if __name__ == "__main__":
    main()
