"""The register of fixes (P14): for which reason something was put right, and since when; nobody is invited back before.

An improvement (`improvement.py`) that answers a reason is a fix of it that is also told; what is told nobody is here.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from outreach.campaign.improvement import Improvement
from outreach.problems import Problem
from outreach.store.words import LeaveReason, LetterKind
from outreach.tomlfile import check, read_document

OUT_OF_OUR_HANDS = frozenset(
    {LeaveReason.POLICY, LeaveReason.IN_HOUSE, LeaveReason.NO_NEED, LeaveReason.DRIFTED, LeaveReason.UNKNOWN}
)  # nothing of ours is to be mended; a firm that lists one of these as not done holds its letters all the same
INVITES_BACK = frozenset(
    {
        LetterKind.NEWSLETTER,
        LetterKind.APOLOGY,
        LetterKind.REMINDER,
        LetterKind.PROPOSAL,
        LetterKind.INVITATION,
        LetterKind.OFFER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """`done_on` None: it is known what must be done, and it is not done yet."""

    key: str
    reason: str
    what: str
    done_on: dt.date | None

    def is_done(self, today: dt.date) -> bool:
        return self.done_on is not None and self.done_on <= today


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    what: str = Field(min_length=1)
    done_on: dt.date | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    fix: tuple[_Row, ...] = ()


def read_fixes(path: Path) -> tuple[tuple[Fix, ...], tuple[Problem, ...]]:
    """fixes.toml in its order; no file is no fixes."""
    if not path.exists():
        return (), ()
    document = read_document(path)
    if isinstance(document, Problem):
        return (), (document,)
    file, problems = check(document, _File)
    rows = file.fix if file else ()
    return tuple(Fix(key=row.key, reason=row.reason, what=row.what, done_on=row.done_on) for row in rows), problems


def is_mended(reason: str, *, fixes: Sequence[Fix], improvements: Sequence[Improvement], today: dt.date) -> bool:
    """Whether he may be invited back: every fix that is listed for the reason is done, or an improvement answers it."""
    listed = [fix for fix in fixes if fix.reason == reason]
    if listed:
        return all(fix.is_done(today) for fix in listed)
    answered = any(reason in one.reasons and one.on <= today for one in improvements)
    return answered or reason in OUT_OF_OUR_HANDS
