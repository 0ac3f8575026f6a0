"""What the replies to MAIL, RCPT and DATA say together."""

import pytest

from outreach.delivery.answer import answer_of
from outreach.delivery.envelope import read_envelope
from tests.delivery.post import words

OK, GO, NO = "250 2.0.0 ok", "354 go", "550 5.1.1 unknown"


@pytest.mark.parametrize(
    ("replies", "verdict", "in_step"),
    [
        ([OK, OK, GO], None, True),
        ([OK, "251 2.1.5 forwarded", GO], None, True),
        ([], "deferred mail relay", False),
        ([OK], "deferred rcpt relay", False),
        ([OK, OK], "deferred data relay", False),
        ([OK, NO], "refused dead", True),  # one by one, nothing more was asked
        ([OK, NO, "554 5.5.1 no valid recipients"], "refused dead", True),
        ([OK, NO, "421 4.7.0 too many errors"], "refused dead", True),
        ([OK, NO, GO], "refused dead", False),
        ([OK, NO, OK], "deferred data relay", False),
        ([NO, "503 5.5.1 need MAIL", "503 5.5.1 need RCPT"], "deferred mail sender", True),
        ([NO, OK, OK], "deferred rcpt relay", False),
        (["354 go", OK, OK], "deferred mail relay", False),
        ([OK, "354 go"], "deferred rcpt relay", False),
        ([OK, OK, OK], "deferred data relay", False),
        ([OK, OK, "451 4.3.0 later"], "deferred data letter", True),
    ],
)
def test_replies_are_read_in_order(replies: list[str], verdict: str | None, *, in_step: bool) -> None:
    read = read_envelope([answer_of(int(reply[:3]), reply[4:]) for reply in replies], broken="cut")
    assert (words(read.verdict) if read.verdict else None) == verdict
    assert read.in_step is in_step
