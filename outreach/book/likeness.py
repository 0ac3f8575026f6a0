"""The forms by which two rows of one client are recognised: of an address, a telephone, a person at a firm."""

import re
import unicodedata
from functools import lru_cache

_ALSO_CALLED = {"googlemail.com": "gmail.com", "pm.me": "proton.me", "protonmail.com": "proton.me"}
_YANDEX = re.compile(r"(?:ya\.ru|yandex\.(?:ru|com|by|kz|ua|com\.tr))\Z")  # one mailbox under each of its names
_PARTED = re.compile(r"[,;/|\n]| или | або | or ")
_EXTENSION = re.compile(r"(?:\b(?:доб|вн|ext|extension)\b|#).*", re.IGNORECASE)
_ALIKE = str.maketrans({
    "ё": "е", "э": "е", "є": "е", "і": "и", "ї": "и", "ы": "и", "й": "и", "ґ": "г", "ъ": None, "ь": None,
    "'": None, "’": None, "ʼ": None, "`": None,
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_LEGAL = frozenset(
    [
        "ооо",
        "оао",
        "зао",
        "пао",
        "ао",
        "тоо",
        "ип",
        "чп",
        "нпо",
        "гуп",
        "муп",
        "тов",
        "тзов",
        "пп",
        "фоп",
        "прат",
        "ват",
        "зат",
        "пат",
        "дп",
        "кп",
        "ао",
        "llc",
        "ltd",
        "limited",
        "inc",
        "corp",
        "co",
        "gmbh",
        "ag",
        "sa",
        "srl",
        "bv",
        "oy",
        "ab",
        "as",
        "plc",
        "llp",
        "компания",
        "компания",
        "фирма",
        "фирма",
        "предприятие",
        "підприємство",
        "компанія",
        "фірма",
    ]
)
_PATRONYMIC = re.compile(r"(?:ович|евич|иевич|инична|овна|евна|ивна|ична|йович|иович|ьевич|ьевна)\Z")
_LEAST_DIGITS = 9  # fewer are a number within one town
_WITH_COUNTRY = 11
_SAYS_SOMETHING = 4  # different digits; 000-00-00 says nothing
_ANYWHERE = frozenset(("", "UA", "RU", "KZ", "BY"))
_AT_HOME = (
    (_ANYWHERE, re.compile(r"8(0\d{9})\Z"), "38"),  # 8 (067): no Russian area begins with 0
    (frozenset(("", "UA")), re.compile(r"(0\d{9})\Z"), "38"),
    (frozenset(("UA",)), re.compile(r"([3-9]\d{8})\Z"), "380"),
    (_ANYWHERE, re.compile(r"8(\d{10})\Z"), "7"),  # 8 (495), 8 (701)
    (frozenset(("RU", "KZ")), re.compile(r"([1-9]\d{9})\Z"), "7"),
)  # whose numbers, as dialled within the country, what stands before them from abroad


def address_form(key: str) -> str:
    """The box behind the spellings: no "+tag", no dots at Gmail, one domain where a provider has several."""
    local, _, domain = key.rpartition("@")
    bare = local.partition("+")[0] or local
    domain = _ALSO_CALLED.get(domain, domain)
    if domain == "gmail.com":
        return f"{bare.replace('.', '')}@{domain}"
    if _YANDEX.match(domain):
        return f"{bare.replace('.', '-')}@yandex.ru"
    return f"{bare}@{domain}"


def phone_forms(cell: str, *, country: str) -> tuple[str, ...]:
    """Every telephone of a cell, with its country and without signs; none for what lacks an area or says nothing."""
    found = (_international(_EXTENSION.sub("", piece), country=country) for piece in _PARTED.split(cell))
    return tuple(dict.fromkeys(number for number in found if _tells(number)))


def _tells(number: str) -> bool:
    return len(number) >= _LEAST_DIGITS and len(set(number)) >= _SAYS_SOMETHING


def _international(text: str, *, country: str) -> str:
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "0123456789")
    if text.strip().startswith(("+", "＋")):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return _national(digits, country=country)


def _national(digits: str, *, country: str) -> str:
    for homes, pattern, prefix in _AT_HOME:
        if country in homes and (match := pattern.match(digits)):
            return prefix + match[1]
    return digits if len(digits) >= _WITH_COUNTRY else ""


def person_form(name: str, *, company: str) -> str:
    """A person at a firm, whatever the order of the words, ё or е, и or і; empty unless both are known well enough."""
    words = [word for word in folded_words(name) if not _PATRONYMIC.search(word)]
    firm = " ".join(sorted(word for word in folded_words(company) if word not in _LEGAL))
    whole = [word for word in words if len(word) > 1]
    return f"{' '.join(sorted(whole))} @ {firm}" if len(whole) > 1 and firm else ""


@lru_cache(maxsize=50_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The words as they are compared: no case, no signs, Russian and Ukrainian spellings of one sound alike."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    # NFC keeps й and ї whole; the table then makes them и.
    return tuple(_WORD.findall(unicodedata.normalize("NFC", plain).translate(_ALIKE)))
