"""What a cell means: days, money, yes and no, countries, languages, reasons; in Russian, Ukrainian and English.

Pure: a cell in, a value out, or `BadValue` with the reason in the reader's language. E-mail is in `address`.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale

from outreach.book.wording import (
    CHANNELS,
    CONSENT_BASES,
    CURRENCIES,
    FAITH_NAMES,
    FEMALE,
    LANGUAGE_NAMES,
    LETTER_KINDS,
    MALE,
    NO,
    OTHER_COUNTRIES,
    REASONS,
    STATED,
    VERIFIED,
    YES,
)
from outreach.locale import say
from outreach.store.words import ConsentBasis, LeaveReason, LetterKind, ReasonStanding

PLUS = " + "  # between the sums of an order's lines
EITHER_WAY = "±"  # before an amount that may lessen or raise
LONGEST = 500  # characters of what is looked up or listed; an index of PostgreSQL holds 2,700 bytes
LONGEST_FACT = 1_000
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "PYG", "UGX", "RWF"})  # ISO 4217
_THOUSANDTHS = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LEAVE_REASONS = frozenset(reason.value for reason in LeaveReason)
_LANGUAGES = ("ru", "uk", "en")

_PLAIN_AMOUNT = re.compile(r"(\d{1,15})(?:[.,](\d{1,2}))?")
_AMOUNT = re.compile(r"([-−(]?)([\d.,'’  \s]*\d)(\)?)")
_BELOW_ZERO = re.compile(r"\s*[-−–(]|.*\d[-−–]\s*\Z")  # "-$5", "($5)", "5-"
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+)[.,]0\Z")
_MULTIPLE = re.compile(r"(?<![^\W\d_])(?:тыс|тис|млн|mln)(?![^\W\d_])\.?", re.IGNORECASE)
_COINS = re.compile(r"(\d)\s*(руб\.?|р\.|грн\.?|₴|₽)\s*(\d\d)\s*(?:коп\.?|к\.)\Z", re.IGNORECASE)
_THOUSAND, _MILLION = 1_000, 1_000_000
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[,.]\d{3})+\Z")
_THREE = 3  # digits between two marks of thousands


class BadValue(ValueError):
    """A cell that cannot be what its column says; the text is for a person."""


def minor_digits(currency: str) -> int:
    """How many digits the minor unit of a currency has (ISO 4217): 2 for most."""
    return 0 if currency in _WITHOUT_CENTS else 3 if currency in _THOUSANDTHS else 2


def read_money(text: str, *, currency: str) -> tuple[int, str]:
    """Minor units and the currency, which a sign or code in the cell overrides: "12 345,67", "$1,234.50", "5 тыс."."""
    plain = _PLAIN_AMOUNT.fullmatch(text)
    if plain and minor_digits(currency) == 2:  # noqa: PLR2004 nearly every amount there is, kept quick
        return int(plain[1]) * 100 + int((plain[2] or "").ljust(2, "0")), currency
    named = currency_in(text) or currency
    text, bare = _coins_behind(text), text
    times = multiple_in(text)
    match = _AMOUNT.search(text)
    if match is None or not _only_currency(_MULTIPLE.sub("", text[: match.start()] + " " + text[match.end() :])):
        raise BadValue(say("“{text}” is not an amount of money", text=bare))
    digits = re.sub(r"[\s'’]", "", match[2])
    try:
        amount = times * Decimal(_with_point(digits, decimals=minor_digits(named) if times == 1 else _THREE))
    except InvalidOperation:
        raise BadValue(say("“{text}” is not an amount of money", text=bare)) from None
    minor = amount.scaleb(minor_digits(named))
    if minor != minor.to_integral_value():
        raise BadValue(say("“{text}” has more decimals than {currency} has", text=bare, currency=named))
    negative = bool(match[1]) or bool(_BELOW_ZERO.match(text))
    return (-int(minor) if negative else int(minor)), named


def read_sums(text: str, *, currency: str) -> tuple[int, str]:
    """As `read_money`; sums with PLUS between them, as the lines of an order may be told in one cell, are added up."""
    if text.startswith(EITHER_WAY):
        raise BadValue(say("“{text}”: a correction without a sign may mean more or less; write the amount with + or -",
                           text=text[1:]))  # fmt: skip
    if PLUS not in text:
        return read_money(text, currency=currency)
    read = [read_money(part, currency=currency) for part in text.split(PLUS)]
    if len({named for _, named in read}) > 1:
        raise BadValue(say("“{text}” is in several currencies", text=text))
    return sum(minor for minor, _ in read), read[0][1]


def multiple_in(text: str) -> int:
    """1000 where a cell or a heading says "тыс.", a million where it says "млн"; else 1."""
    found = _MULTIPLE.search(text)
    if not found:
        return 1
    return _MILLION if found[0].casefold().startswith(("м", "m")) else _THOUSAND


def _coins_behind(text: str) -> str:
    """The amount with its coins behind a comma: "12 руб. 50 коп." is "12,50 руб."."""
    return _COINS.sub(lambda found: f"{found[1]},{found[3]} {found[2]}", text)


def _with_point(digits: str, *, decimals: int) -> str:
    """The number with a point before its decimals and no other mark."""
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0:
        return digits
    mark, other = digits[last], "," if digits[last] == "." else "."
    if other in digits:  # 1,234.50 and 1.234,50: the last mark is the decimal one
        whole = digits[:last].replace(other, "")
        return f"{whole}.{digits[last + 1 :]}" if digits.count(mark) == 1 else "?"
    if digits.count(mark) > 1:  # 1.234.567
        return digits.replace(mark, "") if _GROUPS.match(digits) else "?"
    if decimals < _THREE and _GROUPS.match(digits):  # a thousandfold mistake is worse than a question
        raise BadValue(say("“{text}” can be read in two ways; write it with two decimals", text=digits))
    return digits.replace(mark, ".")


def currency_in(text: str) -> str | None:
    """The ISO code of a currency named in a cell or a heading: "Сумма, грн", "$", "USD"; None if there is none."""
    folded = text.casefold()
    for sign, code in CURRENCIES.items():
        if sign in folded and (not sign.isalpha() or re.search(rf"(?<![^\W\d_]){sign}(?![^\W\d_])", folded)):
            return code
    return None


def _only_currency(rest: str) -> bool:
    bare = re.sub(r"[\s.()−–+-]", "", rest)
    return not bare or (currency_in(bare) is not None and not re.search(r"\d", bare))


def read_currency(text: str) -> str:
    """The ISO code: "UAH", "грн", "€"."""
    if re.fullmatch(r"[A-Za-z]{3}", text):
        return text.upper()
    if code := currency_in(text):
        return code
    raise BadValue(say("“{text}” is not a currency; write its three letters, EUR say", text=text))


def read_yes(text: str) -> bool:
    """Yes or no, in three languages, or 1 and 0, + and -."""
    folded = text.strip().casefold()
    folded = re.sub(r"(?<=\d)[.,]0\Z", "", folded)
    if folded in YES or folded in NO:
        return folded in YES
    raise BadValue(say("“{text}” is neither yes nor no", text=text))


def read_whole(text: str) -> int:
    """A whole number, not negative: "1 204"."""
    digits = re.sub(r"[\s'’]", "", text)
    digits = re.sub(r"[.,]0+\Z", "", digits)
    if digits.isascii() and digits.isdigit() and len(digits) < 10:  # noqa: PLR2004 what an INTEGER holds
        return int(digits)
    raise BadValue(say("“{text}” is not a whole number", text=text))


def read_gender(text: str) -> str:
    """The letter m or f."""
    folded = text.strip(" .").casefold()
    if folded in MALE:
        return "m"
    if folded in FEMALE:
        return "f"
    raise BadValue(say("“{text}” is not a gender that letters know; write m or f, or leave it empty", text=text))


@lru_cache(maxsize=1024)
def read_country(text: str) -> str:
    """ISO 3166 alpha-2 of a code or of a country's name in Russian, Ukrainian or English."""
    folded = same_words(text)
    names = _countries()
    if folded.upper() in names.values():
        return folded.upper()
    if code := OTHER_COUNTRIES.get(folded) or names.get(folded):
        return code
    raise BadValue(say("no country is called “{text}”", text=text))


