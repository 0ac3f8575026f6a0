"""What a person wrote, and every mistake in it at once, each with its place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from outreach.problems import Place, Problem, Severity, errors_in, nearest, pointed
from outreach.settings import Settings
from outreach.tomlfile import Document, check, parse_document, read_document

FILE = Path("config.toml")

WRONG = """time_zone = "Nowhere/Atall"
langage = "en"

[care]
hours = "9-17"
days = ["mon", "sonday"]
newsletter_months = 1
min_personal_facts = 1.5

[senders.anna]
name = { ru = "Анна", en = 7 }

[delivery]
retry_minutes = []
live = "yes"
security = "startls"
port = "x"
    per_hour = -1

[company]
name = 7
phones = "x"

[law]
date = "tomorrow"

[facts]
project = 3

[lapse]
multiplier = 0
gold_share = 2
floor_days = "many"
at_risk_multiplier = "much"
"""

FOUND = """config.toml:1:13 no time zone
config.toml:2:1 no key “langage” Did you mean “language”?
config.toml:5:9 hours look like
config.toml:6:16 “sonday” is not one of
config.toml:7:21 1 is out of range: it must be ≥ 3
config.toml:8:22 a whole number
config.toml:10:2 “post” is missing
config.toml:10:2 “email” is missing
config.toml:11:28 a text in quotes
config.toml:14:17 at least 1
config.toml:15:8 true or false
config.toml:16:12 “startls” is not one of: “starttls”, “tls”, “none”. Did you mean “starttls”?
config.toml:17:8 a whole number
config.toml:18:16 out of range: it must be ≥ 0
config.toml:21:8 a text in quotes
config.toml:22:10 a list in [square brackets]
config.toml:25:8 a date such as
config.toml:28:11 a table is expected
config.toml:31:14 out of range: it must be > 0
config.toml:32:14 out of range: it must be ≤ 1
config.toml:33:14 a whole number
config.toml:34:22 a number is expected
"""


def parsed(text: str) -> Document:
    document = parse_document(text, path=FILE)
    assert isinstance(document, Document), document
    return document


def test_every_mistake_is_found_at_once_and_where_it_stands() -> None:
    settings, problems = check(parsed(WRONG), Settings)
    assert settings is None
    for problem, line in zip(problems, FOUND.splitlines(), strict=True):
        place, _, words = line.partition(" ")
        assert str(problem.place) == place, problem
        for part in words.split(" Did you mean"):
            assert part.strip("? “”") in str(problem), (problem, part)


def test_a_problem_points_at_the_word() -> None:
    _, problems = check(parsed("[care]\n\thours = “x”\n".replace("“x”", '"x"')), Settings)
    assert pointed(problems[0]).splitlines()[1:] == ['    \thours = "x"', "    \t        ^^^"]
    bare = Problem(rule="T001", place=Place(file=FILE), text="no")
    assert pointed(bare) == str(bare) == "config.toml  T001  no"


def test_columns_count_characters_and_not_bytes() -> None:
    _, problems = check(parsed('[company]\nname = { ru = "Ромашка", en = 7 }\n'), Settings)
    assert [(one.place.line, one.place.column) for one in problems] == [(2, 31)]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a = \n", 1, 5), ("a = 1\na = 2\n", 2, 6), ("[a\n", 1, 3), ("a = 'x", 1, 7), ("", 0, 0)],
)
def test_what_is_no_toml_is_one_problem_at_its_place(text: str, line: int, column: int) -> None:
    found = parse_document(text, path=FILE)
    if not line:
        assert isinstance(found, Document)
        return
    assert isinstance(found, Problem)
    assert (found.rule, found.place.line) == ("T001", line)
    assert abs(found.place.column - column) <= 1


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    missing = read_document(tmp_path / "none.toml")
    assert isinstance(missing, Problem)
    (tmp_path / "bad.toml").write_bytes(b"a = '\xff'")
    bad = read_document(tmp_path / "bad.toml")
    assert isinstance(bad, Problem)
    assert "UTF-8" in bad.text
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    bom = read_document(tmp_path / "bom.toml")
    assert isinstance(bom, Document)
    assert bom.table == {"a": 1}
    assert bom.place(("a",)).source == "a = 1"


TABLES = """a = 1
"quoted key" = 2
x.y = { z = [10, 20] }
[[row]]
n = 1
[row.inner]
deep = "x"
[[row]]
n = 2 # a comment
list = [
  1, # one
  2,
]
[t."q.r"]
v = "some text"
"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("a",), 1, 5),
        (("quoted key",), 2, 16),
        (("x", "y", "z", 1), 3, 18),
        (("row", 0, "n"), 5, 5),
        (("row", 0, "inner", "deep"), 7, 8),
        (("row", 1, "n"), 9, 5),
        (("row", 1, "list", 1), 12, 3),
        (("row", 1, "list"), 10, 8),
        (("t", "q.r", "v"), 15, 5),
        (("t", "q.r", "missing"), 14, 2),
        (("nothing", "at", "all"), 0, 0),
    ],
)
def test_every_key_and_value_has_its_place(path: tuple[str | int, ...], line: int, column: int) -> None:
    place = parsed(TABLES).place(path)
    assert (place.line, place.column) == (line, column)


