"""The Ukrainian vocative of given names and patronymics, by rule. Surnames stay in the nominative when addressing.

Ukrainian orthography of 2019, §87 (second declension), §95 (first), §99 (third).
"""

import re
from collections.abc import Sequence

from outreach.names.spelling import APOSTROPHES, folded

_VOWEL_OR_SIGN = f"аеєиіїоуюяй{APOSTROPHES}"
Rule = tuple[re.Pattern[str], str]


def _rules(*rules: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


_FEMALE = _rules(
    (rf"(?<=[{_VOWEL_OR_SIGN}])я$", "є"),  # Маріє, Зоє, Мар'є
    (r"(?<=[бвгдзкпстфхц]р)я$", "е"),  # Мотре, Катре: the soft group proper, no pet names
    (r"(?<=кл)я$", "е"),  # Текле
    (r"я$", "ю"),  # Олю, Наталю, Лесю: pet names and -ля
    (r"а$", "о"),  # Ганно, Ольго
    (r"^(любов)$", r"\1е"),  # third declension
    (r"ль$", "ле"),  # Нінеле, Рахіле
    (r"^(есфір|юдиф)$", r"\1е"),
)
_MALE = _rules(
    # one vowel for another: Федір, Федора
    (r"^(хв|ф)едір$", r"\1едоре"),
    (r"^(с)идір$", r"\1идоре"),
    (r"^(т)одір$", r"\1одоре"),
    (r"^(нич)ипір$", r"\1ипоре"),
    (r"^(н)естір$", r"\1есторе"),
    (r"^(я)ків$", r"\1кове"),
    (r"^(а|о)нт[іо]н$", r"\1нтоне"),
    (r"^(прок)іп$", r"\1опе"),
    (r"^(прох)ір$", r"\1оре"),
    (r"^(тих)ін$", r"\1оне"),
    (r"^(тим)іш$", r"\1оше"),
    (r"^(сок)іл$", r"\1оле"),
    (r"^(олег)$", "олеже"),
    # first declension
    (rf"(?<=[{_VOWEL_OR_SIGN}])я$", "є"),  # Єреміє
    (r"^(ілл|добрин)я$", r"\1е"),
    (r"я$", "ю"),  # Васю, Колю
    (r"а$", "о"),  # Миколо, Микито
    # second declension
    (r"й$", "ю"),  # Андрію, Сергію
    (r"ь$", "ю"),  # Василю
    (r"^(ігор|лазар|цезар|кобзар)$", r"\1ю"),
    (r"ьо$", "ю"),  # Грицю
    (r"ко$", "ку"),  # Марку, Сашку
    (
        r"^(петр|дмитр|павл|михайл|данил|кирил|гаврил|самійл|корнил|курил|добрил|радил|ярил|вавил|карп|лавр|памв)о$",
        r"\1е",
    ),
    (r"([гкхґ])$", r"\1у"),  # Марку, Генріху
    (r"(ч)$", r"\1у"),
    (r"([бвджзлмнпрстфцшщ])$", r"\1е"),  # Іване, Вікторе
)
_PATRONYMIC = _rules((r"ич$", "ичу"), (r"іч$", "ічу"), (r"на$", "но"))


def vocative_of_given(name: str, *, gender: str) -> str:
    """Ганно for Ганна; `gender` is "m" or "f". A foreign ending that Ukrainian leaves alone comes back as given."""
    rules = _FEMALE if gender == "f" else _MALE
    return "-".join(_called(part, rules) for part in name.split("-"))


def vocative_of_patronymic(patronymic: str) -> str:
    """Петровичу, Петрівно; Гейдар огли stays as it is."""
    return _called(patronymic, _PATRONYMIC)


def _called(word: str, rules: Sequence[Rule]) -> str:
    """The first rule that fits changes the ending; capitals and apostrophes of the word stay."""
    low = folded(word)
    for pattern, replacement in rules:
        changed = pattern.sub(replacement, low, count=1)
        if changed != low:
            return _dressed(changed, word)
    return word


def _dressed(changed: str, word: str) -> str:
    """`changed` with the capital and the apostrophe that `word` was written with."""
    mark = next((letter for letter in word if letter in APOSTROPHES), "'")
    return changed[:1].upper() + changed[1:].replace("'", mark) if word[:1].isupper() else changed.replace("'", mark)
