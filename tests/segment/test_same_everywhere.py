"""On random books and random conditions, SQL on both databases says what a plain evaluator says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach.segment.compiler import audience, count, edge
from outreach.segment.parse import parse_query
from outreach.segment.records import members
from outreach.segment.who import FieldTest, Segment
from outreach.segment.why import why
from outreach.store.engine import Store
from tests.segment.drawn import Condition, conditions, orderings
from tests.segment.drawn_books import books
from tests.segment.plain import TODAY, Folk, put

SLOW = settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a book takes minutes and tells little
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
LATER = TODAY + timedelta(days=30)
many = st.lists(conditions(), min_size=8, max_size=12)


@SLOW
@given(book=books(), asked=many)
def test_sql_means_what_the_words_say(store: Store, book: list[Folk], asked: list[Condition]) -> None:
    compare(store, book, asked)


@pytest.mark.long
@settings(SLOW, max_examples=1_500)
@given(book=books(most=40), asked=many)
def test_sql_means_what_the_words_say_a_long_time(store: Store, book: list[Folk], asked: list[Condition]) -> None:
    compare(store, book, asked)


def compare(store: Store, book: list[Folk], asked: list[Condition]) -> None:
    with store.writer.connect() as connection:
        put(connection, book)
        for condition in asked:
            segment = condition.segment()
            expected = [who.number for who in living(book) if condition.holds(who, TODAY)]
            assert list(connection.execute(audience(segment, today=TODAY)).scalars()) == expected, condition.text
            assert count(connection, segment, today=TODAY) == len(expected)
        connection.rollback()


@SLOW
@given(book=books(), asked=st.lists(conditions(), min_size=4, max_size=4))
def test_the_edge_is_who_is_another_in_thirty_days(store: Store, book: list[Folk], asked: list[Condition]) -> None:
    with store.writer.connect() as connection:
        put(connection, book)
        for condition in asked:
            found = edge(connection, condition.segment(), today=TODAY, n=100)
            for side, inside in ((found.falling_in, True), (found.falling_out, False)):
                moved = [
                    who
                    for who in living(book)
                    if condition.holds(who, LATER) is inside is not condition.holds(who, TODAY)
                ]
                assert {one.client_id for one in side.first} == {who.number for who in moved}, condition.text
                assert side.clients == len(moved)
                people = {who.number: who for who in book}
                for one in side.first:
                    held = [condition.holds(people[one.client_id], TODAY + timedelta(days=n)) for n in range(1, 31)]
                    assert TODAY + timedelta(days=held.index(inside) + 1) == one.on, condition.text
        connection.rollback()


@SLOW
@given(book=books(), condition=conditions(), order=orderings(), greatest_first=st.booleans(), limit=st.integers(1, 5))
def test_the_first_so_many_in_a_stated_order(
    store: Store,
    book: list[Folk],
    condition: Condition,
    order: tuple[str, Callable[[Folk], Any]],
    greatest_first: bool,
    limit: int,
) -> None:
    by, value = order
    chosen = [who for who in living(book) if condition.holds(who, TODAY)]
    known = sorted((who for who in chosen if value(who) is not None), key=value, reverse=greatest_first)
    expected = [who.number for who in (*known, *(who for who in chosen if value(who) is None))][:limit]
    segment = condition.segment(order_by=f"{by} desc" if greatest_first else by, limit=limit)
    with store.writer.connect() as connection:
        put(connection, book)
        assert list(connection.execute(audience(segment, today=TODAY)).scalars()) == expected
        assert [one.id for one in members(connection, segment, today=TODAY)] == expected
        connection.rollback()


@SLOW
@given(book=books(most=10), one=conditions(), other=conditions(), limit=st.integers(1, 5))
def test_named_segments_join_and_leave_out(
    store: Store, book: list[Folk], one: Condition, other: Condition, limit: int
) -> None:
    """A limited segment is its list, wherever it is named."""
    listed = other.segment(name="listed", limit=limit, order_by="id")
    whole = one.segment(name="whole")
    on_list = [who.number for who in living(book) if other.holds(who, TODAY)][:limit]
    both = [who.number for who in living(book) if who.number in on_list and one.holds(who, TODAY)]
    with store.writer.connect() as connection:
        put(connection, book)
        for segment in (
            Segment(segment=(listed, whole)),
            Segment(where="in segment 'listed' and in segment 'whole'", mentioned=(whole, listed)),
        ):
            assert list(connection.execute(audience(segment, today=TODAY)).scalars()) == both
        without = Segment(fields=(FieldTest(name="lost", values=(True,)),), exclude=(whole, listed))
        assert list(connection.execute(audience(without, today=TODAY)).scalars()) == [
            who.number
            for who in living(book)
            if who.has("lost") and not one.holds(who, TODAY) and who.number not in on_list
        ]
        connection.rollback()


@SLOW
@given(book=books(most=5), condition=conditions(), other=conditions())
def test_why_agrees_with_the_audience(store: Store, book: list[Folk], condition: Condition, other: Condition) -> None:
    named = other.segment(name="other", limit=3, order_by="id")
    segment = condition.segment(exclude=(named,), limit=4, order_by="revenue desc")
    with store.writer.connect() as connection:
        put(connection, book)
        chosen = set(connection.execute(audience(segment, today=TODAY)).scalars())
        for who in book:
            clauses = why(connection, segment, client_id=who.number, today=TODAY)
            assert all(clause.holds for clause in clauses) == (who.number in chosen)
        connection.rollback()


@given(conditions())
def test_what_is_drawn_can_be_parsed(condition: Condition) -> None:
    query = parse_query(condition.text)
    assert query.condition is not None
    assert (query.length, query.ordering, query.limit) == (len(condition.text), None, None)


def living(book: list[Folk]) -> list[Folk]:
    return [who for who in book if not who.merged or who is book[0]]
