"""Files of rows: what they are written in, and which are refused because rows of them would be lost."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.book.table import Table, open_table
from outreach.errors import FilesAreWrong
from outreach.problems import Problem

UKRAINIAN = """Клієнт;Місто;Пошта
Іваненко Їжак;Київ;a@x.ua
Петренко Ґалаган;Львів;b@x.ua
Євген Шевченко;Одеса;c@x.ua
"""
RUSSIAN = "Фамилия;Имя;Город\nИванова;Анна;Москва\nПетров;Борис;Тверь\nСидоров;Глеб;Псков\nЩукина;Вера;Орёл\n"


def written(folder: Path, content: bytes | str) -> Path:
    path = folder / "clients.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


def refusal(path: Path, **more: str) -> Problem:
    with pytest.raises(FilesAreWrong) as refused:
        open_table(path, **more)
    (problem,) = refused.value.problems
    return problem


ANY = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-u", "mac_cyrillic")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, each) for text in (UKRAINIAN, RUSSIAN) for each in ANY] + [(RUSSIAN, "koi8-r"), (RUSSIAN, "cp866")],
)
def test_every_likely_encoding_is_recognised(tmp_path: Path, text: str, encoding: str) -> None:
    table = open_table(written(tmp_path, text.replace("\n", "\r\n").encode(encoding)))
    assert [table.headings, *cells(table)] == [tuple(line.split(";")) for line in text.splitlines()]


def test_utf16_without_its_sign_is_not_taken_for_utf8(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "Name,E-mail\nAnna,a@x.ua\n".encode("utf-16-le")))
    assert table.headings == ("Name", "E-mail")
    assert table.guessed


def test_a_nul_is_refused_with_its_line(tmp_path: Path) -> None:
    problem = refusal(written(tmp_path, b"Name,City\nAnna,Kyiv\nBo\0ris,Lviv\n"))
    assert (problem.place.line, "NUL" in problem.text) == (3, True)


def test_a_nul_far_down_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = ["Name,City", *["Anna,Kyiv"] * 20_000, "Bo\0ris,Lviv"]
    assert refusal(written(tmp_path, "\n".join(lines))).place.line == 20_002


def test_a_damaged_letter_in_utf8_is_refused_and_not_taken_for_a_code_page(tmp_path: Path) -> None:
    content = bytearray((RUSSIAN * 20).encode())
    content[len(content) // 2 :] = content[len(content) // 2 :].replace("Ё".lower().encode(), b"\xd1\n", 1)
    problem = refusal(written(tmp_path, bytes(content)))
    assert problem.rule == "B001"
    assert problem.place.line > 1


def test_a_letter_cut_in_two_at_the_end_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, RUSSIAN.encode()[:-2])).rule == "B001"


def test_an_encoding_that_is_named_is_believed_or_refused(tmp_path: Path) -> None:
    path = written(tmp_path, RUSSIAN.encode("cp866"))
    assert cells(open_table(path, encoding="cp866"))[0] == ("Иванова", "Анна", "Москва")
    assert "no encoding" in refusal(path, encoding="cp9999").text
    assert refusal(path, encoding="utf-8").place.line == 1
    odd = written(tmp_path, "Имя\n".encode("utf-16-le") + b"\0")
    assert refusal(odd, encoding="utf-16-le").rule == "B001"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, mark: str) -> None:
    rows = [("Name", "Amount", "Note"), ("Anna", "12 345,67", "a; b; c"), ("Boris", "1,5", "x\ty")]
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(rows)
    table = open_table(written(tmp_path, text.getvalue()))
    assert (table.delimiter, cells(table)) == (mark, list(rows[1:]))


def test_a_delimiter_that_is_named_wins(tmp_path: Path) -> None:
    assert open_table(written(tmp_path, "a|b\n1|2\n"), delimiter="|").headings == ("a", "b")


def test_excels_own_word_for_the_delimiter_is_heard(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "sep=;\nName;City\nAnna, B;Kyiv\n"))
    assert (table.headings, cells(table)) == (("Name", "City"), [("Anna, B", "Kyiv")])


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert cells(open_table(written(tmp_path, "E-mail\na@x.ua\n"))) == [("a@x.ua",)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way_and_empty_ones_are_passed_over(tmp_path: Path, end: str) -> None:
    table = open_table(written(tmp_path, end.join(["", "Name,City", "Anna,Kyiv", ",", "", " Boris ,Lviv"])))
    assert [(row.line, row.cells) for row in table.rows()] == [(3, ("Anna", "Kyiv")), (6, ("Boris", "Lviv"))]


def test_an_unclosed_quote_swallows_nothing_unseen(tmp_path: Path) -> None:
    """The measured trap: a thousand rows became eleven."""
    lines = ["Name,City", *[f"Client {n},Kyiv" for n in range(1000)]]
    lines[10] = '"Client 9,Kyiv'
    lines[990] = 'Client 989,"Kyiv"'
    problem = refusal(written(tmp_path, "\n".join(lines)))
    assert problem.place.line == 11
    lines[990] = 'Client 989",Kyiv'
    assert refusal(written(tmp_path, "\n".join(lines))).place.line == 11


def test_an_unclosed_quote_in_the_last_row_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, 'Name,City\nAnna,Kyiv\nBoris,"Lviv\n')).place.line == 3


def test_a_quote_that_closes_too_soon_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, 'Name,City\n"Firm "Daisy"",Kyiv\n')).place.line == 2


def test_a_note_of_several_lines_is_kept(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, 'Name,City,Note\nAnna,Kyiv,"calls\nat noon"\nBoris,Lviv,\n'))
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(2, "Anna"), (4, "Boris")]
    assert cells(table)[0][2] == "calls\nat noon"


def test_a_row_over_lines_with_too_few_cells_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, 'Name,City,Note\nAnna,"calls\nat noon"\n')).place.line == 2


def test_a_last_row_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    problem = refusal(written(tmp_path, "Name,City,Post\nAnna,Kyiv,chief\nBoris,Lv"))
    assert (problem.rule, problem.place.line) == ("B004", 3)


def test_a_short_row_that_ends_its_line_is_a_matter_of_that_row(tmp_path: Path) -> None:
    assert cells(open_table(written(tmp_path, "Name,City\nAnna\n"))) == [("Anna",)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Name,Name\n1,2\n", "B005"),
        ("E-mail,e-MAIL \n1,2\n", "B005"),
        ("\n \n", "B003"),
        ("", "B003"),
        ("Name,City\n" + "x" * 131_073 + ",Kyiv\n", "B007"),
        ("Name,City\n" + "x" * 600_000 + ",Kyiv\n", "B007"),
    ],
)
def test_what_cannot_be_a_table_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    assert refusal(written(tmp_path, text)).rule == rule


def test_a_file_that_is_not_there_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").rule == "B002"


def test_empty_headings_at_the_end_are_no_columns(tmp_path: Path) -> None:
    assert open_table(written(tmp_path, "Name,City,,\nAnna,Kyiv,,\n")).headings == ("Name", "City")


def test_a_cell_guarded_against_formulas_is_read_as_it_was(tmp_path: Path) -> None:
    assert cells(open_table(written(tmp_path, "Name,Phone\nO'Neil,'+380 44\n"))) == [("O'Neil", "+380 44")]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = written(tmp_path, "Name,City\n" + "".join(f"Client number {n},Kyiv\n" for n in range(rows)))
        tracemalloc.start()
        for _ in open_table(path).rows():
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(30_000) < 1.5 * peak(10_000) + 200_000


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
names = texts.filter(str.strip)  # rows without one may be the rows of an outline, under the name above them


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(names, texts, texts), min_size=1, max_size=8), mark=st.sampled_from(",;\t"))
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], mark: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([("Name", "City", "Note"), *rows])
    table = open_table(written(tmp_path_factory.mktemp("t"), text.getvalue()), encoding="utf-8", delimiter=mark)
    wanted = [tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row)]
    found = [tuple(cell for cell in row) for row in cells(table)]
    unguarded = [tuple(cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell for cell in row) for row in wanted]
    assert found == unguarded
