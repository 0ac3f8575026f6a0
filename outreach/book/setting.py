"""What a person may set of a client by hand, and how each value is read, as the import reads it in a cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.almanac.window import zone_of
from outreach.book.records import Connection, set_name, set_place, set_salutation
from outreach.book.value import BadValue, read_country, read_gender, read_language, read_short
from outreach.locale import say
from outreach.problems import nearest

_NAMES = ("name", "family_name", "given_name", "patronymic", "gender")
_ADDRESS = ("salutation", "vocative", "addressing")
_PLACE = ("language", "country", "city", "time_zone")
SETTABLE = (*_NAMES, *_ADDRESS, *_PLACE)
ADDRESSINGS = ("name", "pan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A column of the client and its new value; an empty one takes away what was known."""

    column: str
    value: str


def read_setting(text: str) -> Setting:
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
    bare = read_short(value.strip())
    return Setting(column=column, value=_READ.get(column, str)(bare) if bare else "")


def write_settings(
    connection: Connection, client_id: int, settings: Mapping[str, str], *, now: datetime, by: str
) -> bool:
    """Writes them with their journal rows; whether anything changed. Letters drafted before are planned anew."""
    changed = False
    for write, columns in ((set_name, _NAMES), (set_salutation, _ADDRESS), (set_place, _PLACE)):
        given = {column: settings[column] for column in columns if column in settings}
        if given:
            changed = write(connection, client_id, now=now, by=by, **given) or changed
    return changed


def _addressing(text: str) -> str:
    if text.casefold() not in ADDRESSINGS:
        raise BadValue(say("“{text}” is none of: {all}", text=text, all=", ".join(ADDRESSINGS)))
    return text.casefold()


def _zone(text: str) -> str:
    if zone_of(time_zone=text, country="") is None:
        raise BadValue(say("no time zone is called “{text}”; write it as Europe/Kyiv", text=text))
    return text


_READ: Mapping[str, Callable[[str], str]] = {
    "gender": read_gender,
    "language": read_language,
    "country": read_country,
    "time_zone": _zone,
    "addressing": _addressing,
}
