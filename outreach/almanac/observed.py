"""Days on record: on which day each shipped holiday was seen kept, and where that was read.

They are no part of the table, for nothing is decided by them: a rule is shipped once it gave the days of two years.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

ON_RECORD = Path(__file__).parent.parent / "data" / "observed_days.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A day on which somebody saw a holiday kept, or a list of that year named it."""

    day: date
    source: str


@lru_cache
def observed() -> Mapping[str, Sequence[Observed]]:
    """By the key of a shipped row, in the order of time."""
    found: dict[str, list[Observed]] = defaultdict(list)
    with ON_RECORD.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["key"]].append(Observed(day=date.fromisoformat(row["day"]), source=row["source"]))
    return MappingProxyType(dict(found))
