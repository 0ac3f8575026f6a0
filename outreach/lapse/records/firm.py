"""What holds for the firm as a whole: its median gap, its tiers, and the clients to look at, chunk by chunk."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from operator import sub

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    union,
    update,
)

from outreach.lapse.day import YEAR
from outreach.lapse.model import Model, Row
from outreach.lapse.records.written import DayNumbers, plain_stream, written
from outreach.lapse.signs import QUARTER
from outreach.lapse.tier import Cuts, cuts_of
from outreach.settings import Lapse
from outreach.store.bulk import among
from outreach.store.tables import business_facts, client_facts, client_signs, clients, orders
from outreach.store.words import Sign, Tier

CHUNK = 10_000  # clients at a time
SAMPLE = 10_000  # clients whose orders make the book's median and the model; all of them in most firms


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What holds for the firm as a whole, as of `computed_on`."""

    median_gap: int | None
    cuts: Cuts
    clients: int
    computed_on: date
    settings_digest: str
    model: Model | None = None
    fitted_on: date | None = None
    fitted_orders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Clients to work on together: at most how many, and which; without `ids` everybody between two numbers."""

    many: int
    first: int
    last: int
    ids: Sequence[int] = ()

    @classmethod
    def of(cls, ids: Sequence[int]) -> "Chunk":
        return cls(many=len(ids), first=min(ids), last=max(ids), ids=ids)

    @property
    def whole(self) -> bool:
        return not self.ids

    def holds(self, column: Column[int]) -> ColumnElement[bool]:
        """The condition that a column names one of them; written out, for they are numbers and many."""
        if self.whole:
            return column.between(self.first, self.last)
        return column.in_(bindparam(None, self.ids, expanding=True, literal_execute=True))


def business(connection: Connection) -> Business | None:
    """The firm's facts, or None before the first refresh."""
    row = connection.execute(select(business_facts)).first()
    if row is None:
        return None
    return Business(
        median_gap=row.median_gap,
        cuts=Cuts(gold_from=row.gold_from, silver_from=row.silver_from),
        clients=row.clients,
        computed_on=row.computed_on,
        settings_digest=row.settings_digest,
        model=Model(**row.model) if row.model else None,
        fitted_on=row.fitted_on,
        fitted_orders=row.fitted_orders,
    )


def write_business(connection: Connection, found: Business) -> None:
    """Replaces the one row."""
    row = {
        "median_gap": found.median_gap,
        "gold_from": found.cuts.gold_from,
        "silver_from": found.cuts.silver_from,
        "clients": found.clients,
        "computed_on": found.computed_on,
        "settings_digest": found.settings_digest,
        "model": asdict(found.model) if found.model else null(),
        "fitted_on": found.fitted_on,
        "fitted_orders": found.fitted_orders,
    }
    changed = connection.execute(update(business_facts).values(row)).rowcount
    if not changed:
        connection.execute(insert(business_facts).values(id=1, **row))


def sample(connection: Connection, *, today: date) -> tuple[Counter[int], Counter[Row]]:
    """The book's gaps between orders, and its clients' rows for the model as of `today`, both counted.

    Of every client or, in a great book, of every second, fourth ... one by number. It depends on the book alone, so
    that a full and a partial refresh find the same.
    """
    known, step = count_clients(connection), 1
    while known > SAMPLE * step:
        step *= 2
    days = (
        select(func.aggregate_strings(written(connection, orders.c.ordered_on), ","))
        .where(orders.c.amount >= 0, orders.c.ordered_on <= today)
        .group_by(orders.c.client_id)
    )
    if step > 1:  # by seeking those, rather than reading all orders for them
        days = days.where(orders.c.client_id.in_(select(clients.c.id).where(clients.c.id % step == 0)))
    gaps: Counter[int] = Counter()
    rows: Counter[Row] = Counter()
    number = DayNumbers()
    for texts in connection.execute(days).scalars().partitions(1_000):
        for text in texts:
            ordered = sorted({number[day] for day in text.split(",")})
            gaps.update(map(sub, ordered[1:], ordered))
            rows[(len(ordered) - 1, ordered[-1] - ordered[0], today.toordinal() - ordered[0])] += 1
    return gaps, rows


def everybody(connection: Connection) -> Iterator[Chunk]:
    """All clients, by number; few numbers are missing, and where many are they are passed over."""
    after = 0
    while (
        first := connection.execute(select(func.min(clients.c.id)).where(clients.c.id > after)).scalar()
    ) is not None:
        after = first + CHUNK - 1
        yield Chunk(many=CHUNK, first=first, last=after)


