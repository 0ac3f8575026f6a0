"""Addresses: the quick way agrees with the validator, and all spellings of one box have one key."""

import re

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.address import mangled
from outreach.book.address import Address, BadAddress, domain_of, read_address, read_addresses

LETTERS = "abzABZ019.-_+@ '\"();,:!#%&/=?^`{|}~[]\\\t\u00a0éіЇжﬁａ中\u200b\u202e"
GOOD = ("anna@example.com", "Ivan.Petrov+news@mail.ua", "info@xn--e1afmkfd.xn--p1ai", "почта@пример.рф", "a@b-c.co.uk")


def by_the_validator(text: str) -> tuple[str, str] | None:
    """What the validator alone makes of it: local part and ASCII domain."""
    bare = text.strip().removeprefix("mailto:")
    try:
        valid = validate_email(bare, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return None
    return valid.local_part, valid.ascii_domain


def agrees(text: str) -> bool:
    ours, theirs = read_address(text), by_the_validator(text)
    if theirs is None:
        return isinstance(ours, BadAddress)
    return isinstance(ours, Address) and ours.email == "@".join(theirs)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good address with a few characters put in, taken out or exchanged."""
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        new = draw(st.sampled_from(LETTERS) | st.sampled_from(["", "..", "--", "@@", ".com", "x" * 64]))
        text = text[:at] + new + text[at + draw(st.integers(0, 2)) :]
    return text


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_the_quick_way_agrees_with_the_validator(text: str) -> None:
    assert agrees(text)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_the_quick_way_agrees_on_two_hundred_thousand(seed: int) -> None:
    """A fifth of them, and more, at domains of their own."""
    listed = [mangled(number, seed=seed) for number in range(50_000)]
    assert len({text.rpartition("@")[2] for text in listed}) > len(listed) / 5
    assert [text for text in listed if not agrees(text)] == []


def test_the_quick_way_agrees_on_the_first_of_them() -> None:
    assert [text for text in (mangled(number, seed=9) for number in range(2_000)) if not agrees(text)] == []


@settings(max_examples=100, deadline=None)
@given(mutated())
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    read = read_address(text)
    if isinstance(read, Address):
        again = read_address(read.key)
        assert isinstance(again, Address)
        assert again.key == read.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna@Example.COM", "anna@example.com"),
        ("Postmaster@x.ua", "postmaster@x.ua"),
        ("Почта@Пример.рф", "почта@xn--e1afmkfd.xn--p1ai"),
        ("mailto:anna@x.ua", " anna@x.ua\u00a0"),
        ("ﬁ@x.ua", "fi@x.ua"),
    ],
)
def test_spellings_of_one_box_have_one_key(one: str, other: str) -> None:
    first, second = read_address(one), read_address(other)
    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.key == second.key


def test_a_letter_is_written_to_the_local_part_as_given_and_the_domain_in_ascii() -> None:
    read = read_address("Анна.К@Пример.рф")
    assert read == Address(email="Анна.К@xn--e1afmkfd.xn--p1ai", key="анна.к@xn--e1afmkfd.xn--p1ai")
    assert read.needs_smtputf8
    plain = read_address("Anna@Пример.рф")
    assert isinstance(plain, Address)
    assert not plain.needs_smtputf8
    assert domain_of(plain.key) == "xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("anna", "no @"),
        ("anna@firm", "after the @"),
        ("anna@x.test", "after the @"),
        ("an na@x.ua", "before the @"),
        ("a" * 65 + "@x.ua", "too long"),
        ("a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".ua", "too long"),
        ("a..b@x.ua", "before the @"),
        ("=?utf-8?q?Bob=0D=0A?=@x.ua\r\nBcc: y@x.ua", "before the @"),
    ],
)
def test_what_is_wrong_is_said_without_the_address(text: str, reason: str) -> None:
    read = read_address(text)
    assert isinstance(read, BadAddress)
    assert re.search(reason, read.reason)
    assert "anna" not in read.reason


@pytest.mark.parametrize(
    ("cell", "emails"),
    [
        ("a@x.ua; b@x.ua", ["a@x.ua", "b@x.ua"]),
        ("a@x.ua,b@x.ua | c@x.ua\td@x.ua", ["a@x.ua", "b@x.ua", "c@x.ua", "d@x.ua"]),
        ("Petrova, Anna <a@x.ua>, b@x.ua", ["a@x.ua", "b@x.ua"]),
        ("a@x.ua, A@X.ua", ["a@x.ua"]),
        ("  ", []),
    ],
)
def test_a_cell_may_hold_several_addresses(cell: str, emails: list[str]) -> None:
    assert [one.email for one in read_addresses(cell) if isinstance(one, Address)] == emails


def test_a_bad_address_among_good_ones_is_not_hidden() -> None:
    good, bad = read_addresses("a@x.ua; b@x")
    assert isinstance(good, Address)
    assert isinstance(bad, BadAddress)


def test_letters_and_their_marks_written_apart_are_one_address() -> None:
    apart, whole = read_address("ле\u0301на@x.ua"), read_address("л\u00e9на@x.ua")
    assert isinstance(apart, BadAddress) == isinstance(whole, BadAddress)
    accented = read_address("rene\u0301@x.ua")
    assert isinstance(accented, Address)
    assert (accented.email, accented.key) == ("ren\u00e9@x.ua", read_key("ren\u00e9@x.ua"))


def read_key(text: str) -> str:
    found = read_address(text)
    assert isinstance(found, Address)
    return found.key
