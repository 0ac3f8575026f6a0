"""`outreach holidays`: the days of the almanac, whether they are right, and which come next."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import click
from babel.dates import format_skeleton

from outreach import steps
from outreach.almanac.agreement import Agreement, agreement
from outreach.almanac.holiday import ALARM, MEMORIAL, QUIET, Holiday, plain_trade
from outreach.almanac.table import OWN_NAME, Table, find_day, for_client, read_table
from outreach.almanac.table import shipped as shipped_table
from outreach.almanac.trade import trade_day, trade_of
from outreach.book.records.listing import Kept, Living, by_place, by_what_they_keep
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import as_json, next_step, out, show_problems, table, tell
from outreach.cli.words import faith_label
from outreach.errors import FilesAreWrong, SchemaIsOld
from outreach.locale import say, say_n, spoken
from outreach.problems import errors_in
from outreach.store.schema import ensure_current

_SHOWN = 5  # trades without a day that are named

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")
country_option = click.option("--country", metavar="CC", help="Only days kept in this country (two letters).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A holiday on its day of a year."""

    on: date
    holiday: Holiday


@click.group()
def holidays() -> None:
    """The days of the almanac: national, religious and professional ones."""


@holidays.command(name="list", short_help="Every day of this year, by date.")
@country_option
@click.option("--month", type=click.IntRange(1, 12), help="Only days of this month.")
@click.option("--profession", help="Only days of this trade, by its key or as the client list calls it.")
@click.option("--year", type=click.IntRange(1970, 2200), help="Of another year than this one.")
@click.option("--greetings", is_flag=True, help="Show how one congratulates, instead of the name.")
@json_option
def list_(
    country: str | None, month: int | None, profession: str | None, year: int | None, greetings: bool, json_: bool
) -> None:
    """Every day of this year, by date."""
    desk = open_desk(schema=False)
    today, almanac = steps.today(desk.firm, now=desk.now), _almanac(desk)
    found = [
        day
        for day in _days(almanac, years=(year or today.year,))
        if (not country or _is_kept_in(day, country.upper(), among=almanac))
        and (not month or day.on.month == month)
        and (not profession or _is_of(day.holiday, profession))
    ]
    if json_:
        as_json([_plain(day) for day in found])
        return
    what = say("greeting") if greetings else say("name")
    headings = (say("day"), say("key"), what, say("whom it concerns"))
    table([_row(day, greeting=greetings) for day in found], headings=headings)
    tell(say_n("{n} day", "{n} days", len(found)))
    next_step("outreach holidays next", "outreach holidays check")


@holidays.command(name="check", short_help="Whether every rule gives the days on record.")
def check_() -> None:
    """Whether every rule gives the days on record, here and in your own holidays.csv, and what is due for a look."""
    desk = open_desk(schema=False)
    today = steps.today(desk.firm, now=desk.now)
    own = desk.firm.folder / OWN_NAME
    known, about_own = read_table(own)
    replaced = {day.key for day in set(known.holidays) - set(shipped_table().holidays)}
    shipped = agreement(today=today, but=replaced)
    mine = agreement(own, today=today) if own.exists() else Agreement()
    found = (*about_own, *shipped.problems, *mine.problems)
    wrong = show_problems(found)
    out(
        say_n(
            "{n} day in the almanac; {rules} rules held against {days} days on record; findings: {wrong}.",
            "{n} days in the almanac; {rules} rules held against {days} days on record; findings: {wrong}.",
            len(known.holidays),
            rules=shipped.rules + mine.rules,
            days=shipped.days + mine.days,
            wrong=len(found),
        )
    )
    _tell_trades(known, _kept(desk), year=today.year)
    next_step("outreach holidays next")
    if found:
        raise click.exceptions.Exit(3 if wrong else 1)


