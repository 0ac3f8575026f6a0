"""A letter that is held by what was noted is explained, on the screen of the decision and in the story."""

import pytest

from outreach.cli.reasons import sentence
from outreach.store.words import Because
from tests.cli.shop import Shop


@pytest.mark.parametrize(
    ("because", "detail", "said"),
    [
        (Because.WARNED, {"words": "долг"}, "a person should look first; noted of him: “долг”"),
        (Because.WARNED, {"debt": "120050", "currency": "EUR", "words": ""}, "a debt of €1,200"),
        (Because.WARNED, {}, "something noted of him must be looked at first"),
        (Because.NOT_MENDED, {"reason": "price"}, "left because of this: price; fixes.toml"),
        (Because.NOT_MENDED, {}, "what he left for is not put right"),
    ],
)
def test_what_holds_a_letter_is_told_with_or_without_its_words(
    because: Because, detail: dict[str, str], said: str
) -> None:
    assert said in sentence(because, detail)


def test_a_letter_that_a_note_has_withdrawn_is_explained(shop: Shop) -> None:
    plan = ("plan", "quarterly-improvements", "--ahead", "90")
    assert shop.run(*plan).code == 0
    letters = [one["client"] for one in shop.run(*plan, "--json").json[0]["letters"] if one["state"] == "draft"]
    who = f"#{letters[0]}"
    assert shop.run("clients", "note", who, "Просит не звонить").code == 0
    assert shop.run(*plan).code == 0
    told = shop.run("why", who, "quarterly-improvements").out
    assert "noted of him: “не звонить”" in " ".join(told.split())
    assert "cancelled (something noted of him must be looked at first)" in " ".join(told.split())
    assert any("не звонить" in one["why"] for one in shop.run("review", "--json").json if one["client"] == letters[0])
    assert shop.run("clients", "set", who, "cleared=all").code == 0
    assert shop.run(*plan).code == 0
    again = [one["client"] for one in shop.run(*plan, "--json").json[0]["letters"] if one["state"] == "draft"]
    assert letters[0] in again
