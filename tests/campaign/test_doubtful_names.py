"""Whom a campaign cannot address waits; the language follows country and alphabet where the client list says none."""

from dataclasses import replace

import pytest

from outreach.campaign.decide import decide
from outreach.campaign.records.candidates import candidates
from outreach.names.person import Person
from outreach.policy.standing import Mailbox, Standing
from outreach.settings import Letters
from outreach.store.engine import Store
from outreach.store.words import AddressState, Because, Choice
from tests.campaign.test_decide import ANN, CAMPAIGN, DAY, MORNING, OCCASION, WORLD
from tests.shop import add_people


def test_an_address_called_after_somebody_else_waits() -> None:
    box = Mailbox(email="sergey@c.example", address_key="sergey@c.example", state=AddressState.LIVE)
    found = decide(replace(ANN, standing=Standing(client_id=1, mailboxes=(box,))), WORLD)
    assert (found.choice, found.because) == (Choice.WAIT, Because.NAME_DOUBTFUL)
    assert found.detail["code"] == "name.address-disagrees"


def test_a_form_that_the_firm_chose_is_known_to_decisions() -> None:
    person = Person(given="Андрій", patronymic="Петрович", addressing="mr")
    ukrainian = replace(WORLD, languages=frozenset({"uk"}), settings=WORLD.settings.model_copy(
        update={"letters": Letters(address_uk="pan")}))  # fmt: skip
    waits = decide(replace(ANN, person=person, language="uk"), ukrainian)
    assert waits.detail["code"] == "addressing.unknown"
    facts = tuple(replace(fact, language=None) for fact in ANN.facts)
    found = decide(replace(ANN, person=replace(person, addressing=""), language="uk", facts=facts), ukrainian)
    assert found.choice is Choice.WRITE


@pytest.mark.parametrize(("country", "expected"), [("US", "en"), ("UA", None), (None, None)])
def test_the_language_follows_country_and_alphabet(store: Store, country: str | None, expected: str | None) -> None:
    ids = add_people(store, 1, language=None, country=country)
    with store.read() as connection:
        found = candidates(connection, ids, campaign=CAMPAIGN, occasion=OCCASION, today=DAY, now=MORNING)
    assert [one.language for one in found] == [expected]
