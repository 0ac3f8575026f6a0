"""A template compiled once and rendered many times: a page goes in, subject, text and HTML come out."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import nodes
from jinja2.exceptions import SecurityError, UndefinedError

from outreach.letter.page import Page
from outreach.letter.plain import on_one_line
from outreach.letter.template.sandbox import USED, LetterEnvironment, MissingValue, UnfitValue
from outreach.letter.template.sight import spelled
from outreach.letter.template.signature import signature_html, signature_text

TEXT = LetterEnvironment(autoescape=False)
HTML = LetterEnvironment(autoescape=True)
WIDTH = 72
MAX_CHARS = 200_000
MAX_PIECES = 20_000
COUNTED = frozenset({"client.years_together", "client.first_order_year", "client.last_order_on"})
_HOLLOW = re.compile(r"<(p|ul|ol)(?: [^<>]*)?>\s*</\1>\s*")
PARTED = "\x1e"  # between subject, preheader and text, which are rendered in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one letter says. `facts_used`: keys of the personal facts that were really printed, in order."""

    subject: str
    text: str
    html: str
    facts_used: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """NAME in one language, ready to render. `digest` covers every byte that determines its words."""

    name: str
    language: str
    digest: str
    facts_asked: tuple[str, ...]  # fact keys the template names, printed or not
    text: JinjaTemplate
    html: JinjaTemplate

    def render(self, page: Page) -> Words:
        """The words for one client; raises MissingValue or UnfitValue where the letter must wait."""
        used: dict[str, bool] = {}
        values: dict[str, Any] = {
            "language": page.language, "salutation": page.salutation, "client": page.client, "day": page.day,
            "facts": page.facts, "sender": page.sender, "company": page.company, "improvements": page.improvements,
            "event": page.event, "unsubscribe_url": page.unsubscribe_url, USED: used,
            "signature": signature_text(page.sender, page.company),
        }  # fmt: skip
        subject, preheader, text = rendered(self.text, values).split(PARTED, 2)
        subject, preheader = on_one_line(subject), on_one_line(preheader)
        values |= {
            "subject": subject, "preheader": preheader, "signature": signature_html(page.sender, page.company)
        }  # fmt: skip
        html = _HOLLOW.sub("", rendered(self.html, values))
        return Words(subject=subject, text=wrapped(text), html=html, facts_used=tuple(used))


def made_of(tree: nodes.Template, environment: LetterEnvironment) -> JinjaTemplate:
    """Code for a checked tree; whatever it prints passes `shown` first."""
    for output in tree.find_all(nodes.Output):
        output.nodes = [one if isinstance(one, nodes.TemplateData) else _shown(one) for one in output.nodes]
    for compare in tree.find_all(nodes.Compare):
        compare.expr = _measured(compare.expr)
        for operand in compare.ops:
            operand.expr = _measured(operand.expr)
    return JinjaTemplate.from_code(environment, environment.compile(tree), {})


def _shown(node: nodes.Expr) -> nodes.Filter:
    name = spelled(node)
    arguments: list[nodes.Expr] = [nodes.Const(name)]
    if name in COUNTED:
        arguments.append(nodes.Const(name))
    return nodes.Filter(node, "shown", arguments, [], None, None, lineno=node.lineno)


def _measured(node: nodes.Expr) -> nodes.Filter:
    # what is not known is neither more nor less than anything
    return nodes.Filter(node, "measured", [], [], None, None, lineno=node.lineno)


def rendered(template: JinjaTemplate, values: dict[str, Any]) -> str:
    """The text of a template, which has an end; what the sandbox forbids is an UnfitValue."""
    try:
        pieces = template.root_render_func(template.new_context(values))
        rendered = "".join(islice(pieces, MAX_PIECES))
        endless = next(pieces, None) is not None or len(rendered) > MAX_CHARS
    except UndefinedError as error:
        raise MissingValue(str(error)) from error
    except SecurityError as error:
        raise UnfitValue(str(error)) from error
    if endless:
        raise UnfitValue(f"longer than {MAX_CHARS} characters")
    return rendered


def wrapped(text: str) -> str:
    """Paragraphs parted by one empty line, lines of at most 72 where a blank allows; never inside an address."""
    blocks = (block.strip("\n") for block in re.split(r"\n[ \t]*\n", text))
    return "\n\n".join(_block(block) for block in blocks if block.strip()) + "\n"


def _block(block: str) -> str:
    return "\n".join(_folded(line) for line in block.split("\n") if line.strip())


def _folded(line: str) -> str:
    body = line.lstrip(" ")
    indent = " " * (len(line) - len(body))
    while "  " in body:
        body = body.replace("  ", " ")
    hang = indent + "  " if body.startswith("- ") else indent
    rest, kept = indent + body.rstrip(), []
    while len(rest) > WIDTH:
        cut = rest.rfind(" ", len(hang) + 1, WIDTH + 1)
        if cut < 0:
            cut = rest.find(" ", WIDTH)
        if cut < 0:
            break
        kept.append(rest[:cut])
        rest = hang + rest[cut + 1 :]
    kept.append(rest)
    return "\n".join(kept)
