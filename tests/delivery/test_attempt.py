"""Who holds a letter, and who no longer does: an attempt moves its own letters only."""

from pathlib import Path
from typing import Any

import pytest

from outreach.outbox.records import (
    claim,
    doubt_stale,
    go,
    settle_later,
    settle_refused,
    settle_released,
    settle_sent,
    settle_unknown,
)
from outreach.outbox.records.claims import release_dead_claims
from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Delivery
from outreach.store.engine import Store
from outreach.store.words import SuppressionReason, SuppressionScope
from tests.delivery.due import CARE, KINDS, NOON, a_shop, clean, held
from tests.shop import Shop, Sink


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    return a_shop(tmp_path, store)


def claimed(shop: Shop, attempt: str) -> Any:
    with shop.store.write() as connection:
        return claim(connection, limit=9, attempt=attempt, delivery=Delivery(), relay="r", now=shop.clock(), by="test",
                     kinds=KINDS)  # fmt: skip


def gone(shop: Shop, letters: Any) -> Any:
    with shop.store.write() as connection:
        return go(connection, letters, care=CARE, delivery=Delivery(), relay="r", now=shop.clock(), by="test")


def test_only_the_holder_of_the_attempt_moves_a_letter(shop: Shop) -> None:
    (slow,) = claimed(shop, "slow")
    assert claimed(shop, "other") == ()
    shop.clock.move(minutes=16)
    with shop.store.write() as connection:
        assert release_dead_claims(connection, now=shop.clock(), by="test") == 1
        assert release_dead_claims(connection, now=shop.clock(), by="test") == 0
    (quick,) = claimed(shop, "quick")
    answer = gone(shop, [slow])
    assert (answer.allowed, answer.withheld) == (frozenset(), {1: "lease_lost"})
    assert gone(shop, [quick]).allowed == {1}
    assert gone(shop, [quick]).allowed == frozenset()
    now = shop.clock()
    with shop.store.write() as connection:
        said = {"answer": "x", "now": now, "by": "test"}
        assert not settle_sent(connection, slow, **said)  # type: ignore[arg-type]
        assert not settle_refused(connection, slow, care=CARE, **said)  # type: ignore[arg-type]
        assert not settle_later(connection, slow, due_at=now, care=CARE, **said)  # type: ignore[arg-type]
        assert not settle_released(connection, slow, because="x", care=CARE, now=now, by="test")
        assert not settle_unknown(connection, slow, because="x", now=now, by="test")
        assert settle_sent(connection, quick, **said)  # type: ignore[arg-type]
        assert not settle_sent(connection, quick, **said)  # type: ignore[arg-type]
    assert shop.states() == ["sent"]
    clean(shop)


def test_a_lease_that_ran_out_lets_nobody_go_even_if_nobody_else_took_it(shop: Shop) -> None:
    (slow,) = claimed(shop, "slow")
    shop.clock.move(minutes=16)
    assert gone(shop, [slow]).withheld == {1: "lease_lost"}


def test_who_stopped_meanwhile_is_not_cancelled_by_one_who_holds_nothing(shop: Shop) -> None:
    """I9: the stale worker sees the stop, too, but the letter is another's by now."""
    (slow,) = claimed(shop, "slow")
    shop.clock.move(minutes=16)
    with shop.store.write() as connection:
        release_dead_claims(connection, now=shop.clock(), by="test")
    claimed(shop, "quick")
    with shop.store.write() as connection:
        order = Suppress(scope=SuppressionScope.CLIENT, key="1", reason=SuppressionReason.UNSUBSCRIBED)
        suppress(connection, order, now=shop.clock(), by="test")
    gone(shop, [slow])
    assert shop.states() == ["claimed"]


def test_a_late_answer_settles_a_doubt(shop: Shop) -> None:
    (held_one,) = claimed(shop, "slow")
    gone(shop, [held_one])
    shop.clock.move(minutes=26)
    with shop.store.write() as connection:
        assert doubt_stale(connection, now=shop.clock(), by="test") == 1
        assert doubt_stale(connection, now=shop.clock(), by="test") == 0
        assert settle_sent(connection, held_one, answer="250 at last", now=shop.clock(), by="test")
    assert shop.states() == ["sent"]
    clean(shop)


@pytest.mark.parametrize("after_going", [True, False])
def test_a_letter_given_back_is_ready_with_its_place_kept(shop: Shop, *, after_going: bool) -> None:
    (one,) = claimed(shop, "a")
    if after_going:
        gone(shop, [one])
    with shop.store.write() as connection:
        assert settle_released(connection, one, because="x", care=CARE, now=NOON, by="test")
    assert (shop.states(), held(shop)) == (["ready"], {(None, True)})
    assert shop.send(Sink()) == {"sent": 1}
    clean(shop)


def test_a_refusal_before_the_dot_gives_the_reservation_back(shop: Shop) -> None:
    (one,) = claimed(shop, "a")
    with shop.store.write() as connection:
        assert settle_refused(connection, one, answer="550", care=CARE, now=NOON, by="test")
    assert (shop.states(), held(shop)) == (["refused"], {(None, False)})
