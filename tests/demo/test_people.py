"""The demonstration's book: real purchases, invented people, the same bytes for the same seed."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from outreach.demo.latin import latin
from outreach.demo.memory import left, remembered
from outreach.demo.people import SEED, people, write_book, write_later_orders
from outreach.demo.purchases import purchases
from outreach.demo.wordlist import LANGUAGES, houses, names, places, projects, trades, traits

UNTIL = date(2025, 10, 5)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def test_every_purchase_keeps_its_weekday() -> None:
    assert len(purchases()) == 6919
    assert len({purchase.client for purchase in purchases()}) == 2357
    assert min(purchase.on for purchase in purchases()) == date(2025, 1, 1)
    assert date(2025, 1, 1).weekday() == date(1997, 1, 1).weekday()


def test_the_same_day_and_seed_write_the_same_bytes(tmp_path: Path) -> None:
    one, two = (write_book(tmp_path / name, until=UNTIL) for name in ("one", "two"))
    for left_file, right_file in zip((one.clients, one.orders, one.facts, one.reasons),
                                     (two.clients, two.orders, two.facts, two.reasons), strict=True):  # fmt: skip
        assert left_file.read_bytes() == right_file.read_bytes()
    assert len(rows(one.clients)) == 2357
    other = write_book(tmp_path / "three", until=UNTIL, seed="another")
    assert other.clients.read_bytes() != one.clients.read_bytes()


def test_later_orders_go_on_where_the_book_ended(tmp_path: Path) -> None:
    book = write_book(tmp_path, until=UNTIL)
    later = write_later_orders(tmp_path, since=UNTIL, until=date(2026, 6, 30))
    assert later.name == "orders-2026-06-30.csv"
    assert len(rows(book.orders)) + len(rows(later)) == 6919
    total = sum(purchase.cents for purchase in purchases())
    written = sum(int(row["Сумма"].replace(",", "")) for row in (*rows(book.orders), *rows(later)))
    assert written == total


def test_a_book_of_an_early_day_knows_only_who_had_ordered(tmp_path: Path) -> None:
    book = write_book(tmp_path, until=date(2025, 1, 31))
    known = {row["Код"] for row in rows(book.clients)}
    assert 0 < len(known) < 2357
    assert {row["Код клиента"] for row in rows(book.orders)} == known


def test_the_book_has_the_faults_of_a_real_one() -> None:
    book = people(until=UNTIL)
    assert sum(not person.email for person in book) > 40
    assert all(person.phone for person in book if not person.email)
    assert any(person.birthday == date(1900, 1, 1) for person in book)
    assert any(person.opted_out for person in book)
    assert any(person.away_until for person in book)
    assert any(person.name.isupper() for person in book)
    shared = Counter(person.email.lower() for person in book if person.email)
    assert 20 < sum(count > 1 for count in shared.values()) < 80


def test_every_address_is_of_a_domain_that_cannot_exist() -> None:
    for person in people(until=UNTIL):
        assert not person.email or person.email.lower().endswith(".example")
        assert person.email.isascii()
        assert person.phone[:4] in {"", "+999"}


def test_names_are_of_the_language_and_of_one_gender() -> None:
    endings = {"ru": ("вна", "ична"), "uk": ("івна", "ївна")}
    for person in people(until=UNTIL):
        parts = person.name.split()
        if person.language in endings and len(parts) == 3 and not person.name.isupper():
            family, given, patronymic = parts
            gender = "f" if patronymic.endswith(endings[person.language]) else "m"
            known = names(person.language)
            assert given in known.given[gender]
            assert any(family == pair["mf".index(gender)] for pair in known.surnames)


def test_what_is_remembered_fits_nearly_nobody_else() -> None:
    book = people(until=UNTIL)
    memories = Counter(tuple(fact.value for fact in remembered(person, seed=SEED)) for person in book)
    nothing = memories.pop((), 0)
    assert 20 < nothing < 120
    assert sum(count for count in memories.values() if count == 1) > 0.8 * len(book)


def test_no_gap_is_left_in_what_is_remembered() -> None:
    for person in people(until=UNTIL):
        for fact in remembered(person, seed=SEED):
            assert "{" not in fact.value
            assert not fact.value.endswith(".")
            assert fact.value == fact.value.strip()


def test_facts_stand_in_all_three_languages() -> None:
    assert len(projects()) >= 40
    assert len(traits()) >= 40
    for words in (*(words for _, words in projects()), *traits(), *houses()):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
    known = {trade.profession for trade in trades()} | {"*"}
    assert all(fitting <= known for fitting, _ in projects())
    for _, words in projects():
        gaps = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in words.values()]
        assert gaps[0] == gaps[1] == gaps[2]


def test_shares_make_a_hundred_and_every_town_has_a_name_in_its_languages() -> None:
    assert sum(place.share for place in places()) == 100
    assert sum(trade.share for trade in trades()) == 100
    for place in places():
        for language, _ in place.languages:
            assert any(language in town.names for town in place.towns)


def test_a_reason_is_asked_of_the_silent_only_and_never_after_the_day() -> None:
    last = date(2025, 3, 1)
    for person in people(until=UNTIL)[:300]:
        assert left(person, last_order=last, until=last + timedelta(days=90), seed=SEED) == ()
        for why in left(person, last_order=last, until=last + timedelta(days=91), seed=SEED):
            assert last < why.on <= last + timedelta(days=91)
            assert not why.event or why.standing == "verified"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Кав’ярня", "uk", "kavyarnya"),
        ("Київ", "uk", "kyiv"),
        ("Щукина", "ru", "shchukina"),
        ("Wrocław", "en", "wroclaw"),
        ("New York", "en", "new-york"),
    ],
)
def test_names_are_spelt_in_latin_letters(text: str, language: str, expected: str) -> None:
    assert latin(text, language) == expected