@lru_cache(maxsize=256)
def read_language(text: str) -> str:
    """ISO 639-1 of a code or of a language's name: "ru", "укр.", "English", "uk-UA"."""
    folded = same_words(text).strip(".")
    known = _languages()
    if code := LANGUAGE_NAMES.get(folded) or known.get(folded):
        return code
    short = re.split(r"[-_]", folded)[0]
    if short in known.values():
        return short
    raise BadValue(say("no language is called “{text}”", text=text))


def read_faith(text: str) -> str:
    """A faith of the almanac where the word is known, else the file's own word, folded: no day is his then."""
    folded = same_words(text).replace("ё", "е")
    return FAITH_NAMES.get(folded, folded)


def read_reason(text: str) -> str:
    """A LeaveReason where the words are known, else the firm's own word, folded."""
    folded = " ".join(text.split()).casefold()
    word = re.sub(r"[ -]", "_", folded)
    if word in _LEAVE_REASONS:
        return word
    return REASONS.get(folded.replace("ё", "е"), folded)


def read_code(text: str) -> str:
    """A client's code; one that a spreadsheet has rounded away, 7.70123E+09, tells nobody."""
    if _ROUNDED.fullmatch(text):
        raise BadValue(say("a spreadsheet has rounded “{text}”: give the column the format of text", text=text))
    return read_short(text)


