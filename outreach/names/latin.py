"""Names in Latin letters: which word is the given name, and what a transliterated name may have been in Cyrillic.

What is found here is proposed to a person; nobody is greeted by a transliteration.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from outreach.names.derivation import fathers
from outreach.names.firstnames import is_given, known_genders, rare_names
from outreach.names.spelling import APOSTROPHES, Script, folded, script_of

_MOST_WORDS = 3
_SHORT = 3
_OF_FAMILIES = re.compile(r".{2,}(?:sk[aiy]|sky|ova?|eva?|enko|czyk|wicz|vich|mann|berg|smith|sson)")
_BASE = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "'": "",
}  # fmt: skip
# What passports, post offices and people do otherwise; each column is one habit.
_HABITS: tuple[Mapping[str, str], ...] = (
    {},
    {"й": "i", "ю": "iu", "я": "ia", "є": "ie", "ї": "i"},
    {"й": "j", "ю": "ju", "я": "ja", "х": "h", "ж": "z", "ц": "c", "є": "je", "ї": "ji", "ч": "c", "ш": "s"},
    {"х": "h", "кс": "x", "ий": "y", "ей": "ey", "е": "e"},
    {"й": "i", "х": "h", "ю": "yu", "я": "ya"},
)
_UKRAINIAN: Mapping[str, str] = {"г": "h", "и": "y"}
_BY_HAND = {
    "julia": "Юлия", "yulia": "Юлия", "juliya": "Юлия", "alexander": "Александр", "alexandr": "Александр",
    "alexandra": "Александра", "xenia": "Ксения", "yuri": "Юрий", "yury": "Юрий", "dmitri": "Дмитрий",
    "dmitry": "Дмитрий", "michael": "Михаил", "alexei": "Алексей", "alexey": "Алексей", "sergei": "Сергей",
    "sergey": "Сергей", "andrei": "Андрей", "andrey": "Андрей", "natalia": "Наталья", "natalie": "Наталья",
    "maria": "Мария", "victor": "Виктор", "victoria": "Виктория", "vasily": "Василий", "valery": "Валерий",
    "eugene": "Евгений", "evgeny": "Евгений", "evgeni": "Евгений", "georgy": "Георгий", "gregory": "Григорий",
    "helen": "Елена", "elena": "Елена", "olga": "Ольга", "peter": "Пётр", "petr": "Пётр", "paul": "Павел",
    "sophia": "София", "sofia": "София", "tatiana": "Татьяна", "artem": "Артём", "fedor": "Фёдор", "max": "Максим",
}  # fmt: skip
_BY_HAND_UKRAINIAN = {
    "yuliia": "Юлія", "oleksandr": "Олександр", "sergiy": "Сергій", "serhii": "Сергій", "andriy": "Андрій",
    "andrii": "Андрій", "yurii": "Юрій", "yuriy": "Юрій", "dmytro": "Дмитро", "olexandr": "Олександр",
    "oleksii": "Олексій", "nataliia": "Наталія", "mariia": "Марія", "iryna": "Ірина", "mykola": "Микола",
}  # fmt: skip


def in_latin_order(words: Sequence[str], *, family: str = "") -> tuple[str, str] | None:
    """Given name and surname of "John Smith", "Smith John" and "Smith, John"; None where the words do not tell."""
    if not words or len(words) > _MOST_WORDS:
        return None
    if family:
        return words[0], family
    known = [is_given_in_latin(word) for word in words]
    if len(words) == 1 or sum(known) == 0:
        return None
    if known[0] and not known[-1]:
        return words[0], words[-1]
    if known[-1] and not any(known[:-1]):
        return words[-1], words[0]
    return (words[0], words[-1]) if known[0] and len(words) == _MOST_WORDS else None


def is_given_in_latin(word: str) -> bool:
    """Whether it is a given name of a language in Latin letters, or a Russian or Ukrainian one written so."""
    return is_given(word, language="latin") or folded(word) in _cyrillic("ru") or folded(word) in _cyrillic("uk")


def may_be_called(given: str, *, beside_family: bool) -> bool:
    """Whether what stands in a column of given names is one: a name that we know, or written so beside a surname.

    Alone a word that we do not know is not believed, nor in small letters ("old"), nor with another name in it
    ("JohnSmith"); O'Brien is.
    """
    if any(mark in given for mark in APOSTROPHES) or _is_known(given):
        return True
    is_short = len(given) < _SHORT or (len(given) == _SHORT and given.isupper())
    return beside_family and not (given.islower() or is_short or _are_two(given))


def _is_known(given: str) -> bool:
    known = rare_names("latin")
    return all(is_given_in_latin(part) or folded(part) in known for part in re.split("[ -]+", given) if part)


def _are_two(word: str) -> bool:
    """A given name of four letters or more, and another name at once behind it: "JohnSmith", "Annakowalska"."""
    for at in range(_SHORT + 1, len(word) - _SHORT):
        if is_given_in_latin(word[:at]):
            behind = word[at:]
            is_capital = behind[0].isupper() and not word.isupper()
            if is_capital or is_given_in_latin(behind) or _OF_FAMILIES.fullmatch(behind.casefold()):
                return True
    return False


def proposed_form(text: str, *, language: str) -> str:
    """Анна Петровна for Anna Petrovna in a Russian letter; "" unless every word of it is found."""
    if language not in {"ru", "uk"} or script_of(text) is not Script.LATIN:
        return ""
    found = [_cyrillic(language).get(folded(word)) or _patronymics(language).get(folded(word)) or "" for word in
             text.split()]  # fmt: skip
    return " ".join(found) if all(found) else ""


def written_in_latin(word: str, *, language: str) -> frozenset[str]:
    """The usual ways of writing a Cyrillic word in Latin letters, in small letters."""
    low = folded(word)
    return frozenset(_in_habit(low, habit, language) for habit in _HABITS)


@lru_cache
def _cyrillic(language: str) -> Mapping[str, str]:
    """Given names by their Latin spellings; a spelling that two names share stands for none."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in known_genders(language):
        for latin in written_in_latin(name, language=language):
            found[latin].add(name.capitalize())
    sure = {latin: names.pop() for latin, names in found.items() if len(names) == 1}
    return sure | (_BY_HAND if language == "ru" else _BY_HAND_UKRAINIAN)


@lru_cache
def _patronymics(language: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for patronymic in fathers(language):
        for latin in written_in_latin(patronymic, language=language):
            found.setdefault(latin, patronymic.capitalize())
    return found


def _in_habit(word: str, habit: Mapping[str, str], language: str) -> str:
    for pair in ("кс", "ий"):
        if pair in habit:
            word = word.replace(pair, habit[pair])
    letters = {**_BASE, **(_UKRAINIAN if language == "uk" else {}), **habit}
    return "".join(letters.get(letter, letter) for letter in word)
