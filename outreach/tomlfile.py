"""TOML that a person wrote, with the place of every key and value, checked against a pydantic model all at once.

`tomllib` decides what a file means; tree-sitter only says where it stands. What a key means is its model's business.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from outreach.locale import say
from outreach.problems import Place, Problem, nearest, os_reason

M = TypeVar("M", bound=BaseModel)
Path_ = tuple[str | int, ...]
_AT = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Bytes on one line: line and column count from 1, in characters."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that is TOML: its table, and where each key and value of it stands."""

    path: Path
    text: str
    table: dict[str, Any]
    keys: dict[Path_, Span]
    values: dict[Path_, Span]

    def place(self, path: Sequence[str | int], *, key: bool = False, offset: int = -1, length: int = 0) -> Place:
        """Where a value stands (or its key), or the nearest table around it; `offset` points into a one-line string."""
        known = tuple(path)
        if (*known, 0) in self.keys and known not in self.keys:  # [[name]]: the first of its tables
            known = (*known, 0)
        spans = (self.keys, self.values) if key else (self.values, self.keys)
        while known and not any(known in span for span in spans):
            known = known[:-1]
        span = next((span[known] for span in spans if known in span), None)
        if span is None:
            return Place(file=self.path)
        source = self.text.split("\n")[span.line - 1].rstrip("\r")
        if offset >= 0:  # behind the opening quote
            return Place(
                file=self.path,
                line=span.line,
                column=span.column + 1 + offset,
                length=max(length, 1),
                source=source,
            )
        return Place(file=self.path, line=span.line, column=span.column, length=span.length, source=source)


def read_document(path: Path, *, rule: str = "T001") -> Document | Problem:
    """The file as TOML, or the one Problem that keeps it from being TOML."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        return Problem(rule=rule, place=Place(file=path), text=say("the file is not UTF-8: {why}", why=broken.reason))
    except OSError as missing:
        why = os_reason(missing)
        return Problem(rule=rule, place=Place(file=path), text=say("the file cannot be read: {why}", why=why))
    return parse_document(text, path=path, rule=rule)


def parse_document(text: str, *, path: Path, rule: str = "T001") -> Document | Problem:
    """The same for a text at hand."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        return _syntax_problem(broken, text=text, path=path, rule=rule)
    keys, values = _spans(text)
    return Document(path=path, text=text, table=table, keys=keys, values=values)


def check(document: Document, model: type[M], *, rule: str = "T002") -> tuple[M | None, tuple[Problem, ...]]:
    """The document as `model`, or None and every mistake in it with its place, in the order of the file."""
    try:
        return model.model_validate(document.table), ()
    except ValidationError as wrong:
        first: dict[tuple[int, int, str], Problem] = {}
        for error in _deepest(wrong.errors(include_url=False), document.table):
            problem = _problem(error, document, model, rule=rule)
            # The branches of a union complain one by one, and a person needs the first; but a table may lack two keys.
            told_apart = problem.text if error["type"] in {"missing", "value_error"} else ""
            first.setdefault((problem.place.line, problem.place.column, told_apart), problem)
        return None, tuple(sorted(first.values(), key=lambda problem: (problem.place.line, problem.place.column)))


def _deepest(errors: Sequence[ErrorDetails], table: dict[str, Any]) -> Iterator[ErrorDetails]:
    """Without those branches of a union that only say "not I" where another found the mistake further inside."""
    paths = [_known_path(error["loc"], table) for error in errors]
    for error, path in zip(errors, paths, strict=True):
        is_branch = error["type"] != "missing" and len(error["loc"]) > len(path)
        if not (is_branch and any(len(path) < len(other) and other[: len(path)] == path for other in paths)):
            yield error


def _syntax_problem(broken: tomllib.TOMLDecodeError, *, text: str, path: Path, rule: str) -> Problem:
    lines = text.split("\n")
    found = _AT.search(str(broken))
    line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
    place = Place(file=path, line=line, column=column, source=lines[line - 1].rstrip("\r"))
    why = _AT.sub("", str(broken)).replace("(", "").replace(")", "").strip()
    return Problem(rule=rule, place=place, text=say("this is not TOML: {why}", why=why))


def _problem(error: ErrorDetails, document: Document, model: type[BaseModel], *, rule: str) -> Problem:
    path = _known_path(error["loc"], document.table)
    kind = error["type"]
    if kind == "extra_forbidden":
        word = str(path[-1])
        meant = nearest(word, _fields_at(model, path[:-1]))
        mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
        place = document.place(path, key=True)
        return Problem(rule=rule, place=place, text=say("there is no key “{key}” here", key=word), mend=mend)
    if kind == "missing":
        name = str(error["loc"][-1])
        place = document.place(path, key=True)
        return Problem(rule=rule, place=place, text=say("the key “{key}” is missing", key=name))
    text, mend = _explained(error)
    return Problem(rule=rule, place=document.place(path), text=text, mend=mend)


