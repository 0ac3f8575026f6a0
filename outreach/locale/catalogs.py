"""The catalogs of what is said to people; `python -m outreach.locale.catalogs` collects the texts and writes them.

A translator edits the .po files by hand and runs this again: what is translated stays, a new text comes in empty, one
that nobody says any more goes. Nothing is guessed, so no entry is ever fuzzy. How texts are said is in `__init__`.
"""

import ast
import datetime as dt
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


def template() -> Catalog:
    """The texts without a translation."""
    catalog = _empty(None)
    for spoken in all_texts():
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
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Call) and (count := SAID.get(_called(node))) is not None:
            parts = [_literal(part, path) for part in node.args[:count]]
            yield parts[0] if count == 1 else (parts[0], parts[1])


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
