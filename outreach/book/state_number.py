"""Numbers that the state gives (ЄДРПОУ, ИНН, РНОКПП): whether one is right by its check digits, and its lost zeroes."""

from collections.abc import Callable

_FIRM_UA = 8
_FIRM_RU = 10  # the length of a person's in Ukraine too
_PERSON_RU = 12
_LOST_AT_MOST = {_FIRM_UA: 2, _FIRM_RU: 1, _PERSON_RU: 1}
_WEIGHTS_RU = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_WEIGHTS_UA = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_WEIGHTS_PERSON = (3, 7, *_WEIGHTS_RU)
_OTHER_WEIGHTS = range(30_000_000, 60_000_001)  # of these the first weight of ЄДРПОУ stands last


def with_zeroes(digits: str, *, lengths: tuple[int, ...]) -> str:
    """The number with the zeroes before it that a spreadsheet took, if it is right with them; else as it is."""
    for length in lengths:
        if length - _LOST_AT_MOST[length] <= len(digits) < length and _CHECKS[length](whole := digits.zfill(length)):
            return whole
    return digits


def is_edrpou(digits: str) -> bool:
    """Eight figures, the last of which checks the others."""
    weights = (7, 1, 2, 3, 4, 5, 6) if int(digits) in _OTHER_WEIGHTS else (1, 2, 3, 4, 5, 6, 7)
    rest = _sum(digits, weights) % 11
    if rest > 9:  # noqa: PLR2004 no figure: the weights grow by two
        rest = _sum(digits, tuple(weight + 2 for weight in weights)) % 11 % 10
    return rest == int(digits[-1])


def is_inn_of_ten(digits: str) -> bool:
    """Of a Russian firm, or of a Ukrainian person (РНОКПП)."""
    return int(digits[-1]) in {_sum(digits, weights) % 11 % 10 for weights in (_WEIGHTS_RU, _WEIGHTS_UA)}


def is_inn_of_twelve(digits: str) -> bool:
    """Of a person in Russia: the last two figures check those before them."""
    first = _sum(digits, _WEIGHTS_PERSON[1:]) % 11 % 10 == int(digits[-2])
    return first and _sum(digits, _WEIGHTS_PERSON) % 11 % 10 == int(digits[-1])


_CHECKS: dict[int, Callable[[str], bool]] = {
    _FIRM_UA: is_edrpou,
    _FIRM_RU: is_inn_of_ten,
    _PERSON_RU: is_inn_of_twelve,
}


def _sum(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False))
