"""What the where-language understands, and what it says when it does not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.problems import Place, pointed
from outreach.segment.field import FIELDS, FUNCTIONS
from outreach.segment.lexer import MAX_LENGTH
from outreach.segment.parse import MAX_DEPTH, MAX_TESTS, parse, parse_ordering, parse_query
from outreach.segment.syntax import All, Any, Comparison, FromToday, InSegment, Mistake, Not, NotUnderstood, Operator
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
        ("replied()", Operator.EQUAL, [True], False),
        ("orders(180) >= 3", Operator.AT_LEAST, [3], False),
        ("letters('newsletter', 90) = 0", Operator.EQUAL, [0], False),
        ("score between 12.5 and 70", Operator.BETWEEN, [125, 700], False),
        ("orders > - 5", Operator.MORE, [-5], False),
        ("last_order < today", Operator.LESS, [FromToday()], False),
        ("last_order < TODAY - 30", Operator.LESS, [FromToday(days=-30)], False),
        ("last_order < today -2 weeks + 1 day", Operator.LESS, [FromToday(days=-13)], False),
        ("last_order < today - 1 year + 6 months", Operator.LESS, [FromToday(months=-6)], False),
        ("birthday = 2024-02-29 + 1 year", Operator.EQUAL, [date(2025, 2, 28)], False),
        (
            "birthday in (2025-01-31 - 31, 2025-01-31 + 1 month)",
            Operator.IN,
            [date(2024, 12, 31), date(2025, 2, 28)],
            False,
        ),
        ("last_order between today - 1 month and today", Operator.BETWEEN, [FromToday(months=-1), FromToday()], False),
        ("last_order between today - 7 and today", Operator.BETWEEN, [FromToday(days=-7), FromToday()], False),
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
        ("lost()", "L010", "lost()", "not a function", "Leave out the brackets"),
        ("has()", "L011", "has()", "does not take this", "has('project')"),
        ("replied(90)", "L011", "replied(90)", "does not take this", "replied('medics-day')"),
        ("orders('x') > 1", "L011", "orders('x')", "does not take this", "orders(180)"),
        ("orders(0) > 1", "L011", "0", "from 1 to 36500", ""),
        ("orders(1.5) > 1", "L011", "1.5", "a whole number of days", ""),
        ("orders(180)", "L011", "orders(180)", "neither yes nor no", ">="),
        ("letters('newsleter', 90) > 1", "L011", "'newsleter'", "not one of: greeting, newsletter", "“newsletter”"),
        ("letters('newsletter') > 1", "L011", "letters('newsletter')", "does not take this", ", 90)"),
        ("sign('inquiries') or lost", "L011", "'inquiries'", "not one of: silence", ""),
        ("sign('no anser')", "L011", "'no anser'", "not one of", "“no answer”"),
        ("ordrs(3) > 1", "L010", "ordrs", "no field", "“orders”"),
        ("score > 'x'", "L011", "'x'", "a share in per cent", ""),
        ("score > 12.55", "L011", "12.55", "a share in per cent", ""),
        ("in 'x'", "L012", "'x'", "“segment” is expected", "in segment 'lost-gold'"),
        ("in segment lost", "L012", "lost", "in quotes", "in segment 'lost-gold'"),
        ("segment = 'x'", "L010", "segment", "no field", "in segment 'lost-gold'"),
        ("last_order < today - 3 fortnights", "L012", "fortnights", "is no unit of time", ""),
        ("last_order < today - 3 mnths", "L012", "mnths", "is no unit of time", "“months”"),
        ("last_order < today - 1.5", "L012", "1.5", "a whole number of days", ""),
        ("last_order < today - 100001", "L012", "100001", "too large", ""),
        ("orders > today", "L011", "today", "is a whole number", ""),
        ("orders > -'x'", "L012", "'x'", "a number is expected behind a minus", ""),
        ("last_order between today and today - 1", "L011", "today and today - 1", "greater than the second", ""),
        ("lost order by revenue", "L012", "order", "is not expected", ""),
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


def test_no_shift_leaves_the_calendar() -> None:
    assert FromToday(days=1).on(date.max) == date.max
    assert FromToday(months=-1).on(date(1, 1, 5)) == date.min
    assert FromToday(months=1).on(date(9999, 12, 5)) == date.max
    assert FromToday(months=-1, days=-1).on(date(2025, 3, 31)) == date(2025, 2, 27)


def test_a_saved_segment_may_be_named_in_a_condition() -> None:
    found = parse("lost and not in segment 'rich'")
    assert isinstance(found, All)
    within = found.parts[1]
    assert isinstance(within, Not)
    assert isinstance(within.of, InSegment)
    assert within.of.name == "rich"


def test_behind_a_condition_stand_an_order_and_a_limit() -> None:
    text = "(lost or at_risk) order by spent(365) desc limit 1_00"
    query = parse_query(text)
    assert text[: query.length] == "(lost or at_risk)"
    assert query.ordering is not None
    assert (query.ordering.term.name, query.ordering.greatest_first, query.limit) == ("spent", True, 100)
    plain = parse_query("last_order < today - 30 Order By revenue")
    assert plain.ordering is not None
    assert (plain.ordering.greatest_first, plain.limit) == (False, None)
    everyone = parse_query("ORDER BY last_order asc LIMIT 5")
    assert (everyone.condition, everyone.length, everyone.limit) == (None, 0, 5)


@pytest.mark.parametrize(
    ("text", "rule", "pointed_at", "says"),
    [
        ("lost limit 100", "L011", "limit 100", "needs an order"),
        ("lost order by revenue limit 0", "L012", "0", "at least 1"),
        ("lost order by revenue limit 1.5", "L012", "1.5", "at least 1"),
        ("lost order by revenue limit", "L012", "", "at least 1"),
        ("lost order by revenue limit 99999999999", "L012", "99999999999", "too large"),
        ("lost order revenue", "L012", "revenue", "“by” is expected"),
        ("lost order by city", "L011", "city", "no number, sum or date"),
        ("lost order by revenu", "L010", "revenu", "no field"),
        ("lost order by has('project')", "L011", "has('project')", "no number, sum or date"),
        ("lost order by revenue desc and lost", "L012", "and", "is not expected"),
        ("losst order by revenu", "L010", "losst", "no field"),
    ],
)
def test_a_mistake_in_order_and_limit_is_shown_where_it_is(text: str, rule: str, pointed_at: str, says: str) -> None:
    with pytest.raises(NotUnderstood) as raised:
        parse_query(text)
    found = raised.value.mistakes[0]
    assert (found.rule, text[found.span.start : found.span.end]) == (rule, pointed_at)
    assert says in found.text


def test_an_order_alone_is_a_field_or_a_function_and_a_direction() -> None:
    assert parse_ordering(" spent(30)  DESC ").greatest_first
    with pytest.raises(NotUnderstood, match="asc or desc, not “sideways”"):
        parse_ordering("revenue sideways")


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


MORE_SIGNS = "today + days order by desc limit segment"
SIGNS = "and or not in between like is null true ( ) , = != <= 'gold' 3 2025-01-31 9999-99-99 ' - \ud800"
WORDS = [*FIELDS, *FUNCTIONS, *SIGNS.split(), *MORE_SIGNS.split()]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)))
@example("city = '\ud800'")
@example("1.0000000000000000000000000000000000001")
@example("revenue > " + "9" * 3_900)
def test_any_text_is_understood_or_refused_inside_it(text: str) -> None:
    for found in _mistakes(text):
        assert 0 <= found.span.start < found.span.end <= len(text) + 1


def _mistakes(text: str) -> tuple[Mistake, ...]:
    try:
        parse_query(text)
    except NotUnderstood as wrong:
        return wrong.mistakes
    return ()


def test_an_order_behind_the_limit_is_shown_its_place() -> None:
    with pytest.raises(NotUnderstood) as wrong:
        parse_query("lost limit 3 order by revenue")
    (mistake,) = wrong.value.mistakes
    assert (mistake.rule, mistake.mend) == ("L012", "For example: order by revenue desc limit 100")
