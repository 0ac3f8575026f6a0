"""What a person does with clients where it spans rooms: two become one or are parted, an import is taken back.

The daily work stands in `steps.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from outreach import steps
from outreach.book.records.apart import say_apart, unsay_apart, who_is_apart
from outreach.book.records.desk import debt_of, notes_of
from outreach.book.records.merging import Merge, living, merge_rows, standing_merge, unmerge_rows
from outreach.book.records.touched import hold_imports
from outreach.book.records.undoing import (
    Imported,
    Left,
    close_import,
    fresh_clients,
    last_import,
    remove_clients,
    restore_changed,
    take_back,
)
from outreach.book.setting import ALL, Value, write_settings
from outreach.book.warning import OWN_NAME, as_cleared, read_warnings
from outreach.campaign.records import leave_merged, reopen_parted
from outreach.errors import OutreachError
from outreach.firm import Firm
from outreach.journal import Entry, record
from outreach.lapse.records.changed import drop_facts
from outreach.locale import say
from outreach.outbox import records as outbox
from outreach.policy.records import (
    give_grounds,
    later_caps,
    move_grounds,
    share_stops,
    stand_in_line,
    stop_the_gate,
    withdraw_consents,
)
from outreach.store.bulk import chunks
from outreach.store.engine import Connection
from outreach.store.words import Event

BATCH = 500  # clients a transaction, so that sending never waits long at the gate


class NotMergeable(OutreachError):
    """These two cannot become one, or be parted."""


def merge_clients(firm: Firm, kept: int, gone: Sequence[int], *, now: datetime, by: str) -> Mapping[str, int]:
    """Makes one client of several; how many rows of each table followed. All of them or none."""
    moved: dict[str, int] = {}
    with firm.store.write() as connection:
        hold_imports(connection)
        stop_the_gate(connection)
        stand_in_line(connection)
        _refuse_apart(connection, (kept, *gone))
        for one in gone:
            if living(connection, one) != one or living(connection, kept) != kept:
                raise NotMergeable(say("Client {number} is one with another already.", number=one))
            if one == kept:
                raise NotMergeable(say("A client cannot be merged into himself."))
            waiting = outbox.waiting_of(connection, one)
            outbox.cancel(connection, waiting, because="merged", care=firm.settings.care, now=now, by=by)
            leave_merged(connection, one, kept=kept, now=now, by=by)
            share_stops(connection, kept, one, now=now, by=by)
            later_caps(connection, kept=kept, gone=one)
            grounds = move_grounds(connection, kept=kept, gone=one)
            rows = merge_rows(connection, kept=kept, gone=one, consents=grounds, now=now, by=by)
            moved = {name: moved.get(name, 0) + count for name, count in rows.items()}
    return moved


def _refuse_apart(connection: Connection, numbers: Sequence[int]) -> None:
    """A slip of the number is not to undo what a person looked at."""
    for said in who_is_apart(connection):
        if said.one in numbers and said.other in numbers:
            raise NotMergeable(
                say(
                    "Clients {one} and {other} were said to be different people; if they are one after all: {command}",
                    one=said.one,
                    other=said.other,
                    command=f"outreach clients apart {said.one} {said.other} --undo",
                )
            )


def keep_apart(firm: Firm, numbers: Sequence[int], *, now: datetime, by: str, undo: bool = False) -> int:
    """These are all different people, which is remembered, or (`undo`) may be one after all; how many pairs changed."""
    with firm.store.write() as connection:
        live = [living(connection, one) for one in numbers]
        if undo:
            return unsay_apart(connection, live, now=now, by=by)
        for (one, lives), (other, too) in combinations(zip(numbers, live, strict=True), 2):
            if lives == too:
                gone = one if one != lives else other
                raise NotMergeable(say("Clients {one} and {other} are one client; part them first: {command}",
                                       one=one, other=other, command=f"outreach clients unmerge {gone}"))  # fmt: skip
        return say_apart(connection, combinations(live, 2), now=now, by=by)


def unmerge_client(firm: Firm, gone: int, *, now: datetime, by: str) -> Merge:
    """Parts him from the one he was merged into; stops and caps stay with both, what came since stays there."""
    with firm.store.write() as connection:
        hold_imports(connection)
        stop_the_gate(connection)
        stand_in_line(connection)
        merge = standing_merge(connection, gone)
        if merge is None:
            raise NotMergeable(say("Client {number} is one with no other.", number=gone))
        unmerge_rows(connection, merge, now=now, by=by)
        give_grounds(connection, merge.moved["consents"], client_id=gone)
        reopen_parted(connection, gone, now=now)
    return merge


def set_client(firm: Firm, client_id: int, settings: Mapping[str, Value], *, now: datetime, by: str) -> bool:
    """What a person says of a client; whether anything changed. Some of it stops letters, so the gate is taken."""
    with firm.store.write() as connection:
        stop_the_gate(connection)
        if settings.get("cleared") == ALL:
            warnings, _ = read_warnings(firm.folder / OWN_NAME)
            found = warnings.found_in(notes_of(connection, [client_id]).get(client_id, ()))
            settings = {**settings, "cleared": as_cleared(found, debt=debt_of(connection, client_id))}
        today = steps.today(firm, now=now)
        return write_settings(connection, client_id, settings, now=now, today=today, by=by)


def set_clients(firm: Firm, wanted: Mapping[int, Mapping[str, Value]], *, now: datetime, by: str) -> int:
    """The same of many at once, a batch a transaction; how many changed. A batch that was done is not lost."""
    changed = 0
    today = steps.today(firm, now=now)
    for batch in chunks(wanted.items(), size=BATCH):
        with firm.store.write() as connection:
            stop_the_gate(connection)
            changed += sum(
                write_settings(connection, client_id, settings, now=now, today=today, by=by)
                for client_id, settings in batch
            )
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of taking an import back: `taken` rows by table, `left` the first of those that later rows need."""

    imported: Imported
    taken: Mapping[str, int]
    restored: int
    changed_since: int  # values that somebody changed after the import, which stay
    consents: int
    left: tuple[Left, ...]


def undo_import(firm: Firm, file: str, *, now: datetime, by: str) -> Undone:
    """Takes the last import of a file back, whole or not at all; requests not to write that it told of stay."""
    with firm.store.write() as connection:
        hold_imports(connection)
        stop_the_gate(connection)
        imported = last_import(connection, file)
        restored, changed_since = restore_changed(connection, imported, now=now)
        taken, left = take_back(connection, imported)
        consents = withdraw_consents(connection, recorded_at=imported.at)
        fresh, spoken_of = fresh_clients(connection, imported)
        drop_facts(connection, fresh)
        count = remove_clients(connection, fresh, now=now)
        close_import(connection, imported, now=now)
        counts = {**taken, **({"clients": count} if count else {})}
        detail: dict[str, object] = {"import": imported.id, "what": imported.what, "restored": restored, **counts}
        record(connection, [Entry(event=Event.IMPORT_UNDONE, by=by, detail=detail)], now=now)
    return Undone(
        imported=imported,
        taken=counts,
        restored=restored,
        changed_since=changed_since,
        consents=consents,
        left=(*left, *spoken_of),
    )
