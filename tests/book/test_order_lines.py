"""An order in several lines is one order; where nobody can tell what its lines mean, they are left as they are."""

from pathlib import Path

import pytest

from outreach.book.order_lines import OrderLines
from outreach.book.plan import plan_import
from outreach.book.table import Row

HEAD = "Код;Номер заказа;Дата;Товар;Сумма\n"


def read(folder: Path, text: str) -> list[str]:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return [f"{row.line}: {'|'.join(row.cells)}" for row in plan_import(path).rows()]


def test_lines_of_one_order_are_added_up(tmp_path: Path) -> None:
    first = "1;З-1;01.03.2024;Бумага;100,50\n1;З-1;01.03.2024;Ручки;49,50\n1;З-1;01.03.2024;Ручки;1 000\n"
    text = (
        f"{HEAD}{first}1;З-2;01.03.2024;Стол;7\n2;З-2;01.03.2024;Стол;7\n2;;01.03.2024;Стол;7\n2;;01.03.2024;Стул;8\n"
    )
    assert read(tmp_path, text) == [
        "2: 1|З-1|01.03.2024|Бумага; Ручки|1150.00",
        "5: 1|З-2|01.03.2024|Стол|7",
        "6: 2|З-2|01.03.2024|Стол|7",
        "7: 2||01.03.2024|Стол|7",
        "8: 2||01.03.2024|Стул|8",
    ]
    assert any("added up" in warning for warning in plan_import(tmp_path / "a.csv").warnings)


def test_the_sum_of_a_whole_order_in_each_of_its_lines_is_taken_once(tmp_path: Path) -> None:
    head = HEAD.replace("Сумма", "Сумма заказа")
    text = f"{head}1;З-1;01.03.2024;Бумага;150\n1;З-1;01.03.2024;Ручки;150\n1;З-2;01.03.2024;Стол;7\n"
    assert read(tmp_path, text) == ["2: 1|З-1|01.03.2024|Бумага; Ручки|150", "4: 1|З-2|01.03.2024|Стол|7"]
    assert any("taken once" in warning for warning in plan_import(tmp_path / "a.csv").warnings)


@pytest.mark.parametrize(
    "lines",
    [
        "1;З-1;01.03.2024;Бумага;150\n1;З-1;01.03.2024;Ручки;150\n",  # of each line, or of both?
        "1;З-1;01.03.2024;Бумага;150\n1;З-1;01.03.2024;Бумага;70\n",  # said again, otherwise
        "1;З-1;01.03.2024;Бумага;150\n1;З-1;02.03.2024;Ручки;70\n",
    ],
)
def test_lines_that_could_mean_anything_are_left_as_they_are(tmp_path: Path, lines: str) -> None:
    assert [line.partition(": ")[2].replace("|", ";") for line in read(tmp_path, HEAD + lines)] == lines.splitlines()


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        (("Бумага;150 EUR", "Ручки;70 UAH"), "150 EUR + 70 UAH"),
        (("Бумага;150", "Ручки;?", "Стол;"), "150 + ? + ?"),
        (("Бумага", "Ручки;70", "Стол;9"), "? + 70 + 9"),
    ],
)
def test_an_order_whose_sum_nobody_knows_is_one_row_with_all_its_sums(
    tmp_path: Path, lines: tuple[str, ...], amount: str
) -> None:
    several = "2;З-2;01.03.2024;Стол;7\n2;З-2;01.03.2024;Стул;8\n"
    order = "".join(f"1;З-1;01.03.2024;{line}\n" for line in lines)
    assert read(tmp_path, HEAD + several + order)[1].split("|")[-1] == amount


def test_lines_apart_from_one_another_are_one_order_unless_they_name_a_thing_twice(tmp_path: Path) -> None:
    text = (
        "1;З-1;01.03.2024;Бумага;100\n1;З-1;01.03.2024;Ручки;50\n2;З-2;01.03.2024;Стол;7\n3;З-3;01.03.2024;Стул;8\n"
        "1;З-1;01.03.2024;Клей;9\n2;З-2;01.03.2024;Стол;7\n2;З-2;01.03.2024;Лампа;1\n;;01.03.2024;Стол;5\n"
    )
    assert read(tmp_path, HEAD + text) == [
        "5: 3|З-3|01.03.2024|Стул|8",
        "9: ||01.03.2024|Стол|5",
        "2: 1|З-1|01.03.2024|Бумага; Ручки; Клей|159.00",
        "4: 2|З-2|01.03.2024|Стол|7",
        "7: 2|З-2|01.03.2024|Стол; Лампа|8.00",
    ]


def test_where_too_many_orders_are_scattered_they_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.book.order_lines._MOST_APART", 0)
    lines = OrderLines(same=(0,), amount=1, what=2, summed=True)
    rows = [
        Row(line=at, cells=(number, "1", thing))
        for at, (number, thing) in enumerate((("1", "a"), ("2", "b"), ("1", "c")))
    ]
    assert list(lines.with_scattered(rows).join(rows)) == rows


def test_of_two_sums_of_one_whole_order_neither_is_taken() -> None:
    lines = OrderLines(same=(0,), amount=1, what=2, summed=False)
    rows = [Row(line=at, cells=("З-1", amount, "Стол")) for at, amount in enumerate(("150", "150", "170"))]
    assert [row.cells for row in lines.join(rows)] == [("З-1", "150 / 170", "Стол")]


def test_a_currency_stays_with_the_sum(tmp_path: Path) -> None:
    text = f"{HEAD}1;З-1;01.03.2024;Бумага;150 грн\n1;З-1;01.03.2024;Ручки;70,5 грн\n"
    assert read(tmp_path, text) == ["2: 1|З-1|01.03.2024|Бумага; Ручки|220.50 UAH"]


def test_a_file_of_headings_alone_is_said_to_be_one(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD) == []
    assert "There are no rows below the headings." in plan_import(tmp_path / "a.csv").warnings


def test_a_price_beside_a_count_is_asked_about(tmp_path: Path) -> None:
    read(tmp_path, "Код;Дата;Количество, шт;Цена\n1;01.02.2025;3;100\n")
    wanted = (
        "Amounts are read from “Цена” beside “Количество, шт”: if that is the price of one thing, export the sums too."
    )
    assert wanted in plan_import(tmp_path / "a.csv").warnings


def test_a_return_that_no_sign_tells_of_is_told(tmp_path: Path) -> None:
    read(tmp_path, "Код;Дата;Тип;Сумма\n1;01.02.2025;Возврат;100\n1;01.02.2025\n")
    wanted = "Amounts beside a return under “Тип” are goods that came back."
    assert wanted in plan_import(tmp_path / "a.csv").warnings


def test_sales_that_stand_are_not_spoken_of(tmp_path: Path) -> None:
    read(tmp_path, "Код;Дата;Тип;Статус;Сумма\n1;01.02.2025;Розница;Выполнен;100\n")
    (told,) = plan_import(tmp_path / "a.csv").warnings
    assert told == "These columns are left alone: Тип, Статус"


@pytest.mark.parametrize("state", ["Отменён", "Возвращён", "Refunded"])
def test_orders_that_were_called_off_are_told(tmp_path: Path, state: str) -> None:
    read(tmp_path, f"Код;Дата;Статус;Сумма\n1;01.02.2025;{state};100\n1;02.02.2025;Выполнен;7\n1\n")
    (told,) = [warning for warning in plan_import(tmp_path / "a.csv").warnings if f"“{state}”" in warning]
    assert told.startswith(f"1 of the first orders is “{state}” under “Статус”")
