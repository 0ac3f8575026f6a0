"""`outreach import` of workbooks and other lists: sheets, keys, words, refused rows; and what `init` asks."""

from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.book.table import open_table
from outreach.firm import open_firm
from outreach.store.tables import suppressions
from tests.book.zoo.build import build
from tests.cli.shop import Shop

CLIENTS = [["Код", "ФИО", "E-mail", "Отрасль"], ["1", "Анна", "anna@lypa.example", "стоматология"],
           ["2", "Борис", "boris@dub.example", "стоматология"], ["Итого", "", "", ""]]  # fmt: skip


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody sat there: what the runner feeds is no terminal."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)


def workbook(folder: Path, name: str = "list.xlsx", **sheets: list[list[str]]) -> str:
    build({"form": "xlsx", "sheets": sheets or {"Клиенты": CLIENTS}}, folder / name)
    return str(folder / name)


def test_the_sheet_with_most_rows_is_read_and_the_others_are_named(empty_shop: Shop) -> None:
    file = workbook(empty_shop.folder, Архив=[["Код", "ФИО"], ["9", "Глеб"]], Клиенты=CLIENTS)
    said = empty_shop.run("import", file, "--dry-run")
    assert "list.xlsx: clients, sheet “Клиенты”" in said.out
    assert "Архив (2)" in said.err
    assert "1 line of totals is left out" in said.err
    other = empty_shop.run("import", file, "--sheet", "1", "--yes", "--json")
    assert (other.json["new"], other.json["sheet"]) == (1, "Архив")
    assert empty_shop.run("import", file, "--json").json["sheet"] == "Архив"  # kept for the next time
    wrong = empty_shop.run("import", file, "--sheet", "Клиент")
    assert (wrong.code, "Did you mean “Клиенты”?" in wrong.err) == (3, True)


def test_another_sheet_may_hold_other_things(empty_shop: Shop) -> None:
    orders = [["Код", "№ заказа", "Дата", "Сумма"], ["1", "А-1", "2024-05-05", "10"]]
    file = workbook(empty_shop.folder, Клиенты=CLIENTS, Заказы=orders)
    assert empty_shop.run("import", file, "--yes", "--json").json["kind"] == "clients"
    assert empty_shop.run("import", file, "--sheet", "Заказы", "--yes", "--json").json["kind"] == "orders"


def test_the_key_is_shown_and_chosen(empty_shop: Shop) -> None:
    file = empty_shop.write("list.csv", "ИНН;Код;ФИО\n7701234567;1;Анна\n")
    said = empty_shop.run("import", str(file), "--dry-run")
    assert "Clients are known by “Код”. ИНН could be it too; --key chooses." in said.err
    assert empty_shop.run("import", str(file), "--key", "ИНН", "--yes").code == 0
    assert "Clients are known by “ИНН”." in empty_shop.run("import", str(file)).err
    assert "Анна" in empty_shop.run("clients", "show", "7701234567").out


def test_an_unknown_word_is_told_with_its_count_and_nothing_is_guessed(empty_shop: Shop) -> None:
    file = workbook(empty_shop.folder)
    said = empty_shop.run("import", file, "--yes")
    assert "стоматология 2 (medicine?)" in said.err
    assert "стоматология" in empty_shop.run("clients", "show", "1").out


def test_what_a_word_means_is_said_once_and_kept(empty_shop: Shop) -> None:
    file = workbook(empty_shop.folder)
    assert empty_shop.run("import", file, "--value", "Стоматология=medicine", "--yes").code == 0
    kept = (empty_shop.folder / "mappings" / "list.toml").read_text(encoding="utf-8")
    assert '"стоматология" = "medicine"  # 2 rows' in kept
    assert "medicine" in empty_shop.run("clients", "show", "1").out
    again = empty_shop.run("import", file)
    assert "same 2" in again.out
    assert "стоматология" not in again.err
    wrong = empty_shop.run("import", file, "--value", "слесарь=builder", "--yes")
    assert (wrong.code, "слесарь" in wrong.err) == (2, True)


