"""The frame of every HTML letter: `layouts/letter.html` with the style put into the tags once, not per letter.

`{{ body }}` and `{{ footer }}` are the places of the letter and of `layouts/footer.LANG.md`. Rules for dark screens
stay in a style sheet of their own and need `!important`, since a style in a tag is stronger.
"""

import re
from dataclasses import replace

from css_inline import CSSInliner
from jinja2 import Environment

from outreach.letter.template.skeleton import guarded
from outreach.letter.template.source import Part, problem_at
from outreach.letter.template.tags import Tags, as_comments, hidden
from outreach.locale import say
from outreach.problems import Problem

LAYOUT = "layouts/letter.html"
_PLACE = re.compile(r"\{\{\s*(body|footer)\s*\}\}")
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"]|\"[^\"]*\")*>")
_ATTRIBUTE = re.compile(r"([^\s=\"<>/]+)=\"([^\"]*)\"")
_WITH_DATA = {"href", "src", "lang", "alt", "title"}
_RAW = re.compile(r"<(style|script)\b[^>]*>(.*?)</\1>", re.DOTALL)
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})*)", re.IGNORECASE)


def without_places(part: Part) -> Part:
    """The layout as Jinja may judge it by itself."""
    return Part(lines=tuple(replace(line, text=_PLACE.sub("", line.text)) for line in part.lines))


def filled(layout: Part, tags: Tags, *, body: str, footer: str, environment: Environment) -> str:
    """The whole HTML with tags still hidden; `body` and `footer` are HTML skeletons."""
    places = {"body": body, "footer": footer}
    marked = _PLACE.sub(lambda m: f"<!--place-{m[1]}-->", layout.text)
    html = as_comments(hidden(marked, tags, environment=environment))
    html = re.sub("<!--place-(body|footer)-->", lambda m: places[m[1]], html)
    # only now is every attribute quoted, whatever the layout's author wrote
    return _ATTRIBUTE.sub(lambda m: _guarded_attribute(m, tags), _INLINER.inline(html))


def layout_problems(layout: Part, html: str) -> list[Problem]:
    """Data outside quotes or in a place that runs, no place for the body, dark rules that a tag's style beats."""
    found: list[Problem] = []
    if "body" not in _PLACE.findall(layout.text):
        text = say("The layout has no place for the letter.")
        found.append(problem_at(layout.lines[0], "L067", text, mend=say("Put {{ body }} where it belongs.")))
    for tag in _TAG.findall(html):
        names = {m[1] for m in _ATTRIBUTE.finditer(tag) if "\ue000" in m[2]}
        if "\ue000" in re.sub(r"\"[^\"]*\"", "", tag) or names - _WITH_DATA:
            text = say("Data stands in a tag outside the quotes of {names}.", names=", ".join(sorted(_WITH_DATA)))
            found.append(problem_at(layout.lines[0], "L067", text))
    if any("\ue000" in m[2] or m[1] == "script" for m in _RAW.finditer(html)):
        found.append(problem_at(layout.lines[0], "L067", say("Neither script nor data in a style belong in a letter.")))
    return found + _dark_problems(layout)


def _dark_problems(layout: Part) -> list[Problem]:
    weak = [
        rule.strip()
        for block in _DARK.findall(layout.text)
        for body in re.findall(r"\{([^{}]*)\}", block)
        for rule in body.split(";")
        if rule.strip() and "!important" not in rule
    ]
    text = say("A rule for dark screens does nothing without !important.")
    return [
        problem_at(next(line for line in layout.lines if rule.splitlines()[0] in line.text), "L069", text, word=rule)
        for rule in weak
    ]


def _guarded_attribute(match: re.Match[str], tags: Tags) -> str:
    if match[1].lower() not in {"href", "src"}:
        return match[0]
    return f'{match[1]}="{guarded(match[2], tags)}"'
