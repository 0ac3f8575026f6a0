"""What lapse knows, in lines: a client's signs with their evidence, his card (P19), and the rules tried on the past."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from outreach import steps
from outreach.book.records import find_client
from outreach.cli.desk import Desk
from outreach.cli.screen import as_json, next_step, out, table, tell
from outreach.lapse.backtest import AHEAD, HISTORY, Tried
from outreach.lapse.card import Card, Todo, card_of
from outreach.lapse.measure import Measures
from outreach.lapse.records.one import OneClient, one_client
from outreach.lapse.records.past import returns_so_far
from outreach.lapse.sign import evidence, named
from outreach.lapse.summary import backtested
from outreach.locale import say, say_n
from outreach.outcome.figures import fine_money, money, share, short_day
from outreach.outcome.labels import reason_label, stage_label, tier_label
from outreach.settings import Settings


def sign_lines(lapse: OneClient, *, currency: str, today: date) -> Iterator[tuple[str, str]]:
    """Each sign beside silence that holds today, with what is on record for it."""
    for shown in lapse.signs:
        if shown.since <= today:
            told = evidence(shown.sign, shown.figures, money=lambda sum_: money(sum_, currency), day=short_day)
            yield say("sign"), say("{sign} since {day}: {evidence}", sign=named(shown.sign), day=short_day(shown.since),
                                   evidence=told)  # fmt: skip


def stage_line(lapse: OneClient) -> str:
    """Where he is in his life with us; empty for who never ordered."""
    if lapse.stage is None:
        return ""
    after_first = [say("left after the first order")] if lapse.lost_after_first else []
    return ", ".join([stage_label(lapse.stage), *after_first])


def show_backtest(desk: Desk, *, json_: bool) -> None:
    """Each rule over the firm's own history; it sets nothing."""
    settings = desk.firm.settings
    measures = Measures(settings.lapse, signs=settings.signs, kinds=settings.kinds)
    with desk.firm.store.read() as connection:
        days, found = backtested(connection, measures=measures, today=steps.today(desk.firm, now=desk.now))
    if json_:
        as_json({"looked_from": [day.isoformat() for day in days], "rules": [asdict(one) for one in found]})
        return
    if not days:
        tell(say("The orders on record are too few or too new: a look needs {n} days before it.", n=HISTORY))
        return
    out(say_n(
        "Judged on {n} day of your own past, {days}, by what was known then.",
        "Judged on {n} days of your own past, {days}, by what was known then.",
        len(days), days="; ".join(short_day(day) for day in days),
    ))  # fmt: skip
    out()
    currency = settings.book.currency
    rows = [
        (_rule_label(one), one.flagged, share(one.flagged / one.known) if one.known else "", one.returned,
         share(one.share_returned), money(one.value, currency), money(one.value - one.value_returned, currency))
        for one in found
    ]  # fmt: skip
    headings = (
        say("rule"), say("taken for lost"), say("of all"), say("came back"), say("of these"), say("worth a year"),
        say("really gone"),
    )  # fmt: skip
    table(rows, headings=headings, right=(1, 2, 3, 4, 5, 6))
    out()
    out(say("They came back within {n} days by themselves: no letter may claim them.", n=AHEAD))
    out(say("Nothing was set. The rule stands in config.toml under [lapse]."))
    next_step("outreach lapsed")


def _rule_label(tried: Tried) -> str:
    return say("yours, by own gap") if tried.days is None else say_n(
        "{n} day of silence", "{n} days of silence", tried.days
    )  # fmt: skip


def show_card(desk: Desk, who: str, *, json_: bool) -> None:
    """The four questions before winning a client back, with figures told elsewhere beside the firm's own."""
    settings = desk.firm.settings
    today = steps.today(desk.firm, now=desk.now)
    with desk.firm.store.read() as connection:
        client_id = find_client(connection, who)
        lapse = one_client(connection, client_id, today=today)
        lost, returned = returns_so_far(connection)
    card = card_of(lapse, costs=settings.costs, today=today)
    if json_:
        life = {"stage": lapse.stage, "lost_after_first": lapse.lost_after_first}
        as_json({"client_id": client_id, **life, **asdict(card), "spells": lost, "ended_by_an_order": returned})
        return
    for line in card_lines(card, lapse, settings=settings, today=today):
        out(line)
    out()
    for line in told_figures(lost, returned, settings=settings):
        out(line)
    next_step(f"outreach clients show {client_id}", f"outreach why {client_id}")


