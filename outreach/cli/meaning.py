"""Asks what words of a file mean that the book does not know; without somebody to ask nothing is guessed."""

import sys
from collections.abc import Sequence

import click

from outreach.book.headings import Column
from outreach.book.meaning import MEANT, UnknownWord
from outreach.book.saved import Word
from outreach.book.value import same_words
from outreach.cli.screen import clean, tell
from outreach.locale import say, say_n

ASKED = 30  # words in one import
_LISTED = 12


def ask_words(unknown: Sequence[UnknownWord], *, yes: bool) -> tuple[Word, ...]:
    """What a person at a terminal says of the words with a proposal; what he leaves as it is, is kept as it is."""
    asked = [word for word in unknown if word.proposal][:ASKED]
    root = click.get_current_context().find_root().obj or {}
    if not asked or yes or root.get("no_input") or not sys.stdin.isatty():
        _tell_unknown(asked)
        return ()
    tell(say("The book does not know these words yet. Enter: leave it as it is; y: as proposed; or another word."))
    return tuple(_ask(word) for word in asked)


def said_words(texts: Sequence[str], unknown: Sequence[UnknownWord]) -> tuple[Word, ...]:
    """Words of `--value "стоматология=medicine"`, each for the columns of this file that have it."""
    found = []
    for text in texts:
        written, _, meant = text.rpartition("=")
        there = [word for word in unknown if same_words(word.text) == same_words(written)]
        found += [Word(column=word.column, text=word.text, meant=meant.strip(), count=word.count) for word in there]
        if not there or not meant.strip():
            raise click.UsageError(say("no column of this file has the unknown word “{text}”", text=written or text))
    return tuple(found)


def column_label(column: Column) -> str:
    """What a column with words of its own is called."""
    assert column in MEANT
    return {
        Column.INDUSTRY: say("industry"),
        Column.PROFESSION: say("profession"),
        Column.TERRITORY: say("territory"),
    }.get(column, say("reason"))


def _ask(word: UnknownWord) -> Word:
    question = say_n(
        "“{text}” ({column}, {n} row): is it “{proposal}”?",
        "“{text}” ({column}, {n} rows): is it “{proposal}”?",
        word.count, text=word.text, column=column_label(word.column), proposal=word.proposal,
    )  # fmt: skip
    answer = str(click.prompt(clean(question), default="", show_default=False, prompt_suffix=" ", err=True)).strip()
    agreed = answer.casefold() in {"y", "yes", *say("y yes").split()}
    meant = word.proposal if agreed else answer if len(answer) > 1 else word.text
    return Word(column=word.column, text=word.text, meant=meant, count=word.count)


def _tell_unknown(asked: Sequence[UnknownWord]) -> None:
    if not asked:
        return
    listed = ", ".join(f"{word.text} {word.count} ({word.proposal}?)" for word in asked[:_LISTED])
    tell(say("Words that the book does not know yet: {words}. They are left as they are; --value says what they mean.",
             words=listed), style="yellow")  # fmt: skip