def test_a_place_inside_a_text() -> None:
    place = parsed(TABLES).place(("t", "q.r", "v"), offset=5, length=4)
    assert (place.source[place.column - 1 :][: place.length], place.length) == ("text", 4)
    assert parsed(TABLES).place(("a",), key=True).column == 1


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str = Field(alias="color", default="")
    size: int = 0


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inners: dict[str, Inner] = {}
    rows: list[Inner] = []
    either: Inner | str = ""
    plain: str = ""
    named: Inner | None = Field(alias="from", default=None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[inners.a]\nsise = 1", "size"),
        ("[[rows]]\ncolr = 'x'", "color"),
        ("[from]\nsise = 1", "size"),
        ("plian = 'x'", "plain"),
        ("zzz = 1", ""),
    ],
)
def test_an_unknown_key_is_told_what_it_may_have_meant(text: str, meant: str) -> None:
    _, (problem,) = check(parsed(text), Outer)
    assert "there is no key" in problem.text
    assert (f"“{meant}”" in problem.mend) is bool(meant)


def test_what_is_right_has_no_problems() -> None:
    settings, problems = check(parsed('[care]\nhours = "10:00-11:00"'), Settings)
    assert settings is not None
    assert (settings.care.hours, problems) == ("10:00-11:00", ())


@pytest.mark.parametrize("hours", ["17:30-09:30", "09:30-09:30", "24:00-25:00"])
def test_hours_run_forwards(hours: str) -> None:
    settings, problems = check(parsed(f'[care]\nhours = "{hours}"'), Settings)
    assert settings is None
    assert "09:30-17:30" in problems[0].text


@given(st.text(max_size=60))
def test_whatever_is_written_there_is_an_answer(text: str) -> None:
    found = parse_document(text, path=FILE)
    if isinstance(found, Document):
        _, problems = check(found, Settings)
        assert all(str(problem) for problem in problems)


_keys = st.text(st.sampled_from("abcä \"'.#"), min_size=1, max_size=4)
_leaves = st.one_of(st.integers(-9, 9), st.booleans(), st.text(st.sampled_from("xy ä"), max_size=5))
_trees = st.recursive(_leaves, lambda inner: st.dictionaries(_keys, inner, max_size=3) | st.lists(inner, max_size=3))


def written(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else quoted(value)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.dictionaries(_keys, _trees, max_size=4))
def test_the_place_of_a_value_is_where_it_was_written(table: dict[str, Any]) -> None:
    lines = [f"{quoted(key)} = {written(value)}" for key, value in table.items()]
    document = parsed("\n".join(lines) + "\n")
    assert document.table == table
    for number, (key, value) in enumerate(table.items(), start=1):
        place = document.place((key,))
        assert (place.line, place.source[place.column - 1 :].rstrip()) == (number, written(value))


def test_errors_are_told_from_warnings_and_words_from_strangers() -> None:
    error = Problem(rule="X", place=Place(file=FILE, line=3, column=4), text="wrong", mend="Mend it.")
    warning = Problem(rule="X", place=Place(file=FILE), text="odd", severity=Severity.WARNING)
    assert errors_in([error, warning]) == (error,)
    assert str(error) == "config.toml:3:4  X  wrong. Mend it."
    assert nearest("managr", ["manager", "director"]) == "manager"
    assert nearest("zzz", ["manager"]) is None
