"""Measures of the firm and of kinds of clients, and the digest by which a change of them is noticed."""

from typing import Any

import pytest

from outreach.lapse.measure import OF_LAPSE, OF_SIGNS, Measures
from outreach.settings import Kind, Lapse, Signs

LAPSE: dict[str, Any] = {
    "multiplier": 3.5, "floor_days": 91, "cap_days": 300, "no_history_days": 80, "fixed_days": 5,
    "at_risk_multiplier": 1.5, "at_risk_floor_days": 31, "basis": "inquiry", "gold_share": 0.7, "silver_share": 0.9,
    "season_slack_days": 10,
}  # fmt: skip
SIGNS: dict[str, Any] = {
    "inquiries": 2, "no_answers": 2, "volume_share": 0.3, "volume_orders": 6, "owe_days": 1,
}  # fmt: skip
KIND: dict[str, Any] = {
    "industry": ("gifts",), "territory": ("west",), "country": ("UA",), "multiplier": 2.0, "floor_days": 30,
    "cap_days": 100, "no_history_days": 60, "fixed_days": 40, "inquiries": 5, "no_answers": 6, "volume_share": 0.2,
}  # fmt: skip


def test_another_measure_has_another_digest() -> None:
    usual = Measures(Lapse()).digest()
    assert usual == Measures(Lapse()).digest()
    assert (LAPSE.keys(), SIGNS.keys(), KIND.keys()) == (
        Lapse.model_fields.keys(), Signs.model_fields.keys(), Kind.model_fields.keys(),
    )  # fmt: skip
    digests = [
        *(Measures(Lapse.model_validate({name: value})).digest() for name, value in LAPSE.items()),
        *(Measures(Lapse(), signs=Signs.model_validate({name: value})).digest() for name, value in SIGNS.items()),
        *(Measures(Lapse(), kinds={"x": Kind.model_validate({name: value})}).digest() for name, value in KIND.items()),
    ]
    assert len({usual, *digests}) == len(digests) + 1


@pytest.mark.parametrize("name", OF_LAPSE)
def test_a_kind_has_measures_of_lapse_of_its_own(name: str) -> None:
    kind = Kind.model_validate({"industry": ["gifts"], name: KIND[name]})
    measures = Measures(Lapse(), kinds={"gifts": kind})
    assert getattr(measures.of("gifts", None, None).lapse, name) == KIND[name]
    assert measures.of("medicine", None, None).lapse == Lapse()


@pytest.mark.parametrize("name", OF_SIGNS)
def test_a_kind_has_measures_of_signs_of_its_own(name: str) -> None:
    measures = Measures(Lapse(), kinds={"ua": Kind.model_validate({"country": ["UA"], name: KIND[name]})})
    assert getattr(measures.of(None, None, "UA").signs, name) == KIND[name]
    assert measures.of(None, None, "PL").signs == Signs()


def test_every_measure_of_a_kind_is_tested() -> None:
    assert {*OF_LAPSE, *OF_SIGNS, "industry", "territory", "country"} == set(Kind.model_fields)


def test_the_first_kind_that_fits_holds() -> None:
    measures = Measures(
        Lapse(),
        kinds={"west": Kind(territory=("west",), floor_days=1), "gifts": Kind(industry=("gifts",), floor_days=2)},
    )
    assert measures.of("gifts", "west", None).lapse.floor_days == 1
    assert measures.of("gifts", "east", None).lapse.floor_days == 2
    assert measures.of("gifts", "east", None) is measures.of("gifts", "east", None)
