"""The register of improvements (P25): what was mended, when, and which reasons for leaving it answers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from outreach.problems import Problem
from outreach.settings import ByLanguage, in_language
from outreach.tomlfile import check, read_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """`reasons` are words of LeaveReason or the firm's own; texts are per language."""

    key: str
    on: dt.date
    reasons: tuple[str, ...]
    services: tuple[str, ...]
    title: ByLanguage
    text: ByLanguage

    def speaks(self, language: str) -> bool:
        return bool(in_language(self.title, language) and in_language(self.text, language))


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(min_length=1)
    on: dt.date
    reasons: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    title: ByLanguage
    text: ByLanguage


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    improvement: tuple[_Row, ...] = ()


def read_improvements(path: Path) -> tuple[tuple[Improvement, ...], tuple[Problem, ...]]:
    """improvements.toml, oldest first; no file is no improvements."""
    if not path.exists():
        return (), ()
    document = read_document(path)
    if isinstance(document, Problem):
        return (), (document,)
    file, problems = check(document, _File)
    rows = file.improvement if file else ()
    made = (Improvement(**{name: getattr(row, name) for name in _Row.model_fields}) for row in rows)
    return tuple(sorted(made, key=lambda one: (one.on, one.key))), problems


def news_for(
    improvements: Sequence[Improvement], *, since: dt.date | None, today: dt.date, reason: str | None, language: str
) -> tuple[Improvement, ...]:
    """Those after `since` up to today, told in the language: first what answers his reason, then the newest."""
    new = [
        one for one in improvements if one.on <= today and (since is None or one.on > since) and one.speaks(language)
    ]
    return tuple(sorted(new, key=lambda one: (reason not in one.reasons if reason else False, -one.on.toordinal())))


def answer_to(
    improvements: Sequence[Improvement], *, reason: str | None, today: dt.date, language: str
) -> Improvement | None:
    """The newest improvement that answers a reason: what an apology can say was done."""
    answers = [one for one in improvements if reason in one.reasons and one.on <= today and one.speaks(language)]
    return answers[-1] if answers else None
