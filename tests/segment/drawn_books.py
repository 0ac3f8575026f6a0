"""Random books of clients, each from a number."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random  # noqa: TID251 a book from a number, many times quicker than row by row by hypothesis
from typing import Any

from hypothesis import strategies as st

from outreach.store.words import AddressState, LetterKind, ReasonStanding, Sign, State
from tests.segment.plain import CAMPAIGNS, TEXTS, TODAY, WORDS, Folk, Sent

OCCASIONS = ("2025", "2025-06-15", "2025-Q3", "2026-06-15", "20255")
REASONS = ("price", "rival", "quality")
KINDS = (LetterKind.NEWSLETTER, LetterKind.GREETING)
KEYS = ("project", "trait")
DAYS = [TODAY + timedelta(days=n) for n in (-400, -365, -61, -60, -59, -30, -29, -1, 0, 1, 15, 30)]
SUMS = (-500, 0, 99_999, 100_000, 100_050, 499_999, 500_000, 2_000_000)


def books(most: int = 30) -> st.SearchStrategy[list[Folk]]:
    return st.builds(_book, st.integers(1, most), st.integers(0, 2**32))


def _book(size: int, seed: int) -> list[Folk]:
    lots = Random(seed)
    return [_folk(number, lots) for number in range(1, size + 1)]


def _folk(number: int, lots: Random) -> Folk:
    def maybe(choose: Callable[[], Any]) -> Any:
        return choose() if lots.random() < 0.7 else None

    def day() -> date:
        return lots.choice(DAYS) if lots.random() < 0.7 else date(2024, 1, 1) + timedelta(days=lots.randrange(730))

    def some(choose: Callable[[], Any], most: int) -> list[Any]:
        return [choose() for _ in range(lots.randint(0, most))]

    columns = {column: maybe(lambda: lots.choice(WORDS)) for column in TEXTS.values()}
    columns |= {
        "phone": lots.choice((None, "", "+380")),
        "birthday": maybe(day),
        "potential": maybe(lambda: lots.randint(0, 5)),
        "debt": maybe(lambda: lots.choice(SUMS)),
        "contact_on": maybe(day),
        "not_winning_back": lots.choice((None, None, None, None, None, None, None, "", "debts")),
        "silent_because": lots.choice((None, None, None, None, None, None, None, "", "serving")),
    }
    facts = {
        "lost_on": maybe(day),
        "at_risk_on": maybe(day),
        "revenue": lots.choice(SUMS),
        "revenue_year": lots.choice(SUMS),
        "orders": lots.randint(0, 4),
        "order_days": lots.randint(0, 4),
        "group_order_on": lots.choice((None, None, day())),
        "typical_gap": None,
        "last_order_on": maybe(day),
        "first_order_on": maybe(day),
        "last_inquiry_on": maybe(day),
        "stated_reason": maybe(lambda: lots.choice(REASONS)),
        "verified_reason": maybe(lambda: lots.choice(REASONS)),
        "silent_90": maybe(lambda: lots.choice((0, 125, 700))),
        "priority": maybe(lambda: lots.choice(SUMS)),
    }
    runs = lots.sample([(key, occasion) for key in CAMPAIGNS for occasion in OCCASIONS], lots.randint(0, 3))
    letters = tuple(
        Sent(campaign=key, occasion=occasion, kind=lots.choice(KINDS), state=lots.choice(tuple(State)), day=day())
        for key, occasion in runs
    )
    orders = tuple(some(lambda: (day(), lots.choice(SUMS)), 4))
    return Folk(
        number=number,
        columns=columns,
        facts=facts if lots.random() < 0.8 else None,
        letters=letters,
        replies=tuple(some(lambda: (day(), lots.randrange(-1, len(letters))), 2)),
        orders=orders,
        inquiries=tuple(some(day, 3)),
        contacts=tuple(some(lambda: (day(), lots.choice((None, True, False))), 2)),
        spells=tuple(
            (lost_on, maybe(day), bool(orders) and lots.random() < 0.8) for lost_on in sorted(set(some(day, 2)))
        ),
        reasons=frozenset(some(lambda: (lots.choice(tuple(ReasonStanding)), lots.choice(REASONS)), 2)),
        signs=tuple((sign, day()) for sign in Sign if sign is not Sign.SILENCE and lots.random() < 0.2),
        keys=tuple((key, lots.random() < 0.7) for key in KEYS if lots.random() < 0.4),
        address=lots.choice((None, AddressState.LIVE, AddressState.DEAD)),
        merged=lots.random() < 0.1,
    )
