"""People of all kinds for `benchmarks.names --strangers`: rare names, hard surnames, and cells badly typed.

The lists in the folder `lists` were written from memory, not drawn from our tables: names of many peoples and
generations, every one as likely as Иван, so that it is harder than any client list. A surname that is a usual
patronymic too (Орест Степанович) may be read either way, as nobody could tell; letters of two alphabets in one word
must wait.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random  # noqa: TID251 made-up people

from benchmarks.people import FORMATS, WAITS, Record
from outreach.names.patronymic import gender_of_patronymic

FOLDER = Path(__file__).parent / "lists"
_HONORIFICS = {("ru", "m"): "Уважаемый", ("ru", "f"): "Уважаемая", ("uk", "m"): "Шановний", ("uk", "f"): "Шановна"}
_LOOKS_ALIKE = str.maketrans("аеосрхуіАЕОСРХВНМТКІ", "aeocpxyiAEOCPXBHMTKI")
_TWO_ALPHABETS = "a letter of another alphabet"
Slip = Callable[[str, Random], str]


def _one_word(text: str, draw: Random) -> str:
    words = text.split(" ")
    at = draw.randrange(len(words))
    return " ".join([*words[:at], words[at].upper(), *words[at + 1 :]])


def _another_alphabet(text: str, draw: Random) -> str:
    places = [place for place, letter in enumerate(text) if letter.translate(_LOOKS_ALIKE) != letter]
    if not places:
        return f"{text}?"
    at = draw.choice(places)
    return text[:at] + text[at].translate(_LOOKS_ALIKE) + text[at + 1 :]


# What happened to the cell, and how often in a hundred.
_SLIPS: dict[str, tuple[int, Slip]] = {
    "as it should be": (46, lambda text, _: text),
    "CAPITALS": (9, lambda text, _: text.upper()),
    "small letters": (9, lambda text, _: text.lower()),
    "one word in CAPITALS": (6, _one_word),
    "two spaces": (6, lambda text, _: text.replace(" ", "  ")),
    "a mark behind": (5, lambda text, draw: text + draw.choice([",", " ,", ";", ", "])),
    "ё without dots": (6, lambda text, _: text.replace("ё", "е").replace("Ё", "Е")),
    "spaces around": (4, lambda text, _: f"  {text} "),
    "hard spaces": (2, lambda text, _: text.replace(" ", "\u00a0")),
    "another apostrophe": (4, lambda text, draw: text.replace("'", draw.choice('’ʼ`‘"´'))),
    _TWO_ALPHABETS: (3, _another_alphabet),
}


def strangers(count: int, *, language: str, seed: int = 1) -> Iterator[Record]:
    """`count` people, each format in turn, men and women in turn."""
    draw = Random(f"{language}{seed}")
    names, weights = list(_SLIPS), [share for share, _ in _SLIPS.values()]
    for number in range(count):
        form = FORMATS[number % len(FORMATS)]
        text, truth = _cell(draw, form, language=language, woman=number // len(FORMATS) % 2)
        slip = draw.choices(names, weights)[0]
        yield Record(
            text=_SLIPS[slip][1](text, draw),
            truth=WAITS if slip == _TWO_ALPHABETS else truth,
            language=language,
            format=form,
        )


def _cell(draw: Random, form: str, *, language: str, woman: int) -> tuple[str, str]:
    """The cell before any slip, and what is right: several greetings parted by “/”."""
    kind = "women" if woman else "men"
    given, *called = draw.choice(_rows(f"{language}_{kind}"))
    patronymic = draw.choice(_rows(f"{language}_fathers"))[woman]
    family = draw.choice(_surnames(language))[woman]
    text = {
        "Фамилия Имя Отчество": f"{family} {given} {patronymic}",
        "ФАМИЛИЯ ИМЯ ОТЧЕСТВО": f"{family} {given} {patronymic}".upper(),
        "Имя Отчество Фамилия": f"{given} {patronymic} {family}",
        "Фамилия, Имя Отчество": f"{family}, {given} {patronymic}",
        "Имя Отчество": f"{given} {patronymic}",
        "Имя Фамилия": f"{given} {family}",
        "Фамилия Имя": f"{family} {given}",
        "Фамилия И.О.": f"{family} {given[0]}.{patronymic[0]}.",
    }[form]
    if "И.О." in form:
        return text, WAITS
    second = [patronymic] if "отчество" in form.casefold() else [""]
    if form == "Имя Фамилия" and not woman and gender_of_patronymic(family) == "m":
        second.append(family)
    honorific = _HONORIFICS[language, "f" if woman else "m"]
    forms = called[0].split("/") if called else [given]
    return text, "/".join(f"{honorific} {one} {_called(other, language)}".strip() for one in forms for other in second)


def _called(patronymic: str, language: str) -> str:
    if language == "ru" or not patronymic:
        return patronymic
    return patronymic[:-1] + "о" if patronymic.endswith("а") else patronymic + "у"


@cache
def _rows(file: str) -> Sequence[Sequence[str]]:
    text = (FOLDER / f"{file}.txt").read_text(encoding="utf-8")
    return [row.split() for row in re.split(r"[|\n]" if "|" in text else r"\s+", text) if row.strip()]


@cache
def _surnames(language: str) -> Sequence[tuple[str, str]]:
    """Of a man and of a woman: “Толстой:Толстая”, else by the ending."""
    pairs = [row[0].partition(":") for row in _rows(f"{language}_surnames")]
    return [(man, woman or (_of_a_woman(man) if language == "ru" else man)) for man, _, woman in pairs]


def _of_a_woman(surname: str) -> str:
    first, hyphen, last = surname.rpartition("-")
    if re.search(r".{2}(?:[оеё]в|[иы]н)$", last):
        last += "а"
    elif last.endswith(("ский", "цкий")):
        last = f"{last[:-2]}ая"
    return f"{first}{hyphen}{last}"
