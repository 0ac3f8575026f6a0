"""The demonstration's book as a firm would export it: four CSV files in a folder, headings partly in Russian.

The people are invented, the purchases are real (`purchases`). The same seed and day write the same bytes.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from outreach.demo.draw import one_of
from outreach.demo.memory import left, remembered
from outreach.demo.person import Person, invent
from outreach.demo.purchases import Purchase, purchases
from outreach.demo.wordlist import goods

SEED = "ottisk"

_CLIENT = (
    "Код", "ФИО", "Фамилия", "Имя", "Компания", "E-mail", "Телефон", "Язык", "Страна", "Город", "Часовой пояс",
    "Отрасль", "Профессия", "Менеджер", "Дата рождения", "Клиент с", "Основание", "Дата согласия", "Не писать",
    "Отсутствует до",
)  # fmt: skip
_ORDER = ("Код клиента", "Дата", "Сумма", "Валюта", "Что заказал")
_FACT = ("Код клиента", "Ключ", "Значение", "Язык")
_REASON = ("Код клиента", "Причина", "Статус", "Источник", "Дата", "Событие")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFiles:
    """What `write_book` wrote."""

    clients: Path
    orders: Path
    facts: Path
    reasons: Path


def write_book(folder: Path, *, until: date, seed: str = SEED) -> BookFiles:
    """clients.csv, orders.csv, facts.csv and reasons.csv of everybody who ordered by `until`, that day included."""
    folder.mkdir(parents=True, exist_ok=True)
    files = BookFiles(
        clients=folder / "clients.csv",
        orders=folder / "orders.csv",
        facts=folder / "facts.csv",
        reasons=folder / "reasons.csv",
    )
    bought = [purchase for purchase in purchases() if purchase.on <= until]
    lasts = {purchase.client: purchase.on for purchase in bought}
    known = people(until=until, seed=seed)
    _write(files.clients, _CLIENT, (_client_row(person) for person in known))
    _write(files.orders, _ORDER, (_order_row(purchase, seed=seed) for purchase in bought))
    _write(files.facts, _FACT, (row for person in known for row in _fact_rows(person, seed=seed)))
    _write(
        files.reasons,
        _REASON,
        (row for person in known for row in _reason_rows(person, last=lasts[person.number], until=until, seed=seed)),
    )
    return files


def write_later_orders(folder: Path, *, since: date, until: date, seed: str = SEED) -> Path:
    """orders-UNTIL.csv: what was bought after `since`, up to and with `until`; goes on where `write_book` ended."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"orders-{until.isoformat()}.csv"
    later = [purchase for purchase in purchases() if since < purchase.on <= until]
    _write(file, _ORDER, (_order_row(purchase, seed=seed) for purchase in later))
    return file


def people(*, until: date, seed: str = SEED) -> tuple[Person, ...]:
    """Everybody who ordered by `until`, in the order of their numbers."""
    return tuple(_person(client, seed=seed) for client, first in _firsts().items() if first <= until)


@lru_cache(maxsize=1)
def _firsts() -> dict[int, date]:
    days: dict[int, list[date]] = defaultdict(list)
    for purchase in purchases():
        days[purchase.client].append(purchase.on)
    return {client: min(days[client]) for client in sorted(days)}


def _client_row(person: Person) -> Sequence[str]:
    return (
        person.code, person.name, person.family, person.given, person.company, person.email, person.phone,
        person.language, person.country, person.city, person.time_zone, person.industry, person.profession,
        person.manager, _day(person.birthday), _day(person.since), person.basis,
        _day(person.since) if person.basis == "consent" else "", "да" if person.opted_out else "",
        _day(person.away_until),
    )  # fmt: skip


def _order_row(purchase: Purchase, *, seed: str) -> Sequence[str]:
    person = _person(purchase.client, seed=seed)
    what = f"{one_of(goods(person.language), seed, purchase.client, purchase.on, purchase.cents)} ({purchase.pieces})"
    return person.code, _day(purchase.on), f"{purchase.cents // 100},{purchase.cents % 100:02d}", "EUR", what


def _fact_rows(person: Person, *, seed: str) -> list[Sequence[str]]:
    return [(person.code, fact.key, fact.value, fact.language) for fact in remembered(person, seed=seed)]


def _reason_rows(person: Person, *, last: date, until: date, seed: str) -> list[Sequence[str]]:
    found = left(person, last_order=last, until=until, seed=seed)
    return [(person.code, why.reason, why.standing, why.source, _day(why.on), why.event) for why in found]


@lru_cache(maxsize=4096)
def _person(client: int, *, seed: str) -> Person:
    return invent(client, first_order=_firsts()[client], seed=seed)


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


def _write(file: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
        writer.writerow(heading)
        writer.writerows(rows)
