"""Names that a slip of the hand spoilt: Latin letters among Cyrillic ones that look the same, the wrong layout of keys.

What is mended here is proposed to a person, never printed by itself.
"""

import re

from outreach.names.derivation import is_from_known_father
from outreach.names.family import looks_like_family
from outreach.names.firstnames import is_given
from outreach.names.spelling import Script, script_of

_ALIKE = str.maketrans("aceiopxyABCEHIKMOPTXYё", "асеіорхуАВСЕНІКМОРТХУё")
_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."


def _upper_of(keys: str) -> str:
    return "".join(key.upper() for latin, key in zip(_KEYS, keys, strict=True) if latin.isalpha())


_LAYOUTS = {
    language: str.maketrans(_KEYS + "".join(filter(str.isalpha, _KEYS)).upper(), keys + _upper_of(keys))
    for language, keys in (
        ("ru", "йцукенгшщзхъфывапролджэячсмитьбю"),
        ("uk", "йцукенгшщзхїфівапролджєячсмитьбю"),
    )
}
_BEFORE_IOTA = re.compile("(?<=[бвкмпрф])(?=[яюєї])", re.IGNORECASE)
_LATIN_VOWEL = re.compile("[aeiou]", re.IGNORECASE)


def with_alike_mended(text: str) -> str:
    """Иван for «Ивaн»; "" where letters of two alphabets remain, or none was wrong."""
    mended = text.translate(_ALIKE)
    return mended if script_of(text) is Script.MIXED and script_of(mended) is Script.CYRILLIC else ""


def in_the_other_layout(text: str, *, language: str) -> str:
    """Иван Иванов for «Bdfy Bdfyjd»; "" unless every word becomes a name."""
    typed = text.translate(_LAYOUTS[language])
    words = typed.split()
    known = bool(words) and all(_is_name(word, language) for word in words)
    return typed if known and script_of(text) is Script.LATIN else ""


def with_apostrophe(word: str) -> str:
    """Мар’ян for «Марян»; "" where that is no Ukrainian given name."""
    mended = _BEFORE_IOTA.sub("’", word, count=1)
    return mended if mended != word and is_given(mended, language="uk") else ""


def is_in_the_wrong_layout(word: str) -> bool:
    """Whether a Latin word is a Cyrillic name typed blindly; one that can be spoken must be a known given name."""
    if not re.search("[A-Za-z]", word):
        return False
    return any(
        is_given(typed, language=language) or (not _LATIN_VOWEL.search(word) and looks_like_family(typed))
        for language, layout in _LAYOUTS.items()
        for typed in (word.translate(layout),)
    )


def _is_name(word: str, language: str) -> bool:
    return is_given(word, language=language) or looks_like_family(word) or is_from_known_father(word)
