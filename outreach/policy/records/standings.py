"""Loads what policy knows about many clients at once: a few set-based reads a chunk, never one a client."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from outreach.policy.cap import address_holder, client_holder
from outreach.policy.standing import Ground, Mailbox, Standing
from outreach.policy.suppression import because_of, domain_of
from outreach.store.bulk import chunks
from outreach.store.tables import addresses, caps, clients, consents, incoming, suppressions
from outreach.store.words import Because, IncomingKind, LetterKind, SuppressionReason, SuppressionScope

# The graver reason is the one shown.
_GRAVITY = (
    Because.COMPLAINED,
    Because.UNSUBSCRIBED,
    Because.REFUSED_CONTACT,
    Because.BLOCKED_DOMAIN,
    Because.DEAD_ADDRESS,
    Because.OPTED_OUT,
)


def standings(connection: Connection, client_ids: Sequence[int], *, kind: LetterKind) -> dict[int, Standing]:
    """One Standing per client that exists, for letters of `kind`."""
    found: dict[int, Standing] = {}
    for part in chunks(client_ids, size=500):
        found.update(_part(connection, part, kind=kind))
    return found


def _part(connection: Connection, ids: Sequence[int], *, kind: LetterKind) -> dict[int, Standing]:
    boxes = _addresses(connection, ids)
    keys = sorted({row.address_key for rows in boxes.values() for row in rows})
    against = _suppressed(connection, ids, keys, kind=kind)
    capped = _capped(connection, ids, keys, kind=kind)
    grounds = _grounds(connection, ids, kind=kind)
    unread = _unread(connection, ids)
    wanted = [clients.c[name] for name in ("id", "silent_because", "not_winning_back", "away_until", "phone")]
    rows = connection.execute(select(*wanted).where(clients.c.id.in_(ids)))
    return {
        row.id: Standing(
            client_id=row.id,
            mailboxes=tuple(
                Mailbox(
                    email=box.email,
                    address_key=box.address_key,
                    state=box.state,
                    against=_gravest(
                        against.get((SuppressionScope.ADDRESS, box.address_key)),
                        against.get((SuppressionScope.DOMAIN, domain_of(box.address_key))),
                    ),
                    capped_until=capped.get(address_holder(box.address_key)),
                )
                for box in boxes[row.id]
            ),
            against=against.get((SuppressionScope.CLIENT, str(row.id))),
            grounds=tuple(grounds[row.id]),
            capped_until=capped.get(client_holder(row.id)),
            silent_because=row.silent_because,
            not_winning_back=row.not_winning_back,
            away_until=row.away_until,
            has_phone=bool(row.phone),
            unread_reply=unread.get(row.id),
        )
        for row in rows
    }


def _addresses(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    order = (addresses.c.client_id, addresses.c.rank, addresses.c.id)
    for row in connection.execute(select(addresses).where(addresses.c.client_id.in_(ids)).order_by(*order)):
        found[row.client_id].append(row)
    return found


def _suppressed(
    connection: Connection, ids: Sequence[int], keys: Sequence[str], *, kind: LetterKind
) -> dict[tuple[SuppressionScope, str], Because]:
    concerns = or_(suppressions.c.kind.is_(None), suppressions.c.kind == kind)
    asked = {
        SuppressionScope.CLIENT: [str(number) for number in ids],
        SuppressionScope.ADDRESS: list(keys),
        SuppressionScope.DOMAIN: sorted({domain_of(key) for key in keys}),
    }
    found: dict[tuple[SuppressionScope, str], Because] = {}
    for scope, words in asked.items():
        columns = (suppressions.c.key, suppressions.c.reason, suppressions.c.kind)
        standing = suppressions.c.ended_at.is_(None) & (suppressions.c.scope == scope) & suppressions.c.key.in_(words)
        for key, reason, about in connection.execute(select(*columns).where(standing, concerns)):
            why = because_of(scope, SuppressionReason(reason), kind=about)
            found[(scope, key)] = _gravest(found.get((scope, key)), why) or why
    return found


def _gravest(*reasons: Because | None) -> Because | None:
    given = [reason for reason in reasons if reason is not None]
    return min(given, key=_GRAVITY.index) if given else None


def _capped(connection: Connection, ids: Sequence[int], keys: Sequence[str], *, kind: LetterKind) -> dict[str, date]:
    holders = [client_holder(number) for number in ids] + [address_holder(key) for key in keys]
    found: dict[str, date] = {}
    for part in chunks(holders):
        rows = connection.execute(
            select(caps.c.holder, caps.c.free_on).where(
                caps.c.kind == kind, caps.c.holder.in_(part), caps.c.free_on.is_not(None)
            )
        )
        found.update((row.holder, row.free_on) for row in rows)
    return found


def _grounds(connection: Connection, ids: Iterable[int], *, kind: LetterKind) -> dict[int, list[Ground]]:
    found: dict[int, list[Ground]] = defaultdict(list)
    covers = or_(consents.c.covers.is_(None), consents.c.covers == kind)
    columns = (consents.c.client_id, consents.c.basis, consents.c.expires_on)
    for client_id, basis, expires_on in connection.execute(
        select(*columns).where(consents.c.client_id.in_(ids), covers)
    ):
        found[client_id].append(Ground(basis=basis, expires_on=expires_on))
    return found


def _unread(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    rows = connection.execute(
        select(incoming.c.client_id, incoming.c.id)
        .where(incoming.c.client_id.in_(ids), incoming.c.kind == IncomingKind.REPLY, incoming.c.read_at.is_(None))
        .order_by(incoming.c.id.desc())
    )
    return {row.client_id: row.id for row in rows}
