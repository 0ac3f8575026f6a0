"""A report as plain data for `--json`: objects, lists, numbers and texts; days as ISO 8601, money in minor units."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import TypeAlias

from outreach.outcome.quarter import Quarter
from outreach.outcome.report import Report

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | None"


def plain(report: Report) -> Plain:
    """The whole report; keys are the names of the nouns' fields."""
    return _plain(report)


def _plain(value: object) -> Plain:
    match value:
        case Quarter() | date():
            return str(value)
        case bool() | int() | float() | str() | None:
            return value
        case tuple():
            return [_plain(each) for each in value]
        case _:
            assert is_dataclass(value), value
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
