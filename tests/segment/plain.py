"""A second, plain evaluator of the where-language over dicts, to compare SQL with; it shares no code with the room.

Random books and conditions, each drawn as its text together with what it means, stand in `drawn`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from outreach.store import tables
from outreach.store.words import AddressState, IncomingKind, IncomingState, LetterKind, ReasonStanding, Sign, State

TODAY = date(2025, 10, 1)
MORNING = datetime(2025, 10, 1, 6, 0, tzinfo=UTC)
WORDS = ("Kyiv", "kyiv", "Lviv", "100%", "a_b", "O'Neil", "x*[y]?", "back\\slash", "Київ")
GOLD_FROM, SILVER_FROM = 500_000, 100_000
TEXTS = {"city": "city", "industry": "industry", "territory": "territory", "group": "group_code", "rival": "rival"}
LEFT = {State.GOING, State.SENT, State.BOUNCED, State.IN_DOUBT}
CAMPAIGNS = ("medics-day", "news_100%", "news")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A letter of a campaign's occasion, and the day on which it went."""

    campaign: str
    occasion: str
    kind: LetterKind
    state: State
    day: date


@dataclass(frozen=True, kw_only=True)
class Folk:
    """One client as drawn, and what each field of his is."""

    number: int
    columns: dict[str, Any]
    facts: dict[str, Any] | None
    letters: tuple[Sent, ...]
    replies: tuple[tuple[date, int], ...]  # when, and to which of his letters; -1 to none
    orders: tuple[tuple[date, int], ...]
    inquiries: tuple[date, ...]
    contacts: tuple[tuple[date, bool | None], ...]  # when, and whether he answered; None: not noted
    spells: tuple[tuple[date, date | None, bool], ...]  # lost on, ended on, and whether an order ended it
    reasons: frozenset[tuple[ReasonStanding, str]]
    signs: tuple[tuple[Sign, date], ...]
    keys: tuple[tuple[str, bool], ...]
    address: AddressState | None
    merged: bool

    def within(self, what: str, days: int, *, today: date, kind: LetterKind | None = None) -> int:
        """How many, or how much, there was in the last so many days."""
        match what:
            case "orders":
                return sum(1 for day, amount in self.orders if amount >= 0 and _in_window(day, days, today))
            case "spent":
                return sum(amount for day, amount in self.orders if _in_window(day, days, today))
            case "letters":
                return sum(
                    1
                    for sent in self.letters
                    if sent.state in LEFT and kind in {None, sent.kind} and _in_window(sent.day, days, today)
                )
            case "contacts":
                return sum(1 for day, _ in self.contacts if _in_window(day, days, today))
            case _:
                return sum(1 for day in self.inquiries if _in_window(day, days, today))

    def got(self, named: str) -> bool:
        """Whether a letter of a campaign, or of one occasion or year of it, reached him."""
        return any(sent.state in LEFT - {State.BOUNCED} and _is_of(sent, named) for sent in self.letters)

    def replied(self, named: str) -> bool:
        return any(at >= 0 and (not named or _is_of(self.letters[at], named)) for _, at in self.replies) or (
            not named and bool(self.replies)
        )

    def shows(self, sign: Sign, *, today: date) -> bool:
        if sign is Sign.SILENCE:
            return _by((self.facts or {}).get("lost_on"), today)
        return any(shown is sign and since <= today for shown, since in self.signs)

    def stage(self, today: date) -> str | None:
        """The first that fits."""
        if self.columns["not_winning_back"] or self.columns["silent_because"]:
            return "closed"
        facts = self.facts or {}
        if _by(facts.get("lost_on"), today):
            return self._lost_stage(facts["lost_on"], today)
        if _by(facts.get("at_risk_on"), today):
            return "at_risk"
        if not facts.get("first_order_on"):
            return None
        if self._has_returned(today):
            return "returned"
        return "new" if facts["order_days"] < 3 else "active"

    def lost_after_first(self, today: date) -> bool:
        facts = self.facts or {}
        one_day = _by(facts.get("lost_on"), today) and facts["order_days"] == 1
        first, group = facts.get("first_order_on"), facts.get("group_order_on")
        return one_day and (group is None or (first is not None and group <= first))

    def _lost_stage(self, lost_on: date, today: date) -> str:
        met = [(day, answered) for day, answered in self.contacts if lost_on <= day <= today]
        asked = any(lost_on <= day <= today for day in self.inquiries)
        if asked or any(answered for _, answered in met) or any(day >= lost_on for day, _ in self.replies):
            return "in_talks"
        written = any(sent.state in LEFT and sent.day >= lost_on for sent in self.letters)
        return "contacted" if written or met else "lapsed"

    def _has_returned(self, today: date) -> bool:
        _, ended_on, by_order = max(self.spells, default=(None, None, False))
        if ended_on is None or not by_order or not 0 <= (today - ended_on).days <= 365:
            return False
        return len({day for day, amount in self.orders if amount >= 0 and ended_on <= day <= today}) < 3

    def has(self, name: str, *, today: date = TODAY) -> Any:
        facts = self.facts or {}
        lost_on = facts.get("lost_on")
        known = {
            "id": self.number,
            "lost": _by(lost_on, today),
            "at_risk": _by(facts.get("at_risk_on"), today) and not _by(lost_on, today),
            "days_lost": (today - lost_on).days if lost_on and lost_on <= today else None,
            "tier": _tier(facts.get("revenue")),
            "stage": self.stage(today),
            "lost_after_first": self.lost_after_first(today),
            "reason": facts.get("verified_reason") or facts.get("stated_reason"),
            "last_order": facts.get("last_order_on"),
            "last_inquiry": facts.get("last_inquiry_on"),
            "last_letter": _last(self.letters, set(LetterKind)),
            "last_newsletter": _last(self.letters, {LetterKind.NEWSLETTER}),
            "last_answer": max((day for day, _ in self.replies), default=None),
            "answered": bool(self.replies),
            "has_email": self.address is AddressState.LIVE,
            "has_phone": bool(self.columns["phone"]),
            "has_fact": any(usable for _, usable in self.keys),
            **{field: self.columns[column] for field, column in TEXTS.items()},
            "birthday": self.columns["birthday"],
            "potential": self.columns["potential"],
            "debt": self.columns["debt"],
            "next_contact": self.columns["contact_on"],
            "score": facts.get("silent_90"),
        }
        return known[name] if name in known else facts.get(name)


