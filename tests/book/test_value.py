"""What cells mean, in three languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.book.value import (
    BadValue,
    currency_in,
    minor_digits,
    read_country,
    read_currency,
    read_gender,
    read_language,
    read_money,
    read_reason,
    read_whole,
    read_yes,
)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12 345,67", 1_234_567, "EUR"),
        ("12\u00a0345,67", 1_234_567, "EUR"),
        ("12\u202f345,67", 1_234_567, "EUR"),
        ("1,234.50", 123_450, "EUR"),
        ("1.234,50", 123_450, "EUR"),
        ("1'234.50", 123_450, "EUR"),
        ("1.234.567", 123_456_700, "EUR"),
        ("1,234,567.8", 123_456_780, "EUR"),
        ("$1,234.50", 123_450, "USD"),
        ("1 200 грн.", 120_000, "UAH"),
        ("500 руб", 50_000, "RUB"),
        ("₴5", 500, "UAH"),
        ("USD 7.5", 750, "USD"),
        ("29.3300", 2_933, "EUR"),
        ("-100,00", -10_000, "EUR"),
        ("−100", -10_000, "EUR"),
        ("(5)", -500, "EUR"),
        ("0", 0, "EUR"),
        ("100", 10_000, "EUR"),
        ("100.5", 10_050, "EUR"),
        ("12,5 тыс. руб.", 1_250_000, "RUB"),
        ("12,345 тыс", 1_234_500, "EUR"),
        ("1,5 млн грн", 150_000_000, "UAH"),
        ("40 тис. ₴", 4_000_000, "UAH"),
        ("12 руб. 50 коп.", 1_250, "RUB"),
        ("7 грн 05 коп.", 705, "UAH"),
    ],
)
def test_money_is_read_to_the_minor_unit(text: str, amount: int, currency: str) -> None:
    assert read_money(text, currency="EUR") == (amount, currency)


def test_currencies_have_minor_units_of_their_own() -> None:
    assert read_money("1200", currency="JPY") == (1200, "JPY")
    assert read_money("1,234", currency="KWD") == (1234, "KWD")
    assert [minor_digits(code) for code in ("UAH", "JPY", "KWD")] == [2, 0, 3]


@pytest.mark.parametrize(
    "text",
    ["abc", "1,2,3", "1.2,3,4", "12 шт", "5 кг", "3 грн. 50", "1.23.456", "", "грн", "10 $ за 2", "1234.567", "0.1234"],
)
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_money(text, currency="EUR")


@pytest.mark.parametrize("text", ["1,234", "12.345", "29.330"])
def test_an_amount_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="two ways"):
        read_money(text, currency="EUR")


@given(st.integers(0, 10**11))
def test_money_is_read_back_as_it_is_written(minor: int) -> None:
    amount = Decimal(minor) / 100
    for text in (f"{amount:.2f}", f"{amount:,.2f}", f"{amount:,.2f}".replace(",", " ").replace(".", ",")):
        assert read_money(text, currency="EUR") == (minor, "EUR")


def test_a_heading_may_name_the_currency() -> None:
    assert currency_in("Сумма, грн") == "UAH"
    assert currency_in("Amount (USD)") == "USD"
    assert currency_in("Сумма") is None
    assert currency_in("Дольщик") is None
    assert read_currency("uah") == "UAH"
    assert read_currency("грн") == "UAH"
    with pytest.raises(BadValue, match="not a currency"):
        read_currency("тугрики")


def test_yes_and_no_in_three_languages() -> None:
    assert all(read_yes(text) for text in ("Да", "так", "YES", "1", "+", "истина", "True"))
    assert not any(read_yes(text) for text in ("Нет", "ні", "No", "0", "-", "ложь"))
    with pytest.raises(BadValue, match="neither"):
        read_yes("может быть")


def test_whole_numbers() -> None:
    assert read_whole("1 204") == 1204
    assert read_whole("7.0") == 7
    for text in ("-1", "1.5", "много", "9999999999"):
        with pytest.raises(BadValue, match="whole number"):
            read_whole(text)


def test_genders() -> None:
    assert [read_gender(text) for text in ("М", "муж.", "Чоловік", "male")] == ["m"] * 4
    assert [read_gender(text) for text in ("Ж", "жен.", "Жінка", "F")] == ["f"] * 4
    with pytest.raises(BadValue, match="gender"):
        read_gender("оно")


@pytest.mark.parametrize(
    ("text", "code"),
    [("UA", "UA"), ("ua", "UA"), ("Украина", "UA"), ("Україна", "UA"), ("Ukraine", "UA"), ("Россия", "RU"),
     ("Казахстан", "KZ"), ("Німеччина", "DE"), ("США", "US"), ("United  States", "US"), ("Англия", "GB"),
     ("Чехия", "CZ"),
     ("Кот-д’Ивуар", "CI"), ("ПОЛЬША", "PL")],
)  # fmt: skip
def test_countries_by_code_and_by_name(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize("text", ["Атлантида", "EU", "XX", ""])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="no country"):
        read_country(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("ru", "ru"), ("Русский", "ru"), ("рус.", "ru"), ("UA", "uk"), ("українська", "uk"), ("украинский", "uk"),
     ("uk-UA", "uk"), ("English", "en"), ("англ.", "en"), ("en_GB", "en"), ("німецька", "de"), ("польский", "pl")],
)  # fmt: skip
def test_languages_by_code_and_by_name(text: str, code: str) -> None:
    assert read_language(text) == code


def test_what_is_no_language_is_refused() -> None:
    with pytest.raises(BadValue, match="no language"):
        read_language("суржик")


@pytest.mark.parametrize(
    ("text", "word"),
    [("price", "price"), ("Дорого", "price"), ("Late delivery", "late_delivery"), ("Срыв  сроков", "late_delivery"),
     ("ушёл к конкуренту", "rival"), ("особиста образа", "offence"), ("in-house", "in_house"), ("Переезд", "переезд")],
)  # fmt: skip
def test_reasons_are_known_words_or_the_firms_own(text: str, word: str) -> None:
    assert read_reason(text) == word
