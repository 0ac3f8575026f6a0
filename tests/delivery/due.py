"""A shop whose letters are all due, and looks at what became of them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from outreach.delivery.answer import Answer, Deferred, Fault, Phase, Verdict
from outreach.delivery.courier import Parcel
from outreach.settings import Care
from outreach.store import tables
from outreach.store.audit import audit
from outreach.store.engine import Store
from outreach.store.words import LetterKind
from tests.shop import MONDAY, NEWSLETTER, Shop, add_people, open_shop

NOON = MONDAY.replace(hour=12)
KINDS = frozenset(LetterKind)
CARE = Care()


def no(code: int, text: str = "no", *, fault: Fault = Fault.LETTER) -> Deferred:
    return Deferred(answer=Answer(code=code, text=text), phase=Phase.DOT, fault=fault)


def always(verdict: Verdict) -> Callable[[Parcel], Verdict]:
    return lambda _parcel: verdict


def a_shop(tmp_path: Path, store: Store, *, people: int = 1, source: str = NEWSLETTER, config: str = "") -> Shop:
    """Letters that are all due."""
    shop = open_shop(tmp_path / "firm", store, campaign=source, config=config)
    add_people(store, people)
    shop.prepare()
    with store.write() as connection:
        connection.execute(update(tables.letters).values(due_at=MONDAY))
    shop.clock.now = NOON
    return shop


def letter(shop: Shop) -> Any:
    with shop.store.read() as connection:
        return connection.execute(select(tables.letters).order_by(tables.letters.c.id)).first()


def held(shop: Shop) -> set[tuple[dt.date | None, bool]]:
    """For each cap row: until when, and whether it is reserved."""
    with shop.store.read() as connection:
        rows = connection.execute(select(tables.caps))
        return {(row.free_on, row.held_by is not None) for row in rows}


def clean(shop: Shop) -> None:
    with shop.store.read() as connection:
        assert audit(connection, care=shop.firm.settings.care) == ()
