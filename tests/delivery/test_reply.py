"""Replies are read whole, wherever the packets end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.delivery.answer import Answer
from outreach.delivery.reply import Garbled, ReplyReader

GARBAGE = [
    b"hello\r\n",
    b"25 ok\r\n",
    b"150 ok\r\n",
    b"650 ok\r\n",
    b"250ok\r\n",
    b"250 ok\n",
    b"\r\n",
    b"\n",
    b"250-a\r\n550 b\r\n",
    b"250-a\r\nhello\r\n",
    b"250 " + b"x" * 4100 + b"\r\n",
    b"x" * 4097,
    b"250-" + b"x" * 4000 + b"\r\n",
]


def read(stream: bytes, *, cuts: list[int]) -> tuple[list[Answer], bool]:
    """The answers of a stream that comes in pieces, and whether it ended in damage."""
    reader = ReplyReader()
    answers: list[Answer] = []
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    try:
        for start, end in pairwise(edges):
            answers += reader.feed(stream[start:end])
    except Garbled:
        return answers, True
    return answers, False


@given(cuts=st.lists(st.integers(0, 10_000), max_size=30), damage=st.sampled_from([b"", *GARBAGE[:10]]))
def test_packets_make_no_difference(cuts: list[int], damage: bytes) -> None:
    stream = b"250-2.1.5 one\r\n250 2.1.5 two\r\n354\r\n550 5.1.1 \xd0\xbd\xd0\xb5\xd1\x82\r\n" + damage
    assert read(stream, cuts=cuts) == (
        [
            Answer(code=250, enhanced="2.1.5", text="one two"),
            Answer(code=354),
            Answer(code=550, enhanced="5.1.1", text="нет"),
        ],
        bool(damage),
    )


@pytest.mark.parametrize("garbage", GARBAGE[:-1])
def test_garbage_is_not_an_answer(garbage: bytes) -> None:
    assert read(garbage, cuts=[]) == ([], True)


def test_a_reply_without_end_is_given_up() -> None:
    assert read(GARBAGE[-1] * 5, cuts=[]) == ([], True)


def test_long_replies_one_after_another_are_not_one_long_reply() -> None:
    assert len(read((b"250-" + b"x" * 400 + b"\r\n") * 30 + b"250 end\r\n", cuts=[])[0]) == 1
    reader = ReplyReader()
    for _ in range(50):
        assert len(list(reader.feed(b"250 " + b"x" * 4000 + b"\r\n"))) == 1


@pytest.mark.parametrize(
    ("half", "is_halfway"), [(b"250 o", True), (b"250-ok\r\n", True), (b"250 ok\r\n", False), (b"", False)]
)
def test_half_a_reply_is_known_as_such(half: bytes, *, is_halfway: bool) -> None:
    reader = ReplyReader()
    list(reader.feed(half))
    assert reader.is_halfway is is_halfway


def test_controls_and_broken_letters_become_harmless() -> None:
    (answer,) = ReplyReader().feed(b"550 a\x00\x1b[31mb\xff\r\n")
    assert answer.text == "a [31mb�"


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    answers, _ = read(data, cuts=[])
    assert all(200 <= answer.code <= 599 for answer in answers)
