"""A segment as one parametrised SELECT that means the same on SQLite and PostgreSQL, and the counts it gives."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, select, true

from outreach.segment.compiler.comparison import compiled, never
from outreach.segment.compiler.operand import Days, asks_facts, operand_of, value_of
from outreach.segment.field import FIELDS, Kind
from outreach.segment.syntax import Span, Term
from outreach.segment.who import Segment, comparisons_in, conditions_of, ordering_of
from outreach.store.tables import client_facts, clients


def audience(segment: Segment, *, today: date) -> Select[int]:
    """The numbers of the clients it concerns, those merged into others left out; ordered by `order_by`, then number."""
    query = _chosen(segment, clients.c.id, today=today).order_by(*_ordering(segment, today=today))
    return query if segment.limit is None else query.limit(segment.limit)


def count(connection: Connection, segment: Segment, *, today: date) -> int:
    """How many it concerns."""
    if segment.limit is None:
        query: Select[Any] = _chosen(segment, func.count(), today=today)
    else:
        query = select(func.count()).select_from(audience(segment, today=today).subquery())
    return int(connection.execute(query).scalar_one())


def first(connection: Connection, segment: Segment, *, n: int, today: date) -> tuple[int, ...]:
    """The first `n` of them, in the order of `audience`."""
    most = n if segment.limit is None else min(n, segment.limit)
    return tuple(connection.execute(audience(segment, today=today).limit(most)).scalars())


def split(connection: Connection, segment: Segment, *, field: str, today: date) -> tuple[tuple[str | None, int], ...]:
    """How many of them have each value of a text or word field, the most frequent first; None is unknown."""
    assert FIELDS[field].kind in {Kind.TEXT, Kind.WORD}, field
    term = field_term(field)
    value = value_of(operand_of(term, today=today)).label("value")
    query = _chosen(segment, value, today=today, also=(term,))
    if segment.limit is not None:
        query = query.order_by(*_ordering(segment, today=today)).limit(segment.limit)
    inner = query.subquery()
    counted = select(inner.c.value, func.count()).group_by(inner.c.value)
    rows = [(row[0], int(row[1])) for row in connection.execute(counted)]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0] is None, row[0] or "")))


def concerns(segment: Segment, *, today: date) -> ColumnElement[bool]:
    """The condition over `clients`, left joined with `client_facts`; NULL means no."""
    mentioned = {other.name: other for other in segment.mentioned}

    def inside(name: str) -> ColumnElement[bool]:
        return belongs(mentioned[name], today=today)

    own = [compiled(condition, today=today, inside=inside) for condition in conditions_of(segment)]
    within = [belongs(named, today=today) for named in segment.segment]
    without = [never(belongs(named, today=today)) for named in segment.exclude]
    return and_(true(), *own, *within, *without)


def belongs(segment: Segment, *, today: date) -> ColumnElement[bool]:
    """That a client is in a segment named by another; a limited one is asked for its list."""
    if segment.limit is None:
        return concerns(segment, today=today)
    return clients.c.id.in_(audience(segment, today=today).correlate(None))


def sources_of(segment: Segment, *, also: tuple[Term, ...] = ()) -> FromClause:
    """`clients`, and their facts only where something asks for them."""
    if any(asks_facts(term) for term in (*also, *_terms_of(segment))):
        return clients.outerjoin(client_facts, client_facts.c.client_id == clients.c.id)
    return clients


def field_term(name: str) -> Term:
    """A field as a term that stands in no text."""
    return Term(name=name, span=Span(start=0, end=0))


def _chosen(segment: Segment, column: ColumnElement[Any], *, today: date, also: tuple[Term, ...] = ()) -> Select[Any]:
    living = clients.c.merged_into.is_(None)
    return select(column).select_from(sources_of(segment, also=also)).where(living, concerns(segment, today=today))


def _ordering(segment: Segment, *, today: date) -> tuple[ColumnElement[Any], ...]:
    ordering = ordering_of(segment)
    if ordering is None:
        return (clients.c.id,)
    operand, greatest_first = operand_of(ordering.term, today=today), ordering.greatest_first
    if isinstance(operand, Days):
        greatest_first = not greatest_first  # the most days are those since the earliest date
    value = value_of(operand)
    return (value.desc() if greatest_first else value.asc()).nulls_last(), clients.c.id


def _terms_of(segment: Segment) -> tuple[Term, ...]:
    """The terms of everything that is inlined, so not of limited segments that it names."""
    own = [test.term for condition in conditions_of(segment) for test in comparisons_in(condition)]
    ordering = ordering_of(segment)
    if ordering is not None:
        own.append(ordering.term)
    inlined = [named for named in (*segment.segment, *segment.exclude, *segment.mentioned) if named.limit is None]
    return (*own, *(term for named in inlined for term in _terms_of(named)))
