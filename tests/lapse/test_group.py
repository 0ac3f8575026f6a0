"""Lapse is judged by group: who buys through another firm of his group is not lost."""

from datetime import date, timedelta

from sqlalchemy import select, update

from outreach.lapse.records import firm
from outreach.lapse.records.one import one_client
from outreach.store.engine import Store
from outreach.store.tables import clients
from outreach.store.words import Event
from tests.cast import add_client, add_order
from tests.lapse.refreshed import TODAY, all_events, all_spells, facts_of, refresh_on

LONG_AGO, LATELY = date(2024, 3, 1), date(2025, 9, 1)


def mills(store: Store, many: int = 2) -> list[int]:
    return [add_client(store, group_code="mills") for _ in range(many)]


def test_an_order_of_a_sister_firm_keeps_a_client(store: Store) -> None:
    old, sister = mills(store)
    alone = add_client(store)
    for one in (old, alone):
        add_order(store, one, on=LONG_AGO)
    add_order(store, sister, on=LATELY)
    assert refresh_on(store).newly_lost == 1
    facts = facts_of(store, old)
    assert facts.lost_on == facts_of(store, sister).lost_on > TODAY
    assert (facts.last_order_on, facts.group_order_on, facts.order_days) == (LONG_AGO, LATELY, 1)
    assert facts_of(store, alone).lost_on < TODAY


def test_who_never_ordered_himself_is_no_client_of_ours_to_lose(store: Store) -> None:
    buyer, never = mills(store)
    add_order(store, buyer, on=LONG_AGO)
    refresh_on(store)
    facts = facts_of(store, never)
    assert (facts.lost_on, facts.group_order_on) == (None, None)


def test_what_the_sister_had_bought_before_our_records_counts_too(store: Store) -> None:
    (old,) = mills(store, 1)
    add_order(store, old, on=LONG_AGO)
    add_client(store, group_code="mills", opening_last_order_on=LATELY)
    refresh_on(store)
    assert facts_of(store, old).group_order_on == LATELY


def test_a_refund_to_the_sister_and_a_sister_found_to_be_another_client_do_not(store: Store) -> None:
    old, sister, double = mills(store, 3)
    add_order(store, old, on=LONG_AGO)
    add_order(store, sister, on=LATELY, amount=-500)
    add_order(store, double, on=LATELY)
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=add_client_id(store)))
    refresh_on(store)
    assert facts_of(store, old).lost_on < TODAY


def add_client_id(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(clients.c.id).order_by(clients.c.id)).scalars().first() or 0)


def test_the_order_of_a_sister_ends_the_spell_and_is_told_of(store: Store) -> None:
    old, sister = mills(store)
    add_order(store, old, on=LONG_AGO)
    assert refresh_on(store).newly_lost == 1
    order = add_order(store, sister, on=TODAY + timedelta(days=2))
    report = refresh_on(store, sister, today=TODAY + timedelta(days=3))
    assert (report.returned, all_events(store)[-1]) == (1, Event.RETURNED)
    spell = next(spell for spell in all_spells(store) if spell.client_id == old)
    assert (spell.ended_on, spell.ended_by_order) == (TODAY + timedelta(days=2), order)


def test_a_spell_of_the_past_ended_with_the_order_of_a_sister(store: Store) -> None:
    old, sister = mills(store)
    add_order(store, old, on=LONG_AGO)
    order = add_order(store, sister, on=LATELY)
    refresh_on(store)
    assert [(spell.client_id, spell.ended_by_order) for spell in all_spells(store)] == [(old, order)]


def test_who_leaves_the_group_is_judged_alone_and_so_are_those_he_left(store: Store) -> None:
    old, sister = mills(store)
    add_order(store, old, on=LONG_AGO)
    add_order(store, sister, on=LATELY)
    refresh_on(store)
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == sister).values(group_code=None))
    refresh_on(store, sister)
    assert facts_of(store, old).group_order_on is None
    assert facts_of(store, old).lost_on < TODAY
    assert facts_of(store, sister).lost_on > TODAY


def test_only_groups_of_the_touched_are_looked_at(store: Store) -> None:
    old, sister = mills(store)
    alone = add_client(store)
    with store.read() as connection:
        assert firm.grouped_with(connection, [old]) == {old, sister}
        assert firm.grouped_with(connection, [alone]) == set()


def test_silence_is_counted_from_the_order_that_he_is_judged_by(store: Store) -> None:
    old, other = mills(store)
    add_order(store, old, on=LONG_AGO)
    add_order(store, other, on=LATELY)
    refresh_on(store)
    with store.read() as connection:
        found = one_client(connection, old, today=TODAY).figures
    assert found is not None
    assert (found.last_order_on, found.judged_from) == (LONG_AGO, LATELY)
