"""Trades: the word a client list has for what somebody does, the trade of the almanac that it means, and his day.

Only whole words count: what merely looks like a trade («правительство» begins as «право») congratulates the wrong man.
What a word of a new list may mean is proposed in `outreach.book.meaning`.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from outreach.almanac.holiday import Holiday, plain_trade
from outreach.almanac.table import Table

_TRADES = Path(__file__).parent.parent / "data" / "trades.csv"
_RANKS = ("own", "official", "international", "popular")  # an official day before one that a trade gave itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade by its key; `wider` is the trade whose day is kept where this one has none of its own."""

    key: str
    wider: str


def trade_of(word: str) -> Trade | None:
    """The trade that a word of the client list means (its key, or a name of it in ru, uk or en); None if unknown."""
    return _trades().get(plain_trade(word))


def trade_day(table: Table, *, country: str, profession: str, industry: str = "", year: int) -> Holiday | None:
    """The one professional day of a client in a year: by his profession, else by his firm's industry, else None.

    His country's own day comes before one of everywhere, an official one before a popular one, and one that names his
    trade first before one that also names it. A country that is not known ("") has no days of its own.
    """
    for word in filter(None, (profession, industry)):
        for key in _keys(word):
            if day := _best(table, country=country.upper(), trade=key, year=year):
                return day
    return None


def may_be_his_trade(day: Holiday, *, profession: str, industry: str) -> bool:
    """Whether a day of a trade may be his: not where what is known of his profession and industry are other trades.

    A word that the almanac does not know says nothing; the firm that names the day in a campaign knows whom it chose.
    """
    words = [word for word in (profession, industry) if word]
    mine = {plain_trade(trade) for trade in day.professions}
    if not mine or any(mine.intersection(_keys(word)) for word in words):
        return True
    return not any(map(trade_of, words))


def _keys(word: str) -> Iterator[str]:
    """His own word first: a firm may write a day for a trade that only it knows."""
    yield plain_trade(word)
    trade = trade_of(word)
    if trade:
        yield plain_trade(trade.key)
    if trade and trade.wider:
        yield plain_trade(trade.wider)


def _best(table: Table, *, country: str, trade: str, year: int) -> Holiday | None:
    found = [
        (_rank(day, country=country, place=place), day)
        for place, day in table.of_trade.get(trade, ())
        if day.is_greeted and day.concerns_country(country) and day.day_in(year)
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def _rank(day: Holiday, *, country: str, place: int) -> tuple[bool, int, int, str]:
    status = _RANKS.index(day.status) if day.status in _RANKS else 0
    return not day.is_national(country), place, status, day.key


def known_trades() -> tuple[tuple[str, Trade], ...]:
    """Every word and the trade that it means."""
    return tuple(sorted(_trades().items(), key=lambda one: one[0]))


@lru_cache
def _trades() -> Mapping[str, Trade]:
    with _TRADES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        plain_trade(word): Trade(key=row["trade"], wider=row["wider"])
        for row in rows
        for word in (row["trade"], *filter(None, row["words"].split("|")))
    }
