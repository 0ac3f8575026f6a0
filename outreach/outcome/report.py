"""The report of a quarter as a tree of nouns; `page` makes HTML of it, `plain` JSON."""

from dataclasses import dataclass
from datetime import date

from outreach.errors import NotFound
from outreach.locale import say, spoken
from outreach.outcome.effect import Effect, effects, pooled
from outreach.outcome.quarter import Dynamics, Flow, Quarter, dynamics, parse_quarter, quarter_of, series
from outreach.outcome.records import Connection
from outreach.outcome.records import quarters as records
from outreach.settings import Settings, in_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a director reads. `complete` if the quarter is over; money in minor units of `currency`."""

    company: str
    currency: str
    made_on: date
    quarter: Quarter
    start: date
    end: date
    complete: bool
    window_days: int
    dynamics: Dynamics
    series: tuple[Flow, ...]
    campaigns: tuple[Effect, ...]


def make_report(connection: Connection, *, settings: Settings, quarter: str | None, today: date) -> Report:
    """The report of `quarter` (2026Q3), or of the one that `today` lies in; NotFound if it is none or not begun yet.

    `campaigns` has one row a campaign: its occasions of the quarter are put together.
    """
    wanted = parse_quarter(quarter) if quarter else quarter_of(today)
    if wanted.start > today:
        raise NotFound(say("{quarter} has not begun yet.", quarter=wanted))
    window = settings.outcome.window_days
    found = effects(connection, start=wanted.start, end=wanted.end, window_days=window, today=today)
    return Report(
        company=in_language(settings.company.name, spoken()),
        currency=records.currency(connection) or settings.book.currency,
        made_on=today,
        quarter=wanted,
        start=wanted.start,
        end=min(wanted.end, today),
        complete=today > wanted.end,
        window_days=window,
        dynamics=dynamics(connection, wanted, today=today),
        series=series(connection, until=wanted, today=today),
        campaigns=pooled(found, today=today),
    )
