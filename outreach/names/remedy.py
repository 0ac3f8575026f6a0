"""What each reason to wait means, and how a person mends it: for whoever asks about a code."""

from outreach.locale import say
from outreach.names.doubt import DoubtCode


def remedies() -> dict[str, str]:
    """Every code with two or three sentences in the reader's language."""
    return {**_of_cells(), **_of_languages(), **_of_readings()}


def _of_cells() -> dict[str, str]:
    """The cell holds no name, or more than one."""
    return {
        DoubtCode.MISSING: say(
            "There is no given name, neither in the column name nor in given_name. Fill in given_name, or salutation."
        ),
        DoubtCode.INITIAL: say(
            "An initial or an abbreviation stands where the given name should: nobody is greeted by half a name. Fill "
            "in given_name, and the patronymic if you know it."
        ),
        DoubtCode.JUNK: say(
            "Test data, a placeholder, an e-mail address, damaged characters, letters of two alphabets in one word. "
            "Correct the name in the client list; what a slip of the hand spoilt is proposed mended."
        ),
        DoubtCode.ROLE: say(
            "A post or a form of address stands alone or beside the name. Fill in given_name and family_name; a title "
            "such as Mr or Frau belongs in the column addressing."
        ),
        DoubtCode.TWO_PEOPLE: say(
            "Two people, or two records, stand in one cell. Make them two clients, or fill in salutation with what "
            "suits both."
        ),
        DoubtCode.COMPANY: say(
            "The name is that of a firm, or the same as in the column company. Fill in who is written to there, or "
            "salutation."
        ),
    }


def _of_languages() -> dict[str, str]:
    """The name is written otherwise than the letter."""
    return {
        DoubtCode.SCRIPT_MISMATCH: say(
            "The name is written in another alphabet than the letter. A transliteration is only proposed: take it over "
            "in the sheet, or change the column language."
        ),
        DoubtCode.OTHER_LANGUAGE: say(
            "The name is spelt as in Russian in a Ukrainian letter, or the other way round. The form of the letter's "
            "language is proposed, for many at once in the sheet; a person confirms it."
        ),
        DoubtCode.LANGUAGE_UNKNOWN: say(
            "Neither the column language nor country and alphabet tell in which language to write, or there are no "
            "rules of address for it. Fill in language, for many at once in the sheet; or salutation."
        ),
        DoubtCode.ADDRESSING_UNKNOWN: say(
            "The column addressing holds a word that the letter's language does not know. It may be full, name, pan, "
            "or a title."
        ),
    }


def _of_readings() -> dict[str, str]:
    """The words leave a doubt."""
    return {
        DoubtCode.UNKNOWN_FIRST: say(
            "None of the words is a given name that we know, where it must be known: to tell it from the surname, for "
            "its Ukrainian vocative, or because no patronymic or surname beside it bears it out. Fill in given_name; "
            "if the name is right, vocative with how the client is called."
        ),
        DoubtCode.UNKNOWN_PATRONYMIC: say(
            "What stands as the patronymic does not look like one, or is a colloquial form. Correct or empty the "
            "column patronymic."
        ),
        DoubtCode.UNSPLIT: say(
            "Several readings are possible: which word is the given name, or whether the last one is a patronymic or a "
            "surname. Fill in given_name, patronymic and family_name."
        ),
        DoubtCode.GENDER_UNKNOWN: say(
            "Name, patronymic and surname do not tell whether it is a man or a woman. Fill in gender with m or f; it "
            "is never guessed."
        ),
        DoubtCode.GENDER_CONFLICT: say(
            "Two signs of gender contradict each other, such as a woman's name beside a man's patronymic. Two records "
            "may have been mixed: correct the name, or fill in gender."
        ),
        DoubtCode.ADDRESS_DISAGREES: say(
            "The e-mail address is called after somebody else of the other gender: two records may have been mixed. "
            "Correct the address or the name, or fill in salutation if both are right."
        ),
    }
