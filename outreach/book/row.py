"""Reads one row by a mapping: whom it is about and what it says, checked; or why it is refused.

Nothing is looked up or written here; whether such a client is known, `importing` finds out.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from outreach.book.address import Address, read_addresses
from outreach.book.columns import Mapped, Mapping
from outreach.book.day import PLACEHOLDERS, DateOrder, is_placeholder, read_day
from outreach.book.headings import NEEDED, Column, Kind
from outreach.book.table import Row
from outreach.book.value import (
    LONGEST,
    BadValue,
    currency_in,
    read_basis,
    read_channel,
    read_code,
    read_country,
    read_currency,
    read_fact,
    read_faith,
    read_gender,
    read_kinds,
    read_language,
    read_money,
    read_reason,
    read_short,
    read_standing,
    read_sums,
    read_text,
    read_whole,
    read_yes,
    same_words,
)
from outreach.locale import say
from outreach.store.words import ConsentBasis, LetterKind

EARLIEST = date(1950, 1, 1)  # an order before this is a placeholder or a slip
LARGEST_AMOUNT = 10**12  # minor units; a million such orders still add up within 64 bits
_REMEMBERED = 50_000
_OF_A_PHONE = 9  # its last figures, which are the same however it is written
_OWN = "~"  # before codes that we made

Value = object
Read = Callable[[str], Value]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Who:
    """Whom a row is about, as far as it says; `own_code` is what he is filed under when the firm gives no code.

    Rows that say the same share one object, so that he is looked up once.
    """

    code: str | None
    addresses: tuple[Address, ...]
    name: str
    company: str
    own_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a row of the client list says about a consent."""

    basis: ConsentBasis
    covers: tuple[LetterKind, ...]  # empty: every kind
    given_on: date | None
    expires_on: date | None
    proof: str | None


@dataclass(slots=True, kw_only=True)  # not frozen, as Row
class Checked:
    """A row that can be written: `values` in the order of the reader's `columns`."""

    row: Row
    who: Who
    values: tuple[Value, ...]
    facts: tuple[tuple[str, str], ...] = ()
    reason: str | None = None
    consent: Consent | None = None
    opt_out: str | None = None  # what the cell says


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot; a person's "do not write to me" on it still counts, for whomever it can be told to be."""

    row: Row
    reason: str
    who: Who | None = None
    opt_out: str | None = None


@dataclass(slots=True)
class Noticed:
    """What is worth a warning when the whole file has been read."""

    placeholders: int = 0  # days that were left out
    slashed: int = 0  # days such as 03/04/2024
    foreign: Counter[str] = field(default_factory=Counter)  # amounts by currency, where it is not the firm's
    given_back: int = 0  # amounts below zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How cells of this file are to be understood."""

    today: date
    currency: str
    order: DateOrder = DateOrder.DMY
    noticed: Noticed = field(default_factory=Noticed)


_TOTALS = frozenset(
    {"итого", "всего", "итог", "общий итог", "разом", "усього", "всього", "total", "totals", "grand total"}
)
_WHO = frozenset({Column.CODE, Column.EMAIL, Column.NAME, Column.FAMILY, Column.GIVEN, Column.PATRONYMIC})
_WHO_TOO = _WHO | {Column.COMPANY, Column.PHONE}
_NOTES = frozenset({Column.NOTES, Column.WHAT, Column.EVENT, Column.CONTACT_ABOUT})  # of any length
_MONEY = (Column.AMOUNT, Column.CURRENCY)
_PARTS = (Column.FAMILY, Column.GIVEN, Column.PATRONYMIC)
_ABOUT_LETTERS = frozenset(
    {
        Column.CONSENT,
        Column.CONSENT_COVERS,
        Column.CONSENT_ON,
        Column.CONSENT_UNTIL,
        Column.CONSENT_PROOF,
        Column.OPT_OUT,
    }
)


