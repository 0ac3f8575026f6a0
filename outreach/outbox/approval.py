"""Approval is bound to content (its digest is letter/content.py's): what changed, and how long an approval counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's word that letters with exactly this content may leave."""

    id: int
    campaign_id: int
    digest: str
    letters: int  # how many he saw
    by: str
    at: datetime
    expires_at: datetime


def changed_inputs(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Which inputs differ between two sets of single hashes; what `outreach plan --diff` and `check` tell."""
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def still_counts(approval: Approval, *, letters: int, audience_jump: float, now: datetime) -> bool:
    """Whether it still stands for so many letters: not run out, and the audience has not jumped."""
    grown = letters > approval.letters * audience_jump and letters > approval.letters + 10
    return now < approval.expires_at and not grown
