"""Each sign is told in one sentence with its figures."""

from datetime import date
from typing import Any

import pytest

from outreach.lapse.day import date_of
from outreach.lapse.sign import Sign, evidence, named


@pytest.mark.parametrize(
    ("sign", "figures", "told"),
    [
        (
            Sign.INQUIRIES, {"count": 3, "last": "2025-08-01"},
            "3 inquiries since the last order, the last on 01.08, became no order.",
        ),
        (Sign.NO_ANSWER, {"count": 4, "first": "2025-08-01"}, "4 calls or letters in a row since 01.08 had no answer."),
        (Sign.VOLUME, {"spent": 5, "before": 20}, "5 EUR in the last 90 days, 20 EUR in the 90 days before."),
        (Sign.DISSATISFIED, {"count": 1}, "1 order that went wrong is not settled."),
        (Sign.WE_OWE, {"asked": "2025-08-01"}, "His inquiry of 01.08 has had no answer from us: our own fault."),
        (Sign.SILENCE, {}, "No order for longer than usual."),
    ],
)  # fmt: skip
def test_a_sign_is_told_with_its_figures(sign: Sign, figures: dict[str, Any], told: str) -> None:
    said = evidence(sign, figures, money=lambda sum_: f"{sum_} EUR", day=lambda day: f"{day:%d.%m}")
    assert said == told


def test_every_sign_has_a_name() -> None:
    assert len({named(sign) for sign in Sign}) == len(Sign)


def test_no_day_has_no_date() -> None:
    assert date_of(None) is None
    assert date_of(1) == date(1, 1, 1)
