"""All that a marketer writes, read together: campaigns, segments, improvements, fixes, almanac, and every mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.almanac.table import Table, read_table
from outreach.book.warning import OWN_NAME, Warnings, read_warnings
from outreach.campaign.campaign import Campaign
from outreach.campaign.caution import Caution
from outreach.campaign.file import read_campaigns, read_segments
from outreach.campaign.fix import Fix, read_fixes
from outreach.campaign.improvement import Improvement, read_improvements
from outreach.problems import Problem
from outreach.segment.who import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The folder of a firm; a campaign with an error is not among `campaigns`, its problems are."""

    path: Path
    campaigns: tuple[Campaign, ...]
    segments: Mapping[str, Segment]
    improvements: tuple[Improvement, ...]
    fixes: tuple[Fix, ...]
    warnings: Warnings
    almanac: Table
    problems: tuple[Problem, ...]

    def caution(self, *, time_zone: str) -> Caution:
        """What keeps letters back by these files; `time_zone` is the firm's."""
        return Caution(warnings=self.warnings, fixes=self.fixes, improvements=self.improvements, time_zone=time_zone)


def read_folder(path: Path) -> Folder:
    """Reads everything; a missing file or folder is an empty one."""
    segments, about_segments = read_segments(path / "segments")
    campaigns, about_campaigns = read_campaigns(path / "campaigns", saved=segments)
    improvements, about_improvements = read_improvements(path / "improvements.toml")
    fixes, about_fixes = read_fixes(path / "fixes.toml")
    warnings, about_warnings = read_warnings(path / OWN_NAME)
    almanac, about_almanac = read_table(path / "holidays.csv")
    return Folder(
        path=path,
        campaigns=campaigns,
        segments=segments,
        improvements=improvements,
        fixes=fixes,
        warnings=warnings,
        almanac=almanac,
        problems=(
            *about_segments,
            *about_campaigns,
            *about_improvements,
            *about_fixes,
            *about_warnings,
            *about_almanac,
        ),
    )


def languages_of(template: str, *, templates: Path) -> frozenset[str]:
    """The languages in which templates/NAME.LANG.md exists."""
    name = Path(template)
    found = (templates / name.parent).glob(f"{name.name}.*.md")
    return frozenset(path.name.removesuffix(".md").rpartition(".")[2] for path in found)
