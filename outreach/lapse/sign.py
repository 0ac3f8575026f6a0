"""The signs by which a client is seen to be lost or at risk; what counts as one is in `rule`."""

from enum import StrEnum

from outreach.locale import say


class Sign(StrEnum):
    SILENCE = "silence"  # no order, or no inquiry either, for longer than his own measure (P3)


def named(sign: Sign) -> str:
    """The sign in the reader's language."""
    return {Sign.SILENCE: say("silent for longer than usual")}[sign]
