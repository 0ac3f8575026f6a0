"""What lapse knows of one client, in lines: his signs with their evidence, and his card (P19)."""

from collections.abc import Iterator
from datetime import date

from outreach.lapse.records.one import OneClient
from outreach.lapse.sign import evidence, named
from outreach.locale import say
from outreach.outcome.figures import money, short_day


def sign_lines(lapse: OneClient, *, currency: str, today: date) -> Iterator[tuple[str, str]]:
    """Each sign beside silence that holds today, with what is on record for it."""
    for shown in lapse.signs:
        if shown.since <= today:
            told = evidence(shown.sign, shown.figures, money=lambda sum_: money(sum_, currency), day=short_day)
            yield say("sign"), say("{sign} since {day}: {evidence}", sign=named(shown.sign), day=short_day(shown.since),
                                   evidence=told)  # fmt: skip
