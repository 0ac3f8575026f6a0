"""What the where-language understands, and what it says when it does not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.problems import Place, pointed
from outreach.segment.field import FIELDS, FUNCTIONS
from outreach.segment.lexer import MAX_LENGTH
from outreach.segment.parse import MAX_DEPTH, MAX_TESTS, parse
from outreach.segment.syntax import All, Any, Comparison, Mistake, Not, NotUnderstood, Operator
from outreach.segment.who import comparisons_in


def only(text: str) -> Comparison:
    found = parse(text)
    assert isinstance(found, Comparison)
    return found


def mistake(text: str) -> Mistake:
    with pytest.raises(NotUnderstood) as raised:
        parse(text)
    return raised.value.mistakes[0]


def marked(text: str) -> tuple[str, str, str, str]:
    """Rule, the characters pointed at, text and mend of the first mistake."""
    found = mistake(text)
    return found.rule, text[found.span.start : found.span.end], found.text, found.mend


def test_not_binds_closest_then_and_then_or() -> None:
    found = parse("lost or not at_risk and orders > 3")
    assert isinstance(found, Any)
    lost, rest = found.parts
    assert isinstance(lost, Comparison)
    assert isinstance(rest, All)
    assert [type(part) for part in rest.parts] == [Not, Comparison]


def test_brackets_bind_closer_than_all() -> None:
    found = parse("(lost or at_risk) and orders > 3")
    assert isinstance(found, All)
    assert isinstance(found.parts[0], Any)


def test_every_part_knows_its_characters() -> None:
    text = "lost and not (tier = 'gold' or city in ('Kyiv'))  AND has('project')"
    found = parse(text)
    assert isinstance(found, All)
    shown = [text[part.span.start : part.span.end] for part in found.parts]
    assert shown == ["lost", "not (tier = 'gold' or city in ('Kyiv'))", "has('project')"]


def test_money_is_written_in_major_units() -> None:
    assert only("revenue > 1000").values[0].value == 100_000
    assert only("revenue > 99.5").values[0].value == 9_950
    assert only("revenue > 1_000_000").values[0].value == 100_000_000


@pytest.mark.parametrize(
    ("text", "operator", "values", "negated"),
    [
        ("city = 'O''Neil'", Operator.EQUAL, ["O'Neil"], False),
        ('city != "say ""hi"""', Operator.EQUAL, ['say "hi"'], True),
        ("orders not in (1, 2)", Operator.IN, [1, 2], True),
        (
            "last_order between 2025-01-31 and 2025-02-01",
            Operator.BETWEEN,
            [date(2025, 1, 31), date(2025, 2, 1)],
            False,
        ),
        ("company not like '%bank_'", Operator.LIKE, ["%bank_"], True),
        ("rival is null", Operator.UNKNOWN, [], False),
        ("rival IS NOT NULL", Operator.UNKNOWN, [], True),
        ("lost = false", Operator.EQUAL, [False], False),
        ("days_since(last_letter) >= -5", Operator.AT_LEAST, [-5], False),
        ("has('project')", Operator.EQUAL, [True], False),
    ],
)
def test_every_way_to_compare(text: str, operator: Operator, values: list[object], negated: bool) -> None:
    found = only(text)
    assert (found.operator, [given.value for given in found.values], found.negated) == (operator, values, negated)


