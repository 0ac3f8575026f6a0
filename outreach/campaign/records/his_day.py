"""Days that only a client and the firm share: his birthday, his first order, his greatest one, as they return."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from outreach.almanac.window import OLDEST, LeapDay, earlier_days, is_real_birthday
from outreach.campaign.campaign import ANNIVERSARY, BIRTHDAY, When
from outreach.store.tables import client_facts, clients, orders

_MOST_YEARS = 60


def on_his_day(when: When, day: dt.date, *, leap_day: LeapDay, today: dt.date) -> ColumnElement[bool]:
    """Whether a client's personal day returns on `day`; placeholder dates and those ahead of `today` never do."""
    most = OLDEST if when.day == BIRTHDAY else _MOST_YEARS
    returns = earlier_days(day, years=when.years or range(1, most + 1), leap_day=leap_day)
    if when.day == BIRTHDAY:
        return clients.c.birthday.in_([one for one in returns if is_real_birthday(one, today=today)])
    days = [one for one in returns if one < today]
    if when.day == ANNIVERSARY:
        return clients.c.id.in_(select(client_facts.c.client_id).where(client_facts.c.first_order_on.in_(days)))
    return clients.c.id.in_(_whose_greatest(days))


def _whose_greatest(days: list[dt.date]) -> Any:
    """Clients whose greatest order was on one of these days; of equal ones the first counts."""
    other = orders.alias("other")
    greater = or_(
        other.c.amount > orders.c.amount,
        and_(other.c.amount == orders.c.amount, other.c.ordered_on < orders.c.ordered_on),
    )
    beaten = exists().where(other.c.client_id == orders.c.client_id, greater)
    return select(orders.c.client_id).where(orders.c.ordered_on.in_(days), orders.c.amount > 0, ~beaten)
