"""Templates of letters, the only door to Jinja in this room: from `templates/NAME.LANG.md` to words for one client.

Markdown is read once, before Jinja, so a client's name is never Markdown; HTML escapes it; the text part has it as it
is. Mistakes are found when a template is read, for all clients at once.
"""

import hashlib
from collections.abc import Collection
from functools import partial
from pathlib import Path

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from outreach.errors import FilesAreWrong
from outreach.letter.template.compiled import HTML, PARTED, TEXT, Template, Words, made_of
from outreach.letter.template.kept import KeptTemplates, recipe_of
from outreach.letter.template.layout import LAYOUT, filled, layout_problems, without_places
from outreach.letter.template.sandbox import MissingValue, UnfitValue
from outreach.letter.template.sight import Sight, line_of, names_of_page
from outreach.letter.template.skeleton import Skeletons, skeletons
from outreach.letter.template.source import Part, Source, problem_at, read_part, read_source
from outreach.letter.template.tags import Tags, hidden
from outreach.locale import say
from outreach.problems import Problem

__all__ = ["KeptTemplates", "MissingValue", "Template", "UnfitValue", "Words", "read_template"]


def read_template(
    name: str, *, language: str, folder: Path, facts: Collection[str], kept: KeptTemplates | None = None
) -> Template:
    """The template NAME in `language` below `folder`; `facts` are the fact keys of the configuration.

    Raises FilesAreWrong with every mistake found in it, in its includes, in the layout and in the footer. What `kept`
    has of the same bytes is not compiled again.
    """
    letter = read_source(name, language=language, folder=folder)
    footer = read_part(f"layouts/footer.{language}.md", language=language, folder=folder)
    layout = read_part(LAYOUT, language=language, folder=folder)
    digest = hashlib.sha256(f"{letter.digest} {footer.digest} {layout.digest}".encode()).hexdigest()
    recipe = recipe_of(name, language=language, digest=digest, facts=facts)
    problems = [*letter.problems, *footer.problems, *layout.problems]
    kept = kept or KeptTemplates()
    if not problems and (known := kept.find(recipe)):
        return known
    sights = _judged(letter, footer=footer, layout=layout, problems=problems, language=language, facts=facts)
    made = _compiled(name, language, digest=digest, letter=letter, footer=footer, layout=layout, sights=sights)
    kept.keep(recipe, made)
    return made


def _judged(
    letter: Source,
    *,
    footer: Source,
    layout: Source,
    problems: list[Problem],
    language: str,
    facts: Collection[str],
) -> list[Sight]:
    """What subject, preheader and body ask for; FilesAreWrong with every mistake, those of `problems` first."""
    seen = partial(_seen, facts=frozenset(facts), language=language)
    sights = [seen(part, problems) for part in (letter.subject, letter.preheader, letter.body)]
    seen(footer.body, problems)
    seen(without_places(layout.body), problems, more={"subject": str, "preheader": str})
    if letter.body.lines and not problems and not sights[2].signed:
        text = say("This letter is not signed.")
        problems.append(
            problem_at(letter.body.lines[-1], "L068", text, mend=say("End it with {{ signature }}."), word=" ")
        )
    if problems:
        raise FilesAreWrong(tuple(problems))
    return sights


def _seen(
    part: Part, problems: list[Problem], *, facts: frozenset[str], language: str, more: dict[str, type] | None = None
) -> Sight:
    sight = Sight(part=part, facts=facts, names=names_of_page() | (more or {}), language=language)
    try:
        if any(kind == "raw_begin" for _row, kind, _value in TEXT.lex(part.text)):
            raise TemplateSyntaxError("raw", 1)  # noqa: TRY301 the same way out as Jinja's own
        sight.walk(TEXT.parse(part.text))
    except TemplateSyntaxError as error:
        line = line_of(part, error.lineno)
        text = say("Jinja does not understand this: {message}", message=error.message or "")
        problems.append(problem_at(line, "L062", text))
    problems.extend(sight.problems)
    return sight


def _compiled(
    name: str, language: str, *, digest: str, letter: Source, footer: Source, layout: Source, sights: list[Sight]
) -> Template:
    tags = Tags()
    body, foot = (_skeletons(source.body, tags) for source in (letter, footer))
    html = filled(layout.body, tags, body=body.html, footer=foot.html, environment=HTML)
    subject, preheader = (hidden(part.text, tags, environment=TEXT) for part in (letter.subject, letter.preheader))
    wrong = layout_problems(layout.body, html)
    if wrong:
        raise FilesAreWrong(tuple(wrong))
    return Template(
        name=name, language=language, digest=digest,
        facts_asked=tuple(sorted(set().union(*(sight.facts_asked for sight in sights)))),
        text=made_of(_tree(tags.restored(f"{subject}{PARTED}{preheader}{PARTED}{body.text}\n\n{foot.text}")), TEXT),
        html=made_of(_tree(tags.restored(html)), HTML),
    )  # fmt: skip


def _skeletons(part: Part, tags: Tags) -> Skeletons:
    made = skeletons(hidden(part.text, tags, environment=TEXT), tags)
    if made.misplaced:
        raise FilesAreWrong(
            tuple(
                problem_at(line_of(part, one.row + 1), one.rule, one.text, mend=one.mend, word=one.word)
                for one in made.misplaced
            )
        )
    return made


def _tree(source: str) -> nodes.Template:
    return TEXT.parse(source)
