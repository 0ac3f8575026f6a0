"""Lists of unsubscribed people, as mailing services export them: recognised by their headings, read as stops.

Pure. The headings are those of Mailchimp's audience export, UniSender's exportContacts and listmonk's subscriber
export. SendPulse publishes no headings of its files: such a list, whoever wrote it, is known by its shape. Beside the
addresses it has a status that its help names (Unsubscribed, Disabled, Disabled by moderator, You can't send emails to
this address: sendpulse.com/knowledge-base/email-service/mailing-list-recipients/manage-inactive-contacts; its API says
`status_explain`), a day or reason of unsubscribing, or reasons that speak of letters, in Russian, Ukrainian or English.
"""

import re
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
_BY_MODERATOR = "disabled by moderator|отключен модератор|отключено модератор|вимкнено модератор|відключено модератор"
_NO_MAILBOX = "you can't send|на этот адрес нельзя|на цю адресу не|hard bounce|невалидн|невалідн|недействительн|недійсн"
_BEGINNINGS = (  # of what services say in more words; the first that fits
    (
        _LEFT,
        "unsubscrib|отпис|відпис|blacklist|blocklist|black list|черный спис|чорний спис|в черном спис|у чорному спис",
    ),
    (SuppressionReason.COMPLAINED, "complain|spam|жалоб|скарг|спам"),
    (SuppressionReason.DEAD, f"{_BY_MODERATOR}|{_NO_MAILBOX}"),
)
_STAYS = "active|enabled|subscribed|confirmed|new|ok|активен|активный|активний|подписан|підписаний|новый|новий"
_STAYING = frozenset(_STAYS.split("|"))
_STATUS = "status|статус|subscription status|email status|состояние|стан|статус подписки|статус підписки|status explain"
_STATUS_HEADINGS = frozenset(map(folded, _STATUS.split("|")))
_OF_A_LIST = frozenset({
    Column.EMAIL, Column.NAME, Column.FAMILY, Column.GIVEN, Column.PATRONYMIC, Column.PHONE,
})  # fmt: skip
_DETAILS = frozenset({"unsubreason", "emailavailability", "emailunsubscribedlistids"})
_LEAVING = re.compile(r"unsubscri|opt-?\s?out|blacklist|отпис|відпис|ч[её]рн\w+ спис|чорн\w+ спис", re.IGNORECASE)
_OF_LEAVING = re.compile(r"\b(reason|date|time|on|at|когда|коли|причин\w*|дата|время|час)\b", re.IGNORECASE)
_WHY = frozenset({"reason", "причина"})
_OF_LETTERS = re.compile(
    r"рассыл|розсил|письм|письма|листи|листів|mail|letter|newsletter|subscri|подпис|підпис|spam|спам", re.IGNORECASE
)


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
    others = [name for heading in headings if (name := folded(heading)) not in _WHY and not is_of_leaving(heading)]
    if any(WHO.get(name, Column.EMAIL) not in _OF_A_LIST or name in COMMON for name in others):
        return None  # a client list, whose column of status is one of many
    return Export.SENDPULSE if _tells_of_leaving(headings, sample) else None


def _tells_of_leaving(headings: tuple[str, ...], sample: Sequence[Row]) -> bool:
    if any(is_of_leaving(heading) for heading in headings):
        return True
    if any(_status(cell) for at, heading in enumerate(headings) if is_status(heading) for cell in _below(sample, at)):
        return True
    why = [cell for at, heading in enumerate(headings) if folded(heading) in _WHY for cell in _below(sample, at)]
    return 2 * sum(bool(_OF_LETTERS.search(cell)) for cell in why) > len(why)


def _below(sample: Sequence[Row], at: int) -> list[str]:
    return [row.cells[at] for row in sample if at < len(row.cells) and row.cells[at]]


def is_of_leaving(heading: str) -> bool:
    """Whether only who has left has anything below it: the day or the reason of unsubscribing."""
    return bool(_LEAVING.search(heading) and _OF_LEAVING.search(heading.replace("_", " ")))


def find_status(mapping: Mapping, headings: tuple[str, ...], sample: Sequence[Row]) -> str:
    """In a client list the heading, left alone so far, below which somebody is said to have left; else nothing."""
    if mapping.kind is not Kind.CLIENTS:
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
    return _status(cell) in {_LEFT, SuppressionReason.COMPLAINED}


def export_mapping(headings: tuple[str, ...], export: Export) -> Mapping:
    """The addresses and what is said of them; everything else is left alone."""
    columns = []
    for heading in headings:
        name = folded(heading)
        if WHO.get(name) is Column.EMAIL:
            columns.append(Mapped(heading=heading, column=Column.EMAIL))
        elif _is_told(heading, export):
            columns.append(Mapped(heading=heading, column=Column.STATUS))
    told = {mapped.heading for mapped in columns}
    return Mapping(
        kind=Kind.UNSUBSCRIBED,
        columns=tuple(columns),
        unknown=tuple(heading for heading in headings if heading and heading not in told),
        service=export,
    )


def _is_told(heading: str, export: Export) -> bool:
    name = folded(heading)
    if name in _DETAILS or (name in _STATUS_HEADINGS and export not in _MAILCHIMP):
        return True
    return export is Export.SENDPULSE and (is_of_leaving(heading) or name in _WHY)


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
            if reason := _status(cell):
                return reason, said
        if any(is_of_leaving(heading) or _speaks_of_letters(heading, cell) for heading, cell in told):
            return _LEFT, said
        if self._export is Export.MAILCHIMP_CLEANED:
            return SuppressionReason.DEAD, said
        stays = self._export is not Export.MAILCHIMP and (
            self._export is not Export.PLAIN or any(_plain(cell) in _STAYING for _, cell in told)
        )
        return (None if stays else _LEFT), said


def _status(cell: str) -> SuppressionReason | None:
    plain = _plain(cell)
    if plain in _STATUSES:
        return _STATUSES[plain]
    return next((reason for reason, words in _BEGINNINGS if plain.startswith(tuple(words.split("|")))), None)


def _speaks_of_letters(heading: str, cell: str) -> bool:
    return folded(heading) in _WHY and bool(_OF_LETTERS.search(cell))


def _plain(cell: str) -> str:
    return " ".join(cell.casefold().replace("’", "'").replace("ё", "е").split())


def _places(mapping: Mapping, headings: tuple[str, ...], column: Column) -> list[int]:
    return [headings.index(mapped.heading) for mapped in mapping.columns if mapped.column is column]
