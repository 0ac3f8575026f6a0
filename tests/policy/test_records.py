"""What policy keeps: stops, grounds, caps and pauses, on both databases."""

import datetime as dt

import pytest
from sqlalchemy import insert, select, update

from outreach.book.importing import ConsentRow, OptOutRow
from outreach.policy.cap import NEVER_AGAIN, Cap, Hold
from outreach.policy.records import (
    Pause,
    confirm,
    count_paused,
    lift_unsubscription,
    pass_the_gate,
    pause,
    record_consents,
    record_opt_outs,
    release,
    reserve,
    restore,
    resume,
    standing_pauses,
    standings,
    stop_the_gate,
    suppress,
)
from outreach.policy.suppression import Suppress
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import (
    AddressState,
    Because,
    ConsentBasis,
    IncomingKind,
    IncomingState,
    LetterKind,
    PauseScope,
    SuppressionReason,
    SuppressionScope,
)
from tests.cast import MORNING, add_client

DAY = dt.date(2026, 1, 12)
NEWS = Cap(kind=LetterKind.NEWSLETTER, months=3)
SORRY = Cap(kind=LetterKind.APOLOGY, months=None)


def stop(
    store: Store,
    scope: SuppressionScope,
    key: str,
    *,
    reason: SuppressionReason = SuppressionReason.UNSUBSCRIBED,
    kind: LetterKind | None = None,
) -> bool:
    with store.write() as connection:
        order = Suppress(scope=scope, key=key, reason=reason, kind=kind, source="test")
        return suppress(connection, order, now=MORNING, by="test")


def against(store: Store, client_id: int, kind: LetterKind = LetterKind.NEWSLETTER) -> list[Because | None]:
    """What stands against the client himself, then against each of his mailboxes."""
    with store.read() as connection:
        found = standings(connection, [client_id], kind=kind)[client_id]
    return [found.against, *(box.against for box in found.mailboxes)]


def hold(decision_id: int, *, client: int = 1, address: str = "a@b.example", day: dt.date = DAY) -> Hold:
    return Hold(decision_id=decision_id, client_id=client, address_key=address, day=day)


def reserved(store: Store, *holds: Hold, cap: Cap = NEWS) -> set[int]:
    with store.write() as connection:
        return reserve(connection, cap, holds)


def gone(store: Store, one: Hold, *, cap: Cap = NEWS) -> bool:
    with store.write() as connection:
        return confirm(connection, cap, one)


def cap_rows(store: Store) -> dict[str, tuple[dt.date | None, int | None]]:
    """Until when each holder is capped, and who holds him."""
    with store.read() as connection:
        return {row.holder: (row.free_on, row.held_by) for row in connection.execute(select(tables.caps))}


# -- suppression -------------------------------------------------------------------------------------------------


def test_an_address_a_domain_and_a_client_are_stopped_each_by_itself(store: Store) -> None:
    anna = add_client(store, email="anna@firm.example")
    boris = add_client(store, email="boris@firm.example")
    vera = add_client(store, email="vera@else.example")
    stop(store, SuppressionScope.ADDRESS, "anna@firm.example")
    assert against(store, anna) == [None, Because.UNSUBSCRIBED]
    assert against(store, boris) == [None, None]
    stop(store, SuppressionScope.DOMAIN, "firm.example", reason=SuppressionReason.BLOCKED)
    assert against(store, boris) == [None, Because.BLOCKED_DOMAIN]
    assert against(store, vera) == [None, None]
    stop(store, SuppressionScope.CLIENT, str(vera), reason=SuppressionReason.COMPLAINED)
    assert against(store, vera) == [Because.COMPLAINED, None]


def test_an_opt_out_of_one_kind_leaves_the_others(store: Store) -> None:
    anna = add_client(store)
    stop(store, SuppressionScope.CLIENT, str(anna), kind=LetterKind.NEWSLETTER)
    assert against(store, anna) == [Because.OPTED_OUT, None]
    assert against(store, anna, LetterKind.GREETING) == [None, None]


def test_the_gravest_reason_is_the_one_shown(store: Store) -> None:
    anna = add_client(store, email="anna@firm.example")
    for reason in (SuppressionReason.DEAD, SuppressionReason.COMPLAINED, SuppressionReason.UNSUBSCRIBED):
        stop(store, SuppressionScope.ADDRESS, "anna@firm.example", reason=reason)
    assert against(store, anna) == [None, Because.COMPLAINED]


