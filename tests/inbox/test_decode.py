"""Encoded words, code pages and pages turned into text."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.decode import QUOTE_MARK, body_bytes, clean, decoded_header, text_of, text_of_html


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?B?0JDQvdC90LA=?=", "Анна"),
        ("=?UTF-8?Q?=D0=90=D0=BD=D0=BD=D0=B0_=D0=9F?= <a@b>", "Анна П <a@b>"),
        ("=?koi8-r?B?4c7OwQ==?=", "Анна"),
        ("=?windows-1251?Q?=C0=ED=ED=E0?=", "Анна"),
        ("Re: =?utf-8?B?0JDQvdC9?= =?utf-8?B?0LA=?= ok", "Re: Анна ok"),
        ("=?utf-8?B?0JDQ?=\r\n =?utf-8?B?vdC90LA=?=", "Анна"),  # a character cut between two words
        ("=?utf-8?B?0JA=?= =?koi8-r?B?zs7B?=", "Анна"),
        ("=?utf-8?B?0JA=?= and =?utf-8?B?0JA=?=", "А and А"),
        (" =?utf-8?B?0JA=?=", "А"),
        ("=?utf-8*ru?B?0JA=?=", "А"),
        ("=?x-unknown?B?0JA=?=", "А"),
        ("=?utf-8?B?a?=", ""),
        ("=?utf-8?Q?Bob=0D=0ABcc:_x?=", "Bob Bcc: x"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("Анна".encode().decode("ascii", "surrogateescape"), "Анна"),
        ("Анна".encode("cp1251").decode("ascii", "surrogateescape"), "Анна"),
        ("a\tb\n c", "a b c"),
    ],
)
def test_a_header_is_read_as_a_person_reads_it(value: str, text: str) -> None:
    assert decoded_header(value) == text


@pytest.mark.parametrize(
    "charset", ["", "utf-8", "x-nothing", "zip", "punycode", "idna", "hex", "a b", "..", "utf-8\0"]
)
def test_no_code_page_is_trusted(charset: str) -> None:
    assert text_of("Привет".encode(), charset) == "Привет"


def test_a_text_without_a_code_page_is_utf_8_or_windows() -> None:
    assert text_of("Привет".encode("cp1251"), "") == "Привет"
    assert text_of("Привет".encode("koi8-u"), "KOI8-U") == "Привет"


@pytest.mark.parametrize(
    ("payload", "encoding", "content"),
    [
        ("0JA=", "base64", "А".encode()),
        ("0JA", "BASE64 ", "А".encode()),
        ("a", "base64", b""),
        ("=D0=90", "quoted-printable", "А".encode()),
        ("x", "8bit", b"x"),
        ("x", "", b"x"),
    ],
)
def test_transfer_encodings(payload: str, encoding: str, content: bytes) -> None:
    assert body_bytes(payload, encoding) == content


def test_a_page_becomes_lines() -> None:
    source = "<style>p {}</style><p>Good&nbsp;day,<br>Anna &amp; all</p><!-- no --><b>yes"
    assert text_of_html(source) == "Good day,\nAnna & all\nyes"


@pytest.mark.parametrize(
    "opening", ["<blockquote type='cite'>", '<div class="gmail_quote">', '<div id="divRplyFwdMsg" dir="ltr">']
)
def test_a_quotation_in_a_page_is_marked(opening: str) -> None:
    assert text_of_html(f"mine{opening}yours</div>") == f"mine\n{QUOTE_MARK}\nyours"


def test_a_page_that_ends_inside_a_tag_is_read_so_far() -> None:
    assert text_of_html("before<a href='") == "before"
    assert text_of_html("before</style>after<style>hidden<style>hidden") == "beforeafter"


def test_nothing_a_database_or_log_chokes_on_is_left() -> None:
    assert clean("a\0b\r\nc\x1b[31m\ud800\u202ed\u2028e\tf") == "ab\nc[31mde\tf"


@given(st.text(), st.sampled_from(["utf-8", "koi8-r", "windows-1251", "nonsense"]))
def test_any_header_is_read(value: str, charset: str) -> None:
    word = f"=?{charset}?B?{base64.b64encode(value.encode()).decode()}?="
    assert "\n" not in decoded_header(word)
    assert "\n" not in decoded_header(value)


@given(st.text() | st.text(alphabet='<>/ pbdivstyle=&#;10x"\n\u00a0'))
def test_any_page_is_read(source: str) -> None:
    """Line by line, without blanks to spare or empty lines; what has no tags is kept word by word."""
    text = text_of_html(source)
    lines = text.split("\n") if text else []
    assert lines == [" ".join(line.split()) for line in lines if line.strip()]
    assert {"<", "&"} & set(source) or text.split() == source.split()
