"""Reads campaigns/*.toml: every mistake with its place, in one go. What the words mean is campaign.py's."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from outreach.almanac.working import WeekendRule
from outreach.campaign.campaign import PERSONAL_DAYS, Approve, Campaign, CareTaken, When
from outreach.locale import say
from outreach.problems import Place, Problem, errors_in, nearest
from outreach.segment.saved import read_saved
from outreach.segment.who import Segment, places_in, read_who
from outreach.settings import HoursOrNone
from outreach.store.words import LetterKind
from outreach.tomlfile import Document, check, read_document

LONGEST_HOLIDAYS = 12  # days: a birthday on 1 January is greeted on the first working day after them
MOST_YEARS = 60  # returns of a date that only he and the firm share


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WhenFile(_Part):
    """When the letters leave."""

    day: str = ""
    on: dt.date | None = None
    every: Literal["", "quarter"] = ""
    hours: HoursOrNone = ""
    weekend: WeekendRule | None = None
    late_days: int | None = Field(default=None, ge=0, le=90)
    spread_days: int | None = Field(default=None, ge=1, le=90)
    years: tuple[Annotated[int, Field(ge=1, le=MOST_YEARS)], ...] = ()

    @model_validator(mode="after")
    def _one_moment(self) -> "WhenFile":
        if sum(map(bool, (self.day, self.on, self.every))) != 1:
            raise ValueError(say("say exactly one of day, on and every"))
        return self


class CareFile(_Part):
    """With what care."""

    approve: Approve = Approve.CONTENT
    first_wave: int = Field(default=0, ge=0)
    control: float = Field(default=0.0, ge=0, le=0.5)
    call: str = ""
    repeat: StrictBool = False
    cheerful: StrictBool | None = None


class CampaignFile(_Part):
    """A whole file."""

    title: str = Field(min_length=1)
    kind: Literal[LetterKind.GREETING, LetterKind.NEWSLETTER, LetterKind.APOLOGY]
    template: str = Field(min_length=1)
    sender: str = Field(alias="from", min_length=1)
    who: dict[str, Any]
    when: WhenFile
    care: CareFile = CareFile()


def read_campaigns(folder: Path, *, saved: Mapping[str, Segment]) -> tuple[tuple[Campaign, ...], tuple[Problem, ...]]:
    """Every campaign of the folder that is free of errors, by key, and the problems of all files."""
    campaigns: list[Campaign] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        campaign, found = read_campaign(path, saved=saved)
        problems += found
        if campaign:
            campaigns.append(campaign)
    return tuple(campaigns), tuple(problems)


def read_campaign(path: Path, *, saved: Mapping[str, Segment]) -> tuple[Campaign | None, tuple[Problem, ...]]:
    """One file; None if an error keeps it from being used."""
    document = read_document(path)
    if isinstance(document, Problem):
        return None, (document,)
    file, problems = check(document, CampaignFile)
    if file is None:
        return None, problems
    segment, found = read_who(file.who, place_of=places_in(document, ("who",)), saved=saved)
    call, about_call = _call_segment(document, file.care.call, saved)
    problems = (*found, *about_call, *_contradictions(document, file))
    if errors_in(problems):
        return None, problems
    return _campaign(path, document, file, segment, call), problems


def read_segments(folder: Path) -> tuple[Mapping[str, Segment], tuple[Problem, ...]]:
    """The saved segments of segments/*.toml by name, and the problems of all of them."""
    read = {path.stem: read_document(path) for path in sorted(folder.glob("*.toml"))}
    documents = {name: document for name, document in read.items() if isinstance(document, Document)}
    saved, problems = read_saved(
        {name: document.table for name, document in documents.items()},
        places={name: places_in(document) for name, document in documents.items()},
    )
    return saved, (*(document for document in read.values() if isinstance(document, Problem)), *problems)


def _call_segment(
    document: Document, where: str, saved: Mapping[str, Segment]
) -> tuple[Segment | None, tuple[Problem, ...]]:
    if not where:
        return None, ()

    def place_of(_path: tuple[str | int, ...], offset: int, length: int) -> Place:
        return document.place(("care", "call"), offset=offset, length=length)

    return read_who({"where": where}, place_of=place_of, saved=saved)


def _contradictions(document: Document, file: CampaignFile) -> tuple[Problem, ...]:
    problems = []
    if file.kind is LetterKind.NEWSLETTER and file.when.day:
        text = say("a newsletter goes every quarter or on a date, not on a holiday")
        problems.append(Problem(rule="L020", place=document.place(("when", "day")), text=text))
    if file.kind is LetterKind.APOLOGY and file.sender != "director":
        text = say("an apology comes from the director")
        mend = say("Write: from = “director”")
        problems.append(Problem(rule="L021", place=document.place(("from",)), text=text, mend=mend))
    if file.when.day == "birthday" and file.when.weekend is WeekendRule.BEFORE:
        text = say("a birthday is never greeted early: it is a bad omen")
        mend = say("Write: weekend = “working day after”")
        problems.append(Problem(rule="L028", place=document.place(("when", "weekend")), text=text, mend=mend))
    if file.when.years and (file.when.day not in PERSONAL_DAYS or file.when.day == "birthday"):
        text = say("years go with the days “anniversary” and “project” only")
        problems.append(Problem(rule="L029", place=document.place(("when", "years")), text=text))
    return tuple(problems)


def _campaign(path: Path, document: Document, file: CampaignFile, segment: Segment, call: Segment | None) -> Campaign:
    when = file.when
    personal = when.day in PERSONAL_DAYS
    default = WeekendRule.BEFORE if when.day and not personal else WeekendRule.AFTER
    late = 30 if when.on and file.kind is not LetterKind.GREETING else LONGEST_HOLIDAYS if personal else 0
    return Campaign(
        key=path.stem,
        path=path,
        title=file.title,
        kind=LetterKind(file.kind),
        template=file.template,
        sender=file.sender,
        segment=segment,
        call_segment=call,
        when=When(
            day=when.day,
            on=when.on,
            every=when.every,
            hours=when.hours,
            weekend=when.weekend or default,
            late_days=late if when.late_days is None else when.late_days,
            spread_days=(10 if when.every else 1) if when.spread_days is None else when.spread_days,
            years=when.years,
        ),
        care=CareTaken(
            approve=file.care.approve,
            first_wave=file.care.first_wave,
            control=file.care.control,
            call=file.care.call,
            repeat=file.care.repeat,
            cheerful=file.kind is LetterKind.GREETING if file.care.cheerful is None else file.care.cheerful,
        ),
        content=document.text.encode(),
    )


def unknown_sender(campaign: Campaign, known: Mapping[str, object]) -> str | None:
    """None if `from` is a role or a key of [senders]; else the nearest that is, or "" if none is near."""
    if campaign.sender in {"director", "manager", "new manager"} or campaign.sender in known:
        return None
    return nearest(campaign.sender, [*known, "director", "manager", "new manager"]) or ""
