"""Reads what may be a sign, and the signs that stand, of a chunk of clients; writes what has changed of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, String, case, cast, delete, func, select

from outreach.lapse.day import Day
from outreach.lapse.records.firm import Chunk
from outreach.lapse.records.written import DayNumbers, Days, FlaggedDay, plain_rows, written
from outreach.lapse.signs import NO_EVIDENCE, Evidence, Held, Shown
from outreach.store.bulk import among, upsert_many
from outreach.store.tables import client_signs, contacts, inquiries, problem_orders
from outreach.store.words import Sign

ORDERED, ANSWERED, OPEN = "o", "a", "n"  # an inquiry became an order, was answered, or neither


def records_answers(connection: Connection) -> bool:
    """Whether the firm notes when it answered an inquiry; where it does not, silence of ours cannot be told."""
    noted = select(inquiries.c.id).where(inquiries.c.answered_on.is_not(None)).limit(1)
    return connection.execute(noted).first() is not None


class Evidences:
    """The evidence about the clients of a chunk; most have none."""

    def __init__(self, connection: Connection, chunk: Chunk, days: Days, *, records_answers: bool) -> None:
        self._days = days
        self._asked = _inquiries(connection, chunk)
        self._contacts = _contacts(connection, chunk)
        self._problems = _problems(connection, chunk)
        self._records_answers = records_answers

    def inquiries_of(self, client_id: int) -> Sequence[FlaggedDay]:
        """The days of his inquiries, in order, each with what became of it."""
        text = self._asked.get(client_id)
        if text is None:
            return ()
        return sorted(map(self._days.flagged.__getitem__, text.split(",")))

    def of(self, client_id: int, asked: Sequence[FlaggedDay], *, spent: int, before: int) -> Evidence:
        """What is on record about one of them, with what he spent in the last 90 days and in those before."""
        still_open = [day for day, became in asked if became != ORDERED] if asked else ()
        contacted = self._contacts.get(client_id) if self._contacts else None
        problems = self._problems.get(client_id) if self._problems else None
        buys_less = 0 < spent < before
        if not (still_open or contacted or problems or buys_less):
            return NO_EVIDENCE
        owed = [day for day, became in asked if became == OPEN] if still_open and self._records_answers else ()
        many, first = problems or (0, None)
        return Evidence(
            still_open,
            owed[0] if owed else None,
            self._answers(contacted) if contacted else (),
            many,
            self._days.number[first] if first else None,
            spent if buys_less else 0,
            before if buys_less else 0,
        )

    def _answers(self, text: str) -> list[tuple[Day, bool]]:
        return [(day, said == "1") for day, said in sorted(map(self._days.flagged.__getitem__, text.split(",")))]


def _inquiries(connection: Connection, chunk: Chunk) -> dict[int, str]:
    """By client: the days of his inquiries, behind each what became of it."""
    became = case(
        (inquiries.c.order_number.is_not(None), ORDERED), (inquiries.c.answered_on.is_(None), OPEN), else_=ANSWERED
    )
    query = (
        select(inquiries.c.client_id, func.aggregate_strings(written(connection, inquiries.c.asked_on) + became, ","))
        .where(chunk.holds(inquiries.c.client_id))
        .group_by(inquiries.c.client_id)
    )
    return dict(plain_rows(connection, query))


def _contacts(connection: Connection, chunk: Chunk) -> dict[int, str]:
    answered = cast(case((contacts.c.answered, 1), else_=0), String)
    each = written(connection, contacts.c.on_day) + answered
    query = (
        select(contacts.c.client_id, func.aggregate_strings(each, ","))
        .where(chunk.holds(contacts.c.client_id), contacts.c.answered.is_not(None))
        .group_by(contacts.c.client_id)
    )
    return {row[0]: row[1] for row in connection.execute(query).all()}


def _problems(connection: Connection, chunk: Chunk) -> dict[int, tuple[int, str | None]]:
    query = (
        select(problem_orders.c.client_id, func.count(), func.min(written(connection, problem_orders.c.on_day)))
        .where(chunk.holds(problem_orders.c.client_id), problem_orders.c.settled_on.is_(None))
        .group_by(problem_orders.c.client_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query).all()}


def signs_held(connection: Connection, chunk: Chunk, number: DayNumbers) -> dict[int, Held]:
    """The signs of these clients as they stand."""
    query = select(
        client_signs.c.client_id, client_signs.c.sign, written(connection, client_signs.c.since), client_signs.c.figures
    ).where(chunk.holds(client_signs.c.client_id))
    found: dict[int, dict[Sign, Shown]] = {}
    for client_id, sign, since, figures in connection.execute(query).all():
        found.setdefault(client_id, {})[sign] = Shown(number[since], figures)
    return dict(found)


def write_signs(connection: Connection, found: Iterable[tuple[int, Held, Held]]) -> None:
    """Puts the second signs of each client in the place of his first."""
    gone: dict[Sign, list[int]] = {}
    rows = []
    for client_id, before, now in found:
        for sign in before.keys() - now.keys():
            gone.setdefault(sign, []).append(client_id)
        rows += [
            (client_id, sign, date.fromordinal(shown.since), dict(shown.figures))
            for sign, shown in now.items()
            if before.get(sign) != shown
        ]
    for sign, ids in gone.items():
        which = client_signs.c.sign == sign, among(connection, client_signs.c.client_id, ids)
        connection.execute(delete(client_signs).where(*which))
    columns = ("client_id", "sign", "since", "figures")
    upsert_many(connection, client_signs, columns=columns, rows=rows, key=columns[:2], update=columns[2:])
