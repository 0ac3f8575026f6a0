"""Looks for returns: who ordered after a letter, and who did so without one. What they prove is said in `effect`."""

import logging
from datetime import date, datetime, timedelta

from outreach.outcome.records import Connection, returned

log = logging.getLogger("outreach.outcome")

LATE_IMPORT = 31  # days after a window has closed in which orders of its days may still be imported


def find_returns(connection: Connection, *, window_days: int, today: date, now: datetime) -> bool:
    """Records the first order inside each window, and what all orders of the window come to; True if anything was new.

    The clock is the same for both sides: it runs from the day the letter was planned for, and an order of that day
    itself does not count. A client held out who ordered between planning and that day stays in the control group,
    while the letter to such a client is cancelled: that can make letters look a little worse, never better.
    """
    written = 0
    planned_from = today - timedelta(days=window_days + LATE_IMPORT)
    for occasion in returned.occasions(connection, planned_from=planned_from, before=today, window_days=window_days):
        for found in list(returned.found_in(connection, occasion)):
            written += returned.write_returns(connection, found, campaign_id=occasion.campaign_id, now=now)
    if written:
        log.info("found returns=%d", written)
    return written > 0
