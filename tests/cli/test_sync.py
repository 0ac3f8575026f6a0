"""The screens of `outreach sync`, and what opening balances alone are enough for."""

import sqlite3
from contextlib import closing

import pytest

from tests.cli.shop import CONFIG, Shop

SOURCE = """
[sources.crm]
url = "sqlite:///crm.sqlite"
clients = "SELECT code, name, email FROM people"
orders = "SELECT who AS code, no AS number, made AS day, total AS amount FROM deals"
"""
LATER = "2025-11-01T07:01"


@pytest.fixture
def crm(empty_shop: Shop) -> Shop:
    with closing(sqlite3.connect(empty_shop.folder / "crm.sqlite")) as there:
        there.executescript("""
            CREATE TABLE people (code, name, email);
            CREATE TABLE deals (who, no, made, total);
            INSERT INTO people VALUES ('1', 'Анна', 'anna@x.example'), ('2', 'Борис', NULL);
            INSERT INTO deals VALUES ('1', 'A1', '2024-05-05', 100.5), ('9', 'A2', '2024-05-05', 7);
        """)
    empty_shop.write("config.toml", CONFIG + SOURCE)
    return empty_shop


def test_it_shows_what_came_and_where_the_refused_rows_are(crm: Shop) -> None:
    said = crm.run("sync")
    assert said.code == 0
    assert [line.split() for line in said.out.splitlines() if "crm." in line] == [
        ["crm.clients", "2", "0", "0", "0"],
        ["crm.orders", "1", "0", "0", "1"],
    ]
    assert "crm.orders, row 2: the book has no client “9”" in said.err
    assert "The refused rows are in rejects/crm.orders-20251101" in said.err
    again = crm.run("sync", "crm", "--json", now=LATER).json
    assert [(one["name"], one["new"], one["same"]) for one in again["sources"]] == [
        ("crm.clients", 0, 2),
        ("crm.orders", 0, 1),
    ]


def test_a_dry_run_writes_nothing_and_leaves_files_alone(crm: Shop) -> None:
    crm.write("incoming/clients.csv", "Код;ФИО\n7;Вера\n")
    said = crm.run("sync", "--dry-run")
    assert "A dry run" in said.out
    assert ["crm.orders", "1", "0", "0", "1"] in [line.split() for line in said.out.splitlines()]  # of a new client
    assert crm.run("clients", "list", "--json").json == []
    assert (crm.folder / "incoming" / "clients.csv").exists()


def test_files_are_taken_at_the_look_that_finds_them_unchanged(empty_shop: Shop) -> None:
    empty_shop.write("incoming/clients.csv", "Код;ФИО\n7;Вера\n")
    empty_shop.write("incoming/strange.csv", "Ширина;Высота\n7;8\n")
    assert "2 files may still be written to" in empty_shop.run("sync").err
    said = empty_shop.run("sync", now=LATER)
    assert said.code == 0
    assert any(line.split() == ["clients.csv", "1", "0", "0", "0"] for line in said.out.splitlines())
    assert "incoming/refused/strange.csv" in said.err
    assert [one["name"] for one in empty_shop.run("clients", "list", "--json").json] == ["Вера"]
    done = empty_shop.run("sync", "--json", now=LATER).json
    assert done == {"sources": [], "files": [], "away": {}, "moving": 0}


def test_nothing_to_read_is_said(empty_shop: Shop) -> None:
    assert "Nothing came." in empty_shop.run("sync").out


def test_an_unknown_source_is_named_with_a_guess(crm: Shop) -> None:
    said = crm.run("sync", "crn")
    assert said.code == 2
    assert "config.toml has no [sources.crn]" in said.err
    assert "“crm”" in said.err


def test_one_source_that_is_away_does_not_keep_the_others_waiting(crm: Shop) -> None:
    crm.write("config.toml", CONFIG + '[sources.away]\nurl = "sqlite:///gone.sqlite"\nfacts = "SELECT 1"\n' + SOURCE)
    said = crm.run("sync")
    assert said.code == 4
    assert "source away: there is no file" in said.err
    assert "crm.clients" in said.out
    assert len(crm.run("clients", "list", "--json").json) == 2


def test_a_select_that_writes_is_a_mistake_in_the_settings(crm: Shop) -> None:
    crm.write("config.toml", CONFIG + SOURCE.replace("SELECT code", "DELETE FROM people; SELECT code"))
    said = crm.run("check")
    assert said.code == 3
    assert "this must be a SELECT" in said.err + said.out


def test_opening_balances_are_enough_to_find_the_lost(empty_shop: Shop) -> None:
    """Three of six bought long ago, and not one order is on record."""
    rows = [f"{n};Клиент {n};c{n}@x.example;{day};{n};{n * 100},50" for n, day in enumerate(DAYS, start=1)]
    head = "Код;ФИО;E-mail;Дата последнего заказа;Количество заказов;Сумма заказов"
    file = empty_shop.write("balances.csv", "\n".join((head, *rows)) + "\n")
    assert empty_shop.run("import", str(file), "--yes").code == 0
    found = empty_shop.run("lapsed", "--json").json
    assert found["lost"]["clients"] == 3
    assert [(one["name"], one["lost_on"], one["value"]) for one in found["first"]] == [
        ("Клиент 3", "2025-04-01", 30_050),
        ("Клиент 2", "2024-06-13", 20_050),
        ("Клиент 1", "2024-05-01", 10_050),
    ]


DAYS = ("01.02.2024", "15.03.2024", "01.01.2025", "20.10.2025", "25.10.2025", "28.10.2025")
