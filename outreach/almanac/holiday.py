"""A holiday: what it is called, how one congratulates on it, when it is, where and whom it concerns."""

import re
from dataclasses import dataclass
from datetime import date

from outreach.almanac.city import plain_place, spellings_of
from outreach.almanac.rule import day_of

EVERYWHERE = "*"
NATIONAL = "national"  # the status of a day off by law
MEMORIAL = "memorial"  # of a day of mourning: no letter leaves
QUIET = "quiet"  # of another day on which no letter leaves
ALARM = "alarm"  # of a day on which a cheerful letter would be out of place
SILENT = (MEMORIAL, QUIET, ALARM)
STATUSES = ("official", "popular", "international", NATIONAL, "observance", "religious", "own", *SILENT)
FAITHS = ("orthodox", "greek-catholic", "catholic", "protestant", "muslim", "jewish")

_WITH = {"ru": (re.compile(r"со? "), ("с наступающим ", "с наступающей ", "с наступающими ")),
         "uk": (re.compile(r"зі? |із "), ("з прийдешнім ", "з прийдешньою ", "з прийдешніми "))}  # fmt: skip
_FEMININE = re.compile(r"\w+[оеє][йю]\b")  # «Пасхой», «світлою»
_PLURAL = re.compile(r"\w+ми\b")  # «майскими», «святами»


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text per language; an empty one is not known."""

    ru: str = ""
    uk: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in "ru", "uk" or "en"; "" for any other language."""
        return {"ru": self.ru, "uk": self.uk, "en": self.en}.get(language, "")

    def before_the_day(self, language: str) -> str:
        """The phrase some days early: «с наступающим Днём медика»; English says the same as on the day."""
        phrase = self.in_language(language)
        begins, coming = _WITH.get(language, (None, ("", "", "")))
        if begins is None or not (found := begins.match(phrase)):
            return phrase
        rest = phrase[found.end() :]
        masculine, feminine, plural = coming
        if _PLURAL.match(rest):
            return plural + rest
        return (feminine if _FEMININE.match(rest) else masculine) + rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """`key` is "medic.ua"; an empty greeting means that nobody is congratulated, at least not in that language.

    A greeting is the phrase in the case that follows «поздравляю Вас», «вітаю Вас», "Happy". `countries` are
    two-letter codes, "*" for everywhere, "-UA" for an exception to it; no `professions` means that it concerns all.
    `faiths` are those who keep a religious day: nobody else, and nobody whose faith is not recorded, is greeted on it.
    `places` are cities or regions, in every spelling, where the day is kept; none means the whole country.
    """

    key: str
    rule: str
    names: Words
    greetings: Words
    countries: tuple[str, ...]
    professions: tuple[str, ...] = ()
    faiths: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    status: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None  # the day by which somebody should look whether it still holds
    source: str = ""

    @property
    def word(self) -> str:
        """What the day is called across countries: "medic" of "medic.ua", "medic_old.ua"."""
        return self.key.partition(".")[0].removesuffix("_old")

    @property
    def is_greeted(self) -> bool:
        """Whether anybody is congratulated on it: it is no day of silence."""
        return not self.is_silent

    @property
    def is_silent(self) -> bool:
        """Whether it says when letters wait, and nobody is congratulated on it."""
        return self.status in SILENT

    def day_in(self, year: int) -> date | None:
        """Its day in a year, or None where it did not exist yet, exists no longer, or skips the year."""
        day = day_of(self.rule, year)
        return day if day and self.is_valid_on(day) else None

    def is_valid_on(self, day: date) -> bool:
        """Whether the rule was in force on that day."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_until and day > self.valid_until)

    def concerns_country(self, country: str) -> bool:
        """Whether it is kept in a country by name or as everywhere; an unknown country ("") has only the latter."""
        return self.is_national(country) or (EVERYWHERE in self.countries and f"-{country}" not in self.countries)

    def is_national(self, country: str) -> bool:
        """Whether it is that country's own day."""
        return bool(country) and country in self.countries

    def concerns_faith(self, faith: str) -> bool:
        """Whether it is a day of that faith, or not a religious one; a faith that is not known ("") has no days."""
        return not self.faiths or faith in self.faiths

    def concerns_place(self, *, country: str, city: str, region: str) -> bool:
        """Whether it is kept in that city or region, however it is spelt, or in the whole country."""
        if not self.places:
            return True
        here = {plain_place(city), plain_place(region)} - {""}
        return any(here.intersection(spellings_of(place, country=country)) for place in self.places)


def plain_trade(word: str) -> str:
    """«Сельское  хозяйство» and «сельское хозяйство» are one; so are "oil_gas", "oil gas" and "oil-gas"."""
    low = word.casefold().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
    return " ".join(low.replace("-", " ").replace("_", " ").split())
