"""Letters that wait for a day which has become a quiet one since they were planned: another day is found for them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from outreach.almanac.holiday import Holiday
from outreach.almanac.quiet import Place, quiet_days
from outreach.outbox.records.changes import WAITING
from outreach.store.tables import clients, letters
from outreach.store.words import LetterKind

QUIET_DAY = "quiet_day"  # why such a letter is withdrawn
_AHEAD = timedelta(days=10)
_A_DAY = timedelta(days=1)  # it begins and ends elsewhere in the world


def due_on_quiet_days(
    connection: Connection, quiet: Sequence[Holiday], *, cheerful: Collection[int], now: datetime
) -> list[int]:
    """Waiting letters due within ten days on a day on which nothing leaves to where their client lives.

    `cheerful` are the campaigns whose letters an alarm day holds too. Without such a day nothing is read.
    """
    first, last = (now - _A_DAY).date(), (now + _AHEAD).date()
    near = [
        row for row in quiet if any(first <= day <= last for day in map(row.day_in, {first.year, last.year}) if day)
    ]
    if not near:
        return []
    rows = connection.execute(
        select(
            letters.c.id,
            letters.c.campaign_id,
            letters.c.time_zone,
            letters.c.due_at,
            clients.c.country,
            clients.c.city,
            clients.c.territory,
        )
        .join_from(letters, clients, letters.c.client_id == clients.c.id)
        .where(
            letters.c.state.in_(WAITING),
            letters.c.kind != LetterKind.NOTICE,
            letters.c.due_at <= now + _AHEAD,
        )
    )
    found = []
    for row in rows:
        day = max(row.due_at, now).astimezone(ZoneInfo(row.time_zone)).date()
        place = Place(country=row.country or "", city=row.city or "", region=row.territory or "")
        if quiet_days(near, place, cheerful=row.campaign_id in cheerful, first=day, last=day):
            found.append(row.id)
    return found
