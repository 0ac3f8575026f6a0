"""Names in Latin letters, for addresses: simple and one-way, no standard of transliteration is meant."""

import re
import unicodedata

_SHARED = {
    "б": "b", "в": "v", "д": "d", "е": "e", "ж": "zh", "з": "z", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch",
}  # fmt: skip
_RUSSIAN = _SHARED | {
    "а": "a",
    "г": "g",
    "и": "i",
    "ы": "y",
    "э": "e",
    "ё": "e",
    "ю": "yu",
    "я": "ya",
    "ъ": "",
    "ь": "",
}
_UKRAINIAN = _SHARED | {
    "а": "a",
    "г": "h",
    "ґ": "g",
    "и": "y",
    "і": "i",
    "ї": "i",
    "є": "ye",
    "ю": "yu",
    "я": "ya",
    "ь": "",
}
_OTHER = re.compile(r"[^a-z0-9]+")


def latin(text: str, language: str) -> str:
    """Lower-case ASCII letters, digits and hyphens, fit for a domain: «Кав’ярня» gives "kavyarnya"."""
    letters = {"ru": _RUSSIAN, "uk": _UKRAINIAN}.get(language, {})
    spelt = "".join(letters.get(letter, letter) for letter in text.lower().replace("’", "").replace("ł", "l"))
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))
    return _OTHER.sub("-", plain).strip("-")
