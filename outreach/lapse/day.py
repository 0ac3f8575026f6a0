"""Days as numbers: what is worked out for millions of clients counts in them; rows and screens have dates."""

from datetime import date

Day = int  # as date.toordinal

YEAR = 365


def date_of(day: Day | None) -> date | None:
    return None if day is None else date.fromordinal(day)