def _explained(error: ErrorDetails) -> tuple[str, str]:
    context = error.get("ctx", {})
    if error["type"] in {"literal_error", "enum"}:
        allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        meant = nearest(str(error["input"]), allowed)
        mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
        listed = ", ".join(say("“{text}”", text=word) for word in allowed)
        return say("“{value}” is not one of: {allowed}.", value=error["input"], allowed=listed), mend
    if error["type"] == "value_error":
        return str(context.get("error", error["msg"])), ""
    bounds = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}
    if error["type"] in bounds:
        limit = next(iter(context.values()), "")
        return say("{value} is out of range: it must be {sign} {limit}", value=error["input"],
                   sign=bounds[error["type"]], limit=limit), ""  # fmt: skip
    return say("“{value}” does not fit here: {why}", value=error["input"], why=_expected(error)), ""


def _expected(error: ErrorDetails) -> str:
    match error["type"]:
        case "string_type":
            return say("a text in quotes is expected")
        case "string_too_long" | "string_too_short":
            return _length(error.get("ctx", {}))
        case "bool_type" | "bool_parsing":
            return say("true or false is expected, without quotes")
        case "int_type" | "int_parsing" | "int_from_float":
            return say("a whole number is expected")
        case "float_type" | "float_parsing":
            return say("a number is expected")
        case "list_type" | "tuple_type":
            return say("a list in [square brackets] is expected")
        case "dict_type" | "model_type" | "model_attributes_type":
            return say("a table is expected")
        case "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return say("a date such as 2026-12-25 is expected")
        case "string_pattern_mismatch":
            return say("hours look like 09:30-17:30") if "[0-5]" in str(error.get("ctx")) else error["msg"]
        case _:
            return error["msg"]


def _length(context: dict[str, Any]) -> str:
    if "max_length" in context:
        return say("at most {n} characters are expected", n=context["max_length"])
    return say("at least {n} characters are expected", n=context["min_length"])


def _known_path(location: Sequence[str | int], table: Any) -> Path_:
    """The part of a pydantic location that exists in the table; tags of unions are left out."""
    known: list[str | int] = []
    here = table
    for step in location:
        listed = isinstance(here, list) and isinstance(step, int) and step < len(here)
        if listed or (isinstance(here, dict) and step in here):
            here = here[step]
        else:
            continue
        known.append(step)
    return tuple(known)


def _fields_at(model: type[BaseModel], path: Sequence[str | int]) -> Iterator[str]:
    here: Any = model
    is_one_of_many = False  # the next step is a name or a number within a table or list of models
    for step in path:
        if is_one_of_many:
            is_one_of_many = False
        elif isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(step)) or _by_alias(here, str(step))
            here = _model_in(field.annotation) if field else None
            is_one_of_many = bool(field) and get_origin(field.annotation) in {dict, list, tuple}
    if isinstance(here, type) and issubclass(here, BaseModel):
        for name, field in here.model_fields.items():
            yield field.alias or name


def _by_alias(model: type[BaseModel], alias: str) -> Any:
    return next((field for field in model.model_fields.values() if field.alias == alias), None)


def _model_in(annotation: Any) -> Any:
    """The model that an annotation speaks of: itself, or the value type of a dict, list or union of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if part is not None), None)


# -- where things stand ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_toml

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))


def _spans(text: str) -> tuple[dict[Path_, Span], dict[Path_, Span]]:
    source = text.encode()
    keys: dict[Path_, Span] = {}
    values: dict[Path_, Span] = {}
    walk = _Walk(source.split(b"\n"), keys, values)
    for node in _parser().parse(source).root_node.children:
        walk.top(node)
    return keys, values


class _Walk:
    def __init__(self, lines: list[bytes], keys: dict[Path_, Span], values: dict[Path_, Span]) -> None:
        self.lines, self.keys, self.values = lines, keys, values
        self.counts: dict[Path_, int] = {}

    def top(self, node: Any) -> None:
        if node.type == "pair":
            self.pair(node, ())
            return
        if node.type in {"table", "table_array_element"}:
            named = node.named_children
            path = self.resolved(_words(named[0]), array=node.type == "table_array_element")
            self.keys[path] = self.span(named[0])
            for child in named[1:]:
                if child.type == "pair":
                    self.pair(child, path)

    def resolved(self, words: list[str], *, array: bool) -> Path_:
        path: Path_ = ()
        for position, word in enumerate(words):
            path = (*path, word)
            if array and position == len(words) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def pair(self, node: Any, base: Path_) -> None:
        key, value = node.named_children[0], node.named_children[1]
        path = base
        for word in _words(key):
            path = (*path, word)
            self.keys.setdefault(path, self.span(key))
        self.value(value, path)

    def value(self, node: Any, path: Path_) -> None:
        self.values[path] = self.span(node)
        if node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for position, child in enumerate(items):
                self.value(child, (*path, position))
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(child, path)

    def span(self, node: Any) -> Span:
        row, column = node.start_point
        end_row, end_column = node.end_point
        line = self.lines[row]
        end = end_column if end_row == row else len(line)
        before = len(line[:column].decode(errors="replace"))
        return Span(
            line=row + 1, column=before + 1, length=max(1, len(line[column:end].decode(errors="replace").rstrip()))
        )


def _words(node: Any) -> list[str]:
    if node.type == "dotted_key":
        return [word for child in node.named_children for word in _words(child)]
    text = node.text.decode()
    if node.type == "quoted_key":
        return [str(next(iter(tomllib.loads(f"{text} = 0"))))]
    return [text]
