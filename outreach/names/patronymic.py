"""Patronymics: whether a word is one, of which gender, and whether it is spelt as in Russian or in Ukrainian."""

import re
from functools import lru_cache

from outreach.names.derivation import fathers
from outreach.names.spelling import PARTICLES, folded

_MALE = re.compile(r".{2,}(?:ович|евич|славич|[аое]віч)|ілліч|(?:иль|кузьм|лук|фом|хом|никит|микит|савв|сав|фок|ион)ич")
_FEMALE = re.compile(
    r".{2,}(?:овна|евна|славна|івна|ївна|[аое]ўна)|(?:ильин|кузьмин|лукин|фомин|никит|савв|фок|ион)и[чш]на"
)
_COLLOQUIAL = re.compile(r".+(?:[аиоу][внлм]ыч|[аие]ич)")  # Иваныч, Палыч, Сергеич: not in a letter
_JOINED = re.compile(  # Серікұлы, Серікқызы, Али-оглы: one word
    r".{3,}(?:(ұлы|улы)|қызы|кызы)|.{2,}-(?:(оглы|оглу|огли|углы|уулу)|кизи|гызы)"
)
_RUSSIAN_ENDING = re.compile(r".*(?:евич|евна|овна|ична|ишна)|ильич")  # Ukrainian has -йович, -івна, -ївна, Ілліч
_UKRAINIAN_ENDING = re.compile(r".*(?:йович|ьович|івна|ївна)|ілліч")  # Russian has -евич, -овна, -евна
_RUSSIAN_STEM = re.compile(
    r"(?:александр|алексе|андре|аркади|виктор|владимир|вячеслав|глеб|константин|кирил?лов|леонид|никола|никит|"
    r"станислав|филип|дмитри|серге|евген|игор|иван|иль|михаил)"
)
_UKRAINIAN_STEM = re.compile(
    r"(?:олександр|олексі|микол|володимир|костянтин|дмитрович|василь[оі]|григоров|микит|пилип)"
)


@lru_cache(maxsize=20_000)  # they repeat
def gender_of_patronymic(text: str) -> str:
    """The gender, "m" or "f", by the suffix, or "" where the word is no patronymic we know."""
    words = folded(text).split(" ")
    if len(words) == 2:  # noqa: PLR2004  Гейдар оглы
        return PARTICLES.get(words[1], "")
    if len(words) > 1 or not words[0]:
        return ""
    if _MALE.fullmatch(words[0]):
        return "m"
    if _FEMALE.fullmatch(words[0]):
        return "f"
    turkic = _JOINED.fullmatch(words[0])
    return ("m" if turkic[1] or turkic[2] else "f") if turkic else ""


def is_colloquial(word: str) -> bool:
    """Иваныч and Сергеич: said to a neighbour, never written to a client."""
    return bool(_COLLOQUIAL.fullmatch(folded(word)))


def is_turkic(text: str) -> bool:
    """Гейдар оглы, Али кызы, Серікұлы: no case ending touches them."""
    low = folded(text)
    return low.rpartition(" ")[2] in PARTICLES or bool(_JOINED.fullmatch(low))


def is_foreign_patronymic(text: str, *, language: str) -> bool:
    """Whether it is spelt as in the other of Russian and Ukrainian: Сергеевич in a Ukrainian letter."""
    low = folded(text)
    if is_turkic(low):
        return False
    ours, theirs = (fathers(one) for one in (("uk", "ru") if language == "uk" else ("ru", "uk")))
    if low in ours or low in theirs:
        return low not in ours
    ending, stem = (_RUSSIAN_ENDING, _RUSSIAN_STEM) if language == "uk" else (_UKRAINIAN_ENDING, _UKRAINIAN_STEM)
    return bool(ending.fullmatch(low) or stem.match(low))
