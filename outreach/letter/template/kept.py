"""Compiled templates from one reading of the files to the next: what is made of the same bytes is not made twice.

The files themselves are read each time, so that an edit is seen whatever its date and size say.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from outreach.letter.template.compiled import Template

Recipe = tuple[str, str, str, frozenset[str]]


def recipe_of(name: str, *, language: str, digest: str, facts: Collection[str]) -> Recipe:
    """All that a template is made of and judged by; `digest` covers its includes, its layout and its footer."""
    return name, language, digest, frozenset(facts)


@dataclass(slots=True)
class KeptTemplates:
    """Templates without a mistake, of the last reading and of this one."""

    _last: dict[Recipe, Template] = field(default_factory=dict)
    _these: dict[Recipe, Template] = field(default_factory=dict)

    def begin(self) -> None:
        """Another reading: what the last one did not ask for is let go."""
        self._last, self._these = self._these, {}

    def find(self, recipe: Recipe) -> Template | None:
        """The template, if it is known; it is then kept for the next reading too."""
        known = self._these.get(recipe) or self._last.get(recipe)
        if known:
            self._these[recipe] = known
        return known

    def keep(self, recipe: Recipe, template: Template) -> None:
        self._these[recipe] = template