def test_saying_stop_twice_is_saying_it_once(store: Store) -> None:
    anna = add_client(store)
    assert stop(store, SuppressionScope.CLIENT, str(anna))
    assert not stop(store, SuppressionScope.CLIENT, str(anna))
    with store.read() as connection:
        rows = connection.execute(select(tables.journal).where(tables.journal.c.client_id == anna)).all()
    assert [row.event.value for row in rows] == ["suppressed"]


def test_an_unsubscription_by_mistake_is_lifted_and_nothing_else(store: Store) -> None:
    anna = add_client(store, email="anna@firm.example")
    stop(store, SuppressionScope.CLIENT, str(anna))
    stop(store, SuppressionScope.ADDRESS, "anna@firm.example")
    stop(store, SuppressionScope.ADDRESS, "anna@firm.example", reason=SuppressionReason.COMPLAINED)
    with store.write() as connection:
        who = {"client_id": anna, "address_key": "anna@firm.example"}
        assert lift_unsubscription(connection, **who, now=MORNING, by="Anna")  # type: ignore[arg-type]
        assert not lift_unsubscription(connection, **who, now=MORNING, by="Anna")  # type: ignore[arg-type]
    assert against(store, anna) == [None, Because.COMPLAINED]
    assert stop(store, SuppressionScope.CLIENT, str(anna))  # he may change his mind again


def test_a_client_list_stops_clients_and_addresses_and_lifts_nothing(store: Store) -> None:
    anna = add_client(store)
    rows = [
        OptOutRow(client_id=anna, address_key=None, reason=SuppressionReason.REFUSED_CONTACT, said="no"),
        OptOutRow(client_id=None, address_key="x@y.example", reason=SuppressionReason.UNSUBSCRIBED, said="no"),
        OptOutRow(client_id=anna, address_key="z@y.example", reason=SuppressionReason.UNSUBSCRIBED, said="no"),
    ]
    with store.write() as connection:
        assert record_opt_outs(connection, rows, now=MORNING, by="import") == 4
        assert record_opt_outs(connection, rows, now=MORNING, by="import") == 0


# -- grounds -----------------------------------------------------------------------------------------------------


def consent(client_id: int, *, until: dt.date | None = None, covers: LetterKind | None = None) -> ConsentRow:
    return ConsentRow(
        client_id=client_id, basis=ConsentBasis.CONSENT, covers=covers, given_on=DAY, expires_on=until, proof="form 7"
    )


def grounds(store: Store, client_id: int, kind: LetterKind = LetterKind.NEWSLETTER) -> list[dt.date | None]:
    with store.read() as connection:
        found = standings(connection, [client_id], kind=kind)[client_id]
    return [ground.expires_on for ground in found.grounds]


def test_a_consent_covers_its_kind_or_every_kind(store: Store) -> None:
    anna = add_client(store)
    with store.write() as connection:
        assert record_consents(connection, [consent(anna, covers=LetterKind.GREETING)], now=MORNING, by="x") == 1
    assert (grounds(store, anna), grounds(store, anna, LetterKind.GREETING)) == ([], [None])


@pytest.mark.parametrize("covers", [None, LetterKind.NEWSLETTER])
def test_the_same_consent_twice_is_one_and_its_end_may_move(store: Store, covers: LetterKind | None) -> None:
    anna = add_client(store)
    for until, changed in ((DAY, 1), (DAY, 0), (dt.date(2027, 1, 1), 1), (None, 1)):
        with store.write() as connection:
            row = consent(anna, until=until, covers=covers)
            assert record_consents(connection, [row, row], now=MORNING, by="x") == changed
        assert grounds(store, anna) == [until]


# -- caps --------------------------------------------------------------------------------------------------------


def test_a_reservation_takes_client_and_address_or_neither(store: Store) -> None:
    assert reserved(store, hold(1)) == {1}
    assert reserved(store, hold(2, client=2), hold(3, address="c@d.example"), hold(4, client=4, address="e@f.g")) == {4}
    rows = cap_rows(store)
    assert (rows["client:1"], rows["address:a@b.example"]) == ((None, 1), (None, 1))
    assert (rows["client:2"], rows["address:c@d.example"]) == ((None, None), (None, None))


def test_of_two_in_one_planning_the_first_has_it(store: Store) -> None:
    assert reserved(store, hold(1), hold(2, client=2)) == {1}


