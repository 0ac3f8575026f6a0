"""The screens of `outreach import`."""

import os
from pathlib import Path

import pytest

from tests.cli.shop import Shop

TWO = "Код;ФИО;E-mail\n1;Иванова Анна Петровна;anna@mayak.example\n2;Петров Борис Львович;boris@most.example\n"


def test_a_dry_run_shows_how_the_file_is_understood_and_writes_nothing(empty_shop: Shop) -> None:
    said = empty_shop.run("import", "clients.csv", "--dry-run")
    assert said.code == 0
    assert "clients.csv: clients, utf-8, parted by semicolon" in said.out
    assert "ФИО" in said.out
    assert "Дубровская Анна" in said.out
    assert "new 12   changed 0   same 0   refused 0" in said.out
    assert "outreach import clients.csv" in said.err
    assert not (empty_shop.folder / "mappings").exists()
    assert empty_shop.run("clients", "list", "--json").json == []


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    assert "new 0   changed 0   same 24   refused 0" in shop.run("import", "orders.csv").out


def test_a_row_of_samples_is_one_line_of_a_narrow_terminal(empty_shop: Shop) -> None:
    said = empty_shop.run("import", "facts.csv", "--dry-run", width=80)
    assert max(map(len, said.out.splitlines())) <= 80
    assert "fact_value" in said.out


def test_without_a_terminal_the_columns_are_not_taken_for_right(empty_shop: Shop) -> None:
    said = empty_shop.run("import", "clients.csv")
    assert said.code == 1
    assert "add --yes" in said.err
    assert not (empty_shop.folder / "mappings").exists()


def test_columns_agreed_to_are_used_again_without_a_question(empty_shop: Shop) -> None:
    file = empty_shop.write("list.csv", TWO.replace("ФИО", "Кто это"))
    assert empty_shop.run("import", str(file), "--column", "Кто это=name", "--yes").code == 0
    kept = (empty_shop.folder / "mappings" / "list.toml").read_text(encoding="utf-8")
    assert '"Кто это" = "name"' in kept
    again = empty_shop.run("import", str(file))
    assert again.code == 0
    assert "The columns are those of mappings/list.toml." in again.err
    assert "same 2" in again.out


def test_a_heading_that_the_file_has_no_longer_does_not_stop_the_next_import(empty_shop: Shop) -> None:
    file = empty_shop.write("list.csv", TWO)
    empty_shop.run("import", str(file), "--yes")
    empty_shop.write("list.csv", "Код;E-mail\n1;anna@mayak.example\n")
    assert empty_shop.run("import", str(file)).code == 0


def test_a_mistake_in_a_saved_mapping_is_pointed_at(empty_shop: Shop) -> None:
    file = empty_shop.write("list.csv", TWO)
    empty_shop.write("mappings/list.toml", 'kind = "client"\nsort = "x"\nencoding = 3\n[columns]\n"ФИО" = 1\n')
    said = empty_shop.run("import", str(file))
    assert said.code == 3
    assert "“client” is not one of: clients" in said.err
    assert "there is no key “sort” here" in said.err
    assert "mappings/list.toml:5:9" in said.err
    empty_shop.write("mappings/list.toml", "columns = 3\n")
    assert empty_shop.run("import", str(file)).code == 3
    empty_shop.write("mappings/list.toml", "columns\n")
    assert "T001" in empty_shop.run("import", str(file)).err


def test_refused_rows_stand_beside_the_file_and_are_imported_once_mended(empty_shop: Shop) -> None:
    file = empty_shop.write("list.csv", TWO + "3;Вера;vera-at-nowhere\n")
    said = empty_shop.run("import", str(file), "--yes")
    assert said.code == 0
    assert "refused 1" in said.out
    assert "4" in said.out.split("why it was refused")[1]
    rejects = empty_shop.folder / "list.rejects.csv"
    text = rejects.read_text(encoding="utf-8-sig")
    assert "vera-at-nowhere" in text
    rejects.write_text(text.replace("vera-at-nowhere", "vera@lypa.example"), encoding="utf-8")
    mended = empty_shop.run("import", str(rejects))
    assert "new 1" in mended.out, mended
    assert "mappings/list.toml" in mended.err


def test_a_kind_a_delimiter_and_an_encoding_may_be_said(empty_shop: Shop) -> None:
    file = empty_shop.folder / "pages.txt"
    file.write_bytes(TWO.replace(";", "|").encode("cp1251"))
    said = empty_shop.run(
        "import", str(file), "--as", "clients", "--delimiter", "|", "--encoding", "cp1251", "--yes", "--json"
    )
    assert said.json["new"] == 2
    assert said.json["encoding"] == "cp1251"
    assert said.json["columns"]["ФИО"] == "name"
    kept = (empty_shop.folder / "mappings" / "pages.toml").read_text(encoding="utf-8")
    assert 'delimiter = "|"' in kept
    assert empty_shop.run("import", str(file)).code == 0


def test_tabs_are_named_in_words(empty_shop: Shop) -> None:
    file = empty_shop.write("list.tsv", TWO.replace(";", "\t"))
    assert "parted by tab" in empty_shop.run("import", str(file), "--delimiter", "tab", "--dry-run").out


def test_problem_orders_are_called_problems(shop: Shop) -> None:
    file = shop.write("trouble.csv", "Код клиента;Номер заказа;Что случилось\n101;77;сдали поздно\n")
    said = shop.run("import", str(file), "--as", "problems", "--yes")
    assert said.code == 0, said
    assert "problem orders" in said.out
    assert "сдали поздно" in shop.run("clients", "show", "101").out


def test_a_file_that_is_not_there_is_a_wrong_file(empty_shop: Shop) -> None:
    said = empty_shop.run("import", "nothing.csv")
    assert said.code == 3
    assert "B002" in said.err


def test_who_is_lost_is_known_as_soon_as_orders_are_imported(shop: Shop) -> None:
    assert shop.run("lapsed", "--json").json["lost"]["clients"] > 5


def test_rejects_go_into_the_firms_folder_where_the_files_own_may_not_be_written(
    empty_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "lists"
    other.mkdir()
    (other / "list.csv").write_text(TWO + "3;Вера;vera-at-nowhere\n", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != other)  # root may write anywhere
    assert empty_shop.run("import", str(other / "list.csv"), "--yes").code == 0
    assert (empty_shop.folder / "list.rejects.csv").exists()
