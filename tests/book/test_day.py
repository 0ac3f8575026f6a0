"""Days as people and programs write them, in three languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.book.day import DateOrder, order_of, read_day
from outreach.book.value import BadValue


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "2024/3/5", "2024.03.05", "05.03.2024", "5.3.2024", "05/03/2024", "5-3-2024", "05.03.2024 г.",
     "05.03.2024 р.", "2024-03-05 14:20", "2024-03-05T14:20:11.123Z", "05.03.2024 9:05:00", "5 березня 2024",
     "2024-03-05T14:20:11+02:00", "05.03.24", "20240305", "5 марта 2024", "5 марта 2024 года", "«05» марта 2024 г.",
     "5 березня 2024 р.", "Mar 5, 2024", "March 5, 2024", "5 March 2024", "5-Mar-24", "5-мар-2024", "March 5th, 2024",
     "45356", "45356.604", "5 Mar 2024, 2:20 PM"],
)  # fmt: skip
def test_one_day_is_written_in_many_ways(text: str) -> None:
    assert read_day(text) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01.02.2025", date(2025, 2, 1)),
        ("1 февраля 2025", date(2025, 2, 1)),
        ("1 лютого 2025", date(2025, 2, 1)),
        ("Feb 1, 2025", date(2025, 2, 1)),
        ("2/1/25", date(2025, 1, 2)),
        ("31 серпня 1985", date(1985, 8, 31)),
        ("01.01.40", date(1940, 1, 1)),
        ("01.01.39", date(2039, 1, 1)),
    ],
)
def test_months_in_words_and_short_years_are_understood(text: str, day: date) -> None:
    assert read_day(text) == day


def test_only_slashes_ask_for_an_order() -> None:
    assert read_day("03/04/2024", order=DateOrder.MDY) == date(2024, 3, 4)
    assert read_day("03/04/2024", order=DateOrder.DMY) == date(2024, 4, 3)
    assert read_day("03.04.2024", order=DateOrder.MDY) == date(2024, 4, 3)
    assert read_day("2/1/25", order=DateOrder.MDY) == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("text", "order"),
    [("13/01/2025", DateOrder.DMY), ("1/13/25", DateOrder.MDY), ("2/1/25", None), ("13.01.2025", None),
     ("13/13/2025", None), ("1/31/2025 10:00", DateOrder.MDY), ("soon", None)],
)  # fmt: skip
def test_a_cell_may_tell_the_order_of_its_column(text: str, order: DateOrder | None) -> None:
    assert order_of(text) is order


@pytest.mark.parametrize(
    "text", ["31.02.2024", "2024-13-01", "13/13/2024", "29.02.2023", "00.01.2024", "0000-01-01", "31 февраля 2025"]
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="no such day"):
        read_day(text)


@pytest.mark.parametrize(
    "text", ["5 March", "00001", "99999", "вчера", "05.03/2024", "2024-03-05x", "5 foo 2024", "12", "123456"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="is not a date"):
        read_day(text)


@given(st.dates())
def test_days_are_read_back_as_they_are_written(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.day:02}.{day.month:02}.{day.year:04}") == day
    assert read_day(f"{day.month:02}/{day.day:02}/{day.year:04}", order=DateOrder.MDY) == day


@given(st.dates(date(1930, 1, 1), date(2100, 1, 1)))
def test_a_spreadsheets_count_of_days_is_a_day(day: date) -> None:
    assert read_day(str((day - date(1899, 12, 30)).days)) == day
