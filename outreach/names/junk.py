"""What is no name: test data, placeholders, firms, posts, damaged characters. What looks like a name is not judged."""

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from outreach.names.doubt import DoubtCode
from outreach.names.slips import is_in_the_wrong_layout
from outreach.names.spelling import APOSTROPHES, Script, folded, script_of

_WORDS = Path(__file__).parent.parent / "data" / "no_names.csv"
_LONGEST = 60  # letters of a whole name
_SHORT = 2
_NO_VOWEL = frozenset(("ng",))  # a name nevertheless
_KEYBOARD = ("qwe", "asdf", "zxc", "qaz", "wsx", "azerty", "йцу", "фыв", "фів", "ячс", "йфя", "цыч")
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "фівапролджє", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm",
         "абвгдежзийклмн", "abcdefghijklmn", "uvwxyz")  # fmt: skip
_MOJIBAKE = re.compile(  # UTF-8 read as cp1251: Р or С, then a letter or sign that hardly ever follows them
    "[РС][ЂЃѓ‚„…†‡€‰Љ‹ЊЌЋЏђ“”•–—™љ›њќћџ°±¤¦§©«¬®µ¶·»јЅѕ\u00a0\u00ad]"
)
_VOWEL = re.compile("[aeiouyæøœаеиоуыэюяіїєәөүұў]")
_QUOTES = frozenset('«»“”„"')
_INITIAL = re.compile(r"[^\W\d_](?:[. ]+[^\W\d_])*[. ]*")


_PLAIN = re.compile("[А-Яа-яЁёІіЇїЄєҐґA-Za-z'’., -]+")  # no sign among them that only damaged text has
_PLAIN_PART = re.compile("[А-ЯЁІЇЄҐ]?[а-яёіїєґ]+|[А-ЯЁІЇЄҐ]+|[A-Z]?[a-z]+|[A-Z]+")
_REPEATED = re.compile(r"(.)\1\1|(?:^(.{3,})\2+$)|(?:^(..)\3{2,}$)|^([a-zа-яіїєґ])\4$")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile("[ ,]+")


@lru_cache(maxsize=10_000)  # given names repeat
def flaw_in(text: str) -> DoubtCode | None:
    """Why a tidied, non-empty `text` is no name of a person, or None; posts and firms count too."""
    return _flaw_in_characters(text) or _flaw_in_words(text, posts=_words("post"), never=_words("placeholder", "word"))


def flaw_in_family(text: str) -> DoubtCode | None:
    """As `flaw_in`, for a surname, which may well be a word of the language (Christopher Guest, Пётр Дед)."""
    return _flaw_in_characters(text) or _flaw_in_words(text, posts=frozenset(), never=_words("placeholder"))


def holds_a_word(given: str) -> bool:
    """Whether a word of a column of given names is none, though it may well be a surname: Старый, Запасной, Second."""
    words = _words("given")
    return any(part in words for word in folded(given).split() for part in (word, *word.split("-")))


def without_role(text: str) -> str:
    """What is left when posts, forms of address and the marks of a firm are taken away: a name, where it is one."""
    strange = _words("post", "firm")
    words = [word for word in re.split(r"[\s,()«»\"“”„]+", text) if folded(word.strip(".,:")) not in strange]
    return " ".join(word for word in words if word)


def is_wounded(text: str) -> bool:
    """Whether a phrase of the client's own holds what must never be printed: controls, {{ }}, NULL, an e-mail."""
    hidden = any(unicodedata.category(letter)[0] == "C" for letter in text)
    words = re.findall(r"[^\W\d_]+", folded(text))
    return (
        hidden
        or "\ufffd" in text
        or bool(re.search(r"[{}<>@|\\]|\*\||https?:|\d", text))
        or len(_MOJIBAKE.findall(text)) > 1
        or script_of(text) is Script.NONE
        or (len(words) == 1 and words[0] in _words("placeholder", "word"))
    )