def put(connection: Connection, book: list[Folk]) -> None:
    """Writes the book into a store, by the caller's transaction."""
    moments = {"named_at": MORNING, "created_at": MORNING, "changed_at": MORNING}
    connection.execute(
        insert(tables.clients),
        [{"id": folk.number, "code": f"C{folk.number}", **folk.columns, **moments} for folk in book],
    )
    for folk in book[1:]:
        if folk.merged:
            merged = tables.clients.update().where(tables.clients.c.id == folk.number)
            connection.execute(merged.values(merged_into=book[0].number))
    _facts(connection, book)
    _letters(connection, book)
    _events(connection, book)
    known = [
        {"client_id": folk.number, "key": key, "value": "…", "usable": usable, "added_at": MORNING}
        for folk in book
        for key, usable in dict(folk.keys).items()
    ]
    _rows(connection, tables.personal_facts, known)
    written = [
        {"client_id": f.number, "email": f"{f.number}@e.example", "address_key": f"{f.number}@e.example",
         "state": f.address, "added_at": MORNING}
        for f in book if f.address
    ]  # fmt: skip
    _rows(connection, tables.addresses, written)


def _facts(connection: Connection, book: list[Folk]) -> None:
    _rows(
        connection,
        tables.client_facts,
        [{"client_id": folk.number, **folk.facts, "computed_on": TODAY} for folk in book if folk.facts is not None],
    )
    cuts = {"gold_from": GOLD_FROM, "silver_from": SILVER_FROM}
    connection.execute(
        insert(tables.business_facts).values(
            id=1, clients=len(book), computed_on=TODAY, settings_digest="", median_gap=30, **cuts
        )
    )