class RowReader:
    """Reads the rows of one file; `columns` names what `Checked.values` hold, in order; the rest is for `quick`."""

    def __init__(self, mapping: Mapping, headings: tuple[str, ...], *, reading: Reading) -> None:
        self.width = len(headings)
        self._kind = mapping.kind
        self._reading = reading
        self.place: dict[Column, list[int]] = {}
        self._facts: list[tuple[int, str]] = []
        for mapped in mapping.columns:
            self._put(mapped, headings.index(mapped.heading))
        self.who_places = [place for column in _WHO_TOO for place in self.place.get(column, [])]
        self._whos: dict[tuple[str, ...], Who] = {}
        self.currency = self._currency_of(mapping)
        left_out = self._elsewhere()
        reads = self._reads()
        plain = tuple(column for column in self.place if column not in left_out)
        self.cells = tuple((self.place[column][0], reads.get(column, read_short)) for column in plain)
        self.columns = (*plain, *_MONEY) if mapping.kind is Kind.ORDERS else plain
        self.needed = tuple(
            (self.columns.index(column), headings[self.place[column][0]])
            for any_of in NEEDED[mapping.kind]
            for column in any_of
            if len(any_of) == 1
        )

    def read(self, row: Row) -> Checked | Refused:
        """The row checked, or the first reason why it is refused."""
        try:
            self._expect_width(row)
            who = self.who(row.cells)
            return self._checked(row, who)
        except BadValue as problem:
            return self._refused(row, str(problem))

    def _put(self, mapped: Mapped, place: int) -> None:
        if mapped.column is Column.FACT:
            self._facts.append((place, mapped.fact))
        else:
            self.place.setdefault(mapped.column, []).append(place)

    def _elsewhere(self) -> frozenset[Column]:
        """Columns that are no plain value of the row's own table."""
        if self._kind is Kind.CLIENTS:
            return _ABOUT_LETTERS | {Column.CODE, Column.EMAIL, Column.REASON}
        return _WHO_TOO.union(_MONEY)

    def _currency_of(self, mapping: Mapping) -> str:
        """The currency that the heading of the amounts names, or the firm's."""
        money = {Column.AMOUNT, Column.REVENUE}
        named = [currency_in(mapped.heading) for mapped in mapping.columns if mapped.column in money]
        return next((code for code in named if code), self._reading.currency)

    # -- who ---------------------------------------------------------------------------------------------------

    def who(self, cells: tuple[str, ...]) -> Who:
        """Whom a row is about; BadValue if nothing tells."""
        telling = tuple([cells[place] for place in self.who_places])
        who = self._whos.get(telling)
        if who is None:
            if len(self._whos) >= _REMEMBERED:
                self._whos.clear()
            who = self._whos[telling] = self._new_who(cells)
        return who

    def _new_who(self, cells: tuple[str, ...], *, forgiving: bool = False) -> Who:
        name = self._text(cells, Column.NAME) or " ".join(filter(None, (self._text(cells, part) for part in _PARTS)))
        company, phone = self._text(cells, Column.COMPANY), self._text(cells, Column.PHONE)
        code, addresses = read_code(self._text(cells, Column.CODE)), self._addresses(cells, forgiving=forgiving)
        if not (code or addresses or name or company):
            raise BadValue(say("nothing in this row tells whom it is about"))
        if not addresses and _is_total([code, name, company, phone]):
            raise BadValue(say("this is a line of totals, not a client"))
        if code.startswith(_OWN):
            raise BadValue(say("a client's code cannot begin with “{sign}”", sign=_OWN))
        figures = re.sub(r"\D", "", phone)[-_OF_A_PHONE:]  # +380, 0 or nothing before them: the same telephone
        told = (addresses[0].key,) if addresses else (same_words(name), same_words(company), figures)
        return Who(code=code or None, addresses=addresses, name=name, company=company, own_code=own_code(*told))

    def _text(self, cells: tuple[str, ...], column: Column) -> str:
        places = self.place.get(column)
        return read_short(cells[places[0]]) if places else ""

    def _addresses(self, cells: tuple[str, ...], *, forgiving: bool) -> tuple[Address, ...]:
        found: dict[str, Address] = {}
        for place in self.place.get(Column.EMAIL, []):
            for one in read_addresses(cells[place]):
                if isinstance(one, Address):
                    found.setdefault(one.key, one)
                elif not forgiving:
                    raise BadValue(say("“{text}”: {why}", text=cells[place], why=one.reason))
        return tuple(found.values())

    # -- what --------------------------------------------------------------------------------------------------

    def _expect_width(self, row: Row) -> None:
        cells = row.cells
        if len(cells) < self.width or (len(cells) > self.width and any(cells[self.width :])):
            raise BadValue(say("{n} cells under {all} headings", n=len(cells), all=self.width))

    def _checked(self, row: Row, who: Who) -> Checked:
        cells = row.cells
        values = [read(cells[place]) if cells[place] else None for place, read in self.cells]
        if self._kind is Kind.ORDERS:
            values += self._money(cells)
        for place, heading in self.needed:
            if values[place] is None:
                raise BadValue(say("the cell under “{heading}” is empty", heading=heading))
        if self._kind is not Kind.CLIENTS:
            return Checked(row=row, who=who, values=tuple(values))
        reason = self._text(cells, Column.REASON)
        return Checked(
            row=row,
            who=who,
            values=tuple(values),
            facts=tuple((key, read_fact(cells[place])) for place, key in self._facts if cells[place]),
            reason=read_reason(reason) if reason else None,
            consent=self._consent(cells),
            opt_out=self._opt_out(cells),
        )

    def _consent(self, cells: tuple[str, ...]) -> Consent | None:
        said = self._text(cells, Column.CONSENT)
        given_on = self._date_of(cells, Column.CONSENT_ON)
        expires_on = self._date_of(cells, Column.CONSENT_UNTIL)
        basis = read_basis(said) if said else (ConsentBasis.CONSENT if given_on else None)
        if basis is None:
            return None
        covers = read_kinds(self._text(cells, Column.CONSENT_COVERS))
        proof = self._text(cells, Column.CONSENT_PROOF) or None
        return Consent(basis=basis, covers=covers, given_on=given_on, expires_on=expires_on, proof=proof)

    def _date_of(self, cells: tuple[str, ...], column: Column) -> date | None:
        text = self._text(cells, column)
        return self._day(text) if text else None

    def _opt_out(self, cells: tuple[str, ...]) -> str | None:
        """Anything but an empty cell or a plain no is a wish to be left in peace: "отписался 12.03" is one too."""
        told = (read_text(cells[place])[:LONGEST] for place in self.place.get(Column.OPT_OUT, ()))
        return next((said for said in told if said and _is_wish(said)), None)

    def _refused(self, row: Row, reason: str) -> Refused:
        opt_out = self._opt_out(row.cells) if len(row.cells) >= self.width else None
        if opt_out is None:
            return Refused(row=row, reason=reason)
        try:
            who = self._new_who(row.cells, forgiving=True)
        except BadValue:  # nobody can be told from it
            return Refused(row=row, reason=reason, opt_out=opt_out)
        return Refused(row=row, reason=reason, who=who, opt_out=opt_out)

    # -- how each column is read -------------------------------------------------------------------------------

    def _reads(self) -> dict[Column, Read]:
        return dict.fromkeys(_NOTES, read_text) | {
            Column.FACT_VALUE: read_fact,
            Column.DAY: self._past_day,
            Column.LANGUAGE: read_language,
            Column.ANSWERED_ON: self._if_known(self._past_day),
            Column.SETTLED_ON: self._if_known(self._past_day),
            Column.CHANNEL: read_channel,
            Column.ANSWERED: read_yes,
            Column.USABLE: read_yes,
            Column.REASON: read_reason,
            Column.STANDING: read_standing,
            Column.GENDER: read_gender,
            Column.COUNTRY: read_country,
            Column.BIRTHDAY: self._if_known(self._birthday),
            Column.FAITH: read_faith,
            Column.FIRST_SEEN: self._if_known(self._past_day),
            Column.AWAY_UNTIL: self._if_known(self._day),
            Column.CONTACT_ON: self._if_known(self._day),
            Column.LAST_ORDER: self._if_known(self._past_day),
            Column.ORDER_COUNT: read_whole,
            Column.POTENTIAL: read_whole,
            Column.REVENUE: self._revenue,
            Column.DEBT: lambda text: min(max(0, read_money(text, currency=self.currency)[0]), LARGEST_AMOUNT),
        }

    def _day(self, text: str) -> date:
        if "/" in text and text[:4].isdigit() is False:
            self._reading.noticed.slashed += 1
        return read_day(text, order=self._reading.order)

    def _past_day(self, text: str) -> date:
        day = self._day(text)
        if day > self._reading.today + timedelta(days=1):  # a day of grace: another zone may be there already
            raise BadValue(say("“{text}” has not come yet", text=text))
        if day < EARLIEST or day in PLACEHOLDERS:
            raise BadValue(say("“{text}” is a placeholder, not a day", text=text))
        return day

    def _if_known(self, read: Read) -> Read:
        """As `read`, but for what programs write where a day is not known: that is an empty cell."""

        def known(text: str) -> Value:
            if not is_placeholder(text, order=self._reading.order):
                return read(text)
            self._reading.noticed.placeholders += 1
            return None

        return known

    def _birthday(self, text: str) -> date:
        day = self._day(text)
        if day > self._reading.today or day.year < 1900:  # noqa: PLR2004 nobody is that old
            raise BadValue(say("“{text}” cannot be a birthday", text=text))
        return day

    def _money(self, cells: tuple[str, ...]) -> tuple[int | None, str]:
        """Amount and currency of an order: the row's own currency, else the heading's, else the firm's."""
        own = self._text(cells, Column.CURRENCY)
        currency = read_currency(own) if own else self.currency
        text = cells[self.place[Column.AMOUNT][0]]
        if not text:
            return None, currency
        minor, named = self._amount(text, currency)
        self._reading.noticed.given_back += minor < 0
        return minor, named

    def _revenue(self, text: str) -> int:
        minor, _ = self._amount(text, self.currency)
        if minor < 0:
            raise BadValue(say("“{text}” is below zero: nobody bought so little", text=text))
        return minor

    def _amount(self, text: str, currency: str) -> tuple[int, str]:
        minor, named = read_sums(text, currency=currency)
        if abs(minor) > LARGEST_AMOUNT:
            raise BadValue(say("“{text}” is more than the book can hold", text=text))
        if named != self._reading.currency:
            self._reading.noticed.foreign[named] += 1
        return minor, named


def _is_total(cells: Sequence[str]) -> bool:
    """The last line of an export from accounting: one word where a client would stand, and nothing else of him."""
    said = [cell for cell in cells if cell]
    return len(said) == 1 and said[0].strip(" :.").casefold() in _TOTALS


def _is_wish(said: str) -> bool:
    try:
        return read_yes(said)
    except BadValue:
        return True


def own_code(*told: str) -> str:
    """The code of a client to whom the firm gives none, always the same from the same address or name."""
    return _OWN + hashlib.blake2b("\x1f".join(told).encode(), digest_size=10).hexdigest()


def is_own(code: str) -> bool:
    """Whether we made the code, so that the firm's own may take its place."""
    return code.startswith(_OWN)
