"""Every stored word has a text, and is stored by somebody."""

import ast
from enum import StrEnum

import pytest

from outreach.cli import words as screens
from outreach.outcome import labels
from outreach.printed import because_meanings
from outreach.store.words import Because, Choice, IncomingKind, LetterKind, Stage, State, SuppressionReason, Tier
from tests.house.sources import last_word, sources


def used(enum: type[StrEnum]) -> set[str]:
    """The members that the package names outside words and labels."""
    return {
        node.attr
        for source in sources()
        if source.name not in {"outreach/store/words.py", "outreach/outcome/labels.py", "outreach/cli/words.py"}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and last_word(node.value) == enum.__name__
    }


def test_every_reason_of_a_decision_can_be_read() -> None:
    assert [because for because in Because if not labels.because_label(because)] == []


def test_no_two_reasons_read_alike() -> None:
    texts = [labels.because_label(because) for because in Because]
    assert len(texts) == len(set(texts))


def test_every_reason_of_a_decision_is_given_somewhere() -> None:
    assert {because.name for because in Because} - used(Because) == set()


def test_every_reason_says_in_the_source_what_it_means() -> None:
    assert set(because_meanings()) == set(Because)


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_read_and_reached(state: State) -> None:
    assert screens.state_label(state)
    assert state.name in used(State)


def test_every_other_stored_word_can_be_read() -> None:
    for choice in Choice:
        assert labels.choice_label(choice)
    for kind in LetterKind:
        assert labels.kind_label(kind)
    for tier in Tier:
        assert labels.tier_label(tier)
    for stage in Stage:
        assert labels.stage_label(stage)
    for incoming in IncomingKind:
        assert screens.incoming_label(incoming)
    for reason in SuppressionReason:
        assert screens.stop_label(reason)
