"""What a template names, held against what a page has: every unknown name is found before any letter is written.

It walks Jinja's tree and knows the type of everything; what a letter does not need (calls, macros, arithmetic,
imports) is refused here.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import nodes

from outreach.letter.page import FactsPage, Page
from outreach.letter.template.cases import CASE_FILTERS, DECLINED, LANGUAGE
from outreach.letter.template.sandbox import FILTERS, plural_forms
from outreach.letter.template.source import Line, Part, problem_at
from outreach.locale import say
from outreach.problems import Problem, nearest

MAX_DEPTH = 2  # loops inside loops
_LOOP = {"index": int, "first": bool, "last": bool, "length": int}
_RESULTS = {
    "length": int, "date": str, "plural": str, "join": str, "upper": str, "lower": str, "trim": str,
    "capitalize": str, "uncapitalize": str, "as_address": str, "as_address_part": str,
}  # fmt: skip
_NEEDS: dict[str, Any] = {"length": tuple, "first": tuple, "last": tuple, "join": tuple, "date": dt.date, "plural": int}
_PAN = re.compile(r"\bпан(?:е|і)\s+$", re.IGNORECASE)
_ADDRESSED = frozenset({"client.addressed", "client.patronymic"})
_OPERATORS: dict[type[nodes.Node], str] = {nodes.Add: "+", nodes.Sub: "-"}
_ORDERED = {"lt", "lteq", "gt", "gteq"}
_WORDS = {
    nodes.Call: "( )", nodes.Getitem: "[ ]", nodes.Macro: "macro", nodes.Import: "import", nodes.FromImport: "from",
    nodes.Extends: "extends", nodes.Block: "block", nodes.Include: "include", nodes.CallBlock: "call",
    nodes.FilterBlock: "filter", nodes.With: "with", nodes.AssignBlock: "set", nodes.Concat: "~", nodes.Mul: "*",
    nodes.Pow: "**", nodes.Mod: "%", nodes.Div: "/", nodes.FloorDiv: "//", nodes.Test: "is",
    nodes.ScopedEvalContextModifier: "autoescape",
}  # fmt: skip


@dataclass(slots=True)
class Sight:
    """What was seen while walking one part: problems, facts asked for, whether the signature is printed."""

    part: Part
    facts: frozenset[str]
    names: dict[str, Any]
    language: str
    problems: list[Problem] = field(default_factory=list)
    facts_asked: set[str] = field(default_factory=set)
    signed: bool = False
    _seen: Counter[tuple[int, str]] = field(default_factory=Counter)

    def walk(self, tree: nodes.Template) -> "Sight":
        self._all(tree.body, depth=0)
        return self

    def _all(self, statements: Iterable[nodes.Node], *, depth: int) -> None:
        for node in statements:
            self._statement(node, depth)

    def _statement(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Output():
                for printed in node.nodes:
                    self._printed(printed)
                for before, printed in pairwise(node.nodes):
                    self._beside_pan(before, printed)
            case nodes.If():
                self._type(node.test)
                for branch in (node.body, node.elif_, node.else_):
                    self._all(branch, depth=depth)
            case nodes.For():
                self._loop(node, depth)
            case nodes.Assign(target=nodes.Name() as target) if self._is_free(target.name):
                self.names[target.name] = self._type(node.node)
            case _:
                self._refused(node)

    def _printed(self, node: nodes.Expr) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        kind = self._type(node)
        self.signed = self.signed or (isinstance(node, nodes.Name) and node.name == "signature")
        if kind is bool or is_dataclass(kind) or kind is FactsPage:
            text = say("This prints no words: say which part of it is meant, or use it in {% if %}.")
            self._problem(node.lineno, "L063", text, word=spelled(node).rpartition(".")[2])

    def _beside_pan(self, before: nodes.Expr, printed: nodes.Expr) -> None:
        """«пане {{ client.addressed }}»: the form of address is chosen in config.toml, not written before a name."""
        if self.language != "uk" or not isinstance(before, nodes.TemplateData) or not _PAN.search(before.data):
            return
        name = spelled(printed)
        if name in _ADDRESSED:
            text = say("“пан” and “пані” do not stand before “{name}”: it may hold a patronymic.", name=name)
            mend = say("Choose the form in config.toml: {key}", key='[letters] address_uk = "pan"')
            self._problem(printed.lineno, "L111", text, mend=mend, word=name.rpartition(".")[2])

    def _loop(self, node: nodes.For, depth: int) -> None:
        of = self._type(node.iter)
        name = spelled(node.target) if isinstance(node.target, nodes.Name) else "_"
        if depth >= MAX_DEPTH or node.recursive or node.test is not None or not self._is_free(name):
            self._refused(node, "for")
            return
        if of is not None and get_origin(of) is not tuple:
            text = say("There is nothing to go through in “{name}”: it is one value.", name=spelled(node.iter))
            self._problem(node.lineno, "L063", text, word=spelled(node.iter).rpartition(".")[2])
        outer = dict(self.names)
        self.names |= {name: get_args(of)[0] if get_args(of) else None, "loop": _LOOP}
        self._all(node.body, depth=depth + 1)
        self.names = outer
        self._all(node.else_, depth=depth)

    def _is_free(self, name: str) -> bool:
        """A template gives names of its own, never those of the page or of what runs beneath."""
        return not name.startswith("_") and name not in names_of_page()

    def _type(self, node: nodes.Node | None) -> Any:
        """The type of an expression; None where it is not known or was a mistake."""
        match node:
            case nodes.Const():
                return type(node.value)
            case nodes.Name():
                return self._found(node.name, self.names, node.lineno)
            case nodes.Getattr():
                return self._attribute(node)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.CondExpr():
                return self._types(node.expr1, node.expr2, node.test)
            case nodes.And() | nodes.Or():
                return self._types(node.left, node.right)
            case nodes.Add() | nodes.Sub():
                return self._numbers(node, node.left, node.right)
            case _:
                return self._claim(node)

    def _claim(self, node: nodes.Node | None) -> Any:
        if isinstance(node, nodes.Not):
            self._type(node.node)
        elif isinstance(node, nodes.Compare):
            sides = (node.expr, *(operand.expr for operand in node.ops))
            if _ORDERED & {operand.op for operand in node.ops}:
                self._numbers(node, *sides)
            elif {"in", "notin"} & {operand.op for operand in node.ops}:
                self._refused(node, "in")
            else:
                self._types(*sides)
        elif node is not None:
            return self._refused(node)
        return bool

    def _numbers(self, node: nodes.Node, *sides: nodes.Node) -> Any:
        if {self._type(side) for side in sides} - {int, None}:
            self._refused(node, _OPERATORS.get(type(node), "<"))
        return int

    def _types(self, first: nodes.Node | None, *others: nodes.Node | None) -> Any:
        """The type of the first; all are looked at."""
        of_first = self._type(first)
        for node in others:
            self._type(node)
        return of_first

    def _attribute(self, node: nodes.Getattr) -> Any:
        of = self._type(node.node)
        if of is FactsPage:
            self.facts_asked.add(node.attr)
            return self._found(node.attr, dict.fromkeys(self.facts, str), node.lineno, owner="facts")
        if isinstance(of, dict):
            return self._found(node.attr, of, node.lineno, owner="loop")
        if of is None:
            return None
        owner = spelled(node.node)
        known = _fields(of) if isinstance(of, type) and is_dataclass(of) else {}
        return self._found(node.attr, known, node.lineno, owner=owner)

    def _filtered(self, node: nodes.Filter) -> Any:
        given = self._type(node.node)
        if node.name not in FILTERS or node.kwargs or node.node is None:
            text = say("Unknown filter “{name}”.", name=node.name)
            self._problem(node.lineno, "L063", text, mend=_meant(node.name, FILTERS), word=node.name)
            return None
        if node.name in CASE_FILTERS and not self._is_declined(node.node):
            text = say("“{name}” is for the client's name in Russian letters only.", name=node.name)
            mend = say("There are: {all}", all=", ".join(f"{{{{ {one} | {node.name} }}}}" for one in sorted(DECLINED)))
            self._problem(node.lineno, "L063", text, mend=mend, word=node.name)
        elif not _fits(given, _NEEDS.get(node.name, str)) or not self._arguments_fit(node):
            text = say("The filter “{name}” does not fit here.", name=node.name)
            self._problem(node.lineno, "L063", text, word=node.name)
        if node.name in {"first", "last"}:
            return get_args(given)[0] if get_args(given) else str
        return _RESULTS.get(node.name, str)

    def _is_declined(self, node: nodes.Expr) -> bool:
        return self.language == LANGUAGE and isinstance(node, nodes.Getattr) and spelled(node) in DECLINED

    def _arguments_fit(self, node: nodes.Filter) -> bool:
        """`plural` takes the forms that the language has, `join` a mark; the others take nothing."""
        counts = {"plural": {plural_forms(self.language)}, "join": {0, 1}}
        words = all(isinstance(one, nodes.Const) and isinstance(one.value, str) for one in node.args)
        return words and len(node.args) in counts.get(node.name, {0})

    def _found(self, name: str, known: dict[str, Any], row: int, *, owner: str = "") -> Any:
        if name in known:
            return known[name]
        if owner == "facts":
            text = say("No fact is called “{name}” in the configuration.", name=name)
        elif owner:
            text = say("“{owner}” has no “{name}”.", owner=owner, name=name)
        else:
            text = say("Unknown name “{name}”.", name=name)
        self._problem(row, "L063", text, mend=_meant(name, known), word=name)
        return None

    def _refused(self, node: nodes.Node, word: str = "") -> None:
        what = word or _WORDS.get(type(node), type(node).__name__.lower())
        text = say("“{what}” has no place in a letter's template.", what=what)
        mend = say("Use names, filters, {% if %}, {% for %} and {% set %}.")
        self._problem(node.lineno, "L064", text, mend=mend, word=what if what.isalpha() else "")

    def _problem(self, row: int, rule: str, text: str, *, mend: str = "", word: str = "") -> None:
        line = self.part.lines[min(row, len(self.part.lines)) - 1]
        nth = self._seen[row, word]
        self._seen[row, word] += 1
        self.problems.append(problem_at(line, rule, text, mend=mend, word=word, nth=nth))


def names_of_page() -> dict[str, Any]:
    """What a template may name, and the type of each."""
    return {**_fields(Page), "signature": str}


@cache
def _fields(of: type) -> dict[str, Any]:
    hints = get_type_hints(of)
    return {one.name: _plain(hints[one.name]) for one in fields(of)}


def _plain(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        return next(kind for kind in get_args(hint) if kind is not NoneType)
    assert hint in {str, int, bool, dt.date} or isinstance(hint, type) or get_origin(hint) is tuple, hint
    return hint


def _fits(kind: Any, needed: Any) -> bool:
    return kind is None or kind is needed or (needed is tuple and get_origin(kind) is tuple)


def spelled(node: nodes.Node) -> str:
    """`client.city` for an expression, to say what is missing."""
    match node:
        case nodes.Getattr():
            return f"{spelled(node.node)}.{node.attr}"
        case nodes.Name():
            return node.name
        case nodes.CondExpr():
            return spelled(node.expr1)
        case _:
            inner = next(iter(node.iter_child_nodes()), None)
            return spelled(inner) if inner else ""


def _meant(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    meant = nearest(name, names)
    if meant:
        return say("Did you mean {name}?", name=meant)
    return say("Known: {names}.", names=", ".join(names)) if names else ""


def line_of(part: Part, row: int) -> Line:
    """The line that Jinja calls `row`, counting from 1; past the end is the last."""
    return part.lines[min(max(row, 1), len(part.lines)) - 1]
