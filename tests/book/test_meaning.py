"""Words that the book does not know are proposed one that it does; nothing is replaced by itself."""

from pathlib import Path

import pytest

from outreach.book.headings import Column
from outreach.book.meaning import unknown_words
from outreach.book.plan import plan_import
from outreach.book.saved import Saved, Word, is_rejects, read_saved, write_saved
from outreach.errors import FilesAreWrong

CLIENTS = """Код;Отрасль;Регион;Причина ухода
1;стоматология;Киевская обл.;дорого
2;стоматология;Киевская область;дороговато
3;Медицина;;ушли в закат
4;строительсво;;
5;;;
"""


def unknown(text: str, folder: Path, known: dict[Column, tuple[str, ...]]) -> list[tuple[str, str, int, str]]:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    plan = plan_import(path)
    found = unknown_words(plan.rows(), plan.mapping, headings=plan.headings, known=known)
    return [(word.column, word.text, word.count, word.proposal) for word in found]


def test_a_word_is_proposed_what_the_book_knows(tmp_path: Path) -> None:
    known = {Column.INDUSTRY: ("медицина", "строительство"), Column.TERRITORY: ("Киевская область",)}
    assert unknown(CLIENTS, tmp_path, known) == [
        ("industry", "стоматология", 2, "медицина"),
        ("industry", "строительсво", 1, "строительство"),
        ("reason", "дороговато", 1, "price"),
        ("reason", "ушли в закат", 1, ""),
        ("territory", "Киевская обл.", 1, "Киевская область"),
    ]


@pytest.mark.parametrize(
    ("word", "known", "proposal"),
    [
        ("стоматология", (), "medicine"),
        ("стоматология", ("dental", "medicine"), "dental"),
        ("зубная клиника", ("medicine",), "medicine"),
        ("IT", ("law",), "it"),
        ("Услуги: юристы", ("право",), "право"),
        ("сметана", ("law",), ""),
        ("итальянский", ("it",), ""),
        ("medicin", ("medicine",), "medicine"),
    ],
)
def test_kindred_words_are_told_by_their_beginnings(
    tmp_path: Path, word: str, known: tuple[str, ...], proposal: str
) -> None:
    found = unknown(f"Код;Отрасль\n1;{word}\n", tmp_path, {Column.INDUSTRY: known})
    assert found == [("industry", word, 1, proposal)]


def test_a_column_with_thousands_of_words_is_no_list_of_words(tmp_path: Path) -> None:
    many = "".join(f"{n};слово {n}\n" for n in range(2_100))
    assert unknown(f"Код;Отрасль\n{many}", tmp_path, {}) == []
    assert unknown(f"Код;Отрасль\n1;{'ы' * 61}\n", tmp_path, {}) == []


def test_a_file_without_such_columns_asks_nothing(tmp_path: Path) -> None:
    assert unknown("Код;ФИО\n1;Анна\n", tmp_path, {}) == []


def test_what_was_said_is_kept_with_its_count_and_read_as_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(CLIENTS, encoding="utf-8")
    place = tmp_path / "mappings" / "list.toml"
    words = (Word(column=Column.INDUSTRY, text="Стоматология", meant="medicine", count=2),)
    write_saved(place, plan_import(path).mapping, saved=Saved(sheet="2", words=words))
    assert '"Стоматология" = "medicine"  # 2 rows' in place.read_text(encoding="utf-8")
    saved = read_saved(place)
    assert saved is not None
    assert (saved.sheet, [word.meant for word in saved.words]) == ("2", ["medicine"])
    plan = plan_import(path, remembered=saved.columns, values=saved.values)
    assert [row.cells[1] for row in plan.rows()] == ["medicine", "medicine", "Медицина", "строительсво", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("values = 3\n", "a table is expected"),
        ('[values.industri]\n"a" = "b"\n', "is not one of: industry"),
        ('[values.industry]\n"a" = 3\n', "a table is expected"),
        ("[values]\nindustry = 3\n", "a table is expected"),
        ("sheet = 2\n", "a text in quotes is expected"),
    ],
)
def test_a_mistake_in_saved_words_is_pointed_at(tmp_path: Path, text: str, said: str) -> None:
    place = tmp_path / "list.toml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(FilesAreWrong) as wrong:
        read_saved(place)
    assert said in str(wrong.value)


def test_our_own_file_of_refused_rows_is_known_by_its_name() -> None:
    assert is_rejects(Path("list.rejects.xlsx"))
    assert not is_rejects(Path("list.xlsx"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("хамство менеджера", "service"), ("ушли за менеджером", "followed_manager"),
        ("долго везли", "late_delivery"), ("слишком дорого", "price"), ("долго не отвечали", "unanswered"),
        ("late deliverys", "late_delivery"), ("чудеса", ""),
    ],
)  # fmt: skip
def test_why_somebody_left_is_proposed_by_how_people_say_it(tmp_path: Path, said: str, meant: str) -> None:
    assert unknown(f"Код;Причина\n1;{said}\n", tmp_path, {}) == [("reason", said, 1, meant)]
