"""What lapse knows of one client: his figures, and the spells in which he was lost."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from outreach.lapse.records.firm import business
from outreach.lapse.records.stage import stage_of
from outreach.lapse.tier import Cuts, tier_of
from outreach.store.tables import client_facts, client_signs, lapses
from outreach.store.words import Sign, Stage, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Days and days' counts as the rule sees them; money in minor units."""

    first_order_on: date | None
    last_order_on: date | None
    orders: int
    revenue: int
    revenue_year: int
    last_inquiry_on: date | None
    inquiries_since_order: int
    typical_gap: int | None
    at_risk_on: date | None
    lost_on: date | None
    silent_90: int | None
    priority: int | None
    stated_reason: str | None
    verified_reason: str | None
    computed_on: date
    group_order_on: date | None = None  # the last order of another firm of his group

    @property
    def judged_from(self) -> date | None:
        """The last order that he is judged by: his own or his group's."""
        return max(filter(None, (self.last_order_on, self.group_order_on)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSpell:
    """Once lost; `ended_on` None: still."""

    lost_on: date
    ended_on: date | None
    tier: str
    value_year: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingSign:
    """A sign beside silence that holds from `since` on; `figures` are what its sentence needs."""

    sign: Sign
    since: date
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneClient:
    """`figures` None: nothing was worked out for him yet."""

    figures: Figures | None
    tier: Tier | None
    spells: tuple[PastSpell, ...]
    signs: tuple[StandingSign, ...] = ()
    stage: Stage | None = None  # None: never ordered
    lost_after_first: bool = False


def one_client(connection: Connection, client_id: int, *, today: date) -> OneClient:
    """The client's figures, today's tier and stage, and his spells, the first of them first."""
    wanted = [client_facts.c[each.name] for each in fields(Figures)]
    row = connection.execute(select(*wanted).where(client_facts.c.client_id == client_id)).mappings().first()
    figures = Figures(**row) if row else None
    known = business(connection)
    cuts = known.cuts if known else Cuts()
    columns = [lapses.c[each.name] for each in fields(PastSpell)]
    rows = connection.execute(select(*columns).where(lapses.c.client_id == client_id).order_by(lapses.c.lost_on))
    shown = connection.execute(
        select(client_signs).where(client_signs.c.client_id == client_id).order_by(client_signs.c.since)
    )
    stage, after_first = stage_of(connection, client_id, today=today)
    return OneClient(
        figures=figures,
        tier=tier_of(figures.revenue, cuts) if figures else None,
        spells=tuple(PastSpell(**row) for row in rows.mappings()),
        signs=tuple(StandingSign(sign=row.sign, since=row.since, figures=row.figures) for row in shown),
        stage=stage,
        lost_after_first=after_first,
    )
