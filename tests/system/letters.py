"""A firm with five clients whose letters travel through the real Postfix: its folder, and words for the tests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, select

from outreach.firm import open_firm
from outreach.outbox.records import letter_message
from outreach.store import tables
from tests.cli.shop import Said, Shop
from tests.system.servers import MailServers

PLANNED = "2025-10-01T05:00"  # a public holiday in Ukraine: letters leave on the next day
AFTERNOON = "2025-10-02T14:15"  # every letter of the day is due, and the hours are not over
EVENING = "2025-10-02T20:00"
CAMPAIGN = "what-is-better"

_CLIENTS = """\
Код;ФИО;Фамилия;Имя;Пол;Компания;E-mail;Язык;Страна;Город;Менеджер;Основание
1;Дубровская Анна Петровна;;;;Клиника «Маяк»;anna@strict.example;ru;UA;Киев;olena;contract
2;Ковальчук Богдан Андрійович;;;;Ліцей «Світанок»;bohdan@strict.example;uk;UA;Київ;maksym;contract
3;;Whitaker;Jane;f;Harbour Café;jane@lenient.example;en;UA;Kyiv;olena;contract
4;Соколова Ирина Львовна;;;;Библиотека «Компас»;gone@strict.example;ru;UA;Киев;maksym;contract
5;Мельник Тарас Олегович;;;;Кав’ярня «Веселка»;vanished@lenient.example;uk;UA;Київ;olena;contract
"""
_ORDERS = "Код клиента;Дата;Сумма;Валюта\n" + "".join(
    f"{client};{day};500,00;EUR\n" for client in range(1, 6) for day in ("12.02.2024", "20.05.2024", "02.09.2024")
)
_NEWS = """
title = "What we have put right"
kind = "newsletter"
template = "newsletters/improvements"
from = "new manager"
[who]
lost = true
[when]
every = "quarter"
spread_days = 1
"""
_TRACE = re.compile(rb"(?:Return-Path|X-Original-To|Delivered-To|Received|Date):.*\r\n(?:[ \t].*\r\n)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The firm's folder with its command line."""

    shop: Shop

    def run(self, *words: str, now: str = PLANNED) -> Said:
        said = self.shop.run(*words, now=now)
        assert said.code == 0, said
        return said

    def rows(self) -> dict[str, Any]:
        """By address: the row of the letter."""
        return {row.email: row for row in self._all(select(tables.letters))}

    def states(self) -> dict[str, str]:
        return {email.partition("@")[0]: row.state.value for email, row in self.rows().items()}

    def approved(self, letter_id: int) -> bytes:
        """The bytes that a person let go."""
        firm = open_firm(self.shop.folder / "config.toml")
        with firm.store.read() as connection:
            message = letter_message(connection, letter_id)
        firm.store.close()
        assert message is not None
        return message

    def came_back(self) -> list[tuple[str, str, int | None]]:
        """Read just now: of each message its kind, what it brought about, and whom it is about."""
        self.run("inbox", "--new", now=EVENING)
        table = tables.incoming
        found = self._all(select(table.c.kind, table.c.effect, table.c.client_id).order_by(table.c.id))
        return [(row.kind.value, row.effect.value, row.client_id) for row in found]

    def story(self, client_id: int) -> list[str]:
        """What happened to a client, by event."""
        journal = tables.journal
        query = select(journal.c.event).where(journal.c.client_id == client_id).order_by(journal.c.id)
        return [row.event.value for row in self._all(query)]

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        firm = open_firm(self.shop.folder / "config.toml")
        with firm.store.read() as connection:
            found = connection.execute(query).all()
        firm.store.close()
        return found


def firm_towards(folder: Path, servers: MailServers, *, security: str = "none", host: str = "127.0.0.1") -> Letters:
    """Live towards the Postfix; its letters are planned, written and approved, and none has left."""
    letters = small_firm(
        folder,
        ('basis      = ""', 'basis = "contract"\ndate = 2025-09-01'),
        ('decided_by = ""', 'decided_by = "Daryna Levytska"'),
        ('maildir = "inbox"', f'maildir = "{servers.firm_inbox}"'),
        ("[law]", f'[delivery]\nlive = true\nhost = "{host}"\nport = {servers.smtp}\nsecurity = "{security}"\n[law]'),
    )
    letters.run("inbox", "--new", now=AFTERNOON)
    return letters


def small_firm(folder: Path, *changes: tuple[str, str]) -> Letters:
    """The folder that `init` makes, with these changes of config.toml, five clients and their approved letters."""
    letters = Letters(shop=Shop(folder=folder))
    assert letters.shop.run("init", str(folder)).code == 0
    for file in (folder / "campaigns").glob("*.toml"):
        file.unlink()
    letters.shop.write(f"campaigns/{CAMPAIGN}.toml", _NEWS)
    letters.shop.write("clients.csv", _CLIENTS)
    letters.shop.write("orders.csv", _ORDERS)
    config = (folder / "config.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in config
        config = config.replace(old, new)
    letters.shop.write("config.toml", config)
    for name in ("clients", "orders"):
        letters.run("import", str(folder / f"{name}.csv"), "--yes")
    letters.run("approve", CAMPAIGN, "--yes")
    return letters


def without_trace(message: bytes) -> bytes:
    """As it was before servers wrote their lines and the sender his date."""
    head, gap, body = message.partition(b"\r\n\r\n")
    return _TRACE.sub(b"", head + b"\r\n")[:-2] + gap + body


def header(message: bytes, name: str) -> str:
    return str(message_from_bytes(message)[name])
