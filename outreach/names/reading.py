"""Which word of a Cyrillic cell is the given name: the one reading that its words allow, or why there is none.

Words that are no names at all are weeded out before, in `junk`; spelling is looked at afterwards, in `split`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from outreach.names.derivation import is_from_known_father
from outreach.names.doubt import DoubtCode
from outreach.names.family import is_namesake, looks_like_family
from outreach.names.firstnames import common_names, gender_of_given, rare_names
from outreach.names.patronymic import gender_of_patronymic, is_colloquial
from outreach.names.spelling import PARTICLES, folded

_TWO, _THREE = 2, 3
# Surnames oftener than patronymics: «Роман Абрамович» may be either, so somebody looks.
_RATHER_SURNAMES = frozenset(
    """
    абрамович адамович гнатович давидович давыдович игнатович карпович климович кононович мартинович милорадович савич
    хаимович хомич юрович якимович якубович янович
    """.split()  # noqa: SIM905 a list of words reads better so
)
_RATHER_IN_RUSSIAN = frozenset(("богданович", "прокопович"))
_OF_THE_EAST = re.compile(
    r".{2,}(?:бек|жан|хан|бай|нур|гуль|гюль|[аи]ддин|[ут]дин|улла|мурад|мурат|темир|тимур|мурза|гирей|рахман|рахим|керим"
    r"|мамед|магомед|ахмед|ахмад)"
    r"|(?:абд[уы]|мух[ао]мм?[еа]д|магомед|саид|сейд|гаджи|хаджи).{3,}"
    r"|г[ую]ль?.{0,4}(?:ара|ина|ира|ия|из|наз|ноз|шат|чехра|бахор|сум|нора|рух|зар|зода|бану|джан)"
)
_KAZAKH = re.compile("[әғқңөұүһ]")
_OF_WOMEN = re.compile(r".+(?:[иіь]я|[аиіе]н+а|[иіае]да|[аиіеэ]ра|[иіе]та|[иіе]за|[еиі]ля|[аеиі]лла|[иіе]са)")


class Certainty(StrEnum):
    """How sure we are which word is the given name."""

    SURE = "sure"  # its own column, or a patronymic beside a given name that we know
    GOOD = "good"  # one word is a given name that we know, or stands where a patronymic says it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The words of a cell by what they are, as given; `patronymic` and `family` may be empty.

    `is_mixed` says that given name and patronymic are of two genders; only who has one of his own is called so.
    """

    given: str
    patronymic: str = ""
    family: str = ""
    certainty: Certainty = Certainty.SURE
    is_mixed: bool = False


@lru_cache(maxsize=20_000)  # given names repeat
def known_gender(word: str, language: str) -> str:
    """Gender of a given name known here or next door; its spelling is judged later."""
    return gender_of_given(word, language=language) or gender_of_given(
        word, language="ru" if language == "uk" else "uk"
    )


def may_be_called(given: str, *, language: str) -> bool:
    """Whether a word in a column of given names is one in Russian, Belarusian or Kazakh: a name that we know, or one
    that is made as those of the East are, or written with a letter that Kazakh has and Russian lacks: clients whose
    letters are Russian keep it in their names.
    """
    if known_gender(given, "ru"):
        return True
    low = folded(given)
    if _KAZAKH.search(low):
        return True
    return all(_is_a_name(part, language) for part in low.split("-"))


def _is_a_name(part: str, language: str) -> bool:
    is_known = bool(known_gender(part, "ru")) or any(part in rare_names(each) for each in ("ru", language))
    return is_known or bool(_OF_THE_EAST.fullmatch(part))


def joined(words: Sequence[str]) -> list[str]:
    """Гасан and оглы as one word, as they make one patronymic."""
    found: list[str] = []
    for word in words:
        if found and folded(word) in PARTICLES:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found


def read_words(words: Sequence[str], *, language: str, family: str = "") -> Reading | DoubtCode:
    """The reading of words in any order; `family` is what stood before a comma."""
    names = joined(words)
    if any(map(is_colloquial, names)):
        return DoubtCode.UNKNOWN_PATRONYMIC
    if family:
        return _beside_family(names, family, language)
    match len(names):
        case 1:
            return DoubtCode.UNSPLIT if known_gender(names[0], language) else DoubtCode.UNKNOWN_FIRST
        case 2:
            return _of_two(names[0], names[1], language)
        case 3 | 4:
            return _of_many(names, language)
        case _:
            return DoubtCode.UNSPLIT


