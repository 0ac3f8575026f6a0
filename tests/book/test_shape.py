"""Where a table begins and ends on its sheet, and whose orders stand below whom."""

import pytest

from outreach.book.headings import is_known
from outreach.book.table import Row
from outreach.book.table.outline import find_outline
from outreach.book.table.shape import find_headings, is_footnote, is_signed, is_total


def headings(*lines: str) -> tuple[int, tuple[str, ...]] | None:
    sample = [(number, line.split(";")) for number, line in enumerate(lines, start=1)]
    found = find_headings(sample, known=is_known)
    return (found.line, found.texts) if found else None


@pytest.mark.parametrize(
    ("lines", "line", "texts"),
    [
        (["Код;ФИО", "1;Анна"], 1, "Код;ФИО"),
        (["Список;;", "", "Код;ФИО;Город", "1;Анна;Київ"], 3, "Код;ФИО;Город"),
        (["Foo;Bar;Baz", "1;Анна;Київ"], 1, "Foo;Bar;Baz"),
        (["Отчёт;;", "Foo;Bar;Baz", "3;2;3", "4;5;6"], 2, "Foo;Bar;Baz"),
        (["Код", "Foo;Bar;Baz", "a;b;c", "d;e;f"], 2, "Foo;Bar;Baz"),
        (["E-mail", "a@x.example"], 1, "E-mail"),
        (["Список", "E-mail", "a@x.example"], 2, "E-mail"),
        (["Foo", "bar"], 1, "Foo"),
        (["Код;ФИО;;", "1;Анна;;"], 1, "Код;ФИО"),
        (
            ["Клиент;;Заказ;", "Код;Имя;Номер;Дата", "1;А;2;3"],
            2,
            "Клиент / Код;Клиент / Имя;Заказ / Номер;Заказ / Дата",
        ),
        (["Код;ФИО;Заказ;", ";;Номер;Дата", "1;А;2;3"], 2, "Код;ФИО;Заказ / Номер;Заказ / Дата"),
        (["Код;ФИО;Сумма", "1;2;3", "7;Анна;5"], 2, "Код;ФИО;Сумма"),
        (["Код;ФИО;Город", "1;Анна;3"], 1, "Код;ФИО;Город"),
        (["Код;;ФИО", "x;y;Анна"], 1, "Код;;ФИО"),
        (["Номер;;ФИО;Дата", "Номер;Код;;"], 2, "Номер;Номер / Код;ФИО;Дата"),
    ],
)
def test_headings_are_found_below_titles_and_over_two_rows(lines: list[str], line: int, texts: str) -> None:
    assert headings(*lines) == (line, tuple(texts.split(";")))


def test_an_empty_file_has_no_headings() -> None:
    assert headings("", " ; ") is None


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("Итого;;12 345,67", True), ("ИТОГО:;100", True), (";;Всего;5 грн", True), ("Итого по клиенту Липа;;(5)", True),
        ("Total;$5", True), ("Subtotal for Lypa;5", True), ("Разом;;", True), ("Усього за місяць;12", True),
        ("Total Energies;Paris", False), ("Итого;Москва", False), ("Total;a@x.example", False), ("Липа;5", False),
        ("Total Wine;5", False), ("Вера;", False), (";", False),
    ],
)  # fmt: skip
def test_totals_are_told_by_their_word_and_nothing_but_figures(row: str, total: bool) -> None:
    assert is_total(row.split(";")) is total


def test_footnotes_are_told_by_their_words_or_stand_below_totals() -> None:
    assert is_signed(["Исполнитель: Клён", "", ""])
    assert not is_signed(["Исполнитель", "Клён", ""])
    assert not is_signed(["", "", "* here is no note"])
    assert not is_signed(["* a@x.example", "", ""])
    assert is_footnote(["anything", "", ""])
    assert is_footnote(["Директор", "", "Клён"])
    assert not is_footnote(["a", "b", ""])
    assert not is_footnote(["a@x.example", "", ""])
    assert not is_footnote(["", ""])


def outlined(heading: str, *lines: str) -> list[str] | None:
    rows = [Row(line=number, cells=tuple(line.split(";"))) for number, line in enumerate(lines, start=2)]
    outline = find_outline(tuple(heading.split(";")), rows)
    return (
        None if outline is None else [";".join(outline.headings), *(";".join(row.cells) for row in outline.rows(rows))]
    )


def test_orders_below_an_indented_client_are_his() -> None:
    assert outlined("Код;Клиент;Номер;Сумма", "1;Липа;;700", ";;12;500", ";;13;200", "2;Дуб;;5", ";;14;5") == [
        "Код;Клиент;Номер;Сумма", "1;Липа;12;500", "1;Липа;13;200", "2;Дуб;14;5",
    ]  # fmt: skip


def test_an_order_with_a_client_of_its_own_far_below_stays_his() -> None:
    outline = find_outline(
        ("Клиент", "Номер"), [Row(line=n, cells=c) for n, c in enumerate([("Липа", ""), *[("", "1")] * 2])]
    )
    assert outline is not None
    assert [row.cells for row in outline.rows([Row(line=9, cells=("Дуб", "15"))])] == [("Дуб", "15")]


@pytest.mark.parametrize(
    "lines",
    [
        ["Липа;12;500", ";13;200", ";14;5"],  # cells merged in a text file: nothing says how far the client reaches
        [";12;500", "Липа;;", ";14;5"],
        ["Липа;;", "Дуб;12;5"],
        ["Липа;01.02.2025;", ";12;5", ";13;5"],
        ["101;;500", "102;01.02.2025;300", "103;01.02.2025;300"],  # an order without its day is a mistake of its own
    ],
)
def test_what_is_no_outline_is_left_as_it_stands(lines: list[str]) -> None:
    assert outlined("Клиент;Дата;Сумма", *lines) is None


def test_documents_below_a_client_are_his_orders_in_any_language() -> None:
    assert outlined("Customer, document;Amount", "Lypa;700", "Order no. 12 dated 01.02.2025;500",
                    "Invoice INV-13 of 03.02.2025;200") == [
        "Customer;Order number;Order date;Amount", "Lypa;12;01.02.2025;500", "Lypa;INV-13;03.02.2025;200",
    ]  # fmt: skip


def test_documents_amid_other_rows_of_data_make_no_outline() -> None:
    assert outlined("Товар;Цвет", "Стол;белый", "Заказ 12 от 01.02.2025;красный", "Чек 13 от 01.02.2025;синий") is None
    assert (
        outlined("Документ;Сумма", "Заказ 12 от 01.02.2025;5", "Чек 13 от 01.02.2025;6", "Чек 14 от 01.02.2025;6")
        is None
    )
    assert outlined("Клиент", "Липа") is None
