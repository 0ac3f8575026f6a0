"""Every field and function that a segment may speak of: its name, kind, source and meaning, in one table.

How a source becomes SQL stands in `compiler`; to add a field that is a column, add a line here and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from outreach.store.words import LetterKind, Sign, Stage, Tier


class Kind(StrEnum):
    """What a field holds, and so what it may be compared with."""

    TEXT = "text"  # = != in, capitals count; like, where they do not
    WORD = "word"  # = != in, one of a few words
    INT = "number"  # a whole number
    MONEY = "money"  # written in major units: 1000 is 1000.00
    SHARE = "share"  # written in per cent, 70 or 12.5; held per mille
    DATE = "date"  # 2025-01-31, today - 30
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
    STAGE = "stage"
    LOST_AFTER_FIRST = "lost_after_first"
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
    ORDERS = "orders"
    SPENT = "spent"
    INQUIRIES = "inquiries"
    CONTACTS = "contacts"
    LETTERS = "letters"
    GOT = "got"
    REPLIED = "replied"
    STATED = "stated"
    VERIFIED = "verified"
    SIGN = "sign"


# These change from day to day with nothing done.
PASSING = frozenset({
    Derived.LOST, Derived.AT_RISK, Derived.DAYS_LOST, Derived.DAYS_SINCE, Derived.ORDERS, Derived.SPENT,
    Derived.INQUIRIES, Derived.CONTACTS, Derived.LETTERS, Derived.SIGN, Derived.STAGE, Derived.LOST_AFTER_FIRST,
})  # fmt: skip


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
    FACT_KEY = "'fact'"
    DAYS = "days"
    LETTER_KIND = "'kind of letter'"
    CAMPAIGN = "'campaign' or 'campaign/occasion'"
    REASON = "'reason'"
    SIGN = "'sign'"


CHOICES: Mapping[Takes, tuple[str, ...]] = MappingProxyType(
    {Takes.LETTER_KIND: tuple(kind.value for kind in LetterKind), Takes.SIGN: tuple(sign.value for sign in Sign)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Something asked of every client about what stands between the brackets, in one of its forms."""

    name: str
    forms: tuple[tuple[Takes, ...], ...]
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
    _derived(
        Derived.STAGE,
        Kind.WORD,
        "Where he is in his life with us, the first that fits of: not to be won back or silent for good; lost, and he "
        "wrote, asked or answered since; lost, and we wrote or called since; lost; at risk; back within a year, with "
        "orders on fewer than 3 days since; ordered on 1 or 2 days; on 3 or more. Unknown for who never ordered.",
        words=tuple(stage.value for stage in Stage),
    ),
    _derived(Derived.LOST_AFTER_FIRST, Kind.BOOL, "Is lost, and has ordered on one day only."),
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
    _fact("score", Kind.SHARE, "The chance, by the model, that he orders nothing in 90 days.", column="silent_90"),
    _fact("priority", Kind.MONEY, "That chance of his yearly revenue: who is worth most care."),
    _client("name", Kind.TEXT, "His whole name, as given."),
    _client("gender", Kind.TEXT, "His gender: m or f."),
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
    _client("loyalty", Kind.TEXT, "By what he has shown that he is loyal."),
    _client("debt", Kind.MONEY, "What he owes us."),
    _client("not_winning_back", Kind.TEXT, "Why he is not to be won back, if that was decided."),
    _client("silent_because", Kind.TEXT, "Why he gets no letter at all, if that was decided."),
    _client("next_contact", Kind.DATE, "The day of the next contact planned with him.", column="contact_on"),
    _client("birthday", Kind.DATE, "The day he was born."),
    _client("first_seen", Kind.DATE, "The day he became known to us.", column="first_seen_on"),
    _client("away_until", Kind.DATE, "Until when he is away by agreement."),
    _client("code", Kind.TEXT, "His number in the client list."),
    _client("id", Kind.INT, "His number here."),
    _derived(Derived.HAS_EMAIL, Kind.BOOL, "Has an e-mail address that is not known to be dead."),
    _derived(Derived.HAS_PHONE, Kind.BOOL, "Has a telephone number."),
    _derived(Derived.HAS_FACT, Kind.BOOL, "Something personal is known of him that may be used in a letter."),
)


def _in_days(source: Derived, kind: Kind, meaning: str, *, example: str) -> Function:
    return Function(
        name=source.value, forms=((Takes.DAYS,),), kind=kind, source=source, meaning=meaning, example=example
    )


def _asked(source: Derived, *forms: tuple[Takes, ...], meaning: str, example: str) -> Function:
    return Function(name=source.value, forms=forms, kind=Kind.BOOL, source=source, meaning=meaning, example=example)


_FUNCTIONS = (
    Function(
        name="days_since",
        forms=((Takes.DATE_FIELD,),),
        kind=Kind.INT,
        source=Derived.DAYS_SINCE,
        meaning="How many days have passed since that day; if it never came, more than any number.",
        example="days_since(last_letter) > 60",
    ),
    _in_days(
        Derived.ORDERS, Kind.INT, "How many orders he placed in the last so many days.", example="orders(180) = 0"
    ),
    _in_days(
        Derived.SPENT,
        Kind.MONEY,
        "What he paid in the last so many days, less what was given back.",
        example="spent(365) > 1000",
    ),
    _in_days(
        Derived.INQUIRIES, Kind.INT, "How many times he asked in the last so many days.", example="inquiries(90) >= 3"
    ),
    _in_days(
        Derived.CONTACTS,
        Kind.INT,
        "How many calls and meetings with him are on record in the last so many days.",
        example="contacts(90) = 0",
    ),
    Function(
        name="letters",
        forms=((Takes.LETTER_KIND, Takes.DAYS), (Takes.DAYS,)),
        kind=Kind.INT,
        source=Derived.LETTERS,
        meaning="How many letters, of that kind or of any, left for him in the last so many days (UTC).",
        example="letters('newsletter', 90) = 0",
    ),
    _asked(
        Derived.GOT,
        (Takes.CAMPAIGN,),
        meaning="A letter of that campaign reached him, on that occasion or year if one is named.",
        example="got('medics-day/2026')",
    ),
    _asked(
        Derived.REPLIED,
        (),
        (Takes.CAMPAIGN,),
        meaning="He answered a letter of ours, or one of that campaign.",
        example="replied('medics-day')",
    ),
    _asked(
        Derived.HAS,
        (Takes.FACT_KEY,),
        meaning="A personal fact of that kind is known of him and may be used in a letter.",
        example="has('project')",
    ),
    _asked(Derived.STATED, (Takes.REASON,), meaning="He named that reason for leaving.", example="stated('price')"),
    _asked(
        Derived.VERIFIED,
        (Takes.REASON,),
        meaning="We found that reason for his leaving to be true.",
        example="verified('late_delivery')",
    ),
    _asked(
        Derived.SIGN,
        (Takes.SIGN,),
        meaning=f"He shows that sign of leaving: {', '.join(sign.value for sign in Sign)}.",
        example="sign('inquiries without order')",
    ),
)

FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _ALL})
FUNCTIONS: Mapping[str, Function] = MappingProxyType({function.name: function for function in _FUNCTIONS})
