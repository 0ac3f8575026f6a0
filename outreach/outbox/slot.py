"""The next chance of a letter whose day is over: the next permitted day, at the hour it was first given."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from outreach.almanac.window import Hours, day_bounds, moment_of
from outreach.almanac.working import day_after
from outreach.outbox.records.claims import Moved
from outreach.settings import Care


class Late(Protocol):
    """A letter past its day, as `past_their_day` gives it."""

    @property
    def id(self) -> int: ...
    @property
    def country(self) -> str | None: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def day_ends_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def first_due_at(self) -> datetime: ...


def next_slot(late: Late, *, care: Care, now: datetime) -> Moved | None:
    """Where the letter goes, inside its occasion; None where no permitted day is left, so that it will expire."""
    zone = ZoneInfo(late.time_zone)
    last_day = late.expires_at.astimezone(zone).date()
    due, closes = late.first_due_at.astimezone(zone).time(), late.day_ends_at.astimezone(zone).time()
    if due >= closes:
        return None
    hours = Hours(opens=due, closes=closes)
    today = now.astimezone(zone).date()
    is_over = day_bounds(today, hours, zone=late.time_zone)[1] <= now
    first = max(late.day_ends_at.astimezone(zone).date(), today - timedelta(days=not is_over)) + timedelta(days=1)
    day = day_after(first, country=late.country or "", days=care.days, not_after=last_day)
    if day is None:
        return None
    return Moved(
        letter_id=late.id,
        due_at=moment_of(day, hours, zone=late.time_zone, fraction=0.0),
        day_ends_at=day_bounds(day, hours, zone=late.time_zone)[1],
    )
