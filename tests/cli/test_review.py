"""The screens of `outreach review`: what waits, and doubtful names mended in a sheet."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shop import Shop

BOOK = """code,name,email,language,country
901,Иванов Николай Сергеевич,a@x.example,uk,UA
902,Ткаченко Николай Иванович,b@x.example,uk,UA
903,Anna Petrova,=c@x.example,ru,RU
904,Анна,d@x.example,ru,RU
905,test,e@x.example,ru,RU
906,Белова Зоя Ивановна,f@x.example,,
907,Иванова Анна Петровна,sergey.petrov@x.example,ru,RU
908,ИП Белов Иван Ильич,g@x.example,ru,RU
909,Bdfyjd Bdfy Bkmbx,h@x.example,,RU
910,Xyl Smythe,i@x.example,,RU
911,John Smith,j@x.example,,
"""


@pytest.fixture
def doubtful(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(shop.folder)
    said = shop.run("import", str(shop.write("more.csv", BOOK)), "--yes")
    assert said.code == 0, said.err
    return shop


def numbers(shop: Shop) -> dict[str, int]:
    return {one["code"]: one["client"] for one in shop.run("review", "--names", "--json").json}


def reasons(shop: Shop) -> dict[str, str]:
    return {one["code"]: one["reason"] for one in shop.run("review", "--names", "--json").json}


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def test_everybody_whom_no_letter_could_address_is_listed_with_what_is_proposed(doubtful: Shop) -> None:
    found = {one["code"]: one for one in doubtful.run("review", "--names", "--json").json}
    assert found["901"]["proposed"] == {
        "family_name": "Иванов", "given_name": "Микола", "patronymic": "Сергійович",
    }  # fmt: skip
    assert {code: one["reason"] for code, one in found.items() if "901" <= code <= "908"} == {
        "901": "name.other-language", "902": "name.other-language", "903": "name.script-mismatch",
        "904": "name.unsplit", "905": "name.junk", "906": "language.unknown", "907": "name.address-disagrees",
        "908": "name.company",
    }  # fmt: skip
    assert [found[code]["reason"] for code in ("909", "910", "911")] == [
        "name.junk", "language.unknown", "language.unknown",
    ]  # fmt: skip
    assert found["909"]["proposed"] == {
        "language": "ru", "family_name": "Иванов", "given_name": "Иван", "patronymic": "Ильич",
    }  # fmt: skip
    assert found["910"]["proposed"] == found["911"]["proposed"] == {}
    assert found["905"]["proposed"] == {}
    assert found["906"]["proposed"] == {"language": "ru"}


def test_the_same_mend_for_many_is_one_line(doubtful: Shop) -> None:
    said = doubtful.run("review", "--names", "--first", "1", width=140)
    assert "Николай" in said.out
    assert "Микола" in said.out
    assert "--first 5 shows them" in said.err
    assert "language.unknown" in said.out, "reasons are counted"


@pytest.mark.parametrize("file", ["names.csv", "names.xlsx"])
def test_a_sheet_that_came_back_is_taken_at_a_persons_word(doubtful: Shop, file: str) -> None:
    before = reasons(doubtful)
    written = doubtful.run("review", "--to", file)
    assert file in written.out
    if file.endswith(".csv"):
        assert {row["code"]: row["reason"] for row in rows_of(doubtful.folder / file)} == before
    assert doubtful.run("review", "--from", file).code == 1, "nobody has confirmed it"
    assert reasons(doubtful) == before
    taken = doubtful.run("review", "--from", file, "--yes")
    assert taken.code == 0
    after = reasons(doubtful)
    assert set(before) - set(after) >= {"901", "902", "904", "906", "908"}
    assert after["905"] == "name.junk"
    page = doubtful.run("clients", "show", "901").out
    assert "Шановний Миколо Сергійовичу" in page


def test_what_the_person_corrected_holds(doubtful: Shop) -> None:
    doubtful.run("review", "--to", "names.csv")
    path = doubtful.folder / "names.csv"
    rows = list(rows_of(path))
    kept = [row for row in rows if row["code"] in {"901", "907"}]
    kept[0]["given_name"] = "Миколай"
    kept[0]["vocative"] = "Миколаю Сергійовичу"
    kept[1]["vocative"] = "Анна Петровна"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    said = doubtful.run("review", "--from", "names.csv", "--yes")
    assert "2 clients were changed" in said.err
    assert "Шановний Миколаю Сергійовичу" in doubtful.run("clients", "show", "901").out
    assert "902" in reasons(doubtful), "a row that was deleted is left out"
    assert "907" not in reasons(doubtful)
    assert "Nothing was to be changed" in doubtful.run("review", "--from", "names.csv", "--yes").err


def test_a_sheet_cannot_reckon(doubtful: Shop) -> None:
    doubtful.run("clients", "set", "904", "name==1+1")
    doubtful.run("review", "--to", "names.csv")
    assert {row["code"]: row["as given"] for row in rows_of(doubtful.folder / "names.csv")}["904"] == "'=1+1"
    assert doubtful.run("review", "--from", "names.csv", "--yes").code == 0


def test_a_row_about_another_name_than_the_present_one_is_left_out(doubtful: Shop) -> None:
    doubtful.run("review", "--to", "names.csv")
    number = numbers(doubtful)["904"]
    doubtful.run("clients", "set", "904", "name=Вера")
    said = doubtful.run("review", "--from", "names.csv", "--yes")
    assert "1 row is about another name" in said.err
    assert numbers(doubtful)["904"] == number


@pytest.mark.parametrize(("text", "told"), [
    ("client,as given,gender\nx,Анна,f\n", "no number of a client"),
    ("client,as given,gender\n1,Анна,perhaps\n", "perhaps"),
    ("client,gender\n1,f\n", "no column “as given”"),
])  # fmt: skip
def test_a_sheet_that_means_nothing_is_refused_whole(doubtful: Shop, text: str, told: str) -> None:
    (doubtful.folder / "names.csv").write_text(text, encoding="utf-8")
    said = doubtful.run("review", "--from", "names.csv", "--yes")
    assert said.code == 3
    assert told in said.err
    assert "B020" in said.err


def test_one_way_at_a_time(doubtful: Shop) -> None:
    assert doubtful.run("review", "--from", "a.csv", "--to", "b.csv").code == 2


def test_who_waits_for_a_name_has_the_command_that_mends_it(shop: Shop) -> None:
    shop.run("clients", "set", "#7", "given_name=Николай", "patronymic=Сергеевич")
    shop.run("plan", "birthday")
    said = shop.run("review", width=250)
    assert 'outreach clients set 7 "given_name=Микола" "patronymic=Сергійович"' in said.out
    waits = {one["client"]: one["proposed"] for one in shop.run("review", "--json").json}
    assert waits[7] == {"given_name": "Микола", "patronymic": "Сергійович"}
