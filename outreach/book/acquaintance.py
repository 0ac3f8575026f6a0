"""Recognises the clients that rows of orders, inquiries and the like speak of; nobody is made here."""

import re
from collections.abc import Iterable

from outreach.book.records import Connection
from outreach.book.records.identity import Found, by_address, by_code, by_name
from outreach.book.row import Who
from outreach.locale import say

_REMEMBERED = 25_000
_QUOTE = re.compile("[«»„“”‟″]|''")
_PAIR = re.compile('"([^"]*)"')


class Acquaintance:
    """Whom it has met it finds again without asking the store; it forgets before it grows large."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[Who, Found | str] = {}

    def meet(self, people: Iterable[Who]) -> None:
        """Looks up all of them at once; `find` knows them afterwards."""
        people = set(people)
        if len(self._found) + len(people) > _REMEMBERED:
            self._found.clear()
        strangers = people - self._found.keys()
        if strangers:
            self._found |= self._looked_up(strangers)

    def find(self, who: Who) -> Found | str:
        """The client, or why it cannot be told who he is."""
        return self._found[who]

    def _looked_up(self, strangers: set[Who]) -> dict[Who, Found | str]:
        codes = by_code(self._connection, {code for who in strangers for code in (who.code, who.own_code) if code})
        addresses = by_address(self._connection, {one.key for who in strangers for one in who.addresses})
        found: dict[Who, Found | str] = {}
        for who in strangers:
            if who.code and who.code in codes:
                found[who] = codes[who.code]
            elif there := [one for address in who.addresses for one in addresses.get(address.key, ())]:
                found[who] = _only(there)
            elif who.own_code in codes:
                found[who] = codes[who.own_code]
        return found | self._named(strangers - found.keys())

    def _named(self, strangers: set[Who]) -> dict[Who, Found | str]:
        """Those of whom only a name is given; a code or an address that nobody has is not overruled by a name."""
        nameless = {who for who in strangers if who.code or who.addresses}
        found: dict[Who, Found | str] = {who: _unknown(who) for who in nameless}
        rest = strangers - nameless
        names = by_name(self._connection, {name for who in rest for name in (who.name, who.company) if name})
        names |= self._otherwise_spelled(
            {name for who in rest for name in (who.name, who.company) if name} - names.keys()
        )
        for who in rest:
            there = [one for name in (who.name, who.company) for one in names.get(name, ())]
            both = [one for one in names.get(who.name, ()) if one in names.get(who.company, ())]
            found[who] = _only(both or there) if there else _unknown(who)
        return found

    def _otherwise_spelled(self, names: set[str]) -> dict[str, list[Found]]:
        """Clients by a name that the book spells with other quotes, blanks or capitals; never by a likeness."""
        spelled = {name: _spellings(name) for name in names}
        found = by_name(self._connection, set().union(*spelled.values()))
        return {
            name: there
            for name, others in spelled.items()
            if (there := list({one.own: one for other in sorted(others) for one in found.get(other, ())}.values()))
        }


def _spellings(name: str) -> set[str]:
    """How else the same name may be written: ООО "Липа" and ООО «Липа», Клён and Клен, КЛЁН ВЕРА and Клён Вера."""
    plain = " ".join(_QUOTE.sub('"', name).split())
    inside = _PAIR.sub(r"«\1»", plain)
    found = {plain, inside, plain.replace('"', ""), inside.replace("«", "“").replace("»", "”")}
    found |= {one.title() for one in found if one in {one.lower(), one.upper()}}
    found |= {one.replace("ё", "е").replace("Ё", "Е") for one in found}
    return found - {name}


def _only(there: list[Found]) -> Found | str:
    numbers = sorted({one.lives for one in there})
    if len(numbers) == 1:
        return there[0]
    listed = ", ".join(str(number) for number in numbers)
    return say("this fits clients {numbers}; only a code can tell which of them it is", numbers=listed)


def _unknown(who: Who) -> str:
    named = who.code or next((address.email for address in who.addresses), "") or who.name or who.company
    return say("the book has no client “{named}”; import the client list first", named=named)
