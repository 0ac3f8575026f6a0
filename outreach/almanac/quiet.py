"""Days on which letters wait: mourning, and what a firm adds of its own, by country, city or region.

What a person calls out at short notice is a pause (`outreach pause`), not a row here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outreach.almanac.holiday import ALARM, Holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a client lives; "" is not known."""

    country: str = ""
    city: str = ""
    region: str = ""


def quiet_days(
    rows: Iterable[Holiday], place: Place, *, cheerful: bool, first: date, last: date
) -> dict[date, Holiday]:
    """The days between two on which no letter leaves to that place, and what each of them is.

    On an alarm day only a cheerful letter waits. A client whose country is not known has the days of everywhere.
    """
    country = place.country.upper()
    here = [
        row
        for row in rows
        if (cheerful or row.status != ALARM)
        and row.concerns_country(country)
        and row.concerns_place(country=country, city=place.city, region=place.region)
    ]
    years = range(first.year, last.year + 1)
    found = {day: row for row in here for year in years if (day := row.day_in(year))}
    return {day: row for day, row in found.items() if first <= day <= last}
