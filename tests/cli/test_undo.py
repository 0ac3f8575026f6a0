"""`outreach import undo`: a wrong file is taken back."""

import pytest
from sqlalchemy import select

from outreach.store import tables
from outreach.store.engine import open_store
from tests.cli.shop import Shop

TWO = "Код;ФИО;E-mail;Город\n1;Иванова Анна Петровна;anna@mayak.example;Киев\n2;Петров Борис;boris@most.example;Львов\n"
WRONG = "Код;ФИО;E-mail;Город\n1;Иванова Анна Петровна;anna@mayak.example;Лима\n3;Третий Вася;vasya@x.example;Лима\n"
ORDERS = "Код;Номер;Дата;Сумма\n1;A1;01.02.2025;100\n3;A2;02.02.2025;50\n"


@pytest.fixture
def firm(empty_shop: Shop) -> Shop:
    take(empty_shop, "list.csv", TWO)
    return empty_shop


def take(shop: Shop, name: str, text: str) -> None:
    said = shop.run("import", str(shop.write(name, text)), "--yes")
    assert said.code == 0, said


def undo(shop: Shop, name: str) -> dict[str, object]:
    said = shop.run("import", "undo", name, "--yes", "--json")
    assert said.code == 0, said
    found: dict[str, object] = said.json
    return found


def towns(shop: Shop) -> dict[str, str]:
    return {one["code"]: one["city"] for one in shop.run("clients", "list", "--json").json}


def test_what_it_added_goes_and_what_it_changed_is_as_before(firm: Shop) -> None:
    take(firm, "list.csv", WRONG)
    assert towns(firm) == {"1": "Лима", "2": "Львов", "3": "Лима"}
    undone = undo(firm, "list.csv")
    assert towns(firm) == {"1": "Киев", "2": "Львов"}
    assert (undone["taken"], undone["restored"]) == ({"addresses": 1, "clients": 1}, 1)
    assert undone["left"] == []


def test_taken_back_once_the_import_before_it_is_the_last(firm: Shop) -> None:
    take(firm, "list.csv", WRONG)
    first = firm.run("import", "undo", "list.csv", "--yes")
    assert "An earlier import of list.csv stands" in first.err
    assert "outreach import undo list.csv" in first.err
    undo(firm, "list.csv")
    assert towns(firm) == {}
    said = firm.run("import", "undo", "list.csv", "--yes")
    assert said.code == 2
    assert "No import of list.csv" in said.err


def test_who_has_orders_of_another_file_stays_and_is_listed(firm: Shop) -> None:
    take(firm, "wrong.csv", WRONG)
    take(firm, "orders.csv", ORDERS)
    undone = undo(firm, "wrong.csv")
    assert undone["left"] == [{"table": "clients", "id": 3}]
    assert towns(firm) == {"1": "Киев", "2": "Львов", "3": "Лима"}


def test_orders_are_taken_back_and_come_again(firm: Shop) -> None:
    take(firm, "orders.csv", ORDERS.replace("\n3;A2;02.02.2025;50", ""))
    assert undo(firm, "orders.csv")["taken"] == {"orders": 1}
    assert firm.run("clients", "show", "1", "--json").json["card"]["orders"]["count"] == 0
    take(firm, "orders.csv", ORDERS.replace("\n3;A2;02.02.2025;50", ""))
    assert firm.run("clients", "show", "1", "--json").json["card"]["orders"]["count"] == 1


def test_what_somebody_changed_since_stays(firm: Shop) -> None:
    take(firm, "list.csv", WRONG)
    firm.run("clients", "set", "code:1", "city=Одесса")
    assert undo(firm, "list.csv")["changed_since"] == 1
    assert towns(firm)["1"] == "Одесса"


def test_a_client_of_whom_history_speaks_is_seen_no_more_and_may_come_again(empty_shop: Shop) -> None:
    agreed = TWO.replace("Город", "Согласие").replace("Киев", "да").replace("Львов", "да")
    take(empty_shop, "list.csv", agreed)
    undone = undo(empty_shop, "list.csv")
    assert undone["taken"] == {"addresses": 2, "clients": 2}
    assert undone["consents"] == 2
    assert towns(empty_shop) == {}
    assert empty_shop.run("clients", "show", "anna@mayak.example").code == 2
    take(empty_shop, "list.csv", agreed)
    assert sorted(towns(empty_shop)) == ["1", "2"]
    assert "All promises hold." in empty_shop.run("db", "check").out


def test_a_request_not_to_write_outlives_it(empty_shop: Shop) -> None:
    take(empty_shop, "list.csv", TWO.replace("Город", "Отписка").replace("Киев", "да").replace("Львов", "нет"))
    undo(empty_shop, "list.csv")
    store = open_store(f"sqlite:///{empty_shop.folder / 'outreach.sqlite'}")
    with store.read() as connection:
        assert "anna@mayak.example" in set(connection.scalars(select(tables.suppressions.c.key)))
    store.close()


def test_it_asks_before_and_the_journal_tells_it(firm: Shop) -> None:
    assert firm.run("--no-input", "import", "undo", "list.csv").code == 1
    assert sorted(towns(firm)) == ["1", "2"]
    said = firm.run("import", "undo", "list.csv", "--yes")
    assert "rows taken back" in said.out
    assert "clients" in said.out
    store = open_store(f"sqlite:///{firm.folder / 'outreach.sqlite'}")
    with store.read() as connection:
        events = list(connection.scalars(select(tables.journal.c.event)))
    store.close()
    assert "import_undone" in events


def test_notes_of_a_talk_are_not_the_files(firm: Shop) -> None:
    take(firm, "calls.csv", "Код;Дата;Канал;Результат\n1;01.02.2025;звонок;нет\n")
    firm.run("clients", "note", "code:1", "придёт сам")
    assert undo(firm, "calls.csv")["taken"] == {"contacts": 1}
    talks = firm.run("clients", "show", "code:1", "--json").json["card"]["contacts"]
    assert [one["what"] for one in talks] == ["придёт сам"]


def test_a_file_named_undo_is_read_by_its_path(empty_shop: Shop) -> None:
    path = empty_shop.write("undo", TWO)
    assert empty_shop.run("import", str(path), "--yes").code == 0
