"""Numbers, shares, money and days as the reader's language writes them (CLDR, by Babel)."""

from datetime import date

from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)

from outreach.locale import say, spoken
from outreach.outcome.proportion import Interval, Share

MILLION = 1_000_000
NARROW = {
    "EUR": "€", "USD": "$", "GBP": "£", "UAH": "₴", "RUB": "₽", "KZT": "₸", "PLN": "zł", "GEL": "₾",
}  # fmt: skip
# CLDR has a narrow symbol for each, but Babel hands out the wide one, which is EUR in Ukrainian
MINUS = "\N{MINUS SIGN}"


def number(n: int) -> str:
    return format_decimal(n, locale=spoken())


def share(rate: float) -> str:
    """Whole percents, so that all of a table have the same digits."""
    return format_percent(rate, format="#,##0%", locale=spoken())


def fine_share(rate: float) -> str:
    """A tenth too: what letters did is small, and the rates that are compared have the same digits."""
    return format_percent(rate, format="#,##0.0%", locale=spoken())


def of(counted: Share) -> str:
    """`4 of 12`."""
    return say("{n} of {all}", n=number(counted.count), all=number(counted.of))


def points(interval: Interval) -> str:
    """`+2.1 (−0.4 to +4.9)`, in percentage points."""
    return say(
        "{estimate} ({low} to {high})",
        estimate=_signed(interval.estimate),
        low=_signed(interval.low),
        high=_signed(interval.high),
    )


def point(rise: float) -> str:
    """A difference of shares in percentage points, one decimal."""
    return format_decimal(round(rise * 100, 1), format="#,##0.0", locale=spoken())


def money(minor: int, currency: str) -> str:
    """Whole units: a director does not read cents. The symbol is the narrow one: €, not EUR."""
    units = round(minor / 10 ** get_currency_precision(currency))
    said = format_currency(
        units, currency, locale=spoken(), currency_digits=False, decimal_quantization=True, format=_whole()
    )
    return _narrowed(said, currency)


def fine_money(amount: float, currency: str) -> str:
    """A small sum in units of the currency, with its hundredths: what one letter costs."""
    return _narrowed(format_currency(amount, currency, locale=spoken()), currency)


def short_money(minor: int, currency: str) -> str:
    """For a bar's end: as in the table beside it, from a million on 1.2M."""
    units = minor / 10 ** get_currency_precision(currency)
    if round(abs(units)) < MILLION:
        return money(minor, currency)
    return _narrowed(format_compact_currency(units, currency, locale=spoken(), fraction_digits=1), currency)


def day(on: date) -> str:
    return format_date(on, format="long", locale=spoken())


def short_day(on: date) -> str:
    return format_date(on, format="medium", locale=spoken())


def _signed(rise: float) -> str:
    shown = round(rise * 100, 1)
    sign = "+" if shown > 0 else MINUS if shown < 0 else ""
    return sign + format_decimal(abs(shown), format="#,##0.0", locale=spoken())


def _narrowed(said: str, currency: str) -> str:
    """The amount with the narrow symbol; one of letters stands off the figure."""
    wide = get_currency_symbol(currency, locale=spoken())
    narrow = NARROW.get(currency, wide)
    blank = "\N{NO-BREAK SPACE}" if narrow[-1].isalpha() and said.partition(wide)[2][:1].isdigit() else ""
    return said.replace(wide, narrow + blank)


def _whole() -> str:
    return "¤#,##0" if spoken() == "en" else "#,##0\N{NO-BREAK SPACE}¤"
