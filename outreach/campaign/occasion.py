"""When a campaign is due: its occasions, and the day of each for a client. Days are civil days; no clock, no SQL."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from outreach.almanac.holiday import Holiday
from outreach.almanac.table import Table, find_day, for_client
from outreach.almanac.trade import may_be_his_trade, trade_day
from outreach.almanac.window import quarter_bounds, quarter_of
from outreach.almanac.working import WeekendRule, permitted_day
from outreach.campaign.campaign import Campaign

LONGEST_EVE = 12  # days between a holiday and the last working day before it, at most: 7 January in Russia
DATE_EVE = 4  # the same of a date that the firm chose itself
PROFESSIONAL = "professional|"
_ROOM_TO_MOVE = 21  # days that holidays and weekends push a rhythm on by in ten years, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What of a client says which day is his; "" is not known."""

    country: str = ""
    faith: str = ""
    profession: str = ""
    industry: str = ""


NOBODY = Who()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One run of a campaign; `key` is a local date or a quarter (I1). Letters leave from `starts_on` to `ends_on`."""

    key: str
    theme: str  # what the letter is, whatever its file is called
    starts_on: dt.date
    ends_on: dt.date
    day: dt.date | None = None  # the holiday, birthday or fixed date itself
    holidays: tuple[Holiday, ...] = ()  # those that fall on `day`
    kin: tuple[Holiday, ...] = ()  # all that the campaign's word means: of these, each client has one
    almanac: Table | None = None  # where the day is that of each client's own trade

    def concerns(self, country: str) -> bool:
        """Whether it is kept in a country; "" is one that is not known."""
        return not self.holidays or any(holiday.concerns_country(country) for holiday in self.holidays)

    def holiday_of(self, who: Who) -> Holiday | None:
        """The holiday that this client keeps on this day; None if his own of the same name is another day."""
        if self.day is None:
            return None
        if self.almanac:
            found = trade_day(
                self.almanac,
                country=who.country,
                profession=who.profession,
                industry=who.industry,
                year=self.day.year,
            )
        else:
            his = [day for day in self.kin if may_be_his_trade(day, profession=who.profession, industry=who.industry)]
            found = for_client(his, country=who.country, faith=who.faith, year=self.day.year)
        return found if found in self.holidays else None

    def may_be_his(self, who: Who) -> bool:
        """Whether it is his day, or would be in one of its countries where his own is not known."""
        if self.holiday_of(who):
            return True
        countries = {country for day in self.holidays for country in day.countries}
        return not who.country and any(self.holiday_of(replace(who, country=country)) for country in countries)

    @property
    def is_professional(self) -> bool:
        return self.theme.startswith(PROFESSIONAL)

    @property
    def is_religious(self) -> bool:
        return any(holiday.faiths for holiday in self.holidays)


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
    elif when.is_personal:
        for ago in range(-when.late_days, ahead + 1):
            yield _personal(campaign, today + dt.timedelta(days=ago))
    else:
        yield from _holidays(campaign, almanac, years=(today.year - 1, today.year, today.year + 1))


def _on_date(campaign: Campaign, day: dt.date) -> Occasion:
    early = DATE_EVE if campaign.when.weekend is WeekendRule.BEFORE else 0
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


def _personal(campaign: Campaign, day: dt.date) -> Occasion:
    return Occasion(
        key=day.isoformat(),
        theme=theme_of(campaign),
        starts_on=day,
        ends_on=day + dt.timedelta(days=campaign.when.late_days),
        day=day,
    )


def _holidays(campaign: Campaign, almanac: Table, *, years: Sequence[int]) -> Iterator[Occasion]:
    of_trade = campaign.when.is_of_trade
    meant = almanac.professional if of_trade else find_day(almanac, campaign.when.day)
    kin = tuple(holiday for holiday in meant if not holiday.is_silent)
    by_day: dict[dt.date, list[Holiday]] = {}
    for holiday in kin:
        for day in filter(None, map(holiday.day_in, years)):
            by_day.setdefault(day, []).append(holiday)
    early = LONGEST_EVE if campaign.when.weekend is WeekendRule.BEFORE else 0
    for day, holidays in by_day.items():
        yield Occasion(
            key=day.isoformat(),
            theme=theme_of(campaign, professional=any(holiday.professions for holiday in holidays)),
            starts_on=day - dt.timedelta(days=early),
            ends_on=day + dt.timedelta(days=campaign.when.late_days),
            day=day,
            holidays=tuple(holidays),
            kin=() if of_trade else kin,
            almanac=almanac if of_trade else None,
        )


def day_for(
    occasion: Occasion,
    campaign: Campaign,
    *,
    country: str | None,
    days: Sequence[str],
    fraction: float,
    not_before: dt.date,
    quiet: Collection[dt.date] = (),
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
        quiet=quiet,
    )


def _spread(occasion: Occasion, campaign: Campaign, fraction: float, *, not_before: dt.date) -> dt.date:
    """His own place in it, with room behind: the next one comes three months after a day that had moved."""
    room = min(campaign.when.spread_days, (occasion.ends_on - occasion.starts_on).days + 1 - _ROOM_TO_MOVE)
    slot = occasion.starts_on + dt.timedelta(days=int(fraction * room))
    return min(max(slot, not_before), occasion.ends_on)
