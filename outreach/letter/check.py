"""What is wrong with a finished letter, each with the id of its rule: form first, then tone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.letter.asks import asks_in
from outreach.letter.template import Words
from outreach.locale import say
from outreach.problems import Severity
from outreach.store.words import LetterKind

ASK_NOTHING = frozenset({LetterKind.GREETING, LetterKind.APOLOGY})  # P29
MAX_SUBJECT = 78
_NOTHING = re.compile(r"\bNone\b(?! of\b)|\bNULL\b|\bNaN\b|\bundefined\b")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|%[A-Z_]{3,}%|\*\|[A-Z_:]+\|\*")
_GAP = re.compile(r"[^\s-] {2,}\S|\w [,;!?](?!\w)|\w \.(?!\.)|, ?[,!?]|, ?\.(?!\.)")
_FAULTS = (
    ("L105", ("None", "NULL", "NaN", "undefined"), _NOTHING),
    ("L106", ("{{", "}}", "{%", "%}", "%", "*|"), _BRACES),
    ("L107", ("  ", " ,", " ;", " !", " ?", " .", ",,", ",!", ",?", ",."), _GAP),
)
_PAN = re.compile(
    r"\bпан(?:е|і|у|ові|ом)?\s+[А-ЯІЇЄҐ][\w’'-]+\s+[А-ЯІЇЄҐ][\w’'-]*(?:ович|йович|ійович|івн|ївн)\w*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`rule` is an id that `outreach explain` knows; `text` is in the reader's language."""

    rule: str
    text: str
    severity: Severity = Severity.ERROR


def check_letter(
    words: Words, *, kind: LetterKind, language: str, size: int, max_kilobytes: int = 100
) -> tuple[Finding, ...]:
    """Everything that speaks against the letter; `size` is that of the whole message in bytes."""
    said = f"{words.subject}\n{words.text}"
    return (*_subject(words.subject), *_form(words, said, size, max_kilobytes), *_tone(said, kind, language))


def _subject(subject: str) -> Iterator[Finding]:
    letters = [letter for letter in subject if letter.isalpha()]
    if not subject:
        yield Finding(rule="L101", text=say("There is no subject."))
    if len(subject) > MAX_SUBJECT:
        yield Finding(rule="L102", text=say("The subject is longer than {n} characters.", n=MAX_SUBJECT))
    if len(letters) > 3 and all(letter.isupper() for letter in letters):  # noqa: PLR2004 abbreviations
        yield Finding(rule="L103", text=say("The subject is in capitals."))


def _form(words: Words, said: str, size: int, max_kilobytes: int) -> Iterator[Finding]:
    if not words.text.strip():
        yield Finding(rule="L104", text=say("The text part is empty."))
    for rule, signs, pattern in _FAULTS:
        # a sign is found ten times as quickly as a pattern, and most letters have none
        if any(sign in said for sign in signs) and (found := pattern.search(said)):
            yield Finding(rule=rule, text=_told(rule, found[0]))
    if size > max_kilobytes * 1024:
        yield Finding(rule="L108", text=say("The letter is larger than {n} KB.", n=max_kilobytes))


def _told(rule: str, found: str) -> str:
    if rule == "L105":
        return say("“{found}” stands where a value is missing.", found=found)
    if rule == "L106":
        return say("“{found}” was not filled in.", found=found)
    return say("There is a gap in the text: “{found}”.", found=found)


def _tone(said: str, kind: LetterKind, language: str) -> Iterator[Finding]:
    if kind in ASK_NOTHING and (asked := asks_in(said, language=language)):
        yield Finding(rule="L110", text=say("This letter asks for nothing, but says: {words}.", words=", ".join(asked)))
    if language == "uk" and (found := _PAN.search(said)):
        text = say("“пан” and “пані” do not stand beside a patronymic: “{found}”.", found=found[0])
        yield Finding(rule="L111", text=text)
