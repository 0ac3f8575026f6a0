"""Plans an occasion: a decision for every client considered, reservations made, the audience frozen.

Start here to see how a plan comes about. May be killed at any line and run again: a client who has his decision keeps
it, and the rest follow. Words are not made here; see `outreach/letter`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.campaign.campaign import Campaign
from outreach.campaign.decide import Decision, World, decide
from outreach.campaign.occasion import Occasion
from outreach.campaign.records import (
    Known,
    Waiting,
    audience_ids,
    candidates,
    decide_all_anew,
    decide_anew,
    decided_clients,
    has_left,
    known_campaign,
    known_occasion,
    mark_planned,
    plan_alone,
    still_in,
    waiting,
    write_decisions,
)
from outreach.policy.cap import Cap, cap_of
from outreach.store.bulk import chunks
from outreach.store.engine import Connection, Store
from outreach.store.words import Because, Choice

BATCH = 1_000  # clients a transaction, so that a long planning never keeps others from writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a planning did; `counts` by choice of the decisions that were added."""

    campaign: str
    occasion: str
    counts: Mapping[str, int] = field(default_factory=dict)
    decided_anew: int = 0
    stopped_because: str | None = None

    def tally(self) -> Counter[str]:
        """What was done, by word; empty if there was nothing to do."""
        return Counter(self.counts) + Counter({"decided anew": self.decided_anew})


def plan_occasion(store: Store, world: World, *, digest: str, by: str) -> Planned:
    """Decides about everybody in the audience who has no decision yet, then about those who wait."""
    campaign, occasion = world.campaign, world.occasion
    cap = cap_of(campaign.kind, world.settings.care)
    with store.write() as connection:
        known = known_campaign(connection, campaign, now=world.now)
        if known.stopped_because is not None:
            return Planned(campaign=campaign.key, occasion=occasion.key, stopped_because=known.stopped_because)
        complete = _is_complete(connection, known, world, digest=digest, cap=cap)
    counts = {} if complete else _decide_new(store, known, world, digest=digest, cap=cap, by=by)
    anew = _decide_waiting(store, known, world, digest=digest, cap=cap, by=by)
    return Planned(campaign=campaign.key, occasion=occasion.key, counts=counts, decided_anew=anew)


def would_decide(connection: Connection, world: World) -> Iterator[Decision]:
    """What a planning would decide now, without writing anything: `outreach plan --dry-run`."""
    taken: dict[str, int] = {}
    for part in chunks(_audience(connection, world), size=BATCH):
        for decision in _decided(connection, part, world):
            key = decision.address_key
            if decision.choice is Choice.WRITE and key:
                other = taken.setdefault(key, decision.client_id)
                if other != decision.client_id:
                    yield Decision(
                        client_id=decision.client_id,
                        choice=Choice.SKIP,
                        because=Because.SAME_ADDRESS,
                        detail={"client": str(other)},
                    )
                    continue
            yield decision


def _is_complete(connection: Connection, known: Known, world: World, *, digest: str, cap: Cap | None) -> bool:
    """Whether the audience is frozen; a changed content opens it again, as long as no letter of it has left."""
    on_record = known_occasion(connection, known.id, world.occasion, control=world.campaign.care.control)
    if on_record.planned_at is None:
        return False
    if on_record.digest == digest or has_left(connection, known.id, world.occasion.key):
        return True
    decide_all_anew(connection, known.id, world.occasion.key, cap=cap, now=world.now)
    return False


def _decide_new(store: Store, known: Known, world: World, *, digest: str, cap: Cap | None, by: str) -> dict[str, int]:
    with store.read() as connection:
        ids = _audience(connection, world)
        decided = decided_clients(connection, known.id, world.occasion.key)
    counts: dict[str, int] = {}
    for part in chunks([number for number in ids if number not in decided], size=BATCH):
        with store.write() as connection:
            plan_alone(connection, known.id)
            added = write_decisions(
                connection,
                _decided(connection, part, world),
                campaign_id=known.id,
                occasion=world.occasion.key,
                theme=world.occasion.theme,
                cap=cap,
                now=world.now,
            )
        for choice, number in added.items():
            counts[choice] = counts.get(choice, 0) + number
    with store.write() as connection:
        mark_planned(connection, known.id, world.occasion, digest=digest, counts=counts, now=world.now, by=by)
    return counts


def _decide_waiting(store: Store, known: Known, world: World, *, digest: str, cap: Cap | None, by: str) -> int:
    with store.read() as connection:
        all_waiting = waiting(connection, known.id, world.occasion.key, today=world.today)
    rows = [row for row in all_waiting if not row.is_stuck(digest)]
    count = 0
    for part in chunks(rows, size=BATCH):
        with store.write() as connection:
            plan_alone(connection, known.id)
            fresh = _decided_anew(connection, part, world)
            count += decide_anew(
                connection,
                [(old, fresh[old.client_id]) for old in part if old.client_id in fresh],
                campaign_id=known.id,
                occasion=world.occasion.key,
                cap=cap,
                today=world.today,
                now=world.now,
                by=by,
            )
    return count


def _decided_anew(connection: Connection, rows: Sequence[Waiting], world: World) -> dict[int, Decision]:
    ids = [row.client_id for row in rows]
    stay = still_in(connection, world.campaign.segment, ids, today=world.today)
    fresh = {one.client_id: one for one in _decided(connection, sorted(stay), world)}
    for row in rows:
        if row.client_id not in stay:
            came_back = row.detail.get("change") in {"ordered", "asked"}
            because = Because.CAME_BACK if came_back else Because.LEFT_AUDIENCE
            fresh[row.client_id] = Decision(client_id=row.client_id, choice=Choice.SKIP, because=because)
    return fresh


def _audience(connection: Connection, world: World) -> list[int]:
    return audience_ids(
        connection,
        world.campaign.segment,
        world.occasion,
        when=world.campaign.when,
        leap_day=world.settings.care.leap_day,
        today=world.today,
    )


def _decided(connection: Connection, ids: Sequence[int], world: World) -> list[Decision]:
    found = candidates(
        connection, ids, campaign=world.campaign, occasion=world.occasion, today=world.today, now=world.now
    )
    return [decide(candidate, world) for candidate in found]


def first_day(occasion: Occasion, *, today: dt.date) -> int:
    """Days until the first letters of the occasion may leave; 0 when they may already."""
    return max(0, (occasion.starts_on - today).days)


def campaign_named(campaigns: Sequence[Campaign], name: str) -> Campaign | None:
    """The campaign with this key, with or without .toml behind it."""
    wanted = name.removesuffix(".toml")
    return next((campaign for campaign in campaigns if campaign.key == wanted), None)
