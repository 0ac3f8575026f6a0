"""`outreach holidays`: the days of the almanac, whether they are right, and which come next."""

from dataclasses import dataclass
from datetime import date, timedelta

import click

from outreach import steps
from outreach.almanac.agreement import disagreements, from_memory
from outreach.almanac.holiday import Holiday
from outreach.almanac.table import OWN_NAME, read_table
from outreach.book.records.listing import Kept, by_country_and_profession
from outreach.cli.desk import Desk, open_desk
from outreach.cli.screen import as_json, next_step, out, show_problems, table, tell
from outreach.errors import FilesAreWrong, SchemaIsOld
from outreach.locale import say, say_n, spoken
from outreach.outcome.figures import short_day
from outreach.problems import errors_in
from outreach.store.schema import ensure_current

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


@holidays.command(name="list")
@country_option
@click.option("--month", type=click.IntRange(1, 12), help="Only days of this month.")
@click.option("--profession", help="Only days of this profession, as in the client list.")
@json_option
def list_(country: str | None, month: int | None, profession: str | None, json_: bool) -> None:
    """Every day of this year, by date."""
    desk = open_desk(schema=False)
    today = steps.today(desk.firm, now=desk.now)
    found = [
        day
        for day in _days(desk, years=(today.year,))
        if (not country or day.holiday.concerns_country(country.upper()))
        and (not month or day.on.month == month)
        and (not profession or profession in day.holiday.professions)
    ]
    if json_:
        as_json([_plain(day) for day in found])
        return
    headings = (say("day"), say("key"), say("name"), say("professions"))
    table([_row(day) for day in found], headings=headings)
    tell(say_n("{n} day", "{n} days", len(found)))
    next_step("outreach holidays next", "outreach holidays check")


@holidays.command(name="check", short_help="Whether every rule gives the days on record.")
def check_() -> None:
    """Whether every rule gives the days on record, here and in your own holidays.csv."""
    desk = open_desk(schema=False)
    own = desk.firm.folder / OWN_NAME
    known, about_own = read_table(own)
    found = (*about_own, *disagreements(), *(disagreements(own) if own.exists() else ()))
    wrong = show_problems(found)
    memory = from_memory()
    out(
        say_n(
            "{n} day in the almanac; {wrong} do not agree with their dates.",
            "{n} days in the almanac; {wrong} do not agree with their dates.",
            len(known.holidays),
            wrong=len(found),
        )
    )
    if memory:
        tell(
            say_n(
                "{n} of the shipped days was written from memory: look it up before you greet anybody on it.",
                "{n} of the shipped days were written from memory: look them up before you greet anybody on them.",
                memory,
            )
        )
    next_step("outreach holidays next")
    if found:
        raise click.exceptions.Exit(3 if wrong else 1)


@holidays.command(name="next", short_help="The coming days, and how many clients each concerns.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="So many days ahead.")
@country_option
@json_option
def next_(days: int, country: str | None, json_: bool) -> None:
    """The coming days, and how many of your clients each one concerns."""
    desk = open_desk(schema=False)
    today = steps.today(desk.firm, now=desk.now)
    kept = _kept(desk)
    found = [
        (day, _concerned(day.holiday, kept))
        for day in _days(desk, years=(today.year, today.year + 1))
        if today <= day.on <= today + timedelta(days=days)
        and (not country or day.holiday.concerns_country(country.upper()))
    ]
    if json_:
        as_json([_plain(day) | {"clients": concerned} for day, concerned in found])
        return
    headings = (say("day"), say("key"), say("name"), say("professions"), say("clients"))
    table([(*_row(day), concerned or "") for day, concerned in found], headings=headings, right=(4,))
    if not found:
        tell(say("No day of the almanac within {n} days.", n=days))
    next_step("outreach holidays next --days 90", "outreach plan")


def _days(desk: Desk, *, years: tuple[int, ...]) -> list[Day]:
    """Every day of these years, by date; FilesAreWrong if the firm's own table has errors."""
    known, problems = read_table(desk.firm.folder / OWN_NAME)
    if errors_in(problems):
        raise FilesAreWrong(problems)
    found = [Day(on=on, holiday=each) for each in known.holidays for year in years if (on := each.day_in(year))]
    return sorted(found, key=lambda day: (day.on, day.holiday.key))


def _kept(desk: Desk) -> tuple[Kept, ...]:
    """The clients by country and profession; nobody while there is no book."""
    try:
        ensure_current(desk.firm.store)
    except SchemaIsOld:
        return ()
    with desk.firm.store.read() as connection:
        return by_country_and_profession(connection)


def _concerned(holiday: Holiday, kept: tuple[Kept, ...]) -> int:
    return sum(
        one.clients
        for one in kept
        if holiday.concerns_country(one.country) and holiday.concerns_profession(one.profession)
    )


def _row(day: Day) -> tuple[str, str, str, str]:
    holiday = day.holiday
    mourning = f"  ({say('a day of mourning')})" if holiday.is_memorial else ""
    return (
        short_day(day.on),
        holiday.key,
        _name(holiday) + mourning,
        ", ".join(holiday.professions),
    )


def _name(holiday: Holiday) -> str:
    names = holiday.names
    return names.in_language(spoken()) or names.en or names.ru or names.uk


def _plain(day: Day) -> dict[str, object]:
    holiday = day.holiday
    return {
        "day": day.on.isoformat(),
        "key": holiday.key,
        "name": _name(holiday),
        "rule": holiday.rule,
        "countries": list(holiday.countries),
        "professions": list(holiday.professions),
        "status": holiday.status,
        "source": holiday.source,
    }
