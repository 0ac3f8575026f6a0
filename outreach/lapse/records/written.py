"""Days as they travel: ten characters in a text of many, since a row of the driver costs more than a day within one."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, String, cast, type_coerce

from outreach.lapse.day import Day


class DayNumbers(dict[str, Day]):
    """The number of a day written as 2025-10-01; each day is worked out once."""

    def __missing__(self, written: str) -> Day:
        self[written] = number = date.fromisoformat(written).toordinal()
        return number


def written(connection: Connection, column: ColumnElement[date]) -> ColumnElement[str]:
    """A day as its ten characters, which is what SQLite keeps."""
    return type_coerce(column, String) if connection.dialect.name == "sqlite" else cast(column, String)