def _flaw_in_characters(text: str) -> DoubtCode | None:
    is_plain = _PLAIN.fullmatch(text)
    if not is_plain and _has_odd_characters(text):
        return DoubtCode.JUNK
    if _QUOTES & set(text) or _is_firm(text):
        return DoubtCode.COMPANY
    if not is_plain and not all(letter.isalpha() or letter in APOSTROPHES or letter in "-., " for letter in text):
        is_role = re.fullmatch(r"[^\d{}<>@]*\([^\d(){}<>@]+\)", text) and not _words("post").isdisjoint(
            _WORD.findall(folded(text))
        )
        return DoubtCode.ROLE if is_role else DoubtCode.JUNK
    if "--" in text or len(text) > _LONGEST or script_of(text) is Script.NONE:
        return DoubtCode.JUNK
    return None


def _has_odd_characters(text: str) -> bool:
    return any(unicodedata.category(letter)[0] == "C" for letter in text) or len(_MOJIBAKE.findall(text)) > 1


def _is_firm(text: str) -> bool:
    return not _words("firm").isdisjoint(_WORD.findall(folded(text)))


def _flaw_in_words(text: str, *, posts: frozenset[str], never: frozenset[str]) -> DoubtCode | None:
    words = [word for word in _BETWEEN_WORDS.split(text) if word]
    parts = [part for word in words for part in word.split("-")]
    if _INITIAL.fullmatch(text):
        return DoubtCode.INITIAL
    if any(len(word.strip(".")) == 1 and word[0].isupper() for word in words):
        return DoubtCode.INITIAL
    found = {folded(part.strip(".")) for part in (*words, *parts)}
    if found & never:
        return DoubtCode.JUNK
    if found & posts:
        return DoubtCode.ROLE
    if any(word.endswith(".") or len(word) == 1 or _is_shortened(word) for word in words):
        return DoubtCode.INITIAL
    if any(_is_garbled(part) for part in parts):
        return DoubtCode.JUNK
    return None


@lru_cache(maxsize=20_000)
def _is_garbled(part: str) -> bool:
    """Keys pressed at random, two alphabets in one word, CAPS LOCK half way, Latin-1 read where cp1251 stood."""
    if "." in part or not part or part[0] in APOSTROPHES or part[-1] in APOSTROPHES:
        return True
    low = folded(part)
    if low.startswith(_KEYBOARD) or _REPEATED.search(low) or _has_no_vowel(low) or _is_run_of_keys(low):
        return True
    if _PLAIN_PART.fullmatch(part):
        return is_in_the_wrong_layout(part)
    return script_of(part) is Script.MIXED or _is_oddly_cased(part) or _is_mostly_accented(part)


def _is_run_of_keys(low: str) -> bool:
    return len(low) > _SHORT and any(low in row or low[::-1] in row for row in _ROWS)


def _is_shortened(word: str) -> bool:
    """«Ал-др», «Св-на»: what was left out stands behind the hyphen or before it."""
    first, hyphen, last = folded(word).partition("-")
    return bool(hyphen) and (1 in {len(first), len(last)} or not (_VOWEL.search(first) and _VOWEL.search(last)))


def _has_no_vowel(low: str) -> bool:
    if low in _NO_VOWEL or len(low) < _SHORT or _VOWEL.search(low):
        return False
    return script_of(low) is not Script.OTHER and not _VOWEL.search(unicodedata.normalize("NFD", low))


def _is_oddly_cased(part: str) -> bool:
    if part.islower() or part.isupper():
        return False
    letters = [piece for piece in re.split(f"[{APOSTROPHES}]", part) if piece]
    if script_of(part) is Script.LATIN and part[0].isupper():  # McDonald, DeShawn
        return False
    return any(letter.isupper() for piece in letters for letter in piece[1:]) or not part[0].isupper()


def _is_mostly_accented(part: str) -> bool:
    accented = sum("À" <= letter <= "ÿ" for letter in part)
    return len(part) > _SHORT and accented * 2 > len(part)


@lru_cache
def _words(*kinds: str) -> frozenset[str]:
    with _WORDS.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["word"] for row in csv.DictReader(lines) if row["kind"] in kinds)