@pytest.mark.parametrize(
    ("text", "rule", "pointed_at", "says", "mends"),
    [
        ("lost and teir = 'gold'", "L010", "teir", "there is no field “teir”", "“tier”"),
        ("days_sinc(last_order) > 3", "L010", "days_sinc", "no field", "“days_since”"),
        ("days_since(last_oder) > 3", "L010", "last_oder", "no field", "“last_order”"),
        ("xyzzy = 1", "L010", "xyzzy", "no field", ""),
        ("lost()", "L012", ")", "a value is expected", ""),
        ("lost('x')", "L010", "lost('x')", "not a function", "Leave out the brackets"),
        ("has", "L010", "has", "needs brackets", "has('project')"),
        ("has(city)", "L011", "has(city)", "does not take this", "has('project')"),
        ("has('a', 'b')", "L011", "has('a', 'b')", "does not take this", ""),
        ("days_since(city) > 3", "L011", "days_since(city)", "does not take this", "days_since(last_letter)"),
        ("days_since('x') > 3", "L011", "days_since('x')", "does not take this", ""),
        ("days_since(last_order)", "L011", "days_since(last_order)", "neither yes nor no", ">="),
        ("tier = 'glod'", "L011", "'glod'", "“glod” is not one of: gold, silver, copper", "“gold”"),
        ("tier like 'g%'", "L011", "tier like 'g%'", "cannot be compared", "A word"),
        ("city > 'A'", "L011", "city > 'A'", "cannot be compared with “>”", "A text"),
        ("city", "L011", "city", "neither yes nor no", "A text"),
        ("lost > 3", "L011", "lost > 3", "cannot be compared", "Write its name alone"),
        ("city = 3", "L011", "3", "put it in quotes", ""),
        ("orders = '3'", "L011", "'3'", "is a whole number", ""),
        ("orders = 3.5", "L011", "3.5", "is a whole number", ""),
        ("orders = true", "L011", "true", "is a whole number", ""),
        ("revenue > 1.005", "L011", "1.005", "a sum of money", ""),
        ("orders = 9999999999999999", "L011", "9999999999999999", "too large", ""),
        ("last_order = '2025-01-31'", "L011", "'2025-01-31'", "without quotes", ""),
        ("lost = 'yes'", "L011", "'yes'", "true or false", ""),
        ("orders between 5 and 1", "L011", "5 and 1", "greater than the second", ""),
        ("last_order between 2025-02-01 and 2025-01-01", "L011", "2025-02-01 and 2025-01-01", "greater", ""),
        ("", "L012", "", "empty", ""),
        ("lost at_risk", "L012", "at_risk", "“at_risk” is not expected", "and, or"),
        ("city = Kyiv", "L012", "Kyiv", "a value is expected", "'Kyiv'"),
        ("city = )", "L012", ")", "a value is expected", ""),
        ("'Kyiv' = city", "L012", "'Kyiv'", "a field is expected here, not a value", "city = 'Kyiv'"),
        ("lost and", "L012", "", "a field is expected", ""),
        ("(lost", "L012", "", "“)” is expected", ""),
        ("city not = 'Kyiv'", "L012", "=", "in, between, like", ""),
        ("city is 'Kyiv'", "L012", "'Kyiv'", "“null” is expected", ""),
        ("city in 'Kyiv'", "L012", "'Kyiv'", "“(” is expected", ""),
        ("city == 'Kyiv'", "L012", "==", "not used", "Write =."),
        ("city <> 'Kyiv'", "L012", "<>", "not used", "Write !=."),
        ("lost && at_risk", "L012", "&&", "not used", "Write and."),
        ("lost ; drop table clients", "L012", ";", "not used", ""),
        ("city = «Kyiv»", "L012", "«", "not used", "straight quotes"),
        ("city = 'Kyiv", "L012", "'Kyiv", "never closed", ""),
        ("last_order > 2025-02-30", "L012", "2025-02-30", "no such day", ""),
        ("city = 'a\0b'", "L012", "'a\0b'", "no client list can hold", ""),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, rule: str, pointed_at: str, says: str, mends: str) -> None:
    found = marked(text)
    assert found[:2] == (rule, pointed_at)
    assert says in found[2]
    assert mends in found[3]


def test_all_mistakes_of_meaning_are_told_at_once() -> None:
    with pytest.raises(NotUnderstood) as raised:
        parse("teir = 'gold' and orders = 'x' and not (city > 'A' or losst)")
    assert [found.rule for found in raised.value.mistakes] == ["L010", "L011", "L011", "L010"]
    assert "“teir”" in str(raised.value)


def test_a_mistake_becomes_a_problem_with_a_caret() -> None:
    text = "lost and teir = 'gold'"
    found = mistake(text)
    place = Place(file=Path("where"), line=1, column=found.span.start + 1, length=4, source=text)
    assert pointed(found.at(place)).endswith("lost and teir = 'gold'\n             ^^^^")


def test_a_hostile_text_is_refused_and_not_a_crash() -> None:
    assert "longer than" in mistake("x" * (MAX_LENGTH + 1)).text
    assert "nested" in mistake("(" * 3_000 + "lost").text
    assert "nested" in mistake("not " * 900 + "lost").text
    assert "more than" in mistake(" and ".join(["lost"] * (MAX_TESTS + 1))).text


def test_what_is_deep_and_long_but_allowed_is_understood() -> None:
    parse("(" * (MAX_DEPTH - 1) + "lost" + ")" * (MAX_DEPTH - 1))
    assert len(list(comparisons_in(parse(" or ".join(["lost"] * MAX_TESTS))))) == MAX_TESTS


SIGNS = "and or not in between like is null true ( ) , = != <= 'gold' 3 2025-01-31 9999-99-99 ' - \ud800"
WORDS = [*FIELDS, *FUNCTIONS, *SIGNS.split()]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
@example("city = '\ud800'")
@example("1.0000000000000000000000000000000000001")
@example("revenue > " + "9" * 3_900)
def test_any_text_is_understood_or_refused_inside_it(text: str) -> None:
    for found in _mistakes(text):
        assert 0 <= found.span.start < found.span.end <= len(text) + 1


def _mistakes(text: str) -> tuple[Mistake, ...]:
    try:
        parse(text)
    except NotUnderstood as wrong:
        return wrong.mistakes
    return ()