def _beside_family(names: Sequence[str], family: str, language: str) -> Reading | DoubtCode:
    """«Иванова, Анна Петровна» and «Иванова, Анна»."""
    gender = known_gender(names[0], language) if names else ""
    if len(names) == _TWO and (suffix := gender_of_patronymic(names[1])):
        certainty = Certainty.SURE if gender else Certainty.GOOD
        is_mixed = bool(gender) and suffix not in gender
        return Reading(given=names[0], patronymic=names[1], family=family, certainty=certainty, is_mixed=is_mixed)
    if len(names) == 1 and gender and not known_gender(family, language):
        return Reading(given=names[0], family=family, certainty=Certainty.GOOD)
    return DoubtCode.UNSPLIT if gender else DoubtCode.UNKNOWN_FIRST


def _of_two(first: str, second: str, language: str) -> Reading | DoubtCode:
    genders = known_gender(first, language), known_gender(second, language)
    if gender_of_patronymic(second):
        return _before_patronymic(first, second, gender=genders[0], language=language)
    if suffix := gender_of_patronymic(first):
        return _behind_patronymic(first, second, suffix=suffix, gender=genders[1])
    if all(genders):
        return _of_two_known((first, second), genders)
    if not any(genders):
        return DoubtCode.UNKNOWN_FIRST
    given, family = (first, second) if genders[0] else (second, first)
    may_be_hers = "m" in genders and _OF_WOMEN.fullmatch(folded(family))  # «Рустам Рушания»: he may be her surname
    if not (looks_like_family(family) or (_is_rather_given(given) and not may_be_hers)):
        return DoubtCode.UNSPLIT
    return Reading(given=given, family=family, certainty=Certainty.GOOD)


def _before_patronymic(given: str, patronymic: str, *, gender: str, language: str) -> Reading | DoubtCode:
    """«Анна Петровна»; but «Анна Абрамович» and «Роман Войнович» may well be a name and a surname."""
    suffix = gender_of_patronymic(patronymic)
    if gender == "f" and suffix == "m" and " " not in patronymic:
        return Reading(given=given, family=patronymic, certainty=Certainty.GOOD)
    if gender and suffix not in gender:
        return Reading(given=given, patronymic=patronymic, certainty=Certainty.GOOD, is_mixed=True)
    rather = _RATHER_SURNAMES if language == "uk" else _RATHER_SURNAMES | _RATHER_IN_RUSSIAN
    is_sure = (
        suffix == "f" or " " in patronymic or (is_from_known_father(patronymic) and folded(patronymic) not in rather)
    )
    if not gender:
        is_hers = suffix == "m" and folded(given).endswith(("а", "я", "ят"))  # «Фаиля Иванович»: that is a surname
        is_plain = is_sure and not is_hers and not looks_like_family(given)
        return Reading(given=given, patronymic=patronymic, certainty=Certainty.GOOD) if is_plain \
            else DoubtCode.UNKNOWN_FIRST  # fmt: skip
    is_sure = is_sure and (gender != "mf" or suffix == "f")  # «Адель Иванович» may well be a woman
    return Reading(given=given, patronymic=patronymic) if is_sure else DoubtCode.UNSPLIT


def _behind_patronymic(first: str, given: str, *, suffix: str, gender: str) -> Reading | DoubtCode:
    """«Абрамович Роман» is a surname and a name, «Петровна Анна» a patronymic and a name."""
    if not gender:
        return DoubtCode.UNKNOWN_FIRST
    if suffix == "m":
        return Reading(given=given, family=first, certainty=Certainty.GOOD)
    return Reading(given=given, patronymic=first, certainty=Certainty.GOOD, is_mixed=suffix not in gender)


def _of_two_known(words: Sequence[str], genders: Sequence[str]) -> Reading | DoubtCode:
    """«Ким Ирина»: the one that is a surname as well is the surname, if the other is hardly ever one."""
    namesakes = [is_namesake(word) for word in words]
    at = namesakes.index(True) if any(namesakes) else 0
    given, family = words[1 - at], words[at]
    if namesakes[0] == namesakes[1] or genders[at] == "f" or not _is_rather_given(given):
        return DoubtCode.TWO_PEOPLE if set(genders) == {"m", "f"} else DoubtCode.UNSPLIT
    return Reading(given=given, family=family, certainty=Certainty.GOOD)


def _is_rather_given(name: str) -> bool:
    """Many bear it, and it is nobody's surname: Иван and Ирина, but not Роман (a surname too) nor Януш (rare)."""
    return folded(name) in common_names() and not is_namesake(name)


