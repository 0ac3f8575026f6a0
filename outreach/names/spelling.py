"""How a name is written: its alphabet, its apostrophes, its capitals. Knows no particular name."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

APOSTROPHES = "'’ʼ‘`´"
_ANY_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_ODD_APOSTROPHE = re.compile('[`´‘‛′ʹˈ＇ꞌ]|(?<=[бвгджзклмнпрстфхчш])["”“](?=[яюєї])', re.IGNORECASE)
_ODD_HYPHEN = re.compile("[\u2010\u2011]")
# Words that make a patronymic of the name before them, of a man or a woman; written small.
PARTICLES = {"оглы": "m", "оглу": "m", "огли": "m", "углы": "m", "улы": "m", "ұлы": "m", "уулу": "m",
             "кызы": "f", "қызы": "f", "кизи": "f", "гызы": "f"}  # fmt: skip


_CYRILLIC_WORD = "[А-Яа-яЁёІіЇїЄєҐґ]+"
_TIDY = re.compile(f"{_CYRILLIC_WORD}(?:[ '’.,-]{_CYRILLIC_WORD})*")  # nearly every name there is, kept quick
_LATIN = re.compile("[A-Za-z][A-Za-z .,'’-]*")


class Script(StrEnum):
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    MIXED = "mixed"
    OTHER = "other"
    NONE = "none"  # no letters at all


def tidy(text: str) -> str:
    """NFC, single spaces, plain hyphens, no backticks for apostrophes; ё, ’ and ' stay as given."""
    if not text or _TIDY.fullmatch(text):
        return text
    spaced = " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\t", " ").split(" ")).strip(
        " \t\r\n"
    )
    plain = _ODD_HYPHEN.sub("-", _ODD_APOSTROPHE.sub("’", spaced))
    return re.sub(r" {2,}", " ", plain)


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """The key a name is looked up by: case, ё and the kind of apostrophe do not count."""
    return _ANY_APOSTROPHE.sub("'", unicodedata.normalize("NFC", text).casefold().replace("ё", "е"))


def script_of(text: str) -> Script:
    """The alphabet of the letters in `text`."""
    if _TIDY.fullmatch(text):
        return Script.CYRILLIC
    if _LATIN.fullmatch(text):
        return Script.LATIN
    found = {_script_of_letter(letter) for letter in text if letter.isalpha() and letter not in APOSTROPHES}
    if not found:
        return Script.NONE
    return found.pop() if len(found) == 1 else Script.MIXED


@lru_cache(maxsize=10_000)
def recased(text: str) -> str:
    """АННА-МАРИЯ and анна-мария as Анна-Мария; a word with both cases is left as given."""
    return " ".join(_recased_word(word) for word in text.split(" "))


def _recased_word(word: str) -> str:
    if folded(word) in PARTICLES:
        return word.lower()
    if not (word.isupper() or word.islower()):
        return word
    return "-".join(_capitalized(part) for part in word.split("-"))


def _capitalized(part: str) -> str:
    """O'BRIEN is O'Brien, but В'ЯЧЕСЛАВ is В'ячеслав: after one Latin letter, or О, the name begins anew."""
    broken = re.fullmatch(f"([A-Za-zОо])([{APOSTROPHES}])(.+)", part)
    if broken:
        return broken[1].upper() + broken[2] + broken[3].capitalize()
    return part.capitalize()


@lru_cache(maxsize=1_000)
def _script_of_letter(letter: str) -> Script:
    first = unicodedata.name(letter, "").partition(" ")[0]
    return {"LATIN": Script.LATIN, "CYRILLIC": Script.CYRILLIC}.get(first, Script.OTHER)