def _letters(connection: Connection, book: list[Folk]) -> None:
    made = [
        {"id": n, "key": key, "title": key, "kind": LetterKind.GREETING, "first_seen_at": MORNING}
        for n, key in enumerate(CAMPAIGNS, 1)
    ]
    _rows(connection, tables.campaigns, made)
    sent = [(folk.number, letter) for folk in book for letter in folk.letters]
    decisions = [
        {"id": n, "campaign_id": CAMPAIGNS.index(one.campaign) + 1, "occasion": one.occasion, "client_id": client,
         "choice": "write", "because": "due", "detail": {}, "theme": "t", "decided_at": MORNING}
        for n, (client, one) in enumerate(sent, 1)
    ]  # fmt: skip
    _rows(connection, tables.decisions, decisions)
    letters = [
        {"id": n, "decision_id": n, "campaign_id": CAMPAIGNS.index(one.campaign) + 1, "occasion": one.occasion,
         "client_id": client, "kind": one.kind,
         "state": one.state, "email": "a@e.example", "address_key": f"{client}@e.example", "language": "uk",
         "sender": "s", "subject": "s", "message_id": str(n), "message": b"", "message_hash": "", "digest": "",
         "facts_used": [], "mail_from": "", "due_at": MORNING, "day_ends_at": MORNING, "expires_at": MORNING,
         "time_zone": "UTC",
         "drafted_at": MORNING, "going_at": _moment(one.day)}
        for n, (client, one) in enumerate(sent, 1)
    ]  # fmt: skip
    _rows(connection, tables.letters, letters)


def _events(connection: Connection, book: list[Folk]) -> None:
    """What they did, and what was done for them."""
    replies = []
    first = 1
    for folk in book:
        replies += [_reply(folk, at, day, letter + first if letter >= 0 else None)
                    for at, (day, letter) in enumerate(folk.replies)]  # fmt: skip
        first += len(folk.letters)
    _rows(connection, tables.incoming, replies)
    bought = [
        {"id": _order(folk, at), "client_id": folk.number, "source_key": f"{folk.number}-{at}", "ordered_on": day,
         "amount": amount, "currency": "EUR", "imported_at": MORNING}
        for folk in book for at, (day, amount) in enumerate(folk.orders)
    ]  # fmt: skip
    _rows(connection, tables.orders, bought)
    asked = [
        {"client_id": folk.number, "source_key": f"{folk.number}-{at}", "asked_on": day, "imported_at": MORNING}
        for folk in book for at, day in enumerate(folk.inquiries)
    ]  # fmt: skip
    _rows(connection, tables.inquiries, asked)
    met = [
        {"client_id": folk.number, "source_key": f"{folk.number}-{at}", "on_day": day, "channel": "call",
         "answered": answered}
        for folk in book for at, (day, answered) in enumerate(folk.contacts)
    ]  # fmt: skip
    _rows(connection, tables.contacts, met)
    lost = [
        {"client_id": folk.number, "lost_on": lost_on, "noticed_at": MORNING, "tier": "gold", "value_year": 0,
         "ended_on": ended_on, "ended_by_order": _order(folk, 0) if by_order else None}
        for folk in book for lost_on, ended_on, by_order in folk.spells
    ]  # fmt: skip
    _rows(connection, tables.lapses, lost)
    told = [
        {"client_id": folk.number, "standing": standing, "reason": reason, "added_at": MORNING}
        for folk in book for standing, reason in sorted(folk.reasons)
    ]  # fmt: skip
    _rows(connection, tables.reasons, told)
    shown = [
        {"client_id": folk.number, "sign": sign, "since": since, "figures": {}}
        for folk in book for sign, since in folk.signs
    ]  # fmt: skip
    _rows(connection, tables.client_signs, shown)


def _rows(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _reply(folk: Folk, at: int, day: date, letter: int | None) -> dict[str, Any]:
    return {
        "source": "s", "sha256": f"{folk.number}-{at}", "raw": b"", "fetched_at": _moment(day), "evidence": "token",
        "state": IncomingState.APPLIED, "kind": IncomingKind.REPLY, "client_id": folk.number, "letter_id": letter,
    }  # fmt: skip


def _order(folk: Folk, at: int) -> int:
    return folk.number * 100 + at


def _moment(day: date) -> datetime:
    """Just before midnight on odd days, at midnight on even ones: where a day is easily lost."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begins if day.day % 2 == 0 else begins + timedelta(days=1, microseconds=-1)


def _by(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _in_window(day: date, days: int, today: date) -> bool:
    return 0 <= (today - day).days < days


def _is_of(sent: Sent, named: str) -> bool:
    key, _, occasion = named.partition("/")
    return sent.campaign == key and (not occasion or f"{sent.occasion}-".startswith(f"{occasion}-"))


def _tier(revenue: int | None) -> str | None:
    if revenue is None:
        return None
    return "gold" if revenue >= GOLD_FROM else "silver" if revenue >= SILVER_FROM else "copper"


def _last(letters: tuple[Sent, ...], kinds: set[LetterKind]) -> date | None:
    return max((sent.day for sent in letters if sent.kind in kinds and sent.state in LEFT), default=None)
