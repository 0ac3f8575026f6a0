"""The form of the house: how large, how named, how introduced."""

import ast
import re
from pathlib import Path

from tests.house.sources import PACKAGE, ROOT, length, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_UNSAID = 20  # a longer public function says what it gives
SHUNNED = {"util", "helper", "common", "misc", "base", "core", "manager", "service", "handler"}


def test_no_file_is_longer_than_a_person_reads_at_a_sitting() -> None:
    long = [(s.name, s.text.count("\n")) for s in (*sources(), *sources(tests=True))]
    assert [each for each in long if each[1] > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_page() -> None:
    found = [
        (source.name, function.name, length(function))
        for source in sources()
        for function in source.functions()
        if length(function) > LONGEST_FUNCTION
    ]
    assert found == []


def test_every_file_opens_with_what_lives_in_it() -> None:
    silent = [s.name for s in (*sources(), *sources(tests=True)) if s.tree.body and not ast.get_docstring(s.tree)]
    assert [name for name in silent if not name.endswith("__init__.py")] == []


def test_a_file_is_named_for_what_it_is() -> None:
    vague = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if not path.name.startswith("__") and SHUNNED & {w.removesuffix("s") for w in re.split(r"[_\-.]", path.name)}
    ]
    assert vague == []


def test_no_class_is_called_manager_or_helper() -> None:
    words = {word.capitalize() for word in SHUNNED}
    vague = [
        (source.name, node.name)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and words & set(re.findall(r"[A-Z][a-z]+", node.name))
    ]
    assert vague == []


def test_a_public_function_that_is_not_short_says_what_it_gives() -> None:
    """A label says what it is: a table from a word to its text."""
    silent = [
        (source.name, node.name)
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not node.name.endswith("_label")
        and length(node) > LONGEST_UNSAID
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_a_public_class_that_does_something_says_what_it_is() -> None:
    """A noun of a few fields and an enum whose members speak need no more than their name."""
    silent = [
        (source.name, node.name)
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        if any(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
    ]
    assert silent == []


def test_whoever_silences_a_tool_says_which_rule() -> None:
    bare = [
        (source.name, number)
        for source in (*sources(), *sources(tests=True))
        for number, line in enumerate(source.text.splitlines(), start=1)
        if re.search(r"# type: ignore(?!\[[a-z])|# noqa(?!: ?[A-Z]+\d)", line) and "re.search(" not in line
    ]
    assert bare == []


def test_nothing_is_left_to_be_done_later() -> None:
    marks = re.compile(r"#.*\b(?:TO[D]O|FIXM[E]|XX[X]|HAC[K])\b")
    found = [
        (source.name, number)
        for source in (*sources(), *sources(tests=True))
        for number, line in enumerate(source.text.splitlines(), start=1)
        if marks.search(line)
    ]
    assert found == []


def test_locks_name_versions_and_hashes_and_no_place() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "requirements-dev.lock"):
        text = lock.read_text(encoding="utf-8")
        assert re.findall(r"://|--?index-url|--?find-links|--trusted-host", text) == [], lock.name
        pinned = re.findall(r"^[a-zA-Z0-9._\[\]-]+==", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_every_table_shipped_says_where_it_comes_from() -> None:
    notice = (PACKAGE / "data/NOTICE.md").read_text(encoding="utf-8")
    ours = {"lexicon_asks.csv", "no_names.csv"}  # written for this program
    tables = {path.name for path in Path(PACKAGE / "data").glob("*.csv")}
    assert {name for name in tables - ours if name not in notice} == set()
