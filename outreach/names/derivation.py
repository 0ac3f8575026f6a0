"""Which patronymics come from which given names, in Russian and Ukrainian, and how each language writes the other's."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from outreach.names.firstnames import counterpart, known_genders
from outreach.names.spelling import folded

_OF_THE_EAST = re.compile(r".{2,}(?:бек|баев?|гали?ев|улл?аев?|темир|мурат|хамет|д?жан|иддин|утдин)(?:ович|евич|ич)")
Forms = tuple[str, str]  # of a man, of a woman

# By stem and ending, where a rule would not find them; folded.
_RUSSIAN_OWN: Mapping[str, tuple[Forms, ...]] = {
    "петр": (("петрович", "петровна"),), "павел": (("павлович", "павловна"),), "лев": (("львович", "львовна"),),
    "яков": (("яковлевич", "яковлевна"),), "михаил": (("михайлович", "михайловна"),),
    "дмитрий": (("дмитриевич", "дмитриевна"),), "георгий": (("георгиевич", "георгиевна"),),
    "илья": (("ильич", "ильинична"),), "никита": (("никитич", "никитична"),),
    "кузьма": (("кузьмич", "кузьминична"),), "лука": (("лукич", "лукинична"),), "фома": (("фомич", "фоминична"),),
    "савва": (("саввич", "саввична"),), "иосиф": (("иосифович", "иосифовна"), ("осипович", "осиповна")),
    "гаврила": (("гаврилович", "гавриловна"),), "данила": (("данилович", "даниловна"),),
    "михайла": (("михайлович", "михайловна"),), "фока": (("фокич", "фокична"), ("фокиевич", "фокиевна")),
    "харлампий": (("харлампиевич", "харлампиевна"), ("харлампьевич", "харлампьевна"), ("харлампович", "харламповна")),
}  # fmt: skip
_UKRAINIAN_OWN: Mapping[str, tuple[Forms, ...]] = {
    "микола": (("миколайович", "миколаївна"), ("миколович", "миколівна")),
    "григорій": (("григорович", "григорівна"), ("григорійович", "григоріївна")),
    "лев": (("львович", "львівна"),), "ілля": (("ілліч", "іллівна"),),
    "лука": (("лукич", "луківна"), ("лукович", "лукинична")),
    "кузьма": (("кузьмич", "кузьмівна"), ("кузьмович", "кузьмівна")),
    "хома": (("хомич", "хомівна"), ("хомович", "хомівна")),
    "сава": (("савич", "савівна"), ("савович", "савівна")), "яків": (("якович", "яківна"),),
    "федір": (("федорович", "федорівна"),), "сидір": (("сидорович", "сидорівна"),),
    "прокіп": (("прокопович", "прокопівна"),), "антін": (("антонович", "антонівна"),),
    "тиміш": (("тимошович", "тимошівна"),), "нестір": (("несторович", "несторівна"),),
    "тихін": (("тихонович", "тихонівна"),),
}  # fmt: skip


def patronymics_of(name: str, *, language: str) -> tuple[Forms, ...]:
    """Of a man's and of a woman's father's name, folded, the usual form first."""
    key = folded(name)
    own = _RUSSIAN_OWN if language == "ru" else _UKRAINIAN_OWN
    return own.get(key) or tuple(_russian(key) if language == "ru" else _ukrainian(key))


@lru_cache
def fathers(language: str) -> Mapping[str, str]:
    """The father's given name, folded, for every patronymic of the given names that we know."""
    found: dict[str, str] = {}
    for name, gender in known_genders(language).items():
        if "m" in gender and "-" not in name:
            for forms in patronymics_of(name, language=language):
                found |= dict.fromkeys((form for form in forms if form not in found), name)
    return found


def is_from_known_father(patronymic: str) -> bool:
    """Whether it comes from a given name: Петрович does, Войнович does not; Оразбаевич must, whoever that was."""
    key = folded(patronymic)
    return key in fathers("ru") or key in fathers("uk") or bool(_OF_THE_EAST.fullmatch(key))


def counterpart_patronymic(patronymic: str, *, language: str) -> str:
    """Сергійович for Сергеевич where `language` is "uk", capitalised, or "" where the father is not known."""
    theirs = "ru" if language == "uk" else "uk"
    key = folded(patronymic)
    father = fathers(theirs).get(key, "")
    if not father:
        return ""
    woman = key.endswith("а")
    ours = folded(counterpart(father, language=language)) or father
    if ours not in known_genders(language):
        return ""
    form = patronymics_of(ours, language=language)[0][woman]
    return "" if form == key else form.capitalize()


def _russian(name: str) -> Iterator[Forms]:
    if name.endswith("ий"):
        for joint in ("ь", "и"):
            yield f"{name[:-2]}{joint}евич", f"{name[:-2]}{joint}евна"
    elif name.endswith(("й", "ь")):
        yield f"{name[:-1]}евич", f"{name[:-1]}евна"
        if name.endswith("ль"):  # Эмильевич beside Эмилевич
            yield f"{name}евич", f"{name}евна"
    elif re.search("[еиуэю]$", name):
        yield f"{name}евич", f"{name}евна"
    elif re.search("[ая]$", name):
        yield f"{name[:-1]}ович", f"{name[:-1]}овна"
        yield f"{name}евич", f"{name}евна"
    elif name.endswith("о"):
        yield f"{name}вич", f"{name}вна"
        yield f"{name}евич", f"{name}евна"
    elif re.search("[жшчщц]$", name):
        yield f"{name}евич", f"{name}евна"
    else:
        yield f"{name}ович", f"{name}овна"
        if name.endswith("слав"):
            yield f"{name}ич", f"{name}на"


def _ukrainian(name: str) -> Iterator[Forms]:
    if name.endswith("й"):
        yield f"{name}ович", f"{name[:-1]}ївна"
    elif name.endswith("ь"):
        yield f"{name}ович", f"{name[:-1]}івна"
    elif re.search("[аоя]$", name):
        yield f"{name[:-1]}ович", f"{name[:-1]}івна"
    elif re.search("[еиіїує]$", name):
        yield f"{name}йович", f"{name}ївна"
    else:
        yield f"{name}ович", f"{name}івна"
        if name.endswith("слав"):
            yield f"{name}ич", f"{name}івна"
