"""A holiday: what it is called, how one congratulates on it, when it is, where and whom it concerns."""

from dataclasses import dataclass
from datetime import date

from outreach.almanac.rule import day_of

EVERYWHERE = "*"
MEMORIAL = "memorial"  # the status of a day of mourning


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text per language; an empty one is not known."""

    ru: str = ""
    uk: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in "ru", "uk" or "en"; "" for any other language."""
        return {"ru": self.ru, "uk": self.uk, "en": self.en}.get(language, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """`key` is "medic.ua"; an empty greeting means that nobody is congratulated, at least not in that language.

    A greeting is the phrase in the case that follows «поздравляю Вас», «вітаю Вас», "best wishes on". `countries` are
    two-letter codes, "*" for everywhere, "-UA" for an exception to it; no `professions` means that it concerns all.
    """

    key: str
    rule: str
    names: Words
    greetings: Words
    countries: tuple[str, ...]
    professions: tuple[str, ...] = ()
    status: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = ""

    @property
    def word(self) -> str:
        """What the day is called across countries: "medic" of "medic.ua", "medic_old.ua"."""
        return self.key.partition(".")[0].removesuffix("_old")

    @property
    def is_memorial(self) -> bool:
        """A day on which letters of joy are out of place."""
        return self.status == MEMORIAL

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

    def concerns_profession(self, profession: str) -> bool:
        """Whether it is that profession's day, or everybody's."""
        return not self.professions or profession in self.professions
