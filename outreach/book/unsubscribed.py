"""Lists of unsubscribed people, as mailing services export them: recognised by their headings, read as stops.

Pure. The headings are those of Mailchimp's audience export, UniSender's exportContacts, listmonk's subscriber export
and SendPulse's list of addresses; a plain list with a column of status is known by what stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outreach.book.address import Address, read_addresses
from outreach.book.columns import Mapped, Mapping
from outreach.book.headings import COMMON, WHO, Column, Kind, folded
from outreach.book.table import Row
from outreach.locale import say
from outreach.store.words import SuppressionReason

_LEFT = SuppressionReason.UNSUBSCRIBED
_UNSUBSCRIBED = (
    "unsubscribed|unsubscribe|отписан|отписался|отписалась|отписавшийся|отписался от всех рассылок|відписаний"
    "|відписався|відписалася|opted out|optout|disabled|blocklisted|blacklisted|отключен|отключён|removed"
)
_COMPLAINED = "complained|complaint|spam|spam complaint|marked as spam|жалоба|жалоба на спам|скарга|spam report|abuse"
_DEAD = (
    "cleaned|bounced|hard bounce|hard_bounce|invalid|unreachable|undeliverable|недоступен|не существует|error"
    "|mailbox not found|невалидный|blocked_bounce"
)
_STATUSES = {
    word: reason
    for words, reason in (
        (_UNSUBSCRIBED, _LEFT),
        (_COMPLAINED, SuppressionReason.COMPLAINED),
        (_DEAD, SuppressionReason.DEAD),
    )
    for word in words.split("|")
}
_STAYS = "active|enabled|subscribed|confirmed|new|ok|активен|активный|активний|подписан|підписаний|новый|новий"
_STAYING = frozenset(_STAYS.split("|"))
_STATUS = "status|статус|subscription status|email status|состояние|стан|статус подписки|статус підписки|status explain"
_STATUS_HEADINGS = frozenset(map(folded, _STATUS.split("|")))
_OF_A_LIST = frozenset({
    Column.EMAIL, Column.NAME, Column.FAMILY, Column.GIVEN, Column.PATRONYMIC, Column.PHONE,
})  # fmt: skip
_DETAILS = frozenset({"unsubreason", "emailavailability", "emailunsubscribedlistids"})


class Export(StrEnum):
    """Whose export it is."""

    MAILCHIMP = "Mailchimp"
    MAILCHIMP_CLEANED = "Mailchimp (cleaned)"
    UNISENDER = "UniSender"
    LISTMONK = "listmonk"
    SENDPULSE = "SendPulse"
    PLAIN = "plain"  # every address of the file is one that must not be written to


_MAILCHIMP = frozenset({Export.MAILCHIMP, Export.MAILCHIMP_CLEANED})  # files in which everybody has left


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An address that must not be written to, and why."""

    address: Address
    reason: SuppressionReason
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStop:
    """Why a row stops nobody: it may be written to (`reason` empty), or no address can be told from it."""

    reason: str = ""


def find_export(headings: tuple[str, ...], sample: Sequence[Row]) -> Export | None:
    """Whose list of unsubscribed people this is; None if it is none."""
    names = [folded(heading) for heading in headings]
    if not any(WHO.get(name) is Column.EMAIL for name in names):
        return None
    if "unsubtime" in names:
        return Export.MAILCHIMP
    if "cleantime" in names:
        return Export.MAILCHIMP_CLEANED
    if "emailstatus" in names and any(name.startswith("email") and name != "emailstatus" for name in names):
        return Export.UNISENDER
    if {"uuid", "status", "attributes"} <= set(names):
        return Export.LISTMONK
    if any(WHO.get(name, Column.EMAIL) not in _OF_A_LIST or name in COMMON for name in names):
        return None  # a client list, whose column of status is one of many
    status = next((at for at, name in enumerate(names) if name in _STATUS_HEADINGS), None)
    said = {_plain(row.cells[status]) for row in sample if status is not None and status < len(row.cells)}
    return Export.SENDPULSE if said & _STATUSES.keys() else None


def find_status(mapping: Mapping, headings: tuple[str, ...], sample: Sequence[Row]) -> str:
    """In a client list the heading, left alone so far, below which somebody is said to have left; else nothing."""
    if mapping.kind is not Kind.CLIENTS or mapping.has(Column.OPT_OUT):
        return ""
    for heading in mapping.unknown:
        at = headings.index(heading)
        if is_status(heading) and any(says_left(row.cells[at]) for row in sample if at < len(row.cells)):
            return heading
    return ""


def is_status(heading: str) -> bool:
    return folded(heading) in _STATUS_HEADINGS


def says_left(cell: str) -> bool:
    """Whether a status says that its person must not be written to; a dead address is another matter."""
    return _STATUSES.get(_plain(cell)) in {_LEFT, SuppressionReason.COMPLAINED}


def export_mapping(headings: tuple[str, ...], export: Export) -> Mapping:
    """The addresses and what is said of them; everything else is left alone."""
    columns = []
    for heading in headings:
        name = folded(heading)
        if WHO.get(name) is Column.EMAIL:
            columns.append(Mapped(heading=heading, column=Column.EMAIL))
        elif name in _DETAILS or (name in _STATUS_HEADINGS and export not in _MAILCHIMP):
            columns.append(Mapped(heading=heading, column=Column.STATUS))
    told = {mapped.heading for mapped in columns}
    return Mapping(
        kind=Kind.UNSUBSCRIBED,
        columns=tuple(columns),
        unknown=tuple(heading for heading in headings if heading and heading not in told),
        service=export,
    )


class StopReader:
    """Reads the rows of one such list."""

    def __init__(self, mapping: Mapping, headings: tuple[str, ...]) -> None:
        self._emails = _places(mapping, headings, Column.EMAIL)
        self._said = [(headings[at], at) for at in _places(mapping, headings, Column.STATUS)]
        self._export = Export(mapping.service or Export.PLAIN)

    def read(self, row: Row) -> list[Stop] | NoStop:
        """The stops of a row, one an address."""
        cells = [row.cells[place] for place in self._emails if place < len(row.cells) and row.cells[place]]
        found = [one for cell in cells for one in read_addresses(cell)]
        bad = next((one.reason for one in found if not isinstance(one, Address)), "")
        if bad or not found:
            return NoStop(reason=bad or say("nothing in this row tells whom it is about"))
        reason, said = self._reason(row)
        if reason is None:
            return NoStop()
        return [Stop(address=one, reason=reason, said=said) for one in found if isinstance(one, Address)]

    def _reason(self, row: Row) -> tuple[SuppressionReason | None, str]:
        told = [(heading, row.cells[at]) for heading, at in self._said if at < len(row.cells) and row.cells[at]]
        said = "; ".join(cell for _, cell in told) or str(self._export)
        for heading, cell in told:
            if folded(heading) == "emailunsubscribedlistids":  # he left some of the lists: he is left in peace
                return _LEFT, said
            if reason := _STATUSES.get(_plain(cell)):
                return reason, said
        if self._export is Export.MAILCHIMP_CLEANED:
            return SuppressionReason.DEAD, said
        stays = self._export is not Export.MAILCHIMP and (
            self._export is not Export.PLAIN or any(_plain(cell) in _STAYING for _, cell in told)
        )
        return (None if stays else _LEFT), said


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().split())


def _places(mapping: Mapping, headings: tuple[str, ...], column: Column) -> list[int]:
    return [headings.index(mapped.heading) for mapped in mapping.columns if mapped.column is column]
