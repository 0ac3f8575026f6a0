"""Pages: what a template sees."""

import pytest

from outreach.letter.page import DayPage, EventPage, Fact, FactsPage, Page


def test_an_unknown_fact_is_false_and_still_knows_its_key() -> None:
    facts = FactsPage({"project": "запускали склад"})
    assert facts.project == "запускали склад"
    assert not facts.trait
    assert isinstance(facts.trait, Fact)
    assert facts.trait.key == "trait"


def test_facts_are_not_changed_on_a_page() -> None:
    facts = FactsPage()
    with pytest.raises(AttributeError):
        facts.project = "x"
    with pytest.raises(AttributeError):
        facts.__secret__  # noqa: B018 the access is the point


def test_facts_are_values() -> None:
    assert FactsPage({"a": "1"}) == FactsPage({"a": "1"})
    assert hash(FactsPage({"a": "1"})) == hash(FactsPage({"a": "1"}))
    assert FactsPage({"a": "1"}) != FactsPage({"a": "2"})
    assert list(FactsPage({"a": "1"})) == ["a"]
    assert repr(FactsPage({"a": "a private thing"})) == "FactsPage(a)"


def test_a_letter_about_no_day_and_no_event_says_so() -> None:
    page = Page(language="ru")
    assert not page.day
    assert not page.event
    assert DayPage(greeting="с Днём строителя")
    assert EventPage(what="опоздали с доставкой")
