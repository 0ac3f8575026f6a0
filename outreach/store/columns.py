"""What tables are made of: a moment that is always aware UTC, a word of an enumeration, an index of some rows."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, String, text
from sqlalchemy.types import TypeDecorator

W = TypeVar("W", bound=StrEnum)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "a moment without a zone"
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[W]):
    """A member of a StrEnum, stored as its text; a text that is no member is a damaged row and raises ValueError."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> W | None:
        del dialect
        return None if value is None else self.words(value)


def only(condition: str) -> dict[str, Any]:
    """An index holds only such rows; each database asks for it by a name of its own."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
