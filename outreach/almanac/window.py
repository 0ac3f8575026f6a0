"""When within a day, and which day within a year: sending hours, the client's zone, months, quarters, birthdays.

Stored moments are UTC; civil times are worked out here from a local date and an IANA zone, never by the clock's
library. Which days are working days is in `working`.
"""

import hashlib
import re
from calendar import isleap, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from outreach.almanac.city import only_zone_of_country, zone_of_city
from outreach.clock import known_zones

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
PLACEHOLDERS = frozenset((date(1, 1, 1), date(1900, 1, 1), date(1970, 1, 1)))  # what programs write for "no day"
OLDEST = 110  # years; beyond it a birthday is a slip of the pen
LeapDay = Literal["02-28", "03-01"]
_DRAW_BITS = 53  # what a float holds without rounding up to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Civil hours of one day; the letter may leave from `opens` until before `closes`."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(str(self))

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def intersect(self, other: "Hours") -> "Hours | None":
        """The hours that are in both, or None."""
        opens, closes = max(self.opens, other.opens), min(self.closes, other.closes)
        return Hours(opens=opens, closes=closes) if opens < closes else None


def parse_hours(text: str) -> Hours:
    """`09:30-17:30`; ValueError for anything else, and for hours that end before they begin."""
    found = _HOURS.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Hours(opens=time(int(found[1]), int(found[2])), closes=time(int(found[3]), int(found[4])))


def slot(key: bytes, *, salt: str) -> float:
    """A draw in [0, 1) that stays the same for one `salt` (campaign, occasion, client) under one secret `key`."""
    drawn = hashlib.blake2b(salt.encode(), key=hashlib.sha256(key).digest(), digest_size=8).digest()
    return (int.from_bytes(drawn, "big") >> (64 - _DRAW_BITS)) / (1 << _DRAW_BITS)


def day_bounds(day: date, hours: Hours, *, zone: str) -> tuple[datetime, datetime]:
    """The UTC moments at which the hours open and close on a civil day in an IANA zone.

    A civil time that the clocks skip is the first one that exists after it; of one that comes twice, the first.
    Hours that lie wholly within a skipped hour open and close at the same moment.
    """
    return _utc(day, hours.opens, zone=zone), _utc(day, hours.closes, zone=zone)


def moment_of(day: date, hours: Hours, *, zone: str, fraction: float) -> datetime:
    """The UTC moment, to the second, so far (0 to 1) into the hours as they really pass on that day."""
    opens_at, closes_at = day_bounds(day, hours, zone=zone)
    return opens_at + timedelta(seconds=int((closes_at - opens_at).total_seconds() * fraction))


def zone_of(*, time_zone: str, country: str, city: str = "") -> str | None:
    """The client's own zone if it is a valid IANA name, else his country's only one, else his city's, else None."""
    if time_zone in known_zones():
        return time_zone
    return only_zone_of_country(country) or zone_of_city(city, country=country)


def add_months(day: date, months: int) -> date:
    """So many calendar months later (or earlier), the day clamped: 30 November and 3 months is 28 February."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def quarter_of(day: date) -> str:
    """`2025Q4`."""
    return f"{day.year:04}Q{(day.month - 1) // 3 + 1}"


def quarter_bounds(label: str) -> tuple[date, date]:
    """The first and the last day of a quarter; ValueError for what is no label."""
    found = _QUARTER.fullmatch(label)
    if not found:
        raise ValueError(label)
    first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
    return first, add_months(first, 3) - timedelta(days=1)


def birthday_in(year: int, *, born: date, leap_day: LeapDay = "02-28") -> date:
    """The day on which somebody is congratulated in a year; who was born on 29 February has `leap_day` elsewhere."""
    if (born.month, born.day) != (2, 29) or isleap(year):
        return date(year, born.month, born.day)
    return date.fromisoformat(f"{year:04}-{leap_day}")


def earlier_days(day: date, *, years: Iterable[int], leap_day: LeapDay = "02-28") -> tuple[date, ...]:
    """The days so many years before that return on `day`; those of 29 February return on `leap_day` elsewhere."""
    found = []
    for year in (day.year - ago for ago in years):
        if year < 1:
            continue
        if (day.month, day.day) != (2, 29) or isleap(year):
            found.append(date(year, day.month, day.day))
        if isleap(year) and not isleap(day.year) and f"{day:%m-%d}" == leap_day:
            found.append(date(year, 2, 29))
    return tuple(found)


def is_real_birthday(born: date, *, today: date) -> bool:
    """Whether it can be one: no placeholder (1900-01-01, 1970-01-01, 0001-01-01), not ahead, at most 110 years ago."""
    if born in PLACEHOLDERS or born >= today:
        return False
    return born >= add_months(today, -12 * OLDEST)


def _utc(day: date, at: time, *, zone: str) -> datetime:
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    exists = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)
    return moment if exists else _end_of_gap(local)


def _end_of_gap(local: datetime) -> datetime:
    """The moment at which the clocks jump over `local`: read before and after the jump, it lies on either side."""
    zone = local.tzinfo
    before, after = local.replace(fold=1).astimezone(UTC), local.replace(fold=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
