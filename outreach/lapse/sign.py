"""The signs by which a client is seen to be lost or at risk, in the reader's language; `signs` finds them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from outreach.locale import say, say_n
from outreach.store.words import Sign

__all__ = ["Sign", "evidence", "named"]


def named(sign: Sign) -> str:
    """The sign in the reader's language."""
    return {
        Sign.SILENCE: say("silent for longer than usual"),
        Sign.INQUIRIES: say("asks and does not order"),
        Sign.NO_ANSWER: say("does not answer"),
        Sign.VOLUME: say("buys far less than before"),
        Sign.DISSATISFIED: say("something went wrong"),
        Sign.WE_OWE: say("waits for our answer"),
    }[sign]


def evidence(sign: Sign, figures: Mapping[str, Any], *, money: Callable[[int], str], day: Callable[[date], str]) -> str:
    """What is on record for a sign beside silence, in one sentence with its figures; `money` and `day` write them."""
    match sign:
        case Sign.INQUIRIES:
            return say_n(
                "{n} inquiry since the last order, on {last}, became no order.",
                "{n} inquiries since the last order, the last on {last}, became no order.",
                figures["count"],
                last=day(date.fromisoformat(figures["last"])),
            )
        case Sign.NO_ANSWER:
            return say_n(
                "{n} call or letter since {first} had no answer.",
                "{n} calls or letters in a row since {first} had no answer.",
                figures["count"],
                first=day(date.fromisoformat(figures["first"])),
            )
        case Sign.VOLUME:
            spent, before = money(figures["spent"]), money(figures["before"])
            return say("{spent} in the last 90 days, {before} in the 90 days before.", spent=spent, before=before)
        case Sign.DISSATISFIED:
            return say_n(
                "{n} order that went wrong is not settled.",
                "{n} orders that went wrong are not settled.",
                figures["count"],
            )
        case Sign.WE_OWE:
            asked = day(date.fromisoformat(figures["asked"]))
            return say("His inquiry of {asked} has had no answer from us: our own fault.", asked=asked)
    return say("No order for longer than usual.")
