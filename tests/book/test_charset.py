"""Which characters a file is written in: a table of texts and charsets that must be guessed right, short ones too."""

from pathlib import Path

import pytest

from outreach.book.charset import Charset, find_charset
from outreach.book.letters import likeness

CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859_5", "mac_cyrillic", "cp1125")
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
TEXTS = (
    "Клієнт;Місто\nЇжак;Київ\n",
    "Имя;Город\nАнна;Москва\n",
    "ФИО\nИванова Анна\n",
    "Анна\n",
    "Код;Сумма\n1;5 грн\n",
    "ИМЯ;ГОРОД\nАННА;ТВЕРЬ\n",
    "имя;сумма\nанна;5\n",
    "Пошта;Ім'я\na@x.ua;Євген Ґалаган\n",
    "E-mail;Имя\na@x.ru;Щёкин Пётр\n",
    "Компания\nООО «Рога и копыта»\n",
    "Ель;Ёж\nюг;эхо\n",
    "Отрасль\nстоматология\n",
    "Причина\nціна\n",
    "Заметка\nзвонить после обеда, просил не писать; переехал в Тверь\n",
    "Да\nнет\n",
    "Ія;Яя\n",
    "name,note\nBob,Договор № 5\n",
)


def cases() -> list[tuple[str, str]]:
    """Every text in every charset that has all its letters."""
    found = []
    for text in TEXTS:
        for charset in (*UNICODE, *CYRILLIC):
            try:
                whole = text.encode(charset).decode(charset).removeprefix("\ufeff") == text
            except UnicodeEncodeError:
                continue
            if whole:
                found.append((text, charset))
    return found


@pytest.mark.parametrize(("text", "charset"), [*cases(), ("Name;City\nMüller;Köln\nJosé;Málaga\n", "cp1252")])
def test_a_charset_is_told_by_the_letters_it_makes(tmp_path: Path, text: str, charset: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(charset))
    found = find_charset(path)
    assert isinstance(found, Charset)
    assert path.read_text(encoding=found.codec).removeprefix("\ufeff") == text
    assert found.guessed is (charset not in {"utf-8", "utf-8-sig", "utf-16", "utf-32"})


def test_the_table_has_every_likely_charset() -> None:
    assert {charset for _, charset in cases()} == {*UNICODE, *CYRILLIC}


@pytest.mark.parametrize(("right", "wrong"), [("Иванов", "иВАНОВ"), ("Анна", "Aннa"), ("мышь", "ьмыш"), ("юг", "╬│")])
def test_a_word_that_no_language_has_is_unlikely(right: str, wrong: str) -> None:
    assert likeness(right.encode(), "utf-8") > likeness(wrong.encode(), "utf-8")


def test_one_damaged_byte_does_not_hide_the_page() -> None:
    damaged = "Москва, Тверь".encode("cp1251") + b"\x98"
    assert max(("cp1251", "koi8_u", "cp866"), key=lambda page: likeness(damaged, page)) == "cp1251"
