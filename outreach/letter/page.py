"""The nouns a template sees, and nothing else: no store, no settings, no method that does anything.

A value that is not known is empty (or None): a template may ask for it with `{% if %}`, but printing it makes the
letter wait. How a person is addressed is decided in `outreach.names`, which day it is in `outreach.almanac`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """The person written to."""

    addressed: str = ""  # as he is called, for a subject: «Анна Петровна»
    given_name: str = ""
    patronymic: str = ""
    family_name: str = ""
    gender: str = ""  # m, f or unknown
    company: str = ""
    post: str = ""
    city: str = ""
    territory: str = ""
    industry: str = ""
    profession: str = ""
    first_order_year: int | None = None
    last_order_on: dt.date | None = None
    years_together: int | None = None  # whole years since the first order; None below one
    orders: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """The occasion. Empty where a letter is about none."""

    name: str = ""  # «День медицинского работника»
    greeting: str = ""  # «с Днём медицинского работника», some days before «с наступающим Днём ...»
    on: dt.date | None = None
    days_before: int = 0  # how many days before the day the letter leaves; 0 on the day itself
    days_after: int = 0  # how many days behind it: a birthday on a Saturday is greeted on the Monday
    years: int = 0  # since his first or greatest order, for a day that returns; else 0
    what: str = ""  # what was ordered that day, if the book says so

    def __bool__(self) -> bool:
        return bool(self.name or self.greeting)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderPage:
    """The person who signs."""

    name: str = ""  # name and surname
    post: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyPage:
    """The firm that writes."""

    name: str = ""
    city: str = ""
    address: str = ""
    hours: str = ""
    site: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementPage:
    """What has become better since his last newsletter."""

    title: str = ""
    text: str = ""
    on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """What went wrong and what was done so that it will not happen again, for an apology."""

    what: str = ""
    done: str = ""
    on: dt.date | None = None
    order_number: str = ""

    def __bool__(self) -> bool:
        return bool(self.what)


class Fact(str):
    """The value of a personal fact that still knows its key; own filters hand it on."""

    __slots__ = ("key",)
    key: str

    def __new__(cls, value: str, key: str) -> Self:
        made = super().__new__(cls, value)
        made.key = key
        return made


class FactsPage:
    """Personal facts by key: `facts.project`. One that is not known of this client is false and cannot be printed."""

    __slots__ = ("_values",)
    _values: Mapping[str, str]

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        object.__setattr__(self, "_values", dict(values or {}))

    def __getattr__(self, key: str) -> Fact:
        if key.startswith("_"):
            raise AttributeError(key)
        return Fact(self._values.get(key, ""), key)

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError(f"facts are not changed on a page: {key}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FactsPage) and self._values == other._values

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values.items())))

    def __repr__(self) -> str:
        return f"FactsPage({', '.join(self._values)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a template may say about one client. `salutation` is the opening without its mark: «Уважаемая Анна»."""

    language: str  # ru, uk or en
    salutation: str = ""
    client: ClientPage = ClientPage()
    day: DayPage = DayPage()
    facts: FactsPage = field(default_factory=FactsPage)
    sender: SenderPage = SenderPage()
    company: CompanyPage = CompanyPage()
    improvements: tuple[ImprovementPage, ...] = ()
    event: EventPage = EventPage()
    unsubscribe_url: str = ""  # empty in letters that show no such link
