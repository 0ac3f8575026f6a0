"""Every key of config.toml, once: what it means and what it is if nothing is said.

`config.example.toml` and docs/configuration.md are printed from here. Passwords and keys are found by `Secrets`.
"""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from outreach.clock import known_zones
from outreach.locale import say
from outreach.store.words import ClientColumn


def _forwards(hours: str) -> str:
    opens, _, closes = hours.partition("-")
    if hours and opens >= closes:  # written alike, so they compare as times do
        raise ValueError(say("“{hours}” end before they begin; hours look like 09:30-17:30", hours=hours))
    return hours


_HOURS = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"
Hours = Annotated[str, StringConstraints(pattern=f"^{_HOURS}$"), AfterValidator(_forwards)]
HoursOrNone = Annotated[str, StringConstraints(pattern=f"^({_HOURS})?$"), AfterValidator(_forwards)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
WeekDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _known_zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(say("“{name}” is no time zone; write one such as Europe/Kyiv", name=name))
    return name


def _may_stand_in_a_header(address: str) -> str:
    if address and not re.fullmatch(r"[!#-'*+\-./-9=?A-Z^-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address):
        raise ValueError(say("“{text}” is no address.", text=address))
    return address


def _only_reads(select: str) -> str:
    if select and not re.match(r"\s*(select|with)\b", select, re.IGNORECASE):
        raise ValueError(say("this must be a SELECT; nothing is ever written there"))
    return select


def _opens_in_a_browser(url: str) -> str:
    if url and not re.match(r"https?://[^\s/]", url):
        raise ValueError(say("“{url}” is no web address; write one such as https://letters.firm.example", url=url))
    return url


Zone = Annotated[str, AfterValidator(_known_zone)]
Email = Annotated[str, AfterValidator(_may_stand_in_a_header)]
Url = Annotated[str, AfterValidator(_opens_in_a_browser)]
Select = Annotated[str, AfterValidator(_only_reads)]
ByLanguage = str | dict[str, str]  # one text, or one per language: { ru = "...", uk = "...", en = "..." }


def in_language(text: ByLanguage, language: str) -> str:
    """The text for a language; one text serves all, and a missing language gives an empty text."""
    return text if isinstance(text, str) else text.get(language, "")


class Section(BaseModel):
    """A table of config.toml: unknown keys are mistakes, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Company(Section):
    """Who writes, as the law and P31 want it at the foot of a letter."""

    name: ByLanguage = ""
    """The firm's name as clients know it."""
    city: ByLanguage = ""
    """Town, in the signature."""
    address: ByLanguage = ""
    """Street address, in the signature and the footer."""
    hours: ByLanguage = ""
    """Working hours, in the signature."""
    site: Url = ""
    """Web site, https://..."""
    phones: tuple[str, ...] = ()
    """Telephones of the firm, beside the sender's own."""


class Sender(Section):
    """A person who signs letters: the director, a manager."""

    name: ByLanguage
    """Name and surname, as he signs."""
    post: ByLanguage
    """His post."""
    email: Email
    """His own address: From, and Reply-To of personal letters."""
    phones: tuple[str, ...] = ()
    """His own telephones."""
    role: Literal["director", "manager"] = "manager"
    """Whether he is the director (apologies) or one of the managers."""
    replaced_by: str = ""
    """Key of the sender who writes for `from = "new manager"` to clients this one lost; empty: any other manager."""


class Basis(StrEnum):
    ORDER = "order"
    INQUIRY = "inquiry"


class Signs(Section):
    """Beside silence, by what a client is seen to be leaving; any of them makes him at risk (P3 to P8)."""

    inquiries: int = Field(default=3, ge=1)
    """So many inquiries in a row that ended in no order are a sign (P4)."""
    no_answers: int = Field(default=3, ge=1)
    """So many recorded calls or letters in a row that he did not answer are a sign (P5)."""
    volume_share: float = Field(default=0.5, gt=0, lt=1)
    """Buying less than this share in 90 days of what he bought in the 90 days before is a sign (P6) ..."""
    volume_orders: int = Field(default=4, ge=2)
    """... for clients with at least this many days of orders."""
    owe_days: int = Field(default=3, ge=1)
    """An inquiry left without our answer for so many days is our fault (P39); only where answers are recorded."""


class Kind(Section):
    """A kind of client with measures of its own: whoever has one of these values. The first kind that fits holds."""

    industry: tuple[str, ...] = ()
    """Industries of this kind."""
    territory: tuple[str, ...] = ()
    """Territories of this kind."""
    country: tuple[str, ...] = ()
    """Countries (two letters) of this kind."""
    multiplier: float | None = Field(default=None, gt=0)
    """Instead of [lapse] multiplier."""
    floor_days: int | None = Field(default=None, ge=1)
    """Instead of [lapse] floor_days."""
    cap_days: int | None = Field(default=None, ge=1)
    """Instead of [lapse] cap_days."""
    no_history_days: int | None = Field(default=None, ge=1)
    """Instead of [lapse] no_history_days."""
    fixed_days: int | None = Field(default=None, ge=0)
    """Instead of [lapse] fixed_days."""
    inquiries: int | None = Field(default=None, ge=1)
    """Instead of [signs] inquiries."""
    no_answers: int | None = Field(default=None, ge=1)
    """Instead of [signs] no_answers."""
    volume_share: float | None = Field(default=None, gt=0, lt=1)
    """Instead of [signs] volume_share."""


class Lapse(Section):
    """When a client counts as lost (P2). Days of silence, measured from his last order."""

    multiplier: float = Field(default=3.0, gt=0)
    """Lost after this many typical gaps between his own orders ..."""
    floor_days: int = Field(default=90, ge=1)
    """... but never sooner than this ..."""
    cap_days: int = Field(default=365, ge=1)
    """... nor later than this."""
    no_history_days: int = Field(default=90, ge=1)
    """Lost after this, while the whole book has too few orders to know a typical gap."""
    fixed_days: int = Field(default=0, ge=0)
    """One limit for everybody instead of the rule above; 0 means the rule."""
    at_risk_multiplier: float = Field(default=2.0, gt=0)
    """At risk after this many typical gaps ..."""
    at_risk_floor_days: int = Field(default=30, ge=1)
    """... but never sooner than this."""
    basis: Basis = Basis.ORDER
    """Silence since the last "order", or since the last "inquiry" or order, whichever is later (P1)."""
    gold_share: float = Field(default=0.75, gt=0, le=1)
    """Gold clients bring this share of revenue (P16) ..."""
    silver_share: float = Field(default=0.95, gt=0, le=1)
    """... gold and silver together bring this share."""
    season_slack_days: int = Field(default=45, ge=0)
    """Who buys once a year, in the same weeks, is lost only so many days after his season has passed (P2)."""


class Costs(Section):
    """What winning one client back costs, in units of [book] currency; shown on his card (P19, P20)."""

    letter: float = Field(default=0.5, ge=0)
    """One letter, with the time it takes."""
    call: float = Field(default=5.0, ge=0)
    """One call, with the time it takes."""
    offer: float = Field(default=0.0, ge=0)
    """A gift, a discount or a free order, where the firm gives one."""
    new_client: float = Field(default=0.0, ge=0)
    """Winning a new client, to compare with; 0: not known."""
    alarm_share: float = Field(default=0.2, gt=0, le=1)
    """A warning when one client brings more than this share of the last year's revenue (P21)."""


class Book(Section):
    """The client list."""

    fresh_days: int = Field(default=7, ge=1)
    """Win-back letters wait while the last import is older than this."""
    currency: str = Field(default="EUR", min_length=3, max_length=3)
    """Currency of amounts in files that name none, and of every sum; amounts in another are added as they stand."""
    country: str = Field(default="", max_length=2)
    """Country (two letters) of clients whose row names none."""
    language: str = Field(default="", max_length=2)
    """Language (ru, uk, en) of clients whose row names none."""
    merge: dict[ClientColumn, Literal["keep", "mirror"]] = {}
    """By column of the client list: "keep" never writes over what is known, "mirror" empties it by an empty cell."""
    incoming: str = "incoming"
    """Folder whose files the daemon and `outreach sync` take in once they stand still; empty: none."""


class Source(Section):
    """A CRM's own database, which is only read: SELECTs that name their columns as the headings of a file are named."""

    url: str = ""
    """SQLAlchemy URL; the secret `source_NAME` is its password, or the whole URL where this is empty."""
    every_minutes: int = Field(default=0, ge=0)
    """The daemon reads it so often; 0: only `outreach sync` does."""
    since: str = ""
    """Column that tells what is new, such as changed_at: its greatest value is what `:since` in a SELECT is given."""
    since_start: str = "1970-01-01"
    """What `:since` is the first time."""
    clients: Select = ""
    """SELECT of clients."""
    orders: Select = ""
    """SELECT of orders."""
    inquiries: Select = ""
    """SELECT of inquiries."""
    problem_orders: Select = ""
    """SELECT of problem orders."""
    contacts: Select = ""
    """SELECT of calls and meetings."""
    reasons: Select = ""
    """SELECT of reasons for leaving."""
    facts: Select = ""
    """SELECT of personal facts."""
    people: Select = ""
    """SELECT of people who work at clients' firms."""
    contact_plan: Select = ""
    """SELECT of planned contacts: the next one with each client."""


class Care(Section):
    """What protects clients from us; a campaign may be stricter, never laxer."""

    newsletter_months: int = Field(default=3, ge=3)
    """Newsletters to one client or address are at least this many calendar months apart (P24); 3 is the least."""
    hours: Hours = "09:30-17:30"
    """Sending hours on the client's own clock."""
    days: tuple[WeekDay, ...] = Field(default=("mon", "tue", "wed", "thu", "fri"), min_length=1)
    """Days of the week on which letters leave; public holidays of the client's country never."""
    min_personal_facts: int = Field(default=1, ge=0)
    """A greeting needs this many facts that would not suit anyone else (P27), else it waits for a person."""
    leap_day: Literal["02-28", "03-01"] = "02-28"
    """When those born on 29 February are greeted in other years."""
    never_countries: tuple[Country, ...] = ()
    """Countries (two letters) whose clients get no letter at all; what is called out at short notice is a pause."""
    approval_months: int = Field(default=13, ge=1)
    """An approval runs out after this many months."""
    audience_jump: float = Field(default=1.5, ge=1)
    """An approval stops counting when letters grow past this many times what was approved (and by more than 10)."""


class Law(Section):
    """On what ground the firm writes. Live sending is refused until all three are filled in."""

    basis: Literal["", "consent", "contract", "interest"] = ""
    """Ground for clients whose row names none: "consent" means that only rows with a consent are written to."""
    decided_by: str = ""
    """Who decided it."""
    date: dt.date | None = None
    """On what day."""


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Delivery(Section):
    """How letters leave."""

    live: StrictBool = False
    """false: rehearsal, letters are dropped as .eml files. true: they leave over SMTP."""
    drop: str = "outgoing"
    """Folder of the rehearsal's .eml files."""
    host: str = "127.0.0.1"
    """The relay."""
    port: int = Field(default=587, ge=1, le=65535)
    """Its port: 587 with STARTTLS, 465 with TLS."""
    security: Security = Security.STARTTLS
    """"starttls" (required, verified), "tls", or "none" (towards loopback only)."""
    username: str = ""
    """Login; its password is the secret `relay_password`."""
    connections: int = Field(default=2, ge=1, le=50)
    """Connections to the relay at once; a crash can leave at most so many letters in doubt."""
    per_hour: int = Field(default=0, ge=0)
    """At most so many letters an hour; 0 is no limit."""
    per_day: int = Field(default=0, ge=0)
    """At most so many letters a day; 0 is no limit."""
    retry_minutes: tuple[Annotated[int, Field(ge=5)], ...] = Field(default=(10, 30, 120, 360, 720), min_length=1)
    """Pauses after "try later" answers; the last one repeats until the letter's occasion has passed."""
    lease_minutes: int = Field(default=15, ge=1)
    """A claim that shows no life for so long is taken back."""


class Letters(Section):
    """How letters address people, and the addresses that make them answerable."""

    address_ru: Literal["full", "name"] = "full"
    """Russian letters (P28): "full" is name and patronymic, "name" the given name alone."""
    address_uk: Literal["full", "pan", "name"] = "full"
    """Ukrainian letters: "full" is name and patronymic, "pan" «пане Андрію» without it, "name" the given name alone."""
    domain: str = ""
    """Domain of Message-ID; empty: that of the sender's address."""
    bounce_address: Email = ""
    """MAIL FROM, `bounces@in.firm.example`; a token is added after "+". Empty: the sender's own address."""
    unsubscribe_address: Email = ""
    """mailto: of List-Unsubscribe, `stop@in.firm.example`; a token is added after "+". Empty: none."""
    max_kilobytes: int = Field(default=100, ge=8)
    """A larger letter fails its check."""


class Web(Section):
    """The public pages."""

    url: Url = ""
    """Where clients reach them, https://letters.firm.example; empty: no page, and no one-click unsubscribe."""
    bind: str = "127.0.0.1"
    """Address to listen on."""
    port: int = Field(default=8025, ge=0, le=65535)
    """Port to listen on."""


class Inbox(Section):
    """What comes back."""

    maildir: str = ""
    """A Maildir that receives bounces, replies and unsubscribes; empty: nothing is read."""
    unseen_hours: int = Field(default=24, ge=1)
    """Sending holds when a configured inbox could not be read for so long."""


class Outcome(Section):
    """How returns are measured."""

    window_days: int = Field(default=90, ge=1)
    """The first order within so many days of a letter is a return; the same clock runs for the control group."""


class Daemon(Section):
    """The clock of the daemon."""

    tick_seconds: int = Field(default=30, ge=1)
    """Pause between looks for work, the inbox among it."""
    plan_days_ahead: int = Field(default=7, ge=0, le=60)
    """Occasions are planned and drafted so many days before they begin."""


class Fact(Section):
    """A kind of personal fact: the sentence it completes."""

    frame: ByLanguage
    """The sentence around it, with … for the fact: "Помню, как мы с Вами …"."""
    example: ByLanguage = ""
    """An example shown when a person is asked for it."""
    personal: StrictBool = True
    """Whether it counts as something that would not suit anyone else (P27)."""


class Settings(Section):
    """config.toml as a whole."""

    language: Literal["", "en", "ru", "uk"] = ""
    """Language of screens and reports; empty: the system's."""
    time_zone: Zone = "UTC"
    """The firm's own: its days, its quarters, and clients whose clock is not known, if a campaign has no `hours`."""
    database: str = ""
    """SQLAlchemy URL; empty: outreach.sqlite beside this file. PostgreSQL: postgresql://user@host/name"""
    company: Company = Company()
    senders: dict[str, Sender] = {}
    law: Law = Law()
    book: Book = Book()
    sources: dict[str, Source] = {}
    lapse: Lapse = Lapse()
    signs: Signs = Signs()
    kinds: dict[str, Kind] = {}
    costs: Costs = Costs()
    care: Care = Care()
    letters: Letters = Letters()
    delivery: Delivery = Delivery()
    web: Web = Web()
    inbox: Inbox = Inbox()
    outcome: Outcome = Outcome()
    daemon: Daemon = Daemon()
    facts: dict[str, Fact] = {}
