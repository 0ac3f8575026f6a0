"""Claim: an address is read at least ten times as quickly as email-validator's strict check reads it.

    python -m benchmarks.address [--addresses 20000] [--rounds 3]

Two lists, both with a fifth of all addresses at domains of their own: as they stand in a client list, and with up to
two slips of a character. Every round reads both lists both ways, with nothing remembered.
"""

import argparse
import random  # noqa: TID251 made-up addresses
import statistics
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import perf_counter

from email_validator import EmailNotValidError, validate_email

from outreach.book import address
from outreach.book.address import read_address

FIRST = ("anna", "Ivan.Petrov", "info", "o.koval", "sales", "m_hrin", "dina+news", "office", "b-kim", "A.Shevchenko")
DOMAINS = ("gmail.com", "mail.ua", "ukr.net", "firm.co.uk", "i.ua", "outlook.com", "xn--e1afmkfd.xn--p1ai", "a-b.de")
MARKS = "abzABZ019.-_+@ '\"();,:!#%&/=?^`{|}~[]\\\t"
PIECES = ("", "..", "--", "@@", ".com", "x" * 64, ".local", ".test", "-", ".")
STRANGERS = "éіЇжﬁａ中\u200b\u202e\u00a0"


def plain(number: int) -> str:
    """The address of a client with this number."""
    domain = f"firm{number}.com.ua" if number % 5 == 0 else DOMAINS[number % 37 % (len(DOMAINS) - 2)]
    return f"{FIRST[number % len(FIRST)]}{number // 10}@{domain}"


def mangled(number: int, *, seed: int = 0) -> str:
    """The same with up to two slips; one in forty has a letter of another alphabet."""
    draw = random.Random(number * 31 + seed)
    text = plain(number) if number % 5 == 0 else f"{draw.choice(FIRST)}@{draw.choice(DOMAINS)}"
    for _ in range(draw.randint(0, 2)):
        at = draw.randint(0, len(text))
        new = draw.choice(MARKS) if draw.random() < 0.8 else draw.choice(PIECES)
        text = text[:at] + new + text[at + draw.randint(0, 2) :]
    if draw.random() < 1 / 40:
        at = draw.randint(0, len(text))
        text = text[:at] + draw.choice(STRANGERS) + text[at:]
    return text


def validated(text: str) -> None:
    with suppress(EmailNotValidError):
        validate_email(text.strip(), check_deliverability=False, strict=True)


def seconds(read: Callable[[str], object], listed: Sequence[str]) -> float:
    for remembered in (address._ascii_domain, address._is_label):  # noqa: SLF001 each round begins with nothing
        remembered.cache_clear()
    begun = perf_counter()
    for text in listed:
        read(text)
    return perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    said = parser.parse_args()
    lists = {"a client list": plain, "with slips": mangled}
    for name, made in lists.items():
        listed = [made(number) for number in range(said.addresses)]
        ratios = []
        for _ in range(said.rounds):
            theirs, ours = seconds(validated, listed), seconds(read_address, listed)
            ratios.append(theirs / ours)
            each = 1e6 / len(listed)
            print(
                f"{name}: email-validator {theirs * each:.1f} us  ours {ours * each:.2f} us ({theirs / ours:.0f} times)"
            )
        print(f"{name}: median {statistics.median(ratios):.0f} times")


if __name__ == "__main__":
    main()