def card_lines(card: Card, lapse: OneClient, *, settings: Settings, today: date) -> Iterator[str]:
    """The card of P19, question by question."""
    currency = settings.book.currency

    def sum_of(units: float) -> str:
        return fine_money(units, currency)

    if stage := stage_line(lapse):
        yield f"{say('stage')}: {stage}"
    for word, text in sign_lines(lapse, currency=currency, today=today):
        yield f"{word}: {text}"
    tier = f", {tier_label(lapse.tier)}" if lapse.tier else ""
    yield say("Worth {sum} a year while he bought{tier}.", sum=money(card.worth_a_year, currency), tier=tier)
    yield ""
    yield say("1. What must be done?")
    for todo in card.todo:
        yield "   " + _todo_label(todo, reason=card.reason)
    yield say("2. How likely is his return?")
    if card.silent_90 is None:
        yield "   " + say("Not known: the book has too few clients for a forecast.")
    else:
        chance = share(1 - card.silent_90 / 1_000)
        yield "   " + say(
            "About {chance} in the next 90 days, with no letter at all, by your own orders.", chance=chance
        )
    yield say("3. What does it cost?")
    offer = say(", an offer {sum}", sum=sum_of(settings.costs.offer)) if settings.costs.offer else ""
    yield "   " + say("A letter {letter}, a call {call}{offer}: {all} together.", letter=sum_of(settings.costs.letter),
                      call=sum_of(settings.costs.call), offer=offer, all=sum_of(card.cost))  # fmt: skip
    if card.months_to_repay is not None:
        yield "   " + say_n("Repaid by {n} month of his usual buying.", "Repaid by {n} months of his usual buying.",
                            card.months_to_repay)  # fmt: skip
    yield say("4. How will loyal clients take it?")
    if settings.costs.offer:
        yield "   " + say(
            "Give only what they would find fair: reckoned on the order that went wrong, not on the next."
        )
    else:
        yield "   " + say("A letter without a gift takes nothing from them.")


def _todo_label(todo: Todo, *, reason: str) -> str:
    return {
        Todo.ANSWER_FIRST: say("Answer his inquiry first; no other letter goes out before."),
        Todo.SETTLE_FIRST: say("Settle the order that went wrong, and tell him."),
        Todo.FIND_OUT: say("Find out why he left: nobody knows."),
        Todo.VERIFY: say("Verify what he said: {reason}.", reason=reason_label(reason)),
        Todo.FIX: say("Mend what drove him away: {reason}.", reason=reason_label(reason)),
        Todo.NOTHING: say("Nothing: he is neither lost nor at risk."),
        Todo.LEAVE: say("Wait: he is at risk, not lost; his manager's own word is enough."),
    }[todo]


def told_figures(lost: int, returned: int, *, settings: Settings) -> Iterator[str]:
    """What is told elsewhere, contradictory as it is, beside the firm's own (P20)."""
    yield say("As told elsewhere, and contradictory:")
    yield "   " + say("winning a new client costs 5 to 10 times as much as keeping one;")
    yield "   " + say("a new client costs more than one who returned; one who returned costs more than a new one;")
    yield "   " + say("half of the clients are lost in 3 years; one lost client costs up to 17 who might have come.")
    if lost:
        yield say_n("Your own: of {n} loss {returned} ended with an order ({share}).",
                    "Your own: of {n} losses {returned} ended with an order ({share}).",
                    lost, returned=returned, share=share(returned / lost))  # fmt: skip
    if settings.costs.new_client:
        yield say("A new client costs you {sum}.", sum=fine_money(settings.costs.new_client, settings.book.currency))
