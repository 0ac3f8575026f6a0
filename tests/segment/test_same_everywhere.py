"""On random books and random conditions, SQL on both databases says what a plain evaluator says."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach.segment.compiler import audience, count
from outreach.segment.parse import parse
from outreach.segment.who import FieldTest, Segment
from outreach.segment.why import why
from outreach.store.engine import Store
from tests.segment.plain import TODAY, Condition, Folk, books, conditions, put

SLOW = settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a book takes minutes and tells little
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(book=books(), asked=st.lists(conditions(), min_size=8, max_size=12))
def test_sql_means_what_the_words_say(store: Store, book: list[Folk], asked: list[Condition]) -> None:
    with store.writer.connect() as connection:
        put(connection, book)
        for condition in asked:
            segment = Segment(where=condition.text)
            expected = [who.number for who in book if not _merged(who, book) and condition.holds(who)]
            assert list(connection.execute(audience(segment, today=TODAY)).scalars()) == expected, condition.text
            assert count(connection, segment, today=TODAY) == len(expected)
        connection.rollback()


@SLOW
@given(book=books(most=10), one=conditions(), other=conditions(), limit=st.integers(1, 5))
def test_named_segments_join_and_leave_out(
    store: Store, book: list[Folk], one: Condition, other: Condition, limit: int
) -> None:
    """A limited segment is its list, wherever it is named."""
    listed = Segment(name="listed", where=other.text, limit=limit)
    whole = Segment(name="whole", where=one.text)
    living = [who for who in book if not _merged(who, book)]
    on_list = [who.number for who in living if other.holds(who)][:limit]
    with store.writer.connect() as connection:
        put(connection, book)
        both = Segment(segment=(listed, whole))
        assert list(connection.execute(audience(both, today=TODAY)).scalars()) == [
            who.number for who in living if who.number in on_list and one.holds(who)
        ]
        without = Segment(fields=(FieldTest(name="lost", values=(True,)),), exclude=(whole, listed))
        assert list(connection.execute(audience(without, today=TODAY)).scalars()) == [
            who.number for who in living if who.has("lost") and not one.holds(who) and who.number not in on_list
        ]
        connection.rollback()


@SLOW
@given(book=books(most=5), condition=conditions(), other=conditions())
def test_why_agrees_with_the_audience(store: Store, book: list[Folk], condition: Condition, other: Condition) -> None:
    named = Segment(name="other", where=other.text, limit=3)
    segment = Segment(where=condition.text, exclude=(named,), limit=4, order_by="revenue desc")
    with store.writer.connect() as connection:
        put(connection, book)
        chosen = set(connection.execute(audience(segment, today=TODAY)).scalars())
        for who in book:
            clauses = why(connection, segment, client_id=who.number, today=TODAY)
            assert all(clause.holds for clause in clauses) == (who.number in chosen)
        connection.rollback()


@given(conditions())
def test_what_is_drawn_can_be_parsed(condition: Condition) -> None:
    parse(condition.text)


def _merged(who: Folk, book: list[Folk]) -> bool:
    return who.merged and who is not book[0]
