"""The drop folder: what stands still is taken in and put away, what is half written or not understood is not."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.book.source_folder import LOOKS, still_files
from outreach.steps_sources import TakenIn, take_incoming
from outreach.store import tables
from outreach.store.engine import Store
from tests.shop import MONDAY, Shop, open_shop

CLIENTS = "Код;ФИО;E-mail\n1;Анна;anna@x.ua\n2;Борис;\n"
ORDERS = "Код;Номер заказа;Дата;Сумма\n1;A1;05.03.2024;100,50\n9;A2;05.03.2024;1\n"


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Shop:
    return open_shop(tmp_path / "firm", sqlite_store)


def look(shop: Shop, *, at: datetime = MONDAY) -> tuple[list[TakenIn], int]:
    return take_incoming(shop.firm, now=at, by="test")


def looks(shop: Shop) -> list[TakenIn]:
    """Two of them, far enough apart."""
    look(shop)
    return look(shop, at=MONDAY + timedelta(seconds=30))[0]


def count(shop: Shop, table: str) -> int:
    with shop.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one())


def test_files_that_stand_still_are_taken_in_clients_first(shop: Shop) -> None:
    shop.write("incoming/a-orders.csv", ORDERS)
    shop.write("incoming/clients.csv", CLIENTS)
    assert look(shop) == ([], 2)
    people, bought = look(shop, at=MONDAY + timedelta(seconds=30))[0]
    assert people.report is not None
    assert bought.report is not None
    assert (people.report.new, bought.report.new, bought.report.refused) == (2, 1, 1)
    done = shop.folder / "incoming" / "done"
    assert sorted(path.name for path in done.iterdir()) == [
        "a-orders.csv",
        "a-orders.csv.txt",
        "a-orders.rejects.csv",
        "a-orders.rejects.xlsx",
        "clients.csv",
        "clients.csv.txt",
    ]
    told = (done / "a-orders.csv.txt").read_text(encoding="utf-8")
    assert "new 1, changed 0, same 0, refused 1" in told
    assert "3: the book has no client “9”" in told
    assert (count(shop, "clients"), count(shop, "orders")) == (2, 1)
    assert look(shop, at=MONDAY + timedelta(minutes=5)) == ([], 0)


def test_what_came_back_is_taken_and_so_are_refused_rows_that_were_mended(shop: Shop) -> None:
    """The first file was of another alphabet than the one that we write."""
    shop.write("mappings/orders.toml", 'kind = "orders"\nencoding = "cp1251"\n')
    shop.write("incoming/clients.csv", CLIENTS)
    text = "Код;Номер заказа;Дата;Вид документа;Сумма\n1;A1;05.03.2024;Возврат;100\n1;A2;05.03.2024;Продажа;?\n"
    (shop.folder / "incoming" / "orders.csv").write_text(text, encoding="cp1251")
    looks(shop)
    rejects = shop.folder / "incoming" / "done" / "orders.rejects.csv"
    mended = rejects.read_text(encoding="utf-8-sig").replace("Продажа,?", "Продажа,7")
    shop.write("incoming/orders.rejects.csv", mended)
    (taken,) = looks(shop)
    assert taken.report is not None
    assert (taken.report.new, taken.report.refused) == (1, 0)
    with shop.store.read() as connection:
        assert sorted(connection.execute(select(tables.orders.c.amount)).scalars()) == [-10_000, 700]


def test_a_file_that_still_grows_is_left(shop: Shop) -> None:
    path = shop.folder / "incoming" / "clients.csv"
    shop.write("incoming/clients.csv", CLIENTS[:20])
    for turn in range(5):
        with path.open("a", encoding="utf-8") as file:
            file.write("x")
        os.utime(path, (turn, turn))
        assert look(shop, at=MONDAY + timedelta(minutes=turn)) == ([], 1)
    assert count(shop, "clients") == 0


def test_two_looks_at_the_same_moment_tell_nothing(shop: Shop) -> None:
    shop.write("incoming/clients.csv", CLIENTS)
    assert look(shop) == ([], 1)
    assert look(shop, at=MONDAY + timedelta(seconds=9)) == ([], 1)
    assert len(look(shop, at=MONDAY + timedelta(seconds=10))[0]) == 1


@pytest.mark.parametrize("name", [".hidden.csv", "~$book.csv", "clients.csv.part", "clients.crdownload"])
def test_what_programs_are_still_writing_is_not_looked_at(shop: Shop, name: str) -> None:
    shop.write(f"incoming/{name}", CLIENTS)
    assert looks(shop) == []


def test_a_heading_that_nobody_knows_is_refused_with_the_way_to_mend_it(shop: Shop) -> None:
    shop.write("incoming/clients.csv", "Код;ФИО;Размер ноги\n1;Анна;37\n")
    (refused,) = looks(shop)
    assert refused.report is None
    assert refused.path == shop.folder / "incoming" / "refused" / "clients.csv"
    told = (shop.folder / "incoming" / "refused" / "clients.csv.txt").read_text(encoding="utf-8")
    assert "Размер ноги" in told
    assert "outreach import" in told
    assert count(shop, "clients") == 0


def test_a_saved_mapping_knows_it(shop: Shop) -> None:
    shop.write("incoming/clients.csv", "Код;ФИО;Размер ноги\n1;Анна;37\n")
    shop.write("mappings/clients.toml", '[columns]\n"Код" = "code"\n"ФИО" = "name"\n"Размер ноги" = ""\n')
    (taken,) = looks(shop)
    assert taken.report is not None
    assert taken.report.new == 1


def test_a_damaged_file_is_refused_and_the_others_are_taken(shop: Shop) -> None:
    shop.write("incoming/clients.csv", CLIENTS)
    shop.write("incoming/orders.csv", 'Код;Дата;Сумма\n1;05.03.2024;"100\n')
    refused, taken = looks(shop)
    assert refused.report is None
    assert taken.report is not None
    assert refused.path.parent.name == "refused"


def test_a_second_file_of_a_name_does_not_take_the_place_of_the_first(shop: Shop) -> None:
    shop.write("incoming/clients.csv", CLIENTS)
    looks(shop)
    shop.write("incoming/clients.csv", CLIENTS.replace("Борис", "Боря"))
    look(shop, at=MONDAY + timedelta(hours=1))
    (taken,) = look(shop, at=MONDAY + timedelta(hours=2))[0]
    assert taken.path.name == "clients-2.csv"
    assert taken.report is not None
    assert taken.report.changed == 1


def test_a_guessed_encoding_is_taken_where_its_headings_are_words(shop: Shop) -> None:
    folder = shop.folder / "incoming"
    folder.mkdir()
    (folder / "clients.csv").write_bytes(CLIENTS.encode("cp1251"))
    (taken,) = looks(shop)
    assert taken.report is not None
    with shop.store.read() as connection:
        assert connection.execute(select(tables.clients.c.name)).scalars().first() == "Анна"


def test_a_spoiled_note_of_the_last_look_is_no_harm(shop: Shop) -> None:
    shop.write("incoming/clients.csv", CLIENTS)
    look(shop)
    shop.write(f"incoming/{LOOKS}", "[not json")
    assert look(shop, at=MONDAY + timedelta(minutes=1)) == ([], 1)
    assert len(look(shop, at=MONDAY + timedelta(minutes=2))[0]) == 1


def test_without_the_folder_or_without_the_setting_nothing_is_looked_for(shop: Shop) -> None:
    assert look(shop) == ([], 0)
    shop.write("incoming/clients.csv", CLIENTS)
    shop.configure("[company]", '[book]\nincoming = ""\n[company]')
    assert looks(shop) == []
    shop.configure('incoming = ""', 'incoming = "elsewhere"')
    shop.write("elsewhere/clients.csv", CLIENTS)
    assert len(looks(shop)) == 1


def test_a_look_at_no_folder_makes_none(tmp_path: Path) -> None:
    assert still_files(tmp_path / "incoming", now=MONDAY) == ([], [])
    assert not (tmp_path / "incoming").exists()
