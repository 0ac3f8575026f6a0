"""Goods that came back are no order: they lessen what the client brought, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.book.records.card import client_card
from outreach.book.rejects import rejects_file
from outreach.store.engine import Store
from tests.book.bench import BOOK, CLIENTS, LATER, NOW, Bench, figures

HEAD = "Код;№ заказа;Дата;Сумма\n"
LINES = "Код;№ заказа;Дата;Товар;Сумма\n"


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Bench:
    bench = Bench(store, tmp_path)
    bench.take(CLIENTS)
    return bench


@pytest.fixture
def quick(sqlite_store: Store, tmp_path: Path) -> Bench:
    bench = Bench(sqlite_store, tmp_path)
    bench.take(CLIENTS)
    return bench


def test_what_came_back_stands_beside_its_order_and_never_in_its_place(bench: Bench) -> None:
    """A paper of return may bear the number of its order, or by chance that of another."""
    sold, back = "1;А-1;2025-03-05;1000\n", "1;А-1;2025-03-20;-200\n1;А-1;2025-03-20;-50\n2;А-1;2025-03-20;-70\n"
    assert figures(bench.take(HEAD + sold + back)) == (4, 0, 0, 0)
    assert figures(bench.take(HEAD + back, now=LATER)) == (0, 0, 3, 0)
    assert figures(bench.take(HEAD + sold + back, now=LATER)) == (0, 0, 4, 0)
    assert bench.all("orders", "client_id", "amount") == [(1, 100_000), (1, -20_000), (1, -5_000), (2, -7_000)]
    report = bench.take(HEAD + back.replace("-200", "-250"))
    assert figures(report) == (0, 1, 2, 0)
    assert any(warning.startswith("3 amounts are below zero") for warning in report.warnings)


def test_the_page_of_a_client_counts_orders_and_sums_with_what_came_back(bench: Bench) -> None:
    bench.take(HEAD + "1;А-1;2025-03-05;1000\n1;В-1;2025-03-20;-200\n1;В-2;2025-03-01;-100 €\n")
    with bench.store.read() as connection:
        card = client_card(connection, 1)
    assert card is not None
    told = card.orders
    assert (told.count, told.first_on, told.last_on) == (1, date(2025, 3, 5), date(2025, 3, 5))
    assert [(one.amount, one.currency) for one in told.revenue] == [(-10_000, "EUR"), (80_000, "UAH")]


@pytest.mark.parametrize(("back", "left"), [("-40", 6_000), ("-100", 0), ("-150", -5_000)])
def test_lines_given_back_under_the_orders_own_number_are_taken_off_it(quick: Bench, back: str, left: int) -> None:
    """All of it given back: he did order, of nothing. More than all of it: goods came back, and that is no order."""
    text = f"{LINES}1;А-1;2025-03-05;Стол;60\n1;А-1;2025-03-05;Стул;40\n1;А-1;2025-03-05;Возврат;{back}\n"
    assert figures(quick.take(text)) == (1, 0, 0, 0)
    assert quick.all("orders", "amount") == [left]


@pytest.mark.parametrize("amount", ["99999999999", "-99999999999"])
def test_an_amount_beyond_all_measure_is_refused_whichever_way_it_goes(quick: Bench, amount: str) -> None:
    (refused,) = quick.take(f"{HEAD}1;А-1;2025-03-05;{amount}\n").rejects
    assert "more than the book can hold" in refused.reason


def test_nobody_brought_less_than_nothing(quick: Bench) -> None:
    (refused,) = quick.take("Код;ФИО;Сумма заказов\n1;Анна;-5\n").rejects
    assert refused.reason == "“-5” is below zero: nobody bought so little"


# -- orders of which a line cannot be read -----------------------------------------------------------------------


def refused_rows(bench: Bench, text: str) -> Path:
    """What the import of this file leaves to be mended."""
    source, path = bench.folder / "orders.csv", bench.folder / "orders.rejects.csv"
    source.write_text(text, encoding="utf-8")
    plan = plan_import(source)
    with bench.store.write() as connection, rejects_file(path, headings=plan.headings) as write:
        run_import(connection, plan, book=BOOK, now=NOW, each_reject=write)
    return path


def test_an_order_of_which_a_line_cannot_be_read_is_refused_whole_and_comes_back_whole(bench: Bench) -> None:
    lines = (
        "1;А-1;2025-03-05;Стол;60,50\n1;А-1;2025-03-05;Стул;?\n1;А-1;2025-03-05;Шкаф;1 000\n2;А-2;2025-03-05;Стол;7\n"
    )
    rejects = refused_rows(bench, LINES + lines)
    assert bench.all("orders", "source_key", "amount") == [("А-2", 700)]
    mended = rejects.read_text(encoding="utf-8-sig")
    assert "60,50 + ? + 1 000" in mended
    assert figures(bench.take(mended.replace("+ ? +", "+ 40 +"))) == (1, 0, 0, 0)
    assert bench.all("orders", "source_key", "amount", "what")[1] == ("А-1", 110_050, "Стол; Стул; Шкаф")


def test_sums_of_thousands_are_mended_each_by_itself(quick: Bench) -> None:
    head = LINES.replace("Сумма", "Сумма, тыс. грн")
    rejects = refused_rows(
        quick, f"{head}1;А-1;2025-03-05;Стол;?\n1;А-1;2025-03-05;Стул;2,5\n1;А-1;2025-03-05;Шкаф;3\n"
    )
    mended = rejects.read_text(encoding="utf-8-sig")
    assert "? тыс. + 2,5 тыс. + 3 тыс." in mended
    assert figures(quick.take(mended.replace("? тыс.", "1"))) == (1, 0, 0, 0)
    assert quick.all("orders", "amount") == [650_000]


def test_a_line_that_nobody_can_place_never_takes_the_place_of_its_order(bench: Bench) -> None:
    """Its order stands by an earlier line of the file; brought back as it is, it is refused again."""
    rejects = refused_rows(bench, HEAD + "1;А-1;2025-03-05;60\n2;А-2;2025-03-05;7\n1;А-1;2025-03-05;40\n")
    reason = "an earlier line of this file says something else of the same; join the two lines into one"
    again = rejects.read_text(encoding="utf-8-sig")
    for _ in range(2):
        report = bench.take(again)
        assert figures(report) == (0, 0, 0, 1)
        assert "empty the cell" in report.rejects[0].reason
        again = again.replace(reason, f'"{report.rejects[0].reason}"')
    assert bench.all("orders", "amount") == [6_000, 700]
    assert figures(bench.take(again.replace(report.rejects[0].reason, "").replace(",40", ",100"))) == (0, 1, 0, 0)
    assert bench.all("orders", "amount") == [10_000, 700]
