"""The only one who asks what time it is; everybody else is told (`now=`)."""

import os
import time
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def monotonic() -> float:
    """Seconds on a clock that no one sets; for durations within one process."""
    return time.monotonic()


def day_in(zone: str, *, now: datetime) -> date:
    """The civil day at `now` in an IANA zone; an unknown zone raises ZoneInfoNotFoundError."""
    return now.astimezone(ZoneInfo(zone)).date()


@cache
def known_zones() -> frozenset[str]:
    """The IANA zones of this machine, without the names that mean another place on another machine."""
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


def parse_moment(text: str) -> datetime:
    """`2025-10-01` (midnight UTC) or an ISO moment; one without a zone is read as UTC. ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def process_name() -> str:
    """Who does the work, for leases and the journal: host and process number."""
    return f"{os.uname().nodename}:{os.getpid()}"
