"""Cap rows (I3): reserved at planning, confirmed at going, released when the letter will never go.

Every change is a conditional write of the row itself; asking first and writing afterwards lets two planners through.
One transaction writes caps at a time, so that rows taken in different orders never lock two of them crosswise.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, case, null, or_, text, update

from outreach.policy.cap import Cap, Hold, address_holder, client_holder
from outreach.store.bulk import chunks
from outreach.store.dialect import insert_into
from outreach.store.tables import caps


def stand_in_line(connection: Connection) -> None:
    """Waits until no other transaction writes caps; taken before rows that others may want together with caps."""
    if connection.dialect.name != "sqlite":  # which has one writer anyway
        connection.execute(text("LOCK TABLE caps IN SHARE ROW EXCLUSIVE MODE"))


def reserve(connection: Connection, cap: Cap, holds: Sequence[Hold]) -> set[int]:
    """Takes client and address for each decision, or neither; gives the decisions that have both.

    A decision that holds them already keeps them, for its new day.
    """
    stand_in_line(connection)
    taken: dict[tuple[str, int], bool] = {}
    asked = _first_per_holder(holds)
    rows = [(holder, hold.decision_id, hold.day) for hold in asked for holder in _holders(hold)]
    for part in chunks(rows):
        statement = insert_into(connection, caps).values(
            [{"kind": cap.kind, "holder": holder, "held_by": by, "held_on": day} for holder, by, day in part]
        )
        free = or_(caps.c.free_on.is_(None), caps.c.free_on <= statement.excluded.held_on)
        untaken = or_(caps.c.held_by.is_(None), caps.c.held_by == statement.excluded.held_by)
        got = connection.execute(
            statement.on_conflict_do_update(
                index_elements=[caps.c.kind, caps.c.holder],
                set_={"held_by": statement.excluded.held_by, "held_on": statement.excluded.held_on},
                where=untaken & free,
            ).returning(caps.c.holder, caps.c.held_by)
        )
        taken.update(dict.fromkeys(got, True))
    complete = {
        hold.decision_id for hold in asked if all((holder, hold.decision_id) in taken for holder in _holders(hold))
    }
    release(connection, cap, [by for _, by in taken if by not in complete])
    return complete


def confirm(connection: Connection, cap: Cap, hold: Hold) -> bool:
    """At going: turns the reservation into the last letter's date; False if it is not held or the day is too early.

    Both rows or none: False leaves them as they were.
    """
    stand_in_line(connection)
    still_mine = caps.c.held_by == hold.decision_id
    free = or_(caps.c.free_on.is_(None), caps.c.free_on <= hold.day)
    changed = connection.execute(
        update(caps)
        .where(caps.c.kind == cap.kind, caps.c.holder.in_(_holders(hold)), still_mine, free)
        .values(
            before_on=caps.c.last_on,
            before_free_on=caps.c.free_on,
            before_by=caps.c.last_by,
            last_on=hold.day,
            last_by=hold.decision_id,
            free_on=cap.free_after(hold.day),
            held_by=null(),
            held_on=null(),
        )
    ).rowcount
    if changed == len(_holders(hold)):
        return True
    restore(connection, cap, hold.decision_id, held_on=hold.day)
    return False


def restore(connection: Connection, cap: Cap, decision_id: int, *, held_on: date | None) -> None:
    """After a proven refusal: as if it had not gone; with `held_on` the reservation stands again.

    A reservation that another decision made meanwhile is left to it.
    """
    stand_in_line(connection)
    untaken = caps.c.held_by.is_(None)
    connection.execute(
        update(caps)
        .where(caps.c.kind == cap.kind, caps.c.last_by == decision_id)
        .values(
            last_on=caps.c.before_on,
            last_by=caps.c.before_by,
            free_on=caps.c.before_free_on,
            before_on=null(),
            before_by=null(),
            before_free_on=null(),
            held_by=case((untaken, decision_id if held_on else null()), else_=caps.c.held_by),
            held_on=case((untaken, held_on), else_=caps.c.held_on),
        )
    )


def release(connection: Connection, cap: Cap, decision_ids: Sequence[int]) -> None:
    """Gives reservations back: the letters were cancelled, have expired, or lost the race."""
    if decision_ids:
        stand_in_line(connection)
    for part in chunks(sorted(set(decision_ids))):
        connection.execute(
            update(caps).where(caps.c.kind == cap.kind, caps.c.held_by.in_(part)).values(held_by=null(), held_on=null())
        )


def _holders(hold: Hold) -> tuple[str, str]:
    return client_holder(hold.client_id), address_holder(hold.address_key)


def _first_per_holder(holds: Sequence[Hold]) -> list[Hold]:
    seen: set[str] = set()
    first = []
    for hold in holds:
        if seen.isdisjoint(_holders(hold)):
            first.append(hold)
            seen.update(_holders(hold))
    return first
