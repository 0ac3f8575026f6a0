"""Why a person is not addressed: a doubt with a code, for the queue in which people decide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from outreach.locale import say


class DoubtCode(StrEnum):
    """One code per kind of doubt; never stored with the name itself in logs."""

    MISSING = "name.missing"  # no given name anywhere
    INITIAL = "name.initial"  # an initial or an abbreviation only
    JUNK = "name.junk"  # test data, an e-mail address, damaged characters
    ROLE = "name.role"  # a post or a form of address instead of a name, or beside it
    TWO_PEOPLE = "name.two-people"  # two people, or two records, in one cell
    COMPANY = "name.company"  # a firm, not a person
    SCRIPT_MISMATCH = "name.script-mismatch"  # Latin name in a Cyrillic letter, or the other way round
    OTHER_LANGUAGE = "name.other-language"  # Russian spelling in a Ukrainian letter, or the other way round
    UNKNOWN_FIRST = "name.unknown-first"  # not a given name that we know, where we must know it
    UNKNOWN_PATRONYMIC = "name.unknown-patronymic"  # the patronymic does not look like one
    ADDRESS_DISAGREES = "name.address-disagrees"  # the e-mail address is called after somebody else
    UNSPLIT = "name.unsplit"  # which word is the given name is not certain
    GENDER_UNKNOWN = "gender.unknown"  # Уважаемый or Уважаемая?
    GENDER_CONFLICT = "gender.conflict"  # two signs of gender contradict each other
    ADDRESSING_UNKNOWN = "addressing.unknown"  # a word in the column `addressing` that means nothing to us
    LANGUAGE_UNKNOWN = "language.unknown"  # no rules of address for this language


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """`text_args` are the pairs that `explain` fills its sentence with: `name` always, `form` where we guess one."""

    code: DoubtCode
    text_args: tuple[tuple[str, str], ...] = ()


def doubt(code: DoubtCode, name: str, *, form: str = "") -> Doubt:
    """A doubt about `name`; `form` is what was probably meant."""
    return Doubt(code=code, text_args=(("name", name), ("form", form)))


def explain(doubted: Doubt) -> str:  # noqa: C901, PLR0912  one sentence a code
    """The doubt as a sentence for people, in the language of the screen, with what to do."""
    given = dict(doubted.text_args)
    name, form = given.get("name", ""), given.get("form", "")
    match doubted.code:
        case DoubtCode.MISSING:
            return say("No given name is known.")
        case DoubtCode.INITIAL:
            return say("“{name}” is only an initial or an abbreviation.", name=name)
        case DoubtCode.JUNK:
            return say("“{name}” does not look like a person's name.", name=name)
        case DoubtCode.ROLE:
            return say("“{name}” holds a post or a form of address, not only a name.", name=name)
        case DoubtCode.TWO_PEOPLE:
            return say("“{name}” looks like two people in one cell.", name=name)
        case DoubtCode.ADDRESS_DISAGREES:
            return say("The e-mail address speaks of “{form}”, the name is “{name}”.", name=name, form=form)
        case DoubtCode.COMPANY:
            return say("“{name}” looks like a firm, not a person.", name=name)
        case DoubtCode.SCRIPT_MISMATCH if form:
            return say(
                "“{name}” is written in another alphabet than the letter; it may be “{form}”.", name=name, form=form
            )
        case DoubtCode.SCRIPT_MISMATCH:
            return say("“{name}” is written in another alphabet than the letter.", name=name)
        case DoubtCode.OTHER_LANGUAGE if form:
            return say(
                "“{name}” is spelt as in another language; in this letter it may be “{form}”.", name=name, form=form
            )
        case DoubtCode.OTHER_LANGUAGE:
            return say("“{name}” is spelt as in another language than the letter.", name=name)
        case DoubtCode.UNKNOWN_FIRST:
            return say("“{name}” is not a given name we know; fill in the column vocative.", name=name)
        case DoubtCode.UNKNOWN_PATRONYMIC:
            return say("“{name}” does not look like a patronymic.", name=name)
        case DoubtCode.UNSPLIT:
            return say("It is not certain which word of “{name}” is the given name.", name=name)
        case DoubtCode.GENDER_UNKNOWN:
            return say("It is not certain whether “{name}” is a man or a woman; fill in the column gender.", name=name)
        case DoubtCode.GENDER_CONFLICT:
            return say("The gender of “{name}” contradicts itself: look at name, patronymic and gender.", name=name)
        case DoubtCode.ADDRESSING_UNKNOWN:
            return say("“{name}” in the column addressing is no form of address of this language.", name=name)
        case DoubtCode.LANGUAGE_UNKNOWN if not name:
            return say("In which language to write is not known; fill in the column language.")
        case DoubtCode.LANGUAGE_UNKNOWN:
            return say(
                "There are no rules of address for the language “{name}”; fill in the column salutation.", name=name
            )
    assert_never(doubted.code)
