"""Reads the orders of groups of firms: who buys through another firm of his group is not lost."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, and_, func, select

from outreach.lapse.day import Day
from outreach.lapse.records.written import DayNumbers, plain_rows, written
from outreach.store.bulk import among
from outreach.store.tables import clients, orders

MOST = 50_000  # groups in memory


class Groups:
    """On which days the firms of groups ordered, each group read once; most books have none, and nothing is read."""

    def __init__(self) -> None:
        self._days: dict[str, dict[int, tuple[Day, ...]]] = {}
        self._number = DayNumbers()

    def learn(self, connection: Connection, codes: AbstractSet[str]) -> None:
        """Reads what is not known of these groups."""
        unknown = codes - self._days.keys()
        if not unknown:
            return
        if len(self._days) > MOST:
            self._days.clear()
            unknown = set(codes)
        self._days |= {code: {} for code in unknown}
        for code, client_id, days, opening in _ordered(connection, unknown):
            listed = {*(days.split(",") if days else ()), *([opening] if opening else ())}
            self._days[code][client_id] = tuple(map(self._number.__getitem__, listed))

    def days_of_others(self, code: str, client_id: int) -> set[Day]:
        """When the others in his group ordered."""
        members = self._days.get(code, {})
        return set().union(*(days for number, days in members.items() if number != client_id))


def _ordered(connection: Connection, codes: Collection[str]) -> Collection[tuple[str, int, str | None, str | None]]:
    """Group, client, his days in one text, and the last of those before the orders on record began."""
    opening = written(connection, clients.c.opening_last_order_on)
    query = (
        select(
            clients.c.group_code,
            clients.c.id,
            func.aggregate_strings(written(connection, orders.c.ordered_on), ","),
            opening,
        )
        .join_from(clients, orders, and_(orders.c.client_id == clients.c.id, orders.c.amount >= 0), isouter=True)
        .where(among(connection, clients.c.group_code, codes), clients.c.merged_into.is_(None))
        .group_by(clients.c.group_code, clients.c.id, opening)
    )
    return plain_rows(connection, query)
