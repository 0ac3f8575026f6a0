"""The audience as one SELECT: order, limits, joins, counts; that SQL means the words is in test_same_everywhere."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql

from outreach.segment.compiler import audience, count, first, split
from outreach.segment.compiler.operand import _DERIVED, operand_of
from outreach.segment.field import FIELDS, Column, Derived
from outreach.segment.syntax import NotUnderstood, Span, Term
from outreach.segment.who import NOBODY, FieldTest, Segment
from outreach.store.engine import Store
from outreach.store.tables import business_facts, client_facts, client_signs, clients, incoming, metadata
from tests.cast import add_client, add_order

TODAY = date(2025, 10, 1)


def sql(segment: Segment) -> str:
    return str(audience(segment, today=TODAY).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def add(store: Store, *, revenue: int = 0, lost_on: date | None = None, facts: bool = True, **columns: Any) -> int:
    number = add_client(store, **columns)
    row = {"order_days": 1, "orders": 1, "revenue": revenue, "revenue_year": 0, "computed_on": TODAY}
    if facts:
        with store.write() as connection:
            connection.execute(insert(client_facts).values(client_id=number, lost_on=lost_on, **row))
    return number


def who(store: Store, where: str, **more: Any) -> list[int]:
    with store.read() as connection:
        return list(connection.execute(audience(Segment(where=where, **more), today=TODAY)).scalars())


def test_every_field_has_a_source() -> None:
    for field in FIELDS.values():
        if isinstance(field.source, Column):
            assert field.source.name in metadata.tables[field.source.table].c
        else:
            operand_of(Term(name=field.name, span=Span(start=0, end=0)), today=TODAY)
    assert set(_DERIVED) == set(Derived)


def test_facts_are_joined_only_when_asked_for() -> None:
    assert "client_facts" not in sql(Segment(where="city = 'Kyiv' and days_since(last_letter) > 60"))
    assert "letters" not in sql(Segment(where="city = 'Kyiv'"))
    assert "LEFT OUTER JOIN client_facts" in sql(Segment(where="city = 'Kyiv' or lost"))
    assert "LEFT OUTER JOIN client_facts" in sql(Segment(where="days_since(last_order) > 3"))
    assert "LEFT OUTER JOIN client_facts" in sql(Segment(order_by="revenue"))
    assert "LEFT OUTER JOIN client_facts" in sql(Segment(exclude=(Segment(where="lost"),)))


def test_nothing_that_a_person_wrote_stands_in_the_sql() -> None:
    text = "Robert'); DROP TABLE clients;--"
    quoted = text.replace("'", "''")
    said = sql(
        Segment(fields=(FieldTest(name="city", values=(text,)),), where=f"has('{quoted}') or rival like '{quoted}'")
    )
    assert "Robert" not in said


def test_dates_are_reckoned_before_the_database_is_asked() -> None:
    query = audience(Segment(where="days_since(last_order) > 60"), today=TODAY)
    assert date(2025, 8, 2) in query.compile().params.values()


def test_a_merged_client_concerns_nobody(store: Store) -> None:
    kept = add_client(store)
    merged = add_client(store, merged_into=kept)
    assert who(store, f"id in ({kept}, {merged})") == [kept]


def test_the_unknown_is_outside_of_a_comparison_and_inside_of_its_negation(store: Store) -> None:
    kyiv, lviv, unknown = add_client(store, city="Kyiv"), add_client(store, city="Lviv"), add_client(store)
    assert who(store, "city = 'Kyiv'") == [kyiv]
    assert who(store, "city != 'Kyiv'") == who(store, "not (city = 'Kyiv')") == [lviv, unknown]
    assert who(store, "city not in ('Kyiv')") == who(store, "city not like 'K%'") == [lviv, unknown]
    assert who(store, "city != 'Kyiv' and city is not null") == [lviv]
    assert who(store, "not not (city = 'Kyiv')") == [kyiv]


def test_capitals_count_in_texts_but_not_in_patterns(store: Store) -> None:
    add_client(store, company="Завод «Їжак»")
    add_client(store, company="Straße ΟΔΟΣ")
    assert who(store, "company like '%АВОД%'") == who(store, "company like 'ЗАВОД _їЖАК_'") == [1]
    assert who(store, "company like 'straße οδοσ'") == [2]
    assert who(store, "company = 'завод «їжак»'") == []
    assert who(store, "company not like 'завод%'") == [2]


def test_only_percent_and_underscore_stand_for_others(store: Store) -> None:
    for company in ("x*[y]?", "xab[y]?", "x*[y]c", "x*y?", "x\\*[y]?", "x*[y]?z"):
        add_client(store, company=company)
    assert who(store, "company like 'x*[y]?'") == [1]
    assert who(store, "company like 'x%[y]?'") == [1, 2, 5]
    assert who(store, "company like 'x*[y]_'") == [1, 3]
    assert who(store, "company like 'x\\\\%'") == [5]


def test_behind_a_backslash_percent_and_underscore_are_themselves(store: Store) -> None:
    for company in ("100%", "100x", "a_b", "a-b", "c\\d", "c\\", "^.$|(a)+{2}\n"):
        add_client(store, company=company)
    assert who(store, "company like '100\\%'") == [1]
    assert who(store, "company like 'a\\_b'") == [3]
    assert who(store, "company like 'c\\\\d'") == who(store, "company like 'c\\d'") == [5]
    assert who(store, "company like 'c\\'") == who(store, "company like 'c\\\\'") == [6]
    assert who(store, "company like '^.$|(A)+{2}_'") == who(store, "company like '^%\n'") == [7]


def test_a_moment_belongs_to_its_whole_day(store: Store) -> None:
    tenth = datetime(2025, 9, 10, tzinfo=UTC)
    for moment in (tenth, tenth + timedelta(hours=24, microseconds=-1), tenth + timedelta(hours=24)):
        number = add_client(store)
        with store.write() as connection:
            reply = {"source": "s", "sha256": str(number), "raw": b"", "state": "applied", "kind": "reply"}
            connection.execute(insert(incoming).values(client_id=number, fetched_at=moment, **reply))
    assert who(store, "last_answer = 2025-09-10") == who(store, "last_answer in (2025-09-10)") == [1, 2]
    assert who(store, "last_answer > 2025-09-10") == who(store, "last_answer >= 2025-09-11") == [3]
    assert who(store, "last_answer <= 2025-09-10") == who(store, "last_answer < 2025-09-11") == [1, 2]
    assert who(store, "days_since(last_answer) >= 21") == [1, 2]
    assert who(store, "days_since(last_answer) = 20") == [3]


def test_tiers_follow_the_cuts_of_the_firm(store: Store) -> None:
    gold, silver, copper = add(store, revenue=900), add(store, revenue=500), add(store, revenue=10)
    unknown = add(store, facts=False)
    assert who(store, "tier = 'copper'") == [gold, silver, copper], "without cuts everybody is copper"
    with store.write() as connection:
        cuts = {"gold_from": 900, "silver_from": 500}
        connection.execute(
            insert(business_facts).values(id=1, clients=4, computed_on=TODAY, settings_digest="", **cuts)
        )
    assert who(store, "tier = 'gold'") == [gold]
    assert who(store, "tier in ('silver', 'copper')") == [silver, copper]
    assert who(store, "tier is null") == [unknown]
    assert who(store, "tier != 'gold'") == [silver, copper, unknown]


def test_lost_is_a_date_that_has_come(store: Store) -> None:
    today = add(store, lost_on=TODAY)
    tomorrow = add(store, lost_on=TODAY + timedelta(days=1))
    never = add(store)
    assert who(store, "lost") == [today]
    assert who(store, "not lost") == [tomorrow, never]
    assert who(store, "days_lost = 0") == [today]
    assert who(store, "days_lost < 5") == [today]


def test_a_large_sum_is_no_trouble(store: Store) -> None:
    rich = add(store, revenue=90_000_000_000_00)
    assert who(store, "revenue > 80_000_000_000") == [rich]
    assert who(store, "revenue in (1, 90_000_000_000)") == [rich]
    assert who(store, "orders < 900000000000000") == [rich]
    assert who(store, "id not in (900000000000000)") == [rich]


def test_the_ends_of_time_are_no_trouble(store: Store) -> None:
    born = add_client(store, birthday=date(1, 1, 1))
    other = add_client(store)
    assert who(store, "days_since(birthday) > 999999999") == [other]
    assert who(store, "days_since(birthday) < 999999999") == [born]
    assert who(store, "days_since(birthday) > -999999999") == [born, other]
    assert who(store, "days_since(birthday) < -999999999") == []
    assert who(store, "days_since(birthday) = 999999999") == []
    assert who(store, "last_letter <= 9999-12-31 or last_letter > 0001-01-01") == []


def test_those_without_the_value_come_last_whichever_way(store: Store) -> None:
    small, great, none = add(store, revenue=1), add(store, revenue=2), add(store, facts=False)
    also_small = add(store, revenue=1)
    assert who(store, "", order_by="revenue") == [small, also_small, great, none]
    assert who(store, "", order_by="revenue desc") == [great, small, also_small, none]
    assert who(store, "", order_by="last_letter asc") == [small, great, none, also_small]


def test_the_longest_lost_come_first_by_days_lost_desc(store: Store) -> None:
    long, short = add(store, lost_on=date(2025, 1, 1)), add(store, lost_on=date(2025, 9, 1))
    assert who(store, "lost", order_by="days_lost desc") == [long, short]
    assert who(store, "lost", order_by="days_lost") == [short, long]


def test_a_limit_holds_for_the_list_the_count_the_first_and_the_split(store: Store) -> None:
    for revenue, city in ((1, "Kyiv"), (3, "Lviv"), (2, "Lviv"), (9, None)):
        add(store, revenue=revenue, city=city)
    whole, limited = Segment(), Segment(limit=2, order_by="revenue desc")
    with store.read() as connection:
        assert count(connection, whole, today=TODAY) == 4
        assert count(connection, limited, today=TODAY) == 2
        assert first(connection, whole, n=3, today=TODAY) == (1, 2, 3)
        assert first(connection, limited, n=3, today=TODAY) == (4, 2)
        assert split(connection, whole, field="city", today=TODAY) == (("Lviv", 2), ("Kyiv", 1), (None, 1))
        assert split(connection, limited, field="city", today=TODAY) == (("Lviv", 1), (None, 1))
        assert split(connection, limited, field="tier", today=TODAY) == (("copper", 2),)
        assert split(connection, whole, field="reason", today=TODAY) == ((None, 4),)


def test_nobody_is_nobody(store: Store) -> None:
    add_client(store)
    with store.read() as connection:
        assert count(connection, NOBODY, today=TODAY) == 0
        assert count(connection, Segment(where="id is not null"), today=TODAY) == 1


def test_a_condition_that_was_never_checked_does_not_widen_the_audience() -> None:
    with pytest.raises(NotUnderstood):
        audience(Segment(where="lost and teir = 'gold'"), today=TODAY)


def test_an_audience_may_stand_inside_another_select(store: Store) -> None:
    """The plan joins it with what it needs."""
    kyiv = add_client(store, city="Kyiv")
    add_client(store, email=None, city="Kyiv")
    chosen = audience(Segment(where="city = 'Kyiv' and has_email"), today=TODAY).subquery()
    with store.read() as connection:
        query = clients.select().join(chosen, chosen.c.id == clients.c.id).with_only_columns(clients.c.id)
        assert list(connection.execute(query).scalars()) == [kyiv]


def test_a_sign_holds_from_its_day_on(store: Store) -> None:
    silent, asks, will = add(store, lost_on=TODAY), add(store), add(store)
    with store.write() as connection:
        for client, since in ((asks, TODAY), (will, TODAY + timedelta(days=1))):
            row = {"sign": "inquiries without order", "since": since, "figures": {}}
            connection.execute(insert(client_signs).values(client_id=client, **row))
    assert who(store, "sign('silence')") == [silent]
    assert who(store, "sign('inquiries without order')") == [asks]
    assert who(store, "not sign('inquiries without order')") == [silent, will]


@pytest.mark.parametrize("days", [30, 365])
def test_a_window_ends_today_and_begins_so_many_days_before(store: Store, days: int) -> None:
    """Short windows are read at once, long ones client by client."""
    first, before, tomorrow, refund = (add_client(store) for _ in range(4))
    add_order(store, first, on=TODAY - timedelta(days=days - 1), amount=5_000)
    add_order(store, first, on=TODAY, amount=5_050)
    add_order(store, before, on=TODAY - timedelta(days=days))
    add_order(store, tomorrow, on=TODAY + timedelta(days=1))
    add_order(store, refund, on=TODAY, amount=-100)
    rest = [before, tomorrow, refund]
    assert who(store, f"orders({days}) > 0") == who(store, f"orders({days}) >= 2") == [first]
    assert who(store, f"orders({days}) = 0") == who(store, f"orders({days}) < 1") == rest
    assert who(store, f"orders({days}) < 2") == who(store, f"orders({days}) <= 1") == rest
    assert who(store, f"orders({days}) between 1 and 2") == who(store, f"orders({days}) in (2, 3)") == [first]
    assert who(store, f"spent({days}) = 100.50") == who(store, f"spent({days}) > 100.49") == [first]
    assert who(store, f"spent({days}) < 0") == [refund]
    assert who(store, f"orders({days}) is null") == []
