"""The screens of `outreach lapsed`: the card of a client, the rules tried on the past, tiers and concentration."""

import pytest

from tests.cli.shop import Shop


def test_the_card_asks_four_questions(shop: Shop) -> None:
    said = shop.run("lapsed", "--card", "1", width=120)
    assert said.code == 0
    for question in ("What must be done?", "How likely is his return?", "What does it cost?", "How will loyal clients"):
        assert question in said.out
    assert "Not known: the book has too few clients" in said.out
    assert "A letter €0.50, a call €5.00: €5.50 together." in said.out
    assert "one lost client costs up to 17" in said.out
    found = shop.run("lapsed", "--card", "1", "--json").json
    assert (found["client_id"], found["silent_90"]) == (1, None)
    assert found["todo"]


def test_a_card_of_nobody_says_so(shop: Shop) -> None:
    said = shop.run("lapsed", "--card", "nobody@example.net")
    assert (said.code, said.out) == (1, "") or "nobody@example.net" in said.err


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("letter = 1.25", "A letter €1.25"),
        ("call = 7.5", "a call €7.50"),
        ("offer = 20", "an offer €20.00"),
        ("new_client = 100", "A new client costs you €100.00"),
    ],
)
def test_costs_are_what_the_firm_says(shop: Shop, key: str, shown: str) -> None:
    config = shop.folder / "config.toml"
    config.write_text(config.read_text() + f"\n[costs]\n{key}\n")
    assert shown in shop.run("lapsed", "--card", "1", width=140).out


def test_one_client_who_brings_much_is_an_alarm_past_a_share(shop: Shop) -> None:
    config = shop.folder / "config.toml"
    before = config.read_text()
    for share, alarmed in (("0.0001", True), ("1.0", False)):
        config.write_text(before + f"\n[costs]\nalarm_share = {share}\n")
        said = shop.run("lapsed", width=120)
        assert ("hangs on one client" in said.err) is alarmed
        assert "of the last year's revenue" in said.out


def test_every_tier_has_its_share_of_clients_and_revenue(shop: Shop) -> None:
    said = shop.run("lapsed", width=120).out
    assert "of the revenue" in said
    found = shop.run("lapsed", "--json").json
    assert sum(one["share_of_revenue"] for one in found["tiers"]) == pytest.approx(1)


def test_the_rules_are_tried_on_the_firms_own_past(shop: Shop) -> None:
    said = shop.run("lapsed", "--backtest", width=120)
    assert "90 days of silence" in said.out
    assert "yours, by own gap" in said.out
    assert "Nothing was set." in said.out
    found = shop.run("lapsed", "--backtest", "--json").json
    assert [one["days"] for one in found["rules"]] == [30, 60, 90, 120, 180, None]


def test_a_book_without_a_past_is_not_tried(empty_shop: Shop) -> None:
    assert "too few or too new" in empty_shop.run("lapsed", "--backtest").err
