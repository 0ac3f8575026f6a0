"""Why a client is in or out, and which words nobody has."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from outreach.errors import NotFound
from outreach.problems import Severity
from outreach.segment.records import values_missing
from outreach.segment.who import FieldTest, Segment, places_in, read_who
from outreach.segment.why import Clause, why
from outreach.store.engine import Store
from outreach.store.tables import campaigns, client_facts, personal_facts, reasons
from outreach.tomlfile import Document, parse_document
from tests.cast import MORNING, add_client

TODAY = date(2025, 10, 1)


def told(clauses: tuple[Clause, ...], depth: int = 0) -> list[str]:
    """One line a clause: + or -, as written, and what he has."""
    lines = []
    for clause in clauses:
        value = f" [{clause.value}]" if clause.value else ""
        lines.append("  " * depth + ("+ " if clause.holds else "- ") + clause.text + value)
        lines.extend(told(clause.parts, depth + 1))
    return lines


def add_anna(store: Store) -> int:
    number = add_client(store, city="Kyiv", industry="medicine", birthday=date(1980, 1, 2))
    row = {"order_days": 1, "orders": 3, "revenue": 123_450, "revenue_year": 0, "computed_on": TODAY}
    with store.write() as connection:
        lost = {"lost_on": date(2025, 9, 1), "last_order_on": date(2025, 6, 1)}
        connection.execute(insert(client_facts).values(client_id=number, **lost, **row))
    return number


def test_every_clause_is_told_with_what_the_client_has(store: Store) -> None:
    anna = add_anna(store)
    segment = Segment(
        fields=(FieldTest(name="lost", values=(True,)), FieldTest(name="industry", values=("dental", "O'Neil"))),
        where="revenue >=   2000 and (city = 'Kyiv' or territory = 'east') and not answered\n"
        " and days_since(last_letter) > 60 and days_lost = 30 and birthday is not null and has('trait')",
        segment=(Segment(name="rich", where="revenue > 1000"),),
        exclude=(Segment(name="young", fields=(FieldTest(name="birthday", values=(date(1980, 1, 2),)),), limit=5),),
        limit=10,
    )
    with store.read() as connection:
        clauses = why(connection, segment, client_id=anna, today=TODAY)
    assert told(clauses) == [
        "+ lost = true [yes]",
        "- industry in ('dental', 'O''Neil') [medicine]",
        "- revenue >= 2000 [1234.50]",
        "+ (city = 'Kyiv' or territory = 'east')".replace("(", "").replace(")", ""),
        "  + city = 'Kyiv' [Kyiv]",
        "  - territory = 'east' [unknown]",
        "+ not answered",
        "  - answered [no]",
        "+ days_since(last_letter) > 60 [never]",
        "+ days_lost = 30 [30]",
        "+ birthday is not null [1980-01-02]",
        "- has('trait') [no]",
        "+ is in the segment “rich”",
        "  + revenue > 1000 [1234.50]",
        "- is not in the segment “young”",
        "  + birthday = 1980-01-02 [1980-01-02]",
        "  + is among the first 5 by id",
        "- is among the first 10 by id",
    ]


def test_a_segment_named_in_the_condition_is_told_in_its_parts(store: Store) -> None:
    anna = add_anna(store)
    rich = Segment(name="rich", where="revenue > 1000 and score is null")
    segment = Segment(where="not in segment 'rich' or orders(90) = 0", mentioned=(rich,))
    with store.read() as connection:
        clauses = why(connection, segment, client_id=anna, today=TODAY)
    assert told(clauses) == [
        "+ not in segment 'rich' or orders(90) = 0",
        "  - not in segment 'rich'",
        "    + in segment 'rich'",
        "      + revenue > 1000 [1234.50]",
        "      + score is null [unknown]",
        "  + orders(90) = 0 [0]",
    ]


def test_a_share_is_told_in_per_cent(store: Store) -> None:
    anna = add_anna(store)
    with store.write() as connection:
        connection.execute(client_facts.update().values(silent_90=725))
    with store.read() as connection:
        clauses = why(connection, Segment(where="score > 70"), client_id=anna, today=TODAY)
    assert told(clauses) == ["+ score > 70 [72.5 %]"]


def test_a_merged_client_is_out_for_that_reason_first(store: Store) -> None:
    anna = add_anna(store)
    double = add_client(store, merged_into=anna)
    with store.read() as connection:
        clauses = why(connection, Segment(), client_id=double, today=TODAY)
    assert told(clauses) == [f"- is not merged into another client [{anna}]"]


def test_nobody_can_be_told_about_a_client_who_is_not_there(store: Store) -> None:
    with store.read() as connection, pytest.raises(NotFound, match="77"):
        why(connection, Segment(), client_id=77, today=TODAY)


def test_a_long_condition_is_told_too(store: Store) -> None:
    """More comparisons than one statement asks for."""
    anna = add_anna(store)
    segment = Segment(where=" and ".join(f"id != {n}" for n in range(150)))
    with store.read() as connection:
        clauses = why(connection, segment, client_id=anna, today=TODAY)
    assert [clause.holds for clause in clauses] == [n != anna for n in range(150)]


# -- words that nobody has ---------------------------------------------------------------------------------------


def read(text: str) -> Segment:
    document = parse_document(text, path=Path("campaigns/medics-day.toml"))
    assert isinstance(document, Document)
    segment, problems = read_who(document.table, place_of=places_in(document), saved={})
    assert problems == ()
    return segment


def test_a_word_that_nobody_has_is_a_warning_that_names_those_in_use(store: Store) -> None:
    for industry in ("dental", "medicine", "dental", None):
        add_client(store, industry=industry)
    add_client(store, industry="merged", merged_into=1)
    segment = read('industry = ["dental", "medicin"]\nwhere = "industry != \'merged\'"')
    with store.read() as connection:
        problems = values_missing(connection, segment)
    file, text = "campaigns/medics-day.toml", "does not occur: no client in the book has it. There are:"
    assert [str(problem) for problem in problems] == [
        f"{file}:1:24  L014  “medicin” {text} medicine (1), dental (2).",
        f"{file}:2:22  L014  “merged” {text} dental (2), medicine (1).",
    ]
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_a_reason_or_a_kind_of_fact_may_be_missing_too(store: Store) -> None:
    anna = add_anna(store)
    with store.write() as connection:
        for value in ("a", "b"):
            fact = {"client_id": anna, "key": "project", "value": value, "added_at": MORNING}
            connection.execute(insert(personal_facts).values(usable=True, **fact))
    segment = read("where = \"reason = 'price' and has('projct') and has('project') and city = 'Kyiv'\"")
    with store.read() as connection:
        problems = values_missing(connection, segment)
    assert [(problem.text.split()[0], problem.mend) for problem in problems] == [
        ("“price”", "Nobody in the book has anything there."),
        ("“projct”", "There are: project (1)."),
    ]


def test_a_campaign_or_a_reason_that_never_was_is_a_warning(store: Store) -> None:
    anna = add_anna(store)
    with store.write() as connection:
        made = {"key": "medics-day", "title": "M", "kind": "greeting", "first_seen_at": MORNING}
        connection.execute(insert(campaigns).values(**made))
        told_ = {"client_id": anna, "reason": "price", "standing": "stated", "added_at": MORNING}
        connection.execute(insert(reasons).values(**told_))
    segment = read(
        "where = \"got('medic-day/2026') or replied('medics-day/2025') or stated('price') or verified('price')\""
    )
    with store.read() as connection:
        problems = values_missing(connection, segment)
    assert [(problem.text, problem.mend) for problem in problems] == [
        ("“medic-day” does not occur: there was no such campaign yet.", "There are: medics-day (1)."),
        ("“price” does not occur: no client in the book has it.", "Nobody in the book has anything there."),
    ]


def test_words_that_somebody_has_are_no_news(store: Store) -> None:
    add_client(store, city="Kyiv")
    with store.read() as connection:
        assert values_missing(connection, read('city = "Kyiv"')) == ()
