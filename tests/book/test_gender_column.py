"""A column that says "m" of everybody would greet Anna as a man: it is weighed against the names before it is taken."""

from pathlib import Path

import pytest

from outreach.store.engine import Store
from tests.book.bench import LATER, Bench, figures

WOMEN = ("Иванова Анна Петровна", "Бойко Ганна Іванівна", "Ольга Сидорова", "Петрова Вера Ильинична")
MEN = ("Петров Пётр Ильич", "Иван Сидоров", "Бойко Тарас Іванович", "Али Гасан оглы")


@pytest.fixture
def bench(sqlite_store: Store, tmp_path: Path) -> Bench:
    return Bench(sqlite_store, tmp_path)


def names(*rows: tuple[str, str], heading: str = "Пол") -> str:
    lines = [f"{code};{name};{said}" for code, (name, said) in enumerate(rows, start=1)]
    return "\n".join([f"Код;ФИО;{heading}", *lines, ""])


def everybody(said: str, *people: str) -> str:
    return names(*((name, said) for name in people))


def about_the_column(warnings: tuple[str, ...]) -> list[str]:
    return [warning for warning in warnings if "“Пол”" in warning or "“gender”" in warning]


def test_a_column_that_says_the_same_of_everybody_is_left_out_as_a_whole(store: Store, tmp_path: Path) -> None:
    bench = Bench(store, tmp_path)
    report = bench.take(everybody("м", *MEN, *WOMEN))
    assert figures(report) == (8, 0, 0, 0)
    assert set(bench.all("clients", "gender")) == {None}
    (said,) = about_the_column(report.warnings)
    assert "in 4 of the 8 rows" in said
    assert (
        "(line 6, Иванова Анна Петровна: “м”; line 7, Бойко Ганна Іванівна: “м”; line 8, Ольга Сидорова: “м”)" in said
    )
    assert '--column "Пол=gender_sure"' in said


def test_a_dry_run_says_so_too(bench: Bench) -> None:
    (said,) = about_the_column(bench.take(everybody("м", *MEN, *WOMEN), dry_run=True).warnings)
    assert "is left out as a whole" in said


def test_the_genders_of_the_book_stay_as_they_are(bench: Bench) -> None:
    bench.take(names((WOMEN[0], "ж"), (MEN[0], "м")))
    bench.take(everybody("м", WOMEN[0], MEN[0], *WOMEN[1:]), now=LATER, erase=True)
    assert bench.all("clients", "gender") == ["f", "m", None, None, None]


def test_a_few_slips_are_taken_and_named(bench: Bench) -> None:
    report = bench.take(names(*((name, "м") for name in MEN), (WOMEN[0], "м"), (WOMEN[1], "м"), (WOMEN[2], "ж")))
    assert bench.all("clients", "gender") == ["m"] * 6 + ["f"]
    (said,) = about_the_column(report.warnings)
    assert "says the other gender than the name in 2 of the 7 rows" in said
    assert "Бойко Ганна Іванівна: “м”" in said


@pytest.mark.parametrize(("others", "is_taken"), [(147, True), (146, False)])
def test_more_than_two_in_a_hundred_deny_it(bench: Bench, others: int, *, is_taken: bool) -> None:
    bench.take(everybody("м", *MEN[:1] * others, *WOMEN[:3]))
    assert set(bench.all("clients", "gender")) == ({"m"} if is_taken else {None})


@pytest.mark.parametrize(("people", "is_taken"), [((*WOMEN[:2], MEN[0]), False), (WOMEN[:1], True)])
def test_of_a_few_rows_more_than_half_deny_it_but_never_one_alone(
    bench: Bench, people: tuple[str, ...], *, is_taken: bool
) -> None:
    bench.take(everybody("м", *people))
    assert set(bench.all("clients", "gender")) == ({"m"} if is_taken else {None})


def test_rows_whose_name_tells_nothing_count_for_nothing(bench: Bench) -> None:
    others = ("Саша Ким", "Kim Smith", "Анна Абрамович", "ООО Ромашка", "Кукуй")
    report = bench.take(names(*((name, "м") for name in others), (MEN[0], "да"), (WOMEN[0], "")))
    assert figures(report) == (6, 0, 0, 1)
    assert about_the_column(report.warnings) == []
    assert bench.all("clients", "gender") == ["m"] * 5 + [None]


def test_columns_of_names_are_weighed_as_one_cell_is(bench: Bench) -> None:
    rows = (
        "Код;Фамилия;Имя;Отчество;Пол",
        "1;Иванова;Анна;Петровна;м",
        "2;;Кукуй;Петровна;м",
        "3;;Вера Ильинична;;м",
        "4;Петров;Анна;;м",  # the surname denies the name
        "5;;Анна;Петрович;м",  # the patronymic denies it
        "6",
        "7;Weiss;Anna;;м",
        "",
    )
    (said,) = about_the_column(bench.take("\n".join(rows)).warnings)
    assert "in 4 of the 4 rows" in said
    assert "line 3, Кукуй Петровна: “м”" in said


def test_a_person_who_is_sure_takes_it_all_the_same(bench: Bench) -> None:
    content = everybody("м", *WOMEN)
    report = bench.take(content, said=[("Пол", "gender_sure")])
    assert bench.all("clients", "gender") == ["m"] * 4
    assert about_the_column(report.warnings) == []
    assert ["Пол", "gender_sure"] in bench.all("imports", "mapping")[0]


def test_a_heading_may_say_that_it_is_sure(bench: Bench) -> None:
    bench.take(names(*((name, "м") for name in WOMEN), heading="gender_sure"))
    assert bench.all("clients", "gender") == ["m"] * 4


def test_what_was_left_out_stays_out_until_a_file_bears_it_out(bench: Bench) -> None:
    bench.take(everybody("м", *WOMEN))
    for few in (everybody("м", WOMEN[0]), everybody("м", MEN[0])):  # what is new since yesterday
        (said,) = about_the_column(bench.take(few, now=LATER).warnings)
        assert "is left out, as in the last import of this file" in said
    assert set(bench.all("clients", "gender")) == {None}
    report = bench.take(names((WOMEN[0], "ж"), (MEN[0], "м")), now=LATER)
    assert about_the_column(report.warnings) == []
    assert bench.all("clients", "gender")[:2] == ["f", "m"]


def test_an_export_of_another_day_is_the_same_file(bench: Bench) -> None:
    bench.take(everybody("м", *WOMEN), name="clients-2025-10-01.csv")
    bench.take("Номер заказа;Код;Дата;Сумма\n1;1;2024-05-05;10\n", name="clients-2025-10-02.csv")
    bench.take(everybody("м", WOMEN[0]), name="clients-2025-10-03.csv")
    assert set(bench.all("clients", "gender")) == {None}
    bench.take(everybody("м", WOMEN[0]), name="others.csv")
    assert bench.all("clients", "gender")[0] == "m"


def test_a_file_without_names_or_of_orders_has_nothing_to_weigh(bench: Bench) -> None:
    bench.take("Код;E-mail;Пол\n1;a@x.ua;м\n")
    assert bench.all("clients", "gender") == ["m"]
    bench.take("Номер заказа;Код;Дата;Сумма\n1;1;2024-05-05;10\n")
    assert bench.all("orders", "number") == ["1"]
