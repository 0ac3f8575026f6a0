"""Lists of unsubscribed people become stops, for addresses that no client has too; nobody is made a client."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.book.headings import Kind
from outreach.book.importing import ImportReport, run_import
from outreach.book.plan import plan_import
from outreach.book.table import Row
from outreach.book.unsubscribed import Export, find_export
from outreach.settings import Book
from outreach.store import tables
from outreach.store.engine import Store

NOW = datetime(2025, 10, 1, 12, tzinfo=UTC)


def taken(store: Store, path: Path, text: str, *, kind: Kind | None = None) -> ImportReport:
    path.write_text(text, encoding="utf-8")
    with store.write() as connection:
        return run_import(connection, plan_import(path, kind=kind), book=Book(), now=NOW)


def test_an_address_is_stopped_with_every_client_who_has_it(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    taken(store, path, "Код;E-mail\n1;anna@lypa.example\n2;anna@lypa.example\n")
    left = "Anna@Lypa.example;unsubscribed;1\nnew@dub.example;unsubscribed;1\n"
    report = taken(
        store, path, f"email;email_status;email_list_ids\n{left}ok@dub.example;active;1\nbad;unsubscribed;1\n"
    )
    with store.read() as connection:
        ids = list(connection.scalars(select(tables.clients.c.id).order_by(tables.clients.c.id)))
        assert connection.scalar(select(func.count()).select_from(tables.clients)) == 2
    assert (report.kind, report.new, report.same, report.refused) == (Kind.UNSUBSCRIBED, 2, 1, 1)
    assert {(row.client_id, row.address_key) for row in report.opt_outs} == {
        (ids[0], "anna@lypa.example"), (ids[1], "anna@lypa.example"), (None, "new@dub.example"),
    }  # fmt: skip


def test_a_dead_address_stops_itself_and_not_its_client(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "cleaned.csv"
    taken(store, path, "Код;E-mail\n1;anna@lypa.example\n")
    report = taken(store, path, "Email Address,CLEAN_TIME\nanna@lypa.example,2025-01-01\n")
    assert [(row.client_id, row.address_key, row.reason) for row in report.opt_outs] == [
        (None, "anna@lypa.example", "dead")
    ]


def test_a_plain_list_of_addresses_is_believed_when_it_is_said_what_it_is(store: Store, tmp_path: Path) -> None:
    report = taken(store, tmp_path / "a.csv", "E-mail\na@x.example\nb@x.example\n", kind=Kind.UNSUBSCRIBED)
    assert [row.address_key for row in report.opt_outs] == ["a@x.example", "b@x.example"]


def test_who_stays_on_a_list_is_not_stopped_whatever_it_was_said_to_be(store: Store, tmp_path: Path) -> None:
    text = "Email;Статус\na@x.example;Активный\nb@x.example;Отписан\nc@x.example;\n"
    for kind in (None, Kind.UNSUBSCRIBED):
        report = taken(store, tmp_path / "a.csv", text, kind=kind)
        assert [row.address_key for row in report.opt_outs] == ["b@x.example"]
    text = "Email;Статус\na@x.example;Активный\nb@x.example;ушёл\n"
    report = taken(store, tmp_path / "a.csv", text, kind=Kind.UNSUBSCRIBED)
    assert [row.address_key for row in report.opt_outs] == ["b@x.example"]


def test_a_list_read_again_by_its_saved_columns_is_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Email;Статус\na@x.example;Активный\nb@x.example;Отписан\n", encoding="utf-8")
    plan = plan_import(path)
    assert plan_import(path, kind=Kind.UNSUBSCRIBED, remembered=plan.mapping.named).mapping == plan.mapping
    assert plan_import(path, kind=Kind.CLIENTS).mapping.kind is Kind.CLIENTS


@pytest.mark.parametrize(
    ("headings", "cells", "export"),
    [
        ("Email Address|UNSUB_TIME|LEID", "a@x.example|2025|1", Export.MAILCHIMP),
        ("Email Address|CLEAN_TIME|LEID", "a@x.example|2025|1", Export.MAILCHIMP_CLEANED),
        ("email|email_status|email_add_time", "a@x.example|active|2025", Export.UNISENDER),
        ("uuid|email|name|attributes|status|created_at|updated_at", "1|a@x.example|A|{}|enabled||", Export.LISTMONK),
        ("Email|Status", "a@x.example|Unsubscribed", Export.SENDPULSE),
        ("Email|Phone|Статус", "a@x.example||Відключено модератором", Export.SENDPULSE),
        ("email|status|status_explain", "a@x.example|4|Unsubscribed by user", Export.SENDPULSE),
        ("E-mail|Причина отписки|Дата отписки", "a@x.example||", Export.SENDPULSE),
        ("Email|Reason|Added", "a@x.example|Mailings come too frequently|2025", Export.SENDPULSE),
        ("Email|Причина", "a@x.example|цена", None),
        ("Код|Email|Дата отписки", "1|a@x.example|2025-01-01", None),
        ("Email|Статус", "a@x.example|VIP", None),
        ("Код|Статус", "1|unsubscribed", None),
        ("Email|Имя", "a@x.example|Анна", None),
        ("Email|Status", "a@x.example", None),
    ],
)
def test_an_export_is_known_by_its_headings_or_its_statuses(headings: str, cells: str, export: Export | None) -> None:
    sample = [Row(line=2, cells=tuple(cells.split("|")))]
    assert find_export(tuple(headings.split("|")), sample) is export


def test_the_day_or_the_reason_of_unsubscribing_stops_whoever_has_one(store: Store, tmp_path: Path) -> None:
    left = "a@x.example;;;2025-01-02\nb@x.example;;;\nc@x.example;;You can’t send emails to this address;\n"
    report = taken(store, tmp_path / "a.csv", f"Email;Телефон;Статус;Дата отписки\n{left}")
    assert {row.address_key: row.reason for row in report.opt_outs} == {
        "a@x.example": "unsubscribed", "c@x.example": "dead",
    }  # fmt: skip
    text = "Email;Причина\na@x.example;Слишком частые рассылки\nb@x.example;Письма неинтересны\nd@x.example;\n"
    report = taken(store, tmp_path / "b.csv", text)
    assert [row.address_key for row in report.opt_outs] == ["a@x.example", "b@x.example"]
    report = taken(store, tmp_path / "c.csv", "Код;Email;Дата отписки\n1;a@x.example;2025-01-02\n2;e@x.example;\n")
    assert (report.kind, {row.address_key for row in report.opt_outs}) == (Kind.CLIENTS, {"a@x.example"})


def test_a_status_in_a_client_list_stops_those_who_left_and_nobody_else(store: Store, tmp_path: Path) -> None:
    rows = (
        "1;a@x.example;Київ;Активный\n2;b@x.example;Київ;Отписан\n3;c@x.example;;VIP\n4;d@x.example;;Жалоба на спам\n"
    )
    report = taken(store, tmp_path / "a.csv", f"Код;E-mail;Город;Статус\n{rows}")
    assert (report.kind, report.new) == (Kind.CLIENTS, 4)
    assert {row.address_key for row in report.opt_outs} == {"b@x.example", "d@x.example"}
    assert any("Статус" in warning for warning in report.warnings)


def test_a_status_counts_beside_a_column_of_wishes(store: Store, tmp_path: Path) -> None:
    text = "Код;Не писать;Отписан;Статус\n1;;;отписан\n2;да;;VIP\n3;нет;12.03;\n4;нет;0;VIP\n5;;;31.02\n"
    report = taken(store, tmp_path / "a.csv", text)
    assert [(row.client_id, row.said) for row in report.opt_outs] == [(1, "отписан"), (2, "да"), (3, "12.03")]


@pytest.mark.parametrize("text", ["Код;Статус\n1;VIP\n", "Код;Отписан;Статус\n1;да;VIP\n", "Код;Тип\n1;отписан\n"])
def test_a_status_that_says_nothing_of_the_kind_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert set(plan_import(path).mapping.unknown) & {"Статус", "Тип"}
