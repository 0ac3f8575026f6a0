"""What the invented firm remembers of a client: personal facts, and why he left as he said and as it was found."""

from dataclasses import dataclass
from datetime import date, timedelta

from outreach.demo.draw import happens, number, one_of, weighed
from outreach.demo.person import Person
from outreach.demo.wordlist import gaps, leavings, months, projects, traits

_SILENT_DAYS = 90  # nobody asks sooner why a client stays away
_ASKED_AFTER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A personal fact; `key` is project or trait."""

    key: str
    value: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Why he left; `standing` is stated or verified, `event` names what happened if it was found out."""

    reason: str
    standing: str
    source: str
    on: date
    event: str


def remembered(person: Person, *, seed: str) -> tuple[Remembered, ...]:
    """At most one project and one trait; of one in twenty nothing is known, and a few are noted in another language."""
    found = []
    if happens(seed, person.number, "knows project", per_mille=930):
        found.append(Remembered(key="project", value=_project(person, seed=seed), language=person.language))
    if happens(seed, person.number, "knows trait", per_mille=700):
        strange = person.language == "uk" and happens(seed, person.number, "strange", per_mille=15)
        language = "ru" if strange else person.language
        value = one_of(traits(), seed, person.number, "trait")[language]
        found.append(Remembered(key="trait", value=value, language=language))
    return tuple(found)


def left(person: Person, *, last_order: date, until: date, seed: str) -> tuple[Left, ...]:
    """Nothing for who still buys or was not asked; who named the price had another reason as often as not."""
    asked_on = last_order + timedelta(days=_ASKED_AFTER + number(seed, person.number, "asked") % 30)
    if (until - last_order).days <= _SILENT_DAYS or not happens(seed, person.number, "was asked", per_mille=400):
        return ()
    cause = weighed([(cause, cause.share) for cause in leavings()], seed, person.number, "cause")
    source = one_of(("call", "letter", "meeting"), seed, person.number, "source")
    stated = "price" if happens(seed, person.number, "says price", per_mille=300) else cause.reason
    said = Left(reason=stated, standing="stated", source=source, on=asked_on, event="")
    if not happens(seed, person.number, "looked into", per_mille=450):
        return (said,)
    event = one_of(cause.events, seed, person.number, "event")[person.language] if cause.events else ""
    return said, Left(reason=cause.reason, standing="verified", source="orders", on=asked_on, event=event)


def _project(person: Person, *, seed: str) -> str:
    fitting = [words for trades, words in projects() if trades & {person.profession, "*"}]
    own = [words for trades, words in projects() if person.profession in trades]
    words = one_of(own * 3 + fitting, seed, person.number, "project")  # mostly what is of his own trade
    filling = {gap: one_of(choices, seed, person.number, gap)[person.language] for gap, choices in gaps().items()}
    filling["month"] = months()[person.first_order.month - 1][person.language]
    return words[person.language].format(**filling)
