"""Asks the database about words that nobody has, and about one client; writes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, case, desc, func, select

from outreach.errors import NotFound
from outreach.locale import say
from outreach.problems import Problem, Severity, nearest
from outreach.segment.compiler import Claim, Days, Operand, belongs, compared, field_term, operand_of, value_of
from outreach.segment.compiler.operand import asks_facts
from outreach.segment.syntax import Comparison, Value
from outreach.segment.who import Mention, Segment
from outreach.store.bulk import chunks
from outreach.store.tables import campaigns, client_facts, clients, personal_facts, reasons
from outreach.store.words import ReasonStanding

__all__ = ["Answer", "Connection", "answers", "is_in", "merged_into", "values_missing"]

_AT_ONCE = 100  # comparisons in one statement: two columns each
_COMMON = 100  # the most frequent words, among which the nearest is looked for
_NAMED = 5  # of these are named to the reader
_OF_CAMPAIGN = frozenset({"got", "replied"})
_STANDINGS = {"stated": ReasonStanding.STATED, "verified": ReasonStanding.VERIFIED}
_TODAY_IS_NO_MATTER = date.min  # no text field depends on the day


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one client has (money in minor units; None is unknown, or never) and whether the comparison holds."""

    value: Value | None
    holds: bool


def values_missing(connection: Connection, segment: Segment) -> tuple[Problem, ...]:
    """A warning (L014) for each text it compares with that no client has, naming those that clients do have.

    Looks at the segment's own table only; the segments it names have files of their own.
    """
    missing: list[Problem] = []
    for name in dict.fromkeys(mention.name for mention in segment.mentions):
        mentions = [mention for mention in segment.mentions if mention.name == name]
        missing.extend(_missing(connection, name, mentions))
    return tuple(missing)


def answers(connection: Connection, tests: Sequence[Comparison], *, client_id: int, today: date) -> tuple[Answer, ...]:
    """What the client has for each comparison; raises NotFound."""
    return tuple(
        answer
        for some in chunks(tests, size=_AT_ONCE)
        for answer in _answers(connection, some, client_id=client_id, today=today)
    )


def is_in(connection: Connection, segment: Segment, *, client_id: int, today: date) -> bool:
    """Whether the segment concerns him (a limited one: whether he is on its list), merged into another or not."""
    held = case((belongs(segment, today=today), 1), else_=0)
    return bool(connection.execute(_of_one(held, client_id=client_id)).scalar_one())


def merged_into(connection: Connection, client_id: int) -> int | None:
    """The client he was merged into, if any; raises NotFound."""
    row = connection.execute(select(clients.c.merged_into).where(clients.c.id == client_id)).first()
    if row is None:
        raise NotFound(say("there is no client with the number {number}", number=client_id))
    found: int | None = row[0]
    return found


def _missing(connection: Connection, name: str, mentions: Iterable[Mention]) -> Iterator[Problem]:
    have = _having(name).subquery()
    wanted = {_word(mention) for mention in mentions}
    found = set(connection.execute(select(have.c.value).where(have.c.value.in_(wanted)).distinct()).scalars())
    if wanted <= found:
        return
    counted = select(have.c.value, func.count()).where(have.c.value.is_not(None)).group_by(have.c.value)
    common = connection.execute(counted.order_by(desc(func.count()), have.c.value).limit(_COMMON))
    words = {str(row[0]): int(row[1]) for row in common}
    for mention in mentions:
        if (word := _word(mention)) not in found:
            text = say("“{word}” does not occur: no client in the book has it.", word=word)
            if mention.name in _OF_CAMPAIGN:
                text = say("“{word}” does not occur: there was no such campaign yet.", word=word)
            mend = _there_are(word, words)
            yield Problem(rule="L014", place=mention.place, text=text, mend=mend, severity=Severity.WARNING)


def _word(mention: Mention) -> str:
    """What ought to occur: of a campaign with its occasion, the campaign."""
    return mention.value.partition("/")[0] if mention.name in _OF_CAMPAIGN else mention.value


def _there_are(word: str, words: dict[str, int]) -> str:
    if not words:
        return say("Nobody in the book has anything there.")
    meant = nearest(word, words)
    order = dict.fromkeys(([meant] if meant else []) + list(words))
    named = ", ".join(f"{known} ({words[known]})" for known in list(order)[:_NAMED])
    return say("There are: {words}.", words=named)


def _having(name: str) -> Select[Any]:
    """One row for each client and the text he has in a field; of facts and reasons, one for each; of campaigns, all."""
    living = clients.c.merged_into.is_(None)
    if name in _OF_CAMPAIGN:
        return select(campaigns.c.key.label("value"))
    if name in _STANDINGS:
        told = select(reasons.c.reason.label("value")).join(clients, clients.c.id == reasons.c.client_id)
        return told.where(living, reasons.c.standing == _STANDINGS[name])
    if name == "has":
        owned = select(personal_facts.c.key.label("value")).join(clients, clients.c.id == personal_facts.c.client_id)
        return owned.where(living, personal_facts.c.usable).distinct().add_columns(clients.c.id)
    term = field_term(name)
    value = value_of(operand_of(term, today=_TODAY_IS_NO_MATTER)).label("value")
    source = clients.outerjoin(client_facts, client_facts.c.client_id == clients.c.id)
    return select(value).select_from(source if asks_facts(term) else clients).where(living)


def _answers(connection: Connection, tests: Sequence[Comparison], *, client_id: int, today: date) -> Iterator[Answer]:
    operands = [operand_of(test.term, today=today) for test in tests]
    columns = [
        column
        for at, (test, operand) in enumerate(zip(tests, operands, strict=True))
        for column in (
            value_of(operand).label(f"value_{at}"),
            case((compared(test, today=today), 1), else_=0).label(f"holds_{at}"),
        )
    ]
    row = connection.execute(_of_one(*columns, client_id=client_id)).one()
    for at, operand in enumerate(operands):
        yield Answer(value=_read(operand, row[2 * at], today=today), holds=bool(row[2 * at + 1]))


def _of_one(*columns: Any, client_id: int) -> Select[Any]:
    source = clients.outerjoin(client_facts, client_facts.c.client_id == clients.c.id)
    return select(*columns).select_from(source).where(clients.c.id == client_id)


def _read(operand: Operand, value: Any, *, today: date) -> Value | None:
    """A value of `value_of` as the language knows it."""
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(operand, Claim):
        return bool(value)
    if isinstance(operand, Days) and day is not None:
        return int((today - day).days)
    known: Value | None = day
    return known