def test_to_reserve_again_moves_the_day_and_takes_nothing_away(store: Store) -> None:
    assert reserved(store, hold(1)) == {1}
    assert reserved(store, hold(1, day=DAY + dt.timedelta(days=1))) == {1}
    assert gone(store, hold(1))


def test_after_going_the_next_is_free_in_three_months_and_not_a_day_sooner(store: Store) -> None:
    reserved(store, hold(1, day=dt.date(2025, 11, 30)))
    assert gone(store, hold(1, day=dt.date(2025, 11, 30)))
    assert reserved(store, hold(2, day=dt.date(2026, 2, 27))) == set()
    assert reserved(store, hold(2, day=dt.date(2026, 2, 28))) == {2}


def test_going_needs_the_reservation_and_a_day_that_is_free(store: Store) -> None:
    assert not gone(store, hold(1))
    reserved(store, hold(1))
    gone(store, hold(1))
    later = DAY + dt.timedelta(days=100)
    reserved(store, hold(2, day=later))
    assert not gone(store, hold(2, day=DAY + dt.timedelta(days=30)))
    assert gone(store, hold(2, day=later))
    assert not gone(store, hold(2, day=later))


def test_a_going_that_is_refused_leaves_both_rows_as_they_were(store: Store) -> None:
    reserved(store, hold(1, address="old@b.example"))
    gone(store, hold(1, address="old@b.example"))
    with store.write() as connection:  # the client is free again by hand, the address is not
        connection.execute(update(tables.caps).where(tables.caps.c.holder == "client:1").values(free_on=None))
    later = hold(2, address="new@b.example", day=DAY)
    reserved(store, later)
    with store.write() as connection:
        row = update(tables.caps).where(tables.caps.c.holder == "address:new@b.example")
        connection.execute(row.values(free_on=DAY + dt.timedelta(days=9)))
    assert not gone(store, later)
    assert cap_rows(store)["client:1"] == (None, 2)


def test_a_refusal_gives_back_the_day_before(store: Store) -> None:
    reserved(store, hold(1))
    gone(store, hold(1))
    later = DAY + dt.timedelta(days=100)
    reserved(store, hold(2, day=later))
    gone(store, hold(2, day=later))
    with store.write() as connection:
        restore(connection, NEWS, 2, held_on=None)
    assert cap_rows(store)["client:1"] == (NEWS.free_after(DAY), None)
    with store.write() as connection:
        restore(connection, NEWS, 2, held_on=None)  # twice is once
    assert cap_rows(store)["client:1"] == (NEWS.free_after(DAY), None)


def test_a_letter_to_be_tried_later_holds_its_place(store: Store) -> None:
    reserved(store, hold(1))
    gone(store, hold(1))
    with store.write() as connection:
        restore(connection, NEWS, 1, held_on=DAY)
    assert cap_rows(store)["client:1"] == (None, 1)
    assert reserved(store, hold(2)) == set()
    assert gone(store, hold(1))


def test_a_word_given_late_leaves_the_next_ones_reservation(store: Store) -> None:
    reserved(store, hold(1))
    gone(store, hold(1))
    reserved(store, hold(2, day=DAY + dt.timedelta(days=100)))
    with store.write() as connection:
        restore(connection, NEWS, 1, held_on=None)  # the operator says in April that January's never left
    assert cap_rows(store)["client:1"] == (None, 2)


def test_released_reservations_are_free_and_others_stay(store: Store) -> None:
    reserved(store, hold(1), hold(2, client=2, address="c@d.example"))
    with store.write() as connection:
        release(connection, NEWS, [])
        release(connection, NEWS, [1, 1, 99])
    rows = cap_rows(store)
    assert (rows["client:1"], rows["client:2"]) == ((None, None), (None, 2))


def test_kinds_have_caps_of_their_own_and_an_apology_is_for_ever(store: Store) -> None:
    reserved(store, hold(1), cap=SORRY)
    assert gone(store, hold(1), cap=SORRY)
    assert reserved(store, hold(2), cap=NEWS) == {2}
    assert reserved(store, hold(3, day=dt.date(2099, 1, 1)), cap=SORRY) == set()
    with store.read() as connection:
        rows = connection.execute(select(tables.caps.c.free_on).where(tables.caps.c.kind == SORRY.kind))
        assert set(rows.scalars()) == {NEVER_AGAIN}


