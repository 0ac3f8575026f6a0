"""What stands against an address or a client, whatever is to be written to them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from outreach.policy.suppression import domain_of
from outreach.store.tables import suppressions
from outreach.store.words import LetterKind, SuppressionReason, SuppressionScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """A suppression that stands; `kind` None is every letter."""

    scope: SuppressionScope
    key: str  # the address, the domain or the client's number
    reason: SuppressionReason
    kind: LetterKind | None
    source: str | None
    at: datetime


def stands_against(
    connection: Connection, *, client_id: int | None = None, address_keys: tuple[str, ...] = ()
) -> tuple[Standstill, ...]:
    """Every suppression of the client, of these addresses and of their domains, the oldest first."""
    concerned = [
        and_(suppressions.c.scope == SuppressionScope.ADDRESS, suppressions.c.key.in_(address_keys)),
        and_(
            suppressions.c.scope == SuppressionScope.DOMAIN,
            suppressions.c.key.in_([domain_of(key) for key in address_keys]),
        ),
    ]
    if client_id is not None:
        concerned.append(and_(suppressions.c.scope == SuppressionScope.CLIENT, suppressions.c.key == str(client_id)))
    columns = [suppressions.c[name] for name in ("scope", "key", "reason", "kind", "source", "at")]
    query = select(*columns).where(suppressions.c.ended_at.is_(None), or_(*concerned)).order_by(suppressions.c.id)
    return tuple(Standstill(**row) for row in connection.execute(query).mappings())