@holidays.command(name="next", short_help="The coming days, and how many clients each concerns.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="So many days ahead.")
@country_option
@click.option("--all", "all_", is_flag=True, help="Also days that concern none of your clients.")
@json_option
def next_(days: int, country: str | None, all_: bool, json_: bool) -> None:
    """The coming days, and how many of your clients each one concerns."""
    desk = open_desk(schema=False)
    today = steps.today(desk.firm, now=desk.now)
    almanac, kept = _almanac(desk), _kept(desk)
    living = _living(desk) if kept and any(day.places for day in almanac.holidays) else ()
    here = clients_in_places(almanac, living)
    theirs = {year: clients_by_day(almanac, kept, year=year) | here for year in (today.year, today.year + 1)}
    found = [
        (day, theirs[day.on.year][day.holiday.key])
        for day in _days(almanac, years=tuple(theirs))
        if today <= day.on <= today + timedelta(days=days)
        and (not country or _is_kept_in(day, country.upper(), among=almanac))
    ]
    if json_:
        as_json([_plain(day) | {"clients": concerned} for day, concerned in found])
        return
    shown = [one for one in found if one[1] or all_ or not kept]
    headings = (say("day"), say("key"), say("name"), say("whom it concerns"), say("clients"))
    table([(*_row(day), concerned or "") for day, concerned in shown], headings=headings, right=(4,))
    if not found:
        tell(say("No day of the almanac within {n} days.", n=days))
    elif rest := len(found) - len(shown):
        tell(
            say_n(
                "{n} more day concerns none of your clients: --all",
                "{n} more days concern none of your clients: --all",
                rest,
            )
        )
    next_step("outreach holidays next --days 90", "outreach plan")


def _almanac(desk: Desk) -> Table:
    """The shipped table and the firm's own over it; FilesAreWrong if that one has errors."""
    known, problems = read_table(desk.firm.folder / OWN_NAME)
    if errors_in(problems):
        raise FilesAreWrong(problems)
    return known


def _days(almanac: Table, *, years: tuple[int, ...]) -> list[Day]:
    """Every day of these years, by date."""
    found = [Day(on=on, holiday=each) for each in almanac.holidays for year in years if (on := each.day_in(year))]
    return sorted(found, key=lambda day: (day.on, day.holiday.key))


def _is_kept_in(day: Day, country: str, *, among: Table) -> bool:
    """Whether a country keeps it, and has no day of its own of the same name."""
    holiday = day.holiday
    if holiday.is_national(country) or not holiday.concerns_country(country):
        return holiday.is_national(country)
    own = (one for one in among.holidays if one.word == holiday.word and one.faiths == holiday.faiths)
    return not any(one.is_national(country) and one.day_in(day.on.year) for one in own)


def _is_of(holiday: Holiday, profession: str) -> bool:
    trade = trade_of(profession)
    wanted = {plain_trade(profession), plain_trade(trade.key) if trade else ""}
    return any(plain_trade(one) in wanted for one in holiday.professions)


def _kept(desk: Desk) -> tuple[Kept, ...]:
    """The clients by what says which days are theirs; nobody while there is no book."""
    try:
        ensure_current(desk.firm.store)
    except SchemaIsOld:
        return ()
    with desk.firm.store.read() as connection:
        return by_what_they_keep(connection)


def _living(desk: Desk) -> tuple[Living, ...]:
    with desk.firm.store.read() as connection:
        return by_place(connection)


def clients_in_places(almanac: Table, living: tuple[Living, ...]) -> Counter[str]:
    """By key of a day of a city or region, how many clients live there."""
    found: Counter[str] = Counter()
    for day in (day for day in almanac.holidays if day.places):
        for one in living:
            if day.concerns_country(one.country) and day.concerns_place(
                country=one.country, city=one.city, region=one.region
            ):
                found[day.key] += one.clients
    return found


def clients_by_day(almanac: Table, kept: tuple[Kept, ...], *, year: int) -> Counter[str]:
    """By key of a day, how many clients keep it: of a trade's days each has one, of days of one name the nearest.

    Days of a city or region are not among them.
    """
    found: Counter[str] = Counter()
    words = dict.fromkeys(day.word for day in almanac.holidays if not day.professions)
    shared = {word: [day for day in find_day(almanac, word) if not day.places] for word in words}
    for one in kept:
        his = trade_day(almanac, country=one.country, profession=one.profession, industry=one.industry, year=year)
        days = [for_client(kin, country=one.country, faith=one.faith, year=year) for kin in shared.values()]
        for day in filter(None, (his, *days)):
            found[day.key] += one.clients
    return found


def _tell_trades(almanac: Table, kept: tuple[Kept, ...], *, year: int) -> None:
    """Words of the client list that lead to no professional day, so that nobody wonders why no one is greeted."""
    without: Counter[str] = Counter()
    for one in kept:
        word = one.profession or one.industry
        if word and not trade_day(
            almanac, country=one.country, profession=one.profession, industry=one.industry, year=year
        ):
            without[f"{word} ({one.country or '?'})"] += one.clients
    if without:
        shown = ", ".join(f"{word} {count}" for word, count in without.most_common(_SHOWN))
        more = ", …" if len(without) > _SHOWN else ""
        tell(say("No professional day for: {trades}.", trades=shown + more))


def _row(day: Day, *, greeting: bool = False) -> tuple[str, str, str, str]:
    holiday = day.holiday
    silence = {MEMORIAL: say("a day of mourning"), QUIET: say("nothing leaves"), ALARM: say("cheerful letters wait")}
    told = _greeting(holiday) if greeting and not holiday.is_silent else _name(holiday)
    if why := silence.get(holiday.status):
        told = f"{told}  ({why})".strip()
    faiths = tuple(map(faith_label, holiday.faiths))
    return _on(day.on), holiday.key, told, ", ".join((*holiday.professions, *faiths, *holiday.places))


def _on(day: date) -> str:
    """Sun, Jul 12: the year is known, and whether it is a weekend is not."""
    return format_skeleton("MMMEd", day, locale=spoken())


def _name(holiday: Holiday) -> str:
    names = holiday.names
    return names.in_language(spoken()) or names.en or names.ru or names.uk


def _greeting(holiday: Holiday) -> str:
    return holiday.greetings.in_language(spoken())


def _plain(day: Day) -> dict[str, object]:
    holiday = day.holiday
    return {
        "day": day.on.isoformat(),
        "key": holiday.key,
        "name": _name(holiday),
        "greeting": _greeting(holiday),
        "greeted": holiday.is_greeted,
        "rule": holiday.rule,
        "countries": list(holiday.countries),
        "places": list(holiday.places),
        "professions": list(holiday.professions),
        "faiths": list(holiday.faiths),
        "status": holiday.status,
        "review_on": holiday.review_on.isoformat() if holiday.review_on else None,
        "source": holiday.source,
    }
