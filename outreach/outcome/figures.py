"""Numbers, shares, money and days as the reader's language writes them (CLDR, by Babel)."""

from datetime import date

from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)

from outreach.locale import say, spoken
from outreach.outcome.proportion import Interval, Share

COARSE = 0.0995  # below ten percent, as rounded, a tenth is shown
MINUS = "\N{MINUS SIGN}"


def number(n: int) -> str:
    return format_decimal(n, locale=spoken())


def share(rate: float) -> str:
    """Whole percents; a tenth below ten, where a whole one would be too coarse."""
    exact = 0 < rate < COARSE
    return format_percent(rate, format="#,##0.0%" if exact else "#,##0%", locale=spoken())


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
    """Whole units: a director does not read cents."""
    units = round(minor / 10 ** get_currency_precision(currency))
    return format_currency(
        units, currency, locale=spoken(), currency_digits=False, decimal_quantization=True, format=_whole()
    )


def short_money(minor: int, currency: str) -> str:
    """For a bar's end: 1.2M."""
    units = minor / 10 ** get_currency_precision(currency)
    digits = 1 if abs(units) >= 1_000 else 0  # noqa: PLR2004 thousands
    return format_compact_currency(units, currency, locale=spoken(), fraction_digits=digits)


def day(on: date) -> str:
    return format_date(on, format="long", locale=spoken())


def short_day(on: date) -> str:
    return format_date(on, format="medium", locale=spoken())


def _signed(rise: float) -> str:
    shown = round(rise * 100, 1)
    sign = "+" if shown > 0 else MINUS if shown < 0 else ""
    return sign + format_decimal(abs(shown), format="#,##0.0", locale=spoken())


def _whole() -> str:
    return "¤#,##0" if spoken() == "en" else "#,##0\N{NO-BREAK SPACE}¤"
