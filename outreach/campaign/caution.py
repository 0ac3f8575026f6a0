"""What keeps letters back until a person has acted: words of warning, a debt, a reason that is not put right (P14).

Asked at planning, while letters wait, and once more before each goes. Notes and reasons are read in `records`.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from outreach.book.warning import NOTHING, OWN_NAME, Warnings, not_cleared, read_warnings
from outreach.campaign.fix import INVITES_BACK, Fix, is_mended, read_fixes
from outreach.campaign.improvement import Improvement, read_improvements
from outreach.clock import day_in
from outreach.store.words import Because, LetterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the book says of a client that may speak against a letter."""

    notes: tuple[str, ...] = ()  # what was written down about him, and about talks with him
    debt: int | None = None  # minor units
    cleared: str | None = None  # words of warning that a person looked at
    reason: str | None = None  # why he left: verified, else stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """The firm's words of warning and its registers of what was put right."""

    warnings: Warnings = NOTHING
    fixes: tuple[Fix, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    time_zone: str = "UTC"  # the firm's: on which of its days something is done

    def warned(self, kind: LetterKind, noted: Noted) -> tuple[tuple[str, ...], int]:
        """The words, and the debt, that a person should look at before a letter of this kind; an operational notice
        may go all the same.
        """
        if kind is LetterKind.NOTICE:
            return (), 0
        found = self.warnings.found_in(noted.notes)
        return not_cleared(found, debt=noted.debt, cleared=noted.cleared)

    def unmended(self, kind: LetterKind, noted: Noted, *, today: dt.date) -> bool:
        """Whether a letter of this kind would invite him back on a reason that is not put right."""
        if kind not in INVITES_BACK or not noted.reason:
            return False
        return not is_mended(noted.reason, fixes=self.fixes, improvements=self.improvements, today=today)

    def against(self, kind: LetterKind, noted: Noted, *, now: dt.datetime) -> Because | None:
        """Why a letter that is written already must not go now."""
        if any(self.warned(kind, noted)):
            return Because.WARNED
        if self.unmended(kind, noted, today=day_in(self.time_zone, now=now)):
            return Because.NOT_MENDED
        return None


def read_caution(folder: Path, *, time_zone: str) -> Caution:
    """From the firm's files as they stand now. A mistake in them is shown where they are checked; what it hides is
    not put right.
    """
    return Caution(
        warnings=read_warnings(folder / OWN_NAME)[0],
        fixes=read_fixes(folder / "fixes.toml")[0],
        improvements=read_improvements(folder / "improvements.toml")[0],
        time_zone=time_zone,
    )
