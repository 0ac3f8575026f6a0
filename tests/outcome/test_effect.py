"""What a campaign brought, and what may be said of it when."""

from datetime import date, timedelta

import pytest

from outreach.outcome.effect import Decided, Effect, Finding, effects, finding_of, pooled
from outreach.outcome.proportion import Share
from outreach.outcome.returns import find_returns
from outreach.store.engine import Store
from outreach.store.words import Because, Choice, Event, State
from tests.cast import add_client, add_order
from tests.outcome.scene import NOW, add_campaign, decide

SENT = date(2025, 7, 1)
CLOSED = SENT + timedelta(days=90)


def _effects(store: Store, today: date = date(2025, 12, 1), campaign: str | None = None) -> tuple[Effect, ...]:
    with store.write() as connection:
        find_returns(connection, window_days=90, today=min(today, date(2025, 10, 20)), now=NOW)
        return effects(
            connection, start=date(2025, 7, 1), end=date(2025, 9, 30), window_days=90, today=today, campaign=campaign
        )


def _send(store: Store, campaign: int, *, letters: int, back: int, control: int, alone: int) -> None:
    for at in range(letters + control):
        client, held_out = add_client(store, email=None), at >= letters
        choice, because = (Choice.CONTROL, Because.HELD_OUT) if held_out else (Choice.WRITE, Because.DUE)
        decide(store, client, campaign=campaign, on=SENT, choice=choice, because=because)
        if at < back or 0 <= at - letters < alone:
            add_order(store, client, on=date(2025, 7, 20), amount=100)


def test_every_count_of_an_occasion_stands_beside_the_others(store: Store) -> None:
    campaign = add_campaign(store, "medics-day", title="Medics' Day")
    sent = [State.SENT, State.SENT, State.BOUNCED, State.REFUSED, State.IN_DOUBT, State.CANCELLED]
    for at, state in enumerate(sent):
        client = add_client(store)
        events = (Event.REPLIED, Event.REPLIED, Event.UNSUBSCRIBED) if at == 0 else ()
        decide(store, client, campaign=campaign, on=SENT, state=state, events=events)
        if at < 2:
            add_order(store, client, on=date(2025, 7, 20), amount=100)
    for because in (Because.CAPPED, Because.CAPPED, Because.UNSUBSCRIBED):
        decide(store, add_client(store), campaign=campaign, on=None, choice=Choice.SKIP, because=because)
    decide(store, add_client(store), campaign=campaign, on=SENT, choice=Choice.CONTROL, because=Because.HELD_OUT)
    (effect,) = _effects(store)
    assert (effect.title, effect.occasions, effect.closes_on) == ("Medics' Day", ("2025-07-01",), CLOSED)
    assert (effect.selected, effect.control, effect.sent, effect.delivered) == (10, 1, 4, 3)
    assert (effect.bounced, effect.refused, effect.in_doubt) == (1, 1, 1)
    assert (effect.replied, effect.unsubscribed, effect.complained) == (1, 1, 0)
    assert (effect.letters, effect.held_out) == (Share(count=2, of=5), Share(count=0, of=1))
    assert effect.ordered_after == 200
    assert Decided(choice=Choice.SKIP, because=Because.CAPPED, clients=2) in effect.decided
    assert (effect.finding, effect.difference) == (Finding.TOO_FEW, None)


def test_before_every_window_has_closed_there_are_counts_only(store: Store) -> None:
    campaign = add_campaign(store, "medics-day")
    _send(store, campaign, letters=20, back=18, control=12, alone=0)
    (effect,) = _effects(store, today=CLOSED)
    assert (effect.finding, effect.difference, effect.letters.count) == (Finding.PRELIMINARY, None, 18)
    (effect,) = _effects(store, today=CLOSED + timedelta(days=1))
    assert effect.finding is Finding.BROUGHT_BACK
    assert effect.difference
    assert effect.difference.low > 0


@pytest.mark.parametrize(
    ("letters", "held_out", "finding"),
    [
        (Share(count=40, of=100), Share(count=5, of=50), Finding.BROUGHT_BACK),
        (Share(count=5, of=50), Share(count=40, of=100), Finding.KEPT_AWAY),
        (Share(count=10, of=100), Share(count=5, of=50), Finding.NOT_SHOWN),
        (Share(count=10, of=12), Share(count=1, of=3), Finding.TOO_FEW),
        (Share(count=1, of=9), Share(count=1, of=30), Finding.TOO_FEW),
        (Share(count=10, of=100), Share(count=0, of=0), Finding.NO_CONTROL),
    ],
)
def test_what_may_be_said(letters: Share, held_out: Share, finding: Finding) -> None:
    assert finding_of(letters, held_out, closes_on=CLOSED, today=date(2026, 1, 1)) is finding


def test_occasions_of_a_campaign_are_put_together(store: Store) -> None:
    birthdays, other = add_campaign(store, "birthdays"), add_campaign(store, "other")
    for at in range(24):
        day = SENT + timedelta(days=at)
        client, choice = add_client(store, email=None), Choice.CONTROL if at % 2 else Choice.WRITE
        because = Because.HELD_OUT if at % 2 else Because.DUE
        decide(store, client, campaign=birthdays, on=day, occasion=day.isoformat(), choice=choice, because=because)
        if choice is Choice.WRITE:
            add_order(store, client, on=day + timedelta(days=1), amount=10)
    decide(store, add_client(store), campaign=other, on=SENT)
    alone = _effects(store)
    assert {effect.finding for effect in alone} == {Finding.TOO_FEW, Finding.NO_CONTROL}
    together, second = pooled(alone, today=date(2026, 3, 1))
    assert (together.letters, together.held_out) == (Share(count=12, of=12), Share(count=0, of=12))
    assert (together.finding, together.ordered_after, len(together.occasions)) == (Finding.BROUGHT_BACK, 120, 24)
    assert (together.first_on, together.last_on) == (SENT, SENT + timedelta(days=23))
    assert together.selected == sum(each.clients for each in together.decided) == 24
    assert second.campaign == "other"


def test_one_campaign_can_be_asked_for_and_other_quarters_stay_out(store: Store) -> None:
    for key, on in (("a", SENT), ("b", SENT), ("c", date(2025, 6, 30)), ("d", date(2025, 10, 1))):
        decide(store, add_client(store), campaign=add_campaign(store, key), on=on)
    assert [effect.campaign for effect in _effects(store)] == ["a", "b"]
    assert [effect.campaign for effect in _effects(store, campaign="b")] == ["b"]