def test_refused_rows_of_a_workbook_are_mended_in_a_workbook(empty_shop: Shop) -> None:
    file = workbook(empty_shop.folder, Клиенты=[*CLIENTS[:2], ["3", "Вера", "vera-at-klen", ""]])
    said = empty_shop.run("import", file, "--sheet", "Клиенты", "--yes")
    rejects = empty_shop.folder / "list.rejects.xlsx"
    assert "list.rejects.xlsx" in said.err
    table = open_table(rejects)
    rows = [list(row.cells) for row in table.rows()]
    assert "vera-at-klen" in rows[0]
    mended = [[cell.replace("vera-at-klen", "vera@klen.example") for cell in row] for row in rows]
    build({"form": "xlsx", "rows": [list(table.headings), *mended]}, rejects)
    assert "new 1" in empty_shop.run("import", str(rejects)).out


def test_a_list_of_unsubscribed_people_stops_them(empty_shop: Shop) -> None:
    empty_shop.run("import", workbook(empty_shop.folder), "--yes")
    file = empty_shop.write("gone.csv", "email,email_status,email_list_ids\nanna@lypa.example,unsubscribed,1\n")
    said = empty_shop.run("import", str(file), "--yes")
    assert "unsubscribed people" in said.out
    assert "UniSender" in said.err
    assert "unsubscribed" in empty_shop.run("why", "1").out


def test_a_page_and_json_lines_are_named_on_the_screen(empty_shop: Shop) -> None:
    page = empty_shop.write("list.xls", "<table><tr><td>Код<td>ФИО</tr><tr><td>1<td>Анна</tr></table>")
    assert "a page of HTML, utf-8" in empty_shop.run("import", str(page), "--dry-run").out
    lines = empty_shop.write("list.jsonl", '{"id": 1, "name": "Анна"}\n')
    assert "list.jsonl: clients, JSON lines" in empty_shop.run("import", str(lines), "--dry-run").out


def test_somebody_at_the_terminal_is_asked_what_a_word_means(empty_shop: Shop, at_a_terminal: None) -> None:
    file = workbook(empty_shop.folder)
    said = empty_shop.run("import", file, stdin="y\ny\n")
    assert "“стоматология” (industry, 2 rows): is it “medicine”?" in said.err
    assert "medicine" in empty_shop.run("clients", "show", "1").out


def test_a_word_that_is_left_or_named_otherwise_is_not_asked_again(empty_shop: Shop, at_a_terminal: None) -> None:
    file = workbook(empty_shop.folder)
    empty_shop.run("import", file, stdin="dental\ny\n")
    assert "dental" in empty_shop.run("clients", "show", "1").out
    assert "is it" not in empty_shop.run("import", file).err


def test_init_says_who_must_be_left_in_peace_first(empty_shop: Shop, tmp_path: Path) -> None:
    assert "--as unsubscribed" in empty_shop.run("init", str(tmp_path / "firm")).err


def test_init_takes_a_list_of_unsubscribed_people(empty_shop: Shop, tmp_path: Path) -> None:
    gone = empty_shop.write("gone.csv", "E-mail\nanna@lypa.example\nbad\n")
    said = empty_shop.run("init", str(tmp_path / "firm"), "--unsubscribed", str(gone))
    assert "1 person of gone.csv will never be written to." in said.err
    assert "line 3" in said.err
    assert stopped(tmp_path / "firm") == ["anna@lypa.example"]
    wrong = empty_shop.run("init", str(tmp_path / "other"), "--unsubscribed", "none.csv")
    assert (wrong.code, (tmp_path / "other").exists()) == (2, False)


def test_init_asks_somebody_at_the_terminal_until_there_is_a_file(
    empty_shop: Shop, tmp_path: Path, at_a_terminal: None
) -> None:
    gone = empty_shop.write("gone.csv", "Email;Статус\nanna@lypa.example;Отписан\nb@dub.example;Активный\n")
    said = empty_shop.run("init", str(tmp_path / "firm"), stdin=f"nowhere.csv\n{gone}\n")
    assert "There is no file nowhere.csv." in said.err
    assert stopped(tmp_path / "firm") == ["anna@lypa.example"]


def stopped(folder: Path) -> list[str]:
    firm = open_firm(folder / "config.toml")
    with firm.store.read() as connection:
        found = list(connection.scalars(select(suppressions.c.key)))
    firm.store.close()
    return found