def without_point(text: str) -> str:
    """The figures without the ".0" of a number: 380441234567.0."""
    found = _FLOAT.match(text)
    return found[1] if found else text


def read_text(text: str) -> str:
    """The text without control characters and needless blanks; lines of a note stay apart."""
    if text.isprintable() and "  " not in text:
        return text
    lines = (" ".join(_CONTROLS.sub(" ", line).split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(lines).strip()


def read_short(text: str) -> str:
    """A text that an index holds."""
    return _within(read_text(text), most=LONGEST)


def read_fact(text: str) -> str:
    """A personal fact, a sentence or two."""
    return _within(read_text(text), most=LONGEST_FACT)


def _within(text: str, *, most: int) -> str:
    if len(text) > most:
        raise BadValue(say("“{start}…” is longer than {most} characters", start=text[:20], most=most))
    return text


def read_channel(text: str) -> str:
    """How the firm spoke with him: call, meeting, letter, email, messenger, or the firm's own word."""
    return CHANNELS.get(same_words(text), same_words(text))


def read_standing(text: str) -> ReasonStanding:
    """Stated, or verified where the cell says so or says yes."""
    folded = same_words(text)
    if folded in VERIFIED:
        return ReasonStanding.VERIFIED
    if folded in STATED:
        return ReasonStanding.STATED
    raise BadValue(say("“{text}” is neither “stated” nor “verified”", text=text))


def read_basis(text: str) -> ConsentBasis | None:
    """The ground for writing; None for a plain no."""
    if basis := CONSENT_BASES.get(same_words(text)):
        return basis
    return ConsentBasis.CONSENT if read_yes(text) else None


def read_kinds(text: str) -> tuple[LetterKind, ...]:
    """Kinds of letter named in a cell: "newsletter, greeting"; an empty cell names none."""
    return tuple(_letter_kind(word) for word in re.split(r"[,;]", text) if word.strip())


def _letter_kind(word: str) -> LetterKind:
    if kind := LETTER_KINDS.get(same_words(word)):
        return kind
    raise BadValue(say("“{text}” is no kind of letter; there are: {known}", text=word, known=", ".join(LetterKind)))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        territories = Locale(language).territories
        found |= {same_words(name): code for code, name in territories.items() if re.fullmatch(r"[A-Z]{2}", code)}
    return {name: code for name, code in found.items() if code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}}


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        names = Locale(language).languages
        found |= {same_words(name): code for code, name in names.items() if len(code) == len("ru")}
    return found


def same_words(text: str) -> str:
    """The text as texts are compared: one form of each letter, no case, no needless blanks."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return " ".join(plain.split()).casefold().replace("ё", "е")
