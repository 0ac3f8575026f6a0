"""Where a client is in his life with us (P9): every stage with its boundary days, and which comes first."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, text, update

from outreach.lapse.records.stage import stage_of
from outreach.segment.compiler import Crossing, Side, audience, edge, split
from outreach.segment.who import Segment
from outreach.segment.why import why
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import IncomingKind, IncomingState, LetterKind, Stage, State
from tests.cast import MORNING, add_client, add_order

TODAY = date(2025, 10, 1)
DAY = timedelta(days=1)
LOST_ON = date(2025, 9, 1)
MIDNIGHT = datetime.combine(LOST_ON, time(), UTC)


def add(store: Store, *, facts: dict[str, Any] | None = None, **columns: Any) -> int:
    """A client who ordered on five days, unless his facts say otherwise."""
    number = add_client(store, **columns)
    usual = {"order_days": 5, "orders": 5, "revenue": 0, "revenue_year": 0, "first_order_on": date(2023, 1, 1),
             "last_order_on": date(2025, 1, 1), "computed_on": TODAY}  # fmt: skip
    put(store, tables.client_facts, client_id=number, **(usual | (facts or {})))
    return number


def add_lost(store: Store, *, on: date = LOST_ON, **more: Any) -> int:
    return add(store, facts={"lost_on": on, "at_risk_on": on - 30 * DAY} | more.pop("facts", {}), **more)


def put(store: Store, table: Any, **row: Any) -> None:
    with store.write() as connection:
        connection.execute(insert(table).values(**row))


def replies(store: Store, number: int, *, at: datetime, kind: IncomingKind = IncomingKind.REPLY) -> None:
    put(store, tables.incoming, source="s", sha256=f"{number}-{at}-{kind}", raw=b"", fetched_at=at, evidence="token",
        state=IncomingState.APPLIED, kind=kind, client_id=number)  # fmt: skip


def asks(store: Store, number: int, *, on: date) -> None:
    put(store, tables.inquiries, client_id=number, source_key=f"{number}|{on}", asked_on=on, imported_at=MORNING)


def is_called(store: Store, number: int, *, on: date, answered: bool | None = None) -> None:
    key = f"{number}|{on}|{answered}"
    put(store, tables.contacts, client_id=number, source_key=key, on_day=on, channel="call", answered=answered)


def is_written_to(store: Store, number: int, *, at: datetime | None, state: State = State.SENT) -> None:
    of_campaign = {"campaign_id": number, "occasion": "2025", "client_id": number}
    put(store, tables.campaigns, id=number, key=f"c{number}", title="", kind=LetterKind.GREETING, first_seen_at=MORNING)
    put(store, tables.decisions, id=number, choice="write", because="due", detail={}, theme="t", decided_at=MORNING,
        **of_campaign)  # fmt: skip
    moments = dict.fromkeys(("due_at", "day_ends_at", "expires_at", "drafted_at"), MORNING)
    texts = dict.fromkeys(("sender", "subject", "message_hash", "digest", "mail_from", "language"), "")
    put(store, tables.letters, id=number, decision_id=number, kind=LetterKind.GREETING, state=state,
        email="a@e.example", address_key=f"{number}", message_id=f"{number}", message=b"", facts_used=[],
        time_zone="UTC", going_at=at,
        **of_campaign, **moments, **texts)  # fmt: skip


def was_lost(store: Store, number: int, *, ended_on: date | None, order: int | None, on: date = LOST_ON) -> None:
    put(store, tables.lapses, client_id=number, lost_on=on, noticed_at=MORNING, tier="gold", value_year=0,
        ended_on=ended_on, ended_by_order=order)  # fmt: skip


def stage(store: Store, number: int, *, today: date = TODAY) -> Stage | None:
    """His stage, by his own page; conditions must say the same, each stage of itself alone."""
    with store.read() as connection:
        found, _ = stage_of(connection, number, today=today)
        for each in Stage:
            held = connection.execute(audience(Segment(where=f"stage = '{each}'"), today=today)).scalars()
            assert (number in set(held)) is (found is each), each
        unknown = set(connection.execute(audience(Segment(where="stage is null"), today=today)).scalars())
        assert (number in unknown) is (found is None)
    return found


def after_first(store: Store, number: int, *, today: date = TODAY) -> bool:
    with store.read() as connection:
        _, found = stage_of(connection, number, today=today)
        held = connection.execute(audience(Segment(where="lost_after_first"), today=today)).scalars()
        assert (number in set(held)) is found
    return found


def test_who_never_ordered_is_at_no_stage(store: Store) -> None:
    unknown, asked = add_client(store), add(store, facts={"first_order_on": None, "order_days": 0})
    assert (stage(store, unknown), stage(store, asked)) == (None, None)


def test_a_client_is_regular_from_his_third_purchase_on(store: Store) -> None:
    for days, found in ((1, Stage.NEW), (2, Stage.NEW), (3, Stage.ACTIVE), (9, Stage.ACTIVE)):
        assert stage(store, add(store, facts={"order_days": days})) is found


def test_at_risk_and_lost_begin_on_their_days(store: Store) -> None:
    number = add(store, facts={"at_risk_on": TODAY, "lost_on": TODAY + 10 * DAY})
    assert stage(store, number, today=TODAY - DAY) is Stage.ACTIVE
    assert stage(store, number) is Stage.AT_RISK
    assert stage(store, number, today=TODAY + 9 * DAY) is Stage.AT_RISK
    assert stage(store, number, today=TODAY + 10 * DAY) is Stage.LAPSED


def test_a_letter_that_left_since_he_was_lost_is_a_contact(store: Store) -> None:
    for state in State:
        number = add_lost(store)
        is_written_to(store, number, at=MIDNIGHT, state=state)
        left = state in {State.GOING, State.SENT, State.BOUNCED, State.IN_DOUBT}
        with store.read() as connection:
            found, _ = stage_of(connection, number, today=TODAY)
        assert found is (Stage.CONTACTED if left else Stage.LAPSED), state


def test_a_letter_before_he_was_lost_is_none(store: Store) -> None:
    before, never = add_lost(store), add_lost(store)
    is_written_to(store, before, at=MIDNIGHT - timedelta(microseconds=1))
    is_written_to(store, never, at=None)
    assert (stage(store, before), stage(store, never)) == (Stage.LAPSED, Stage.LAPSED)


def test_a_call_since_he_was_lost_is_a_contact(store: Store) -> None:
    before, first, last, planned = (add_lost(store) for _ in range(4))
    answers = (
        (before, LOST_ON - DAY, None),
        (first, LOST_ON, None),
        (last, TODAY, False),
        (planned, TODAY + DAY, None),
    )
    for number, day, answered in answers:
        is_called(store, number, on=day, answered=answered)
    assert [stage(store, number) for number in (before, first, last, planned)] == [
        Stage.LAPSED, Stage.CONTACTED, Stage.CONTACTED, Stage.LAPSED,
    ]  # fmt: skip


def test_a_call_that_he_answered_and_a_question_of_his_are_talks(store: Store) -> None:
    # What is dated ahead has not happened yet.
    days = {LOST_ON - DAY: Stage.LAPSED, LOST_ON: Stage.IN_TALKS, TODAY: Stage.IN_TALKS, TODAY + DAY: Stage.LAPSED}
    for day, found in days.items():
        called, asked = add_lost(store), add_lost(store)
        is_called(store, called, on=day, answered=True)
        asks(store, asked, on=day)
        assert (stage(store, called), stage(store, asked)) == (found, found)


def test_a_reply_since_he_was_lost_is_a_talk_and_a_robots_is_none(store: Store) -> None:
    before, wrote, robot = (add_lost(store) for _ in range(3))
    replies(store, before, at=MIDNIGHT - timedelta(microseconds=1))
    replies(store, wrote, at=MIDNIGHT)
    replies(store, robot, at=MIDNIGHT + DAY, kind=IncomingKind.AUTO_REPLY)
    assert [stage(store, number) for number in (before, wrote, robot)] == [Stage.LAPSED, Stage.IN_TALKS, Stage.LAPSED]


def test_a_day_begins_in_utc_whatever_the_zone_of_the_session(store: Store) -> None:
    early, late = add_lost(store), add_lost(store)
    replies(store, early, at=MIDNIGHT - timedelta(hours=1))
    replies(store, late, at=MIDNIGHT)
    with store.read() as connection:
        for zone in ("Asia/Tokyo", "America/New_York"):
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL TIME ZONE '{zone}'"))
            assert stage_of(connection, early, today=TODAY)[0] is Stage.LAPSED
            assert stage_of(connection, late, today=TODAY)[0] is Stage.IN_TALKS


def test_a_talk_outranks_a_contact_and_a_mark_outranks_both(store: Store) -> None:
    number = add_lost(store)
    is_written_to(store, number, at=MIDNIGHT)
    assert stage(store, number) is Stage.CONTACTED
    asks(store, number, on=TODAY)
    assert stage(store, number) is Stage.IN_TALKS
    for mark in ("not_winning_back", "silent_because"):
        for why_closed, found in (("debts", Stage.CLOSED), ("", Stage.IN_TALKS)):
            with store.write() as connection:
                connection.execute(update(tables.clients).values({mark: why_closed}))
            assert stage(store, number) is found


def test_who_never_ordered_and_is_marked_is_closed(store: Store) -> None:
    assert stage(store, add_client(store, silent_because="bereaved")) is Stage.CLOSED


def test_talks_before_he_was_lost_are_no_stage_of_one_who_is_not(store: Store) -> None:
    number = add(store)
    asks(store, number, on=TODAY)
    is_called(store, number, on=TODAY, answered=True)
    assert stage(store, number) is Stage.ACTIVE


def test_who_came_back_is_so_for_a_year_or_until_his_third_purchase(store: Store) -> None:
    number = add(store)
    order = add_order(store, number, on=TODAY)
    was_lost(store, number, ended_on=TODAY, order=order)
    assert stage(store, number, today=TODAY - DAY) is Stage.ACTIVE
    assert stage(store, number) is Stage.RETURNED
    assert stage(store, number, today=TODAY + 365 * DAY) is Stage.RETURNED
    assert stage(store, number, today=TODAY + 366 * DAY) is Stage.ACTIVE
    add_order(store, number, on=TODAY - 40 * DAY)  # before he was lost
    add_order(store, number, on=TODAY)  # the same day again
    add_order(store, number, on=TODAY + 5 * DAY)
    add_order(store, number, on=TODAY + 6 * DAY, amount=-100)  # a refund is no purchase
    assert stage(store, number, today=TODAY + 8 * DAY) is Stage.RETURNED
    add_order(store, number, on=TODAY + 7 * DAY)
    assert stage(store, number, today=TODAY + 6 * DAY) is Stage.RETURNED
    assert stage(store, number, today=TODAY + 7 * DAY) is Stage.ACTIVE


def test_only_his_latest_loss_counts_and_only_if_an_order_ended_it(store: Store) -> None:
    by_rule, again, standing = add(store), add(store), add(store)
    was_lost(store, by_rule, ended_on=TODAY, order=None)
    for number in (again, standing):
        order = add_order(store, number, on=TODAY - 90 * DAY)
        was_lost(store, number, on=TODAY - 200 * DAY, ended_on=TODAY - 90 * DAY, order=order)
    assert stage(store, again) is Stage.RETURNED
    was_lost(store, again, on=TODAY - 50 * DAY, ended_on=TODAY - 10 * DAY, order=None)
    was_lost(store, standing, on=TODAY - 50 * DAY, ended_on=None, order=None)
    assert [stage(store, number) for number in (by_rule, again, standing)] == [Stage.ACTIVE] * 3


def test_at_risk_outranks_returned_and_returned_outranks_new(store: Store) -> None:
    number = add(store, facts={"order_days": 2, "at_risk_on": TODAY + DAY})
    was_lost(store, number, ended_on=TODAY, order=add_order(store, number, on=TODAY))
    assert stage(store, number) is Stage.RETURNED
    assert stage(store, number, today=TODAY + DAY) is Stage.AT_RISK


def test_leaving_after_the_first_order_is_a_loss_of_its_own_kind(store: Store) -> None:
    first = date(2023, 1, 1)
    once = add_lost(store, facts={"order_days": 1})
    twice = add_lost(store, facts={"order_days": 2})
    by_group = add_lost(store, facts={"order_days": 1, "group_order_on": first + DAY})
    group_before = add_lost(store, facts={"order_days": 1, "group_order_on": first})
    new = add(store, facts={"order_days": 1})
    assert [after_first(store, one) for one in (once, twice, by_group, group_before, new)] == [
        True, False, False, True, False,
    ]  # fmt: skip
    assert not after_first(store, once, today=LOST_ON - DAY)
    assert after_first(store, once, today=LOST_ON)
    assert not after_first(store, add_client(store))


def test_the_edge_tells_who_moves_to_another_stage(store: Store) -> None:
    soon = add(store, facts={"at_risk_on": TODAY + 3 * DAY, "lost_on": TODAY + 20 * DAY, "order_days": 1})
    with store.read() as connection:
        risk = edge(connection, Segment(where="stage = 'at_risk'"), today=TODAY, days=10)
        assert risk.falling_in == Side(clients=1, first=(Crossing(client_id=soon, on=TODAY + 3 * DAY),))
        lapsing = edge(connection, Segment(where="stage in ('lapsed', 'contacted')"), today=TODAY)
        assert lapsing.falling_in.first == (Crossing(client_id=soon, on=TODAY + 20 * DAY),)
        assert edge(connection, Segment(where="stage = 'new'"), today=TODAY).falling_out.clients == 1
        assert edge(connection, Segment(where="lost_after_first"), today=TODAY).falling_in.clients == 1


def test_why_says_which_stage_he_is_at(store: Store) -> None:
    number, unknown = add_lost(store, facts={"order_days": 1}), add_client(store)
    segment = Segment(where="stage in ('contacted', 'in_talks') and lost_after_first")
    with store.read() as connection:
        told = why(connection, segment, client_id=number, today=TODAY)
        assert [(clause.value, clause.holds) for clause in told] == [("lapsed", False), ("yes", True)]
        nothing = why(connection, segment, client_id=unknown, today=TODAY)
        assert [clause.value for clause in nothing] == ["unknown", "no"]


def test_clients_are_counted_by_stage(store: Store) -> None:
    for _ in range(2):
        add_lost(store)
    add(store)
    add_client(store)
    with store.read() as connection:
        found = split(connection, Segment(), field="stage", today=TODAY)
    assert found == (("lapsed", 2), ("active", 1), (None, 1))
