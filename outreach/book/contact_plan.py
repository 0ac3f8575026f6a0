"""Writes checked rows of a contact plan: with whom to speak next, when, by whom and about what.

The book keeps one planned contact a client. The same file again changes nothing.
"""

from datetime import datetime
from typing import Any

from outreach.book.headings import Column
from outreach.book.history import Entry, Seen, Tally
from outreach.book.records import Connection
from outreach.book.records.clients import highest_client
from outreach.book.records.contact_plan import Planned, plan_contacts, planned_with
from outreach.book.row import Refused
from outreach.locale import say

_PLACES = (Column.CONTACT_ON, Column.CONTACT_BY, Column.CONTACT_ABOUT)


class ContactPlanWriter:
    """Writes the rows of one file, batch by batch, in the caller's transaction."""

    def __init__(self, connection: Connection, *, columns: tuple[Column, ...], now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._places = tuple(columns.index(column) if column in columns else None for column in _PLACES)
        self._seen = Seen(highest_client(connection))

    def write(self, entries: list[Entry]) -> Tally:
        """The first row of a client counts; another of the same file that says otherwise is refused."""
        tally = Tally()
        before = planned_with(self._connection, {entry.client_id for entry in entries})
        present, changes = dict(before), {}
        for entry in entries:
            was = present[entry.client_id]
            said = _over(was, self._said(entry.values))
            again = self._seen.meet(entry.client_id)
            if said == was:
                tally.same += 1
            elif again:
                tally.refused.append(Refused(row=entry.row, reason=_planned_above()))
            else:
                present[entry.client_id] = said
                changes[entry.client_id] = (was, said)
                tally.changed += 1
        plan_contacts(self._connection, changes, now=self._now)
        tally.touched = set(changes)
        return tally

    def _said(self, values: tuple[Any, ...]) -> Planned:
        return Planned(*(None if place is None else values[place] for place in self._places))


def _over(was: Planned, said: Planned) -> Planned:
    """Another day is another contact; of the same one an empty cell takes nothing away."""
    if said.on != was.on:
        return said
    return Planned(said.on, said.by or was.by, said.about or was.about)


def _planned_above() -> str:
    return say("an earlier line plans another contact with this client; the book keeps one, so this one is not kept")
