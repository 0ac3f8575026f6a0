"""The noun that names are worked out from: what the client list says of a person's name, nothing concluded yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Cells of the client list as given; empty means unknown.

    `gender` is "m", "f" or "". `language` is the person's own (two letters, or ""). The client's own `salutation` (the
    whole opening), `vocative` (how he is called), `gender` and `addressing` override the rules; `addressing` is "full"
    (with the patronymic), "name" (the given name only), "pan" (Ukrainian пан or пані with the given name) or a title
    ("mr", "ms", "dr", "herr", "frau", "pani" ...).
    """

    name: str = ""
    family: str = ""
    given: str = ""
    patronymic: str = ""
    gender: str = ""
    company: str = ""
    language: str = ""
    salutation: str = ""
    vocative: str = ""
    addressing: str = ""


def wished_gender(person: Person) -> str:
    """The client's own gender, which comes before every sign of his name: "m", "f" or ""."""
    return person.gender if person.gender in {"m", "f"} else ""