def some(ids: Iterable[int]) -> Iterator[Chunk]:
    """These clients, by number."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield Chunk.of(ordered[start : start + CHUNK])


def grouped_with(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Everybody in a group of firms that one of these clients is in, or was in when his facts were worked out."""
    ids = list(ids)
    of_clients = select(clients.c.group_code).where(
        among(connection, clients.c.id, ids), clients.c.group_code.is_not(None)
    )
    of_facts = select(client_facts.c.group_code).where(
        among(connection, client_facts.c.client_id, ids), client_facts.c.group_code.is_not(None)
    )
    codes = union(of_clients, of_facts)
    return set(connection.execute(select(clients.c.id).where(clients.c.group_code.in_(codes))).scalars())


def moved_by_time(connection: Connection, *, since: date, today: date) -> set[int]:
    """Clients whom the days after `since` alone change.

    They are lost now; or an order left the last year; or the last 90 days became other than they were beside the 90
    before: that matters to whoever still buys, and to whoever shows that he buys less.
    """
    lost = select(client_facts.c.client_id).where(client_facts.c.lost_on > since, client_facts.c.lost_on <= today)
    shows_less = exists().where(client_signs.c.client_id == orders.c.client_id, client_signs.c.sign == Sign.VOLUME)
    still_buys = exists().where(
        client_facts.c.client_id == orders.c.client_id,
        client_facts.c.last_order_on > today - timedelta(days=QUARTER),
    )
    left = [
        select(orders.c.client_id).where(
            orders.c.ordered_on > since - timedelta(days=days),
            orders.c.ordered_on <= today - timedelta(days=days),
            *who,
        )
        for days, who in ((YEAR, ()), (QUARTER, (or_(still_buys, shows_less),)), (2 * QUARTER, (shows_less,)))
    ]
    return set(connection.execute(union(lost, *left)).scalars())


def cuts(connection: Connection, settings: Lapse) -> Cuts:
    """The cut-off amounts over all facts."""
    positive = client_facts.c.revenue > 0
    total = connection.execute(select(func.sum(client_facts.c.revenue)).where(positive)).scalar_one()
    counted = (
        select(client_facts.c.revenue, func.count())
        .where(positive)
        .group_by(client_facts.c.revenue)
        .order_by(client_facts.c.revenue.desc())
    )
    with closing(plain_stream(connection, counted)) as rows:
        return cuts_of(rows, total=int(total or 0), settings=settings)


def count_clients(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(clients)).scalar_one()


def count_facts(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(client_facts)).scalar_one()


def highest_order(connection: Connection) -> int:
    """The highest number of an order: how many there are, nearly, without counting millions."""
    return connection.execute(select(func.max(orders.c.id))).scalar() or 0


def first_order_on(connection: Connection) -> date | None:
    """The day on which the orders on record begin."""
    return connection.execute(select(func.min(orders.c.ordered_on)).where(orders.c.amount >= 0)).scalar()


def concentration(connection: Connection, *, first: int) -> tuple[int, tuple[int, ...]]:
    """Revenue of the last year in all, and that of each of the `first` clients, the greatest first."""
    positive = client_facts.c.revenue_year > 0
    total = connection.execute(select(func.sum(client_facts.c.revenue_year)).where(positive)).scalar() or 0
    greatest = select(client_facts.c.revenue_year).where(positive).order_by(client_facts.c.revenue_year.desc())
    return int(total), tuple(connection.execute(greatest.limit(first)).scalars())


def by_tier(connection: Connection, cuts: Cuts) -> dict[Tier, tuple[int, int]]:
    """Clients who bought anything and their revenue in all, by today's tier."""
    tier = tier_column(client_facts.c.revenue, cuts)
    query = select(tier, func.count(), func.sum(client_facts.c.revenue)).where(client_facts.c.revenue > 0)
    return {Tier(row[0]): (row[1], int(row[2])) for row in connection.execute(query.group_by(tier))}


def tier_column(revenue: ColumnElement[int], cuts: Cuts) -> ColumnElement[str]:
    """What `tier_of` says, as SQL; figures are written out so that it may be grouped by."""
    copper: ColumnElement[str] = literal_column(f"'{Tier.COPPER.value}'")
    never: ColumnElement[bool] = literal_column("1 = 0")  # CASE needs a first branch; PostgreSQL groups by no constant
    whens: list[tuple[ColumnElement[bool], ColumnElement[str]]] = [(never, copper)]
    if cuts.gold_from is not None:
        whens.append((revenue >= literal_column(str(int(cuts.gold_from))), literal_column(f"'{Tier.GOLD.value}'")))
    if cuts.silver_from is not None:
        whens.append((revenue >= literal_column(str(int(cuts.silver_from))), literal_column(f"'{Tier.SILVER.value}'")))
    return case(*whens, else_=copper)
