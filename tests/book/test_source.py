"""A CRM's own database: read without writing there, what is new alone, whole or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from outreach.book.records import last_import_at
from outreach.book.records.source import last_read_at, open_source
from outreach.errors import FilesAreWrong, NotFound, OutOfReach
from outreach.firm import Firm, Secrets
from outreach.settings import Source
from outreach.steps_sources import Synced, due_sources, sync_source
from outreach.store import tables
from outreach.store.engine import Store, driver_url
from outreach.store.words import SuppressionReason
from tests.shop import MONDAY, open_shop

CRM = """
CREATE TABLE people (no INTEGER, fio VARCHAR(99), mail VARCHAR(99), stop INTEGER, changed_at TIMESTAMP);
CREATE TABLE deals (id INTEGER, who INTEGER, made_on DATE, total NUMERIC(12,3), about TEXT, changed_at TIMESTAMP);
INSERT INTO people VALUES (1, 'Анна', 'anna@x.ua', 0, '2025-01-01 10:00:00');
INSERT INTO people VALUES (2, '=Борис', 'boris@x.ua', 1, '2025-01-02 10:00:00');
INSERT INTO deals VALUES (10, 1, '2024-05-05', 150.500, 'печать; листовки', '2025-01-01 10:00:00');
INSERT INTO deals VALUES (11, 2, '2024-06-06', 1500, NULL, '2025-01-02 10:00:00');
"""
READS = Source(
    since="changed_at",
    every_minutes=30,
    clients="SELECT no AS code, fio AS name, mail AS email, stop AS opt_out, changed_at FROM people"
    " WHERE changed_at >= :since",
    orders="SELECT id AS number, who AS code, made_on AS day, total AS amount, about AS what, changed_at FROM deals"
    " WHERE changed_at >= :since",
)


class Crm:
    """The other firm's database, in which others write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.run(CRM)

    def run(self, statements: str) -> None:
        engine = create_engine(driver_url(self.url))
        with engine.begin() as connection:
            for statement in filter(str.strip, statements.split(";\n")):
                connection.exec_driver_sql(statement)
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def crm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Crm]:
    if request.param == "sqlite":
        yield Crm(f"sqlite:///{tmp_path / 'crm.sqlite'}")
    else:
        yield Crm(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def lite(tmp_path: Path) -> Crm:
    return Crm(f"sqlite:///{tmp_path / 'crm.sqlite'}")


def firm_of(store: Store, folder: Path, crm: Crm, *, reads: Source = READS, config: str = "") -> Firm:
    shop = open_shop(folder / "firm", store, config=config)
    with store.write() as connection:
        connection.execute(tables.imports.delete())
    settings = shop.firm.settings.model_copy(update={"sources": {"crm": reads.model_copy(update={"url": crm.url})}})
    return replace(shop.firm, settings=settings)


def sync(firm: Firm, *, later: int = 0, dry_run: bool = False, full: bool = False) -> list[Synced]:
    now = MONDAY + timedelta(minutes=later)
    return sync_source(firm, "crm", now=now, by="test", dry_run=dry_run, full=full)


def figures(synced: list[Synced]) -> list[tuple[str, int, int, int, int]]:
    return [(one.name, one.report.new, one.report.changed, one.report.same, one.report.refused) for one in synced]


def orders(store: Store) -> list[tuple[object, ...]]:
    with store.read() as connection:
        columns = tables.orders.c
        query = select(columns.number, columns.ordered_on, columns.amount, columns.what).order_by(columns.number)
        return [tuple(row) for row in connection.execute(query)]


def test_clients_and_orders_come_from_its_selects(store: Store, crm: Crm, tmp_path: Path) -> None:
    firm = firm_of(store, tmp_path, crm)
    assert figures(sync(firm)) == [("crm.clients", 2, 0, 0, 0), ("crm.orders", 2, 0, 0, 0)]
    assert orders(store) == [
        ("10", date(2024, 5, 5), 15_050, "печать; листовки"),
        ("11", date(2024, 6, 6), 150_000, None),
    ]
    with store.read() as connection:
        assert connection.execute(select(tables.clients.c.name).order_by(tables.clients.c.id)).scalars().all() == [
            "Анна",
            "=Борис",
        ]
        assert (
            connection.execute(select(tables.suppressions.c.reason)).scalars().all()
            == [SuppressionReason.REFUSED_CONTACT] * 2
        )


def test_a_crm_that_calls_everybody_a_man_is_not_believed(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    reads = READS.model_copy(update={"clients": READS.clients.replace("stop AS opt_out", "'m' AS gender")})
    firm = firm_of(sqlite_store, tmp_path, lite, reads=reads)
    for no, name in enumerate(("Анна Петровна", "Ольга Сидорова", "Вера Ильинична"), start=3):
        lite.run(f"INSERT INTO people VALUES ({no}, '{name}', 'x{no}@x.ua', 0, '2025-01-01 10:00:00')")
    (warning,) = sync(firm)[0].report.warnings
    assert warning.startswith("The column “gender” is left out as a whole")
    lite.run("INSERT INTO people VALUES (9, 'Ганна Іванівна', 'g@x.ua', 0, '2025-03-01 10:00:00')")
    (warning,) = sync(firm, later=1)[0].report.warnings  # one row alone would be too few to tell
    assert "left out, as in the last import" in warning
    with sqlite_store.read() as connection:
        assert set(connection.execute(select(tables.clients.c.gender)).scalars()) == {None}
    sure = reads.model_copy(update={"clients": reads.clients.replace("AS gender", "AS gender_sure")})
    firm = firm_of(sqlite_store, tmp_path / "sure", lite, reads=sure)
    assert sync(firm, later=2)[0].report.warnings == ()


def test_only_what_is_new_is_read_the_second_time(store: Store, crm: Crm, tmp_path: Path) -> None:
    firm = firm_of(store, tmp_path, crm)
    sync(firm)
    assert figures(sync(firm, later=1)) == [("crm.clients", 0, 0, 1, 0), ("crm.orders", 0, 0, 1, 0)]
    crm.run("INSERT INTO deals VALUES (12, 1, '2024-07-07', 9.99, 'визитки', '2025-03-01 10:00:00')")
    crm.run("UPDATE people SET fio = 'Борис Ким', changed_at = '2025-03-01 10:00:00' WHERE no = 2")
    assert figures(sync(firm, later=2)) == [("crm.clients", 0, 1, 0, 0), ("crm.orders", 1, 0, 1, 0)]
    assert figures(sync(firm, later=3)) == [("crm.clients", 0, 0, 1, 0), ("crm.orders", 0, 0, 1, 0)]
    assert figures(sync(firm, later=4, full=True)) == [("crm.clients", 0, 0, 2, 0), ("crm.orders", 0, 0, 3, 0)]


def test_a_column_of_numbers_may_tell_what_is_new(store: Store, crm: Crm, tmp_path: Path) -> None:
    reads = Source(since="number", since_start="0", orders=READS.orders.replace("changed_at >= :since", "id > :since"))
    firm = firm_of(
        store, tmp_path, crm, reads=reads.model_copy(update={"clients": READS.clients.partition("WHERE")[0]})
    )
    assert figures(sync(firm)) == [("crm.clients", 2, 0, 0, 0), ("crm.orders", 2, 0, 0, 0)]
    for number in (9, 100):
        crm.run(f"INSERT INTO deals VALUES ({number}, 1, '2024-07-07', 1, NULL, NULL)")
    assert figures(sync(firm, later=1))[1] == ("crm.orders", 1, 0, 0, 0)  # 100 is more than 11, as a number


def test_a_select_without_a_mark_is_read_whole_each_time(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    whole = Source(clients=READS.clients.partition("WHERE")[0])
    firm = firm_of(sqlite_store, tmp_path, lite, reads=whole)
    assert figures(sync(firm)) == [("crm.clients", 2, 0, 0, 0)]
    assert figures(sync(firm, later=1)) == [("crm.clients", 0, 0, 2, 0)]


def test_a_look_that_found_nothing_new_is_no_import_but_the_book_is_fresh(
    sqlite_store: Store, lite: Crm, tmp_path: Path
) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite)
    sync(firm)
    with sqlite_store.read() as connection:
        before = connection.execute(select(tables.imports.c.id)).scalars().all()
    sync(firm, later=60)
    with sqlite_store.read() as connection:
        assert connection.execute(select(tables.imports.c.id)).scalars().all() == before
        assert last_import_at(connection) == MONDAY + timedelta(hours=1)


def test_a_select_that_was_changed_is_read_from_its_beginning(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite)
    sync(firm)
    other = READS.model_copy(update={"orders": READS.orders.replace("total AS", "total * 2 AS")})
    again = firm_of(sqlite_store, tmp_path, lite, reads=other)
    assert figures(sync(again, later=1))[1] == ("crm.orders", 0, 2, 0, 0)


def test_refused_rows_are_kept_with_their_reason(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    lite.run("INSERT INTO deals VALUES (13, 77, '2024-07-07', 1, NULL, '2025-03-01 10:00:00')")
    firm = firm_of(sqlite_store, tmp_path, lite)
    _, ordered = sync(firm)
    assert (ordered.report.new, ordered.report.refused) == (2, 1)
    assert ordered.rejects is not None
    assert "77" in ordered.rejects.read_text(encoding="utf-8-sig")
    assert "no client" in ordered.rejects.read_text(encoding="utf-8-sig")


def test_a_dry_run_counts_and_leaves_nothing(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite)
    assert figures(sync(firm, dry_run=True))[0] == ("crm.clients", 2, 0, 0, 0)
    assert orders(sqlite_store) == []
    assert figures(sync(firm))[1] == ("crm.orders", 2, 0, 0, 0)
    assert not (firm.folder / "rejects" / "x").exists()


def test_a_source_that_fails_half_way_leaves_nothing_written(store: Store, crm: Crm, tmp_path: Path) -> None:
    wrong = READS.model_copy(update={"orders": "SELECT nowhere AS number, :since AS changed_at FROM deals"})
    firm = firm_of(store, tmp_path, crm, reads=wrong)
    with pytest.raises(OutOfReach, match=r"source crm: .*nowhere"):
        sync(firm)
    with store.read() as connection:
        assert connection.execute(select(tables.clients.c.id)).first() is None
        assert last_read_at(connection, "crm") is None


def test_a_source_that_is_away_is_named_without_its_url(sqlite_store: Store, tmp_path: Path, lite: Crm) -> None:
    for url in (
        f"sqlite:///{tmp_path / 'gone.sqlite'}",
        "postgresql://u:pass@127.0.0.1:1/x",
        "nonsense",
        "oracle://u:pass@h/x",
    ):
        lite.url = url
        with pytest.raises(OutOfReach, match="source crm: ") as told:
            sync(firm_of(sqlite_store, tmp_path, lite))
        assert "pass" not in str(told.value)
    assert not (tmp_path / "gone.sqlite").exists()


def test_nothing_can_be_written_there(crm: Crm, tmp_path: Path) -> None:
    with (
        pytest.raises(OutOfReach, match=r"source crm: .*(readonly|read-only)"),
        open_source(crm.url, name="crm", folder=tmp_path) as connection,
    ):
        connection.execute(text("DELETE FROM people"))


def test_only_selects_may_stand_in_the_settings() -> None:
    with pytest.raises(ValueError, match="must be a SELECT"):
        Source(clients="DELETE FROM people")
    assert Source(clients="  with a as (select 1) select * from a").clients


def test_a_mark_must_be_among_the_columns(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    for since in ("", "changed"):
        firm = firm_of(sqlite_store, tmp_path, lite, reads=READS.model_copy(update={"since": since}))
        with pytest.raises(NotFound, match=r"crm\.clients: it speaks of :since"):
            sync(firm)


def test_a_select_that_lacks_a_column_is_told_as_a_files_mistake(
    sqlite_store: Store, lite: Crm, tmp_path: Path
) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite, reads=Source(orders="SELECT who AS code FROM deals"))
    with pytest.raises(FilesAreWrong, match=r"crm\.orders.*needs a column"):
        sync(firm)


def test_the_password_is_a_secret(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite, reads=READS)
    settings = firm.settings.model_copy(update={"sources": {"crm": READS}})
    nameless = replace(firm, settings=settings)
    with pytest.raises(NotFound, match="no url"):
        sync(nameless)
    secret = firm.folder / "secrets" / "source_crm"
    secret.touch(mode=0o600)
    secret.write_text(lite.url, encoding="utf-8")
    assert figures(sync(replace(nameless, secrets=Secrets(folder=firm.folder))))[0] == ("crm.clients", 2, 0, 0, 0)


def test_it_is_due_when_its_minutes_are_over(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    firm = firm_of(sqlite_store, tmp_path, lite)
    assert due_sources(firm, now=MONDAY) == ["crm"]
    sync(firm)
    assert due_sources(firm, now=MONDAY + timedelta(minutes=29)) == []
    assert due_sources(firm, now=MONDAY + timedelta(minutes=30)) == ["crm"]
    never = firm_of(sqlite_store, tmp_path, lite, reads=READS.model_copy(update={"every_minutes": 0}))
    assert due_sources(never, now=MONDAY + timedelta(days=9)) == []


def test_every_kind_of_row_has_a_select(sqlite_store: Store, lite: Crm, tmp_path: Path) -> None:
    reads = Source(
        clients="SELECT no AS code, fio AS name FROM people",
        orders="SELECT who AS code, id AS number, made_on AS day, total AS amount FROM deals",
        inquiries="SELECT 1 AS code, '2024-01-01' AS day, 'price' AS what",
        problem_orders="SELECT 1 AS code, 'A7' AS order_number, 'late' AS what",
        contacts="SELECT 1 AS code, '2024-01-01' AS day, 'call' AS channel",
        reasons="SELECT 1 AS code, 'price' AS reason",
        facts="SELECT 1 AS code, 'project' AS fact_key, 'built a ship' AS fact_value",
        people="SELECT 1 AS code, 'Ivan Ilyin' AS person, 'cook' AS post",
        contact_plan="SELECT 1 AS code, '2026-02-01' AS contact_on, 'Olena' AS contact_by",
    )
    synced = sync(firm_of(sqlite_store, tmp_path, lite, reads=reads))
    assert [(one.name, one.report.new + one.report.changed) for one in synced] == [
        ("crm.clients", 2),
        ("crm.orders", 2),
        ("crm.inquiries", 1),
        ("crm.problem_orders", 1),
        ("crm.contacts", 1),
        ("crm.reasons", 1),
        ("crm.facts", 1),
        ("crm.people", 1),
        ("crm.contact_plan", 1),
    ]
