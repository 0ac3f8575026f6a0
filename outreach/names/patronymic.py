"""Patronymics of Russian and Ukrainian: whether a word is one, of which gender, and of which of the two languages."""

import re

from outreach.names.spelling import folded

_TURKIC = {"оглы": "m", "оглу": "m", "огли": "m", "углы": "m", "улы": "m", "ұлы": "m", "уулу": "m",
           "кызы": "f", "қызы": "f", "кизи": "f"}  # fmt: skip
_MALE = re.compile(r".{2,}(?:ович|евич|йович|ьович)|ілліч|(?:иль|кузьм|лук|фом|хом|никит|микит|савв|сав|фок|ион)ич")
_FEMALE = re.compile(r".{2,}(?:овна|евна|івна|ївна)|(?:ильин|кузьмин|лукин|фомин|никит|савв|фок|ион)и[чш]на")
_RUSSIAN_ENDING = re.compile(r".*(?:евич|евна|овна|ична|ишна)|ильич")  # Ukrainian has -йович, -івна, -ївна, Ілліч
_UKRAINIAN_ENDING = re.compile(r".*(?:йович|ьович|івна|ївна)|ілліч")  # Russian has -евич, -овна, -евна
_RUSSIAN_STEM = re.compile(
    r"(?:александр|алексе|андре|аркади|виктор|владимир|вячеслав|глеб|константин|кирил?лов|леонид|никола|никит|"
    r"станислав|филип|дмитри|серге|евген|игор|иван|иль|михаил)"
)
_UKRAINIAN_STEM = re.compile(
    r"(?:олександр|олексі|микол|володимир|костянтин|дмитрович|василь[оі]|григоров|микит|пилип)"
)


def gender_of_patronymic(text: str) -> str:
    """The gender, "m" or "f", by the suffix, or "" where the word is no patronymic we know."""
    words = folded(text).split(" ")
    if len(words) == 2:  # noqa: PLR2004  Гейдар оглы
        return _TURKIC.get(words[1], "")
    if len(words) > 1 or not words[0]:
        return ""
    if _MALE.fullmatch(words[0]):
        return "m"
    return "f" if _FEMALE.fullmatch(words[0]) else ""


def is_turkic(text: str) -> bool:
    """Гейдар оглы, Али кызы: two words that no case ending touches."""
    return folded(text).rpartition(" ")[2] in _TURKIC


def is_foreign_patronymic(text: str, *, language: str) -> bool:
    """Whether it is spelt as in the other of Russian and Ukrainian: Сергеевич in a Ukrainian letter."""
    low = folded(text)
    if is_turkic(low):
        return False
    ending, stem = (_RUSSIAN_ENDING, _RUSSIAN_STEM) if language == "uk" else (_UKRAINIAN_ENDING, _UKRAINIAN_STEM)
    return bool(ending.fullmatch(low) or stem.match(low))
