"""Which time zone a country or a city has, where nobody said: only what is certain."""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

_CITIES = Path(__file__).parent.parent / "data" / "cities.csv"

# Countries with one clock. RU, KZ, US, CA, AU, BR, MX, ID, MN, CD, ES, PT, CL, EC and the like are told by the city.
_ONE_ZONE = {
    "AE": "Asia/Dubai", "AL": "Europe/Tirane", "AM": "Asia/Yerevan", "AT": "Europe/Vienna", "AZ": "Asia/Baku",
    "BA": "Europe/Sarajevo", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "BY": "Europe/Minsk",
    "CH": "Europe/Zurich", "CN": "Asia/Shanghai", "CZ": "Europe/Prague", "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "EG": "Africa/Cairo", "FI": "Europe/Helsinki",
    "FR": "Europe/Paris", "GB": "Europe/London", "GE": "Asia/Tbilisi", "GR": "Europe/Athens", "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem", "IN": "Asia/Kolkata",
    "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KG": "Asia/Bishkek", "KR": "Asia/Seoul",
    "LT": "Europe/Vilnius", "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MD": "Europe/Chisinau",
    "ME": "Europe/Podgorica", "MK": "Europe/Skopje", "MT": "Europe/Malta", "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo", "PL": "Europe/Warsaw", "QA": "Asia/Qatar", "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade", "SA": "Asia/Riyadh", "SE": "Europe/Stockholm", "SG": "Asia/Singapore",
    "SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "TH": "Asia/Bangkok", "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat", "TR": "Europe/Istanbul", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
    "VN": "Asia/Ho_Chi_Minh", "ZA": "Africa/Johannesburg",
}  # fmt: skip
_REGIONS = (" область", " обл.", " обл", " oblast", " region", " край", " район")
_PREFIXES = ("г.", "г ", "гор.", "город ", "м.", "м ", "місто ", "city of ")


def only_zone_of_country(country: str) -> str | None:
    """The IANA zone of a country that has one clock, by its two-letter code."""
    return _ONE_ZONE.get(country.upper())


def zone_of_city(city: str, *, country: str) -> str | None:
    """The IANA zone of one of a country's largest cities, spelt in Russian, Ukrainian or English."""
    return _zones_of_cities().get((country.upper(), plain_place(city)))


def spellings_of(place: str, *, country: str) -> tuple[str, ...]:
    """A city or region in every spelling that the table of cities has, each as `plain_place` makes it."""
    plain = plain_place(place)
    return _spellings_of_cities().get((country.upper(), plain), (plain,))


def place_name(city: str, *, country: str) -> str:
    """How the table of cities calls it first, so that one city has one name; one that it has not, as it was typed."""
    return _names_of_cities().get((country.upper(), plain_place(city)), " ".join(city.split()))


def plain_place(place: str) -> str:
    """«г. Орёл» and «орел» are one; so are Saint-Petersburg and Saint Petersburg."""
    low = " ".join(place.casefold().replace("ё", "е").replace("’", "'").split())
    for prefix in _PREFIXES:
        low = low.removeprefix(prefix)
    for word in _REGIONS:
        low = low.removesuffix(word)
    return low.replace("-", " ").strip()


@lru_cache
def _names_of_cities() -> Mapping[tuple[str, str], str]:
    return {(row["country"], plain_place(name)): first for row in _rows() for first, name in _first_and_each(row)}


def _first_and_each(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    names = row["names"].split("|")
    yield from ((names[0], name) for name in names)


@lru_cache
def _spellings_of_cities() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return {
        (row["country"], plain_place(name)): tuple(map(plain_place, row["names"].split("|")))
        for row in _rows()
        for name in row["names"].split("|")
    }


@lru_cache
def _zones_of_cities() -> Mapping[tuple[str, str], str]:
    return {(row["country"], plain_place(name)): row["zone"] for row in _rows() for name in row["names"].split("|")}


def _rows() -> list[dict[str, str]]:
    with _CITIES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
