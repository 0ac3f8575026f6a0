"""What a person may set of a client by hand, and how each value is read, as the import reads it in a cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from outreach.almanac.holiday import FAITHS
from outreach.almanac.window import zone_of
from outreach.book.day import read_day
from outreach.book.records import Connection, set_name, set_place, set_salutation
from outreach.book.records.desk import set_columns
from outreach.book.value import (
    BadValue,
    read_country,
    read_gender,
    read_language,
    read_money,
    read_short,
    read_text,
    read_whole,
)
from outreach.locale import say
from outreach.names.title import TITLES
from outreach.problems import nearest

Value = str | int | date | None

ADDRESSINGS = ("full", "name", "pan", *(title for title in TITLES if title != "pan"))
ATTITUDES = ("hostile", "offended", "neutral", "warm")  # P13
LOYALTIES = ("buys", "in_touch", "reviews", "recommends")  # P13
ALL = "all"  # cleared=all: every word of warning that is found at present
_NAMES = ("name", "family_name", "given_name", "patronymic", "gender")
_ADDRESS = ("salutation", "vocative", "addressing")
_PLACE = ("language", "country", "city", "time_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A column of the client and its new value; None takes away what was known."""

    column: str
    value: Value


def read_setting(text: str, *, currency: str = "EUR") -> Setting:
    """`gender=f` as typed; BadValue says what may stand there."""
    key, equals, value = text.partition("=")
    column = key.strip().casefold().replace("-", "_")
    if not equals:
        raise BadValue(say("write key=value, “{text}” has no =", text=text))
    if column not in SETTABLE:
        meant = nearest(column, SETTABLE)
        hint = (
            say("Did you mean “{meant}”?", meant=meant) if meant else say("There are: {all}", all=", ".join(SETTABLE))
        )
        raise BadValue(say("“{key}” cannot be set here.", key=key.strip()) + " " + hint)
    bare = value.strip()
    if not bare:
        return Setting(column=column, value=None)
    if column == "debt":
        return Setting(column=column, value=max(0, read_money(bare, currency=currency)[0]))
    return Setting(column=column, value=_READ.get(column, read_short)(bare))


def write_settings(
    connection: Connection, client_id: int, settings: Mapping[str, Value], *, now: datetime, today: date, by: str
) -> bool:
    """Writes them with their journal rows; whether anything changed. Letters drafted before are planned anew."""
    changed = False
    for write, columns in ((set_name, _NAMES), (set_salutation, _ADDRESS), (set_place, _PLACE)):
        given = {column: str(settings[column] or "") for column in columns if column in settings}
        if given:
            changed = write(connection, client_id, now=now, by=by, **given) or changed
    rest = {name: value for name, value in settings.items() if name not in {*_NAMES, *_ADDRESS, *_PLACE}}
    if rest:
        changed = set_columns(connection, client_id, rest, now=now, today=today, by=by) or changed
    return changed


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.casefold() not in words:
            raise BadValue(say("“{text}” is none of: {all}", text=text, all=", ".join(words)))
        return text.casefold()

    return read


def _several_of(words: tuple[str, ...]) -> Callable[[str], str]:
    one = _one_of(words)

    def read(text: str) -> str:
        found = {one(piece) for piece in text.replace(";", ",").replace(" ", ",").split(",") if piece}
        return ", ".join(word for word in words if word in found)

    return read


def _zone(text: str) -> str:
    if zone_of(time_zone=text, country="") is None:
        raise BadValue(say("no time zone is called “{text}”; write it as Europe/Kyiv", text=text))
    return text


_READ: Mapping[str, Callable[[str], Value]] = {
    "gender": read_gender,
    "language": read_language,
    "country": read_country,
    "time_zone": _zone,
    "addressing": _one_of(ADDRESSINGS),
    "attitude": _one_of(ATTITUDES),
    "loyalty": _several_of(LOYALTIES),
    "potential": read_whole,
    "birthday": read_day,
    "faith": _one_of(FAITHS),
    "away_until": read_day,
    "contact_on": read_day,
    "contact_about": read_text,
    "notes": read_text,
}
_WORK = ("company", "group_code", "phone", "website", "post", "territory", "industry", "profession")
_HIMSELF = ("birthday", "faith")
_STANDING = ("attitude", "loyalty", "potential", "rival", "manager", "not_winning_back", "away_until", "silent_because")
_DESK = ("contact_on", "contact_by", "contact_about", "notes", "debt", "cleared")
SETTABLE = (*_NAMES, *_ADDRESS, *_PLACE, *_WORK, *_HIMSELF, *_STANDING, *_DESK)
