"""An invented person for a number of the purchases: name, town, trade, address, and what a real book gets wrong.

What the firm remembers of him is in `memory`; writing it all down as a firm would export it is in `people`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from outreach.demo.draw import happens, number, one_of, weighed
from outreach.demo.latin import latin
from outreach.demo.wordlist import Place, Town, Trade, houses, names, places, trades

MANAGERS = ("olena", "maksym", "irina")  # keys of [senders] in the demonstration's config.toml

_MAILBOXES = ("letterbox.example", "poshta.example", "pochta.example", "mymail.example")
_BASES = (("contract", 60), ("consent", 30), ("interest", 4), ("", 6))
_TYPED = (("whole", 900), ("capitals", 40), ("no patronymic", 40), ("initials", 8), ("no name", 12))
_BIRTHDAYS = (("nothing", 550), ("placeholder", 30), ("a day", 420))
_NO_NAMES = {
    "ru": ("Отдел закупок", "МИХАИЛ", "иван ив.", "Павел, Ирина", "ООО Полёт", "test"),
    "uk": ("Відділ закупівель", "БОГДАН", "оксана п.", "Тарас, Леся", "бухгалтерія", "Секретар"),
    "en": ("Purchasing", "Accounts Dept", "M.", "Mr. Owner", "info", "Front Desk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row of the client list, as the firm would have it; an empty text is an empty cell."""

    number: int
    name: str  # all in one cell, except where the parts are known
    family: str
    given: str
    company: str
    email: str
    phone: str
    language: str
    country: str
    city: str
    time_zone: str
    industry: str
    profession: str
    manager: str
    birthday: date | None
    since: date  # when he became a client, by the firm's card index
    first_order: date  # in the purchases
    basis: str
    opted_out: bool
    away_until: date | None

    @property
    def code(self) -> str:
        return f"K-{self.number:05d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roots:
    """What a person is drawn from before anything is spelt."""

    language: str
    gender: str
    place: Place
    town: Town
    trade: Trade
    given: str
    patronymic: str
    family: str


def invent(person: int, *, first_order: date, seed: str) -> Person:
    """The same person for the same number and seed, whatever else is drawn; `first_order` is when the firm met him."""
    roots = _roots(person, seed=seed)
    reached = not happens(seed, person, "no address", per_mille=35)
    return Person(
        number=person,
        name=_as_typed(person, roots, seed=seed),
        family=roots.family if _in_parts(person, roots, seed=seed) else "",
        given=roots.given if _in_parts(person, roots, seed=seed) else "",
        company=_company(person, roots, seed=seed),
        email=_as_kept(person, seed=seed) if reached else "",
        phone=_phone(person, seed=seed) if not reached or happens(seed, person, "phone", per_mille=400) else "",
        language=roots.language,
        country=roots.place.country,
        city=roots.town.names[roots.language],
        time_zone=roots.town.zone,
        industry=roots.trade.industry,
        profession=roots.trade.profession,
        manager=one_of(MANAGERS, seed, person, "manager"),
        birthday=_birthday(person, seed=seed),
        since=_since(person, first_order, seed=seed),
        first_order=first_order,
        basis=weighed(_BASES, seed, person, "basis"),
        opted_out=happens(seed, person, "opted out", per_mille=12),
        away_until=_away(person, seed=seed),
    )


@lru_cache(maxsize=4096)
def _roots(person: int, *, seed: str) -> _Roots:
    place = weighed([(place, place.share) for place in places()], seed, person, "place")
    language = weighed(place.languages, seed, person, "language")
    gender = one_of("fffmm", seed, person, "gender")
    known = names(language)
    surname = one_of(known.surnames, seed, person, "surname")
    return _Roots(
        language=language,
        gender=gender,
        place=place,
        town=one_of([town for town in place.towns if language in town.names], seed, person, "town"),
        trade=weighed([(trade, trade.share) for trade in trades()], seed, person, "trade"),
        given=one_of(known.given[gender], seed, person, "given"),
        patronymic=one_of(known.patronymics[gender], seed, person, "patronymic") if known.patronymics else "",
        family=surname["mf".index(gender)],
    )


def _as_typed(person: int, roots: _Roots, *, seed: str) -> str:
    """The name as a clerk typed it: nearly always well, sometimes in capitals, now and then not a name at all."""
    manner = weighed(_TYPED, seed, person, "typed")
    if manner == "no name":
        return one_of(_NO_NAMES[roots.language], seed, person, "no name")
    if roots.language == "en":
        return ""
    if manner == "no patronymic":
        return f"{roots.family} {roots.given}"
    if manner == "initials":
        return f"{roots.family} {roots.given[0]}.{roots.patronymic[0]}."
    whole = f"{roots.family} {roots.given} {roots.patronymic}"
    return whole.upper() if manner == "capitals" else whole


def _in_parts(person: int, roots: _Roots, *, seed: str) -> bool:
    """English names were typed into two cells: nobody can tell otherwise which of the words is the given name."""
    return roots.language == "en" and weighed(_TYPED, seed, person, "typed") != "no name"


def _house(person: int, *, seed: str) -> dict[str, str] | None:
    return one_of(houses(), seed, person, "house") if happens(seed, person, "has a firm", per_mille=720) else None


def _company(person: int, roots: _Roots, *, seed: str) -> str:
    house = _house(person, seed=seed)
    return roots.trade.house[roots.language].format(house[roots.language]) if house else ""


def _as_kept(person: int, *, seed: str) -> str:
    """His address as it stands in the list: a few share their neighbour's, a few were typed in capitals."""
    shared = person > 1 and happens(seed, person, "shares an address", per_mille=20)
    address = _address(person - 1 if shared else person, seed=seed)
    return address.upper() if happens(seed, person, "typed in capitals", per_mille=15) else address


def _address(person: int, *, seed: str) -> str:
    roots = _roots(person, seed=seed)
    local = f"{latin(roots.given, roots.language)}.{latin(roots.family, roots.language)}"
    house = _house(person, seed=seed)
    if house is None:
        return f"{local}{person}@{one_of(_MAILBOXES, seed, person, 'mailbox')}"
    town = latin(roots.town.names[roots.language], roots.language)
    return f"{local}@{latin(house['en'], 'en')}-{roots.trade.slug}-{town}.example"


def _phone(person: int, *, seed: str) -> str:
    return f"+999 {number(seed, person, 'number') % 10_000_000:07d}"  # +999 is assigned to nobody


def _birthday(person: int, *, seed: str) -> date | None:
    """Known of some; a few have what an old program puts where it knows nothing."""
    written = weighed(_BIRTHDAYS, seed, person, "birthday")
    if written == "nothing":
        return None
    if written == "placeholder":
        return date(1900, 1, 1)
    return date(1955, 1, 1) + timedelta(days=number(seed, person, "born") % (45 * 365))


def _since(person: int, first_order: date, *, seed: str) -> date:
    if happens(seed, person, "new", per_mille=450):
        return first_order
    return date(2016, 1, 1) + timedelta(days=number(seed, person, "since") % (9 * 365))


def _away(person: int, *, seed: str) -> date | None:
    if not happens(seed, person, "away", per_mille=10):
        return None
    return date(2025, 11, 15) + timedelta(days=number(seed, person, "away until") % 120)
