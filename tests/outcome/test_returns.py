"""Who ordered after a letter, and who did so without one."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from outreach.outcome.returns import find_returns
from outreach.store.engine import Store
from outreach.store.tables import clients, orders, returns
from outreach.store.words import Because, Choice, State
from tests.cast import add_client, add_order
from tests.outcome.scene import NOW, add_campaign, decide

SENT = date(2025, 7, 1)


def _find(store: Store, today: date = date(2025, 9, 1), days: int = 90) -> bool:
    with store.write() as connection:
        return find_returns(connection, window_days=days, today=today, now=NOW)


def _returns(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(returns).order_by(returns.c.client_id)))


def test_the_first_order_inside_the_window_is_a_return(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decision = decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 6, 1), amount=5)
    first = add_order(store, gleb, on=date(2025, 7, 11), amount=70)
    add_order(store, gleb, on=date(2025, 7, 30), amount=30)
    assert _find(store)
    (row,) = _returns(store)
    assert (row.decision_id, row.client_id, row.choice, row.order_id) == (decision, gleb, Choice.WRITE, first)
    assert (row.ordered_on, row.amount, row.days) == (date(2025, 7, 11), 100, 10)


def test_looking_again_finds_nothing_new(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 7, 11))
    assert _find(store)
    assert not _find(store)
    assert len(_returns(store)) == 1


def test_a_return_grows_while_its_window_is_open(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 7, 11), amount=70)
    _find(store)
    add_order(store, gleb, on=date(2025, 9, 29), amount=30)
    add_order(store, gleb, on=date(2025, 9, 30), amount=500)
    assert _find(store, today=date(2025, 10, 1))
    assert _returns(store)[0].amount == 100


def test_orders_of_the_very_day_or_after_the_window_are_no_return(store: Store) -> None:
    campaign = add_campaign(store, "medics-day")
    for day in (SENT, SENT + timedelta(days=91)):
        client = add_client(store)
        decide(store, client, campaign=campaign, on=SENT)
        add_order(store, client, on=day)
    assert not _find(store, today=date(2025, 10, 10))


def test_a_refund_is_no_return(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 7, 11), amount=-10)
    assert not _find(store)


def test_what_came_back_since_lessens_what_a_return_brought_and_never_below_nothing(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 7, 5), amount=-500)  # of what he had bought before
    first = add_order(store, gleb, on=date(2025, 7, 11), amount=100)
    add_order(store, gleb, on=date(2025, 7, 11), amount=-30)
    assert _find(store)
    assert [(row.order_id, row.ordered_on, row.amount) for row in _returns(store)] == [(first, date(2025, 7, 11), 70)]
    add_order(store, gleb, on=date(2025, 7, 20), amount=-90)
    assert _find(store)
    assert not _find(store)
    assert [row.amount for row in _returns(store)] == [0]


def test_those_held_out_are_watched_by_the_same_clock(store: Store) -> None:
    efim, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, efim, campaign=campaign, on=SENT, choice=Choice.CONTROL, because=Because.HELD_OUT)
    add_order(store, efim, on=date(2025, 7, 2))
    assert _find(store)
    assert (_returns(store)[0].choice, _returns(store)[0].days) == (Choice.CONTROL, 1)


def test_a_bounced_letter_counts_and_one_that_never_left_does_not(store: Store) -> None:
    campaign = add_campaign(store, "medics-day")
    by_state = {}
    for state in State:
        client = add_client(store)
        by_state[client] = state
        decide(store, client, campaign=campaign, on=SENT, state=state)
        add_order(store, client, on=date(2025, 7, 11))
    skipped = add_client(store)
    decide(store, skipped, campaign=campaign, on=SENT, choice=Choice.SKIP, because=Because.CAPPED)
    add_order(store, skipped, on=date(2025, 7, 11))
    _find(store)
    assert {by_state[row.client_id] for row in _returns(store)} == {
        State.SENT, State.BOUNCED, State.IN_DOUBT, State.REFUSED,
    }  # fmt: skip


def test_orders_imported_after_the_window_has_closed_still_count(store: Store) -> None:
    gleb, campaign = add_client(store), add_campaign(store, "medics-day")
    decide(store, gleb, campaign=campaign, on=SENT)
    add_order(store, gleb, on=date(2025, 9, 20))
    assert _find(store, today=date(2025, 10, 30))


def test_orders_of_a_merged_client_count_for_his_letter(store: Store) -> None:
    gleb, double, campaign = add_client(store), add_client(store), add_campaign(store, "medics-day")
    decide(store, double, campaign=campaign, on=SENT)
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == double).values(merged_into=gleb))
    order = add_order(store, gleb, on=date(2025, 7, 11))
    assert _find(store)
    assert (_returns(store)[0].client_id, _returns(store)[0].order_id) == (double, order)


def test_an_order_through_another_firm_of_his_group_brings_him_back(store: Store) -> None:
    """From his own first order on, and not by a firm that was merged into another; his own of that day comes first."""
    gleb, newcomer = add_client(store, group_code="G"), add_client(store, group_code="G2")
    mate, merged, mate2 = (add_client(store, group_code=code) for code in ("G", "G", "G2"))
    opened = add_client(store, group_code="G3", opening_last_order_on=date(2025, 1, 1))
    mate3, campaign = add_client(store, group_code="G3"), add_campaign(store, "medics-day")
    for client in (gleb, newcomer, opened):
        decide(store, client, campaign=campaign, on=SENT)
    with store.write() as connection:
        connection.execute(update(clients).where(clients.c.id == merged).values(merged_into=mate))
    add_order(store, merged, on=date(2025, 7, 3), amount=1)
    through = add_order(store, mate, on=date(2025, 7, 11), amount=70)
    add_order(store, mate2, on=date(2025, 7, 11))
    late = add_order(store, mate3, on=date(2025, 9, 29), amount=9)
    add_order(store, gleb, on=date(2025, 1, 2), amount=5)
    assert _find(store)
    assert [(row.client_id, row.order_id, row.amount) for row in _returns(store)] == [
        (gleb, through, 70), (opened, late, 9),
    ]  # fmt: skip
    assert not _find(store)


def test_an_order_brings_one_client_of_a_group_back_whoever_else_was_written_to(store: Store) -> None:
    campaign = add_campaign(store, "medics-day")
    anna, boris, vera, outside = (add_client(store, group_code="G") for _ in range(4))
    for at, client in enumerate((vera, anna, boris)):
        add_order(store, client, on=date(2025, 1, 2))
        decide(store, client, campaign=campaign, on=SENT + timedelta(days=at))
    own = add_order(store, boris, on=date(2025, 7, 11), amount=70)
    shared = add_order(store, outside, on=date(2025, 7, 11), amount=30)
    early = add_order(store, boris, on=date(2025, 7, 2), amount=4)
    assert _find(store)
    assert [(row.client_id, row.order_id, row.amount) for row in _returns(store)] == [
        (boris, own, 70), (vera, early, 34),
    ]  # fmt: skip
    assert shared


def test_many_returns_are_written_at_once(store: Store) -> None:
    campaign = add_campaign(store, "medics-day")
    for at in range(30):
        client = add_client(store, email=None)
        decide(store, client, campaign=campaign, on=SENT + timedelta(days=at % 3))
        with store.write() as connection:
            connection.execute(
                insert(orders).values(
                    client_id=client, source_key=str(at), ordered_on=date(2025, 7, 10 + at % 5), amount=at,
                    currency="EUR", imported_at=NOW,
                )
            )  # fmt: skip
    assert _find(store)
    assert len(_returns(store)) == 30
