"""The screens of `outreach lapsed`: the card of a client, the rules tried on the past, tiers and concentration."""

import re

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


def test_the_lost_stand_at_their_stages(shop: Shop) -> None:
    """Somebody called Anna, and she answered; Nataliya was called in vain; one is not to be won back."""
    assert shop.run("clients", "set", "110", "not_winning_back=debts").code == 0
    contacts = "code,date,channel,answered\n101,2025-10-20,call,yes\n102,2025-10-21,call,no\n"
    assert shop.run("import", str(shop.write("calls.csv", contacts)), "--as", "contacts", "--yes").code == 0
    found = shop.run("lapsed", "--json").json
    assert {one["key"]: one["clients"] for one in found["by_stage"]} == {
        "lapsed": 6, "contacted": 1, "in_talks": 1, "closed": 1,
    }  # fmt: skip
    assert sum(one["value"] for one in found["by_stage"]) == found["lost"]["value"]
    assert found["after_first"] == {"key": "after_first", "clients": 3, "value": 48_500}
    said = shop.run("lapsed").out
    assert re.search(r"lost, nothing done yet +6 .*\nlost, contacted +1 .*\nlost, in talks +1 .*\nclosed: left", said)
    assert "3 of the lost left after their first order, worth €485 a year." in said


def test_nobody_closed_is_no_line_and_nobody_in_talks_is_one(shop: Shop) -> None:
    said = shop.run("lapsed").out
    assert re.search(r"lost, in talks +0 ", said)
    assert "closed: left alone" not in said


@pytest.mark.parametrize(
    ("language", "stage", "first"),
    [
        ("en", "stage: lost, nothing done yet, left after the first order", "3 of the lost left after their"),
        ("ru", "стадия: утрачен, ещё ничего не сделано, ушёл после первого заказа", "ушли 3 из утраченных"),
        (
            "uk",
            "стадія: втрачений, ще нічого не зроблено, пішов після першого замовлення",
            "пішли 3 із втрачених",
        ),
    ],
)
def test_the_stage_is_told_in_the_readers_language(shop: Shop, language: str, stage: str, first: str) -> None:
    config = shop.folder / "config.toml"
    config.write_text(config.read_text().replace('language  = "en"', f'language  = "{language}"', 1))
    assert shop.run("lapsed", "--card", "105").out.startswith(stage + "\n")
    label, _, told = stage.partition(": ")
    assert f"  {label:<16}  {told}\n" in shop.run("clients", "show", "105").out
    screen = shop.run("lapsed").out
    assert first in screen
    assert max(map(len, screen.splitlines())) <= 100
    found = shop.run("lapsed", "--card", "105", "--json").json
    assert (found["stage"], found["lost_after_first"]) == ("lapsed", True)


def test_who_never_ordered_is_at_no_stage(shop: Shop) -> None:
    asked = shop.write("asked.csv", "code,name,email\n200,Jane Moss,jane@moss.example\n")
    assert shop.run("import", str(asked), "--as", "clients", "--yes").code == 0
    assert "stage" not in shop.run("lapsed", "--card", "200").out
    assert "stage" not in shop.run("clients", "show", "200").out
    assert shop.run("lapsed", "--card", "200", "--json").json["stage"] is None