def _of_many(names: Sequence[str], language: str) -> Reading | DoubtCode:
    """Three or four words: a patronymic says where the given name stands."""
    found = sorted(_readings(names, language), key=lambda one: -one[0])
    if not found:
        known = any(known_gender(name, language) for name in names)
        return DoubtCode.UNSPLIT if known else DoubtCode.UNKNOWN_FIRST
    if len(found) > 1 and found[0][0] == found[1][0]:
        return DoubtCode.UNSPLIT
    return found[0][1]


def _readings(names: Sequence[str], language: str) -> Iterator[tuple[int, Reading | DoubtCode]]:
    """How strong each reading is, with what it gives."""
    for at, patronymic in enumerate(names):
        suffix = gender_of_patronymic(patronymic)
        if not suffix:
            continue
        others = [name for place, name in enumerate(names) if place != at]
        usual = at - 1  # the given name stands before its patronymic
        if len(names) == _THREE:
            yield from _of_three(others, usual, patronymic, suffix=suffix, language=language)
        elif at in {1, _THREE} and suffix in known_gender(names[usual], language):
            family = [name for place, name in enumerate(names) if place not in {at, usual}]
            if any(_may_be_turned(given=name, gender=known_gender(name, language), suffix=suffix) for name in family):
                yield 3, DoubtCode.UNSPLIT
            else:
                yield 3, Reading(given=names[usual], patronymic=patronymic, family=" ".join(family))


def _of_three(
    others: Sequence[str], usual: int, patronymic: str, *, suffix: str, language: str
) -> Iterator[tuple[int, Reading | DoubtCode]]:
    if usual < 0:  # «Петрович Иван Сидоров»: no place tells, only a given name that we know
        known = [suffix in known_gender(name, language) for name in others]
        if known[0] != known[1]:
            given, family = (others[0], others[1]) if known[0] else (others[1], others[0])
            if gender_of_patronymic(family):
                yield 1, DoubtCode.UNSPLIT
                return
            yield 1, Reading(given=given, patronymic=patronymic, family=family, certainty=Certainty.GOOD)
        return
    given, family = others[usual], others[1 - usual]
    gender, other = known_gender(given, language), known_gender(family, language)
    if suffix in gender and (
        _may_be_turned(given=family, gender=other, suffix=suffix) or _is_rather_family(patronymic, beside=family)
    ):
        yield 3, DoubtCode.UNSPLIT
    elif suffix in gender:
        yield 3, Reading(given=given, patronymic=patronymic, family=family)
    elif suffix in other and (gender or _is_surname_beside(given, family)):
        yield 1, Reading(given=family, patronymic=patronymic, family=given, certainty=Certainty.GOOD)
    elif gender:
        yield 2, Reading(given=given, patronymic=patronymic, family=family, certainty=Certainty.GOOD, is_mixed=True)
    elif not gender_of_patronymic(given):
        yield 2, _of_unknown(given, patronymic, family)


def _may_be_turned(*, given: str, gender: str, suffix: str) -> bool:
    """«Анна Мария Петровна», «Иван Пётр Сидорович»: what stands for the surname is a given name, and no surname."""
    return suffix in gender and not is_namesake(given)


def _is_rather_family(patronymic: str, *, beside: str) -> bool:
    """«Станиславович Анвар Вукович»: of two words in -ович the one that comes from no name is the surname."""
    return gender_of_patronymic(beside) == "m" and _is_no_fathers(patronymic) and not _is_no_fathers(beside)


def _is_no_fathers(patronymic: str) -> bool:
    is_plain = is_from_known_father(patronymic) and folded(patronymic) not in _RATHER_SURNAMES
    return not is_plain and " " not in patronymic


def _is_surname_beside(word: str, given: str) -> bool:
    """«Сидоров Петрович Иван»: an odd order, to be believed only of a name that is hardly ever a surname."""
    return looks_like_family(word) and _is_rather_given(given)


def _of_unknown(given: str, patronymic: str, family: str) -> Reading | DoubtCode:
    """«Хабибуллин Зулькарнай Рашидович»: the place tells, if nothing speaks for another order."""
    is_swapped = looks_like_family(given) and not looks_like_family(family)
    if is_swapped or not (" " in patronymic or is_from_known_father(patronymic)):
        return DoubtCode.UNKNOWN_FIRST
    return Reading(given=given, patronymic=patronymic, family=family, certainty=Certainty.GOOD)
