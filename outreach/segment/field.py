"""Every field and function that a segment may speak of: its name, kind, source and meaning, in one table.

How a source becomes SQL stands in `compiler`; to add a field that is a column, add a line here and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from outreach.store.words import Tier


class Kind(StrEnum):
    """What a field holds, and so what it may be compared with."""

    TEXT = "text"  # = != in like, capitals count
    WORD = "word"  # = != in, one of a few words
    INT = "number"  # a whole number
    MONEY = "money"  # written in major units: 1000 is 1000.00
    DATE = "date"  # 2025-01-31
    BOOL = "yes or no"  # true, false, or the name alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of `clients` or `client_facts`."""

    table: str
    name: str


class Derived(StrEnum):
    """What no column holds and the compiler works out."""

    LOST = "lost"
    AT_RISK = "at_risk"
    DAYS_LOST = "days_lost"
    TIER = "tier"
    REASON = "reason"
    LAST_LETTER = "last_letter"
    LAST_NEWSLETTER = "last_newsletter"
    LAST_ANSWER = "last_answer"
    ANSWERED = "answered"
    HAS_EMAIL = "has_email"
    HAS_PHONE = "has_phone"
    HAS_FACT = "has_fact"
    DAYS_SINCE = "days_since"
    HAS = "has"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something known of every client; `words` is the whole choice where there is one."""

    name: str
    kind: Kind
    source: Column | Derived
    meaning: str
    words: tuple[str, ...] = ()


class Takes(StrEnum):
    """What stands between a function's brackets."""

    DATE_FIELD = "a date field"
    FACT_KEY = "a fact's key in quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Something asked of every client about what stands between the brackets."""

    name: str
    takes: Takes
    kind: Kind
    source: Derived
    meaning: str
    example: str


def _client(name: str, kind: Kind, meaning: str, *, column: str = "") -> Field:
    return Field(name=name, kind=kind, source=Column(table="clients", name=column or name), meaning=meaning)


def _fact(name: str, kind: Kind, meaning: str, *, column: str = "") -> Field:
    return Field(name=name, kind=kind, source=Column(table="client_facts", name=column or name), meaning=meaning)


def _derived(source: Derived, kind: Kind, meaning: str, *, words: tuple[str, ...] = ()) -> Field:
    return Field(name=source.value, kind=kind, source=source, meaning=meaning, words=words)


_ALL = (
    _derived(Derived.LOST, Kind.BOOL, "Counts as lost today."),
    _derived(Derived.AT_RISK, Kind.BOOL, "Is silent for longer than usual, but not lost yet."),
    _fact("lost_on", Kind.DATE, "The day on which he became, or will become, lost if he stays silent."),
    _fact("at_risk_on", Kind.DATE, "The day on which he became, or will become, at risk if he stays silent."),
    _derived(Derived.DAYS_LOST, Kind.INT, "For how many days he has been lost; unknown for those who are not."),
    _derived(
        Derived.TIER,
        Kind.WORD,
        "His share of our revenue: gold clients bring the most, then silver, then copper.",
        words=tuple(tier.value for tier in Tier),
    ),
    _fact("revenue", Kind.MONEY, "What he has ever paid."),
    _fact("revenue_year", Kind.MONEY, "What he paid in the 365 days before his figures were last worked out."),
    _fact("orders", Kind.INT, "How many orders he has placed."),
    _fact("order_days", Kind.INT, "On how many days he has ordered."),
    _fact("first_order", Kind.DATE, "The day of his first order.", column="first_order_on"),
    _fact("last_order", Kind.DATE, "The day of his last order.", column="last_order_on"),
    _fact("typical_gap", Kind.INT, "How many days usually pass between his orders."),
    _fact("last_inquiry", Kind.DATE, "The day of his last inquiry.", column="last_inquiry_on"),
    _fact("inquiries_since_order", Kind.INT, "How many times he has asked since his last order."),
    _derived(Derived.REASON, Kind.TEXT, "Why he left: the reason we verified, else the one he stated."),
    _fact("stated_reason", Kind.TEXT, "Why he left, by his own words."),
    _fact("verified_reason", Kind.TEXT, "Why he left, as we found it to be true."),
    _derived(Derived.LAST_LETTER, Kind.DATE, "The day (UTC) on which our last letter left for him."),
    _derived(Derived.LAST_NEWSLETTER, Kind.DATE, "The day (UTC) on which our last newsletter left for him."),
    _derived(Derived.LAST_ANSWER, Kind.DATE, "The day (UTC) on which his last answer reached us."),
    _derived(Derived.ANSWERED, Kind.BOOL, "Has ever answered a letter of ours."),
    _client("industry", Kind.TEXT, "The industry he works in."),
    _client("profession", Kind.TEXT, "His profession."),
    _client("territory", Kind.TEXT, "The sales territory he belongs to."),
    _client("city", Kind.TEXT, "His town."),
    _client("country", Kind.TEXT, "His country, as in the client list (two letters)."),
    _client("language", Kind.TEXT, "The language he is written to in."),
    _client("manager", Kind.TEXT, "The manager in charge of him."),
    _client("company", Kind.TEXT, "The firm he works for."),
    _client("group", Kind.TEXT, "The group of firms that buy for one another.", column="group_code"),
    _client("attitude", Kind.TEXT, "How he feels about us: hostile, offended, neutral, warm."),
    _client("rival", Kind.TEXT, "The rival he buys from."),
    _client("potential", Kind.INT, "How promising a person holds him to be, whatever he bought."),
    _client("birthday", Kind.DATE, "The day he was born."),
    _client("first_seen", Kind.DATE, "The day he became known to us.", column="first_seen_on"),
    _client("away_until", Kind.DATE, "Until when he is away by agreement."),
    _client("code", Kind.TEXT, "His number in the client list."),
    _client("id", Kind.INT, "His number here."),
    _derived(Derived.HAS_EMAIL, Kind.BOOL, "Has an e-mail address that is not known to be dead."),
    _derived(Derived.HAS_PHONE, Kind.BOOL, "Has a telephone number."),
    _derived(Derived.HAS_FACT, Kind.BOOL, "Something personal is known of him that may be used in a letter."),
)

_FUNCTIONS = (
    Function(
        name="days_since",
        takes=Takes.DATE_FIELD,
        kind=Kind.INT,
        source=Derived.DAYS_SINCE,
        meaning="How many days have passed since that day; if it never came, more than any number.",
        example="days_since(last_letter) > 60",
    ),
    Function(
        name="has",
        takes=Takes.FACT_KEY,
        kind=Kind.BOOL,
        source=Derived.HAS,
        meaning="A personal fact of that kind is known of him and may be used in a letter.",
        example="has('project')",
    ),
)

FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _ALL})
FUNCTIONS: Mapping[str, Function] = MappingProxyType({function.name: function for function in _FUNCTIONS})
