"""The source files of the house, read and parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog

from outreach.locale import catalogs

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "outreach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of the package; `name` is its path below the root."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder below outreach/, or the file itself."""
        return Path(self.name).parts[1].removesuffix(".py")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last word of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield last_word(node.func), node

    def imports(self) -> Iterator[str]:
        """Whole names of modules that are imported anywhere in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


def last_word(node: ast.expr) -> str:
    """`orders` of `orders` and of `tables.orders`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case _:
            return ""


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines, first to last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


@cache
def sources(*, tests: bool = False) -> tuple[Source, ...]:
    """The package's files, in order; with `tests` those of tests and benchmarks instead."""
    folders = [ROOT / "tests", ROOT / "benchmarks"] if tests else [PACKAGE]
    return tuple(
        Source(name=path.relative_to(ROOT).as_posix(), text=text, tree=ast.parse(text))
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for text in [path.read_text(encoding="utf-8")]
    )


@cache
def collected_texts() -> Catalog:
    """What the program says, as it is collected for the catalogs; whoever reads it leaves it as it is."""
    return catalogs.template()
