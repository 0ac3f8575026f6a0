"""A [who] table becomes a segment, or everything that is wrong with it at its place; never more people than meant."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from outreach.problems import Problem, pointed
from outreach.segment.saved import read_saved
from outreach.segment.syntax import NotUnderstood
from outreach.segment.who import NOBODY, FieldTest, Segment, places_in, read_who, segment_of, size_of
from outreach.tomlfile import Document, parse_document

LOST_GOLD = Segment(name="lost-gold", where="lost and tier = 'gold'")
SAVED = {"lost-gold": LOST_GOLD}


def read(text: str) -> tuple[Segment, tuple[Problem, ...]]:
    document = parse_document("[who]\n" + text, path=Path("campaigns/c.toml"))
    assert isinstance(document, Document)
    return read_who(document.table["who"], place_of=places_in(document, ("who",)), saved=SAVED)


def at(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """Rule and the characters underlined."""
    return [(p.rule, p.place.source[p.place.column - 1 : p.place.column - 1 + p.place.length]) for p in problems]


def test_a_table_is_fields_and_a_condition() -> None:
    """[who]
    lost     = true
    tier     = ["gold", "silver"]
    revenue  = 1000.50
    orders   = 3
    birthday = 1980-02-29
    where    = "days_since(last_letter) > 60"
    segment  = "lost-gold"
    exclude  = ["lost-gold"]
    limit    = 10
    order_by = "revenue desc"
    """
    segment, problems = read(str(test_a_table_is_fields_and_a_condition.__doc__).removeprefix("[who]\n"))
    assert problems == ()
    assert segment == Segment(
        fields=(
            FieldTest(name="lost", values=(True,)),
            FieldTest(name="tier", values=("gold", "silver")),
            FieldTest(name="revenue", values=(Decimal("1000.5"),)),
            FieldTest(name="orders", values=(3,)),
            FieldTest(name="birthday", values=(date(1980, 2, 29),)),
        ),
        where="days_since(last_letter) > 60",
        segment=(LOST_GOLD,),
        exclude=(LOST_GOLD,),
        limit=10,
        order_by="revenue desc",
    )


def test_nothing_said_is_everybody() -> None:
    assert read("") == (Segment(), ())
    assert read("where = ' '\norder_by = ''") == (Segment(), ())


def test_every_mistake_is_told_at_its_place() -> None:
    text = """
    teir     = "gold"
    tier     = ["gold", "sliver"]
    orders   = "three"
    city     = []
    lost     = 1
    revenue  = 0.001
    birthday = 1980-02-29T10:00:00
    country  = { a = 1 }
    rival    = [1]
    potential = inf
    phone    = "x"
    where    = "lost and losst and orders = 'x'"
    segment  = "lost-glod"
    exclude  = ["lost-gold", "nothing-like-it"]
    order_by = "city"
    """
    segment, problems = read(text)
    assert segment is NOBODY
    assert at(problems) == [
        ("L010", "teir"),
        ("L011", '"sliver"'),
        ("L011", '"three"'),
        ("L011", "[]"),
        ("L011", "1"),
        ("L011", "0.001"),
        ("L011", "1980-02-29T10:00:00"),
        ("L011", "{ a = 1 }"),
        ("L011", "1"),
        ("L011", "inf"),
        ("L010", "phone"),
        ("L010", "losst"),
        ("L011", "'x'"),
        ("L013", '"lost-glod"'),
        ("L013", '"nothing-like-it"'),
        ("L011", "city"),
    ]
    assert "Did you mean “tier”?" in str(problems[0])
    assert "Did you mean “silver”?" in str(problems[1])
    assert "Did you mean “lost-gold”?" in str(problems[13])


def test_the_caret_stands_under_the_word_of_the_condition() -> None:
    _, problems = read("where = \"lost and teir = 'gold'\"")
    assert pointed(problems[0]).splitlines()[-2:] == [
        "    where = \"lost and teir = 'gold'\"",
        "                      ^^^^",
    ]


def test_keys_that_are_no_fields_have_kinds_of_their_own() -> None:
    segment, problems = read('limit = 0\nwhere = 3\nsegment = [1]\norder_by = "revenue sideways"\nexclude = true')
    assert segment is NOBODY
    assert sorted(at(problems)) == [
        ("L011", "0"), ("L011", "3"), ("L011", "[1]"), ("L011", "sideways"), ("L011", "true"),
    ]  # fmt: skip


def test_ordering_by_what_is_no_field_is_a_mistake() -> None:
    _, problems = read('order_by = "revenu"')
    assert at(problems) == [("L010", "revenu")]


def test_a_limit_needs_an_order() -> None:
    segment, problems = read("lost = true\nlimit = 10")
    assert segment is NOBODY
    assert at(problems) == [("L011", "10")]
    assert "order_by" in problems[0].mend


def test_order_and_limit_may_stand_in_the_condition() -> None:
    segment, problems = read('where = "(lost or at_risk) order by spent(365) desc limit 7"')
    assert problems == ()
    assert segment == Segment(where="(lost or at_risk)", order_by="spent(365) desc", limit=7)
    assert read('where = "order by revenue"\nlimit = 3') == (Segment(order_by="revenue", limit=3), ())


def test_order_and_limit_are_said_once() -> None:
    _, problems = read('where = "lost order by revenue limit 7"\norder_by = "id"\nlimit = 9')
    assert at(problems) == [("L011", "9"), ("L011", '"id"')]


def test_a_condition_may_name_saved_segments() -> None:
    segment, problems = read("where = \"in segment 'lost-gold' and not in segment 'lost-gold' or lost\"")
    assert problems == ()
    assert segment.mentioned == (LOST_GOLD,)
    wrong, problems = read("where = \"lost and in segment 'lost-glod'\"")
    assert wrong is NOBODY
    assert at(problems) == [("L013", "'lost-glod'")]
    assert problems[0].mend == "Did you mean “lost-gold”?"


def test_a_segment_that_was_never_looked_up_does_not_widen_the_audience() -> None:
    with pytest.raises(NotUnderstood, match="there is no saved segment “x”"):
        segment_of("lost or in segment 'x'")


def test_a_list_has_an_end() -> None:
    _, problems = read(f"id = {list(range(1_001))}")
    assert "at most 1000" in problems[0].text


def test_a_text_that_no_database_holds_is_a_mistake() -> None:
    _, problems = read('city = "a\\u0000b"')
    assert [problem.rule for problem in problems] == ["L011"]


def test_to_leave_out_a_broken_segment_is_a_mistake_too() -> None:
    """Else a slip in a saved segment would write to those it was to protect."""
    document = parse_document('exclude = "broken"', path=Path("c.toml"))
    assert isinstance(document, Document)
    segment, problems = read_who(document.table, place_of=places_in(document), saved={"broken": NOBODY})
    assert segment is NOBODY
    assert "mistakes of its own" in problems[0].text


def test_what_is_mentioned_is_remembered_but_is_no_part_of_the_segment() -> None:
    segment, _ = read(
        'industry = ["medicine", "dental"]\ntier = "gold"\n'
        "where = \"city = 'Kyiv' and not has('trait') and rival like 'a%' and answered\""
    )
    assert [(mention.name, mention.value) for mention in segment.mentions] == [
        ("industry", "medicine"), ("industry", "dental"), ("city", "Kyiv"), ("has", "trait"),
    ]  # fmt: skip
    assert "mentions" not in repr(segment)
    assert segment_of("lost") == Segment(where="lost")


def test_a_segment_has_an_end() -> None:
    long = Segment(name="long", where=" and ".join(["lost"] * 199))
    assert size_of(Segment(segment=(long, long))) == 398
    document = parse_document('segment = ["long", "long"]\nwhere = "lost or lost or lost"', path=Path("c.toml"))
    assert isinstance(document, Document)
    segment, problems = read_who(document.table, place_of=places_in(document), saved={"long": long})
    assert segment is NOBODY
    assert problems[0].rule == "L013"


# -- saved segments ----------------------------------------------------------------------------------------------


def saved(**files: str) -> tuple[dict[str, Segment], tuple[Problem, ...]]:
    documents = {}
    for name, text in files.items():
        document = parse_document(text, path=Path(f"segments/{name}.toml"))
        assert isinstance(document, Document)
        documents[name] = document
    tables = {name: document.table for name, document in documents.items()}
    places = {name: places_in(document) for name, document in documents.items()}
    found, problems = read_saved(tables, places=places)
    return dict(found), problems


def test_saved_segments_may_name_those_that_come_later() -> None:
    found, problems = saved(a='segment = "b"\ncity = "Kyiv"', b="lost = true", c='exclude = ["a", "b"]')
    assert problems == ()
    assert found["a"].segment == (found["b"],)
    assert [named.name for named in found["c"].exclude] == ["a", "b"]


def test_segments_in_a_circle_concern_nobody() -> None:
    found, problems = saved(
        a='segment = "b"', b='exclude = ["c"]', c='segment = "a"', d="lost = true", e='segment = "e"'
    )
    assert {name for name, segment in found.items() if segment is NOBODY} == {"a", "b", "c", "e"}
    assert found["d"] is not NOBODY
    assert "a → b → c → a" in problems[0].text
    assert {problem.rule for problem in problems} == {"L013"}


def test_a_circle_by_conditions_is_told_at_the_name() -> None:
    found, problems = saved(a="where = \"lost or in segment 'b'\"", b="where = \"not (in segment 'a')\"")
    assert set(found.values()) == {NOBODY}
    assert "a → b → a" in problems[0].text
    assert at(problems)[0] == ("L013", "'a'")


def test_saved_segments_may_name_those_that_come_later_in_a_condition() -> None:
    found, problems = saved(
        a="where = \"in segment 'b' and lost\"", b='city = "Kyiv"', c='where = "losst"', d="where = ' '"
    )
    assert found["a"].mentioned == (found["b"],)
    assert [problem.rule for problem in problems] == ["L010"]


def test_segments_do_not_nest_for_ever() -> None:
    chain = {f"s{n}": f'segment = "s{n + 1}"' for n in range(12)} | {"s12": "lost = true"}
    found, problems = saved(**chain)
    assert found["s0"] is NOBODY
    assert found["s12"] is not NOBODY
    assert "more than 10 deep" in problems[0].text


def test_a_mistake_in_one_segment_reaches_those_that_name_it() -> None:
    found, problems = saved(a='segment = "b"', b='teir = "gold"', c="segment = 3", d='exclude = "nothing"')
    assert found == {"a": NOBODY, "b": NOBODY, "c": NOBODY, "d": NOBODY}
    assert [problem.rule for problem in problems] == ["L010", "L013", "L011", "L013"]
