"""A campaign as its file says it: whom it concerns, when, from whom, and with what care. Reading is file.py's work."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from outreach.almanac.working import WeekendRule
from outreach.segment.who import Segment
from outreach.store.words import LetterKind

BIRTHDAY = "birthday"
ANNIVERSARY = "anniversary"  # of his first order
PROJECT = "project"  # of his greatest order
PERSONAL_DAYS = (BIRTHDAY, ANNIVERSARY, PROJECT)
PROFESSIONAL_DAY = "professional"


class Approve(StrEnum):
    """Who must say yes before a letter may leave."""

    CONTENT = "content"  # a person, once for each content
    LETTER = "letter"  # a person, for each letter
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Exactly one of `day` (a word of the almanac, PROFESSIONAL_DAY or a personal day), `on` and `every`."""

    day: str = ""
    on: dt.date | None = None
    every: str = ""  # "quarter"
    hours: str = ""  # narrower than the firm's
    weekend: WeekendRule
    late_days: int  # how many days after its day a letter may still leave
    spread_days: int  # days over which the letters are spread, so that they do not come all at once
    years: tuple[int, ...] = ()  # of a personal day: which of its returns; empty: every one

    @property
    def is_birthday(self) -> bool:
        return self.day == BIRTHDAY

    @property
    def is_personal(self) -> bool:
        """Whether it is each client's own date, and no day of the almanac."""
        return self.day in PERSONAL_DAYS

    @property
    def is_of_trade(self) -> bool:
        """Whether it is the professional day of each client's own trade."""
        return self.day == PROFESSIONAL_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CareTaken:
    approve: Approve
    first_wave: int  # so many letters leave first, then two quiet hours
    control: float  # share kept as a control group
    call: str  # where-condition: these are better called than written to
    repeat: bool  # the same letter may reach a client again within ten months
    cheerful: bool = False  # held on the firm's alarm days


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """`key` is the file's name without .toml; `theme` of its occasions is what makes a copied file the same letter."""

    key: str
    path: Path
    title: str
    kind: LetterKind
    template: str
    sender: str
    segment: Segment
    call_segment: Segment | None
    when: When
    care: CareTaken
    content: bytes  # the file itself, for the digest
