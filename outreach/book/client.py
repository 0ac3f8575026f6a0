"""What the book knows of one client, on one page; printing it is the command line's work."""

from dataclasses import dataclass
from datetime import date, datetime

from outreach.store.words import AddressState, ReasonStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who he is; None where nothing is known. `opening_revenue` is in minor units of the firm's currency."""

    id: int
    code: str
    name: str
    family_name: str | None
    given_name: str | None
    patronymic: str | None
    gender: str | None
    salutation: str | None
    vocative: str | None
    addressing: str | None
    company: str | None
    group_code: str | None
    phone: str | None
    website: str | None
    post: str | None
    language: str | None
    country: str | None
    territory: str | None
    city: str | None
    time_zone: str | None
    industry: str | None
    profession: str | None
    manager: str | None
    birthday: date | None
    faith: str | None
    first_seen_on: date | None
    attitude: str | None
    rival: str | None
    potential: int | None
    loyalty: str | None
    notes: str | None
    not_winning_back: str | None
    away_until: date | None
    silent_because: str | None
    opening_last_order_on: date | None
    opening_orders: int | None
    opening_revenue: int | None
    debt: int | None
    cleared: str | None
    contact_on: date | None
    contact_by: str | None
    contact_about: str | None
    merged_into: int | None
    named_at: datetime
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAddress:
    """The first live one is written to."""

    email: str
    address_key: str
    state: AddressState
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Minor units of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: int
    number: str | None
    ordered_on: date
    amount: Money
    what: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """All his orders in figures, one sum per currency, and the last of them, newest first."""

    count: int
    first_on: date | None
    last_on: date | None
    revenue: tuple[Money, ...]
    last: tuple[Order, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    id: int
    asked_on: date
    what: str | None
    answered_on: date | None
    order_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A call or a meeting that somebody recorded."""

    id: int
    on_day: date
    channel: str
    by: str | None
    answered: bool | None
    what: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something personal; `usable` is false where it is known but must not stand in a letter."""

    id: int
    key: str
    value: str
    language: str | None
    usable: bool
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why he left, as he said it or as we found it to be."""

    id: int
    reason: str
    standing: ReasonStanding
    source: str | None
    on_day: date | None
    event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemOrder:
    id: int
    order_number: str
    what: str
    on_day: date | None
    settled_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAfter:
    """Who looks after him, or did; a day is None where it is not known, or not over."""

    manager: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmPerson:
    """Somebody at the firm beside the one who is written to."""

    name: str
    post: str | None
    phone: str | None
    email: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCard:
    """Everything the book knows of one client."""

    client: Client
    addresses: tuple[ClientAddress, ...]
    orders: Orders
    inquiries: tuple[Inquiry, ...]
    contacts: tuple[Contact, ...]
    facts: tuple[Fact, ...]
    reasons: tuple[Reason, ...]
    problem_orders: tuple[ProblemOrder, ...]
    managers: tuple[LookedAfter, ...]
    people: tuple[FirmPerson, ...]
    merged: tuple[int, ...]  # clients who live on in him