def test_caps_are_loaded_for_client_and_address(store: Store) -> None:
    anna = add_client(store, email="anna@firm.example")
    reserved(store, hold(1, client=anna, address="anna@firm.example"))
    gone(store, hold(1, client=anna, address="anna@firm.example"))
    with store.read() as connection:
        found = standings(connection, [anna, 999], kind=LetterKind.NEWSLETTER)
    assert list(found) == [anna]
    assert found[anna].capped_until == found[anna].mailboxes[0].capped_until == NEWS.free_after(DAY)


# -- the rest of a standing --------------------------------------------------------------------------------------


def test_mailboxes_stand_in_their_order_and_an_unread_reply_is_known(store: Store) -> None:
    anna = add_client(store, email="third@b.example", phone="+999", silent_because="serving")
    with store.write() as connection:
        for rank, email, state in ((-1, "first@b.example", "dead"), (0, "fourth@b.example", "live")):
            row = {"client_id": anna, "email": email, "address_key": email, "added_at": MORNING}
            connection.execute(insert(tables.addresses).values(rank=rank, state=state, **row))
        for number, read in ((1, MORNING), (2, None)):
            connection.execute(
                insert(tables.incoming).values(
                    id=number, source="x", sha256=str(number), raw=b"", fetched_at=MORNING, client_id=anna,
                    state=IncomingState.APPLIED, kind=IncomingKind.REPLY, read_at=read,
                )
            )  # fmt: skip
    with store.read() as connection:
        found = standings(connection, [anna], kind=LetterKind.NEWSLETTER)[anna]
    assert [box.email[:5] for box in found.mailboxes] == ["first", "third", "fourt"]
    assert found.mailboxes[0].state is AddressState.DEAD
    assert (found.unread_reply, found.has_phone, found.silent_because) == (2, True, "serving")


# -- pauses ------------------------------------------------------------------------------------------------------


def test_a_pause_stands_until_it_is_ended_or_its_time_is_over(store: Store) -> None:
    later = MORNING + dt.timedelta(hours=1)
    with store.write() as connection:
        assert pause(connection, Pause(scope=PauseScope.ALL, reason="a test"), now=MORNING, by="Anna")
        assert not pause(connection, Pause(scope=PauseScope.ALL, reason="again"), now=MORNING, by="Anna")
        short = Pause(scope=PauseScope.COUNTRY, key="UA", reason="mourning", until=later)
        assert pause(connection, short, now=MORNING, by="Anna")
    with store.read() as connection:
        assert [one.scope for one in standing_pauses(connection, now=MORNING)] == [PauseScope.ALL, PauseScope.COUNTRY]
        assert [one.reason for one in standing_pauses(connection, now=later)] == ["a test"]
    with store.write() as connection:
        assert resume(connection, scope=PauseScope.ALL, now=later, by="Anna") == 1
        assert resume(connection, scope=PauseScope.ALL, now=later, by="Anna") == 0
        assert standing_pauses(connection, now=later) == ()


def test_a_pause_may_be_made_longer(store: Store) -> None:
    days = [MORNING + dt.timedelta(days=days) for days in (2, 1, 3)]
    with store.write() as connection:
        made = [
            pause(connection, Pause(scope=PauseScope.COUNTRY, key="UA", reason="x", until=day), now=MORNING, by="Anna")
            for day in (*days, None, days[0])
        ]
        assert made == [True, False, True, True, False]
        assert resume(connection, scope=PauseScope.COUNTRY, key="UA", now=MORNING, by="Anna") == 3


def test_a_place_stands_still_in_every_spelling_of_the_book(store: Store) -> None:
    lives = [("UA", "м. Харків", None), ("UA", "Харьков", None), ("UA", None, "Харківська область"),
             ("RU", "Харьков", None), (None, "Харків", None), ("UA", "Львів", "Львівська область")]  # fmt: skip
    for country, city, region in lives:
        add_client(store, country=country, city=city, territory=region)

    def lives_in(scope: PauseScope, key: str) -> int:
        with store.read() as connection:
            return count_paused(connection, Pause(scope=scope, key=key, reason="mourning"))

    assert lives_in(PauseScope.CITY, "UA Kharkiv") == 2
    assert lives_in(PauseScope.REGION, "UA харківська обл.") == 1
    assert lives_in(PauseScope.COUNTRY, "UA") == 4
    assert lives_in(PauseScope.CITY, "UA Нігде") == 0
    assert lives_in(PauseScope.ALL, "") == 0


def test_the_gate_has_one_row_for_those_who_go_and_those_who_stop(store: Store) -> None:
    with store.write() as connection:
        pass_the_gate(connection)
        stop_the_gate(connection)
