"""What day a cell means: in figures, with months in words in three languages, or as a spreadsheet counts days.

Pure. In which order 2/1/25 stands, the whole column decides; `order_of` says what one cell of it tells.
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from outreach.book.value import BadValue
from outreach.locale import say

PLACEHOLDERS = frozenset({  # what programs write for "not known"; 1C the first day of all, spreadsheets day 0
    date(1, 1, 1), date(1601, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1),
    date(1970, 1, 1),
})  # fmt: skip
_NO_DAY = re.compile(r"0{1,4}([./-])0{1,2}\1(?:0{4}|0{1,2})")

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CLOSE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_WORD = re.compile(r"[«\"„]?(\d{1,2})(?:st|nd|rd|th|-?го|-е)?[»\"“]?[\s.-]+([^\W\d_]+)\.?,?[\s-]+(\d{4}|\d{2})")
_WORD_DAY = re.compile(r"([^\W\d_]+)\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})")
_HOUR = re.compile(
    r"[T\s,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AP]M)?(?:\s*\(?(?:Z|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)\)?)?\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*(?:года?|рік|року|г\.?|р\.?|y\.)\Z", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_SERIAL_BEGINS, _SERIALS = date(1899, 12, 30), range(10_000, 80_000)  # 1927 to 2119
_TURN = 40  # 39 is 2039, 40 is 1940
_TWELVE = 12

_MONTHS = (
    "янв|январь|января|січ|січень|січня|jan|january",
    "фев|февр|февраль|февраля|лют|лютий|лютого|feb|february",
    "мар|март|марта|бер|березень|березня|mar|march",
    "апр|апрель|апреля|кві|квіт|квітень|квітня|apr|april",
    "май|мая|тра|трав|травень|травня|may",
    "июн|июнь|июня|чер|черв|червень|червня|jun|june",
    "июл|июль|июля|лип|липень|липня|jul|july",
    "авг|август|августа|сер|серп|серпень|серпня|aug|august",
    "сен|сент|сентябрь|сентября|вер|вересень|вересня|sep|sept|september",
    "окт|октябрь|октября|жов|жовт|жовтень|жовтня|oct|october",
    "ноя|нояб|ноябрь|ноября|лис|лист|листопад|листопада|nov|november",
    "дек|декабрь|декабря|гру|груд|грудень|грудня|dec|december",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split("|")}


class DateOrder(StrEnum):
    """What 03/04/2024 means; with dots the day always stands first, with dashes a four-figure year settles it."""

    DMY = "dmy"  # 3 April
    MDY = "mdy"  # 4 March


@lru_cache(maxsize=16_384)
def read_day(text: str, *, order: DateOrder = DateOrder.DMY) -> date:
    """2024-03-05, 05.03.2024, 05/03/24 by `order`, 5 марта 2024, March 5, 2024, 45356; an hour behind is left out."""
    bare = _YEAR.sub("", _HOUR.sub("", text.strip())).strip()
    if serial := _SERIAL.fullmatch(bare):
        return _from_serial(int(serial[1]), text=text)
    year, month, day = _figures(bare, order=order) or _worded(bare) or (0, 0, 0)
    if not (year or month or day):
        raise BadValue(say("“{text}” is not a date; write it as 2024-03-05 or 05.03.2024", text=text))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(say("there is no such day as “{text}”", text=text)) from None


def is_placeholder(text: str, *, order: DateOrder = DateOrder.DMY) -> bool:
    """Whether a program wrote it for a day that is not known: 00.00.0000, 01.01.0001."""
    if _NO_DAY.fullmatch(_HOUR.sub("", text.strip())):
        return True
    try:
        return read_day(text, order=order) in PLACEHOLDERS
    except BadValue:
        return False


def order_of(text: str) -> DateOrder | None:
    """The order that a day with slashes can only have, None where it may have either or has no slashes."""
    match = _NUMBERS_FIRST.fullmatch(_HOUR.sub("", text.strip()))
    if match is None or match[2] != "/":
        return None
    first, second = int(match[1]), int(match[3])
    if first > _TWELVE >= second:
        return DateOrder.DMY
    return DateOrder.MDY if second > _TWELVE >= first else None


def _figures(bare: str, *, order: DateOrder) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(bare) or _CLOSE.fullmatch(bare):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMBERS_FIRST.fullmatch(bare):
        first, second = int(match[1]), int(match[3])
        month_first = match[2] == "/" and order is DateOrder.MDY
        day, month = (second, first) if month_first else (first, second)
        return _full(match[4]), month, day
    return None


def _worded(bare: str) -> tuple[int, int, int] | None:
    if match := _DAY_WORD.fullmatch(bare):
        day, word, year = match[1], match[2], match[3]
    elif match := _WORD_DAY.fullmatch(bare):
        word, day, year = match[1], match[2], match[3]
    else:
        return None
    month = _MONTH.get(word.casefold())
    return (_full(year), month, int(day)) if month else None


def _full(year: str) -> int:
    if len(year) > 2:  # noqa: PLR2004 written in full
        return int(year)
    return int(year) + (2000 if int(year) < _TURN else 1900)


def _from_serial(number: int, *, text: str) -> date:
    if number not in _SERIALS:
        raise BadValue(say("“{text}” is not a date; write it as 2024-03-05 or 05.03.2024", text=text))
    return _SERIAL_BEGINS + timedelta(days=number)
