"""The signs by which a client is seen to be lost or at risk, in the reader's language; `signs` finds them."""

from outreach.locale import say
from outreach.store.words import Sign

__all__ = ["Sign", "named"]


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
