"""When a campaign is due: its occasions, and the day of each for a client. Days are civil days; no clock, no SQL."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.almanac.holiday import Holiday
from outreach.almanac.table import Table, find_day, for_client
from outreach.almanac.window import quarter_bounds, quarter_of
from outreach.almanac.working import WeekendRule, permitted_day
from outreach.campaign.campaign import Campaign

LONGEST_EVE = 4  # days between a holiday and the last working day before it, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One run of a campaign; `key` is a local date or a quarter (I1). Letters leave from `starts_on` to `ends_on`."""

    key: str
    theme: str  # what the letter is, whatever its file is called
    starts_on: dt.date
    ends_on: dt.date
    day: dt.date | None = None  # the holiday, birthday or fixed date itself
    holidays: tuple[Holiday, ...] = ()

    def concerns(self, country: str) -> bool:
        """Whether it is kept in a country; "" is one that is not known."""
        return not self.holidays or any(holiday.concerns_country(country) for holiday in self.holidays)

    @property
    def is_professional(self) -> bool:
        return self.theme.startswith(PROFESSIONAL)


PROFESSIONAL = "professional|"


def theme_of(campaign: Campaign, *, quarter: str = "", professional: bool = False) -> str:
    """What the letter is: the same for a copied file, a renamed one, and one whose date was moved."""
    what = quarter or campaign.when.day or "on"
    return f"{PROFESSIONAL if professional else ''}{campaign.kind}|{what}|{campaign.template}"


def due_occasions(campaign: Campaign, *, almanac: Table, today: dt.date, ahead: int) -> tuple[Occasion, ...]:
    """The occasions to be planned or under way at `today`, looking `ahead` days forward, by date."""
    found = sorted(_occasions(campaign, almanac, today=today, ahead=ahead), key=lambda one: (one.starts_on, one.key))
    horizon = today + dt.timedelta(days=ahead)
    return tuple(one for one in found if one.starts_on <= horizon and one.ends_on >= today)


def _occasions(campaign: Campaign, almanac: Table, *, today: dt.date, ahead: int) -> Iterator[Occasion]:
    when = campaign.when
    if when.on:
        yield _on_date(campaign, when.on)
    elif when.every:
        labels = {quarter_of(today + dt.timedelta(days=days)): None for days in (*range(0, ahead, 28), ahead)}
        for label in labels:
            yield _quarter(campaign, label)
    elif when.is_birthday:
        for ago in range(-when.late_days, ahead + 1):
            yield _birthday(campaign, today + dt.timedelta(days=ago))
    else:
        yield from _holidays(campaign, almanac, years=(today.year - 1, today.year, today.year + 1))


def _on_date(campaign: Campaign, day: dt.date) -> Occasion:
    early = LONGEST_EVE if campaign.when.weekend is WeekendRule.BEFORE else 0
    return Occasion(
        key=day.isoformat(),
        theme=theme_of(campaign),
        starts_on=day - dt.timedelta(days=early),
        ends_on=day + dt.timedelta(days=campaign.when.late_days),
        day=day,
    )


def _quarter(campaign: Campaign, label: str) -> Occasion:
    first, last = quarter_bounds(label)
    return Occasion(key=label, theme=theme_of(campaign, quarter=label), starts_on=first, ends_on=last)


def _birthday(campaign: Campaign, day: dt.date) -> Occasion:
    return Occasion(
        key=day.isoformat(),
        theme=theme_of(campaign),
        starts_on=day,
        ends_on=day + dt.timedelta(days=campaign.when.late_days),
        day=day,
    )


def _holidays(campaign: Campaign, almanac: Table, *, years: Sequence[int]) -> Iterator[Occasion]:
    by_day: dict[dt.date, list[Holiday]] = {}
    for holiday in find_day(almanac, campaign.when.day):
        for day in filter(None, map(holiday.day_in, years)):
            by_day.setdefault(day, []).append(holiday)
    for day, holidays in by_day.items():
        yield Occasion(
            key=day.isoformat(),
            theme=theme_of(campaign, professional=any(holiday.professions for holiday in holidays)),
            starts_on=day - dt.timedelta(days=LONGEST_EVE),
            ends_on=day + dt.timedelta(days=campaign.when.late_days),
            day=day,
            holidays=tuple(holidays),
        )


def holiday_for(occasion: Occasion, *, country: str | None) -> Holiday | None:
    """The holiday of this occasion that a client of the country celebrates, if any."""
    return for_client(occasion.holidays, country=country or "") if occasion.holidays else None


def day_for(
    occasion: Occasion,
    campaign: Campaign,
    *,
    country: str | None,
    days: Sequence[str],
    fraction: float,
    not_before: dt.date,
) -> dt.date | None:
    """The permitted day nearest to the wanted one and not before `not_before`; None if the occasion has none left."""
    rule = campaign.when.weekend if occasion.day else WeekendRule.AFTER
    first = max(occasion.starts_on, not_before) if not occasion.day or rule is WeekendRule.BEFORE else not_before
    if first > occasion.ends_on:
        return None
    wanted = (
        max(occasion.day, not_before) if occasion.day else _spread(occasion, campaign, fraction, not_before=not_before)
    )
    return permitted_day(
        wanted,
        country=country or "",
        days=days,
        rule=rule,
        not_before=max(first, occasion.starts_on),
        not_after=occasion.ends_on,
    )


def _spread(occasion: Occasion, campaign: Campaign, fraction: float, *, not_before: dt.date) -> dt.date:
    room = min(campaign.when.spread_days, (occasion.ends_on - occasion.starts_on).days + 1)
    slot = occasion.starts_on + dt.timedelta(days=int(fraction * room))
    return min(max(slot, not_before), occasion.ends_on)
