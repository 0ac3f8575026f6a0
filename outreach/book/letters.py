"""How much bytes look like Russian, Ukrainian or Western words when they are read by a code page.

Pure. Frequencies of letters tell little in a short file; that a word has no capital in its middle and no box drawn
through it tells nearly all.
"""

import re
from functools import lru_cache
from itertools import pairwise

_LETTERS = "оаеинтсрвлкмдпуіяыьгзбчйїхжєшюцщэфґёъ"  # from the most frequent to the rarest
_UKRAINIAN = "іїєґ"
_RUSSIAN = "ыэъё"
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžÿ"
_SIGNS = "«»„“”’‘–—…№§°©®™€₴ \u00b7\u00d7"
_WORD = re.compile(r"[^\W\d_]+")

_GOOD, _FAIR, _SIGN, _STRANGE, _BROKEN = 4.0, 2.0, 0.5, -4.0, -6.0
_SMALL = 0.4  # letters are mostly small ones


def likeness(text: bytes, page: str) -> float:
    """The higher, the likelier that the page is the one by which the text was written."""
    try:
        read = text.decode(page)
    except UnicodeDecodeError:
        # one byte that a page does not know is damage; the page is still judged by the rest
        read = text.decode(page, errors="replace")
    beyond = [letter for letter in read if letter > "\x7f"]
    found = sum(map(_worth, beyond))
    return found + sum(_word_worth(word) for word in _WORD.findall(read) if not word.isascii())


@lru_cache(maxsize=1024)
def _worth(letter: str) -> float:
    small = letter.lower()
    if small in _LETTERS:
        return _GOOD - 0.1 * _LETTERS.index(small) + _SMALL * (letter == small)
    if small in _WESTERN:
        return 0.0
    return _SIGN if letter in _SIGNS else _STRANGE


def _word_worth(word: str) -> float:
    """A capital after a small letter, two alphabets in one word, letters of two languages: each breaks the word."""
    small = word.lower()
    capitals = sum(1 for before, letter in pairwise(word) if before.islower() and letter.isupper())
    is_lone = len(word) > 2 and word[0].islower() and word[1:].isupper()  # noqa: PLR2004 as "иВАНОВ"
    has_latin = any("a" <= letter <= "z" or letter in _WESTERN for letter in small)
    has_cyrillic = any("а" <= letter <= "я" or letter in "ёіїєґ" for letter in small)
    mixed = bool(set(small) & set(_UKRAINIAN)) and bool(set(small) & set(_RUSSIAN))
    worth = _BROKEN * (capitals + is_lone + 2 * (has_latin and has_cyrillic) + mixed)
    if has_latin and not has_cyrillic and word.isalpha():
        ascii_letters = sum("a" <= letter <= "z" for letter in small)
        worth += _FAIR * (ascii_letters > len(word) - ascii_letters)
    return worth + _starts(small)


def _starts(word: str) -> float:
    """No word of ours begins with a soft or hard sign."""
    return _BROKEN if word[0] in "ьъы" and len(word) > 1 else 0.0
