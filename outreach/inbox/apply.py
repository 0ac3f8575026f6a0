"""Brings about what classified messages mean, in the caller's transaction; doing it again changes nothing.

What each message means is decided in `consequence`; whose tables change is each owner's business.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from outreach.book.records import mark_addresses_dead
from outreach.inbox.classify import Found
from outreach.inbox.consequence import Consequence, decide, key_of
from outreach.inbox.received import Pending
from outreach.inbox.records import Connection, already_applied, clients_at, letters_about, lock_new, set_outcomes
from outreach.journal import record
from outreach.outbox.records import mark_bounced, prove_sent
from outreach.policy.records import suppress
from outreach.store.words import IncomingKind


def apply_found(
    connection: Connection, classified: Sequence[tuple[Pending, Found]], *, now: datetime, by: str
) -> tuple[Consequence, ...]:
    """What was done, message by message; messages that must wait, or that another process applied, are left out."""
    ours = lock_new(connection, [pending.incoming_id for pending, _ in classified])
    mine = [(pending, found) for pending, found in classified if pending.incoming_id in ours]
    outcomes = _decided(connection, mine, by=by)
    consequences = {incoming_id: consequence for incoming_id, (_, consequence) in outcomes.items()}
    _bring_about(connection, consequences, now=now, by=by)
    set_outcomes(connection, outcomes, now=now)
    return tuple(consequences.values())


def _decided(
    connection: Connection, classified: Sequence[tuple[Pending, Found]], *, by: str
) -> dict[int, tuple[Found, Consequence]]:
    letters = letters_about(connection, [found.letter_id for _, found in classified if found.letter_id is not None])
    strangers = [found for _, found in classified if found.letter_id not in letters]
    clients = clients_at(connection, {key for found in strangers if (key := _address_of(found))})
    seen = already_applied(connection, letters)
    outcomes: dict[int, tuple[Found, Consequence]] = {}
    for pending, found in classified:
        same = (found.letter_id or 0, found.kind, found.message_id)
        consequence = decide(
            found,
            letters.get(found.letter_id or 0),
            incoming_id=pending.incoming_id,
            client_id=clients.get(_address_of(found)),
            repeated=same in seen,
            fetched_at=pending.fetched_at,
            by=by,
        )
        if consequence is not None:
            outcomes[pending.incoming_id] = (found, consequence)
            seen.update([same] if found.message_id else [])
    return outcomes


def _address_of(found: Found) -> str:
    """Whom a message without a letter may be about: who wrote it, or whom a report names."""
    if found.kind in {IncomingKind.BOUNCE, IncomingKind.SPAM_REPORT}:
        return next((key for address in found.recipients if (key := key_of(address))), "")
    return key_of(found.sender)


def _bring_about(connection: Connection, consequences: Mapping[int, Consequence], *, now: datetime, by: str) -> None:
    """In the one order of locks, gate, address, letter, each by key: two processes never wait for one another."""
    in_order = sorted(consequences.values(), key=lambda consequence: consequence.letter_id or 0)
    orders = [(order, one.letter_id) for one in in_order for order in one.suppress]
    for order, letter_id in sorted(orders, key=lambda pair: (pair[0].scope, pair[0].key)):
        suppress(connection, order, now=now, by=by, letter_id=letter_id)
    for address_key in sorted({one.dead_address for one in in_order if one.dead_address}):
        mark_addresses_dead(connection, address_key, now=now)
    for one in in_order:
        if one.letter_id is not None and one.bounced:
            mark_bounced(connection, one.letter_id, now=now, by=by, detail=one.effect)
        if one.letter_id is not None and one.sent:
            prove_sent(connection, one.letter_id, now=now, by=by, detail=one.kind)
    record(connection, [one.entry for one in consequences.values() if one.entry], now=now)
