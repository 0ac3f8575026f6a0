"""Purchases of real people, moved by 28 years so that every weekday stays: Fader and Hardie's CDNOW sample.

Who they are is invented in `person`. The set's notice stands in data/NOTICE.md.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

YEARS = 28  # the calendar repeats: 1 January 1997 and 1 January 2025 are Wednesdays

_FILE = Path(__file__).parent.parent / "data" / "cdnow_sample.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """`client` counts from 1 as in the sample; `cents` may be 0, and a day may hold two purchases that look alike."""

    client: int
    on: date
    pieces: int
    cents: int


@lru_cache(maxsize=1)
def purchases() -> tuple[Purchase, ...]:
    """All 6,919, by client and day, from 2025-01-01 to 2026-06-30."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_purchase(row) for row in csv.DictReader(lines))


def _purchase(row: dict[str, str]) -> Purchase:
    bought = date.fromisoformat(row["date"])
    return Purchase(
        client=int(row["sample_id"]),
        on=bought.replace(year=bought.year + YEARS),
        pieces=int(row["cds"]),
        cents=round(float(row["amount"]) * 100),
    )
