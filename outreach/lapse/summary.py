"""Who is lost and at risk today, counted: what `outreach lapsed` shows. How it is shown is the command line's."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.lapse.backtest import Tried, backtest, looks
from outreach.lapse.measure import Measures
from outreach.lapse.records import Connection, firm, lost, past
from outreach.lapse.records.lost import LostClient, LostRow
from outreach.lapse.sign import Sign
from outreach.lapse.tier import Cuts
from outreach.store.words import Stage, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`value` is what these clients brought in their last year, in minor units; `key`: Tier, Stage, Sign or reason."""

    key: str
    clients: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TierShare:
    """A tier's clients who ever bought, and their revenue in all, as parts of one (P16)."""

    tier: Tier
    clients: int
    share_of_clients: float
    share_of_revenue: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How much of the last year's revenue hangs on the greatest clients, as parts of one (P21)."""

    revenue_year: int
    greatest: float
    ten_greatest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """The lost and the endangered as of `today`; `by_reason` has "" for those whose reason nobody knows."""

    today: date
    clients: int  # in the book
    computed_on: date | None  # None: the facts were never worked out
    lost: Group
    at_risk: Group
    by_tier: tuple[Group, ...]
    by_stage: tuple[Group, ...]
    after_first: Group  # of the lost, those who ordered on one day only
    by_reason: tuple[Group, ...]
    by_sign: tuple[Group, ...]
    newly_lost: Group
    newly_lost_days: int
    cuts: Cuts
    first: tuple[LostClient, ...]  # by value, the greatest first
    tiers: tuple[TierShare, ...]
    concentration: Concentration


def lost_today(connection: Connection, *, today: date) -> int:
    """How many clients are lost as of `today`; needs no refresh, since facts are dates."""
    return lost.count_lost(connection, today=today)


def backtested(
    connection: Connection, *, measures: Measures, today: date
) -> tuple[tuple[date, ...], tuple[Tried, ...]]:
    """The days looked from and what each rule would have said; both empty where the history is too short."""
    first, known = firm.first_order_on(connection), firm.business(connection)
    days = looks(first.toordinal() if first else None, today=today.toordinal())
    if not days:
        return (), ()
    median = known.median_gap if known else None
    tried = backtest(past.everyones_orders(connection, measures), business_median=median, seen_from=days)
    return tuple(date.fromordinal(day) for day in days), tried


def lapsed(connection: Connection, *, today: date, days: int = 30, first: int = 10, new_only: bool = False) -> Lapsed:
    """The summary, with who was lost in the last `days` days and the `first` by value (`new_only`: among these)."""
    since = today - timedelta(days=days)
    known = firm.business(connection)
    cuts = known.cuts if known else Cuts()
    rows = list(lost.lost_groups(connection, today=today, cuts=cuts))
    recent = lost.lost_since(connection, today=today, since=since)
    endangered = lost.at_risk(connection, today=today)
    everyone, once = _total("lost", rows), lost.after_first(connection, today=today)
    return Lapsed(
        today=today,
        clients=known.clients if known else 0,
        computed_on=known.computed_on if known else None,
        lost=everyone,
        at_risk=Group(key="at_risk", clients=endangered[0], value=endangered[1]),
        by_tier=_grouped(rows, lambda row: row.tier, order=tuple(Tier)),
        by_stage=_by_stage(lost.by_stage(connection, today=today)),
        after_first=Group(key="after_first", clients=once[0], value=once[1]),
        by_reason=_grouped(rows, lambda row: row.reason),
        by_sign=_by_sign(everyone, lost.by_sign(connection, today=today)),
        newly_lost=Group(key="newly_lost", clients=recent[0], value=recent[1]),
        newly_lost_days=days,
        cuts=cuts,
        first=tuple(
            lost.first_lost(connection, today=today, cuts=cuts, limit=first, since=since if new_only else None)
        ),
        tiers=_tiers(connection, cuts),
        concentration=_concentration(connection),
    )


def _tiers(connection: Connection, cuts: Cuts) -> tuple[TierShare, ...]:
    found = firm.by_tier(connection, cuts)
    clients = sum(many for many, _ in found.values())
    revenue = sum(brought for _, brought in found.values())
    return tuple(
        TierShare(
            tier=tier,
            clients=many,
            share_of_clients=many / clients,
            share_of_revenue=brought / revenue if revenue else 0,
        )
        for tier, (many, brought) in ((tier, found[tier]) for tier in Tier if tier in found)
    )


def _concentration(connection: Connection) -> Concentration:
    total, greatest = firm.concentration(connection, first=10)
    of = total or 1
    first = greatest[0] if greatest else 0
    return Concentration(revenue_year=total, greatest=first / of, ten_greatest=sum(greatest) / of)


def _by_sign(everyone: Group, others: Mapping[Sign, tuple[int, int]]) -> tuple[Group, ...]:
    """Silence first; a client stands under every sign that he shows."""
    silent = Group(key=Sign.SILENCE, clients=everyone.clients, value=everyone.value)
    return (
        silent,
        *(Group(key=sign, clients=others[sign][0], value=others[sign][1]) for sign in Sign if sign in others),
    )


def _by_stage(found: Mapping[Stage, tuple[int, int]]) -> tuple[Group, ...]:
    """What a lost client goes through, in that order; the closed last."""
    order = (Stage.LAPSED, Stage.CONTACTED, Stage.IN_TALKS, Stage.CLOSED)
    counted = ((stage, *found.get(stage, (0, 0))) for stage in order)
    return tuple(Group(key=stage, clients=clients, value=value) for stage, clients, value in counted)


def _total(key: str, rows: Iterable[LostRow]) -> Group:
    counted = [(row.clients, row.value) for row in rows]
    return Group(key=key, clients=sum(n for n, _ in counted), value=sum(value for _, value in counted))


def _grouped(
    rows: Iterable[LostRow], key: Callable[[LostRow], str], *, order: tuple[str, ...] = ()
) -> tuple[Group, ...]:
    clients: Counter[str] = Counter(dict.fromkeys(order, 0))
    values: Counter[str] = Counter()
    for row in rows:
        clients[key(row)] += row.clients
        values[key(row)] += row.value
    keys = order or tuple(sorted(clients, key=lambda each: (not each, -clients[each], each)))
    return tuple(Group(key=each, clients=clients[each], value=values[each]) for each in keys)
